"""The books: periods, vouchers, balances, what witnesses and the bank say.

It refuses to judge a voucher: records.ledger and records.cost do, and their reasons are passed on.
"""

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Annotated
from uuid import UUID

from fastapi import Query

from dashboard.money.accounting import books_of
from dashboard.money.bank import reconciled
from dashboard.money.books_shapes import (
    BankFiles,
    BankShown,
    ChartList,
    ClaimList,
    DeedList,
    DueShown,
    DueWish,
    Month,
    PeriodAct,
    PeriodList,
    Posted,
    TakenBack,
    TrialBalance,
    VoucherEntered,
    VoucherList,
    YearEnd,
)
from dashboard.money.books_view import chart_list, deed_shown, missing, period_list, trial, voucher
from dashboard.money.families import LedgerHanded
from dashboard.money.forms import Day
from dashboard.money.handing_in import Recorded, agreement, hand_in
from dashboard.money.office import Office
from dashboard.money.periods_kept import keep_periods
from dashboard.money.vouchers import due_of, due_shown, end_year, enter_by_hand, post_due, take_back
from dashboard.routes.doors import At, EntityName, Who, router
from records.ledger.claims import claim_problems
from records.ledger.deeds import BalanceClaimed
from records.ledger.entry import Entry
from records.ledger.recording import standing_deeds

api = router()

Some = Annotated[str | None, Query(max_length=64)]
Limit = Annotated[int, Query(ge=1, le=5000)]


@api.get("/periods")
async def periods(_caller: Who, desk: At, entity: Some = None) -> PeriodList:
    """Periods with their state."""
    office = desk.money
    return await office.look(lambda: period_list(office.store.ledger.periods(), entity))


@api.post("/periods", status_code=201)
async def keep(body: PeriodAct, caller: Who, desk: At) -> PeriodList:
    """Open months, close them softly, or close them for ever with a second person."""
    office = desk.money
    second = await agreement(desk, caller, body, body.action == "CLOSE")
    return await office.act(
        lambda: period_list(keep_periods(office, caller, body, second), body.entity)
    )


@api.get("/deeds")
async def deeds(
    _caller: Who,
    desk: At,
    entity: Some = None,
    kind: Annotated[list[str] | None, Query(max_length=40)] = None,
    before: Annotated[int | None, Query(ge=1, description="seq")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> DeedList:
    """Deeds as recorded, the newest first."""
    office = desk.money

    def found() -> DeedList:
        stored = reversed(office.store.deeds.deeds(entity=entity, kinds=kind or ()))
        wanted = (one for one in stored if before is None or one.seq < before)
        rows = [deed_shown(one) for one in islice(wanted, limit + 1)]
        return DeedList(deeds=tuple(rows[:limit]), more=len(rows) > limit)

    return await office.look(found)


@api.post("/ledger/deeds", status_code=201)
async def enter(body: LedgerHanded, caller: Who, desk: At) -> Recorded:
    """Prices, contracts, assets, wages, bills, claims, matches; all of them or none."""
    return await hand_in(desk, caller, body, "ledger")


@api.get("/ledger/charts")
async def charts(_caller: Who) -> ChartList:
    """The charts of accounts, by accounting system."""
    return chart_list()


@api.get("/ledger/{entity}/balances")
async def balances(
    _caller: Who, desk: At, entity: EntityName, until: Day | None = None
) -> TrialBalance:
    """The trial balance up to and with a day."""
    office = desk.money
    return await office.look(
        lambda: trial(entity, until, office.store.ledger.trial_balance(entity, until))
    )


@api.get("/ledger/{entity}/vouchers")
async def vouchers(
    _caller: Who,
    desk: At,
    entity: EntityName,
    first: Day | None = None,
    last: Day | None = None,
    account: Annotated[str | None, Query(max_length=16, description="code")] = None,
    run: Some = None,
    skip: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Limit = 200,
) -> VoucherList:
    """Vouchers in the order posted."""
    office = desk.money

    def found() -> VoucherList:
        wanted = (
            entry
            for entry in _streamed(office, entity, first, last)
            if run in (None, entry.run_id)
            and (account is None or any(line.account.code == account for line in entry.lines))
        )
        rows = list(islice(wanted, skip, skip + limit + 1))
        return VoucherList(vouchers=tuple(map(voucher, rows[:limit])), more=len(rows) > limit)

    return await office.look(found)


def _streamed(
    office: Office, entity: str, first: date | None, last: date | None
) -> Iterable[Entry]:
    # Read to its end: what streams holds a connection.
    return list(office.store.ledger.stream(entity, first, last))


@api.post("/ledger/{entity}/vouchers", status_code=201)
async def by_hand(body: VoucherEntered, caller: Who, desk: At, entity: EntityName) -> Posted:
    """Post a voucher made by hand, such as opening balances; a second person agrees."""
    office = desk.money
    second = await agreement(desk, caller, body, needed=True)
    return await office.act(lambda: enter_by_hand(office, caller, entity, body, second))


@api.post("/ledger/{entity}/vouchers/{voucher}/take-back", status_code=201)
async def red_letters(
    body: TakenBack, caller: Who, desk: At, entity: EntityName, voucher: UUID
) -> Posted:
    """Take a voucher made by hand back, line by line; a second person agrees."""
    office = desk.money
    second = await agreement(desk, caller, body, needed=True)
    return await office.act(lambda: take_back(office, caller, entity, voucher, body, second))


@api.get("/ledger/{entity}/due")
async def due(
    _caller: Who, desk: At, entity: EntityName, first_month: Month, last_month: Month
) -> DueShown:
    """Vouchers that follow from facts and are not posted yet, and what is missing."""
    office = desk.money
    return await office.look(
        lambda: due_shown(entity, due_of(office, entity, first_month, last_month))
    )


@api.post("/ledger/{entity}/due", status_code=201)
async def post(body: DueWish, caller: Who, desk: At, entity: EntityName) -> DueShown:
    """Post all that is due; what is posted already is not posted again."""
    office = desk.money
    return await office.act(lambda: post_due(office, caller, entity, body))


@api.post("/ledger/{entity}/year-end", status_code=201)
async def close_year(body: YearEnd, caller: Who, desk: At, entity: EntityName) -> Posted:
    """Close a year that nothing is distributed for."""
    office = desk.money
    return await office.act(lambda: end_year(office, caller, entity, body))


@api.get("/ledger/{entity}/claims")
async def claims(_caller: Who, desk: At, entity: EntityName) -> ClaimList:
    """What bank, count and confirmation say, where the books say otherwise."""
    office = desk.money

    def found() -> ClaimList:
        told = [
            deed
            for deed in standing_deeds(office.deeds())
            if isinstance(deed, BalanceClaimed) and deed.entity == entity
        ]
        books = books_of(office, entity)
        problems = claim_problems(office.store.ledger.entries(entity), books, told)
        return ClaimList(entity=entity, claims=len(told), differs=tuple(missing("", problems)))

    return await office.look(found)


@api.post("/ledger/{entity}/bank")
async def bank(body: BankFiles, caller: Who, desk: At, entity: EntityName) -> BankShown:
    """The bank's file beside the books; with `claim` its balance becomes a claim on them."""
    office = desk.money
    return await office.act(lambda: reconciled(office, caller, entity, body))
