"""Prepared inputs of dividend runs: appended by the accountant, chained, never changed.

It refuses to compute and to know the rules of a dividend; records.dividend does.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from records.audit.known_chains import INPUTS
from records.canonical import Head, Json, canonical_json, link
from records.refusal import Problem, RuleRefused, other_content
from records.store.database import Database
from records.store.links import head_of, problems_of
from records.store.schema import DIVIDEND_INPUTS


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
    """Append, read and verify the chain of inputs."""

    def __init__(self, database: Database) -> None:
        """Use the database of the journal."""
        self._database = database

    def append(self, prepared: Prepared) -> bool:
        """Keep an input; False when it was there already, RuleRefused if the id is another's."""
        with self._database.writing() as connection:
            found = _by_id(connection, prepared.id)
            if found is not None:
                if found.document != prepared.document:
                    raise RuleRefused.of(other_content(prepared.id))
                return False
            head = head_of(connection, DIVIDEND_INPUTS)
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
            connection.execute(insert(DIVIDEND_INPUTS).values(**row, **chained))
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

    def verify(self, anchor: Head | None = None) -> list[Problem]:
        """What is wrong with the chain; empty if nothing is."""
        with self._database.reading() as connection:
            return problems_of(connection, INPUTS, [anchor])


_COLUMNS = [DIVIDEND_INPUTS.c[name] for name in Prepared.__slots__]


def _by_id(connection: Connection, id: str) -> Prepared | None:
    row = connection.execute(select(*_COLUMNS).where(DIVIDEND_INPUTS.c.id == id)).first()
    return None if row is None else Prepared(**row._asdict())


def _newest(connection: Connection, count: int) -> list[Prepared]:
    query = select(*_COLUMNS).order_by(DIVIDEND_INPUTS.c.seq.desc()).limit(count)
    return [Prepared(**row._asdict()) for row in connection.execute(query)]
