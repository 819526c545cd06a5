"""Stock and batches in the shapes of the API, from the fold of the journal.

It refuses to compute a figure that records.stock.kpi knows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, tzinfo

from dashboard.api_books import BatchRow, StockNow, TankStockRow
from dashboard.book_view import BookView
from dashboard.event_rows import is_constructed
from farm.site import Site
from records.civil import civil_day
from records.integers import half_up_div
from records.journal.events import Reversal, Sale, StockIn, batch_of
from records.stock.fold import FarmStock
from records.stock.kpi import Balance, fcr_bio, fcr_econ, survival_percent


def stock_now(view: BookView, site: Site, at_ms: int) -> StockNow:
    """Answer of GET /api/v1/stock."""
    rows = []
    for tank in site.tanks():
        fish = view.tank(tank.id)
        rows.append(
            TankStockRow(
                tank=tank.id,
                batches=fish.batches,
                heads=fish.heads,
                biomass_kg=round(fish.mass_g / 1000, 3),
                mean_weight_g=round(fish.mean_weight_g, 1),
                density_kg_m3=round(fish.mass_g / 1000 / tank.volume_m3, 2),
                ration_kg_d=fish.ration_kg_d,
            )
        )
    return StockNow(
        at_ms=at_ms,
        tanks=tuple(rows),
        heads=sum(row.heads for row in rows),
        biomass_kg=round(sum(row.biomass_kg for row in rows), 3),
    )


@dataclass(slots=True)
class _Story:
    stocked_on: date | None = None
    income_fen: int = 0
    constructed: bool = False
    tanks: set[str] = field(default_factory=set)


def batch_rows(view: BookView, zone: tzinfo) -> tuple[BatchRow, ...]:
    """Every batch, the youngest first."""
    stories = _stories(view, zone)
    rows = [_row(batch, story, view) for batch, story in stories.items()]
    return tuple(sorted(rows, key=lambda row: (row.stocked_on, row.id), reverse=True))


def sale_fen(sale: Sale) -> int:
    """Amount of a sale, fen, half up on the gram."""
    return half_up_div(sale.mass_g * sale.price_fen_per_kg, 1000)


def _stories(view: BookView, zone: tzinfo) -> dict[str, _Story]:
    gone = {item.event.ref for item in view.events if isinstance(item.event, Reversal)}
    stories: dict[str, _Story] = {}
    for item in view.events:
        batch = batch_of(item.event)
        if batch is None or item.event.event_id in gone:
            continue
        story = stories.setdefault(batch, _Story())
        story.constructed |= is_constructed(item)
        if isinstance(item.event, StockIn):
            on = civil_day(item.event.happened_at, zone)
            story.stocked_on = min(on, story.stocked_on or on)
        elif isinstance(item.event, Sale):
            story.income_fen += sale_fen(item.event)
    for key, lot in view.stock.lots.items():
        if lot.heads and key.batch in stories:
            stories[key.batch].tanks.add(key.tank)
    return stories


def _row(batch: str, story: _Story, view: BookView) -> BatchRow:
    stock: FarmStock = view.stock
    lot = stock.batch_total(batch)
    balance = Balance(
        feed_g=lot.feed_g,
        start_g=0,
        end_g=lot.mass_g,
        stocked_g=lot.stocked_g,
        harvested_g=lot.harvested_g,
        dead_g=lot.dead_g,
    )
    return BatchRow(
        id=batch,
        stocked_on=story.stocked_on.isoformat() if story.stocked_on else "",
        days=(view.day - story.stocked_on).days if story.stocked_on else 0,
        tanks=tuple(sorted(story.tanks)),
        stocked_heads=lot.stocked_heads,
        heads=lot.heads,
        biomass_kg=round(lot.mass_g / 1000, 3),
        mean_weight_g=round(lot.mass_g / lot.heads, 1) if lot.heads else 0.0,
        dead_heads=lot.dead_heads,
        feed_kg=round(lot.feed_g / 1000, 3),
        harvested_kg=round(lot.harvested_g / 1000, 3),
        harvested_heads=lot.harvested_heads,
        sold_kg=round(stock.sold_g.get(batch, 0) / 1000, 3),
        income_fen=story.income_fen,
        survival_percent=_number(
            survival_percent(lot.stocked_heads, lot.dead_heads, lot.unexplained_heads)
        ),
        fcr_bio=_number(fcr_bio(balance)),
        fcr_econ=_number(fcr_econ(balance)),
        closed=lot.heads == 0,
        constructed=story.constructed,
    )


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def any_constructed(rows: Iterable[BatchRow]) -> bool:
    """Whether something shown was made up."""
    return any(row.constructed for row in rows)
