"""An event in its place in the chain: number, time of writing, hash.

It refuses to know the medium it is written on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from records.canonical import ZERO_HASH, canonical_json, link
from records.journal.events import ProductionEvent, Reversal


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as written: `seq` counts from 1 without gaps; `recorded_at` is UTC."""

    seq: int
    recorded_at: datetime
    event: ProductionEvent
    previous_hash: str
    hash: str

    def canonical(self) -> str:
        """The text under the hash: the event with its number and the time of writing."""
        return chained_text(self.event, self.seq, self.recorded_at)


def instant_text(at: datetime) -> str:
    """UTC with milliseconds and Z, so that texts sort as instants do."""
    in_utc = at.astimezone(UTC)
    return f"{in_utc:%Y-%m-%dT%H:%M:%S}.{in_utc.microsecond // 1000:03d}Z"


def chained_text(event: ProductionEvent, seq: int, recorded_at: datetime) -> str:
    """The text under the hash of an event at its place in the chain."""
    return canonical_json({**event.as_json(), "recorded_at": instant_text(recorded_at), "seq": seq})


def linked(
    event: ProductionEvent, seq: int, recorded_at: datetime, previous_hash: str = ZERO_HASH
) -> StoredEvent:
    """The event as link number `seq` after the link with `previous_hash`."""
    written_at = datetime.fromisoformat(instant_text(recorded_at))
    text = chained_text(event, seq, written_at)
    return StoredEvent(seq, written_at, event, previous_hash, link(previous_hash, text))


def known_at(stored: Iterable[StoredEvent], at: datetime) -> Iterator[ProductionEvent]:
    """The events as the books had them at `at`: later entries and corrections are not in it."""
    return (item.event for item in stored if item.recorded_at <= at)


def standing(events: Iterable[ProductionEvent]) -> list[ProductionEvent]:
    """What counts: nothing that was reversed, in the order in which it happened."""
    every = list(events)
    reversed_ids: set[UUID] = {event.ref for event in every if isinstance(event, Reversal)}
    counting = [
        event
        for event in every
        if not isinstance(event, Reversal) and event.event_id not in reversed_ids
    ]
    return sorted(counting, key=lambda event: event.happened_at)
