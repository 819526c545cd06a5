"""What the controller's facts in the journal come to: sums by kind and place, the newest one.

It refuses to give the facts one by one; they are many, and records.store.event_log has them.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, Connection, cast, func, select, type_coerce

from farm.fact import FactKind
from records.journal.events import FactSource
from records.journal.stored import instant_text
from records.store.database import Database
from records.store.schema import EVENTS, TAKEN_FACTS

KIND = "FACT_TAKEN"

FactSums = dict[tuple[FactKind, str], int]
"""Whole units by kind of fact and place."""


class NewestTaken(NamedTuple):
    """The fact written last, and when (UTC)."""

    source: FactSource
    recorded_at: datetime


class FactsTaken:
    """Read-only questions that the database answers without handing over every row."""

    def __init__(self, database: Database) -> None:
        """Use the database of the journal."""
        self._database = database

    def newest(self) -> NewestTaken | None:
        """The fact taken last of all boots; None before the first."""
        query = (
            select(TAKEN_FACTS.c.boot, TAKEN_FACTS.c.seq, EVENTS.c.recorded_at)
            .join(EVENTS, EVENTS.c.event_id == TAKEN_FACTS.c.event_id)
            .order_by(EVENTS.c.seq.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        source = FactSource(boot=row.boot, seq=row.seq)
        return NewestTaken(source, datetime.fromisoformat(row.recorded_at))

    def began(self) -> datetime | None:
        """When the first of all events happened, facts included; None for an empty journal."""
        with self._database.reading() as connection:
            found = connection.execute(select(func.min(EVENTS.c.happened_at))).scalar_one()
        return None if found is None else datetime.fromisoformat(found)

    def sums(
        self, happened_from: datetime, happened_before: datetime, after_seq: int, upto_seq: int
    ) -> FactSums:
        """Sums of the facts that stand, of a span and of the rows after_seq < seq <= upto_seq."""
        with self._database.reading() as connection:
            fact, place, amount = _told(connection)
            query = (
                select(fact, place, func.sum(amount))
                .where(EVENTS.c.kind == KIND)
                .where(EVENTS.c.happened_at >= instant_text(happened_from))
                .where(EVENTS.c.happened_at < instant_text(happened_before))
                .where(EVENTS.c.seq > after_seq, EVENTS.c.seq <= upto_seq)
                .where(EVENTS.c.event_id.not_in(_taken_back()))
                .group_by(fact, place)
            )
            return {(FactKind(row[0]), row[1]): int(row[2]) for row in connection.execute(query)}


def _taken_back() -> Any:
    return select(EVENTS.c.ref).where(EVENTS.c.ref.is_not(None)).scalar_subquery()


def _told(connection: Connection) -> tuple[ColumnElement[Any], ...]:
    """Kind, place and amount inside the canonical text, in the words of the database at hand."""
    text = EVENTS.c.canonical
    sqlite = connection.dialect.name == "sqlite"  # which has no type of its own to cast to
    told = type_coerce(text, JSON) if sqlite else cast(text, JSON)
    return told["fact"].as_string(), told["place"].as_string(), told["amount"].as_integer()
