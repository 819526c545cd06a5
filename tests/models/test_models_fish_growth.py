"""Hold appetite, maintenance and growth to the plan's conversion and to what trials printed.

Knows no tank.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.fish_growth import (
    CEILING_TGC,
    feed_per_growth,
    growth_g_g_d,
    maintenance_g_g_d,
    satiation_g_g_d,
    thermal_growth_g_g_d,
    willingness,
)
from models.growth import TGC_DEFAULT, feed_conversion, specific_rate_fraction_d

WEIGHTS_G = np.array([10.0, 60.0, 120.0, 360.0, 550.0])


def test_the_plans_ration_gives_the_plans_growth() -> None:
    """TGC 0.80 at 26 degC and the conversion of each stage, at every weight."""
    planned = thermal_growth_g_g_d(WEIGHTS_G, TGC_DEFAULT, 26.0)
    ration = planned * feed_conversion(WEIGHTS_G)
    assert growth_g_g_d(WEIGHTS_G, 26.0, ration, ration) == pytest.approx(planned, rel=1e-12)


def test_the_plans_rations_are_eaten() -> None:
    planned = thermal_growth_g_g_d(WEIGHTS_G, TGC_DEFAULT, 26.0) * feed_conversion(WEIGHTS_G)
    assert np.all(satiation_g_g_d(WEIGHTS_G, 26.0) > 1.05 * planned)


def test_maintenance_is_a_fifth_to_a_third_of_the_plans_ration() -> None:
    """Niimi & Beamish 1974: half of the intake near maintenance, a tenth at satiation."""
    ration = thermal_growth_g_g_d(WEIGHTS_G, TGC_DEFAULT, 26.0) * feed_conversion(WEIGHTS_G)
    part = maintenance_g_g_d(WEIGHTS_G, 26.0) / ration
    assert np.all((part > 0.2) & (part < 0.33))
    assert maintenance_g_g_d(360.0, 26.0) == pytest.approx(0.00245, rel=0.01)


def test_without_feed_fish_lose_weight_and_lose_less_in_the_cold() -> None:
    warm, cool = (growth_g_g_d(350.0, at_c, 0.0, 0.0) for at_c in (26.0, 16.0))
    assert warm < cool < 0.0
    assert warm == pytest.approx(-0.0027, rel=0.05)


def test_growth_stops_at_the_ceiling_and_feed_beyond_it_is_wasted() -> None:
    most = thermal_growth_g_g_d(100.0, CEILING_TGC, 26.0)
    assert growth_g_g_d(100.0, 26.0, 0.04, 0.04) == pytest.approx(most)
    assert growth_g_g_d(100.0, 26.0, 0.02, 0.02) == pytest.approx(most)


def test_a_day_of_meals_grows_as_a_day_of_even_feeding() -> None:
    usual = 0.012
    meals = np.where(np.arange(24) % 8 == 0, usual * 8.0, 0.0)
    by_meals = np.mean([growth_g_g_d(300.0, 26.0, float(eaten), usual) for eaten in meals])
    assert by_meals == pytest.approx(growth_g_g_d(300.0, 26.0, usual, usual), rel=1e-9)


def test_growth_by_temperature_has_the_shape_of_the_kentucky_curve() -> None:
    """Fed all they take: the optimum within a degree; half the growth at 18 degC, as printed."""
    warm_c = np.arange(12.0, 33.5, 0.1)
    ours = np.array(
        [growth_g_g_d(60.0, t, satiation_g_g_d(60.0, t), satiation_g_g_d(60.0, t)) for t in warm_c]
    )
    best_c = float(warm_c[int(np.argmax(ours))])
    assert best_c == pytest.approx(26.8, abs=1.5)
    at_18 = ours[np.argmin(np.abs(warm_c - 18.0))] / ours.max()
    theirs = float(specific_rate_fraction_d(18.0)) / 0.01134
    assert at_18 == pytest.approx(theirs, abs=0.08)


@given(st.floats(0.0, 20.0), st.floats(0.0, 100.0), st.floats(0.0, 5.0))
def test_willingness_is_a_part_and_worse_water_never_raises_it(
    oxygen: float, co2: float, nh3: float
) -> None:
    here = willingness(oxygen, co2, nh3)
    assert 0.0 <= here <= 1.0
    assert willingness(oxygen, co2 + 5.0, nh3) <= here
    assert willingness(oxygen, co2, nh3 + 0.1) <= here
    assert willingness(oxygen + 1.0, co2, nh3) >= here


def test_good_water_leaves_all_of_the_appetite() -> None:
    assert willingness(7.5, 15.0, 0.02) == 1.0
    assert willingness(2.0, 15.0, 0.02) == 0.0
    assert willingness(5.0, 10.0, 0.0) == pytest.approx(0.75)


def test_feed_above_maintenance_is_dearer_in_large_fish() -> None:
    assert feed_per_growth(10.0) < feed_per_growth(100.0) < feed_per_growth(360.0)
