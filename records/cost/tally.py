"""What happened in one civil month, in the quantities that money follows from.

It refuses to value anything.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from farm.fact import FactKind
from records.journal.events import InputReceive, Sale
from records.refusal import Problem


class Fate(StrEnum):
    """What became of fish or of feed."""

    DIED = "DIED"
    MISSING = "MISSING"
    FOUND = "FOUND"
    SOLD = "SOLD"
    USED = "USED"


@dataclass(slots=True)
class Metered:
    """A quantity by civil day, in the unit of its kind, and the events behind it."""

    by_day: dict[date, int] = field(default_factory=dict)
    sources: list[UUID] = field(default_factory=list)

    def add(self, day: date, amount: int, source: UUID) -> None:
        """One event more."""
        self.by_day[day] = self.by_day.get(day, 0) + amount
        self.sources.append(source)

    def between(self, first: date, last: date) -> int:
        """The quantity of the days from `first` to `last`."""
        return sum(amount for day, amount in self.by_day.items() if first <= day <= last)


@dataclass(slots=True)
class Flow:
    """Where the mass of a batch or the stock of a feed went in the month, g.

    For fish it is book mass; what was sold is the book mass of the fish that were sold, so that
    all weights are of one kind. `left_g`: there at the end, harvested and unsold fish included.
    """

    moved_g: dict[Fate, int] = field(default_factory=dict)
    sources: dict[Fate, list[UUID]] = field(default_factory=dict)
    left_g: int = 0

    def add(self, fate: Fate, mass_g: int, source: UUID) -> None:
        """One event more."""
        self.moved_g[fate] = self.moved_g.get(fate, 0) + mass_g
        self.sources.setdefault(fate, []).append(source)

    def of(self, fate: Fate) -> int:
        """Grams that went that way."""
        return self.moved_g.get(fate, 0)


@dataclass(slots=True)
class BatchMonth(Flow):
    """A batch in a month. `gram_days`: book mass at the end of each day, added up."""

    gram_days: int = 0
    feed_g: int = 0
    stocked_g: int = 0
    harvested_g: int = 0
    sold_weight_g: int = 0
    found_by_day: dict[date, int] = field(default_factory=dict)


@dataclass(slots=True)
class FeedMonth(Flow):
    """One kind of feed in a month; `short_g`: given beyond what the books had."""

    opening_g: int = 0
    bought_g: int = 0
    used_g: dict[str, int] = field(default_factory=dict)
    short_g: int = 0
    found_by_day: dict[date, int] = field(default_factory=dict)


@dataclass(slots=True)
class MonthTally:
    """One civil month of a farm."""

    month: str
    first_day: date
    last_day: date
    sales: list[Sale] = field(default_factory=list)
    receipts: list[InputReceive] = field(default_factory=list)
    metered: dict[FactKind, Metered] = field(default_factory=dict)
    sold: Metered = field(default_factory=Metered)
    harvested: Metered = field(default_factory=Metered)
    batches: dict[str, BatchMonth] = field(default_factory=dict)
    feeds: dict[str, FeedMonth] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def batch(self, name: str) -> BatchMonth:
        """The batch, from now on in the month."""
        return self.batches.setdefault(name, BatchMonth())
