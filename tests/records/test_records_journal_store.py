"""The journal on disk: durable when it returns, once per id, in a chain, one writer."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from records.durable import StorageFault
from records.journal.events import ProductionEvent, read_event
from records.ledger.accounts import Account, AccountingSystem
from records.ledger.entry import Entry, EntryLine
from records.ledger.period import Period, PeriodMark, PeriodStatus
from records.refusal import EventRefused, RuleRefused
from records.store.audit_log import AuditEntry
from records.store.database import migration_config
from records.store.event_log import EventLog
from records.store.journal_store import JournalStore, journal_url, open_journal
from records.store.people import Person
from records.store.schema import APPEND_ONLY, METADATA

START = datetime(2026, 11, 1, tzinfo=UTC)
TANKS = frozenset({"T1", "T2"})


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = START + timedelta(days=30)

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "journal.db"


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[JournalStore]:
    with open_journal(journal_url(path), clock=clock, tanks=TANKS) as opened:
        yield opened


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


def tamper(path: Path, *statements: str) -> None:
    """Change the file as someone would who has the disk and drops the triggers."""
    connection = sqlite3.connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'"):
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_what_was_appended_is_there_after_reopening(path: Path, clock: Clock) -> None:
    with open_journal(journal_url(path), clock=clock) as store:
        stored = store.append(stocked())
        head = store.head_hash()
    with open_journal(journal_url(path), clock=clock) as store:
        assert store.events() == [stored]
        assert store.head_hash() == head == stored.hash
        assert store.verify() == []


def test_the_same_event_again_changes_nothing(store: JournalStore) -> None:
    first = stocked()
    stored = store.append(first)
    assert store.append(first) == stored
    assert store.append_all([first, first])[1] == stored
    assert len(store.events()) == 1


def test_the_same_id_with_another_content_is_refused(store: JournalStore) -> None:
    first = stocked()
    other = first.model_copy(update={"count_heads": 999})
    assert refused_codes(store, first, other) == ["SAME_ID_OTHER_CONTENT"]
    store.append(first)
    assert refused_codes(store, other) == ["SAME_ID_OTHER_CONTENT"]
    assert len(store.events()) == 1


def test_a_group_is_written_whole_or_not_at_all(store: JournalStore) -> None:
    too_many = event("HARVEST", 1, tank="T1", count_heads=2000, mass_g=1)
    assert refused_codes(store, stocked(), too_many) == ["STOCK_SHORT"]
    assert store.events() == []
    assert store.append_all([stocked(), event("FEED", 1, tank="T1", mass_g=5)])[1].seq == 2


def test_a_correction_replaces_the_wrong_event(store: JournalStore) -> None:
    store.append(stocked())
    wrong = event("HARVEST", 2, tank="T1", count_heads=1000, mass_g=1_250_000)
    store.append(wrong)
    late = event("MORT", 3, tank="T1", count_heads=1, cause="UNKNOWN")
    assert refused_codes(store, late) == ["STOCK_SHORT"]
    undo = event("REVERSAL", 4, ref=str(wrong.event_id), reason="磅单录错", approved_by="wang")
    right = event(
        "HARVEST", 2, tank="T1", count_heads=900, mass_g=1_205_000, corrects=str(wrong.event_id)
    )
    store.append_all([undo, right])
    store.append(late)
    assert [item.seq for item in store.events(batch="B1")] == [1, 2, 3, 4, 5]
    assert refused_codes(store, undo.model_copy(update={"event_id": uuid4()})) == [
        "ALREADY_REVERSED"
    ]


def test_stock_carried_in_memory_judges_as_the_whole_journal_does(store: JournalStore) -> None:
    store.append(stocked(10))
    for at in range(1, 11):
        store.append(event("MORT", at, tank="T1", count_heads=1, cause="UNKNOWN"))
    assert refused_codes(store, event("MORT", 11, tank="T1", count_heads=1, cause="VIRUS")) == [
        "STOCK_SHORT"
    ]
    assert refused_codes(store, event("MORT", 5, tank="T1", count_heads=1, cause="VIRUS")) == [
        "STOCK_SHORT"
    ]
    assert refused_codes(store, event("FEED", 12, tank="T9", mass_g=1)) == ["TANK_UNKNOWN"]
    assert refused_codes(store, event("FEED", 60, tank="T1", mass_g=1)) == ["IN_THE_FUTURE"]


def test_a_late_entry_is_judged_at_its_own_time_and_not_by_the_stock_of_today(
    store: JournalStore,
) -> None:
    store.append(stocked(100))
    store.append(event("HARVEST", 5, tank="T1", count_heads=100, mass_g=9000))
    store.append(event("STOCK_IN", 8, tank="T1", count_heads=50, mass_g=500))
    late = event("MORT", 6, tank="T1", count_heads=1, cause="UNKNOWN")
    assert refused_codes(store, late) == ["STOCK_SHORT"]


def test_nobody_judges_by_a_stock_that_is_not_yet_carried(
    store: JournalStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second thread that gets in between writing and carrying would take the same fish."""
    store.append(stocked(1))
    last = [event("HARVEST", 1, tank="T1", count_heads=1, mass_g=500) for _ in range(2)]
    refused: list[Exception] = []

    def second() -> None:
        try:
            store.append(last[1])
        except EventRefused as refusal:
            refused.append(refusal)

    other = threading.Thread(target=second)
    carry = EventLog._carry

    def carry_late(self: EventLog, events: Any, carried: Any) -> None:
        if not other.ident:
            other.start()
            other.join(0.5)
        carry(self, events, carried)

    monkeypatch.setattr(EventLog, "_carry", carry_late)
    store.append(last[0])
    other.join()
    assert len(refused) == 1
    assert len(store.events()) == 2


