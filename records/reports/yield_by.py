"""The yield of a span by batch, tank, system, and reckoned by village.

It refuses to say where a village's fish swam: what is reckoned by capital is called so.
"""

from collections.abc import Callable, Mapping

from records.dividend.allocation import hamilton
from records.money import kilograms, yuan
from records.reports.table import Cell, Column, Kind, Table
from records.reports.yield_inputs import By, YieldInputs, decimal_or_none
from records.reports.yield_report import COLUMNS
from records.reports.yield_story import Change, Story, all_sold, between, grouped
from records.stock.kpi import fcr_bio, fcr_econ, quotient, survival_percent
from records.stock.lot import LotKey

_WORDS = {By.BATCH: "批次", By.TANK: "养殖池", By.SYSTEM: "系统"}
_GROUP_KEYS = (
    "start_heads", "start_kg", "stocked_heads", "stocked_kg", "moved_in_heads", "moved_in_kg",
    "moved_out_heads", "moved_out_kg", "feed_kg", "dead_heads", "dead_kg", "unexplained_heads",
    "harvested_heads", "harvested_kg", "end_heads", "end_kg", "fcr_econ", "fcr_bio",
    "survival_percent",
)  # fmt: skip
_KNOWN = {column.key: column for column in COLUMNS}
_ALSO_ADD_UP = frozenset({"start_heads", "start_kg", "end_heads", "end_kg"})
"""Over lots of one span these are sums too; over months they are not."""


def group_table(by: By, inputs: YieldInputs, story: Story, marked: frozenset[str]) -> Table | None:
    """One row a group; None by village while nobody paid in capital."""
    if by is By.VILLAGE:
        return _by_village(inputs, story, marked) if inputs.paid_in else None
    changes = grouped(story, _group_of(by, inputs), list(dict.fromkeys(inputs.systems.values())))
    moves = any(one.change.moved_in_heads or one.change.moved_out_heads for one in changes.values())
    columns = [Column("group", _WORDS[by], Kind.TEXT)]
    for key in _GROUP_KEYS:
        known = _KNOWN[key]
        if moves or not key.startswith("moved"):
            adds_up = known.adds_up or key in _ALSO_ADD_UP
            columns.append(Column(key, known.heading, known.kind, adds_up))
    rows = [{"group": name, **group_cells(change)} for name, change in changes.items()]
    whole = between(story.before, story.after)
    totals = {key: group_cells(whole)[key] for key in ("fcr_econ", "fcr_bio", "survival_percent")}
    return Table(f"按{_WORDS[by]}", columns, rows, totals, marked)


def _group_of(by: By, inputs: YieldInputs) -> Callable[[LotKey], str]:
    if by is By.BATCH:
        return lambda key: key.batch
    if by is By.TANK:
        return lambda key: key.tank
    return lambda key: inputs.systems.get(key.tank, "（不在场地文件中）")


def group_cells(change: Change) -> dict[str, Cell]:
    """Heads, kilograms and ratios of one group, by the keys of the columns."""
    gone = change.change
    heads = ("stocked", "moved_in", "moved_out", "dead", "harvested", "unexplained")
    mass = ("stocked", "moved_in", "moved_out", "dead", "harvested", "feed")
    survived = survival_percent(change.base_heads, gone.dead_heads, gone.unexplained_heads)
    return {
        "start_heads": change.start.heads,
        "start_kg": kilograms(change.start.mass_g),
        "end_heads": change.end.heads,
        "end_kg": kilograms(change.end.mass_g),
        **{f"{name}_heads": getattr(gone, f"{name}_heads") for name in heads},
        **{f"{name}_kg": kilograms(getattr(gone, f"{name}_g")) for name in mass},
        "fcr_econ": decimal_or_none(fcr_econ(change.balance)),
        "fcr_bio": decimal_or_none(fcr_bio(change.balance)),
        "survival_percent": decimal_or_none(survived),
    }


def _by_village(inputs: YieldInputs, story: Story, marked: frozenset[str]) -> Table:
    whole, sold = between(story.before, story.after), all_sold(story.sold_by_month.values())
    parties = list(inputs.paid_in.items())
    harvested = hamilton(whole.change.harvested_g, parties)
    sold_g, income = hamilton(sold.mass_g, parties), hamilton(sold.income_fen, parties)
    total = sum(inputs.paid_in.values())
    rows: list[Mapping[str, Cell]] = [
        {
            "group": party,
            "paid_in": yuan(fen),
            "percent": decimal_or_none(quotient(100 * fen, total, 2)),
            "harvested_kg": kilograms(harvested[party]),
            "sold_kg": kilograms(sold_g[party]),
            "income": yuan(income[party]),
        }
        for party, fen in parties
    ]
    columns = (
        Column("group", "村（出资方）", Kind.TEXT),
        Column("paid_in", "实缴出资（元）", Kind.YUAN, adds_up=True),
        Column("percent", "占比（%）", Kind.PERCENT),
        Column("harvested_kg", "折算产量（kg）", Kind.KG, adds_up=True),
        Column("sold_kg", "折算售出（kg）", Kind.KG, adds_up=True),
        Column("income", "折算收入（元）", Kind.YUAN, adds_up=True),
    )
    return Table("按村（折算）", columns, rows, {}, marked)
