"""Hold what kills fish to the published points: LC50, oxygen at which bass lived and did not.

Knows no tank.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.insults import (
    AMMONIA_POWER,
    INSULTS,
    Tolerance,
    ammonia_lc50_mg_l,
    dead_part,
    doses_per_h,
    harmless,
    hazard,
    heat_per_h,
    poisoning_per_h,
    suffocation_per_h,
)

BASS = Tolerance()


@pytest.mark.parametrize(("at_c", "lc50"), [(22.0, 0.72), (30.0, 1.2), (26.0, 0.96), (10.0, 0.72)])
def test_half_die_in_96_hours_at_the_published_ammonia(at_c: float, lc50: float) -> None:
    """Roseboom & Richey 1977: 0.72 at 22 degC, 1.2 mg NH3-N/L at 30."""
    assert ammonia_lc50_mg_l(at_c, BASS) == pytest.approx(lc50)
    dose = 96.0 * poisoning_per_h(lc50, ammonia_lc50_mg_l(at_c, BASS), AMMONIA_POWER)
    assert dead_part(dose) == pytest.approx(0.5)


def test_recommended_water_kills_nobody() -> None:
    """The alarm tiers: DO 5, NH3-N 0.1, NO2-N 3, CO2 40 mg/L, 12 to 33.5 degC."""
    one = np.ones(1)
    for at_c in (12.0, 26.0, 33.5):
        rate = doses_per_h(5.0 * one, 0.1 * one, 3.0 * one, 40.0 * one, at_c * one, BASS)
        assert rate.shape == (len(INSULTS), 1)
        assert not rate.any()


def test_lack_of_oxygen_kills_within_minutes_at_none_and_not_at_two() -> None:
    """Adapted bass lived down to 0.83-1.24 mg/L (NCASI 1960): there it takes hours."""
    minutes = {mg_l: 60.0 / suffocation_per_h(mg_l, BASS) for mg_l in (0.0, 0.5, 1.0, 1.24)}
    assert minutes[0.0] == pytest.approx(9.0)
    assert 15.0 < minutes[0.5] < 30.0
    assert 60.0 < minutes[1.0] < 120.0
    assert minutes[1.24] > 240.0
    assert suffocation_per_h(1.8, BASS) == 0.0
    assert suffocation_per_h(-0.01, BASS) == suffocation_per_h(0.0, BASS)


def test_heat_kills_in_days_at_the_limit_and_in_minutes_near_the_maximum() -> None:
    assert heat_per_h(35.4, BASS) == 0.0
    assert 1.0 / heat_per_h(35.6, BASS) > 24.0
    assert 60.0 / heat_per_h(38.5, BASS) < 10.0


@given(st.floats(0.0, 3.0), st.floats(0.0, 3.0))
def test_the_hazard_of_a_rising_dose_leaves_whom_the_dose_leaves(low: float, more: float) -> None:
    high = low + more
    alive = (1.0 - dead_part(low)) * np.exp(-hazard(low, high))
    assert alive == pytest.approx(1.0 - dead_part(high), rel=1e-9)
    assert hazard(high, low) == 0.0


@given(
    st.floats(0.5, 12.0),
    st.floats(0.0, 1.5),
    st.floats(0.0, 150.0),
    st.floats(0.0, 150.0),
    st.floats(2.0, 40.0),
)
def test_harmless_water_adds_to_no_dose(
    oxygen: float, nh3: float, nitrite: float, co2: float, warm: float
) -> None:
    one = np.ones(2)
    water = (oxygen * one, nh3 * one, nitrite * one, co2 * one, warm * one)
    if harmless(*water, BASS):
        assert not doses_per_h(*water, BASS).any()
