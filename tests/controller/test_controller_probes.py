"""What is kept of probes from tick to tick: through a restart, a bad answer, a flood.

Knows the trial site's tags; the doubts themselves are judged in test_controller_doubts.py.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from controller.decide import Decision, decide
from controller.doubts import FLOODED_S, JUMP_S, Same
from controller.memory import Memory, as_json, of_json
from controller.outlook import Outlook, looked, tank_state
from controller.plant import farm_plan
from controller.probes import Probes, looked_at
from farm.sample import Sample
from farm.snapshot import Snapshot
from farm.status import Status
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, calm, frozen, load
from tests.controller.test_controller_guards import taken_over

PLAN = farm_plan(load("trial"))
PROBE, VALVE = TagName("1-01.do_a"), TagName("1-01.oxygen_valve")
EMERGENCY = TagName("1-01.emergency_valve")
UNFED = {tank.id: None for tank in PLAN.layout.tanks}
BAD = Status.BAD_COMMUNICATION_ERROR
ONE_WATER = Probes({}, {"1/0": Same(8.0, 30.0, 5)})


def seen(second: int, **over: float | None) -> Snapshot:
    """All is well but what is named; a name's dots and dashes are underscores (t1_01__do_a)."""
    return frozen(PLAN.layout, calm(PLAN.layout, **over), float(second))


def exactly(snapshot: Snapshot, name: TagName, value: float | None) -> Snapshot:
    """With one reading to the last digit; None is a Bad one."""
    status = BAD if value is None else Status.GOOD
    sample = snapshot.samples[name]._replace(value=value, status=status)
    return replace(snapshot, samples={**snapshot.samples, name: sample})


def doubts_of(snapshots: Iterator[Snapshot], step_s: float = 2.0) -> list[str]:
    """What was said of the probe at each snapshot."""
    kept, said = Probes(), []
    for snapshot in snapshots:
        kept, doubts = looked_at(PLAN.layout, snapshot, kept, UNFED, step_s)
        said.append(doubts.get(PROBE, ""))
    return said


def without(snapshot: Snapshot, ending: str) -> Snapshot:
    samples = {n: s for n, s in snapshot.samples.items() if not n.endswith(ending)}
    return replace(snapshot, samples=samples)


def test_a_restart_while_all_show_one_water_begins_though_no_probe_was_heard_yet() -> None:
    memory = of_json(as_json(replace(taken_over(), probes=ONE_WATER)), PLAN.laws)
    decision = decide(PLAN, without(seen(0), ".do_a"), memory, 1.0)
    assert not any(name.endswith(".do_a") for name in decision.outlook.doubts)


def test_one_water_is_said_of_those_probes_only_that_were_heard() -> None:
    level = seen(0, do_a=8.0)
    for tank in PLAN.layout.tanks[1:]:
        level = exactly(level, tank.probes[0], 8.0)
    _, doubts = looked_at(PLAN.layout, without(level, "1-01.do_a"), ONE_WATER, UNFED, 1.0)
    assert doubts == {tank.probes[0]: "same_water" for tank in PLAN.layout.tanks[1:]}


def outlook_of(snapshot: Snapshot, doubts: dict[TagName, str]) -> Outlook:
    memory = Memory(PLAN.laws)
    made = looked(PLAN.layout, PLAN.circulation, snapshot, {}, memory.stock, Probes(), 1.0)
    return replace(made, doubts=doubts)


@pytest.mark.parametrize(("age_s", "below"), [(0.0, 1), (60.0, 0)])
def test_a_doubted_probe_that_reads_low_counts_while_it_is_fresh(age_s: float, below: int) -> None:
    snapshot = exactly(seen(100), PROBE, 2.0)
    old = snapshot.samples[PROBE]._replace(at_s=100.0 - age_s)
    outlook = outlook_of(
        replace(snapshot, samples={**snapshot.samples, PROBE: old}), {PROBE: "stuck"}
    )
    assert tank_state(PLAN.layout.tanks[0], outlook, 4.0).below == below


def test_a_doubted_probe_that_was_never_heard_counts_nothing() -> None:
    outlook = outlook_of(without(seen(0), "1-01.do_a"), {PROBE: "same_water"})
    assert tank_state(PLAN.layout.tanks[0], outlook, 4.0).below == 0


