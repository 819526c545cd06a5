"""A small farm for the tests of ledger and cost: events by civil day, deeds, vouchers."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import HealthCheck, settings

from records.deeds.deed import Proof
from records.journal.events import ProductionEvent, read_event
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.drafts import Books
from records.ledger.entry import Entry, EntryLine
from records.ledger.period import Period, PeriodIndex, PeriodStatus, indexed, monthly_periods

NAMES = UUID(int=20261123)
FARM = Books("界岭渔业合作社", AccountingSystem.COOP)
NO_BATCH = {"REVERSAL", "FACT_TAKEN", "INPUT_RECEIVE", "STOCKTAKE"}
PAPER = Proof(title="合同")

FEWER = settings(
    max_examples=int(os.environ.get("RAS_NIGHT_COUNT", "30")),
    suppress_health_check=[HealthCheck.too_slow],
)
"""For properties over whole books: few by day, as many as asked at night."""


def uid(name: object) -> UUID:
    """The same name, the same id."""
    return uuid5(NAMES, str(name))


def event(
    kind: str, day: str, name: object = "", hour: float = 12, **fields: Any
) -> ProductionEvent:
    """An event at an hour of a civil day of the farm (UTC+8)."""
    at = datetime.fromisoformat(f"{day}T00:00:00+08:00") + timedelta(hours=hour)
    common: dict[str, Any] = {
        "kind": kind,
        "event_id": str(uid(f"{kind}{day}{hour}{name}{sorted(fields)}")),
        "happened_at": at.astimezone(UTC).isoformat(),
        "actor": "li",
        "site": "farm",
    }
    if kind not in NO_BATCH:
        common["batch"] = "B1"
    if kind in {"STOCK_IN", "FEED", "MORT", "SAMPLE_WEIGH", "HARVEST", "COUNT_ADJUST"}:
        common["tank"] = "T1"
    return read_event({**common, **fields})


def delivery(day: str, mass_g: int, amount_fen: int, **fields: Any) -> ProductionEvent:
    given = {"category": "FEED", "item": "浮料", "supplier": "饲料厂", "mass_g": mass_g}
    return event("INPUT_RECEIVE", day, amount_fen=amount_fen, **{**given, **fields})


def metered(day: str, fact: str, amount: int, seq: int, place: str = "farm") -> ProductionEvent:
    return event(
        "FACT_TAKEN", day, seq, source={"boot": "b", "seq": seq}, fact=fact, place=place,
        amount=amount, began_at=f"{day}T00:00:00+08:00",
    )  # fmt: skip


def deed(kind: Any, day: str, name: object = "", **fields: Any) -> Any:
    """A deed of the farm; `kind` is its class."""
    common = {"deed_id": uid(f"{kind.__name__}{day}{name}"), "entity": FARM.entity, "actor": "li"}
    return kind(day=date.fromisoformat(day), **{**common, **fields})


def account(label: str, system: AccountingSystem = AccountingSystem.COOP) -> Account:
    return Account.of_label(system, label)


def voucher(day: str, *lines: tuple[str, int], name: object = "", **fields: Any) -> Entry:
    made = tuple(EntryLine(account(label), fen) for label, fen in lines)
    given = {"entry_id": uid(f"{day}{lines}{name}"), "entity": FARM.entity, "summary": "凭证"}
    return Entry(day=date.fromisoformat(day), lines=made, **{**given, **fields})


def months_of(year: int, closed: int = 0, entity: str = FARM.entity) -> list[Period]:
    """The months of a year, the first `closed` of them closed."""
    return [
        replace(period, status=PeriodStatus.CLOSED) if at < closed else period
        for at, period in enumerate(monthly_periods(entity, year))
    ]


def calendar(closed_2025: int = 0, closed_2026: int = 0) -> PeriodIndex:
    return indexed([*months_of(2025, closed_2025), *months_of(2026, closed_2026)])


def told(entries: list[Entry]) -> dict[str, int]:
    """Balance by label, what is zero left out."""
    sums: dict[str, int] = {}
    for entry in entries:
        for line in entry.lines:
            sums[line.account.label] = sums.get(line.account.label, 0) + line.amount_fen
    return {label: fen for label, fen in sorted(sums.items()) if fen}
