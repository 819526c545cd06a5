"""Caps of relay feeders hold for everybody; a hopper that does not agree with its relay is noticed.

Knows one feeder, a hopper that may lie, and made-up minutes.
"""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.decide import decide
from controller.dosing import (
    JAMMED,
    RUNS_AWAY,
    UNFED,
    Dosed,
    DosePlan,
    dosed,
    held_off,
    hour_g,
)
from controller.memory import Hand, Memory
from controller.plant import farm_plan
from farm.tag import TagName
from farm.words import Words
from tests.controller.fake_farm import calm, frozen, load

LAYOUT = farm_plan(load("trial")).layout
FEEDER, HOPPER = TagName("1-01.feeder"), TagName("1-01.hopper")
PLAN = DosePlan("1-01", FEEDER, 25.0, 12_000, 40_000, "Asia/Shanghai", HOPPER)
BLIND = replace(PLAN, witness=None)
T0_S = 1_020_000.0


@dataclass
class Feeder:
    """A feeder as the controller meets it; `throws_g_s`: what falls while the relay is on."""

    plan: DosePlan
    throws_g_s: float = 25.0
    falls_g_s: float = 0.0
    """What falls while it is off."""
    kg: float = 150.0
    at_s: float = T0_S
    memory: Dosed = field(default_factory=lambda: UNFED)

    def run(
        self, seconds: float, *, on: bool, seen: float | None = None, step_s: float = 1.0
    ) -> None:
        """Go on for a time; `seen` other than the relay: the read-back."""
        for _ in range(int(seconds / step_s)):
            self.at_s += step_s
            self.kg -= (self.throws_g_s if on else self.falls_g_s) * step_s / 1000
            values = calm(LAYOUT)
            values[FEEDER] = float(on)
            values[HOPPER] = self.kg
            snapshot = frozen(LAYOUT, values, self.at_s)
            self.memory = dosed(self.plan, self.memory, snapshot, {FEEDER: float(on)}, step_s)

    def held(self) -> object:
        """Why it must stand off now."""
        snapshot = frozen(LAYOUT, calm(LAYOUT), self.at_s)
        return held_off(self.plan, self.memory, snapshot.at_ms)


def test_an_hours_cap_shuts_the_feeder_and_an_hour_later_it_may_again() -> None:
    feeder = Feeder(PLAN)
    feeder.run(479, on=True)
    assert feeder.held() is None
    feeder.run(1, on=True)
    assert "12 kg" in str(feeder.held())
    feeder.run(3900, on=False, step_s=10)
    assert feeder.held() is None