def test_a_bad_answer_now_and_then_does_not_hide_a_frozen_probe() -> None:
    """One bad answer every four minutes; an untroubled frozen probe is found in 290 s."""
    said = doubts_of(exactly(seen(t), PROBE, 6.0 if t % 240 else None) for t in range(0, 400, 2))
    assert said.index("stuck") == (2 + 290) // 2
    assert not said[240 // 2]


def test_after_a_gap_it_is_looked_at_anew() -> None:
    gap = range(200, 240)
    said = doubts_of(exactly(seen(t), PROBE, None if t in gap else 6.0) for t in range(0, 500, 2))
    assert not any(said)


def test_a_valve_that_cannot_be_read_has_not_moved() -> None:
    """A panel that falls silent after 92 s is no reason to be impatient with a probe."""

    def told() -> Iterator[Snapshot]:
        for t in range(0, 292, 2):
            snapshot = exactly(seen(t), PROBE, 6.0)
            yield exactly(snapshot, VALVE, None) if t >= 92 else snapshot

    said = doubts_of(told())
    assert said.index("stuck") == 290 // 2


def test_a_valve_that_moved_while_the_number_stood_makes_impatient() -> None:
    def told() -> Iterator[Snapshot]:
        for t in range(0, 240, 2):
            opening = 35.0 if t < 60 else 50.0
            yield exactly(seen(t, t1_01__oxygen_valve=opening), PROBE, 6.0)

    assert doubts_of(told()).index("stuck") == (60 + 90 - 2) // 2


def risen(flood: dict[int, float | None]) -> list[str]:
    """A tank that emergency oxygen raises by 0.8 mg/L/min; its probe lags by 20 s."""
    true, felt = 5.0, 5.0

    def told() -> Iterator[Snapshot]:
        nonlocal true, felt
        for t in range(0, 480, 2):
            coil = next(value for start, value in reversed(flood.items()) if t >= start)
            true += (0.8 if t < 300 else 0.1) / 30
            felt += (true - felt) * -np.expm1(-2 / 20)
            yield exactly(exactly(seen(t), PROBE, felt), EMERGENCY, coil)

    return doubts_of(told())


def test_a_probe_that_lags_behind_emergency_oxygen_did_not_jump() -> None:
    assert "jumped" in risen({0: 0.0})
    assert not any(risen({0: 1.0, 300: 0.0}))


def test_a_panel_that_cannot_be_read_may_have_let_its_emergency_valve_open() -> None:
    assert not any(risen({0: None}))


def test_a_flood_excuses_no_jump_long_after() -> None:
    def told() -> Iterator[Snapshot]:
        for t in range(0, 200, 2):
            level = 5.0 + 0.03 * (-1) ** (t // 2) + (2.0 if t > 100 + FLOODED_S else 0.0)
            yield exactly(exactly(seen(t), PROBE, level), EMERGENCY, 1.0 if t <= 100 else 0.0)

    assert "jumped" in doubts_of(told())
    assert FLOODED_S < JUMP_S


def drifting(hours: float) -> Iterator[Decision]:
    """Demand that wanders by 25 % of opening in 3 h, quiet probes, and the valve follows it."""
    dice, memory = np.random.default_rng(2), taken_over()
    level = {tank.id: 8.0 for tank in PLAN.layout.tanks}
    read: dict[TagName, float] = {}
    for t in range(int(hours * 3600)):
        need = 47.5 - 12.5 * np.cos(2 * np.pi * (t + 3600) / 21_600)
        values = calm(PLAN.layout) | dict(memory.applied)
        samples = dict(frozen(PLAN.layout, values, float(t)).samples)
        for tank in PLAN.layout.tanks:
            valve = memory.applied[tank.valve]
            level[tank.id] += ((valve - need) * 0.1 - (level[tank.id] - 8.0)) / 3600
            for name in tank.probes:
                if t % 2 == 0:
                    read[name] = round(level[tank.id] + dice.normal(0.0, 0.003), 3)
                at = t - t % 2
                samples[name] = Sample(
                    name, read[name], Status.GOOD, float(at), START_MS + at * 1000, "test"
                )
        snapshot = replace(frozen(PLAN.layout, values, float(t)), samples=samples)
        decision = decide(PLAN, snapshot, memory, 1.0)
        memory = decision.memory
        yield decision


def test_a_valve_that_follows_the_fish_slowly_makes_no_quiet_probe_stuck() -> None:
    """Hours in which the valve moves by more than 10 % and oxygen does not."""
    openings, said = [], set()
    for decision in drifting(1.5):
        openings.append(decision.memory.applied[VALVE])
        said |= set(decision.outlook.doubts.values())
    assert max(openings) - min(openings) > 10 and not said
