"""Falling or rippling: the slope of the last minutes.

Knows states of the link; refuses to know the server.
"""

import pytest

from dashboard.recent import FALLING_MG_L_MIN, Recent
from farm.link import State
from farm.status import Status
from tests.dashboard.harness import health, tag


def told(recent: Recent, points: list[tuple[int, float | None]]) -> None:
    for at_s, value in points:
        status = Status.GOOD if value is not None else Status.BAD_TIMEOUT
        state = State(
            full=True, revision=1, at_ms=at_s * 1000, tags={"1.oxygen": tag(value, 0, status)},
            outputs={}, alarms=(), health=health(),
        )  # fmt: skip
        recent.told(state)


def test_falling_is_a_slope_over_minutes_not_a_ripple() -> None:
    falling, steady, short, broken = Recent(), Recent(), Recent(), Recent()
    told(falling, [(s, 8 - 0.08 * s / 60) for s in range(0, 180, 10)])
    told(steady, [(s, 8 + 0.05 * (s // 10 % 2)) for s in range(0, 180, 10)])
    told(short, [(0, 8.0), (10, 7.0)])
    told(broken, [(0, 8.0), (60, 7.0), (120, None)])
    slope = falling.trend_mg_l_min("1")
    assert slope is not None
    assert slope == pytest.approx(-0.08) and slope < FALLING_MG_L_MIN
    ripple = steady.trend_mg_l_min("1")
    assert ripple is not None and ripple > FALLING_MG_L_MIN
    assert short.trend_mg_l_min("1") is None and broken.trend_mg_l_min("1") is None