def test_a_days_cap_counts_civil_days() -> None:
    feeder = Feeder(BLIND)
    for _ in range(4):
        feeder.run(400, on=True)
        feeder.run(3700, on=False, step_s=10)
    assert "40 kg" in str(feeder.held())
    feeder.run(86_400, on=False, step_s=60)
    assert feeder.held() is None


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 900)), min_size=1, max_size=25))
def test_an_hour_is_never_counted_short(runs: list[tuple[bool, int]]) -> None:
    feeder, fed = Feeder(BLIND), list[tuple[float, float]]()
    for on, seconds in runs:
        feeder.run(seconds, on=on, step_s=min(10, seconds))
        if on:
            fed.append((feeder.at_s, 25.0 * (seconds // min(10, seconds)) * min(10, seconds)))
    at_ms = frozen(LAYOUT, calm(LAYOUT), feeder.at_s).at_ms
    least = sum(grams for ended_s, grams in fed if ended_s - grams / 25 >= feeder.at_s - 3300)
    assert hour_g(feeder.memory, at_ms) >= least - 1e-6


def test_a_jammed_feeder_is_held_off_and_tried_again() -> None:
    feeder = Feeder(PLAN, throws_g_s=0.0)
    feeder.run(42, on=True)
    assert feeder.held() is JAMMED
    feeder.run(1801, on=False, step_s=1)
    assert feeder.held() is None
    feeder.throws_g_s = 25.0
    feeder.run(45, on=True)
    assert feeder.held() is None


def test_a_feeder_that_throws_is_no_jam_whatever_is_poured_in() -> None:
    feeder = Feeder(PLAN)
    for _ in range(6):
        feeder.run(37, on=True)
        feeder.kg += 20.0
        feeder.run(10, on=False)
        assert feeder.held() is None


def test_a_hopper_that_empties_while_the_relay_is_off_runs_away() -> None:
    feeder = Feeder(PLAN, falls_g_s=25.0)
    feeder.run(14, on=False)
    assert not feeder.memory.runs_away
    feeder.run(6, on=False)
    assert feeder.held() is RUNS_AWAY
    feeder.falls_g_s = 0.0
    feeder.kg += 1.0
    feeder.run(2, on=False)
    assert feeder.held() is None


def test_an_unread_relay_counts_as_commanded() -> None:
    feeder = Feeder(BLIND)
    values = calm(LAYOUT)
    values[FEEDER] = None
    for second in range(480):
        snapshot = frozen(LAYOUT, values, T0_S + second)
        feeder.memory = dosed(BLIND, feeder.memory, snapshot, {FEEDER: 1.0}, 1.0)
    feeder.at_s = T0_S + 480
    assert "12 kg" in str(feeder.held())


def test_caps_outlive_a_restart() -> None:
    feeder = Feeder(PLAN)
    feeder.run(480, on=True)
    feeder.memory = Dosed.of_json(feeder.memory.as_json())
    assert "12 kg" in str(feeder.held())


def test_a_runaway_is_an_alarm_and_even_a_hand_does_not_start_the_feeder() -> None:
    plan = farm_plan(load("trial"))
    gone = Dosed(leak_s=60.0, rest_kg=150.0)
    hand = Hand(1.0, 10**15, "甲", "甲", Words(zh="补喂", en="extra feed"))
    values = calm(plan.layout)
    values[HOPPER] = 149.0
    memory = Memory(
        plan.laws,
        applied=dict.fromkeys(plan.layout.outputs, 0.0),
        hands={FEEDER: hand},
        dosed={FEEDER: gone},
        up_s=60.0,
    )
    decision = decide(plan, frozen(plan.layout, values, 60.0), memory, 1.0)
    assert decision.outputs[FEEDER].value == 0.0
    assert decision.reasons[FEEDER] is RUNS_AWAY
    assert "feeder_runs_away@1-01" in decision.memory.lives


# -- clocks that are wrong, ticks that are late ----------------------------------------------------


def test_a_clock_put_back_does_not_clear_a_days_cap_and_does_not_keep_it_for_ever() -> None:
    """A board without a battery starts a month back, is put right, and never is."""
    feeder = Feeder(replace(BLIND, cap_g_h=1e9))
    feeder.run(1600, on=True)
    assert "40 kg" in str(feeder.held())
    there_s = feeder.at_s
    feeder.at_s = there_s - 30 * 86_400
    assert "40 kg" in str(feeder.held()), "from the first tick on"
    feeder.run(60, on=False)
    assert "40 kg" in str(feeder.held())
    kept = feeder.memory = Dosed.of_json(feeder.memory.as_json())
    feeder.at_s = there_s + 600
    feeder.run(1, on=False)
    assert "40 kg" in str(feeder.held()), "put right: the same day, the same cap"
    feeder.memory, feeder.at_s = kept, there_s - 30 * 86_400
    feeder.run(86_400 - 120, on=False, step_s=60)
    assert "40 kg" in str(feeder.held())
    feeder.run(120, on=False, step_s=60)
    assert feeder.held() is None, "a real day has gone by"


def test_a_clock_that_was_a_month_ahead_shuts_an_hour_and_not_a_month() -> None:
    feeder = Feeder(replace(BLIND, cap_g_d=1e9))
    feeder.at_s += 30 * 86_400
    feeder.run(480, on=True)
    feeder.at_s -= 30 * 86_400
    assert "12 kg" in str(feeder.held())
    feeder.run(3000, on=False, step_s=10)
    assert "12 kg" in str(feeder.held()), "what was thrown was thrown"
    feeder.run(900, on=False, step_s=10)
    assert feeder.held() is None


def test_a_jam_does_not_last_longer_because_the_clock_was_put_back() -> None:
    feeder = Feeder(PLAN, throws_g_s=0.0)
    feeder.run(42, on=True)
    feeder.at_s -= 30 * 86_400
    feeder.run(10, on=False)
    assert feeder.held() is JAMMED
    feeder.run(1800, on=False)
    assert feeder.held() is None


@given(
    st.lists(st.tuples(st.integers(-40, 40), st.integers(1, 1200)), min_size=1, max_size=8),
)
def test_whatever_the_clock_does_an_hour_of_feed_is_never_counted_short(
    jumps: list[tuple[int, int]],
) -> None:
    """Backward: nothing thrown in the last hour of running is forgotten, however far it jumps."""
    feeder = Feeder(replace(BLIND, cap_g_h=1e9, cap_g_d=1e9))
    least = 0.0
    for days, seconds in jumps:
        feeder.at_s += days * 86_400
        least = 0.0 if days > 0 else least
        step_s = min(10, seconds)
        feeder.run(seconds, on=True, step_s=step_s)
        least += 25.0 * (seconds // step_s) * step_s
        at_ms = frozen(LAYOUT, calm(LAYOUT), feeder.at_s).at_ms
        if sum(span for _, span in jumps) <= 3300:
            assert hour_g(feeder.memory, at_ms) >= least - 1e-6


def test_a_tick_held_up_for_two_minutes_counts_two_minutes_of_feed() -> None:
    plan = farm_plan(load("trial"))
    values = calm(plan.layout, feeder=1.0)
    dose = next(dose for dose in plan.doses if dose.feeder == FEEDER)
    memory = Memory(plan.laws, applied={n: values[n] or 0.0 for n in plan.layout.outputs})
    memory = decide(plan, frozen(plan.layout, values, 0.0), memory, 1.0).memory
    memory = replace(memory, applied={**memory.applied, FEEDER: 1.0})
    off = calm(plan.layout, feeder=0.0)
    late = decide(plan, frozen(plan.layout, values, 120.0), memory, 120.0).memory
    assert late.dosed[FEEDER].day[1] == dose.g_s * 121
    assert late.tally.counted[FEEDER][0] == dose.g_s * 121
    assert late.up_s == 11.0, "laws keep their cut"
    ended = decide(plan, frozen(plan.layout, off, 120.0), memory, 120.0).memory
    assert ended.dosed[FEEDER].day[1] == dose.g_s * 121, "it may have run until just now"
    assert ended.tally.counted[FEEDER][0] == dose.g_s, "and is not booked: nobody saw it"


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError):
        Dosed.of_json([[[1, float("nan")]], [1, 2.0], 0])
