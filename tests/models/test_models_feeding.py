"""Hold rations, meals and what feed leaves in the water to plain arithmetic.

Knows no feeder; the shares per kilogram are from paper.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import feeding
from models.feeding import Meals


def test_shares_of_a_kilogram_of_feed() -> None:
    assert feeding.tan_from_feed(1.0) == pytest.approx(0.044, abs=0.0005)
    assert feeding.tan_from_feed(1152.0) == pytest.approx(50.9, abs=0.05)
    assert feeding.co2_from_oxygen(506.0) == pytest.approx(696, abs=0.5)
    assert feeding.solids_from_feed(1152.0) == pytest.approx(288.0)
    assert feeding.ration_kg_d(88_000.0, 1.17) == pytest.approx(1029.6)


@given(
    st.floats(4.0, 9.0), st.floats(15.0, 21.0), st.integers(1, 6), st.floats(0.1, 1.0),
    st.floats(0.0, 5000.0),
)  # fmt: skip
def test_a_day_of_meals_is_the_ration(
    first_h: float, last_h: float, count: int, lasting_h: float, ration_g_d: float
) -> None:
    meals = Meals.spread(first_h, last_h, count, lasting_h)
    per_meal_g = ration_g_d / count
    for start in meals.starts_h:
        given_now = meals.rate_g_h(start + 0.5 * lasting_h, ration_g_d) * lasting_h
        assert given_now == pytest.approx(per_meal_g)
        assert meals.rate_g_h(start - 0.01, ration_g_d) == 0.0
        assert meals.rate_g_h(start + lasting_h + 0.01, ration_g_d) == 0.0


def test_meals_are_spread_evenly_and_may_pass_midnight() -> None:
    assert Meals.spread(7.0, 19.0, 4, 0.5).starts_h == (7.0, 11.0, 15.0, 19.0)
    assert Meals.spread(8.0, 18.0, 1, 0.5).starts_h == (8.0,)
    late = Meals((23.5,), 1.0)
    assert late.eating(23.75) and late.eating(0.25) and not late.eating(0.75)


@pytest.mark.parametrize(
    ("starts_h", "lasting_h"),
    [((7.0, 7.4), 0.5), ((9.0, 7.0), 0.5), ((0.1, 23.9), 0.5), ((24.0,), 0.5), ((7.0,), 0.0)],
)
def test_impossible_meals_are_refused(starts_h: tuple[float, ...], lasting_h: float) -> None:
    with pytest.raises(AssertionError):
        Meals(starts_h, lasting_h)
