"""Probes that answer well and measure nothing: each doubt in its time, none about a live probe.

Knows the noise of real probes only as figures.
"""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.doubts import (
    STILL_MG_L,
    STILL_PH,
    Same,
    Watched,
    doubt_of_oxygen,
    doubt_of_ph,
    jumped_together,
    odd_thermometers,
    patience_s,
    same,
    watched,
)
from controller.probes import Probes
from farm.tag import TagName

FULL_MG_L = 8.0
POLL_MS = 2000


def lived(
    values: list[float], *, still: float = STILL_MG_L, valve: list[float] | None = None
) -> list[Watched]:
    """What is kept of a probe after each of its readings, two seconds apart."""
    held: Watched | None = None
    found = []
    for number, value in enumerate(values):
        opening = valve[number] if valve else 30.0
        held = watched(held, value, number * POLL_MS, still, valve_percent=opening)
        found.append(held)
    return found


def first_doubt_s(kept: list[Watched], minutes: float | None = None) -> float:
    """Seconds until the first doubt; infinity without one."""
    for number, held in enumerate(kept):
        if doubt_of_oxygen(held, FULL_MG_L, minutes):
            return number * POLL_MS / 1000
    return float("inf")


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), level=st.floats(4.0, 12.0), slope=st.floats(-0.5, 0.15))
def test_a_live_probe_is_never_doubted(seed: int, level: float, slope: float) -> None:
    """Noise of 0.03 mg/L, the water falling by 0.5 or rising by 0.15 mg/L/min, saturated or not."""
    dice = np.random.default_rng(seed)
    minutes = np.arange(600) * POLL_MS / 60_000
    readings = level + slope * minutes + dice.normal(0.0, 0.03, 600)
    assert first_doubt_s(lived(list(np.round(readings, 3))), minutes=6.0) == float("inf")


def test_a_frozen_probe_is_found_in_five_minutes_or_a_third_of_what_is_left() -> None:
    frozen = lived([6.0] * 400)
    assert first_doubt_s(frozen) == 290
    assert first_doubt_s(frozen, minutes=9.0) == 180
    assert first_doubt_s(frozen, minutes=1.0) == 60


def test_a_valve_that_moved_makes_impatient() -> None:
    """The same number for 90 s after the move; one made before the number came says nothing."""
    assert patience_s(None) == 290
    assert first_doubt_s(lived([6.0] * 400, valve=[30.0] * 20 + [41.0] * 380)) == 40 + 90 - 2
    assert first_doubt_s(lived([6.0] * 400, valve=[30.0] * 20 + [38.0] * 380)) == 290
    came = [6.1] * 20 + [6.0] * 380
    assert first_doubt_s(lived(came, valve=[30.0] * 20 + [41.0] * 380)) == 40 + 290


def test_quiet_water_under_good_control_is_no_fault() -> None:
    """A probe with a noise of 0.005 mg/L and two decimals, near saturation, through a night."""
    dice = np.random.default_rng(7)
    quiet = [round(v, 2) for v in 7.98 + dice.normal(0.0, 0.005, 6000)]
    assert first_doubt_s(lived(quiet), minutes=15.0) == float("inf")


@pytest.mark.parametrize("moved_at", [1, 150, 390])
def test_one_that_stands_nearly_still_while_the_valve_moves_is_well_controlled(
    moved_at: int,
) -> None:
    """The feed-forward opens the valve as the fish begin to eat, so that oxygen does not move."""
    nearly = [6.0 + 0.005 * (-1) ** n for n in range(400)]
    valve = [30.0] * moved_at + [45.0] * (400 - moved_at)
    assert first_doubt_s(lived(nearly, valve=valve), minutes=9.0) == float("inf")


def test_a_probe_out_of_the_water_is_found_within_ten_seconds() -> None:
    """From 6.7 to saturation with 90 % in 45 s: the lag of an optical probe."""
    readings = [6.7] * 30 + [
        6.7 + 1.3 * (1 - np.exp(-2 * n / (45 / np.log(10)))) for n in range(60)
    ]
    lively = [value + 0.02 * (-1) ** n for n, value in enumerate(readings)]
    assert first_doubt_s(lived(lively)) - 60 <= 10


def test_one_that_jumped_to_saturation_and_stands_still_there_hangs_in_air() -> None:
    still = [8.0 + 0.005 * (-1) ** n for n in range(260)]
    held = lived([6.5 + 0.02 * (-1) ** n for n in range(60)] + still)
    assert doubt_of_oxygen(held[70], FULL_MG_L, None) == "jumped"
    assert held[-1].jumped_s == 0.0
    assert doubt_of_oxygen(held[-1], FULL_MG_L, None) == "in_air"
    assert doubt_of_oxygen(held[-1], 9.0, None) == ""
    assert doubt_of_oxygen(lived(still)[-1], FULL_MG_L, None) == ""
    wet = watched(held[-1], 7.9, held[-1].at_ms + POLL_MS, STILL_MG_L)
    assert not wet.risen and doubt_of_oxygen(wet, FULL_MG_L, None) == ""


