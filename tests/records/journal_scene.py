"""A small farm for the tests of the journal: events, vouchers, a clock that tests move."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from records.journal.events import ProductionEvent, read_event
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.entry import Entry, EntryLine
from records.ledger.period import Period, PeriodMark
from records.refusal import EventRefused
from records.shares.people import GainReason, MemberGain
from records.store.audit_log import AuditEntry
from records.store.dividend_inputs import Prepared
from records.store.journal_store import JournalStore

START = datetime(2026, 11, 1, tzinfo=UTC)
TANKS = frozenset({"T1", "T2"})


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = START + timedelta(days=30)

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


def event(kind: str, day: float = 0, **fields: Any) -> ProductionEvent:
    common = {
        "event_id": str(uuid4()),
        "happened_at": (START + timedelta(days=day)).isoformat(),
        "actor": "li",
        "site": "farm",
    }
    if kind not in ("REVERSAL", "FACT_TAKEN"):
        common["batch"] = "B1"
    return read_event({"kind": kind, **common, **fields})


def stocked(heads: int = 1000) -> ProductionEvent:
    return event("STOCK_IN", tank="T1", count_heads=heads, mass_g=heads * 10)


def energy(seq: int, boot: str = "b1") -> ProductionEvent:
    return event(
        "FACT_TAKEN", 1, source={"boot": boot, "seq": seq}, fact="energy_used_wh",
        place="farm", amount=1200, began_at=START.isoformat(),
    )  # fmt: skip


def refused_codes(store: JournalStore, *events: ProductionEvent) -> list[str]:
    with pytest.raises(EventRefused) as refusal:
        store.append_all(events)
    return [found.code for found in refusal.value.problems]


def voucher(fen: int, day: date = date(2026, 11, 1), event_id: UUID | None = None) -> Entry:
    def account(code: str) -> Account:
        return Account(AccountingSystem.REC, code)

    lines = (EntryLine(account("102"), fen), EntryLine(account("501"), -fen))
    return Entry(uuid4(), "village", day, "售鱼", lines, run_id="r1", event_id=event_id)


def joined(holder: str = "M0101", day: date = date(2026, 11, 1)) -> MemberGain:
    return MemberGain(
        deed_id=uuid4(),
        entity="village",
        day=day,
        recorded_day=day,
        actor="li",
        holder=holder,
        household="H01",
        reason=GainReason.FOUNDING,
    )


def filled(store: JournalStore) -> None:
    fish = stocked()
    store.append_all([fish, energy(1)])
    store.ledger.mark(PeriodMark(Period("village", date(2026, 1, 1), date(2026, 12, 31)), "li"))
    store.ledger.post([voucher(5, event_id=fish.event_id)], "li")
    store.deeds.append(joined())
    store.audit.append(AuditEntry("li", "LOGIN"))
    store.dividend_inputs.append(Prepared("run-1", "2026", '{"a":1}', False, "li", 7))


def tamper(path: Path, *statements: str) -> None:
    """Change the file as someone would who has the disk and drops the triggers."""
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'"):
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
