"""Feed and fish by the gram: stock-takes, feed nobody has, fish found and missing."""

from records.cost.month import MonthInputs, month_vouchers
from records.cost.report import batch_costs
from records.cost.tally import Fate
from records.cost.tallying import tallies
from records.ledger.entry import counter_entry
from tests.records.cost_scene import WAITING, count, drafted, fish
from tests.records.ledger_scene import (
    FARM,
    delivery,
    event,
    told,
    uid,
)


def test_stock_takes_of_feed_go_to_what_waits() -> None:
    events = [
        delivery("2026-03-01", 1_000_000, 900_000),
        fish("B1", "T1", "2026-03-01", 1000, 100_000),
        event("FEED", "2026-03-10", mass_g=200_000),
        count("2026-03-31", 700_000),
    ]
    made = drafted(events)
    sums = told(made.entries)
    assert sums[WAITING] == 90_000 and sums["121 产品物资-饲料"] == 630_000
    found = drafted([*events, count("2026-04-30", 710_000)])
    assert told(found.entries) == {"121 产品物资-饲料": 9_000, WAITING: -9_000}
    exact = drafted([*events[:3], count("2026-03-31", 800_000)])
    assert exact.problems == [] and WAITING not in told(exact.entries)
    (month,) = tallies([*events[:3], count("2026-03-31", 800_000)])
    assert set(month.feeds["浮料"].sources) == {Fate.USED}
    (problem,) = drafted([count("2026-03-31", 5)]).problems
    assert problem.code == "ITEM_UNKNOWN"


def test_found_things_wait_for_an_assessed_price() -> None:
    events = [
        delivery("2026-03-01", 1_000_000, 900_000),
        fish("B1", "T1", "2026-03-01", 1000, 100_000),
        count("2026-03-30", 1_010_000),
        event("COUNT_ADJUST", "2026-03-30", delta_heads=10, reason="点数", approved_by="wang"),
    ]
    (tally,) = tallies(events)
    made = month_vouchers(MonthInputs(FARM, tally, [], []))
    assert [one.code for one in made.problems] == ["NO_PRICE"] * 2
    assert set(told(made.entries)) == {"121 产品物资-饲料", "211 应付款"}
    assert told(drafted(events).entries) == {
        "121 产品物资-饲料": 900_000 + 9_000,
        "141 消耗性生物资产-盘盈": 3_000,  # 1 kg at 30 yuan
        WAITING: -12_000,
        "211 应付款": -900_000,
    }


def test_missing_fish_wait_as_dead_fish_do() -> None:
    events = [
        delivery("2026-03-01", 1, 50_000, category="FISH", item="鱼苗", batch="B1"),
        fish("B1", "T1", "2026-03-01", 1000, 100_000),
        event("COUNT_ADJUST", "2026-03-30", delta_heads=-100, reason="点数", approved_by="wang"),
    ]
    sums = told(drafted(events).entries)
    assert sums[WAITING] == 5_000


def test_feed_that_the_books_do_not_have_is_told_and_not_valued() -> None:
    events = [
        fish("B1", "T1", "2026-03-01", 1000, 100_000),
        event("FEED", "2026-03-05", mass_g=5_000),
        delivery("2026-03-06", 10_000, 9_000, lot="L1"),
        event("FEED", "2026-03-07", mass_g=12_000, feed_lot="L1"),
    ]
    made = drafted(events)
    assert [one.code for one in made.problems] == ["FEED_SHORT", "FEED_SHORT"]
    assert "5.000" in made.problems[0].explanation.zh and "2.000" in made.problems[1].explanation.zh
    assert told(made.entries)["141 消耗性生物资产-饲料"] == 9_000


def test_feed_of_no_told_lot_comes_from_the_kind_that_came_first() -> None:
    events = [
        fish("B1", "T1", "2026-03-01", 1000, 100_000),
        delivery("2026-03-01", 10_000, 10_000, item="浮料"),
        delivery("2026-03-01", 10_000, 20_000, item="沉料", lot="L2", hour=13),
        event("FEED", "2026-03-02", 1, mass_g=1_000, feed_lot="L2"),
        event("FEED", "2026-03-03", 2, mass_g=12_000),
    ]
    (tally,) = tallies(events)
    assert {item: feed.used_g for item, feed in tally.feeds.items()} == {
        "浮料": {"B1": 10_000},
        "沉料": {"B1": 3_000},
    }
    entries = drafted(events).entries
    assert told(entries)["121 产品物资-饲料"] == 14_000
    (cost,) = batch_costs(entries, FARM, [])
    assert cost.spent["饲料"].amount_fen == 16_000 and len(cost.spent["饲料"].entry_ids) == 1


def test_stock_with_a_negative_value_is_told() -> None:
    credit = drafted([delivery("2026-03-01", 1_000, 500)]).entries
    events = [
        fish("B1", "T1", "2026-03-01", 1000, 100_000),
        delivery("2026-03-01", 1_000, 0),
        event("FEED", "2026-03-02", mass_g=500),
    ]
    back = [counter_entry(one, uid(one.entry_id), one.day) for one in credit]
    made = drafted(events, posted=back)
    assert [one.code for one in made.problems] == ["NEGATIVE_STOCK_VALUE"]
