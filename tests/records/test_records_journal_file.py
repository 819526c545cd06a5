"""The journal as a file: append-only, tamper found, one writer, settings held, kill survived."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from records.durable import StorageFault
from records.store.journal_store import JournalStore, journal_url, open_journal
from records.store.schema import APPEND_ONLY
from tests.records.journal_scene import (
    Clock,
    event,
    filled,
    stocked,
    tamper,
)


@pytest.mark.parametrize("table", [table.name for table in APPEND_ONLY])
def test_the_database_refuses_to_change_what_was_written(store: JournalStore, table: str) -> None:
    filled(store)
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


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET canonical = replace(canonical, '10000', '90000')",
        "UPDATE events SET hash = 'x' || substr(hash, 2) WHERE seq = 1",
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
        "UPDATE period_marks SET last_day = '2027-12-31'",
        "UPDATE period_marks SET ledger_seq = 7",
        "UPDATE period_marks SET canonical = replace(canonical, 'li', 'xu')",
        "UPDATE taken_facts SET seq = 2",
        "UPDATE taken_facts SET boot = 'b9'",
        "DELETE FROM taken_facts",
        "UPDATE deeds SET day = '2026-11-02'",
        "UPDATE deeds SET canonical = replace(canonical, 'M0101', 'M0102')",
        "UPDATE dividend_inputs SET document = '{\"a\":2}'",
        "UPDATE dividend_inputs SET canonical = replace(canonical, 'run-1', 'run-2')",
        "UPDATE dividend_inputs SET constructed = 1",
        "UPDATE dividend_inputs SET seq = 2",
    ],
)
def test_every_change_of_the_file_is_found(path: Path, clock: Clock, statement: str) -> None:
    with open_journal(journal_url(path), clock=clock) as store:
        filled(store)
        store.append(event("FEED", 1, tank="T1", mass_g=3))
        anchors = {"events": store.log.head(), "ledger": store.ledger.head()}
        assert store.verify(anchors) == []
    tamper(path, "PRAGMA foreign_keys = OFF", statement)
    with open_journal(journal_url(path), clock=clock) as store:
        found = store.verify(anchors)
    assert found and all(
        any(word in str(item) for word in ("第", "凭证", "借贷")) for item in found
    )


def test_a_chain_cut_off_or_rebuilt_is_found_by_the_head_kept_elsewhere(
    path: Path, clock: Clock
) -> None:
    with open_journal(journal_url(path), clock=clock) as store:
        store.append_all([stocked(), event("FEED", 1, tank="T1", mass_g=3)])
        anchor = {"events": store.log.head()}
    tamper(path, "DELETE FROM events WHERE seq = 2")
    with open_journal(journal_url(path), clock=clock) as store:
        assert store.verify() == []
        assert [item.code for item in store.verify(anchor)] == ["TAIL_CUT"]


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


@pytest.mark.parametrize("url", ["postgresql+nothing://farm/journal", "nothing://farm/journal"])
def test_a_missing_driver_is_said_in_words(url: str) -> None:
    with pytest.raises(StorageFault, match="postgresql"):
        open_journal(url)


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


def test_no_row_is_replaced_through_an_id_that_is_in_use(store: JournalStore) -> None:
    """REPLACE with the next number deletes the row of the id, and no delete trigger sees it."""
    filled(store)
    connection = sqlite3.connect(store.database.sqlite_path or "")
    for table in ("events", "ledger_entries", "deeds"):
        before = connection.execute(f"SELECT * FROM {table}").fetchall()
        row = [len(before) + 1, *before[-1][1:]]
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(f"REPLACE INTO {table} VALUES ({','.join('?' * len(row))})", row)
        assert connection.execute(f"SELECT * FROM {table}").fetchall() == before
    connection.close()


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
