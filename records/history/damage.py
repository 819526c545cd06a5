"""A blob that cannot be what was written: how it is found out, said, and set aside.

It refuses to mend anything. The writer keeps a damaged blob in the table `damaged` of its file and
goes on; a reader says which file and which row.
"""

import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from farm.words import Words
from records.durable import StorageFault

_TABLE = """
CREATE TABLE IF NOT EXISTS damaged (
    n INTEGER PRIMARY KEY, source TEXT NOT NULL, id INTEGER NOT NULL, samples INTEGER,
    data BLOB NOT NULL, instants BLOB
) STRICT
"""
_UNREADABLE = (zlib.error, struct.error, ValueError, IndexError, OverflowError, TypeError)
"""What decoding raises on bytes that nobody wrote."""


class DamagedBlob(StorageFault):
    """One row that cannot be decoded: its `table` and `key`."""

    def __init__(self, file: sqlite3.Connection, table: str, key: int) -> None:
        """Name the file behind the connection."""
        self.table, self.key = table, key
        path = Path(file.execute("PRAGMA database_list").fetchone()[2])
        super().__init__(
            Words(
                zh=f"{path} 中 {table} 表第 {key} 行已损坏，无法读取。"
                "请保留该文件；需要这段历史时从备份恢复。",
                en=f"Row {key} of {table} in {path} is damaged and cannot be read. Keep the file; "
                "restore a backup if this part of history is needed.",
            )
        )


@contextmanager
def decoding(file: sqlite3.Connection, table: str, key: int) -> Iterator[None]:
    """Decode one row inside; raises DamagedBlob where its bytes make no sense."""
    try:
        yield
    except _UNREADABLE as error:
        raise DamagedBlob(file, table, key) from error


def set_aside(file: sqlite3.Connection, found: DamagedBlob) -> None:
    """Move the row to the table `damaged`, in the transaction of the caller."""
    file.execute(_TABLE)
    if found.table == "chunk":
        what = (
            "SELECT 'chunk', c.id, c.samples, c.data, i.data FROM chunk c"
            " LEFT JOIN instants i ON i.id = c.instants WHERE c.id = ?"
        )
    else:
        what = f"SELECT '{found.table}', id, NULL, data, NULL FROM {found.table} WHERE id = ?"
    columns = "source, id, samples, data, instants"
    file.execute(f"INSERT INTO damaged ({columns}) {what}", (found.key,))
    file.execute(f"DELETE FROM {found.table} WHERE id = ?", (found.key,))
