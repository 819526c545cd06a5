"""Hold oxygen use to the printed bioenergetics table and digestion to conserved feed.

Knows no tank; every figure of the table is from paper.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import respiration
from models.respiration import Digestion
from trials.validation.respiration_table import RATIONS_PERCENT_D, ROWS

rates_g_h = st.floats(0.0, 1e4)
taus_h = st.floats(0.3, 4.0)


@pytest.mark.parametrize(("weight_g", "at_c", "appetite", "standard", "totals", "per_feed"), ROWS)
def test_oxygen_use_is_the_printed_table(
    weight_g: float,
    at_c: float,
    appetite: float,
    standard: float,
    totals: tuple[float, ...],
    per_feed: float,
) -> None:
    assert 100 * respiration.appetite_g_g_d(weight_g, at_c) == pytest.approx(appetite, abs=0.0051)
    assert respiration.standard_mg_kg_h(weight_g, at_c) == pytest.approx(standard, abs=0.051)
    for percent, total in zip(RATIONS_PERCENT_D, totals, strict=True):
        used = respiration.oxygen_mg_kg_h(weight_g, at_c, percent / 100)
        assert used == pytest.approx(total, abs=0.51)
    used = respiration.oxygen_mg_kg_h(weight_g, at_c, 0.012)
    assert used * 24e-6 / 0.012 == pytest.approx(per_feed, abs=0.00051)


def test_digesting_a_kilogram_takes_0_204_kg_of_oxygen() -> None:
    assert pytest.approx(0.204, abs=0.0005) == respiration.DIGESTION_OXYGEN_G_G


def test_nobody_eats_above_37_degrees() -> None:
    assert respiration.appetite_g_g_d(100.0, 37.0) == 0.0
    assert respiration.appetite_g_g_d(100.0, 40.0) == 0.0
    assert respiration.appetite_g_g_d(100.0, 36.0) > 0.0


@given(st.floats(0.0, 1000.0), st.floats(0.0, 12.0))
def test_short_oxygen_only_ever_lowers_use(use_g_h: float, oxygen_mg_l: float) -> None:
    used = respiration.limited_by_oxygen(use_g_h, oxygen_mg_l)
    assert 0.0 <= used <= use_g_h
    assert respiration.limited_by_oxygen(use_g_h, 0.0) == 0.0
    if oxygen_mg_l >= 1.8:
        assert used == use_g_h


@given(rates_g_h, rates_g_h, rates_g_h, st.floats(0.001, 24.0), taus_h)
def test_one_long_step_of_digestion_is_many_short_ones(
    early: float, late: float, eaten: float, span_h: float, tau_h: float
) -> None:
    start = Digestion(early, late)
    short = start
    for _ in range(10):
        short = short.step(eaten, span_h / 10, tau_h)
    long = start.step(eaten, span_h, tau_h)
    assert long.early_g_h == pytest.approx(short.early_g_h, abs=1e-6)
    assert long.late_g_h == pytest.approx(short.late_g_h, abs=1e-6)
    assert long.late_g_h >= 0.0


@given(st.floats(10.0, 5000.0), taus_h, st.floats(5.0, 60.0))
def test_all_that_is_eaten_is_digested(meal_g: float, tau_h: float, meal_min: float) -> None:
    now, total_g = Digestion(0.0, 0.0), 0.0
    lasting_h = meal_min / 60
    for eaten_g_h, step_h in [(meal_g / lasting_h, lasting_h)] + [(0.0, 1.0)] * 120:
        after = now.step(eaten_g_h, step_h, tau_h)
        total_g += float(respiration.digested_g(now, after, eaten_g_h, step_h, tau_h))
        now = after
    assert total_g == pytest.approx(meal_g, rel=1e-6)


def test_steady_eating_is_steady_digesting() -> None:
    now = Digestion(0.0, 0.0)
    for _ in range(200):
        now = now.step(50.0, 0.5, 2.0)
    assert now.late_g_h == pytest.approx(50.0)
    assert now.held_g(2.0) == pytest.approx(200.0)


def test_a_meal_is_felt_one_time_constant_later() -> None:
    """Two equal lags answer a pulse with their peak at tau."""
    now, highest = Digestion(0.0, 0.0).step(600.0, 1 / 60, 2.0), (0.0, 0.0)
    for minute in range(1, 600):
        now = now.step(0.0, 1 / 60, 2.0)
        highest = max(highest, (float(now.late_g_h), minute / 60))
    assert highest[1] == pytest.approx(2.0, abs=0.05)


def test_a_days_excretion_is_the_days_ammonia() -> None:
    """Basal and moving parts add up when digestion averages the day's feed."""
    moving = [0.0, 0.0, 100.0, 140.0, 0.0, 0.0]
    daily_feed_g = sum(moving) * 4.0
    parts = [float(respiration.excretion_g_h(44.0, g_h, daily_feed_g)) for g_h in moving]
    assert sum(parts) * 4.0 == pytest.approx(44.0)
    assert min(parts) == pytest.approx(44.0 / 24.0 * 0.25)


def test_a_meal_stirs_the_fish() -> None:
    assert respiration.meal_activity_g_h(100.0, 1.0) == pytest.approx(20.0)
    assert respiration.meal_activity_g_h(100.0, 0.0) == 0.0
