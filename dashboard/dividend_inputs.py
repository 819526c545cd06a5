"""Prepared inputs of dividend runs: appended by the accountant, chained, never changed.

It refuses to compute; the table stands in journal.db beside the tables of records.store.
"""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
    text,
)

from records.canonical import Json, canonical_json, link
from records.refusal import RuleRefused, other_content
from records.store.database import Database
from records.store.links import head_of

METADATA = MetaData()

INPUTS = Table(
    "dividend_inputs",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("title", String(120), nullable=False),
    Column("document", Text, nullable=False),
    Column("constructed", Boolean, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One input. `document`: canonical JSON text; `hash`: of its place in the chain."""

    id: str
    title: str
    document: str
    constructed: bool
    actor: str
    at_ms: int
    hash: str = ""


class DividendInputs:
    """Append and read."""

    def __init__(self, database: Database) -> None:
        """Make the table where it is missing; it refuses changes by itself."""
        self._database = database
        with database.writing() as connection:
            METADATA.create_all(connection)
            if connection.dialect.name == "sqlite":
                _guard(connection)

    def append(self, prepared: Prepared) -> bool:
        """Keep an input; False when it was there already, RuleRefused if the id is another's."""
        with self._database.writing() as connection:
            found = _by_id(connection, prepared.id)
            if found is not None:
                if found.document != prepared.document:
                    raise RuleRefused.of(other_content(prepared.id))
                return False
            head = head_of(connection, INPUTS)
            row: dict[str, Json] = {
                "seq": head.seq + 1,
                "id": prepared.id,
                "title": prepared.title,
                "document": prepared.document,
                "constructed": prepared.constructed,
                "actor": prepared.actor,
                "at_ms": prepared.at_ms,
            }
            told = canonical_json(row)
            chained = {
                "canonical": told,
                "previous_hash": head.hash,
                "hash": link(head.hash, told),
            }
            connection.execute(insert(INPUTS).values(**row, **chained))
        return True

    def find(self, id: str | None) -> Prepared | None:
        """The input of that id; None = the newest."""
        with self._database.reading() as connection:
            if id is not None:
                return _by_id(connection, id)
            return next(iter(_newest(connection, 1)), None)

    def newest(self, count: int = 100) -> list[Prepared]:
        """Newest first."""
        with self._database.reading() as connection:
            return _newest(connection, count)


def _guard(connection: Connection) -> None:
    for change in ("UPDATE", "DELETE"):
        connection.execute(
            text(
                f"CREATE TRIGGER IF NOT EXISTS dividend_inputs_no_{change.lower()} "
                f"BEFORE {change} ON dividend_inputs "
                "BEGIN SELECT RAISE(ABORT, 'dividend_inputs is append-only'); END"
            )
        )


_COLUMNS = [INPUTS.c[name] for name in Prepared.__slots__]


def _by_id(connection: Connection, id: str) -> Prepared | None:
    row = connection.execute(select(*_COLUMNS).where(INPUTS.c.id == id)).first()
    return None if row is None else Prepared(**row._asdict())


def _newest(connection: Connection, count: int) -> list[Prepared]:
    query = select(*_COLUMNS).order_by(INPUTS.c.seq.desc()).limit(count)
    return [Prepared(**row._asdict()) for row in connection.execute(query)]
