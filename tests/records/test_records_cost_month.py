"""A month of a fish farm as vouchers, by hand to the fen, in three accounting systems."""

from datetime import date
from typing import Any

import pytest

from farm.fact import FactKind
from records.cost.month import MonthInputs, month_vouchers
from records.cost.tallying import tallies
from records.ledger.accounts import AccountingSystem
from records.ledger.bookings import Matter
from records.ledger.deeds import (
    AssetPlaced,
    AssetRemoved,
    Billed,
    FeeAgreed,
    FeePer,
    LossSettled,
    WagesDue,
)
from records.ledger.drafts import Books
from tests.records.cost_scene import MARCH, PRICES, RENT, WAITING, drafted, fish
from tests.records.ledger_scene import (
    FARM,
    PAPER,
    deed,
    metered,
    told,
    uid,
)


def test_a_month_by_hand() -> None:
    """Feed at 0.9 fen/g; gram-days 100 kg x 30 + 45 kg : 300 kg x 31; oxygen by feed, 2 : 3."""
    made = drafted(MARCH, [RENT])
    assert made.problems == []
    gram_days = {"B1": 100_000 * 30 + 45_000, "B2": 300_000 * 31}
    shared = 100_000 + 6_000 + 4_000  # rent; 100 kWh at 0.60 and 50 kWh at 0.80 yuan
    part = {name: shared * days / sum(gram_days.values()) for name, days in gram_days.items()}
    oxygen = {"B1": 10_000, "B2": 15_000}  # 250 kg at 1,000 yuan a tonne, by feed 200 : 300
    pool = {"B1": 60_000 + 180_000 + 10_000 + part["B1"], "B2": 270_000 + 15_000 + part["B2"]}
    sums = told(made.entries)
    assert sums["121 产品物资-饲料"] == 450_000
    assert sums["501 经营收入"] == -240_000 and sums["113 应收款"] == 240_000
    assert sums["211 应付款"] == -(900_000 + 60_000 + 110_000 + 25_000)
    # Of 100 kg of book mass 10 kg died, 45 kg were sold, 45 kg are left.
    assert abs(sums[WAITING] - pool["B1"] * 0.10) <= 1
    assert abs(sums["521 经营支出"] - pool["B1"] * 0.45) <= 1
    fish_fen = sum(fen for label, fen in sums.items() if label.startswith("141"))
    assert abs(fish_fen - pool["B1"] * 0.45 - pool["B2"]) <= 2
    assert not any(label.startswith("401") for label in sums)
    allocated = [
        (line.account.sub, line.batch, line.amount_fen)
        for one in made.entries
        if one.basis and one.basis.key.startswith("SHARED")
        for line in one.lines
        if line.batch
    ]
    assert [one for one in allocated if one[0] == ("氧气",)] == [
        (("氧气",), name, fen) for name, fen in oxygen.items()
    ]


def test_every_voucher_names_its_facts() -> None:
    made = drafted(MARCH, [RENT])
    by_key = {one.basis.key: one for one in made.entries if one.basis is not None}
    assert set(by_key) == {
        f"{key}/2026-03"
        for key in ("ENERGY", "OXYGEN", "RENT/地租", "FEED_USED", "SHARED_ALLOCATED",
                    "FISH_SOLD_COST", "FISH_DIED")
    }  # fmt: skip
    assert {one.basis.count for one in made.entries if one.basis and "FEED" in one.basis.key} == {2}
    assert by_key["SHARED_ALLOCATED/2026-03"].basis.count == 3  # type: ignore[union-attr]
    singles = [one.event_id for one in made.entries if one.basis is None]
    assert len(singles) == 3 and None not in singles
    assert {one.day for one in by_key.values()} == {date(2026, 3, 31)}
    owed = [line.about for line in by_key["ENERGY/2026-03"].lines]
    assert owed == [None, None, None, "供电公司"]
    assert by_key["ENERGY/2026-03"].summary == "2026-03 电费 150.000 kWh"


@pytest.mark.parametrize("system", AccountingSystem)
def test_the_three_systems_book_the_same_month(system: AccountingSystem) -> None:
    (tally,) = tallies(MARCH)
    books = Books(FARM.entity, system)
    made = month_vouchers(MonthInputs(books, tally, [*PRICES, RENT], []))
    assert made.problems == [] and {one.system for one in made.entries} == {system}
    assert [one.total_fen for one in made.entries] == [
        one.total_fen for one in drafted(MARCH, [RENT]).entries
    ]


