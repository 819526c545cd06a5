"""Drafts against what is posted: what is new is posted, what changed is set right, the rest stands.

It refuses to change a posted voucher, and to touch one that followed from no fact.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias
from uuid import UUID

from records.ledger.correction import corrected
from records.ledger.entry import Entry
from records.ledger.period import PeriodIndex

Place: TypeAlias = UUID | str
"""What a voucher is of: one event or deed, or the key of its basis."""


@dataclass(frozen=True, slots=True)
class Settling:
    """Against what drafts are held. `span`: end of the keys that are drafted, such as `2026-11`.

    `withdrawn`: events taken back since; `found_on`: the day on which corrections are booked when
    their own period is closed.
    """

    entity: str
    span: str
    found_on: date
    periods: PeriodIndex
    withdrawn: frozenset[UUID] = field(default_factory=frozenset)


def settle(drafts: Sequence[Entry], posted: Iterable[Entry], by: Settling) -> list[Entry]:
    """What must be posted so that the books say what the drafts say; nothing if they do."""
    wanted = {place: draft for draft in drafts if (place := place_of(draft)) is not None}
    assert len(wanted) == len(drafts), "two drafts for one place, or one without a fact"
    standing: dict[Place, list[Entry]] = {}
    for entry in posted:
        place = place_of(entry)
        if entry.entity == by.entity and place is not None and _concerned(place, wanted, by):
            standing.setdefault(place, []).append(entry)
    entries: list[Entry] = []
    for place, draft in wanted.items():
        entries += corrected(standing.pop(place, []), draft, by.found_on, by.periods)
    for group in standing.values():
        entries += corrected(group, None, by.found_on, by.periods)
    return entries


def place_of(entry: Entry) -> Place | None:
    """What the voucher is of; None for one that a person or a distribution made."""
    return entry.basis.key if entry.basis is not None else entry.event_id


def _concerned(place: Place, wanted: dict[Place, Entry], by: Settling) -> bool:
    if place in wanted:
        return True
    if isinstance(place, UUID):
        return place in by.withdrawn
    return place.endswith(f"/{by.span}")
