"""A journal opened to be read only, as it stood at one instant, beside the process that writes it.

It refuses to change anything, to bring a file up to date, and to stop at a text that is damaged.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from alembic.script import ScriptDirectory

from farm.words import Words
from records.audit.anchor import Anchor
from records.audit.chains import Row
from records.audit.known_chains import CHAINS
from records.canonical import EMPTY, Head
from records.durable import StorageFault, explain, open_readonly
from records.personal.fields import PersonalField
from records.personal.sealing import Place, SealedField
from records.store.database import migration_config
from records.store.links import ChainRows
from records.store.opened import Opened

_SEALED = """
SELECT person, field, version, actor, recorded_at, key_id, sealed, blind FROM personal NOT INDEXED
"""


class JournalReader(Opened):
    """One journal file at one instant. A context manager; use it in one thread."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises StorageFault in words: absent, not readable, of another program."""
        self._path = path
        self._connection = open_readonly(path, 0)
        try:
            self._connection.execute("BEGIN")
            self._check_step()
        except BaseException as error:
            self._connection.close()
            if isinstance(error, sqlite3.Error | UnicodeDecodeError):
                raise StorageFault(_damaged(error, path)) from error
            raise
        self.rows = ChainRows(self.ask)

    def ask(self, statement: str) -> Iterator[Row]:
        """The rows of a SELECT, one by one. StorageFault where the file itself is damaged."""
        seen = 0
        try:
            for row in self._connection.execute(statement):
                yield row
                seen += 1
        except sqlite3.OperationalError as error:
            if "decode" not in str(error):
                raise StorageFault(_damaged(error, self._path)) from error
            yield from self._leniently(statement, seen)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise StorageFault(_damaged(error, self._path)) from error

    def heads(self) -> dict[str, Head]:
        """The last link of every chain."""
        found = {}
        for name, chain in CHAINS.items():
            last = f"SELECT seq, hash FROM {chain.table} ORDER BY seq DESC LIMIT 1"
            found[name] = next((Head(seq, str(link)) for seq, link in self.ask(last)), EMPTY)
        return found

    def site(self) -> str:
        """The site that the first event names; "" for a journal without events."""
        first = "SELECT canonical FROM events ORDER BY seq LIMIT 1"
        for (canonical,) in self.ask(first):
            with suppress(ValueError, KeyError, TypeError):
                return str(json.loads(canonical)["site"])
        return ""

    def anchor(self, at: str) -> Anchor:
        """The heads as an anchor; `at`: UTC now, as texts of the journal write it."""
        return Anchor(self.site(), at, self.heads())

    def sealed_fields(self) -> Iterator[SealedField]:
        """Every version of every field of people, sealed; a row of no known field is left out."""
        for person, field, version, actor, at, key_id, sealed, blind in self.ask(_SEALED):
            with suppress(ValueError):
                place = Place(person, PersonalField(field), version, actor, at)
                yield SealedField(place, key_id, sealed, blind)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _leniently(self, statement: str, skipped: int) -> Iterator[Row]:
        """The rows after those seen, with a mark for what is not UTF-8: it fits no hash."""
        self._connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            for number, row in enumerate(self._connection.execute(statement)):
                if number >= skipped:
                    yield row
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise StorageFault(_damaged(error, self._path)) from error
        finally:
            self._connection.text_factory = str

    def _check_step(self) -> None:
        wanted = ScriptDirectory.from_config(migration_config()).get_current_head()
        tables = {row[0] for row in self._connection.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" not in tables:
            raise StorageFault(_no_journal(self._path))
        row = self._connection.execute("SELECT version_num FROM alembic_version").fetchone()
        found = row[0] if row else None
        if found != wanted:
            raise StorageFault(_other_step(self._path, found, wanted))


def _damaged(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> Words:
    """A name in the schema that is no text is damage like any other."""
    if isinstance(error, UnicodeDecodeError):
        error = sqlite3.DatabaseError(str(error))
        error.sqlite_errorname = "SQLITE_CORRUPT"
    return explain(error, path)


def _no_journal(path: Path) -> Words:
    return Words(
        zh=f"{path} 不是账本文件。请给出看板的数据文件夹。",
        en=f"{path} is no journal. Name the data folder of the dashboard.",
    )


def _other_step(path: Path, found: object, wanted: object) -> Words:
    return Words(
        zh=f"{path} 的结构版本是 {found}，本程序读 {wanted}。先用本版本启动一次看板（会升级账本），"
        "或用写入它的程序版本。",
        en=f"{path} has the shape {found}, this program reads {wanted}. Start the dashboard of "
        "this version once (it brings the journal up to date), or use the version that wrote it.",
    )
