"""Where the money of a span grew: margin by batch, reckoned back to tanks and systems.

It refuses to pay by them: what is reckoned back is called so and changes nobody's amount.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from records.cost.report import BatchCost
from records.cost.split import split_fen
from records.integers import half_up_div
from records.money import kilograms, yuan
from records.reports.table import Cell, Column, Kind, Table
from records.reports.yield_story import Sold, Story, grouped
from records.stock.lot import LotKey

NOT_HARVESTED = "（期间未出塘）"
NO_SYSTEM = "（不在场地文件中）"


@dataclass(frozen=True, slots=True)
class Grown:
    """Where the money of a span grew: the journal's story, cost by batch, systems of the tanks."""

    story: Story
    costs: Sequence[BatchCost] = ()
    systems: Mapping[str, str] = field(default_factory=dict)


_BATCH_COLUMNS = (
    Column("group", "批次", Kind.TEXT),
    Column("sold_kg", "售出（kg）", Kind.KG, adds_up=True),
    Column("income", "销售收入（元）", Kind.YUAN, adds_up=True),
    Column("cost", "售出成本（元）", Kind.YUAN, adds_up=True),
    Column("lost", "损失（元）", Kind.YUAN, adds_up=True),
    Column("margin", "毛利（元）", Kind.YUAN, adds_up=True),
    Column("per_kg", "每公斤毛利（元）", Kind.YUAN),
    Column("share", "折算分配额（元）", Kind.YUAN, adds_up=True),
)


def grown_tables(grown: Grown, distributed_fen: int) -> Iterator[Table]:
    """By batch from the books, by tank and system by what was harvested there."""
    sold, costs = grown.story.sold_by_batch, {cost.batch: cost for cost in grown.costs}
    margins = {
        batch: sold.get(batch, Sold()).income_fen - _gone(costs.get(batch))
        for batch in sorted(sold.keys() | costs.keys())
    }
    shares = split_fen(distributed_fen, _positive(margins)) or dict.fromkeys(margins, 0)
    rows = [
        _batch_row(batch, sold.get(batch, Sold()), costs.get(batch), margins[batch], shares[batch])
        for batch in margins
    ]
    yield Table("按批次", _BATCH_COLUMNS, rows, {})
    for title, by_place in (
        ("养殖池", _by_tank(grown, margins)),
        ("系统", _by_system(grown, margins)),
    ):
        yield _places(title, by_place, distributed_fen)


def _gone(cost: BatchCost | None) -> int:
    return 0 if cost is None else cost.sold.amount_fen + cost.lost.amount_fen


def _positive(margins: Mapping[str, int]) -> dict[str, int]:
    return {name: max(0, fen) for name, fen in margins.items()}


def _batch_row(
    batch: str, sold: Sold, cost: BatchCost | None, margin_fen: int, share_fen: int
) -> dict[str, Cell]:
    per_kg = half_up_div(margin_fen * 1000, sold.mass_g) if sold.mass_g else None
    return {
        "group": batch,
        "sold_kg": kilograms(sold.mass_g),
        "income": yuan(sold.income_fen),
        "cost": yuan(0 if cost is None else cost.sold.amount_fen),
        "lost": yuan(0 if cost is None else cost.lost.amount_fen),
        "margin": yuan(margin_fen),
        "per_kg": None if per_kg is None else yuan(per_kg),
        "share": yuan(share_fen),
    }


def _by_tank(grown: Grown, margins: Mapping[str, int]) -> dict[str, int]:
    """A batch's margin on the tanks it was harvested from, by mass; else it stays without one."""
    harvested: dict[str, dict[str, int]] = {}
    for name, change in grouped(grown.story, _lot_name).items():
        batch, tank = name.split("\t")
        harvested.setdefault(batch, {})[tank] = change.change.harvested_g
    found: dict[str, int] = {}
    for batch, margin in margins.items():
        parts = split_fen(margin, harvested.get(batch, {})) or {NOT_HARVESTED: margin}
        for tank, fen in parts.items():
            found[tank] = found.get(tank, 0) + fen
    return {tank: found[tank] for tank in sorted(found) if found[tank]}


def _by_system(grown: Grown, margins: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for tank, fen in _by_tank(grown, margins).items():
        system = tank if tank == NOT_HARVESTED else grown.systems.get(tank, NO_SYSTEM)
        found[system] = found.get(system, 0) + fen
    return found


def _places(title: str, margins: Mapping[str, int], distributed_fen: int) -> Table:
    shares = split_fen(distributed_fen, _positive(margins)) or dict.fromkeys(margins, 0)
    rows: list[dict[str, Cell]] = [
        {"group": name, "margin": yuan(fen), "share": yuan(shares[name])}
        for name, fen in margins.items()
    ]
    columns = (
        Column("group", title, Kind.TEXT),
        Column("margin", "折算毛利（元）", Kind.YUAN, adds_up=True),
        Column("share", "折算分配额（元）", Kind.YUAN, adds_up=True),
    )
    return Table(f"按{title}", columns, rows, {})


def _lot_name(key: LotKey) -> str:
    return f"{key.batch}\t{key.tank}"
