"""The months of a farm from its journal, in one pass: fish by batch, feed by kind, meters by day.

It refuses to know money, and to invent feed: what was given beyond the stock is told, not valued.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta, tzinfo

from farm.fact import FactKind
from records.civil import SITE_ZONE, civil_day, first_day_of, last_day_of, month_of, next_month
from records.cost.feed_store import FeedStore
from records.cost.tally import BatchMonth, Fate, Metered, MonthTally
from records.integers import half_up_div
from records.journal.events import (
    CountAdjust,
    Death,
    FactTaken,
    Feed,
    Harvest,
    InputReceive,
    ProductionEvent,
    Sale,
    StockIn,
    StockTake,
    batch_of,
)
from records.journal.stored import standing
from records.stock.fold import FarmStock, applied

Meters = Mapping[FactKind, frozenset[str]]
"""Places whose meters count for a kind; a farm's main meter and its sub-meters never both."""

EVERY_METER: Meters = {}


def tallies(
    events: Iterable[ProductionEvent],
    meters: Meters = EVERY_METER,
    zone: tzinfo = SITE_ZONE,
    span: tuple[str, str] | None = None,
) -> Iterator[MonthTally]:
    """Every civil month from the first event to the last, in order, of what stands.

    `span`: first and last month, such as 2026-01, that are there even if nothing happened in them.
    ImpossibleStock for a journal that was never checked.
    """
    farm = _Farm(span[0], meters) if span else None
    for event in standing(events):
        day = civil_day(event.happened_at, zone)
        if farm is None or (farm.is_new and month_of(day) < farm.tally.month):
            farm = _Farm(month_of(day), meters)
        while farm.tally.last_day < day:
            yield farm.close_month()
        farm.take(event, day)
    if farm is not None:
        yield farm.close_month()
        while span and farm.tally.month <= span[1]:
            yield farm.close_month()


class _Farm:
    """The farm at one moment of the pass, and the month it is in."""

    def __init__(self, month: str, meters: Meters) -> None:
        self.tally = _begun(month)
        self._meters, self._feed = meters, FeedStore()
        self._fish: dict[str, _Batch] = {}
        self.is_new = True

    def take(self, event: ProductionEvent, day: date) -> None:
        """Carry one event into the month."""
        tally, self.is_new = self.tally, False
        match event:
            case FactTaken():
                self._metered(event, day)
                return
            case InputReceive():
                tally.receipts.append(event)
            case Sale():
                tally.sales.append(event)
                tally.sold.add(day, event.mass_g, event.event_id)
            case Harvest():
                tally.harvested.add(day, event.mass_g, event.event_id)
        if isinstance(event, Feed | InputReceive | StockTake):
            self._feed.take(event, day, tally)
        batch = batch_of(event)
        if batch is not None and not isinstance(event, InputReceive):
            fish = self._fish.setdefault(batch, _Batch(day))
            fish.take(event, day, tally.batch(batch))

    def close_month(self) -> MonthTally:
        """The month that is over; the next one begins."""
        done = self.tally
        self._feed.close_month(done)
        after = done.last_day + timedelta(days=1)
        for name, fish in self._fish.items():
            fish.grow_old(after, done.batch(name))
        self.tally = _begun(next_month(done.month))
        return done

    def _metered(self, event: FactTaken, day: date) -> None:
        places = self._meters.get(event.fact)
        if places is None or event.place in places:
            metered = self.tally.metered.setdefault(event.fact, Metered())
            metered.add(day, event.amount, event.event_id)


class _Batch:
    """The fish of one batch, and up to which day their mass was added up."""

    def __init__(self, day: date) -> None:
        self._stock, self._counted_to = FarmStock(), day
        self._unsold_book_g = 0

    def take(self, event: ProductionEvent, day: date, month: BatchMonth) -> None:
        self._count_days(day, month)
        name, before_g = batch_of(event) or "", self._mass_g()
        unsold_g = self._stock.unsold_g.get(name, 0)
        self._stock = applied(self._stock, event)
        lost_g = before_g - self._mass_g()
        match event:
            case StockIn():
                month.stocked_g += event.mass_g
            case Feed():
                month.feed_g += event.mass_g
            case Death():
                month.add(Fate.DIED, lost_g, event.event_id)
            case Harvest():
                month.harvested_g += event.mass_g
                self._unsold_book_g += lost_g
            case Sale():
                sold_g = half_up_div(self._unsold_book_g * event.mass_g, unsold_g)
                self._unsold_book_g -= sold_g
                month.sold_weight_g += event.mass_g
                month.add(Fate.SOLD, sold_g, event.event_id)
            case CountAdjust() if event.delta_heads < 0:
                month.add(Fate.MISSING, lost_g, event.event_id)
            case CountAdjust():
                month.add(Fate.FOUND, -lost_g, event.event_id)
                month.found_by_day[day] = month.found_by_day.get(day, 0) - lost_g

    def grow_old(self, day: date, month: BatchMonth) -> None:
        """Carry the fish to the morning of `day`, the first of the next month."""
        self._count_days(day, month)
        month.left_g = self._mass_g() + self._unsold_book_g

    def _count_days(self, day: date, month: BatchMonth) -> None:
        month.gram_days += self._mass_g() * (day - self._counted_to).days
        self._counted_to = day

    def _mass_g(self) -> int:
        return sum(lot.mass_g for lot in self._stock.lots.values())


def _begun(month: str) -> MonthTally:
    return MonthTally(month, first_day_of(month), last_day_of(month))
