"""The share register of a collective: on a day, entry by entry, and a member list taken whole.

It refuses to judge an entry: records.shares does, and its reasons are passed on.
"""

from datetime import date
from itertools import islice
from typing import Annotated

from fastapi import Query

from dashboard.money.families import SharesHanded
from dashboard.money.forms import Day
from dashboard.money.handing_in import Recorded, hand_in
from dashboard.money.lists import take_list
from dashboard.money.register_shapes import EntryList, ListTotals, MemberList, Register
from dashboard.money.registers import entries_of, register
from dashboard.routes.doors import At, EntityName, Who, router

api = router()


@api.get("/shares/{entity}")
async def shares(
    _caller: Who,
    desk: At,
    entity: EntityName,
    day: Day | None = None,
    known_by: Annotated[
        date | None, Query(description="as it was written down by that day")
    ] = None,
) -> Register:
    """Who holds what on a day (today without one)."""
    office = desk.money
    return await office.look(
        lambda: register(office.deeds(), entity, day or office.today(), known_by)
    )


@api.get("/shares/{entity}/entries")
async def entries(
    _caller: Who,
    desk: At,
    entity: EntityName,
    holder: Annotated[str | None, Query(max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> EntryList:
    """Entries in words, the newest first; of one holder, if asked."""
    office = desk.money

    def found() -> EntryList:
        stored = reversed(office.store.deeds.deeds(entity=entity))
        rows = list(islice(entries_of(stored, entity, holder), limit + 1))
        return EntryList(entries=tuple(rows[:limit]), more=len(rows) > limit)

    return await office.look(found)


@api.post("/shares/deeds", status_code=201)
async def enter(body: SharesHanded, caller: Who, desk: At) -> Recorded:
    """Record entries of the register with their proof; all of them or none."""
    return await hand_in(desk, caller, body, "shares")


@api.post("/shares/{entity}/list", status_code=201)
async def take(body: MemberList, caller: Who, desk: At, entity: EntityName) -> ListTotals:
    """Check a member list, and with `take` record all of it; every mistake is told at once."""
    office = desk.money
    return await office.act(lambda: take_list(office, caller, entity, body))
