"""The year's yield against the plan, from the journal, month by month.

It refuses to estimate growth: standing stock is book mass.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import lru_cache

from dashboard.api_money import YieldMonth, YieldReport
from dashboard.batches import any_constructed, batch_rows, sale_fen
from dashboard.book_view import BookView
from dashboard.fact_sums import YearFacts, months_of
from farm.fact import FactKind
from farm.site import Site
from farm.tag import FARM
from farm.words import Words
from models.cohorts import GrowthPlan, year_of_stock
from records.civil import civil_day, month_of
from records.integers import half_up_div
from records.journal.events import ProductionEvent, Sale
from records.journal.stored import standing
from records.reports.yield_report import YieldRow, yield_rows
from records.store.facts_taken import FactSums

DAYS_PER_YEAR = 365


@dataclass(slots=True)
class _Sums:
    feed_g: int = 0
    dead_heads: int = 0
    dead_g: int = 0
    harvested_heads: int = 0
    harvested_g: int = 0
    sold_g: int = 0
    income_fen: int = 0
    energy_wh: dict[str, int] = field(default_factory=dict)
    oxygen_g: int = 0

    def take_lot(self, row: YieldRow) -> None:
        """Add what a lot did in the month."""
        change = row.change
        self.feed_g += change.feed_g
        self.dead_heads += change.dead_heads
        self.dead_g += change.dead_g
        self.harvested_heads += change.harvested_heads
        self.harvested_g += change.harvested_g

    def take_event(self, event: ProductionEvent) -> None:
        """Add a sale."""
        if isinstance(event, Sale):
            self.sold_g += event.mass_g
            self.income_fen += sale_fen(event)

    def take_facts(self, facts: FactSums) -> None:
        """Add what the controller's facts of the month come to."""
        for (kind, place), amount in facts.items():
            if kind is FactKind.ENERGY_USED_WH:
                self.energy_wh[place] = self.energy_wh.get(place, 0) + amount
            elif kind is FactKind.OXYGEN_USED_G:
                self.oxygen_g += amount

    @property
    def all_energy_wh(self) -> int:
        """The main meter where there is one, else the systems' meters together."""
        return self.energy_wh.get(FARM) or sum(self.energy_wh.values())


def yield_report(
    view: BookView, facts: YearFacts, site: Site, zone: tzinfo, year: int
) -> YieldReport:
    """Answer of GET /api/v1/reports/yield; `facts`: of the same year."""
    sums = _monthly(view, facts, zone, year)
    months = tuple(_month(month, sums[month], site) for month in months_of(year))
    batches = batch_rows(view, zone)
    until = min(view.day, date(year, 12, 31))
    all_of = list(sums.values())
    harvested_g, feed_g = sum(s.harvested_g for s in all_of), sum(s.feed_g for s in all_of)
    sold_g, income_fen = sum(s.sold_g for s in all_of), sum(s.income_fen for s in all_of)
    since = _since(facts, zone, year)
    days = max(0, (until - since).days + 1)
    return YieldReport(
        year=year,
        since=since.isoformat(),
        until=until.isoformat(),
        months=months,
        batches=batches,
        harvested_kg=round(harvested_g / 1000, 3),
        plan_to_date_kg=round(site.plan.yearly_kg * days / DAYS_PER_YEAR, 1),
        yearly_plan_kg=site.plan.yearly_kg,
        required_standing_stock_kg=_required_kg(site.plan.yearly_kg),
        standing_stock_kg=round(sum(fish.mass_g for fish in view.tanks.values()) / 1000, 1),
        kwh_per_kg=_ratio(sum(s.all_energy_wh for s in all_of), harvested_g),
        oxygen_per_kg_feed=_ratio(sum(s.oxygen_g for s in all_of), feed_g),
        price_fen_per_kg=half_up_div(income_fen * 1000, sold_g) if sold_g else None,
        notes=_NOTES,
        constructed=any_constructed(batches),
    )


_NOTES = (
    Words(
        zh="存塘量 = 账面尾数 × 最近一次打样（或放苗）均重，不含推算生长",
        en="standing stock = heads × mean weight of the last weighing; growth is not estimated",
    ),
    Words(
        zh="要求的存塘量是全年匀速出鱼时平均存塘（生长模型，每月一批）",
        en="required stock: mean of a year of even harvests (growth model, monthly cohorts)",
    ),
)


def _since(facts: YearFacts, zone: tzinfo, year: int) -> date:
    """First day of the year, or the later day on which the records begin."""
    begins = date(year, 1, 1)
    return begins if facts.began is None else max(begins, civil_day(facts.began, zone))


def _monthly(view: BookView, facts: YearFacts, zone: tzinfo, year: int) -> dict[str, _Sums]:
    sums = {month: _Sums() for month in months_of(year)}
    for month, of_month in facts.months.items():
        sums[month].take_facts(of_month)
    events = [item.event for item in view.events]
    for row in yield_rows(events, months_of(year), zone):
        sums[row.month].take_lot(row)
    for event in standing(events):
        month = month_of(civil_day(event.happened_at, zone))
        if month in sums:
            sums[month].take_event(event)
    return sums


def _month(month: str, sums: _Sums, site: Site) -> YieldMonth:
    return YieldMonth(
        month=month,
        feed_kg=round(sums.feed_g / 1000, 3),
        dead_heads=sums.dead_heads,
        dead_kg=round(sums.dead_g / 1000, 3),
        harvested_heads=sums.harvested_heads,
        harvested_kg=round(sums.harvested_g / 1000, 3),
        plan_kg=round(site.plan.yearly_kg * _days_in(month) / DAYS_PER_YEAR, 1),
        sold_kg=round(sums.sold_g / 1000, 3),
        income_fen=sums.income_fen,
        energy_kwh=round(sums.all_energy_wh / 1000, 3),
        oxygen_kg=round(sums.oxygen_g / 1000, 3),
    )


def _days_in(month: str) -> int:
    year, number = int(month[:4]), int(month[5:])
    after = date(year + number // 12, number % 12 + 1, 1)
    return min(28 if number == 2 else 31, (after - date(year, number, 1)).days)


@lru_cache(maxsize=4)
def _required_kg(yearly_kg: float) -> float:
    return round(year_of_stock(GrowthPlan(output_kg_y=yearly_kg)).biomass_mean_kg, 1)


def _ratio(amount: int, per: int) -> float | None:
    return round(amount / per, 3) if amount and per else None


def rows_of_year(events: Iterable[ProductionEvent], zone: tzinfo, year: int) -> list[YieldRow]:
    """Rows of the xlsx report."""
    return yield_rows(events, months_of(year), zone)