def test_threads_never_take_the_same_fish_twice(store: JournalStore) -> None:
    store.append(stocked(50))
    taken: list[bool] = []

    def harvest() -> None:
        for _ in range(10):
            try:
                store.append(event("HARVEST", 1, tank="T1", count_heads=1, mass_g=500))
                taken.append(True)
            except EventRefused:
                taken.append(False)

    threads = [threading.Thread(target=harvest) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (taken.count(True), taken.count(False)) == (50, 30)
    assert [item.seq for item in store.events()] == list(range(1, 52))
    assert store.verify() == []


def test_a_fact_of_the_controller_is_taken_once(store: JournalStore) -> None:
    first = energy(7)
    store.append(first)
    assert store.append(first).seq == 1
    assert refused_codes(store, energy(7)) == ["FACT_TAKEN"]
    assert refused_codes(store, energy(8), energy(8)) == ["FACT_TAKEN"]
    store.append(energy(7, boot="b2"))
    assert store.log.last_taken_seq("b1") == 7
    assert store.log.last_taken_seq("b3") == -1
    assert first.source is not None
    assert store.log.taken_fact(first.source) == first.event_id


def test_events_are_found_by_batch_tank_kind_and_time(store: JournalStore) -> None:
    store.append(stocked())
    store.append(event("TRANSFER", 1, from_tank="T1", to_tank="T2", count_heads=10))
    store.append(event("FEED", 2, tank="T1", mass_g=1))
    store.append(energy(1))
    assert [item.event.kind for item in store.events(tank="T2")] == ["TRANSFER"]
    assert [item.seq for item in store.events(batch="B1")] == [1, 2, 3]
    assert [item.seq for item in store.events(kinds=["FEED", "STOCK_IN"])] == [1, 3]
    second_day = START + timedelta(days=1)
    assert [item.seq for item in store.events(happened_before=second_day)] == [1]
    assert [item.seq for item in store.events(happened_from=second_day, limit=1)] == [2]
    assert [item.seq for item in store.events(after_seq=3)] == [4]
    assert store.log.event(UUID(int=9)) is None


@pytest.mark.parametrize("table", [table.name for table in APPEND_ONLY])
def test_the_database_refuses_to_change_what_was_written(store: JournalStore, table: str) -> None:
    _fill(store)
    connection = sqlite3.connect(store.database.sqlite_path or "")
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    before = connection.execute(f"SELECT * FROM {table}").fetchall()
    assert before
    marks = ",".join("?" * len(columns))
    for statement, values in [
        (f"UPDATE {table} SET {columns[-1]} = {columns[-1]}", ()),
        (f"DELETE FROM {table}", ()),
        (f"REPLACE INTO {table} VALUES ({marks})", before[0]),
        (f"INSERT OR REPLACE INTO {table} VALUES ({marks})", before[-1]),
    ]:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(statement, values)
    assert connection.execute(f"SELECT * FROM {table}").fetchall() == before
    connection.close()


def _fill(store: JournalStore) -> None:
    store.append_all([stocked(), energy(1)])
    store.ledger.mark(PeriodMark(Period("village", date(2026, 1, 1), date(2026, 12, 31)), "li"))
    store.ledger.post([_voucher(5)], "li")
    store.audit.append(AuditEntry("li", "LOGIN"))


def _voucher(fen: int, day: date = date(2026, 11, 1)) -> Entry:
    def account(code: str) -> Account:
        return Account(AccountingSystem.REC, code)

    lines = (EntryLine(account("102"), fen), EntryLine(account("501"), -fen))
    return Entry(uuid4(), "village", day, "售鱼", lines, run_id="r1", event_id=uuid4())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET canonical = replace(canonical, '10000', '90000')",
        "UPDATE events SET hash = '0' || substr(hash, 2) WHERE seq = 1",
        "UPDATE events SET batch = 'B2' WHERE seq = 1",
        "UPDATE events SET happened_at = '2026-11-02T00:00:00.000Z' WHERE seq = 1",
        "UPDATE events SET previous_hash = hash WHERE seq = 2",
        "DELETE FROM events WHERE seq = 1",
        "DELETE FROM events WHERE seq = 3",
        "UPDATE ledger_entries SET canonical = replace(canonical, '-5', '-6')",
        "UPDATE ledger_entries SET entity = 'other'",
        "UPDATE ledger_lines SET amount_fen = 6 WHERE line_no = 1",
        "UPDATE ledger_lines SET code = '101' WHERE line_no = 1",
        "DELETE FROM ledger_lines WHERE line_no = 2",
        "UPDATE audit SET actor = 'someone'",
        "UPDATE audit SET canonical = replace(canonical, 'li', 'xu')",
    ],
)
def test_every_change_of_the_file_is_found(path: Path, clock: Clock, statement: str) -> None:
    with open_journal(journal_url(path), clock=clock) as store:
        _fill(store)
        store.append(event("FEED", 1, tank="T1", mass_g=3))
        anchors = {"events": store.log.head(), "ledger": store.ledger.head()}
        assert store.verify(anchors) == []
    tamper(path, "PRAGMA foreign_keys = OFF", statement)
    with open_journal(journal_url(path), clock=clock) as store:
        found = store.verify(anchors)
    assert found and all("第" in item.explanation.zh or "凭证" in str(item) for item in found)


