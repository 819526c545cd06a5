"""Water that changes faster than it does by itself is told, and stops feed; a day's life is not.

Knows the trial site's instruments and how fast its pH, warmth and ammonia move on a full day.
"""

import math
from collections.abc import Callable
from random import Random

import pytest

from controller.decide import Decision, decide
from controller.limits import AHEAD
from controller.memory import Memory, as_json, of_json
from controller.plant import farm_plan
from controller.trends import GAP_MS, PH, SLOW, WARMTH, Trend, per_h, stepped
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, calm, frozen, load

PLAN = farm_plan(load("trial"))
FEEDER, FAN = TagName("1-01.feeder"), TagName("1.fan")
NOISE_PH, NOISE_C = 0.005, 0.01
"""Standard deviations of the simulated instruments."""

Water = Callable[[float], dict[str, float | None]]
"""What instruments show so many seconds on, by quantity."""


def lived(water: Water, minutes: int, memory: Memory | None = None, from_min: int = 0) -> Decision:
    """The decision after so many minutes, looked at every ten seconds."""
    memory = memory or Memory(PLAN.laws)
    dice = Random(1)
    for second in range(60 * from_min, 60 * (from_min + minutes), 10):
        shown = {
            name: value if value is None or name not in ("ph", "temperature")
            else value + dice.gauss(0.0, NOISE_PH if name == "ph" else NOISE_C)
            for name, value in water(float(second)).items()
        }  # fmt: skip
        values = calm(PLAN.layout, **shown)
        decision = decide(PLAN, frozen(PLAN.layout, values, float(second)), memory, 10.0)
        memory = decision.memory
    return decision


def live(decision: Decision) -> set[str]:
    return {key for key, life in decision.memory.lives.items() if life.is_live}


def crash(second: float) -> dict[str, float | None]:
    """Alkalinity is gone within half an hour, carbon dioxide stays."""
    return {"ph": 7.2 - 0.65 * min(max(second - 1200, 0.0) / 1800, 1.0), "co2_probe": 10.0}


def meal(second: float) -> dict[str, float | None]:
    """The steepest fall a meal makes: 0.18 an hour, all of it carbon dioxide's."""
    ph = 7.5 - 0.18 * second / 3600
    return {"ph": ph, "co2_probe": 5.0 * 10 ** (7.5 - ph)}


@pytest.mark.parametrize("pace", [PH, WARMTH, SLOW])
@pytest.mark.parametrize("slope_h", [-0.65, 0.02, 3.0])
def test_a_ramp_is_read_exactly_once_it_is_long_enough(pace: object, slope_h: float) -> None:
    assert pace in (PH, WARMTH, SLOW)
    trend: Trend | None = None
    for second in range(0, int(pace.ready_s) + 600, 10):
        trend = stepped(trend, 7.0 + slope_h * second / 3600, 1000 * second, pace)
        told = trend.per_h(pace, 1000 * second)
        if second < pace.ready_s:
            assert told is None
    assert told == pytest.approx(slope_h, rel=0.02)


def test_a_trend_begins_anew_after_a_gap_and_after_a_jump_no_water_makes() -> None:
    old = Trend(0, 7.0, 7.0, 7.3, 3600.0)
    assert stepped(old, 7.0, GAP_MS, PH).age_s > 3600.0
    assert stepped(old, 7.0, GAP_MS + 1, PH).age_s == 0.0
    assert stepped(old, 7.0 + 1.01 * PH.jump_limit, 10_000, PH).age_s == 0.0, "a probe in a buffer"
    assert old.per_h(PH, GAP_MS + 1) is None, "nobody has read it for long"
    assert per_h({}, "1.ph", PH, 0) is None


def test_ph_that_falls_stops_feed_and_drives_the_degasser_to_its_most() -> None:
    before = lived(crash, 20)
    assert not live(before) & {"ph_falls@1"} and FEEDER not in before.reasons
    decision = lived(crash, 20, before.memory, 20)
    assert "ph_falls@1" in live(decision)
    assert decision.outputs[FAN].value == 50.0 and FAN in decision.reasons
    assert all(decision.outputs[TagName(f"1-0{n}.feeder")].value == 0.0 for n in (1, 2, 3, 4))


def test_it_stands_while_the_probe_is_out_and_ends_when_ph_is_calm_again() -> None:
    decision = lived(crash, 45)
    blind = lived(lambda s: crash(s) | {"ph": None}, 15, decision.memory, 45)
    assert "ph_falls@1" in live(blind), "what cannot be judged neither comes nor goes"
    after = lived(lambda _: {"ph": 6.6, "co2_probe": 10.0}, 30, blind.memory, 60)
    assert "ph_falls@1" not in live(after)


def test_a_meals_fall_is_no_crash_with_and_without_a_carbon_dioxide_probe() -> None:
    assert "ph_falls@1" not in live(lived(meal, 180))
    assert "ph_falls@1" not in live(lived(lambda s: meal(s) | {"co2_probe": None}, 180))


def test_the_same_fall_with_steady_carbon_dioxide_is_lost_alkalinity() -> None:
    assert "ph_falls@1" in live(lived(lambda s: meal(s) | {"co2_probe": 8.0}, 180))


@pytest.mark.parametrize(
    ("rate_c_h", "alarm"),
    [(1.3, "temperature_rises@1"), (-1.3, "temperature_falls@1"), (0.3, None), (-0.3, None)],
)
def test_a_loop_that_warms_or_cools_too_fast_is_told(rate_c_h: float, alarm: str | None) -> None:
    def water(second: float) -> dict[str, float | None]:
        """Half an hour of calm, then the heat pump sticks; shown in tenths."""
        warmth = 26.0 + rate_c_h * max(second - 1800, 0.0) / 3600
        return {"temperature": round(warmth, 1)}

    found = {key for key in live(lived(water, 60)) if key.startswith("temperature_")}
    assert found == ({alarm} if alarm else set())


def test_one_thermometer_that_dies_warms_no_loop() -> None:
    dead = lived(lambda s: {"t1_01__temperature": 26.0 + min(s / 60, 59.0)}, 60)
    assert not {key for key in live(dead) if key.startswith("temperature_rises")}


def test_a_limit_that_looks_ahead_tells_before_the_value_is_there() -> None:
    def ammonia(second: float) -> dict[str, float | None]:
        return {"tan": 0.6 + 1.1 * second / 3600}

    early = lived(ammonia, 54)
    assert "tan_high_2@1" in live(early), "0.6 + 1.1 in an hour passes 2.0 within forty minutes"
    assert early.memory.lives["tan_high_2@1"].condition.note == AHEAD
    assert "tan_high_1@1" not in live(early), "the limit that stops feed waits for the value"
    calm_day = lived(lambda _: {"tan": 1.6 + 0.01 * math.sin(_)}, 60)
    assert "tan_high_2@1" not in live(calm_day)


def test_trends_outlive_a_restart() -> None:
    decision = lived(crash, 45)
    kept = of_json(as_json(decision.memory), PLAN.laws)
    assert kept.trends == decision.memory.trends and kept.moved_ms == decision.memory.moved_ms
    again = lived(lambda _: {"ph": 6.8, "co2_probe": 10.0}, 1, kept, 46)
    assert "ph_falls@1" in live(again)
    assert min(trend.at_ms for trend in kept.trends.values()) > START_MS
