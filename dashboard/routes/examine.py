"""For whoever examines the books: drill down, verify, take the anchor off the box.

It refuses to change a record.
"""

from asyncio import Lock
from typing import Annotated
from uuid import UUID

from fastapi import Query, Request

from dashboard.messages.sender import Sender
from dashboard.money.accounting import books_of
from dashboard.money.examining import (
    Lookup,
    anchor_of,
    anchor_shown,
    anchor_text,
    span,
    step_shown,
    verdict,
)
from dashboard.money.forms import Day
from dashboard.money.trail_shapes import AnchorSent, AnchorShown, TrailStep, VerdictShown
from dashboard.refusals import refuse
from dashboard.routes.doors import At, Who, router
from records.audit.trail import DEPTH, of_account, of_fact, of_run, of_voucher
from records.ledger.accounts import account_of

api = router()

Some = Annotated[str | None, Query(max_length=64)]
ONE_EXAMINATION = Lock()
"""An examination reads everything; a second one waits for the first."""


@api.get("/trail")
async def trail(
    _caller: Who,
    desk: At,
    run: Some = None,
    voucher: UUID | None = None,
    fact: UUID | None = None,
    entity: Some = None,
    code: Annotated[str | None, Query(max_length=16)] = None,
    sub: Annotated[list[str] | None, Query(max_length=6)] = None,
    first: Day | None = None,
    last: Day | None = None,
    depth: Annotated[int, Query(ge=1, le=8)] = DEPTH,
) -> TrailStep:
    """One of run, voucher, fact (event or deed), or an account of an entity, down to the papers."""
    office = desk.money

    def found() -> TrailStep:
        look = Lookup(office)
        if run is not None:
            return step_shown(of_run(run, look, depth))
        if voucher is not None:
            return step_shown(of_voucher(voucher, look, depth))
        if fact is not None:
            return step_shown(of_fact(fact, look, depth))
        if entity is None or code is None:
            raise refuse(
                422, "trail_of_what", "要查哪个：分配、凭证、事件，还是单位的科目？",
                "of what: a run, a voucher, a fact, or an account of an entity?",
                "给出 run、voucher、fact，或 entity 和 code",
                "give run, voucher, fact, or entity and code",
            )  # fmt: skip
        account = account_of(books_of(office, entity).system, code, tuple(sub or ()))
        days = span(first, last, office.today())
        return step_shown(of_account(entity, account, *days, look, depth))

    return await office.look(found)


@api.get("/verify")
async def examine(_caller: Who, desk: At) -> VerdictShown:
    """Chains, balances, period locks, and every past run computed again."""
    office = desk.money
    async with ONE_EXAMINATION:
        return await office.look(lambda: verdict(office))


@api.get("/anchor")
async def anchor(_caller: Who, desk: At) -> AnchorShown:
    """The heads of all chains now, to be kept outside: printed, on a second host, in a message."""
    office = desk.money
    return await office.look(lambda: anchor_shown(anchor_of(office)))


@api.post("/anchor/send", status_code=201)
async def send(caller: Who, desk: At, request: Request) -> AnchorSent:
    """Hand the fingerprint to the chat groups; it also goes out with every day's test message."""
    office = desk.money
    sender = request.app.state.sender
    assert isinstance(sender, Sender)
    made = await office.look(lambda: anchor_of(office))
    robots = await sender.say(f"anchor {made.fingerprint}", anchor_text(made))
    if not robots:
        raise refuse(
            409, "no_robots", "没有登记聊天群机器人，发不出去", "no chat group is on record",
            "打印指纹，或用 ras anchor save 存到第二台主机",
            "print the fingerprint, or keep it on a second host with ras anchor save",
        )  # fmt: skip
    await desk.audit(caller, "anchor_sent", made.fingerprint, detail=list(robots))
    return AnchorSent(fingerprint=made.fingerprint, robots=robots)
