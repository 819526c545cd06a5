"""Hold the minutes fish have left to the printed table.

Knows no alarm; every figure of the table is from paper.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import reserve

USES_MG_KG_H = (120, 200, 300, 400)
# kg/m3: minutes from 8 to 3 mg/L, then to 1.5 mg/L.
TABLE = {
    20: ((125, 75, 50, 38), (162, 98, 65, 49)),
    30: ((83, 50, 33, 25), (108, 65, 43, 32)),
    40: ((62, 38, 25, 19), (81, 49, 32, 24)),
    50: ((50, 30, 20, 15), (65, 39, 26, 20)),
    60: ((42, 25, 17, 12), (54, 32, 22, 16)),
    80: ((31, 19, 12, 9), (41, 24, 16, 12)),
}


@pytest.mark.parametrize(
    ("density_kg_m3", "limit_mg_l", "use_mg_kg_h", "minutes"),
    [
        (density, limit, use, minutes)
        for density, rows in TABLE.items()
        for limit, row in zip((3.0, 1.5), rows, strict=True)
        for use, minutes in zip(USES_MG_KG_H, row, strict=True)
    ],
)
def test_minutes_are_the_printed_table(
    density_kg_m3: float, limit_mg_l: float, use_mg_kg_h: float, minutes: float
) -> None:
    left = reserve.minutes_without_flow(8.0, limit_mg_l, density_kg_m3, use_mg_kg_h)
    assert left == pytest.approx(minutes, abs=0.501)


@given(st.floats(4.1, 15.0), st.floats(-2.0, -1e-3))
def test_the_limit_is_reached_after_those_minutes(oxygen_mg_l: float, slope: float) -> None:
    minutes = reserve.minutes_to(oxygen_mg_l, reserve.EMERGENCY_MG_L, slope)
    assert oxygen_mg_l + slope * minutes == pytest.approx(reserve.EMERGENCY_MG_L)


def test_below_the_limit_there_is_no_time_and_rising_there_is_no_end() -> None:
    slopes = np.array([-0.1, 0.0, 0.1, -0.1, 0.1])
    levels = np.array([7.0, 7.0, 7.0, 3.9, 3.9])
    left = reserve.minutes_to(levels, 4.0, slopes)
    assert np.asarray(left) == pytest.approx([30.0, math.inf, math.inf, 0.0, 0.0])


def test_what_is_unknown_is_never_time_to_spare() -> None:
    assert math.isnan(reserve.minutes_to(math.nan, 4.0, -0.1))
    assert math.isnan(reserve.minutes_to(math.nan, 4.0, 0.1))
    assert math.isnan(reserve.minutes_to(7.0, 4.0, math.nan))
    assert reserve.minutes_to(3.0, 4.0, math.nan) == 0.0


def test_an_empty_tank_has_no_end() -> None:
    assert reserve.minutes_without_flow(8.0, 4.0, 0.0, 200.0) == math.inf
