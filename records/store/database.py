"""The journal's database: one connection that writes, some that only read, settings read back.

It refuses to open a file that another process writes, or whose settings would lose what was saved.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import QueuePool

from farm.words import Words
from records.durable import StorageFault, explain, lock_writer

READERS_MAX = 4
WAIT_MAX_S = 30.0
"""Longest a thread waits for the one writing connection, s."""

MIGRATIONS = Path(__file__).parents[1] / "migrations"
_WRITER_SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
_OWN_MISTAKES = (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)
_ADVISORY_LOCK = 0x5241534A
"""Number of the PostgreSQL lock that stands for the lock file: `RASJ`."""


class Database:
    """Engines of one journal, and the lock that makes this process its only writer."""

    def __init__(self, url: str) -> None:
        """Lock, open, bring the tables up to date. Raises StorageFault in words."""
        parsed = make_url(url)
        self.sqlite_path: Path | None = None
        self._lock: IO[bytes] | None = None
        self._writer: Engine
        self._reader: Engine
        if parsed.get_backend_name() == "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise StorageFault(_needs_file())
            self.sqlite_path = Path(parsed.database).absolute()
            self._open_sqlite(self.sqlite_path)
        else:
            self._open_server(url)
        try:
            with self.writing() as connection:
                migrate(connection)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one writing transaction: all or nothing, durable when the block has ended."""
        try:
            with self._writer.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise self._fault(error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that can change nothing and sees what was saved before it began."""
        try:
            with self._reader.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise self._fault(error) from error

    def close(self) -> None:
        """Let go of every connection, then of the lock."""
        self._reader.dispose()
        self._writer.dispose()
        if self._lock is not None:
            self._lock.close()

    def settings(self) -> dict[str, int | str]:
        """What the writing connection runs with, and the version of SQLite; for diagnostics."""
        with self.writing() as connection:
            if self.sqlite_path is None:
                version = connection.execute(text("SHOW server_version")).scalar_one()
                return {"server_version": str(version)}
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in _WRITER_SETTINGS
            }
        return {**found, "sqlite_version": sqlite3.sqlite_version}

    def _open_sqlite(self, path: Path) -> None:
        self._lock = lock_writer(path.with_name(path.name + ".lock"))
        self._writer = create_engine(
            f"sqlite:///{path}",
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            pool_timeout=WAIT_MAX_S,
        )
        event.listen(self._writer, "connect", _settle_writer)
        event.listen(self._writer, "begin", _begin_immediate)
        self._reader = create_engine(
            f"sqlite:///file:{path}?mode=ro&uri=true",
            poolclass=QueuePool,
            pool_size=READERS_MAX,
            max_overflow=0,
            pool_timeout=WAIT_MAX_S,
        )
        event.listen(self._reader, "connect", _settle_reader)

    def _open_server(self, url: str) -> None:
        try:
            self._writer = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=WAIT_MAX_S)
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise StorageFault(_driver_missing(str(error))) from error
        event.listen(self._writer, "connect", _lock_server)
        self._reader = create_engine(
            url, pool_size=READERS_MAX, max_overflow=0, pool_timeout=WAIT_MAX_S
        ).execution_options(postgresql_readonly=True)

    def _fault(self, error: DBAPIError) -> Exception:
        # A refused statement is our own mistake; everything else is the file or the disk.
        if isinstance(error.orig, sqlite3.Error) and not isinstance(error.orig, _OWN_MISTAKES):
            assert self.sqlite_path is not None
            return StorageFault(explain(error.orig, self.sqlite_path))
        if self.sqlite_path is None and isinstance(error, OperationalError):
            return StorageFault(_server_fault(error))
        return error


def migrate(connection: Connection) -> None:
    """Bring the tables to today's shape in the transaction of `connection`.

    StorageFault if the file was written by a newer program.
    """
    config = migration_config()
    script = ScriptDirectory.from_config(config)
    found = MigrationContext.configure(connection).get_current_revision()
    known = {step.revision for step in script.walk_revisions()}
    if found is not None and found not in known:
        raise StorageFault(_newer(found, script.get_current_head() or ""))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def migration_config(dialect: str = "sqlite") -> Config:
    """Where the steps are; `dialect` matters only when they are printed as SQL."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("dialect", dialect)
    return config


def _settle_writer(raw: Any, _record: object) -> None:
    try:
        _settle(raw)
    except BaseException:
        raw.close()
        raise


def _settle(raw: Any) -> None:
    raw.isolation_level = None  # we say BEGIN IMMEDIATE ourselves
    raw.execute(f"PRAGMA busy_timeout = {int(WAIT_MAX_S * 1000)}")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    raw.execute("PRAGMA foreign_keys = ON")
    for name, wanted in _WRITER_SETTINGS.items():
        found = raw.execute(f"PRAGMA {name}").fetchone()[0]
        if found != wanted:
            raise StorageFault(_setting_refused(name, wanted, found))


def _settle_reader(raw: Any, _record: object) -> None:
    raw.execute(f"PRAGMA busy_timeout = {int(WAIT_MAX_S * 1000)}")
    raw.execute("PRAGMA query_only = ON")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _lock_server(raw: Any, _record: object) -> None:
    with raw.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({_ADVISORY_LOCK})")
        if not cursor.fetchone()[0]:
            raise StorageFault(_written_elsewhere())
    raw.commit()


def _needs_file() -> Words:
    return Words(
        zh="账本须放在文件里，如 sqlite:////var/lib/ras/journal.db",
        en="the journal needs a file, such as sqlite:////var/lib/ras/journal.db",
    )


def _driver_missing(what: str) -> Words:
    return Words(
        zh=f"缺少数据库驱动（{what}）。PostgreSQL 请安装附加组件 postgresql，网址以 "
        "postgresql+psycopg:// 开头。",
        en=f"the database driver is missing ({what}). For PostgreSQL install the extra "
        "`postgresql` and begin the URL with postgresql+psycopg://",
    )


def _server_fault(error: OperationalError) -> Words:
    return Words(
        zh=f"数据库服务器不能使用：{error.orig}。请检查服务器、网络和账户。",
        en=f"the database server cannot be used: {error.orig}. Check server, network, account.",
    )


def _newer(found: str, known: str) -> Words:
    return Words(
        zh=f"账本由更新的程序写成（版本 {found}，本程序到 {known}）。请升级程序，勿用旧程序打开。",
        en=f"a newer program wrote this journal (step {found}, this one knows {known}): upgrade.",
    )


def _setting_refused(name: str, wanted: object, found: object) -> Words:
    return Words(
        zh=f"数据库不接受 {name}={wanted}（实为 {found}），已拒绝打开。请换用本地磁盘。",
        en=f"the database runs with {name}={found}, not {wanted}; refused. Use a local disk.",
    )


def _written_elsewhere() -> Words:
    return Words(
        zh="另一个进程正在写这个账本。请先停止它。",
        en="another process is writing this journal. Stop it first.",
    )
