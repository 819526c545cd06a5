"""The yield report of a month, quarter, half-year or year: against the plan, by month and group.

`yield_paper(inputs, about, made_at, by)` is the whole of it; `yield_span_tables` its tables. It
refuses to estimate: mass is book mass, and a ratio that does not exist is left empty.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from records.civil import first_day_of, last_day_of
from records.integers import half_up_div
from records.money import kilograms, yuan
from records.reports.paper import Paper
from records.reports.table import Cell, Column, Kind, Provenance, Table, notes_table
from records.reports.yield_by import group_table
from records.reports.yield_inputs import (
    By,
    YieldInputs,
    decimal_or_none,
    kg_or_none,
    planned_g,
)
from records.reports.yield_months import months_table
from records.reports.yield_report import FORMULAS, yield_rows, yield_tables
from records.reports.yield_story import Sold, Story, all_sold, between, story_of
from records.stock.kpi import quotient

TITLE = "产量报表"


def yield_paper(
    inputs: YieldInputs, about: Provenance, made_at: datetime, by: Sequence[By] = tuple(By)
) -> Paper:
    """The report as people file it, with 制表, 复核, 审批."""
    title = f"{inputs.span.name}{TITLE}"
    return Paper(title, about, made_at, yield_span_tables(inputs, about, by))


def yield_span_tables(
    inputs: YieldInputs, about: Provenance, by: Sequence[By] = tuple(By)
) -> list[Table]:
    """Plan, months, one table for each group, the lots month by month (workbook only), 说明."""
    story, marked = story_of(inputs.events, inputs.span, inputs.zone), about.affected()
    tables = [_plan(inputs, story, marked), months_table(inputs, story, marked)]
    for one in by:
        table = group_table(one, inputs, story, marked)
        tables += [table] if table is not None else []
    return [*tables, *_lots(inputs, about), notes_table(about, [*FORMULAS, *_NOTES])]


_NOTES = (
    ("计划产量", "年计划按天摊到期间（365 天）"),
    ("要求存塘", "全年匀速出鱼时的平均存塘，由生长模型得出"),
    ("按村折算", "产量按实缴出资比例折算（最大余数法），不是产地，也不是分红"),
    ("转入、转出", "同一组内各池之间的转池不计"),
)


PLAN_COLUMNS = (
    Column("days", "期间天数（天）", Kind.HEADS),
    Column("year_plan_kg", "年计划产量（kg）", Kind.KG),
    Column("plan_kg", "期间计划产量（kg）", Kind.KG),
    Column("harvested_kg", "期间产量（kg）", Kind.KG),
    Column("percent", "完成计划（%）", Kind.PERCENT),
    Column("required_kg", "要求存塘量（kg）", Kind.KG),
    Column("end_kg", "期末存塘量（kg）", Kind.KG),
    Column("sold_kg", "售出（kg）", Kind.KG),
    Column("income", "销售收入（元）", Kind.YUAN),
    Column("price", "平均售价（元/kg）", Kind.YUAN),
)


def _plan(inputs: YieldInputs, story: Story, marked: frozenset[str]) -> Table:
    whole, plan_g = between(story.before, story.after), planned_g(inputs, inputs.span)
    sold = all_sold(story.sold_by_month.values())
    row: dict[str, Cell] = {
        "days": inputs.span.days,
        "year_plan_kg": kg_or_none(inputs.yearly_plan_g),
        "plan_kg": kg_or_none(plan_g),
        "harvested_kg": kilograms(whole.change.harvested_g),
        "percent": decimal_or_none(quotient(100 * whole.change.harvested_g, plan_g, 2)),
        "required_kg": None if inputs.required_g is None else kilograms(inputs.required_g),
        "end_kg": kilograms(whole.end.mass_g),
        "sold_kg": kilograms(sold.mass_g),
        "income": yuan(sold.income_fen),
        "price": _price(sold),
    }
    return Table("计划与实绩", PLAN_COLUMNS, [row], None, marked)


def _lots(inputs: YieldInputs, about: Provenance) -> Iterator[Table]:
    """Every lot in every month, where the span is whole months."""
    span = inputs.span
    whole_months = (span.first_day, span.last_day) == (
        first_day_of(span.months[0]), last_day_of(span.months[-1]),
    )  # fmt: skip
    if whole_months:
        table, _ = yield_tables(yield_rows(inputs.events, span.months, inputs.zone), about)
        yield Table(
            "明细", table.columns, table.rows, table.totals, table.unverified, printed=False
        )


def _price(sold: Sold) -> Cell:
    return yuan(half_up_div(sold.income_fen * 1000, sold.mass_g)) if sold.mass_g else None
