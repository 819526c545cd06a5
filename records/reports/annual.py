"""The annual report as a print copy: the year in figures, cost, income, distribution, open points.

`annual_paper(inputs, about, made_at)` is the whole of it, `annual_tables` its tables. It refuses to
leave out what is open: unanswered questions and unsigned rules stand in it as such.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from records.cost.report import BatchCost, unit_cost_fen
from records.integers import half_up_div
from records.money import kilograms, yuan
from records.reports.distributions import SeenRun, runs_table
from records.reports.open_points import OpenPoint
from records.reports.paper import MONEY_SIGNERS, Paper
from records.reports.table import Cell, Column, Kind, Provenance, Table, notes_table
from records.reports.year_results import EntityYear
from records.reports.yield_by import group_table
from records.reports.yield_inputs import (
    By,
    YieldInputs,
    decimal_or_none,
    energy_wh,
    kg_or_none,
    oxygen_g,
    planned_g,
)
from records.reports.yield_months import months_table
from records.reports.yield_report import FORMULAS
from records.reports.yield_story import Story, all_sold, between, story_of
from records.stock.kpi import fcr_bio, fcr_econ, quotient, survival_percent

TITLE = "年度报告（打印归档件）"
ARCHIVED = (
    "本报告永久保存：须打印、签字、盖章后以纸质归档，不得只存电子件"
    "（会计档案管理办法第八条及附表一）。"
)


@dataclass(frozen=True, slots=True)
class AnnualInputs:
    """What a year's report is made from. `fish`: its span is the year.

    `costs`: of every batch from its beginning to the end of the year; `runs`: of the year.
    """

    fish: YieldInputs
    costs: Sequence[BatchCost] = ()
    results: Sequence[EntityYear] = ()
    runs: Sequence[SeenRun] = ()
    open_points: Sequence[OpenPoint] = ()


def annual_paper(inputs: AnnualInputs, about: Provenance, made_at: datetime) -> Paper:
    """The report as it is printed and filed for ever."""
    title = f"{inputs.fish.span.first_day.year} {TITLE}"
    tables = annual_tables(inputs, about)
    return Paper(title, about, made_at, tables, tail=(ARCHIVED,), signers=MONEY_SIGNERS)


def annual_tables(inputs: AnnualInputs, about: Provenance) -> list[Table]:
    """年度数字, 按月, 按批次, 批次成本, 成本构成, 收入与支出, 分配, 未决事项, 说明."""
    fish, marked = inputs.fish, about.affected()
    story = story_of(fish.events, fish.span, fish.zone)
    by_batch = group_table(By.BATCH, fish, story, marked)
    assert by_batch is not None, "only by village may there be no table"
    return [
        _figures(inputs, story),
        months_table(fish, story, marked),
        by_batch,
        *_cost(inputs.costs),
        _results(inputs.results),
        runs_table(inputs.runs),
        _open(inputs.open_points),
        notes_table(about, [*FORMULAS, ("每公斤成本", "（售出成本 + 损失）÷ 售出公斤数")]),
    ]


_FIGURE_COLUMNS = (
    Column("item", "项目", Kind.TEXT),
    Column("value", "数值", Kind.NUMBER),
    Column("unit", "单位", Kind.TEXT),
)


def _figures(inputs: AnnualInputs, story: Story) -> Table:
    rows: list[Mapping[str, Cell]] = [
        {"item": item, "value": value, "unit": unit}
        for item, value, unit in (*_of_fish(inputs.fish, story), *_of_money(inputs, story))
    ]
    return Table("年度数字", _FIGURE_COLUMNS, rows)


def _of_fish(fish: YieldInputs, story: Story) -> Iterator[tuple[str, Cell, str]]:
    whole = between(story.before, story.after)
    gone, plan_g = whole.change, planned_g(fish, fish.span)
    used_wh = sum(energy_wh(fish.facts.get(month, {})) for month in fish.span.months)
    used_g = sum(oxygen_g(fish.facts.get(month, {})) for month in fish.span.months)
    survived = survival_percent(whole.base_heads, gone.dead_heads, gone.unexplained_heads)
    yield "产量", kilograms(gone.harvested_g), "kg"
    yield "计划产量", kilograms(plan_g) if plan_g else None, "kg"
    yield "完成计划", decimal_or_none(quotient(100 * gone.harvested_g, plan_g, 2)), "%"
    yield "年末存塘量", kilograms(whole.end.mass_g), "kg"
    yield "投喂量", kilograms(gone.feed_g), "kg"
    yield "饵料系数（经济）", decimal_or_none(fcr_econ(whole.balance)), ""
    yield "饵料系数（生物）", decimal_or_none(fcr_bio(whole.balance)), ""
    yield "死亡", gone.dead_heads, "尾"
    yield "死亡量", kilograms(gone.dead_g), "kg"
    yield "成活率", decimal_or_none(survived), "%"
    yield "用电", kg_or_none(used_wh), "kWh"
    yield "每公斤产量用电", _per(used_wh, gone.harvested_g), "kWh/kg"
    yield "用氧", kg_or_none(used_g), "kg"
    yield "每公斤产量用氧", _per(used_g, gone.harvested_g), "kg/kg"
    yield "每公斤饲料用氧", _per(used_g, gone.feed_g), "kg/kg"


def _of_money(inputs: AnnualInputs, story: Story) -> Iterator[tuple[str, Cell, str]]:
    sold, cost_fen = all_sold(story.sold_by_month.values()), unit_cost_fen(inputs.costs)
    price = half_up_div(sold.income_fen * 1000, sold.mass_g) if sold.mass_g else None
    yield "售出", kilograms(sold.mass_g), "kg"
    yield "销售收入", yuan(sold.income_fen), "元"
    yield "平均售价", None if price is None else yuan(price), "元/kg"
    yield "每公斤成本（含损失）", None if cost_fen is None else yuan(cost_fen), "元/kg"


def _per(amount: int, per_g: int) -> Cell:
    return decimal_or_none(quotient(amount, per_g, 3)) if amount else None


def _cost(costs: Sequence[BatchCost]) -> Iterator[Table]:
    rows: list[Mapping[str, Cell]] = [
        {
            "batch": cost.batch,
            "harvested_kg": kilograms(cost.harvested_g),
            "sold_kg": kilograms(cost.sold_g),
            "spent": yuan(cost.spent_fen),
            "sold": yuan(cost.sold.amount_fen),
            "lost": yuan(cost.lost.amount_fen),
            "left": yuan(cost.left_fen),
            "sold_per_kg": _yuan_or_none(cost.sold_fen_per_kg),
            "all_in_per_kg": _yuan_or_none(cost.all_in_fen_per_kg),
        }
        for cost in costs
    ]
    totals = {"all_in_per_kg": _yuan_or_none(unit_cost_fen(costs))}
    yield Table("批次成本（自放养起）", _COST_COLUMNS, rows, totals)
    yield _items(costs)


_COST_COLUMNS = (
    Column("batch", "批次", Kind.TEXT),
    Column("harvested_kg", "产量（kg）", Kind.KG, adds_up=True),
    Column("sold_kg", "售出（kg）", Kind.KG, adds_up=True),
    Column("spent", "投入（元）", Kind.YUAN, adds_up=True),
    Column("sold", "售出成本（元）", Kind.YUAN, adds_up=True),
    Column("lost", "损失（元）", Kind.YUAN, adds_up=True),
    Column("left", "结存（元）", Kind.YUAN, adds_up=True),
    Column("sold_per_kg", "售出成本（元/kg）", Kind.YUAN),
    Column("all_in_per_kg", "含损失成本（元/kg）", Kind.YUAN),
)


def _items(costs: Sequence[BatchCost]) -> Table:
    spent: dict[str, int] = {}
    for cost in costs:
        for item, one in cost.spent.items():
            spent[item] = spent.get(item, 0) + one.amount_fen
    total = sum(spent.values())
    rows: list[Mapping[str, Cell]] = [
        {
            "item": item,
            "amount": yuan(fen),
            "percent": decimal_or_none(quotient(100 * fen, total, 2)),
        }
        for item, fen in sorted(spent.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    columns = (
        Column("item", "成本项目", Kind.TEXT),
        Column("amount", "投入（元）", Kind.YUAN, adds_up=True),
        Column("percent", "占比（%）", Kind.PERCENT),
    )
    return Table("成本构成", columns, rows, {})


def _results(results: Sequence[EntityYear]) -> Table:
    rows: list[Mapping[str, Cell]] = []
    for one in results:
        rows += [
            {"entity": one.entity, "account": label, "income": yuan(fen), "cost": None}
            for label, fen in one.income.items()
        ]
        rows += [
            {"entity": one.entity, "account": label, "income": None, "cost": yuan(fen)}
            for label, fen in one.cost.items()
        ]
    columns = (
        Column("entity", "单位", Kind.TEXT),
        Column("account", "会计科目", Kind.TEXT),
        Column("income", "收入（元）", Kind.YUAN, adds_up=True),
        Column("cost", "支出（元）", Kind.YUAN, adds_up=True),
    )
    return Table("收入与支出（结转前）", columns, rows, {})


def _open(points: Sequence[OpenPoint]) -> Table:
    rows: list[Mapping[str, Cell]] = [
        {"entity": one.entity, "point": one.point, "who": one.who, "document": one.document}
        for one in points
    ]
    columns = (
        Column("entity", "单位", Kind.TEXT),
        Column("point", "未决事项", Kind.TEXT),
        Column("who", "由谁答复", Kind.TEXT),
        Column("document", "依据什么文件", Kind.TEXT),
    )
    return Table("未决事项", columns, rows)


def _yuan_or_none(fen: int | None) -> Cell:
    return None if fen is None else yuan(fen)
