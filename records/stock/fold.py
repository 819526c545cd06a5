"""Stock is what follows from the journal: a fold over the events that stand.

It refuses to keep anything of its own; the same events always give the same stock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from records.integers import half_up_div
from records.journal.events import (
    CountAdjust,
    Death,
    Feed,
    Harvest,
    Move,
    ProductionEvent,
    Sale,
    StockIn,
    Weigh,
    batch_of,
)
from records.journal.stored import standing
from records.money import kilograms
from records.refusal import Problem, problem
from records.stock.lot import COUNTED, Lot, LotKey

EMPTY = Lot()


class ImpossibleStock(Exception):
    """An event that the stock at its time does not allow."""

    def __init__(self, event: ProductionEvent, found: Problem) -> None:
        """Keep the event and the reason."""
        self.event, self.problem = event, found
        super().__init__(str(found))


@dataclass(frozen=True, slots=True)
class FarmStock:
    """Lots by batch and tank, and of each batch the mass harvested but not yet sold (g)."""

    lots: Mapping[LotKey, Lot] = field(default_factory=dict)
    unsold_g: Mapping[str, int] = field(default_factory=dict)
    sold_g: Mapping[str, int] = field(default_factory=dict)

    def lot(self, batch: str, tank: str) -> Lot:
        """That batch in that tank; an empty lot if it never was there."""
        return self.lots.get(LotKey(batch, tank), EMPTY)

    def in_tank(self, tank: str) -> dict[str, Lot]:
        """Batches with fish in the tank."""
        return {key.batch: lot for key, lot in self.lots.items() if key.tank == tank and lot.heads}

    def batch_total(self, batch: str) -> Lot:
        """The batch over all tanks; moves between its tanks cancel out."""
        lots = [lot for key, lot in self.lots.items() if key.batch == batch]
        total = summed(lots)
        return replace(total, moved_in_heads=0, moved_in_g=0, moved_out_heads=0, moved_out_g=0)


def fold(events: Iterable[ProductionEvent]) -> FarmStock:
    """Stock after all events that stand, in the order they happened; ImpossibleStock if not one.

    Batches never touch each other's fish, so each is folded by itself.
    """
    by_batch: dict[str | None, list[ProductionEvent]] = {}
    for event in standing(events):
        by_batch.setdefault(batch_of(event), []).append(event)
    stocks = [_folded(of_batch) for of_batch in by_batch.values()]
    return FarmStock(
        {key: lot for stock in stocks for key, lot in stock.lots.items()},
        {batch: mass for stock in stocks for batch, mass in stock.unsold_g.items()},
        {batch: mass for stock in stocks for batch, mass in stock.sold_g.items()},
    )


def _folded(events: Iterable[ProductionEvent]) -> FarmStock:
    stock = FarmStock()
    for event in events:
        stock = applied(stock, event)
    return stock


def applied(stock: FarmStock, event: ProductionEvent) -> FarmStock:
    """Stock after one more event; ImpossibleStock if the fish or the mass are not there."""
    match event:
        case Move():
            return _moved(stock, event)
        case Sale():
            return _sold(stock, event)
        case StockIn() | Feed() | Death() | Weigh() | Harvest() | CountAdjust():
            lot = _in_place(stock.lot(event.batch, event.tank), event)
            after = _with(stock, event.batch, event.tank, lot)
            return _harvested(after, event) if isinstance(event, Harvest) else after
        case _:
            return stock


def summed(lots: Iterable[Lot]) -> Lot:
    """All running totals added; the time of the last weighing is the latest."""
    every = list(lots)
    totals = {name: sum(getattr(lot, name) for lot in every) for name in COUNTED}
    weighed = [lot.weighed_at for lot in every if lot.weighed_at is not None]
    return Lot(**totals, weighed_at=max(weighed, default=None))


def _in_place(lot: Lot, event: StockIn | Feed | Death | Weigh | Harvest | CountAdjust) -> Lot:
    match event:
        case StockIn(count_heads=heads, mass_g=mass_g):
            grown = lot.more(heads, mass_g)
            return replace(
                grown, stocked_heads=lot.stocked_heads + heads, stocked_g=lot.stocked_g + mass_g
            )
        case Feed():
            _require(lot, 1, event)
            return replace(
                lot,
                feed_g=lot.feed_g + event.mass_g,
                feed_since_weighing_g=lot.feed_since_weighing_g + event.mass_g,
            )
        case Weigh():
            _require(lot, event.sample_heads, event)
            return lot.weighed(event.sample_heads, event.sample_mass_g, event.happened_at)
        case Death():
            return _died(lot, event)
        case Harvest():
            return _taken(lot, event)
        case CountAdjust():
            return _adjusted(lot, event)


def _died(lot: Lot, event: Death) -> Lot:
    _require(lot, event.count_heads, event)
    mass_g = event.mass_g if event.mass_g is not None else lot.share_g(event.count_heads)
    return replace(
        lot.less(event.count_heads),
        dead_heads=lot.dead_heads + event.count_heads,
        dead_g=lot.dead_g + mass_g,
    )


def _taken(lot: Lot, event: Harvest) -> Lot:
    _require(lot, event.count_heads, event)
    return replace(
        lot.less(event.count_heads),
        harvested_heads=lot.harvested_heads + event.count_heads,
        harvested_g=lot.harvested_g + event.mass_g,
        harvested_book_g=lot.harvested_book_g + lot.share_g(event.count_heads),
    )


def _adjusted(lot: Lot, event: CountAdjust) -> Lot:
    missing = -event.delta_heads
    if missing > 0:
        _require(lot, missing, event)
        after = lot.less(missing)
    else:
        after = lot.more(event.delta_heads, _found_g(lot, event))
    return replace(after, unexplained_heads=lot.unexplained_heads + missing)


def _found_g(lot: Lot, event: CountAdjust) -> int:
    if event.mass_g is not None:
        return event.mass_g
    if not lot.heads:
        raise ImpossibleStock(
            event,
            problem(
                "MASS_NEEDED",
                f"账面上 {event.tank} 没有 {event.batch} 的鱼，盘盈须填写质量",
                f"the book has no fish of {event.batch} in {event.tank}: state the mass found",
            ),
        )
    return half_up_div(lot.mass_g * event.delta_heads, lot.heads)


def _moved(stock: FarmStock, event: Move) -> FarmStock:
    source = stock.lot(event.batch, event.from_tank)
    target = stock.lot(event.batch, event.to_tank)
    heads = event.count_heads
    _require(source, heads, event, event.from_tank)
    mass_g = event.mass_g if event.mass_g is not None else source.share_g(heads)
    left = replace(
        source.less(heads),
        moved_out_heads=source.moved_out_heads + heads,
        moved_out_g=source.moved_out_g + mass_g,
    )
    came = replace(
        target.more(heads, mass_g),
        moved_in_heads=target.moved_in_heads + heads,
        moved_in_g=target.moved_in_g + mass_g,
    )
    after = _with(stock, event.batch, event.from_tank, left)
    return _with(after, event.batch, event.to_tank, came)


def _harvested(stock: FarmStock, event: Harvest) -> FarmStock:
    unsold = stock.unsold_g.get(event.batch, 0) + event.mass_g
    return replace(stock, unsold_g={**stock.unsold_g, event.batch: unsold})


def _sold(stock: FarmStock, event: Sale) -> FarmStock:
    unsold = stock.unsold_g.get(event.batch, 0) - event.mass_g
    if unsold < 0:
        left, wanted = kilograms(unsold + event.mass_g), kilograms(event.mass_g)
        raise ImpossibleStock(
            event,
            problem(
                "SOLD_MORE_THAN_HARVESTED",
                f"批次 {event.batch} 已出塘未售只有 {left} kg，不能售 {wanted} kg",
                f"batch {event.batch} has {left} kg harvested and unsold, not {wanted} kg",
            ),
        )
    sold = stock.sold_g.get(event.batch, 0) + event.mass_g
    return replace(
        stock,
        unsold_g={**stock.unsold_g, event.batch: unsold},
        sold_g={**stock.sold_g, event.batch: sold},
    )


def _with(stock: FarmStock, batch: str, tank: str, lot: Lot) -> FarmStock:
    return replace(stock, lots={**stock.lots, LotKey(batch, tank): lot})


def _require(lot: Lot, heads: int, event: ProductionEvent, tank: str | None = None) -> None:
    if lot.heads >= heads:
        return
    place = tank or getattr(event, "tank", "")
    batch = getattr(event, "batch", "")
    raise ImpossibleStock(
        event,
        problem(
            "STOCK_SHORT",
            f"{place} 池批次 {batch} 当时只有 {lot.heads} 尾，{event.kind} 需要 {heads} 尾",
            f"tank {place} held {lot.heads} fish of batch {batch} at that time; "
            f"{event.kind} needs {heads}",
        ),
    )
