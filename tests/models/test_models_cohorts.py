"""Hold the year's cohorts and the fullest day's stocking to the printed plan.

Knows no real fish; every figure of the tables is from paper.
"""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import stocking
from models.cohorts import GrowthPlan, at_ages, fullest_day, in_house, year_of_stock
from models.stocking import allocate, standing_stock, tanks_per_cohort

# tgc: days, cohorts, biomass mean/max t, feed mean/max kg/d, %BW/d, oxygen kg/d, volumes m3, total.
TABLE = [
    (0.60, 387, 13, 118, 131, 1035, 1118, 0.87, 538, (301, 900, 1915), 3116),
    (0.70, 332, 11, 101, 114, 1033, 1133, 1.02, 490, (257, 767, 1807), 2831),
    (0.80, 290, 10, 88, 102, 1033, 1152, 1.17, 455, (241, 725, 1530), 2496),
    (0.95, 244, 9, 75, 88, 1035, 1186, 1.39, 418, (226, 597, 1446), 2268),
]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"tgc {row[0]}")
def test_a_year_is_the_printed_row(row: tuple[float, ...]) -> None:
    tgc, days, cohorts, mean_t, max_t, feed_mean, feed_max, percent, oxygen, volumes, total = row
    plan = GrowthPlan(tgc=tgc)
    year = year_of_stock(plan)
    assert plan.days == pytest.approx(days, abs=0.51)
    assert year.cohorts_max == cohorts
    assert year.biomass_mean_kg / 1000 == pytest.approx(mean_t, abs=0.5)
    assert year.biomass_max_kg / 1000 == pytest.approx(max_t, abs=0.5)
    assert year.feed_mean_kg_d == pytest.approx(feed_mean, abs=0.5)
    assert year.feed_max_kg_d == pytest.approx(feed_max, abs=0.51)
    relative = 100 * year.feed_mean_kg_d / year.biomass_mean_kg
    assert relative == pytest.approx(percent, abs=0.0051)
    assert year.oxygen_mean_kg_d == pytest.approx(oxygen, abs=0.5)
    assert year.tank_volumes_m3() == pytest.approx(volumes, abs=0.5)
    assert sum(year.tank_volumes_m3()) == pytest.approx(total, abs=0.5)


def test_seed_fish_out_and_conversion_of_the_plan() -> None:
    plan = GrowthPlan()
    assert plan.stocked_per_cohort * 12 == pytest.approx(646_465, abs=0.5)
    assert plan.harvested_per_cohort * 12 == pytest.approx(581_818, abs=0.5)
    assert year_of_stock(plan).overall_fcr == pytest.approx(1.20, abs=0.005)
    assert year_of_stock(GrowthPlan(tgc=0.95)).overall_fcr == pytest.approx(1.21, abs=0.005)
    assert year_of_stock(plan).oxygen_max_kg_d == pytest.approx(506, abs=0.5)
    assert year_of_stock(plan).feed_mean_kg_d * 0.365 == pytest.approx(377, abs=0.5)


def test_a_cohort_ends_at_its_plan() -> None:
    plan = GrowthPlan()
    ends = at_ages(plan, np.array([0.0, plan.days]))
    assert ends.number == pytest.approx([plan.stocked_per_cohort, plan.harvested_per_cohort])
    assert ends.mean_weight_g == pytest.approx([10.0, 550.0])


def test_a_phase_beyond_the_next_stocking_is_refused() -> None:
    with pytest.raises(AssertionError, match="younger cohort"):
        in_house(GrowthPlan(), 31.0)


def test_the_fullest_day_holds_102_tonnes_in_10_cohorts() -> None:
    stock = standing_stock()
    assert len(stock) == 10
    assert sum(cohort.biomass_kg for cohort in stock) == pytest.approx(102_000, abs=500)
    assert sum(cohort.feed_kg_d for cohort in stock) == pytest.approx(1152, abs=0.5)
    weights = [cohort.mean_weight_g for cohort in stock]
    assert weights == sorted(weights)
    day = fullest_day(GrowthPlan())
    assert sum(cohort.biomass_kg for cohort in stock) == pytest.approx(
        day.biomass_kg.sum(), rel=1e-5
    )


def test_no_tank_is_above_its_ceiling() -> None:
    stock = standing_stock()
    for tank in allocate(stock):
        assert tank.cohort is not None
        ceiling = stock[tank.cohort].ceiling_kg_m3
        assert tank.biomass_kg / stocking.TANK_VOLUME_M3 <= ceiling * 1.0001


@pytest.mark.parametrize("empty", [0, 8, 14])
def test_every_fish_has_one_tank(empty: int) -> None:
    stock = standing_stock()
    tanks = allocate(stock, empty_tanks=empty)
    assert Counter(tank.system for tank in tanks) == dict.fromkeys(range(4), 18)
    assert [(tank.system, tank.place) for tank in tanks] == [
        (system, place) for system in range(4) for place in range(18)
    ]
    assert sum(tank.cohort is None for tank in tanks) == empty
    for index, cohort in enumerate(stock):
        own = [tank for tank in tanks if tank.cohort == index]
        assert sum(tank.number for tank in own) == cohort.number
        assert sum(tank.biomass_kg for tank in own) == pytest.approx(cohort.biomass_kg)
        assert sum(tank.feed_kg_d for tank in own) == pytest.approx(cohort.feed_kg_d)
        assert max(tank.number for tank in own) - min(tank.number for tank in own) <= 1


def test_systems_are_fed_alike() -> None:
    tanks = allocate(standing_stock())
    fed = [sum(tank.feed_kg_d for tank in tanks if tank.system == s) for s in range(4)]
    assert max(fed) - min(fed) < 0.02 * sum(fed) / 4


def test_too_many_fish_are_refused_with_a_remedy() -> None:
    with pytest.raises(ValueError, match=r"need 58 tanks of 42 m3, there are 57: fewer fish"):
        tanks_per_cohort(standing_stock(), tanks=57)


@given(st.floats(0.6, 1.2))
def test_faster_growth_never_fills_the_house_more(tgc: float) -> None:
    slow = fullest_day(GrowthPlan(tgc=tgc)).biomass_kg.sum()
    fast = fullest_day(GrowthPlan(tgc=tgc * 1.3)).biomass_kg.sum()
    assert fast < slow
