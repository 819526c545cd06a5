"""Two probes in every state against each other, slope and minutes left.

Knows the table of the safety reference 3.5: two good the lower, one that one, none blind.
"""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.derived import HORIZON_MIN, Slope, minutes_left, soft_co2_mg_l
from controller.voting import vote
from farm.sample import Sample
from farm.snapshot import Reading, Snapshot
from farm.status import Status
from farm.tag import TagName

A, B = TagName("1-01.do_a"), TagName("1-01.do_b")
STATES: dict[str, tuple[float | None, Status, float]] = {
    "good": (8.0, Status.GOOD, 0.0),
    "low": (3.0, Status.GOOD, 0.0),
    "high": (15.0, Status.GOOD, 0.0),
    "stuck": (8.0, Status.UNCERTAIN_LAST_USABLE_VALUE, 0.0),
    "nan": (None, Status.BAD_SENSOR_FAILURE, 0.0),
    "stale": (8.0, Status.GOOD, 30.0),
}
"""Value, status as judged by the driver, age s. A stuck probe comes Uncertain, NaN comes Bad."""


def read(name: TagName, state: str) -> Reading:
    value, status, age_s = STATES[state]
    sample = Sample(name, value, status, 100.0 - age_s, 0, "test")
    return Snapshot(100.0, 100_000, {name: sample}, {name: 2.0}).reading(name)


@pytest.mark.parametrize(("a", "b"), list(itertools.product(STATES, STATES)))
def test_every_pair_of_probe_states(a: str, b: str) -> None:
    cast = vote((read(A, a), read(B, b)))
    usable = {"good": 8.0, "low": 3.0, "high": 15.0}
    good = [usable[s] for s in (a, b) if s in usable]
    assert cast.good == len(good)
    assert cast.is_blind == (not good)
    if good:
        assert cast.value == min(good) and cast.status is Status.GOOD
        assert cast.reason == ("" if len(good) == 2 else "one_probe")
        assert cast.apart_mg_l == max(good) - min(good)
    else:
        assert not cast.status.is_good
        assert (cast.value is None) == cast.status.is_bad


def test_a_single_fitted_probe_is_not_a_missing_one() -> None:
    cast = vote((read(A, "good"),))
    assert (cast.good, cast.fitted, cast.reason) == (1, 1, "")


@given(
    start=st.floats(2, 14),
    per_min=st.floats(-2, 2),
    age=st.integers(31, 900),
    step_s=st.sampled_from([0.5, 1.0, 2.0]),
)
def test_slope_is_exact_on_a_ramp(start: float, per_min: float, age: int, step_s: float) -> None:
    slope = Slope()
    for index in range(int(age / step_s) + 2):
        slope = slope.step(start + per_min * index * step_s / 60, step_s)
    found = slope.per_min()
    assert found is not None
    assert found == pytest.approx(per_min, rel=0.12, abs=1e-9)


def test_a_young_slope_and_one_after_a_gap_say_nothing() -> None:
    slope = Slope()
    for _ in range(20):
        slope = slope.step(8.0, 1.0)
    assert slope.per_min() is None
    for _ in range(60):
        slope = slope.step(8.0, 1.0)
    assert slope.per_min() == pytest.approx(0.0, abs=1e-9)
    for _ in range(61):
        slope = slope.step(None, 1.0)
    assert slope.per_min() is None
    assert slope.step(5.0, 1.0).per_min() is None


@pytest.mark.parametrize(
    ("oxygen", "slope", "use", "minutes"),
    [
        (7.0, -0.3, None, 10.0),
        (7.0, -0.3, 0.6, 5.0),
        (7.0, 0.2, None, HORIZON_MIN),
        (7.0, 0.2, 0.3, 10.0),
        (7.0, None, None, None),
        (4.0, -0.1, None, 0.0),
        (3.0, 0.5, None, 0.0),
        (7.0, -0.011, None, 3.0 / 0.011),
        (7.0, -0.009, None, HORIZON_MIN),
    ],
)
def test_minutes_left(
    oxygen: float, slope: float | None, use: float | None, minutes: float | None
) -> None:
    found = minutes_left(oxygen, slope, use)
    assert found == (None if minutes is None else pytest.approx(minutes))


def test_soft_co2_follows_ph() -> None:
    """0.1 pH is 26 % of CO2 (ras-science 1.2)."""
    at_7 = soft_co2_mg_l(85.0, 7.0, 26.0, 400.0)
    assert soft_co2_mg_l(85.0, 6.9, 26.0, 400.0) / at_7 == pytest.approx(
        math.pow(10, 0.1), rel=0.01
    )
