"""What the journal comes to, tank by tank, on one civil day: the figures screens show.

It refuses to keep anything: the same events on the same day always give the same view.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from farm.site import Site
from farm.stock import TankStock
from models.growth import TGC_DEFAULT, feed_conversion, weight_g
from records.civil import civil_day
from records.journal.events import Death, Feed, ProductionEvent, Reversal, StockIn
from records.journal.stored import StoredEvent, standing
from records.stock.fold import FarmStock, applied, fold

TEMPERATURE_C = 26.0
"""Water temperature where the site states none (ras-science 4)."""


@dataclass(frozen=True, slots=True)
class TankBook:
    """One tank. Masses in g; `dead_*`: heads over civil days; `stocked_on`: None when empty."""

    batches: tuple[str, ...] = ()
    heads: int = 0
    mass_g: int = 0
    ration_kg_d: float = 0.0
    fed_today_g: int = 0
    dead_today: int = 0
    dead_7_days: int = 0
    dead_30_days: int = 0
    stocked_on: date | None = None

    @property
    def mean_weight_g(self) -> float:
        """Mean weight, g; 0 for an empty tank."""
        return self.mass_g / self.heads if self.heads else 0.0


NOTHING = TankBook()


@dataclass(frozen=True, slots=True)
class BookView:
    """Everything at once. `events`: all, in recorded order; `day`: the civil day it holds for."""

    day: date
    events: Sequence[StoredEvent] = ()
    stock: FarmStock = field(default_factory=FarmStock)
    tanks: Mapping[str, TankBook] = field(default_factory=dict)

    def tank(self, tank: str) -> TankBook:
        """Figures of a tank."""
        return self.tanks.get(tank, NOTHING)


def ration_kg_d(heads: int, mean_g: float, temperature_c: float = TEMPERATURE_C) -> float:
    """Feed for tomorrow's growth, kg/d: heads × growth of a day × feed conversion.

    This is the plan's own feeding curve (ras-science 4, cohort model); it stands in until a plan
    is in force.
    """
    if not heads or not mean_g:
        return 0.0
    growth_g = float(weight_g(mean_g, TGC_DEFAULT, temperature_c, 1.0)) - mean_g
    return round(heads * growth_g * float(feed_conversion(mean_g)) / 1000, 3)


def book_view(
    stored: Sequence[StoredEvent],
    site: Site,
    zone: tzinfo,
    now: datetime,
    before: BookView | None = None,
) -> BookView:
    """The view of all events on the civil day of `now`; `before`: of the first of these events."""
    day = civil_day(now, zone)
    events = standing(item.event for item in stored)
    stock = _stock(stored, events, before)
    sums, first = _sums(events, zone, day), _first_stocking(events, zone)
    figures = {
        tank.id: _with(_tank(tank.id, site, stock), sums.get(tank.id, _Sums()), first)
        for tank in site.tanks()
    }
    return BookView(day, stored, stock, figures)


def _stock(
    stored: Sequence[StoredEvent], events: Sequence[ProductionEvent], before: BookView | None
) -> FarmStock:
    """Carried on where the new events follow the old ones in time, folded anew where not."""
    known = len(before.events) if before else 0
    new = [item.event for item in stored[known:]]
    if before is None or not known or any(isinstance(event, Reversal) for event in new):
        return fold(events)
    ordered = sorted(new, key=lambda event: event.happened_at)
    last = max(item.event.happened_at for item in before.events)
    if ordered and ordered[0].happened_at < last:
        return fold(events)
    stock = before.stock
    for event in ordered:
        stock = applied(stock, event)
    return stock


@dataclass(slots=True)
class _Sums:
    fed_today_g: int = 0
    dead: dict[int, int] = field(default_factory=lambda: {1: 0, 7: 0, 30: 0})


def _sums(events: Iterable[ProductionEvent], zone: tzinfo, day: date) -> dict[str, _Sums]:
    sums: dict[str, _Sums] = {}
    for event in events:
        if isinstance(event, Feed) and civil_day(event.happened_at, zone) == day:
            sums.setdefault(event.tank, _Sums()).fed_today_g += event.mass_g
        elif isinstance(event, Death):
            on = civil_day(event.happened_at, zone)
            dead = sums.setdefault(event.tank, _Sums()).dead
            for span in dead:
                if day - timedelta(days=span) < on <= day:
                    dead[span] += event.count_heads
    return sums


def _first_stocking(events: Iterable[ProductionEvent], zone: tzinfo) -> dict[str, date]:
    first: dict[str, date] = {}
    for event in events:
        if isinstance(event, StockIn):
            first.setdefault(event.batch, civil_day(event.happened_at, zone))
    return first


def _tank(tank: str, site: Site, stock: FarmStock) -> TankBook:
    lots = stock.in_tank(tank)
    heads = sum(lot.heads for lot in lots.values())
    mass_g = sum(lot.mass_g for lot in lots.values())
    plant = site.system_of(tank).plant
    temperature_c = plant.temperature_c if plant else TEMPERATURE_C
    ration = ration_kg_d(heads, mass_g / heads if heads else 0.0, temperature_c)
    return TankBook(tuple(sorted(lots)), heads, mass_g, ration)


def _with(book: TankBook, sums: _Sums, first: Mapping[str, date]) -> TankBook:
    stocked = [first[batch] for batch in book.batches if batch in first]
    return TankBook(
        book.batches,
        book.heads,
        book.mass_g,
        book.ration_kg_d,
        sums.fed_today_g,
        sums.dead[1],
        sums.dead[7],
        sums.dead[30],
        min(stocked, default=None),
    )


def tank_stocks(view: BookView, at_ms: int) -> tuple[TankStock, ...]:
    """What the controller is told: heads, biomass and ration of every tank."""
    return tuple(
        TankStock(
            tank=tank,
            heads=book.heads,
            biomass_kg=book.mass_g / 1000,
            ration_kg_d=book.ration_kg_d,
            at_ms=at_ms,
        )
        for tank, book in view.tanks.items()
    )
