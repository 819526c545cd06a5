"""What happened to fish and feed between two days: the stock before, after, and at month's ends.

It refuses to estimate growth; a move inside a group of tanks is no event of that group.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from records.civil import SITE_ZONE, civil_day, month_of
from records.integers import line_amount
from records.journal.events import Move, ProductionEvent, Sale
from records.journal.stored import standing
from records.reports.span import Span
from records.stock.fold import EMPTY, FarmStock, applied, summed
from records.stock.kpi import Balance
from records.stock.lot import COUNTED, Lot, LotKey


@dataclass(frozen=True, slots=True)
class Moved:
    """Fish that went from one tank to another, as booked."""

    source: LotKey
    target: LotKey
    heads: int
    mass_g: int


@dataclass(slots=True)
class Sold:
    """What was sold, g and fen."""

    mass_g: int = 0
    income_fen: int = 0

    def add(self, sale: Sale) -> None:
        """One line more."""
        self.mass_g += sale.mass_g
        self.income_fen += line_amount(sale.mass_g, sale.price_fen_per_kg)


def all_sold(parts: Iterable[Sold]) -> Sold:
    """Several sums together."""
    total = Sold()
    for part in parts:
        total.mass_g += part.mass_g
        total.income_fen += part.income_fen
    return total


@dataclass(slots=True)
class Story:
    """A span of the journal. `ends`: the stock at the end of each month of the span."""

    before: FarmStock = field(default_factory=FarmStock)
    after: FarmStock = field(default_factory=FarmStock)
    ends: dict[str, FarmStock] = field(default_factory=dict)
    moves: list[Moved] = field(default_factory=list)
    sold_by_month: dict[str, Sold] = field(default_factory=dict)
    sold_by_batch: dict[str, Sold] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """Fish at the beginning and at the end of a span, and what changed them in between."""

    start: Lot
    end: Lot
    change: Lot

    @property
    def balance(self) -> Balance:
        """Feed and mass; fish moved in count as stocked, moved out as gone, g."""
        return Balance(
            feed_g=self.change.feed_g,
            start_g=self.start.mass_g,
            end_g=self.end.mass_g,
            stocked_g=self.change.stocked_g + self.change.moved_in_g,
            harvested_g=self.change.harvested_g + self.change.moved_out_g,
            dead_g=self.change.dead_g,
        )

    @property
    def base_heads(self) -> int:
        """Fish that could die: there at the start, stocked, moved in."""
        return self.start.heads + self.change.came_in_heads


def story_of(events: Iterable[ProductionEvent], span: Span, zone: tzinfo = SITE_ZONE) -> Story:
    """The span in one pass over what stands, in the order in which it happened."""
    story, stock = Story(), FarmStock()
    months = list(span.months)
    for event in standing(events):
        day = civil_day(event.happened_at, zone)
        if day > span.last_day:
            break
        while months and month_of(day) > months[0]:
            story.ends[months.pop(0)] = stock
        stock_before, stock = stock, applied(stock, event)
        if day < span.first_day:
            story.before = stock
            continue
        _note(story, event, month_of(day), stock_before, stock)
    story.ends |= dict.fromkeys(months, stock)
    story.after = stock
    return story


def between(start: FarmStock, end: FarmStock) -> Change:
    """The whole farm from one stock to a later one; moves between its tanks cancel."""
    before, after = summed(start.lots.values()), summed(end.lots.values())
    return Change(before, after, _unmoved(_difference(before, after)))


def grouped(
    story: Story, group_of: Callable[[LotKey], str], ordered: Sequence[str] = ()
) -> dict[str, Change]:
    """The span by group of lots: those of `ordered` first, in that order, then by name.

    A group without fish and without events is left out.
    """
    members: dict[str, list[LotKey]] = {}
    for key in story.after.lots:
        members.setdefault(group_of(key), []).append(key)
    rank = {name: at for at, name in enumerate(ordered)}
    inside = _inside(story.moves, group_of)
    found: dict[str, Change] = {}
    for name in sorted(members, key=lambda name: (rank.get(name, len(rank)), name)):
        start = summed(story.before.lots.get(key, EMPTY) for key in members[name])
        end = summed(story.after.lots[key] for key in members[name])
        if (
            start.heads
            or end.heads
            or replace(start, weighed_at=None) != replace(end, weighed_at=None)
        ):
            found[name] = Change(start, end, _less(_difference(start, end), inside.get(name)))
    return found


def _note(story: Story, event: ProductionEvent, month: str, was: FarmStock, now: FarmStock) -> None:
    if isinstance(event, Move):
        source, target = (LotKey(event.batch, tank) for tank in (event.from_tank, event.to_tank))
        mass_g = now.lots[target].moved_in_g - was.lots.get(target, EMPTY).moved_in_g
        story.moves.append(Moved(source, target, event.count_heads, mass_g))
    elif isinstance(event, Sale):
        story.sold_by_month.setdefault(month, Sold()).add(event)
        story.sold_by_batch.setdefault(event.batch, Sold()).add(event)


def _inside(
    moves: Iterable[Moved], group_of: Callable[[LotKey], str]
) -> Mapping[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = {}
    for move in moves:
        name = group_of(move.source)
        if name == group_of(move.target):
            heads, mass_g = sums.get(name, (0, 0))
            sums[name] = heads + move.heads, mass_g + move.mass_g
    return sums


def _less(change: Lot, inside: tuple[int, int] | None) -> Lot:
    if inside is None:
        return change
    heads, mass_g = inside
    return replace(
        change,
        moved_in_heads=change.moved_in_heads - heads,
        moved_in_g=change.moved_in_g - mass_g,
        moved_out_heads=change.moved_out_heads - heads,
        moved_out_g=change.moved_out_g - mass_g,
    )


def _unmoved(change: Lot) -> Lot:
    return replace(change, moved_in_heads=0, moved_in_g=0, moved_out_heads=0, moved_out_g=0)


def _difference(start: Lot, end: Lot) -> Lot:
    return Lot(**{name: getattr(end, name) - getattr(start, name) for name in COUNTED})