def test_a_probe_in_air_is_doubted_without_a_gap_until_it_is_known_to_be_still() -> None:
    """It last moved 50 s before the doubt about its jump was over (F-04, seed 2)."""
    dry = [6.5] * 60 + [8.0] * 125 + [7.96] * 200
    said = [doubt_of_oxygen(one, FULL_MG_L, None) for one in lived(dry)]
    assert set(said[61:]) == {"jumped", "in_air"} and said[-1] == "in_air"
    wet = [6.5] * 60 + [8.0] * 145 + [7.9 - 0.05 * n for n in range(30)]
    assert doubt_of_oxygen(lived(wet)[-1], FULL_MG_L, None) == ""


def lifted(rise_mg_l: float, lag_s: float) -> list[float]:
    """A probe out of quiet water into air of so much more oxygen, two seconds a reading."""
    return [7.4] * 30 + [7.4 + rise_mg_l * (1 - np.exp(-2 * n / lag_s)) for n in range(60)]


def test_two_probes_lifted_at_once_speak_for_each_other() -> None:
    """From 7.4 to saturation: too little for a jump of one within ten seconds (F-04, seed 2)."""
    first, second = lived(lifted(0.57, 14.8)), lived(lifted(0.60, 14.8))
    together = [jumped_together(a, b) for a, b in zip(first, second, strict=True)]
    assert together.index(True) <= 30 + 10 / 2 - 1
    assert not any(one.jumped_s for one in first[: 30 + 10 // 2])
    still = lived([7.4] * 90)
    assert not any(jumped_together(a, b) for a, b in zip(first, still, strict=True))
    assert not jumped_together(first[36], second[36]._replace(at_ms=second[36].at_ms - 6000))


def test_rough_probes_in_one_water_are_not_taken_for_lifted_ones() -> None:
    """Noise of 0.05 mg/L each, a day and a third, under a trim valve that has just opened fully."""
    dice = np.random.default_rng(3)
    water = 7.0 + np.minimum(0.17 / 30 * np.arange(60_000) % 3.0, 1.0)
    pair = [lived(list(water + dice.normal(0.0, 0.05, len(water)))) for _ in range(2)]
    assert sum(jumped_together(a, b) for a, b in zip(*pair, strict=True)) <= 1


def test_emergency_oxygen_may_raise_a_tank_as_fast() -> None:
    dry = watched(None, 5.0, 0, STILL_MG_L)
    assert watched(dry, 5.5, POLL_MS, STILL_MG_L, flooded=True).jumped_s == 0
    assert watched(dry, 5.5, POLL_MS, STILL_MG_L).jumped_s > 0
    flooded = watched(None, 5.0, 0, STILL_MG_L, flooded=True)
    assert watched(flooded, 5.5, POLL_MS, STILL_MG_L).jumped_s == 0


def test_the_same_reading_again_is_no_stillness_and_a_gap_begins_anew() -> None:
    held = lived([6.0] * 10)[-1]
    assert watched(held, 6.0, held.at_ms, STILL_MG_L) is held
    assert watched(held, 6.0, held.at_ms + 31_000, STILL_MG_L).still_s == 0


@pytest.mark.parametrize(("level", "why"), [(7.0, "dead_glass"), (7.18, "")])
def test_a_dead_glass_shows_seven_and_a_buffered_water_may_stand_still(
    level: float, why: str
) -> None:
    kept = lived([level + 0.001 * (-1) ** n for n in range(200)], still=STILL_PH)
    assert doubt_of_ph(kept[-1]) == why
    assert doubt_of_ph(kept[60]) == ""


def test_a_glass_that_dies_far_from_seven_is_doubted_within_five_minutes() -> None:
    """F-08 counts from the fault; the electrode's lag of 30 s lets its last value die away."""
    dying = [7.0 + 0.7 * math.exp(-n * POLL_MS / 30_000) for n in range(150)]
    assert doubt_of_ph(lived(dying, still=STILL_PH)[-1]) == "dead_glass"


def test_a_thermometer_apart_from_its_loop_is_outvoted() -> None:
    assert odd_thermometers({"a": 26.0, "b": 26.2, "c": 0.0, "d": 25.9}) == {"c"}
    assert odd_thermometers({"a": 26.0, "b": 0.0}) == set()
    assert odd_thermometers({"a": 26.0, "b": 27.4, "c": 25.9}) == set()


def test_one_water_for_all_tanks_is_seen_when_it_moves() -> None:
    held: Same | None = None
    for second in range(40):
        value = 8.0 + 0.01 * (second // 10)
        between = second % 10 == 0  # one tank after the other is read
        held = same(held, [value, value, value + 0.01 * between], 1.0)
    assert held is not None and held.is_one_water
    held = None
    for _ in range(100):
        held = same(held, [8.0, 8.0, 8.0], 1.0)
    assert held is not None and not held.is_one_water
    assert same(held, [8.0, 8.1, 8.0], 6.0) is None


def test_what_is_kept_of_probes_survives_as_plain_values() -> None:
    name = TagName("1-01.do_a")
    kept = Probes({name: lived([6.0] * 9)[-1]}, {"1/0": Same(8.0, 3.0, 1)})
    assert Probes.of_json(kept.as_json()) == kept
    assert Probes.of_json({}) == Probes()
    assert Probes.of_json({"watches": {name: [1, 2.0, 3.0]}}) == Probes()
