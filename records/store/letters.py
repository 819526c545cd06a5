"""Messages to chat groups that wait, and those that were sent: durable before one leaves.

It refuses to know the network and the words of a message. One message stands for one rise of one
alarm at one robot: noted twice it is kept once, sent it is never offered again.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from records.durable import StorageFault, explain, open_durable, transaction

VERSION = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS letter (
    n INTEGER PRIMARY KEY AUTOINCREMENT, robot TEXT NOT NULL, id TEXT NOT NULL,
    at_ms INTEGER NOT NULL, text TEXT NOT NULL, mobiles TEXT NOT NULL,
    sent_ms INTEGER, dropped INTEGER NOT NULL DEFAULT 0, UNIQUE (robot, id)
) STRICT;
CREATE INDEX IF NOT EXISTS letter_waiting ON letter (robot, n) WHERE sent_ms IS NULL;
CREATE TABLE IF NOT EXISTS test (robot TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT;
"""
KEPT_MS = 180 * 86_400_000
"""Messages that were sent are kept for so long, ms: security logs are kept 6 months (等保)."""
WAITING_MOST = 2000
"""More never wait for one robot: the oldest are then told as a number only."""
FILE_BYTES_MAX = 64 << 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message. `id`: of the rise; `mobiles`: whose telephones ring."""

    n: int
    id: str
    at_ms: int
    text: str
    mobiles: tuple[str, ...]


class LetterStore:
    """The one writing connection of `messages.db`; used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create. Raises StorageFault."""
        self._path = path
        self._file = open_durable(path, SCHEMA, VERSION, max_bytes=FILE_BYTES_MAX)

    def add(self, robot: str, rows: Sequence[tuple[str, int, str, tuple[str, ...]]]) -> None:
        """Note messages (id, UTC ms, text, mobiles); durable when it returns."""
        with self._writing() as file:
            file.executemany(
                "INSERT OR IGNORE INTO letter (robot, id, at_ms, text, mobiles)"
                " VALUES (?, ?, ?, ?, ?)",
                [
                    (robot, id_, at_ms, text, ",".join(mobiles))
                    for id_, at_ms, text, mobiles in rows
                ],
            )

    def waiting(self, robot: str, most: int) -> tuple[list[Waiting], int]:
        """The oldest that wait, and how many wait in all."""
        where = "FROM letter WHERE robot = ? AND sent_ms IS NULL"
        rows = self._file.execute(
            f"SELECT n, id, at_ms, text, mobiles {where} ORDER BY n LIMIT ?",
            (robot, most),
        ).fetchall()
        count = self._file.execute(f"SELECT COUNT(*) {where}", (robot,)).fetchone()[0]
        found = [
            Waiting(n, id_, at_ms, text, tuple(filter(None, mobiles.split(","))))
            for n, id_, at_ms, text, mobiles in rows
        ]
        return found, count

    def sent(self, numbers: Sequence[int], at_ms: int) -> None:
        """They are out; durable when it returns. What is old is let go of."""
        with self._writing() as file:
            file.executemany(
                "UPDATE letter SET sent_ms = ? WHERE n = ?", [(at_ms, n) for n in numbers]
            )
            file.execute("DELETE FROM letter WHERE sent_ms < ?", (at_ms - KEPT_MS,))

    def dropped(self, robot: str, at_ms: int) -> int:
        """Let go of the oldest beyond WAITING_MOST; how many."""
        _, count = self.waiting(robot, 1)
        over = count - WAITING_MOST
        if over <= 0:
            return 0
        with self._writing() as file:
            file.execute(
                "UPDATE letter SET sent_ms = ?, dropped = 1 WHERE n IN (SELECT n FROM letter"
                " WHERE robot = ? AND sent_ms IS NULL ORDER BY n LIMIT ?)",
                (at_ms, robot, over),
            )
        return over

    def tested_ms(self, robot: str) -> int:
        """When the last test went out by it; 0: never."""
        row = self._file.execute("SELECT at_ms FROM test WHERE robot = ?", (robot,)).fetchone()
        return int(row[0]) if row else 0

    def tested(self, robot: str, at_ms: int) -> None:
        """A test went out."""
        with self._writing() as file:
            file.execute(
                "INSERT INTO test VALUES (?, ?) ON CONFLICT (robot)"
                " DO UPDATE SET at_ms = excluded.at_ms",
                (robot, at_ms),
            )

    def close(self) -> None:
        """Release the file; what was noted is on disk already."""
        self._file.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A durable transaction whose failure is a StorageFault."""
        try:
            with transaction(self._file):
                yield self._file
        except sqlite3.Error as error:
            raise StorageFault(explain(error, self._path)) from error
