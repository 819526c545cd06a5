"""Hold oxygen use to the printed bioenergetics table and digestion to conserved feed.

Knows no tank; every figure of the table is from paper.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import respiration
from models.respiration import Digestion

RATIONS_PERCENT_D = (0.0, 0.8, 1.2, 2.0, 3.0)
# weight g, degC, appetite %/d, standard, then total at each ration, mg/kg/h; kg O2/kg feed at 1.2.
TABLE = [
    (10, 20, 10.08, 293.1, (293, 361, 395, 463, 548), 0.790),
    (10, 24, 13.91, 332.1, (332, 400, 434, 502, 587), 0.868),
    (10, 26, 15.25, 353.6, (354, 422, 456, 524, 609), 0.911),
    (10, 28, 15.57, 376.4, (376, 445, 479, 547, 632), 0.957),
    (50, 20, 5.97, 165.5, (166, 234, 268, 336, 421), 0.535),
    (50, 24, 8.24, 187.6, (188, 256, 290, 358, 443), 0.579),
    (50, 26, 9.04, 199.7, (200, 268, 302, 370, 455), 0.604),
    (50, 28, 9.23, 212.6, (213, 281, 315, 383, 468), 0.629),
    (100, 20, 4.77, 129.4, (129, 197, 232, 300, 385), 0.463),
    (100, 24, 6.58, 146.7, (147, 215, 249, 317, 402), 0.498),
    (100, 26, 7.21, 156.1, (156, 224, 258, 326, 411), 0.516),
    (100, 28, 7.37, 166.2, (166, 234, 268, 336, 421), 0.537),
    (200, 20, 3.81, 101.2, (101, 169, 203, 271, 356), 0.407),
    (200, 24, 5.25, 114.7, (115, 183, 217, 285, 370), 0.434),
    (200, 26, 5.76, 122.1, (122, 190, 224, 292, 377), 0.448),
    (200, 28, 5.88, 130.0, (130, 198, 232, 300, 385), 0.464),
    (350, 20, 3.17, 82.9, (83, 151, 185, 253, 338), 0.370),
    (350, 24, 4.38, 94.0, (94, 162, 196, 264, 349), 0.392),
    (350, 26, 4.80, 100.1, (100, 168, 202, 270, 355), 0.404),
    (350, 28, 4.90, 106.6, (107, 175, 209, 277, 362), 0.417),
    (500, 20, 2.83, 73.1, (73, 141, 175, 243, 328), 0.350),
    (500, 24, 3.90, 82.8, (83, 151, 185, 253, 338), 0.370),
    (500, 26, 4.28, 88.2, (88, 156, 190, 258, 343), 0.381),
    (500, 28, 4.37, 93.9, (94, 162, 196, 264, 349), 0.392),
    (600, 20, 2.66, 68.5, (69, 137, 171, 239, 324), 0.341),
    (600, 24, 3.68, 77.6, (78, 146, 180, 248, 333), 0.359),
    (600, 26, 4.03, 82.7, (83, 151, 185, 253, 338), 0.370),
    (600, 28, 4.11, 88.0, (88, 156, 190, 258, 343), 0.380),
]
rates_g_h = st.floats(0.0, 1e4)
taus_h = st.floats(0.3, 4.0)


@pytest.mark.parametrize(("weight_g", "at_c", "appetite", "standard", "totals", "per_feed"), TABLE)
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
