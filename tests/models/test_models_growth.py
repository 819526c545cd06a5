"""Hold growth to the printed trials and to its own inverse.

Knows no tank; every figure here is from paper.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import growth

weights_g = st.floats(1.0, 800.0)


@pytest.mark.parametrize(
    ("at_c", "percent_d"),
    [
        (12, 0.215),
        (15, 0.368),
        (18, 0.606),
        (20, 0.778),
        (22, 0.936),
        (24, 1.059),
        (26, 1.127),
        (26.8, 1.134),
        (28, 1.118),
        (30, 1.012),
        (33, 0.625),
    ],
)
def test_growth_rate_is_the_printed_table(at_c: float, percent_d: float) -> None:
    assert 100 * growth.specific_rate_fraction_d(at_c) == pytest.approx(percent_d, abs=0.00051)


def test_spring_water_grows_half_as_fast() -> None:
    ratio = growth.specific_rate_fraction_d(18.0) / growth.specific_rate_fraction_d(26.8)
    assert ratio == pytest.approx(0.53, abs=0.005)


def test_relative_index_as_printed() -> None:
    at_20c = 1.494 - 6.02 + 8.16 - 2.936
    assert growth.relative_index(20.0) == pytest.approx(at_20c)


@pytest.mark.parametrize(
    ("start_g", "end_g", "at_c", "days", "tgc", "within"),
    [
        (61.25, 256.54, 27.6, 90, 0.9711, 0.00005),
        (81, 356, 25, 161, 0.69, 0.005),
        (111, 287, 25, 158, 0.45, 0.0055),
        (5, 300, 26, 230, 0.83, 0.005),
        (5, 500, 26, 230, 1.04, 0.005),
    ],
)
def test_growth_coefficient_of_the_trials(
    start_g: float, end_g: float, at_c: float, days: float, tgc: float, within: float
) -> None:
    shown = growth.growth_coefficient(start_g, end_g, at_c, days)
    assert shown == pytest.approx(tgc, abs=within)


def test_specific_rate_of_the_zhejiang_trial() -> None:
    """Zhu Ming 2025: 61.25 to 256.54 g in 90 d is 1.59 %/d."""
    rate = growth.specific_rate_between_fraction_d(61.25, 256.54, 90.0)
    assert 100 * rate == pytest.approx(1.59, abs=0.005)


@pytest.mark.parametrize(("tgc", "days"), [(0.6, 387), (0.7, 332), (0.8, 290), (0.95, 244)])
def test_days_of_the_plan(tgc: float, days: float) -> None:
    assert growth.days_to_grow(10.0, 550.0, tgc, 26.0) == pytest.approx(days, abs=0.51)


@given(weights_g, st.floats(0.3, 1.2), st.floats(12.0, 32.0), st.floats(1.0, 400.0))
def test_weight_days_and_coefficient_are_one_equation(
    start_g: float, tgc: float, at_c: float, days: float
) -> None:
    end_g = growth.weight_g(start_g, tgc, at_c, days)
    assert growth.days_to_grow(start_g, end_g, tgc, at_c) == pytest.approx(days)
    assert growth.growth_coefficient(start_g, end_g, at_c, days) == pytest.approx(tgc)


@pytest.mark.parametrize(
    ("weight_g", "stage"), [(49.9, 0.9), (50.0, 1.0), (199.9, 1.0), (200.0, 1.05)]
)
def test_conversion_by_stage(weight_g: float, stage: float) -> None:
    assert growth.feed_conversion(weight_g, 1.15) == pytest.approx(1.15 * stage / 1.02)