def test_deeds_of_the_month_are_booked_and_others_are_not() -> None:
    wages = {
        "month": "2026-03", "group": "PRODUCTION", "people": 2, "gross_fen": 800_000,
        "local_people": 2, "local_fen": 800_000, "proof": PAPER,
    }  # fmt: skip
    asset = {"cost_fen": 120_000, "salvage_fen": 0, "months": 12}
    deeds = [
        deed(WagesDue, "2026-04-05", **wages),
        deed(WagesDue, "2026-03-31", 3, **{**wages, "month": "2026-04"}),
        deed(WagesDue, "2026-03-31", 2, **{**wages, "entity": "别家"}),
        deed(Billed, "2026-03-31", matter=Matter.ADMIN_COST, party="电信", amount_fen=99),
        deed(Billed, "2026-02-28", matter=Matter.ADMIN_COST, party="电信", amount_fen=98),
        deed(AssetPlaced, "2026-02-01", 1, asset="泵", use="PRODUCTION", **asset),
        deed(AssetPlaced, "2026-02-01", 2, asset="电脑", use="ADMIN", **asset),
        deed(AssetPlaced, "2026-01-01", 3, asset="旧泵", use="PRODUCTION", **asset),
        deed(AssetRemoved, "2026-02-28", asset="旧泵"),
        deed(LossSettled, "2026-03-31", of=(uid(1),), lost_fen=5, approved_by="wang", proof=PAPER),
        deed(LossSettled, "2026-05-31", of=(uid(1),), lost_fen=7, approved_by="wang", proof=PAPER),
        RENT.model_copy(update={"entity": "别家"}),
        RENT.model_copy(update={"day": date(2026, 4, 1)}),
    ]
    sums = told(drafted([fish("B1", "T1", "2026-03-01", 10, 1000)], deeds).entries)
    assert sums["212 应付工资"] == -800_000
    assert sums["523 管理费用"] == 99 and sums["523 管理费用-折旧"] == 10_000
    assert sums["152 累计折旧"] == -20_000 and sums["529 其他支出"] == 5
    assert sums["141 消耗性生物资产-折旧"] == 10_000
    assert sums["211 应付款"] == -99


def test_without_a_price_the_voucher_waits() -> None:
    tally = next(tallies(MARCH))
    made = month_vouchers(MonthInputs(FARM, tally, [], []))
    assert [one.code for one in made.problems] == ["NO_PRICE", "NO_PRICE"]
    assert not any(one.basis and one.basis.key.startswith("ENERGY") for one in made.entries)


def test_a_journal_of_nothing_has_no_month() -> None:
    assert list(tallies([])) == []


def test_meters_that_do_not_count_are_left_out() -> None:
    events = [
        metered("2026-03-01", "energy_used_wh", 100_000, 1, "farm"),
        metered("2026-03-02", "energy_used_wh", 60_000, 2, "S1"),
        metered("2026-03-02", "water_used_l", 7, 3, "S1"),
    ]
    (tally,) = tallies(events, {FactKind.ENERGY_USED_WH: frozenset({"farm"})})
    assert sum(tally.metered[FactKind.ENERGY_USED_WH].by_day.values()) == 100_000
    assert tally.metered[FactKind.WATER_USED_L].between(date(2026, 3, 2), date(2026, 3, 2)) == 7
    (every,) = tallies(events)
    assert sum(every.metered[FactKind.ENERGY_USED_WH].by_day.values()) == 160_000


def test_fees_by_quantity_count_the_days_of_their_contract() -> None:
    def agreed(name: str, per: FeePer, **fields: Any) -> FeeAgreed:
        made: FeeAgreed = deed(
            FeeAgreed, "2026-03-20", name, contract=name, matter=Matter.WATER_FEE, payee="村",
            per=per, amount_fen=160, proof=PAPER, **fields,
        )  # fmt: skip
        return made

    deeds = [
        agreed("按产量", FeePer.KG_HARVESTED),
        agreed("按销量", FeePer.KG_SOLD),
        agreed("按水量", FeePer.M3_USED),
        agreed("已到期", FeePer.KG_SOLD, last_day=date(2026, 3, 30)),
    ]
    made = drafted(MARCH, deeds)
    fees = {
        one.basis.key: one.total_fen
        for one in made.entries
        if one.basis and one.basis.key.startswith("WATER")
    }
    assert fees == {
        "WATER_FEE/按产量/2026-03": 9_600,
        "WATER_FEE/按销量/2026-03": 9_600,
        "WATER_FEE/按水量/2026-03": 6_400,
    }
