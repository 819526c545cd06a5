"""Who bears shared cost, what is drafted again, and a report that names its vouchers."""

from datetime import date

from records.cost.month import MonthInputs, month_vouchers
from records.cost.report import batch_costs, unit_cost_fen
from records.cost.spread import SpreadKey
from records.cost.tallying import tallies
from records.integers import half_up_div
from records.ledger.accounts import AccountingSystem
from records.ledger.book import Book
from records.ledger.drafts import Books
from records.ledger.settling import Settling, settle
from tests.records.cost_scene import MARCH, PRICES, RENT, drafted, fish, whole
from tests.records.ledger_scene import (
    FARM,
    calendar,
    delivery,
    event,
    metered,
    months_of,
    told,
    voucher,
)


def test_cost_without_fish_waits_for_a_month_that_has_some() -> None:
    events = [
        metered("2026-03-15", "energy_used_wh", 100_000, 1),
        fish("B1", "T1", "2026-04-01", 1000, 100_000),
    ]
    (march, april) = tallies(events)
    first = month_vouchers(MonthInputs(FARM, march, PRICES, []))
    assert [one.code for one in first.problems] == ["NO_FISH_FOR_COST"]
    assert told(first.entries)["401 生产成本-电费"] == 6_000
    then = month_vouchers(MonthInputs(FARM, april, PRICES, first.entries))
    assert told(then.entries) == {"141 消耗性生物资产-电费": 6_000, "401 生产成本-电费": -6_000}


def test_cost_after_the_last_fish_has_gone_is_cost_of_sales() -> None:
    events = [
        fish("B1", "T1", "2026-03-01", 10, 1000),
        event("HARVEST", "2026-03-02", count_heads=10, mass_g=1200),
        event("SALE", "2026-03-03", mass_g=1200, price_fen_per_kg=1, customer="甲"),
        delivery("2026-04-03", 1, 70, category="FISH", item="鱼苗", batch="B1"),
        delivery("2026-04-03", 1, 30, category="FISH", item="鱼苗", batch="B9"),
    ]
    made = drafted(events)
    assert told(made.entries)["521 经营支出"] == 70
    assert [one.code for one in made.problems] == ["BATCH_NOT_STOCKED"]


def test_a_stated_key_says_who_bears_an_item() -> None:
    events = [*MARCH, event("HARVEST", "2026-03-31", 2, batch="B2", tank="T2", count_heads=1,
                            mass_g=20_000)]  # fmt: skip
    by = {"电费": SpreadKey.HARVEST, "租金": SpreadKey.FEED}
    made = drafted(events, [RENT], keys=by)
    shares = {
        (line.account.sub[0], line.batch): line.amount_fen
        for one in made.entries
        if one.basis and one.basis.key.startswith("SHARED")
        for line in one.lines
        if line.batch
    }
    assert (shares["电费", "B1"], shares["电费", "B2"]) == (7_500, 2_500)  # 60 kg : 20 kg
    assert (shares["租金", "B1"], shares["租金", "B2"]) == (40_000, 60_000)
    idle = [
        fish("B1", "T1", "2026-03-01", 10, 1000),
        metered("2026-03-02", "energy_used_wh", 1000, 1),
    ]
    assert told(drafted(idle, keys=by).entries)["141 消耗性生物资产-电费"] == 60


def test_drafting_again_changes_nothing_and_late_facts_move_only_what_they_touch() -> None:
    by = Settling(FARM.entity, "2026-03", date(2026, 4, 3), calendar())
    (tally,) = tallies(MARCH)
    inputs = MonthInputs(FARM, tally, [*PRICES, RENT], [])
    posted = settle(month_vouchers(inputs).entries, [], by)
    book = Book(months_of(2026)).post_all(posted)
    again = MonthInputs(FARM, tally, [*PRICES, RENT], book)
    assert settle(month_vouchers(again).entries, book, by) == []
    late = [*MARCH, event("FEED", "2026-03-12", 9, mass_g=100_000)]
    (fuller,) = tallies(late)
    drafts = month_vouchers(MonthInputs(FARM, fuller, [*PRICES, RENT], book)).entries
    moved = settle(drafts, book, by)
    touched = {one.basis.key for one in moved if one.basis}
    assert "ENERGY/2026-03" not in touched and "FEED_USED/2026-03" in touched
    assert told([*book, *moved]) == told(drafts)


def test_vouchers_made_by_hand_count_in_the_cost_of_the_month() -> None:
    hand = voucher("2026-03-09", ("401 生产成本", 700), ("211 应付款", -700))
    of_no_batch = voucher("2026-03-09", ("141 消耗性生物资产", 9), ("211 应付款", -9))
    made = drafted([fish("B1", "T1", "2026-03-01", 10, 1000)], posted=[hand, of_no_batch])
    assert told(made.entries) == {"141 消耗性生物资产": 700, "401 生产成本": -700}
    without = fish("B3", "T1", "2026-03-01", 10, 1000)
    (cost,) = batch_costs(made.entries, FARM, tallies([without]))
    assert cost.spent["其他"].amount_fen == 700 and cost.sold_fen_per_kg is None
    assert unit_cost_fen([cost]) is None and cost.share_bp("其他") == 10_000
    negative = voucher("2026-03-09", ("401 生产成本", -700), ("211 应付款", 700))
    back = drafted([fish("B1", "T1", "2026-03-01", 10, 1000)], posted=[negative])
    assert told(back.entries) == {"141 消耗性生物资产": -700, "401 生产成本": 700}
    assert batch_costs(back.entries, FARM, [])[0].share_bp("其他") is None


def test_a_cost_report_names_the_vouchers_behind_each_figure() -> None:
    entries = [*whole(MARCH, [RENT]), *drafted([delivery("2026-03-01", 5, 5)]).entries]
    other = Books("别家", AccountingSystem.COOP)
    costs = {one.batch: one for one in batch_costs(entries, FARM, tallies(MARCH))}
    assert batch_costs(entries, other, []) == []
    one = costs["B1"]
    assert (one.sold_g, one.harvested_g) == (60_000, 60_000)
    assert set(one.spent) == {"苗种", "饲料", "电费", "氧气", "租金"}
    by_id = {entry.entry_id: entry for entry in entries}
    for name, item in one.spent.items():
        lines = [
            line.amount_fen
            for entry_id in item.entry_ids
            for line in by_id[entry_id].lines
            if line.batch == "B1" and line.account.label.endswith(f"消耗性生物资产-{name}")
        ]
        assert sum(lines) == item.amount_fen
    assert one.sold.entry_ids != one.lost.entry_ids
    assert one.spent_fen == one.sold.amount_fen + one.lost.amount_fen + one.left_fen
    assert one.sold_fen_per_kg == half_up_div(one.sold.amount_fen, 60)
    assert one.all_in_fen_per_kg == half_up_div(one.sold.amount_fen + one.lost.amount_fen, 60)
    assert unit_cost_fen(list(costs.values())) == one.all_in_fen_per_kg
    assert costs["B2"].sold_fen_per_kg is None and costs["B2"].left_fen == costs["B2"].spent_fen
    assert sum(one.share_bp(name) or 0 for name in one.spent) in range(9_998, 10_003)
