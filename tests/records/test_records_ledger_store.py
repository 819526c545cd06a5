"""Ledger, people and audit in the journal file."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from records.ledger.period import Period, PeriodMark, PeriodStatus
from records.refusal import RuleRefused
from records.store.audit_log import AuditEntry
from records.store.journal_store import JournalStore
from records.store.people import Person
from tests.records.journal_scene import Clock, voucher


def test_the_ledger_refuses_closed_periods_and_keeps_its_balance(store: JournalStore) -> None:
    year = Period("village", date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(RuleRefused, match="PERIOD_NOT_OPEN"):
        store.ledger.post([voucher(5)], "li")
    store.ledger.mark(PeriodMark(year, "li"))
    first, second = voucher(5), voucher(7, event_id=uuid4())
    assert store.ledger.post([first, second], "li") == [1, 2]
    assert store.ledger.post([first], "li") == [1]
    closed = Period(year.entity, year.first_day, year.last_day, PeriodStatus.CLOSED)
    store.ledger.mark(PeriodMark(closed, "li", "wang"))
    with pytest.raises(RuleRefused, match="PERIOD_CLOSED"):
        store.ledger.post([voucher(9)], "li")
    assert store.ledger.entries("village") == [first, second]
    assert store.ledger.entries(event_id=second.event_id) == [second]
    assert [row.balance_fen for row in store.ledger.trial_balance("village")] == [12, -12]
    assert store.ledger.periods() == [closed]


def test_vouchers_of_a_run_are_posted_all_or_none(store: JournalStore) -> None:
    store.ledger.mark(PeriodMark(Period("village", date(2026, 1, 1), date(2026, 12, 31)), "li"))
    with pytest.raises(RuleRefused):
        store.ledger.post([voucher(5), voucher(7, date(2027, 1, 1))], "li")
    assert store.ledger.entries() == []


def test_sessions_end_by_time_by_logout_and_with_the_account(
    store: JournalStore, clock: Clock
) -> None:
    li = Person("li", "$argon2id$…", "operator", "值班员 李")
    store.people.add(li)
    with pytest.raises(RuleRefused, match="LOGIN_TAKEN"):
        store.people.add(li)
    for token in ("a", "b"):
        store.people.open_session(token, "li", clock.at + timedelta(hours=1))
    found = store.people.session("a")
    assert found is not None and found[1] == li
    store.people.close_session("a")
    assert store.people.session("a") is None
    store.people.seen("b")
    clock.at += timedelta(hours=2)
    assert store.people.session("b") is None
    store.people.open_session("c", "li", clock.at + timedelta(hours=1))
    store.people.change(Person("li", "x", "operator", "值班员 李", active=False))
    assert store.people.session("c") is None
    assert [person.active for person in store.people.everyone()] == [False]
    with pytest.raises(RuleRefused, match="LOGIN_UNKNOWN"):
        store.people.change(Person("xu", "x", "viewer", "访客"))


def test_the_audit_chain_tells_who_did_what(store: JournalStore) -> None:
    made = store.audit.append(
        AuditEntry("li", "BYPASS", "T1", detail={"old": 1, "new": [2, None]}, reason="清洗")
    )
    assert store.audit.records() == [made]
    assert store.audit.records(after_seq=1) == []
