"""Hold pumps against static lift, turnover and level to arithmetic that paper can check.

Knows no drive; the affinity trap of the reference is tested as it is told.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import hydraulics
from models.hydraulics import Piping, PumpCurve

DUTY_M3_H = 800.0
HEAD_M = 4.5
CURVE = PumpCurve.through(DUTY_M3_H, HEAD_M, shutoff_head_m=6.5)
lifts_m = st.floats(0.0, 4.4)
speeds = st.floats(0.0, 1.2)


@given(lifts_m)
def test_pump_and_circuit_meet_at_the_duty_point(static_m: float) -> None:
    piping = Piping.through(DUTY_M3_H, HEAD_M, static_m)
    assert hydraulics.flow_m3_h(CURVE, piping, 1.0) == pytest.approx(DUTY_M3_H)
    assert CURVE.head_m(1.0, DUTY_M3_H) == pytest.approx(HEAD_M)


@given(lifts_m, speeds)
def test_flow_solves_head_of_pump_is_head_of_circuit(static_m: float, speed: float) -> None:
    piping = Piping.through(DUTY_M3_H, HEAD_M, static_m)
    flow = hydraulics.flow_m3_h(CURVE, piping, speed)
    if flow > 0.0:
        asked = piping.static_head_m + piping.friction_m_h2_m6 * flow**2
        assert CURVE.head_m(speed, flow) == pytest.approx(asked)


@given(lifts_m, speeds, speeds)
def test_flow_never_falls_with_speed(static_m: float, one: float, other: float) -> None:
    piping = Piping.through(DUTY_M3_H, HEAD_M, static_m)
    slow, fast = sorted((one, other))
    at_slow = hydraulics.flow_m3_h(CURVE, piping, slow)
    assert at_slow <= hydraulics.flow_m3_h(CURVE, piping, fast)


@given(st.floats(0.1, 4.4), st.floats(0.0, 0.999), st.floats(1.001, 1.5))
def test_no_flow_below_the_lifting_speed(static_m: float, below: float, above: float) -> None:
    piping = Piping.through(DUTY_M3_H, HEAD_M, static_m)
    lifting = hydraulics.lifting_speed_fraction(CURVE, piping)
    assert hydraulics.flow_m3_h(CURVE, piping, below * lifting) == 0.0
    assert hydraulics.flow_m3_h(CURVE, piping, above * lifting) > 0.0


def test_affinity_holds_without_lift_only() -> None:
    """Flow follows speed on friction alone; 20 % slower loses 40-100 % at 60-80 % static head."""
    friction = Piping.through(DUTY_M3_H, HEAD_M, 0.0)
    assert hydraulics.flow_m3_h(CURVE, friction, 0.8) == pytest.approx(0.8 * DUTY_M3_H)
    flat = PumpCurve.through(DUTY_M3_H, HEAD_M, shutoff_head_m=5.5)
    for static_part, lost_part in ((0.6, 0.459), (0.7, 0.603), (0.8, 1.0)):
        lifted = Piping.through(DUTY_M3_H, HEAD_M, static_part * HEAD_M)
        lost = 1.0 - hydraulics.flow_m3_h(flat, lifted, 0.8) / DUTY_M3_H
        assert lost == pytest.approx(lost_part, abs=0.0005)


@given(lifts_m, st.floats(1.0, 1500.0))
def test_speed_for_a_flow_gives_that_flow(static_m: float, wanted_m3_h: float) -> None:
    piping = Piping.through(DUTY_M3_H, HEAD_M, static_m)
    speed = hydraulics.speed_for_flow_fraction(CURVE, piping, wanted_m3_h)
    assert hydraulics.flow_m3_h(CURVE, piping, speed) == pytest.approx(wanted_m3_h, rel=1e-6)


def test_a_second_pump_adds_less_than_its_own_flow() -> None:
    piping = Piping.through(DUTY_M3_H, HEAD_M, 3.0)
    counts = np.array([0.0, 1.0, 2.0])
    none, one, two = np.asarray(hydraulics.flow_m3_h(CURVE, piping, 1.0, counts))
    assert none == 0.0
    assert one < two < 2.0 * one
    lift_alone = Piping(3.0, 0.0)
    one, two = np.asarray(hydraulics.flow_m3_h(CURVE, lift_alone, 1.0, counts[1:]))
    assert two == pytest.approx(2.0 * one)


@pytest.mark.parametrize(("flow", "minutes"), [(2000, 75), (2500, 60), (3000, 50)])
def test_turnover_of_the_plan(flow: float, minutes: float) -> None:
    assert hydraulics.turnover_min(2496.0, flow) == pytest.approx(minutes, abs=0.5)


def test_level_rises_with_what_does_not_leave() -> None:
    assert hydraulics.level_rate_m_h(50.0, 20.0, 60.0) == pytest.approx(0.5)


def test_a_weir_runs_only_above_its_lip() -> None:
    assert hydraulics.weir_flow_m3_h(1.20, 1.25, 2.0) == 0.0
    assert hydraulics.weir_flow_m3_h(1.35, 1.25, 2.0) == pytest.approx(418.9, abs=0.1)


def test_an_impossible_pump_is_refused() -> None:
    with pytest.raises(AssertionError, match="falls with flow"):
        PumpCurve.through(800.0, 5.0, 4.0)
    with pytest.raises(AssertionError, match="negative"):
        Piping.through(800.0, 4.0, 5.0)
