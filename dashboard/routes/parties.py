"""Organisations, their capital, the offices in them: looked at, and entered on a paper's proof.

It refuses to judge an entry: records.parties does, and its reasons are passed on.
"""

from dashboard.money.families import PartiesHanded
from dashboard.money.forms import Day
from dashboard.money.handing_in import Recorded, hand_in
from dashboard.money.register_shapes import PartyList
from dashboard.money.registers import party_list
from dashboard.routes.doors import At, Who, router

api = router()


@api.get("/parties")
async def parties(_caller: Who, desk: At, day: Day | None = None) -> PartyList:
    """Companies, villages, cooperative and operator on a day (today without one)."""
    office = desk.money
    return await office.look(lambda: party_list(office.deeds(), day or office.today()))


@api.post("/parties/deeds", status_code=201)
async def enter(body: PartiesHanded, caller: Who, desk: At) -> Recorded:
    """Record what papers prove: founded, paid in, appointed, married; all of it or nothing."""
    return await hand_in(desk, caller, body, "parties")
