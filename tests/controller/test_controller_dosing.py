"""Caps of relay feeders hold for everybody; a hopper that does not agree with its relay is noticed.

Knows one feeder, a hopper that may lie, and made-up minutes.
"""

from dataclasses import dataclass, field, replace

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
    )
    decision = decide(plan, frozen(plan.layout, values, 60.0), memory, 1.0)
    assert decision.outputs[FEEDER].value == 0.0
    assert decision.reasons[FEEDER] is RUNS_AWAY
    assert "feeder_runs_away@1-01" in decision.memory.lives
