"""The annual report: figures of the year by hand, and what it must not count or leave out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from records.ledger.basis import Basis
from records.reports.annual import ARCHIVED, AnnualInputs, annual_tables
from records.reports.open_points import OpenPoint
from records.reports.span import year_span
from records.reports.table import Table
from records.reports.year_results import year_results
from tests.records.dividend_scene import REC, VILLAGE, entry, village_entries
from tests.records.report_scene import about, fish, papers


def tables(**fields: Any) -> dict[str, Table]:
    inputs = AnnualInputs(fish(year_span(2026)), **fields)
    return {table.title: table for table in annual_tables(inputs, about())}


def test_the_year_in_figures() -> None:
    figures = {row["item"]: (row["value"], row["unit"]) for row in tables()["年度数字"].rows}
    assert figures["产量"] == (Decimal("80.000"), "kg")
    assert figures["计划产量"] == (Decimal("36500.000"), "kg")
    assert figures["死亡"] == (10, "尾")
    # 10 of the 1,000 and 50 that came in
    assert figures["成活率"] == (Decimal("99.05"), "%")
    assert figures["每公斤产量用电"] == (Decimal("6.000"), "kWh/kg")
    assert figures["每公斤产量用氧"] == (Decimal("0.366"), "kg/kg")
    assert figures["每公斤饲料用氧"] == (Decimal("0.325"), "kg/kg")  # of all 90 kg
    assert figures["平均售价"] == (Decimal("40.01"), "元/kg")
    assert figures["每公斤成本（含损失）"] == (None, "元/kg"), "nobody booked any cost"


def test_the_cost_of_a_batch_and_what_it_was_made_of() -> None:
    made = {table.title: table for table in papers()["annual"].tables}
    cost, items = made["批次成本（自放养起）"], made["成本构成"]
    columns = {column.key: column for column in cost.columns}
    for row in cost.rows:
        assert row["spent"] == row["sold"] + row["lost"] + row["left"]  # type: ignore[operator]
    spent = items.total(next(column for column in items.columns if column.key == "amount"))
    assert spent == cost.total(columns["spent"])
    assert cost.total(columns["all_in_per_kg"]) == Decimal("23.14")
    assert ARCHIVED in papers()["annual"].tail


def test_vouchers_that_close_the_year_and_those_of_runs_are_not_income() -> None:
    usual = village_entries()
    closing = entry(VILLAGE, REC, ("501 经营收入", 1_234_568), ("321 本年收益", -1_234_568))
    by_ledger = replace(closing, basis=Basis("CLOSING_INCOME/2026", 1, "a" * 64))
    by_run = replace(closing, run_id="v-2026")
    later = entry(VILLAGE, REC, ("112 应收款", 1), ("501 经营收入", -1), day=date(2027, 1, 1))
    (year,) = year_results([*usual, by_ledger, by_run, later], 2026)
    assert year.income == {"501 经营收入": 1_234_568}
    assert sum(year.cost.values()) == 999_999
    assert year_results([], 2026) == []


def test_open_points_stand_in_the_report() -> None:
    point = OpenPoint("甲村", "成员分红是否代扣个人所得税？", "主管税务机关", "书面答复")
    (row,) = tables(open_points=[point])["未决事项"].rows
    assert (row["entity"], row["point"], row["who"]) == (point.entity, point.point, point.who)
