"""What each batch did in each tank and month: stocked, fed, died, harvested, and the ratios.

It refuses to estimate: mass is book mass, and a ratio that does not exist is left empty.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal

from records.civil import SITE_ZONE, civil_day, month_of, next_month
from records.journal.events import ProductionEvent
from records.journal.stored import standing
from records.money import kilograms
from records.reports.table import Cell, Column, Kind, Provenance, Table, notes_table
from records.stock.fold import EMPTY, FarmStock, applied
from records.stock.kpi import Balance, fcr_bio, fcr_econ, survival_percent
from records.stock.lot import COUNTED, Lot, LotKey

COLUMNS = (
    Column("month", "月份", Kind.TEXT),
    Column("batch", "批次", Kind.TEXT),
    Column("tank", "养殖池", Kind.TEXT),
    Column("start_heads", "期初存塘尾数（尾）", Kind.HEADS),
    Column("start_kg", "期初存塘量（kg）", Kind.KG),
    Column("stocked_heads", "放苗尾数（尾）", Kind.HEADS, adds_up=True),
    Column("stocked_kg", "放苗量（kg）", Kind.KG, adds_up=True),
    Column("moved_in_heads", "转入尾数（尾）", Kind.HEADS, adds_up=True),
    Column("moved_in_kg", "转入量（kg）", Kind.KG, adds_up=True),
    Column("moved_out_heads", "转出尾数（尾）", Kind.HEADS, adds_up=True),
    Column("moved_out_kg", "转出量（kg）", Kind.KG, adds_up=True),
    Column("feed_kg", "投喂量（kg）", Kind.KG, adds_up=True),
    Column("dead_heads", "死亡数（尾）", Kind.HEADS, adds_up=True),
    Column("dead_kg", "死亡量（kg）", Kind.KG, adds_up=True),
    Column("unexplained_heads", "盘点差异（尾，少为正）", Kind.HEADS, adds_up=True),
    Column("harvested_heads", "出塘尾数（尾）", Kind.HEADS, adds_up=True),
    Column("harvested_kg", "产量（kg）", Kind.KG, adds_up=True),
    Column("end_heads", "期末存塘尾数（尾）", Kind.HEADS),
    Column("end_kg", "期末存塘量（kg）", Kind.KG),
    Column("fcr_econ", "饵料系数 FCR（经济）", Kind.RATIO),
    Column("fcr_bio", "饵料系数 FCR（生物）", Kind.RATIO),
    Column("survival_percent", "成活率（%）", Kind.PERCENT),
)

FORMULAS = (
    ("饵料系数（经济）", "投喂量 ÷（产量 + 期末 − 期初 − 放苗 − 转入 + 转出）"),
    ("饵料系数（生物）", "投喂量 ÷（上式分母 + 死亡量）"),
    ("成活率", "（期初 + 放苗 + 转入 − 死亡 − 盘点差异）÷（期初 + 放苗 + 转入）"),
    ("存塘量", "账面尾数 × 最近一次打样（或放苗）均重，不含推算生长"),
)


@dataclass(frozen=True, slots=True)
class YieldRow:
    """One batch in one tank in one civil month: the lot before, after, and what changed."""

    month: str
    key: LotKey
    start: Lot
    end: Lot
    change: Lot

    def balance(self) -> Balance:
        """Feed and mass of the month; fish moved in count as stocked, moved out as gone, g."""
        return Balance(
            feed_g=self.change.feed_g,
            start_g=self.start.mass_g,
            end_g=self.end.mass_g,
            stocked_g=self.change.stocked_g + self.change.moved_in_g,
            harvested_g=self.change.harvested_g + self.change.moved_out_g,
            dead_g=self.change.dead_g,
        )

    def base_heads(self) -> int:
        """Fish that could die this month: there at the start, stocked, moved in."""
        return self.start.heads + self.change.came_in_heads


def yield_rows(
    events: Iterable[ProductionEvent], months: Sequence[str] = (), zone: tzinfo = SITE_ZONE
) -> list[YieldRow]:
    """Rows by month, batch and tank, of `months` such as 2026-11 or of all.

    A lot stands in every month in which it held fish or anything happened to it.
    """
    rows: list[YieldRow] = []
    stock = FarmStock()
    for month, happened in _by_month(standing(events), zone):
        before = stock
        for event in happened:
            stock = applied(stock, event)
        if not months or month in months:
            rows += _month_rows(month, before, stock)
    return rows


def yield_tables(rows: Sequence[YieldRow], about: Provenance) -> list[Table]:
    """The sheets of the yield report: 产量 and 说明."""
    shown = [_cells(row) for row in rows]
    table = Table("产量", COLUMNS, shown, _totals(rows), about.affected())
    return [table, notes_table(about, FORMULAS)]


def _by_month(
    events: Sequence[ProductionEvent], zone: tzinfo
) -> Iterator[tuple[str, list[ProductionEvent]]]:
    grouped: dict[str, list[ProductionEvent]] = {}
    for event in events:
        grouped.setdefault(month_of(civil_day(event.happened_at, zone)), []).append(event)
    if not grouped:
        return
    month, last = min(grouped), max(grouped)
    while month <= last:
        yield month, grouped.get(month, [])
        month = next_month(month)


def _month_rows(month: str, before: FarmStock, after: FarmStock) -> Iterator[YieldRow]:
    for key in sorted(after.lots):
        start, end = before.lots.get(key, EMPTY), after.lots[key]
        if start.heads or end.heads or start != end:
            yield YieldRow(month, key, start, end, _difference(start, end))


def _difference(start: Lot, end: Lot) -> Lot:
    return Lot(**{name: getattr(end, name) - getattr(start, name) for name in COUNTED})


def _cells(row: YieldRow) -> Mapping[str, Cell]:
    change, balance = row.change, row.balance()
    dead, lost = change.dead_heads, change.unexplained_heads
    return {
        "month": row.month,
        "batch": row.key.batch,
        "tank": row.key.tank,
        "start_heads": row.start.heads,
        "start_kg": kilograms(row.start.mass_g),
        **_changes(change),
        "end_heads": row.end.heads,
        "end_kg": kilograms(row.end.mass_g),
        "fcr_econ": _decimal(fcr_econ(balance)),
        "fcr_bio": _decimal(fcr_bio(balance)),
        "survival_percent": _decimal(survival_percent(row.base_heads(), dead, lost)),
    }


def _changes(change: Lot) -> Mapping[str, Cell]:
    names = ("stocked", "moved_in", "moved_out", "dead", "harvested")
    heads: dict[str, Cell] = {f"{name}_heads": getattr(change, f"{name}_heads") for name in names}
    mass: dict[str, Cell] = {
        f"{name}_kg": kilograms(getattr(change, f"{name}_g")) for name in names
    }
    return {
        **heads,
        **mass,
        "feed_kg": kilograms(change.feed_g),
        "unexplained_heads": change.unexplained_heads,
    }


def _totals(rows: Sequence[YieldRow]) -> Mapping[str, Cell]:
    # Start and end of neighbouring months cancel, so the sums of the rows are the span's balance.
    parts = [row.balance() for row in rows]
    total = Balance(
        *(
            sum(getattr(part, name) for part in parts)
            for name in ("feed_g", "start_g", "end_g", "stocked_g", "harvested_g", "dead_g")
        )
    )
    return {"fcr_econ": _decimal(fcr_econ(total)), "fcr_bio": _decimal(fcr_bio(total))}


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
