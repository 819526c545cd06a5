"""How a SQLite file of ours is opened so that "saved" means saved, and how its failures are said.

It refuses to know what is in the file: schema and statements belong to the room that owns it.

One connection writes a file and does every checkpoint (SQLite before 3.51.3 can corrupt a WAL
that two connections write or checkpoint at the same moment: sqlite.org/wal.html, "WAL-reset bug").
"""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from farm.words import Words

READ_LIMIT_S = 5.0
"""Longest a reader waits for a busy file, seconds; a longer one would hold up checkpoints."""

PAGE_BYTES = 4096
"""Page of a new file, bytes: SQLite's own default."""

WAL_LIMIT_BYTES = 64 * 1024 * 1024
"""A write-ahead log that grew beyond this is cut back at the next checkpoint, bytes."""


class StorageFault(Exception):
    """A file that cannot be written or read as promised; `words` says what a person should do."""

    def __init__(self, words: Words) -> None:
        """Keep both languages; the message is both, Chinese first."""
        self.words = words
        super().__init__(f"{words.zh} / {words.en}")


def open_durable(
    path: Path,
    schema: str,
    version: int,
    *,
    max_bytes: int | None = None,
    page_bytes: int = PAGE_BYTES,
) -> sqlite3.Connection:
    """The one writing connection of a file, created if absent, settings set and read back.

    `schema`: `CREATE … IF NOT EXISTS` statements; `version`: of the schema, kept in
    `user_version`; `max_bytes`: quota of the file; `page_bytes`: of a new file.
    Raises StorageFault.
    """
    connection: sqlite3.Connection | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA page_size = {page_bytes}")
        _settle(connection, path)
        _migrate(connection, path, schema, version)
        if max_bytes is not None:
            page_bytes = connection.execute("PRAGMA page_size").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {max(1, max_bytes // page_bytes)}")
    except (sqlite3.Error, OSError) as error:
        if connection is not None:
            connection.close()
        raise StorageFault(explain(error, path)) from error
    except StorageFault:
        if connection is not None:
            connection.close()
        raise
    return connection


def _settle(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute(f"PRAGMA busy_timeout = {int(READ_LIMIT_S * 1000)}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}")
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if mode != "wal" or level != 2:  # 2 is FULL
        raise StorageFault(
            Words(
                zh=f"{path} 不能以断电安全方式打开"
                f"（journal_mode={mode}，synchronous={level}）。请换用本地磁盘。",
                en=f"{path} cannot be opened safe against power loss "
                f"(journal_mode={mode}, synchronous={level}). Use a local disk.",
            )
        )


def _migrate(connection: sqlite3.Connection, path: Path, schema: str, version: int) -> None:
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found not in (0, version):
        raise StorageFault(version_words(path, found, version))
    if found == 0:
        connection.executescript(f"BEGIN IMMEDIATE;{schema}PRAGMA user_version = {version};COMMIT;")


def version_words(path: Path, found: int, wanted: int) -> Words:
    """What to say about a file written by another version of this program."""
    return Words(
        zh=f"{path} 的格式版本是 {found}，本程序需要 {wanted}。"
        "请使用与文件匹配的程序版本，或从备份恢复。",
        en=f"{path} has format {found}, this program needs {wanted}. "
        "Use the matching program version or restore a backup.",
    )


def open_readonly(path: Path, version: int) -> sqlite3.Connection:
    """A reading connection that can change nothing. Raises StorageFault, also if absent."""
    try:
        connection = _connect_readonly(path)
        found = connection.execute("PRAGMA user_version").fetchone()[0]
    except (sqlite3.Error, OSError) as error:
        raise StorageFault(explain(error, path)) from error
    if found != version:
        connection.close()
        raise StorageFault(version_words(path, found, version))
    return connection


def _connect_readonly(path: Path) -> sqlite3.Connection:
    address = path.absolute().as_uri()
    connection = sqlite3.connect(
        f"{address}?mode=ro", uri=True, isolation_level=None, timeout=READ_LIMIT_S
    )
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        # A closed WAL file in a folder this user may not write: with no writer and no log
        # beside it nothing can change under the reader, so no lock is needed.
        if not path.exists() or Path(f"{path}-wal").exists():
            raise
        connection = sqlite3.connect(f"{address}?immutable=1", uri=True, isolation_level=None)
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, durable when the block has ended. Rolls back on any exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def lock_writer(path: Path) -> IO[bytes]:
    """Be the only writing process; held until closed or the process dies. Raises StorageFault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise StorageFault(explain(error, path.parent)) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise StorageFault(
            Words(
                zh=f"另一个进程正在写 {path.parent}。请先停止它。",
                en=f"Another process is writing {path.parent}. Stop it first.",
            )
        ) from error
    return file


_SQLITE_WORDS = {
    "SQLITE_FULL": Words(
        zh="磁盘已满或达到文件限额：{path}。请清理磁盘空间；控制继续运行，但这段记录未保存。",
        en="Disk full or file quota reached: {path}. Free disk space; "
        "control goes on, but these records are not saved.",
    ),
    "SQLITE_READONLY": Words(
        zh="{path} 是只读的。请检查磁盘是否已变为只读，以及文件夹的权限。",
        en="{path} is read-only. Check whether the disk turned read-only, and the folder's rights.",
    ),
    "SQLITE_CANTOPEN": Words(
        zh="打不开 {path}。请检查文件夹是否存在、是否有读写权限。",
        en="Cannot open {path}. Check that the folder exists and may be read and written.",
    ),
    "SQLITE_IOERR": Words(
        zh="读写 {path} 时磁盘出错。请检查磁盘，必要时更换。",
        en="The disk failed while using {path}. Check the disk and replace it if needed.",
    ),
    "SQLITE_CORRUPT": Words(
        zh="{path} 已损坏。请保留该文件并从备份恢复。",
        en="{path} is damaged. Keep the file and restore a backup.",
    ),
    "SQLITE_NOTADB": Words(
        zh="{path} 不是数据库文件。请移走该文件并从备份恢复。",
        en="{path} is not a database file. Move it away and restore a backup.",
    ),
    "SQLITE_BUSY": Words(
        zh="{path} 被另一个程序占用。请关闭占用它的程序。",
        en="{path} is held by another program. Close that program.",
    ),
}

_ERRNO_NAMES = {
    errno.ENOSPC: "SQLITE_FULL",
    errno.EDQUOT: "SQLITE_FULL",
    errno.EROFS: "SQLITE_READONLY",
    errno.EACCES: "SQLITE_CANTOPEN",
    errno.EPERM: "SQLITE_CANTOPEN",
    errno.ENOENT: "SQLITE_CANTOPEN",
    errno.EEXIST: "SQLITE_CANTOPEN",
    errno.ENOTDIR: "SQLITE_CANTOPEN",
    errno.EIO: "SQLITE_IOERR",
}


def explain(error: sqlite3.Error | OSError, path: Path) -> Words:
    """What went wrong with a file and what to do, for people."""
    if isinstance(error, OSError):
        name = _ERRNO_NAMES.get(error.errno or 0, "")
    else:
        name = "_".join(getattr(error, "sqlite_errorname", "").split("_")[:2])
    words = _SQLITE_WORDS.get(name)
    if words is None:
        return Words(
            zh=f"不能使用 {os.fspath(path)}：{error}。请检查磁盘和该文件。",
            en=f"Cannot use {os.fspath(path)}: {error}. Check the disk and the file.",
        )
    return Words(zh=words.zh.format(path=path), en=words.en.format(path=path))
