"""The journal on disk: events appended once, in a chain, and read back as they were written.

It refuses an event that the stock does not allow, an id used twice, and a fact taken twice.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, insert, or_, select

from records.audit import known_chains
from records.canonical import Head
from records.journal.events import (
    FactSource,
    ProductionEvent,
    Reversal,
    batch_of,
    read_event,
    tanks_of,
)
from records.journal.stored import StoredEvent, instant_text, linked
from records.refusal import EventRefused, Problem, other_content, problem
from records.stock.check import Books, check_all
from records.stock.running import RunningStock, check_next, running
from records.store.database import Database
from records.store.links import head_of, problems_of
from records.store.schema import EVENTS, TAKEN_FACTS

GROUP_MAX = 1000
"""Most events that may be appended together."""

RUNNING_MAX = 200
"""Most batches whose stock is carried along in memory; a farm has some dozens."""


class EventLog:
    """Append, read and verify the journal. Safe to use from several threads."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], tanks: frozenset[str] | None
    ) -> None:
        """Use the database; `tanks`: names that events may use, or None for any."""
        self._database, self._clock, self._tanks = database, clock, tanks
        self._running: dict[str, RunningStock] = {}
        self._lock = Lock()

    def append(self, event: ProductionEvent) -> StoredEvent:
        """Write one event; durable when it returns. See append_all."""
        return self.append_all([event])[0]

    def append_all(self, events: Sequence[ProductionEvent]) -> list[StoredEvent]:
        """Write events that belong together, all or none; durable when it returns.

        An event that is there already is returned as it was written. EventRefused with every
        reason if one cannot stand or its id has another content; StorageFault if the disk fails.
        """
        assert 0 < len(events) <= GROUP_MAX
        # The lock outlives the transaction: nobody may judge by a stock that is not yet carried.
        with self._lock:
            with self._database.writing() as connection:
                written = self._present(connection, events)
                new = list({e.event_id: e for e in events if e.event_id not in written}.values())
                carried = self._judge(connection, new) if new else None
                written |= {event.event_id: self._write(connection, event) for event in new}
            self._carry(new, carried)
        return [written[event.event_id] for event in events]

    def events(
        self,
        *,
        batch: str | None = None,
        tank: str | None = None,
        kinds: Sequence[str] = (),
        happened_from: datetime | None = None,
        happened_before: datetime | None = None,
        after_seq: int = 0,
        before_seq: int | None = None,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> list[StoredEvent]:
        """Events in recorded order; a Reversal counts to the batch of what it takes back."""
        order = EVENTS.c.seq.desc() if newest_first else EVENTS.c.seq
        query = select(EVENTS).where(EVENTS.c.seq > after_seq).order_by(order)
        if before_seq is not None:
            query = query.where(EVENTS.c.seq < before_seq)
        if batch is not None:
            query = query.where(EVENTS.c.batch == batch)
        if tank is not None:
            query = query.where(or_(EVENTS.c.tank == tank, EVENTS.c.to_tank == tank))
        if kinds:
            query = query.where(EVENTS.c.kind.in_(kinds))
        if happened_from is not None:
            query = query.where(EVENTS.c.happened_at >= instant_text(happened_from))
        if happened_before is not None:
            query = query.where(EVENTS.c.happened_at < instant_text(happened_before))
        with self._database.reading() as connection:
            return _read(connection, query.limit(limit) if limit is not None else query)

    def event(self, event_id: UUID) -> StoredEvent | None:
        """The event of that id, if it was written."""
        with self._database.reading() as connection:
            return _by_id(connection, event_id)

    def head(self) -> Head:
        """Number and hash of the last event; what leaves the box every day."""
        with self._database.reading() as connection:
            return head_of(connection, EVENTS)

    def taken_fact(self, source: FactSource) -> UUID | None:
        """The event that the controller's fact was taken into, if it was."""
        with self._database.reading() as connection:
            return _taken(connection, source)

    def last_taken_seq(self, boot: str) -> int:
        """Highest number of a fact taken from that boot of the controller; -1 if none."""
        query = (
            select(TAKEN_FACTS.c.seq)
            .where(TAKEN_FACTS.c.boot == boot)
            .order_by(TAKEN_FACTS.c.seq.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        return -1 if found is None else int(found)

    def verify(self, anchor: Head | None = None) -> list[Problem]:
        """What is wrong with the chain of the journal; empty if nothing is."""
        with self._database.reading() as connection:
            return problems_of(connection, known_chains.EVENTS, [anchor])

    def _present(
        self, connection: Connection, events: Sequence[ProductionEvent]
    ) -> dict[UUID, StoredEvent]:
        texts = {event.event_id: event.canonical() for event in events}
        present: dict[UUID, StoredEvent] = {}
        for event in events:
            found = _by_id(connection, event.event_id)
            if found is not None:
                present[event.event_id] = found
            text = (found.event if found else event).canonical()
            if text != texts[event.event_id]:
                raise EventRefused([other_content(str(event.event_id))])
        return present

    def _judge(
        self, connection: Connection, events: Sequence[ProductionEvent]
    ) -> RunningStock | None:
        books = Books((), self._clock(), self._tanks)
        problems = _taken_twice(connection, events)
        current = self._current(connection, batch_of(events[0]))
        if current is not None and current.follows(events):
            problems += check_next(events, current, books)
        else:
            current = None
            known = [item.event for item in _concerned(connection, events)]
            problems += check_all(events, Books(known, books.now, books.tanks))
        if problems:
            raise EventRefused(problems)
        return current.after(events) if current is not None else None

    def _current(self, connection: Connection, batch: str | None) -> RunningStock | None:
        if batch is None:
            return None
        if batch not in self._running:
            query = select(EVENTS).where(EVENTS.c.batch == batch).order_by(EVENTS.c.seq)
            past = [item.event for item in _read(connection, query)]
            return running(batch, past)
        return self._running[batch]

    def _carry(self, events: Sequence[ProductionEvent], carried: RunningStock | None) -> None:
        # What came out of order makes the carried stock wrong: forget it, it is folded anew.
        if carried is not None:
            if len(self._running) >= RUNNING_MAX:
                self._running.clear()
            self._running[carried.batch] = carried
            return
        for event in events:
            if isinstance(event, Reversal):
                self._running.clear()
            self._running.pop(batch_of(event) or "", None)

    def _write(self, connection: Connection, event: ProductionEvent) -> StoredEvent:
        head = head_of(connection, EVENTS)
        stored = linked(event, head.seq + 1, self._clock().astimezone(UTC), head.hash)
        connection.execute(insert(EVENTS), _row(stored, _batch(connection, event)))
        if event.source is not None:
            connection.execute(
                insert(TAKEN_FACTS),
                {
                    "boot": event.source.boot,
                    "seq": event.source.seq,
                    "event_id": str(event.event_id),
                },
            )
        return stored


def _row(stored: StoredEvent, batch: str | None) -> dict[str, Any]:
    event, tanks = stored.event, tanks_of(stored.event)
    return {
        "seq": stored.seq,
        "event_id": str(event.event_id),
        "kind": event.kind,
        "happened_at": instant_text(event.happened_at),
        "recorded_at": instant_text(stored.recorded_at),
        "actor": event.actor,
        "batch": batch,
        "tank": tanks[0] if tanks else None,
        "to_tank": tanks[1] if len(tanks) > 1 else None,
        "ref": str(event.ref) if isinstance(event, Reversal) else None,
        "canonical": stored.canonical(),
        "previous_hash": stored.previous_hash,
        "hash": stored.hash,
    }


def _stored(row: Row[Any]) -> StoredEvent:
    document = json.loads(row.canonical)
    seq, recorded_at = document.pop("seq"), document.pop("recorded_at")
    return StoredEvent(
        seq, datetime.fromisoformat(recorded_at), read_event(document), row.previous_hash, row.hash
    )


def _read(connection: Connection, query: Select[Any]) -> list[StoredEvent]:
    return [_stored(row) for row in connection.execute(query)]


def _by_id(connection: Connection, event_id: UUID) -> StoredEvent | None:
    query = select(EVENTS).where(EVENTS.c.event_id == str(event_id))
    return next(iter(_read(connection, query)), None)


def _batch(connection: Connection, event: ProductionEvent) -> str | None:
    if not isinstance(event, Reversal):
        return batch_of(event)
    query = select(EVENTS.c.batch).where(EVENTS.c.event_id == str(event.ref))
    return connection.execute(query).scalar_one_or_none()


def _concerned(connection: Connection, events: Sequence[ProductionEvent]) -> list[StoredEvent]:
    refs = [str(event.ref) for event in events if isinstance(event, Reversal)]
    refs += [str(event.corrects) for event in events if event.corrects]
    batches = {batch_of(event) for event in events} - {None}
    of_refs = select(EVENTS.c.batch).where(EVENTS.c.event_id.in_(refs))
    batches |= set(connection.execute(of_refs).scalars()) - {None}
    query = select(EVENTS).where(
        or_(EVENTS.c.batch.in_(batches), EVENTS.c.event_id.in_(refs), EVENTS.c.ref.in_(refs))
    )
    return _read(connection, query.order_by(EVENTS.c.seq))


def _taken(connection: Connection, source: FactSource) -> UUID | None:
    query = select(TAKEN_FACTS.c.event_id).where(
        TAKEN_FACTS.c.boot == source.boot, TAKEN_FACTS.c.seq == source.seq
    )
    found = connection.execute(query).scalar_one_or_none()
    return UUID(found) if found else None


def _taken_twice(connection: Connection, events: Sequence[ProductionEvent]) -> list[Problem]:
    sources = [event.source for event in events if event.source is not None]
    return [
        problem(
            "FACT_TAKEN",
            f"控制器事实 {source.boot}/{source.seq} 已入账",
            f"the controller's fact {source.boot}/{source.seq} is in the journal already",
        )
        for at, source in enumerate(sources)
        if source in sources[:at] or _taken(connection, source) is not None
    ]
