"""The yield of a span by month, batch, tank, system and village, against figures by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm.fact import FactKind
from records.reports.span import span_asked
from records.reports.table import Table
from records.reports.yield_inputs import By
from records.reports.yield_paper import yield_span_tables
from records.reports.yield_report import yield_rows
from records.reports.yield_story import between, grouped, story_of
from tests.records.report_scene import SYSTEMS, about, fish, season


def tables(**fields: Any) -> dict[str, Table]:
    return {table.title: table for table in yield_span_tables(fish(**fields), about())}


def row(table: Table, key: str, value: str) -> Any:
    return next(cells for cells in table.rows if cells[key] == value)


def total(table: Table, key: str) -> Any:
    return table.total(next(column for column in table.columns if column.key == key))


def test_the_plan_of_the_days_beside_what_was_harvested() -> None:
    (plan,) = tables()["计划与实绩"].rows
    # 36,500 kg a year are 100 kg a day; 92 days
    assert (plan["days"], plan["plan_kg"]) == (92, Decimal("9200.000"))
    assert (plan["harvested_kg"], plan["percent"]) == (Decimal("80.000"), Decimal("0.87"))
    assert (plan["required_kg"], plan["price"]) == (Decimal("12345.678"), Decimal("40.01"))
    assert plan["income"] == Decimal("3200.76")  # 79.999 kg x 40.01 = 3,200.75999


def test_months_add_up_and_meters_stand_beside_them() -> None:
    months = tables()["按月"]
    november = row(months, "month", "2026-11")
    assert (november["harvested_kg"], november["harvested_to_date_kg"]) == (80, 80)
    assert november["kwh_per_kg"] == Decimal("6.0000")  # 480 kWh / 80 kg
    assert november["oxygen_per_feed"] == Decimal("0.9760")  # 29.28 kg / 30 kg
    assert row(months, "month", "2026-10")["kwh_per_kg"] is None
    assert row(months, "month", "2026-12")["harvested_to_date_kg"] == 80
    assert (total(months, "harvested_kg"), total(months, "feed_kg")) == (80, 90)
    assert total(months, "plan_kg") == 9200


def test_without_meters_there_is_no_column_of_zeros() -> None:
    keys = {column.key for column in tables(facts={})["按月"].columns}
    assert not keys & {"energy_kwh", "kwh_per_kg", "oxygen_kg", "oxygen_per_feed"}
    only = {"2026-11": {(FactKind.OXYGEN_USED_G, "s1"): 1}}
    keys = {column.key for column in tables(facts=only)["按月"].columns}
    assert "oxygen_kg" in keys and "energy_kwh" not in keys


def test_a_move_inside_a_system_is_no_move_of_the_system() -> None:
    by_system = tables()["按系统"]
    first, second = by_system.rows
    assert (first["group"], second["group"]) == ("一号系统", "二号系统")
    # 100 of the 400 fish moved on to T3: they crossed, the others did not
    assert (first["moved_out_heads"], first["moved_in_heads"]) == (100, 0)
    assert (second["moved_in_heads"], second["moved_in_kg"]) == (100, Decimal("15.000"))
    assert first["survival_percent"] == Decimal("99.00")  # 990 of 1,000


def test_by_batch_no_move_is_left_and_by_tank_every_one() -> None:
    found = tables()
    assert "moved_in_heads" not in {column.key for column in found["按批次"].columns}
    assert row(found["按养殖池"], "group", "T2")["moved_in_heads"] == 400
    assert row(found["按批次"], "group", "B1")["end_heads"] == 690


def test_by_village_is_reckoned_by_capital_to_the_gram_and_the_fen() -> None:
    villages = tables()["按村（折算）"]
    first, second = villages.rows
    assert (first["harvested_kg"], second["harvested_kg"]) == (
        Decimal("53.333"), Decimal("26.667"),
    )  # fmt: skip
    assert total(villages, "income") == Decimal("3200.76")
    assert "按村（折算）" not in tables(paid_in={})


@pytest.mark.parametrize("by", [By.BATCH, By.TANK, By.SYSTEM])
def test_every_grouping_comes_to_the_same_farm(by: By) -> None:
    title = {By.BATCH: "按批次", By.TANK: "按养殖池", By.SYSTEM: "按系统"}[by]
    table, months = tables()[title], tables()["按月"]
    for key in ("harvested_kg", "feed_kg", "dead_kg", "dead_heads"):
        assert total(table, key) == total(months, key)
    assert total(table, "end_kg") == total(months, "end_kg")


def test_a_span_of_days_cuts_months() -> None:
    # the fish are harvested at 08:00 of the 20th, site time
    for first, last, kilograms in (
        ("2026-11-05", "2026-11-19", 0), ("2026-11-05", "2026-11-20", 80),
        ("2026-11-20", "2026-11-20", 80), ("2026-11-21", "2026-11-30", 0),
    ):  # fmt: skip
        cut = tables(span=span_asked({"from": first, "to": last}))
        assert [cells["month"] for cells in cut["按月"].rows] == ["2026-11"]
        assert total(cut["按月"], "harvested_kg") == kilograms
    assert "明细" not in cut


def test_the_lots_month_by_month_are_for_the_workbook_only() -> None:
    lots = tables()["明细"]
    assert not lots.printed and len(lots.rows) == len(yield_rows(season()))


def test_a_tank_that_the_site_does_not_know_is_told_as_such() -> None:
    found = tables(systems={"T1": "一号系统"})["按系统"]
    assert [cells["group"] for cells in found.rows] == ["一号系统", "（不在场地文件中）"]


@given(st.permutations(season()), st.sampled_from(["2026-Q4", "2027-Q1"]))
def test_the_order_of_entry_changes_nothing(events: Any, quarter: str) -> None:
    span = span_asked({"quarter": quarter})
    assert story_of(events, span) == story_of(season(), span)


@given(st.integers(0, 91), st.integers(0, 91))
def test_groups_of_any_days_add_up_to_the_farm(one: int, other: int) -> None:
    days = sorted((one, other))
    base = span_asked({"quarter": "2026-Q4"}).first_day.toordinal()
    span = span_asked({"from": _day(base + days[0]), "to": _day(base + days[1])})
    story = story_of(season(), span)
    whole = between(story.before, story.after)
    for group_of in (lambda key: key.batch, lambda key: key.tank, lambda key: SYSTEMS[key.tank]):
        parts = grouped(story, group_of).values()
        for name in ("harvested_g", "feed_g", "dead_heads", "unexplained_heads"):
            assert sum(getattr(part.change, name) for part in parts) == getattr(whole.change, name)
        moved = [(part.change.moved_in_g, part.change.moved_out_g) for part in parts]
        assert sum(come for come, _ in moved) == sum(gone for _, gone in moved)
        assert sum(part.balance.gain_g for part in parts) == whole.balance.gain_g


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