def test_a_chain_cut_off_or_rebuilt_is_found_by_the_head_kept_elsewhere(
    path: Path, clock: Clock
) -> None:
    with open_journal(journal_url(path), clock=clock) as store:
        store.append_all([stocked(), event("FEED", 1, tank="T1", mass_g=3)])
        anchor = {"events": store.log.head()}
    tamper(path, "DELETE FROM events WHERE seq = 2")
    with open_journal(journal_url(path), clock=clock) as store:
        assert store.verify() == []
        assert [item.code for item in store.verify(anchor)] == ["CHAIN_BROKEN"]


def test_a_second_writer_gets_a_clear_sentence(path: Path, store: JournalStore) -> None:
    with pytest.raises(StorageFault) as fault:
        open_journal(journal_url(path))
    assert "另一个进程" in fault.value.words.zh


def test_settings_are_read_back(store: JournalStore) -> None:
    found = store.database.settings()
    assert (found["journal_mode"], found["synchronous"], found["foreign_keys"]) == ("wal", 2, 1)
    assert found["sqlite_version"] == sqlite3.sqlite_version


def test_a_setting_that_does_not_hold_is_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.store.database._WRITER_SETTINGS", {"synchronous": 3})
    with pytest.raises(StorageFault, match="synchronous=2"):
        open_journal(journal_url(path))
    monkeypatch.undo()
    open_journal(journal_url(path)).close()


