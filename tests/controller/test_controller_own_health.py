"""Health of the controller itself: its clock against the wall's, its share of a core, its lag."""

from collections import deque

import pytest

from controller.health.own import BEAT_S, OwnHealth, lag_p99_s
from controller.health.telling import AGAIN_S
from controller.tick import Pace
from farm.clock import Clock


class Time:
    """Our clock and the wall's, moved by hand."""

    def __init__(self) -> None:
        self.now_s, self.wall_off_ms = 0.0, 0.0
        self.clock = Clock(lambda: self.now_s, 0.0, 0)

    def wall_ms(self) -> int:
        return round(self.now_s * 1000 + self.wall_off_ms)


def told(own: OwnHealth) -> set[str]:
    return {fault.kind for fault in own.faults()}


def test_a_clock_that_jumps_is_told_for_an_hour() -> None:
    time = Time()
    own = OwnHealth(time.clock, Pace(), None, time.wall_ms)
    for second in range(0, 8000, 10):
        time.now_s = float(second)
        time.wall_off_ms = 2500.0 if second >= 1000 else 0.0
        own.look(time.now_s, second * 1000)
        assert told(own) == ({"clock_jumped"} if 1000 <= second < 4600 else set()), second


@pytest.mark.parametrize(("ppm", "alarms"), [(490, set()), (-490, set()), (510, {"clock_drifts"})])
def test_a_clock_that_drifts_is_told_after_an_hour(ppm: int, alarms: set[str]) -> None:
    time = Time()
    own = OwnHealth(time.clock, Pace(), None, time.wall_ms)
    for second in range(0, 5000, 10):
        time.now_s, time.wall_off_ms = float(second), second * ppm / 1000
        own.look(time.now_s, second * 1000)
        assert told(own) == (alarms if second >= 3600 else set()), second


def test_the_controller_tells_its_share_lag_and_drift() -> None:
    time, pace = Time(), Pace(late_s=deque([0.001] * 59 + [0.020]))
    own = OwnHealth(time.clock, pace, lambda: 0.05, time.wall_ms)
    assert [s.tag for s in own.look(0.0, 0)] == ["farm.clock_drift"]
    assert own.look(5.0, 5000) == []
    values = {s.tag: s.value for s in own.look(10.0, 10_000)}
    assert values == {"farm.loop_lag_p99": 20.0, "farm.controller_cpu": 5.0}
    assert AGAIN_S > BEAT_S


def test_lag_percentile_is_the_nearest_rank() -> None:
    assert lag_p99_s([]) == 0.0
    assert lag_p99_s([i / 100 for i in range(100, 0, -1)]) == 0.99


def test_a_clock_that_began_at_another_hour_has_not_drifted() -> None:
    time = Time()
    time.wall_off_ms = -511_000.0
    own = OwnHealth(time.clock, Pace(), None, time.wall_ms)
    assert [s.value for s in own.look(0.0, 0)] == [0.0]
    time.now_s, time.wall_off_ms = 10.0, -510_970.0
    own.look(10.0, 10_000)
    assert told(own) == set()
