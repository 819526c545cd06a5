"""Opening and closing of periods: by months, with what speaks against a close told first.

It refuses to reopen what is closed, and to close for one person alone.
"""

from collections.abc import Iterator

from dashboard.caller import Caller
from dashboard.money.accounting import accounts_of, production_of
from dashboard.money.books_shapes import PeriodAct
from dashboard.money.office import Office, noted
from dashboard.money.refusing import refused_for
from records.civil import first_day_of, last_day_of, next_month
from records.cost.due import Accounts
from records.cost.month_end import month_end_problems
from records.ledger.period import Period, PeriodMark, PeriodStatus
from records.refusal import RuleRefused, problem
from records.store.act import Act

_THEN = {
    "OPEN": PeriodStatus.OPEN,
    "SOFT_CLOSE": PeriodStatus.SOFT_CLOSED,
    "CLOSE": PeriodStatus.CLOSED,
}


def keep_periods(office: Office, caller: Caller, body: PeriodAct, second: str) -> list[Period]:
    """Open or close months; RuleRefused, or Refused with what speaks against a close."""
    accounts = accounts_of(office, body.entity, body.first_month, body.last_month)
    marks = [
        PeriodMark(period, caller.name, second or None)
        for period in _wanted(body, {one.first_day: one for one in _known(office, body.entity)})
    ]
    if marks and body.action != "OPEN":
        _refuse_unready(office, body, accounts)
    row = noted(
        caller, f"period_{body.action.lower()}", body.entity, reason=body.reason,
        detail={"months": [body.first_month, body.last_month], "second": second or None},
    )  # fmt: skip
    if marks:
        office.carry_out(Act(marks=marks, audit=(row,)), caller)
    return _known(office, body.entity)


def _known(office: Office, entity: str) -> list[Period]:
    return [one for one in office.store.ledger.periods() if one.entity == entity]


def _wanted(body: PeriodAct, known: dict[object, Period]) -> Iterator[Period]:
    then = _THEN[body.action]
    for month in _months(body.first_month, body.last_month):
        first, last = first_day_of(month), last_day_of(month)
        before = known.get(first)
        if before is None and then is not PeriodStatus.OPEN:
            raise RuleRefused.of(
                problem(
                    "PERIOD_NOT_OPEN",
                    f"{body.entity} 没有 {month} 的会计期间，请先开账",
                    f"{body.entity} has no period {month}: open it first",
                )
            )
        if before is None or before.status is not then:
            yield Period(body.entity, first, last, then)


def _months(first: str, last: str) -> Iterator[str]:
    month = first
    while month <= last:
        yield month
        month = next_month(month)


def _refuse_unready(office: Office, body: PeriodAct, accounts: Accounts) -> None:
    found = month_end_problems(
        accounts, production_of(office, body.entity), office.deeds(),
        office.store.ledger.entries(body.entity),
    )  # fmt: skip
    if found and not (body.confirmed and body.reason):
        raise refused_for(found)
