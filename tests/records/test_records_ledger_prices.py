"""Prices in force, fees by year and by quantity, depreciation: to the fen over a year."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from records.integers import half_up_div
from records.ledger.bookings import Matter
from records.ledger.deeds import (
    AssetPlaced,
    FeeAgreed,
    FeePer,
    PricedItem,
    PriceSet,
)
from records.ledger.depreciation import worn_fen
from records.ledger.fees import agreed_fees, fee_fen
from records.ledger.prices import cost_fen, price_list
from tests.records.ledger_scene import (
    FARM,
    PAPER,
    deed,
)

MONTHS = [f"{year}-{month:02d}" for year in range(2026, 2032) for month in range(1, 13)]


def test_the_price_in_force_is_the_newest_up_to_the_day() -> None:
    prices = price_list(
        [
            deed(PriceSet, "2026-07-01", 2, item="ENERGY", price=7000),
            deed(PriceSet, "2026-01-01", 1, item="ENERGY", price=6412),
            deed(PriceSet, "2026-07-01", 3, item="ENERGY", price=7100),
            deed(PriceSet, "2026-01-01", 4, item="ENERGY", price=1, entity="别家"),
        ],
        FARM.entity,
    )
    for day, price in [("2026-01-01", 6412), ("2026-06-30", 6412), ("2026-07-01", 7100)]:
        found = prices.at(PricedItem.ENERGY, date.fromisoformat(day))
        assert found is not None and found.price == price
    assert prices.at(PricedItem.ENERGY, date(2025, 12, 31)) is None
    assert prices.at(PricedItem.OXYGEN, date(2026, 12, 31)) is None


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_prices_are_those_of_the_specification(whole: int, price: int) -> None:
    """DIV-SPEC-1.0 B7.4: kWh at 0.0001 yuan, kg at fen per tonne."""
    energy = deed(PriceSet, "2026-01-01", item="ENERGY", price=price)
    oxygen = deed(PriceSet, "2026-01-01", item="OXYGEN", price=price)
    assert cost_fen(energy, whole * 1000) == half_up_div(whole * price, 100)
    assert cost_fen(oxygen, whole * 1000) == half_up_div(whole * price, 1000)


@given(st.integers(1, 10**12), st.integers(0, 100), st.integers(1, 60), st.integers(1, 28))
def test_depreciation_sums_to_what_there_is_to_wear(
    cost: int, salvage_percent: int, months: int, day: int
) -> None:
    salvage = cost * salvage_percent // 100
    asset = deed(
        AssetPlaced, f"2026-01-{day:02d}", asset="泵", cost_fen=cost, salvage_fen=salvage,
        months=months, use="PRODUCTION",
    )  # fmt: skip
    worn = [worn_fen(asset, month) for month in MONTHS]
    assert sum(worn) == cost - salvage
    assert worn[0] == 0 and all(fen >= 0 for fen in worn)
    assert set(worn[1:months]) <= {(cost - salvage) // months}
    assert not any(worn[months + 1 :])


def test_the_month_an_asset_goes_is_its_last() -> None:
    asset = deed(
        AssetPlaced, "2026-01-31", asset="泵", cost_fen=1000, salvage_fen=100, months=4,
        use="PRODUCTION",
    )  # fmt: skip
    assert [worn_fen(asset, month) for month in MONTHS[:6]] == [0, 225, 225, 225, 225, 0]
    gone = date(2026, 3, 1)
    assert [worn_fen(asset, month, gone) for month in MONTHS[:6]] == [0, 225, 225, 0, 0, 0]


def agreed(per: FeePer, amount_fen: int, day: str = "2026-01-01", **fields: Any) -> FeeAgreed:
    made: FeeAgreed = deed(
        FeeAgreed, day, contract="泉水合同", matter=Matter.WATER_FEE, payee="小界岭村", per=per,
        amount_fen=amount_fen, proof=PAPER, **fields,
    )  # fmt: skip
    return made


@given(st.integers(1, 10**11), st.sampled_from(["2026", "2028"]))
def test_twelve_months_of_a_yearly_fee_are_the_fee(amount_fen: int, year: str) -> None:
    fee = agreed(FeePer.YEAR, amount_fen, "2025-05-07")
    months = [fee_fen(fee, month, 0) for month in MONTHS if month.startswith(year)]
    assert sum(months) == amount_fen
    assert max(months) - min(months) <= 1


def test_parts_of_months_count_by_their_days_and_add_up() -> None:
    fee = agreed(FeePer.YEAR, 1_200_000, "2026-04-16", last_day=date(2026, 6, 10))
    assert [fee_fen(fee, month, 0) for month in MONTHS[2:8]] == [0, 50_000, 100_000, 33_333, 0, 0]
    one_day = agreed(FeePer.YEAR, 1_200_000, "2026-04-01", last_day=date(2026, 4, 1))
    assert fee_fen(one_day, "2026-04", 0) == 3_333
    first = agreed(FeePer.YEAR, 1_200_001, "2026-01-01", last_day=date(2026, 4, 15))
    then = agreed(FeePer.YEAR, 1_200_001, "2026-04-16")
    assert sum(fee_fen(one, m, 0) for one in (first, then) for m in MONTHS[:12]) == 1_200_001


def test_a_fee_by_quantity_is_rounded_once_a_month() -> None:
    """1.6 yuan per kg, as the case of 龙和渔业 pays; 0.35 yuan per m³ of spring water."""
    sold = agreed(FeePer.KG_SOLD, 160)
    assert fee_fen(sold, "2026-11", 50_000_003) == 8_000_000
    assert fee_fen(agreed(FeePer.M3_USED, 35), "2026-11", 1_500) == 53
    assert fee_fen(agreed(FeePer.KG_HARVESTED, 60), "2026-11", 0) == 0


def test_terms_agreed_anew_end_the_former_ones() -> None:
    """A whole year of two terms, and of a contract that had ended before, to the fen."""
    first = agreed(FeePer.YEAR, 1_200_000)
    then = agreed(FeePer.YEAR, 2_400_000, "2026-04-16")
    ended = agreed(FeePer.YEAR, 999, "2025-01-01", last_day=date(2025, 6, 30))
    other = agreed(FeePer.YEAR, 5, entity="别家")
    terms = agreed_fees([then, other, ended, first], FARM.entity)
    assert [(one.day, one.last_day) for one in terms] == [
        (date(2025, 1, 1), date(2025, 6, 30)),
        (date(2026, 1, 1), date(2026, 4, 15)),
        (date(2026, 4, 16), None),
    ]
    fees = [sum(fee_fen(one, month, 0) for one in terms) for month in MONTHS[:12]]
    assert fees == [100_000] * 3 + [150_000] + [200_000] * 8
    with pytest.raises(ValidationError):
        agreed(FeePer.YEAR, 5, last_day=date(2025, 12, 31))
