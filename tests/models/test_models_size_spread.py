"""Hold the spread of sizes and grading to lognormal arithmetic and to a drawn sample.

Knows no tank.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.size_spread import USUAL_CV, bar_for_part, graded, joined, spread_after_growth


def test_grading_is_what_a_sample_shows() -> None:
    wide = np.sqrt(np.log(1.0 + 0.3**2))
    drawn = np.random.default_rng(4).lognormal(np.log(200.0) - 0.5 * wide**2, wide, 400_000)
    below, above = graded(200.0, 0.3, 220.0)
    over = drawn[drawn >= 220.0]
    assert above.part == pytest.approx(len(over) / len(drawn), abs=0.003)
    assert above.mean_g == pytest.approx(over.mean(), rel=0.005)
    assert above.cv == pytest.approx(over.std() / over.mean(), rel=0.01)
    under = drawn[drawn < 220.0]
    assert below.mean_g == pytest.approx(under.mean(), rel=0.005)
    assert below.cv == pytest.approx(under.std() / under.mean(), rel=0.01)


@given(st.floats(5.0, 800.0), st.floats(0.05, 0.5), st.floats(0.3, 2.5))
def test_grading_loses_no_fish_and_no_weight(mean_g: float, cv: float, at: float) -> None:
    below, above = graded(mean_g, cv, at * mean_g)
    assert below.part + above.part == pytest.approx(1.0, abs=1e-12)
    mass = below.part * below.mean_g + above.part * above.mean_g
    assert mass == pytest.approx(mean_g, rel=1e-9)
    if min(below.part, above.part) > 1e-6:
        assert below.mean_g <= at * mean_g <= above.mean_g


@given(st.floats(5.0, 800.0), st.floats(0.05, 0.5), st.floats(0.02, 0.98))
def test_the_bar_leaves_the_wanted_part_above(mean_g: float, cv: float, part: float) -> None:
    bar_g = bar_for_part(mean_g, cv, part)
    assert graded(mean_g, cv, bar_g)[1].part == pytest.approx(part, abs=1e-6)


@given(st.floats(5.0, 800.0), st.floats(0.05, 0.5), st.floats(0.1, 0.9))
def test_what_was_graded_and_joined_is_what_it_was(mean_g: float, cv: float, part: float) -> None:
    below, above = graded(mean_g, cv, bar_for_part(mean_g, cv, part))
    again = joined((below.part, above.part), (below.mean_g, above.mean_g), (below.cv, above.cv))
    assert again.mean_g == pytest.approx(mean_g, rel=1e-6)
    assert again.cv == pytest.approx(cv, rel=1e-5)


@given(st.floats(0.05, 0.6), st.floats(0.0, 0.05))
def test_growth_moves_the_spread_towards_the_usual_and_never_past(cv: float, grown: float) -> None:
    after = float(spread_after_growth(cv, grown))
    low, high = sorted((cv, USUAL_CV))
    assert low - 1e-12 <= after <= high + 1e-12


def test_a_spread_halves_its_distance_while_the_mean_doubles_and_more() -> None:
    """CV^2 comes nearer by 2/3 of relative growth: e^(-2/3 ln 2.83) is one half."""
    cv, steps = 0.40, 1000
    for _ in range(steps):
        cv = float(spread_after_growth(cv, 2.8284271 ** (1.0 / steps) - 1.0))
    assert cv**2 - USUAL_CV**2 == pytest.approx((0.40**2 - USUAL_CV**2) / 2.0, rel=0.01)
