"""The yield of a span month by month: harvest against plan, feed, deaths, sales, energy, oxygen.

It refuses to fill a month without meters with a figure; what nobody counted is left empty.
"""

from collections.abc import Mapping

from records.money import kilograms, yuan
from records.reports.table import Cell, Column, Kind, Table
from records.reports.yield_inputs import (
    YieldInputs,
    decimal_or_none,
    energy_wh,
    kg_or_none,
    oxygen_g,
    planned_g,
)
from records.reports.yield_story import Change, Sold, Story, between
from records.stock.kpi import fcr_econ, quotient

MONTH_COLUMNS = (
    Column("month", "月份", Kind.TEXT),
    Column("harvested_kg", "产量（kg）", Kind.KG, adds_up=True),
    Column("plan_kg", "计划（kg）", Kind.KG),
    Column("harvested_to_date_kg", "累计产量（kg）", Kind.KG),
    Column("feed_kg", "投喂量（kg）", Kind.KG, adds_up=True),
    Column("dead_heads", "死亡数（尾）", Kind.HEADS, adds_up=True),
    Column("dead_kg", "死亡量（kg）", Kind.KG, adds_up=True),
    Column("end_kg", "期末存塘量（kg）", Kind.KG),
    Column("fcr_econ", "饵料系数（经济）", Kind.RATIO),
    Column("sold_kg", "售出（kg）", Kind.KG, adds_up=True),
    Column("income", "销售收入（元）", Kind.YUAN, adds_up=True),
    Column("energy_kwh", "用电（kWh）", Kind.KG, adds_up=True),
    Column("kwh_per_kg", "每公斤产量用电（kWh）", Kind.RATIO),
    Column("oxygen_kg", "用氧（kg）", Kind.KG, adds_up=True),
    Column("oxygen_per_feed", "每公斤饲料用氧（kg）", Kind.RATIO),
)


def months_table(inputs: YieldInputs, story: Story, marked: frozenset[str]) -> Table:
    """One row a month; the total row is the balance of the span."""
    rows, stock, harvested_g = list[Mapping[str, Cell]](), story.before, 0
    for month, end in story.ends.items():
        change, stock = between(stock, end), end
        harvested_g += change.change.harvested_g
        rows.append(_month_row(inputs, story, month, change, harvested_g))
    whole = between(story.before, story.after)
    every = {month: inputs.facts.get(month, {}) for month in inputs.span.months}
    used = _ratios(sum(map(energy_wh, every.values())), sum(map(oxygen_g, every.values())), whole)
    totals: dict[str, Cell] = {
        **used,
        "plan_kg": kg_or_none(planned_g(inputs, inputs.span)),
        "harvested_to_date_kg": kilograms(whole.change.harvested_g),
        "end_kg": kilograms(whole.end.mass_g),
        "fcr_econ": decimal_or_none(fcr_econ(whole.balance)),
    }
    counted = {key for key, sum_of in _METERED.items() if any(map(sum_of, every.values()))}
    columns = [
        column for column in MONTH_COLUMNS if _METER_OF.get(column.key, "") in {"", *counted}
    ]
    return Table("按月", columns, rows, totals, marked)


_METERED = {"energy": energy_wh, "oxygen": oxygen_g}
_METER_OF = {
    "energy_kwh": "energy", "kwh_per_kg": "energy",
    "oxygen_kg": "oxygen", "oxygen_per_feed": "oxygen",
}  # fmt: skip
"""Columns that stand only where their meter counted anything in the span."""


def _month_row(
    inputs: YieldInputs, story: Story, month: str, change: Change, to_date_g: int
) -> Mapping[str, Cell]:
    facts = inputs.facts.get(month, {})
    sold = story.sold_by_month.get(month, Sold())
    used_wh, used_g = energy_wh(facts), oxygen_g(facts)
    return {
        "month": month,
        "harvested_kg": kilograms(change.change.harvested_g),
        "plan_kg": kg_or_none(planned_g(inputs, inputs.span.part(month))),
        "harvested_to_date_kg": kilograms(to_date_g),
        "feed_kg": kilograms(change.change.feed_g),
        "dead_heads": change.change.dead_heads,
        "dead_kg": kilograms(change.change.dead_g),
        "end_kg": kilograms(change.end.mass_g),
        "fcr_econ": decimal_or_none(fcr_econ(change.balance)),
        "sold_kg": kilograms(sold.mass_g),
        "income": yuan(sold.income_fen),
        "energy_kwh": kg_or_none(used_wh),  # thousandths: Wh of a kWh as g of a kg
        "oxygen_kg": kg_or_none(used_g),
        **_ratios(used_wh, used_g, change),
    }


def _ratios(used_wh: int, used_g: int, change: Change) -> dict[str, Cell]:
    gone = change.change
    return {
        "kwh_per_kg": decimal_or_none(quotient(used_wh, gone.harvested_g, 4)) if used_wh else None,
        "oxygen_per_feed": decimal_or_none(quotient(used_g, gone.feed_g, 4)) if used_g else None,
    }