def test_a_journal_in_memory_is_refused() -> None:
    with pytest.raises(StorageFault):
        open_journal("sqlite://")


def test_a_damaged_file_is_said_in_words(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database at all" * 400)
    with pytest.raises(StorageFault):
        open_journal(journal_url(path))


def test_readers_cannot_write(store: JournalStore) -> None:
    with (
        pytest.raises(StorageFault),
        store.database.reading() as connection,
    ):
        connection.exec_driver_sql("DELETE FROM sessions")


def test_tables_are_what_the_steps_make(store: JournalStore) -> None:
    with store.database.writing() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_file_of_a_newer_program_is_left_alone(path: Path) -> None:
    open_journal(journal_url(path)).close()
    tamper(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageFault, match="9999"):
        open_journal(journal_url(path))


def test_the_steps_can_be_written_for_postgresql(capsys: pytest.CaptureFixture[str]) -> None:
    command.upgrade(migration_config("postgresql"), "head", sql=True)
    printed = capsys.readouterr().out
    assert "CREATE TABLE events" in printed and "seq BIGINT NOT NULL" in printed
    assert printed.count("BEFORE UPDATE OR DELETE") == len(APPEND_ONLY)
    assert "RAISE(ABORT" not in printed


def test_the_ledger_refuses_closed_periods_and_keeps_its_balance(store: JournalStore) -> None:
    year = Period("village", date(2026, 1, 1), date(2026, 12, 31))
    with pytest.raises(RuleRefused, match="PERIOD_NOT_OPEN"):
        store.ledger.post([_voucher(5)], "li")
    store.ledger.mark(PeriodMark(year, "li"))
    first, second = _voucher(5), _voucher(7)
    assert store.ledger.post([first, second], "li") == [1, 2]
    assert store.ledger.post([first], "li") == [1]
    closed = Period(year.entity, year.first_day, year.last_day, PeriodStatus.CLOSED)
    store.ledger.mark(PeriodMark(closed, "li", "wang"))
    with pytest.raises(RuleRefused, match="PERIOD_CLOSED"):
        store.ledger.post([_voucher(9)], "li")
    assert store.ledger.entries("village") == [first, second]
    assert store.ledger.entries(event_id=second.event_id) == [second]
    assert [row.balance_fen for row in store.ledger.trial_balance("village")] == [12, -12]
    assert store.ledger.periods() == [closed]


def test_vouchers_of_a_run_are_posted_all_or_none(store: JournalStore) -> None:
    store.ledger.mark(PeriodMark(Period("village", date(2026, 1, 1), date(2026, 12, 31)), "li"))
    with pytest.raises(RuleRefused):
        store.ledger.post([_voucher(5), _voucher(7, date(2027, 1, 1))], "li")
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


_WRITER = """
import sys
from records.store.event_log import EventLog
from records.store.journal_store import open_journal
from records.journal.events import read_event
from datetime import datetime, UTC
from uuid import UUID
store = open_journal(sys.argv[1])
for n in range(1, 100000):
    store.append(read_event({
        "kind": "STOCK_IN", "event_id": str(UUID(int=n)), "actor": "li", "site": "farm",
        "happened_at": "2026-11-01T00:00:00Z", "batch": "B1", "tank": "T1",
        "count_heads": 1, "mass_g": 10}))
    print(n, flush=True)
"""


def test_no_acknowledged_event_is_lost_when_the_writer_is_killed(path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, journal_url(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert writer.stdout is not None
    acknowledged = 0
    for line in writer.stdout:
        acknowledged = int(line)
        if acknowledged == 60:
            os.kill(writer.pid, signal.SIGKILL)
            break
    acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
    writer.stdout.close()
    writer.wait()
    with open_journal(journal_url(path)) as store:
        assert store.verify() == []
        assert len(store.events()) >= acknowledged >= 60
