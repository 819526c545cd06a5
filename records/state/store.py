"""The statements that write and read `state.db`, one durable transaction for each batch.

It refuses to know threads and retries (`writer`) and what a row is used for.
"""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from farm.fact import Fact
from farm.words import Words
from records.durable import StorageFault, explain, open_durable, transaction
from records.state.rows import AlarmEvent, CommandRow, ModeRow

VERSION = 1

SCHEMA = """
CREATE TABLE IF NOT EXISTS run (
    n INTEGER PRIMARY KEY AUTOINCREMENT, boot TEXT NOT NULL UNIQUE,
    started_ms INTEGER NOT NULL, stopped_ms INTEGER        -- NULL: never stopped cleanly
) STRICT;
CREATE TABLE IF NOT EXISTS command (
    n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    at_ms INTEGER NOT NULL, output TEXT NOT NULL, value REAL NOT NULL, rank INTEGER NOT NULL,
    by TEXT NOT NULL, why_zh TEXT NOT NULL, why_en TEXT NOT NULL,
    actor TEXT NOT NULL, second_actor TEXT NOT NULL, result TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS command_at ON command (at_ms);
CREATE TABLE IF NOT EXISTS alarm_event (
    n INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, id TEXT NOT NULL,
    state TEXT NOT NULL, actor TEXT NOT NULL, note TEXT NOT NULL, alarm TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS alarm_event_id ON alarm_event (id, n);
CREATE INDEX IF NOT EXISTS alarm_event_at ON alarm_event (at_ms);
CREATE TABLE IF NOT EXISTS mode (
    n INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, scope TEXT NOT NULL,
    key TEXT NOT NULL, value TEXT NOT NULL, actor TEXT NOT NULL,
    why_zh TEXT NOT NULL, why_en TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS mode_key ON mode (scope, key, n);
CREATE TABLE IF NOT EXISTS fact (
    n INTEGER PRIMARY KEY AUTOINCREMENT, boot TEXT NOT NULL, seq INTEGER NOT NULL,
    kind TEXT NOT NULL, place TEXT NOT NULL, amount INTEGER NOT NULL,
    from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, source TEXT NOT NULL, frame TEXT NOT NULL,
    UNIQUE (boot, seq)
) STRICT;
"""

FACT_COLUMNS = "boot, seq, kind, place, amount, from_ms, to_ms, source, frame"

Put = Callable[[sqlite3.Connection], None]
"""One row's statement, run inside the batch's transaction."""


class StateStore:
    """The one writing connection of `state.db`; used by one thread."""

    def __init__(self, path: Path, max_bytes: int | None = None) -> None:
        """Open or create. Raises StorageFault."""
        self._path = path
        self._file = open_durable(path, SCHEMA, VERSION, max_bytes=max_bytes)

    def write(self, puts: Sequence[Put]) -> list[Words | None]:
        """Commit the rows in one durable transaction; for each None or why it was refused.

        A refused row (a contradiction) leaves the others; a failed disk raises StorageFault.
        """
        try:
            with transaction(self._file):
                return [self._one(put) for put in puts]
        except sqlite3.Error as error:
            raise StorageFault(explain(error, self._path)) from error

    def _one(self, put: Put) -> Words | None:
        try:
            put(self._file)
        except (sqlite3.IntegrityError, Contradiction) as error:
            return Words(
                zh=f"这条记录与 {self._path.name} 中已有内容矛盾，未保存：{error}。"
                "请报告此程序错误。",
                en=f"The row contradicts what {self._path.name} holds and is not saved: {error}. "
                "Report this as a fault of the program.",
            )
        return None

    def close(self) -> None:
        """Release the file; what was written is on disk already."""
        self._file.close()


class Contradiction(Exception):
    """A row whose identity is already taken by a different row."""


def put_start(boot: str, at_ms: int) -> Put:
    """A run begins; `boot` names it for ever."""
    return lambda file: _run(
        file, "INSERT INTO run (boot, started_ms) VALUES (?, ?)", (boot, at_ms)
    )


def put_clean_stop(boot: str, at_ms: int) -> Put:
    """The run ended in order; the last thing a controller writes."""
    return lambda file: _run(file, "UPDATE run SET stopped_ms = ? WHERE boot = ?", (at_ms, boot))


def put_command(row: CommandRow) -> Put:
    """A command given; the same id again may only bring its result."""
    columns = (
        *(row.id, row.at_ms, row.output, row.value, int(row.rank), row.by),
        *(row.why.zh, row.why.en, row.actor, row.second_actor, row.result),
    )
    return lambda file: _run(
        file,
        "INSERT INTO command (id, at_ms, output, value, rank, by, why_zh, why_en, actor,"
        " second_actor, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET result = excluded.result",
        columns,
    )


def put_alarm_event(event: AlarmEvent) -> Put:
    """An alarm changed; the newest event of an alarm is how it stands."""
    alarm = event.alarm
    columns = (event.at_ms, alarm.id, alarm.state.value, event.actor, event.note)
    return lambda file: _run(
        file,
        "INSERT INTO alarm_event (at_ms, id, state, actor, note, alarm) VALUES (?, ?, ?, ?, ?, ?)",
        (*columns, alarm.model_dump_json()),
    )


def put_mode(row: ModeRow) -> Put:
    """A mode or trip changed; the newest row of a key is what holds."""
    columns = (row.at_ms, row.scope.value, row.key, row.value, row.actor, row.why.zh, row.why.en)
    return lambda file: _run(
        file,
        "INSERT INTO mode (at_ms, scope, key, value, actor, why_zh, why_en)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        columns,
    )


def put_fact(fact: Fact) -> Put:
    """A fact, once; the same fact again changes nothing, another under its identity is refused."""
    columns = (
        *(fact.boot, fact.seq, fact.kind.value, fact.place, fact.amount),
        *(fact.from_ms, fact.to_ms, fact.source, fact.frame),
    )

    def put(file: sqlite3.Connection) -> None:
        _run(
            file,
            f"INSERT INTO fact ({FACT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (boot, seq) DO NOTHING",
            columns,
        )
        stored = file.execute(
            f"SELECT {FACT_COLUMNS} FROM fact WHERE boot = ? AND seq = ?", columns[:2]
        ).fetchone()
        if stored != columns:
            raise Contradiction(f"fact ({fact.boot}, {fact.seq})")

    return put


def _run(file: sqlite3.Connection, sql: str, columns: tuple[object, ...]) -> None:
    file.execute(sql, columns)
