"""Outputs that are not heard of when the program starts, and valves it finds open.

Knows the trial site's calm farm; what is judged is what is written, not what is thought.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from controller.alarms import Life
from controller.conditions import Shell
from controller.decide import QUIET, Decision, decide
from controller.heard import taken
from controller.laws.circulation import CirculationLaw
from controller.laws.heartbeat import ShutLaw
from controller.laws.law import Outcome
from controller.memory import Hand, Memory
from controller.plant import farm_plan
from controller.run import Run
from controller.wishes import left_life_support, refused
from farm.command import Rank
from farm.tag import TagName
from farm.words import Words
from tests.controller.fake_farm import START_MS, FakeFarm, calm, frozen, load, made
from tests.controller.whole_run import ran

PLAN = farm_plan(load("trial"))
PUMPS = (TagName("1.pump_1"), TagName("1.pump_2"))
TRIM = TagName("1-01.oxygen_valve")
EMERGENCY = TagName("1-01.emergency_valve")
FEEDER = TagName("1-01.feeder")
Values = dict[TagName, float | None]


def begun(values: Values, hz: float | None = None) -> Memory:
    """Memory of a start that heard what is Good in `values`; `hz`: a fresh checkpoint's speed."""
    seen = {n: v for n in PLAN.layout.outputs if (v := values[n]) is not None}
    adopted = taken(seen, PLAN.layout.rules)
    outcomes = {name: Outcome(value, Rank.SAFE) for name, value in adopted.items()}
    laws = tuple(
        replace(law, hz=hz, up_s=9000.0) if isinstance(law, CirculationLaw) and hz else law
        for law in PLAN.laws
    )
    return Memory(tuple(law.told(outcomes) for law in laws), applied=adopted)


def went(
    memory: Memory, values: Values, seconds: int, from_s: int = 0, shell: Shell = QUIET
) -> list[Decision]:
    """Decisions while the farm stands like this; what is commanded is what is read back."""
    decisions = []
    stands = dict(values)
    for second in range(from_s, from_s + seconds):
        snapshot = frozen(PLAN.layout, stands, float(second))
        decisions.append(decide(PLAN, snapshot, memory, 1.0, shell))
        memory = decisions[-1].memory
        for name, command in decisions[-1].outputs.items():
            if values.get(name) is not None:
                stands[name] = command.value
    return decisions


def written(decisions: list[Decision], name: TagName) -> list[float]:
    return [d.outputs[name].value for d in decisions if name in d.outputs]


@pytest.mark.parametrize("hz", [None, 42.0])
def test_a_pump_not_heard_of_is_left_as_it_stands(hz: float | None) -> None:
    """Neither the silent pump nor, for its sake, the standby one is written to."""
    silent = calm(PLAN.layout, t1__pump_1=None, pump_1_speed=None, pump_1_current=None)
    decisions = went(begun(silent, hz), silent, 40)
    assert written(decisions, PUMPS[0]) == []
    assert set(written(decisions, PUMPS[1])) == {0.0}


@pytest.mark.parametrize("hz", [None, 42.0])
def test_a_pump_heard_of_late_goes_on_without_a_bump(hz: float | None) -> None:
    silent = calm(PLAN.layout, t1__pump_1=None, pump_1_speed=None)
    memory = went(begun(silent, hz), silent, 12)[-1].memory
    heard = calm(PLAN.layout, t1__pump_1=42.0, pump_1_speed=42.0)
    speeds = written(went(memory, heard, 30, 12), PUMPS[0])
    assert len(speeds) == 30
    assert all(abs(speed - 42.0) <= 0.5 for speed in speeds), speeds


def test_a_pump_heard_of_late_and_standing_is_started() -> None:
    silent = calm(PLAN.layout, pump_1=None, pump_2=None, pump_1_speed=None, flow=0.0)
    memory = went(begun(silent, 42.0), silent, 8)[-1].memory
    heard = calm(PLAN.layout, pump_1=0.0, pump_1_speed=0.0, flow=0.0)
    speeds = written(went(memory, heard, 12, 8), PUMPS[0])
    assert speeds[0] <= 5.0, "it ramps from where it stands"
    assert speeds[-1] >= 40.0


def test_without_flow_the_standby_pump_takes_over_from_the_one_not_heard_of() -> None:
    silent = calm(PLAN.layout, t1__pump_1=None, pump_1_speed=None, flow=0.0)
    decisions = went(begun(silent, 42.0), silent, 40)
    assert written(decisions, PUMPS[0]) == []
    assert written(decisions, PUMPS[1])[-1] >= 40.0


def test_the_one_pump_known_to_turn_may_not_be_stopped_for_one_not_heard_of() -> None:
    silent = calm(PLAN.layout, t1__pump_1=None, t1__pump_2=45.0, pump_2_speed=45.0)
    why = Words(zh="手动", en="by hand")
    hand = Hand(0.0, START_MS + 10**9, "w", "x", why)
    memory = replace(begun(silent), hands={PUMPS[1]: hand})
    decisions = went(memory, silent, 60)
    assert written(decisions, PUMPS[0]) == []
    assert min(written(decisions, PUMPS[1])) >= 40.0


def test_a_speed_asked_of_a_pump_not_heard_of_does_not_count_as_water() -> None:
    """In mid change-over both pumps are asked to turn, but only one can be seen."""
    silent = calm(PLAN.layout, t1__pump_1=None, pump_1_speed=None, pump_2_speed=0.0, flow=0.0)
    memory = went(begun(silent, 42.0), silent, 40)[-1].memory
    hand = Hand(0.0, START_MS + 10**9, "w", "x", Words(zh="手动", en="by hand"))
    decisions = went(replace(memory, hands={PUMPS[1]: hand}), silent, 30, 40)
    assert min(written(decisions, PUMPS[1])) >= 40.0


def law_of(**memory: float) -> CirculationLaw:
    law = next(law for law in PLAN.laws if isinstance(law, CirculationLaw))
    return replace(law, plan=replace(law.plan, turn=2), **memory)  # type: ignore[arg-type]


def test_the_law_keeps_what_it_remembers_of_a_pump_not_heard_of() -> None:
    standing = Outcome(0.0, Rank.SAFE)
    law = law_of(duty=0, hz=42.0).told({PUMPS[1]: standing})
    assert (law.duty, law.hz, law.unheard) == (0, 42.0, True)
    other = law_of(duty=0, hz=42.0).told({PUMPS[0]: standing})
    assert (other.duty, other.hz, other.unheard) == (1, 42.0, True), "that one may turn"
    little = calm(PLAN.layout, pump_1=None, pump_1_speed=None, flow=150.0)
    for second in range(60):
        law, _ = law.step(frozen(PLAN.layout, little, float(second)), 1.0)
    assert law.hz == 42.0, "the speed of what cannot be seen is not trimmed"
    dry = calm(PLAN.layout, pump_1=None, pump_1_speed=None, flow=0.0)
    for second in range(60, 90):
        law, _ = law.step(frozen(PLAN.layout, dry, float(second)), 1.0)
    assert (law.duty, law.unheard) == (1, False)


def test_only_drives_seen_standing_wait_their_turn() -> None:
    """Not heard of: lost flow counts from the first second. Seen standing: the turn begins now."""
    dry = calm(PLAN.layout, pump_1=None, pump_1_speed=None, flow=0.0)
    unheard, _ = law_of(unheard=True).step(frozen(PLAN.layout, dry, 0.0), 1.0)
    assert unheard.lost_s == 1.0
    standing = {name: Outcome(0.0, Rank.SAFE) for name in PUMPS}
    law = law_of(hz=42.0, up_s=9000.0).told(standing)
    values = calm(PLAN.layout, pump_1=0.0, pump_1_speed=0.0, flow=0.0)
    for second in range(10):
        law, commands = law.step(frozen(PLAN.layout, values, float(second)), 1.0)
        assert [command.value for command in commands] == [0.0, 0.0]
    law, commands = law.step(frozen(PLAN.layout, values, 10.0), 1.0)
    assert commands[0].value >= 40.0


def test_a_trim_valve_not_heard_of_is_not_written_and_taken_over_later() -> None:
    silent = calm(PLAN.layout, t1_01__oxygen_valve=None)
    decisions = went(begun(silent), silent, 20)
    assert written(decisions, TRIM) == []
    openings = written(went(decisions[-1].memory, calm(PLAN.layout), 3, 20), TRIM)
    assert abs(openings[0] - 35.0) <= 1.0


def test_a_fan_and_a_cone_not_heard_of_are_taken_over_as_they_stand() -> None:
    silent = calm(PLAN.layout, fan=None, cone_valve=None)
    decisions = went(begun(silent), silent, 20)
    assert written(decisions, TagName("1.fan")) == written(decisions, TagName("1.cone_valve")) == []
    after = went(decisions[-1].memory, calm(PLAN.layout, fan=22.0, cone_valve=33.0), 1, 20)
    assert abs(after[0].outputs[TagName("1.fan")].value - 22.0) < 0.5
    assert abs(after[0].outputs[TagName("1.cone_valve")].value - 33.0) < 0.5


def test_what_adds_safety_is_written_blindly_and_nothing_else() -> None:
    silent = calm(PLAN.layout, emergency_valve=None, feeder=None, t1_01__do_a=3.0, t1_01__do_b=3.0)
    decisions = went(begun(silent), silent, 20)
    assert set(written(decisions, EMERGENCY)) == {1.0}
    assert set(written(decisions, FEEDER)) == {0.0}
    assert written(decisions, TagName("1-02.emergency_valve")) == []


def test_a_hand_on_an_output_not_heard_of_is_refused_unless_it_adds_safety() -> None:
    silent = calm(PLAN.layout, emergency_valve=None, t1__pump_1=None)
    decision = went(begun(silent), silent, 3)[-1]

    def code(output: TagName, value: float) -> str:
        wish = made("set_output", START_MS, output=output, value=value)
        no = refused(wish, PLAN, decision.memory, decision, {}, START_MS)
        return no.code if no else ""

    assert code(PUMPS[0], 45.0) == "not_heard_of"
    assert code(EMERGENCY, 0.0) == "not_heard_of"
    assert code(EMERGENCY, 1.0) == ""


def test_a_silent_drive_line_at_the_start_moves_nothing_in_a_whole_run() -> None:
    farm = FakeFarm(load("trial"))
    farm.values[PUMPS[0]] = farm.values[TagName("1.pump_1_speed")] = 42.0
    farm.mute.add("s1-drive")

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(12)
        assert not [w for w in farm.writes if w[1] in PUMPS]
        farm.mute.clear()
        await asyncio.sleep(15)
        assert run.cycle is not None
        assert run.cycle.memory.applied.keys() == PLAN.layout.rules.keys()

    farm, log, _ = ran(then, farm)
    speeds = [value for _, name, value in farm.writes if name == PUMPS[0]]
    # The fake's flow at 42 Hz is a little short of the target: the law trims up, slowly.
    assert all(42.0 <= value <= 45.5 for value in speeds), speeds
    idle = [value for _, name, value in farm.writes if name == PUMPS[1]]
    assert idle == [], "what stands already is not written"
    assert log.count("outputs_adopted_late") >= 1


def shut_when(values: Values, memory: Memory) -> float:
    return went(memory, values, 10)[-1].outputs[EMERGENCY].value


def test_an_emergency_valve_found_open_stays_open_until_oxygen_is_seen_to_be_fit() -> None:
    def stood(**over: float | None) -> Values:
        return calm(PLAN.layout, t1_01__emergency_valve=1.0, **over)

    close_mg_l = PLAN.layout.site.control.oxygen.emergency_close_mg_l
    low = close_mg_l - 0.1
    memory = begun(stood())
    assert shut_when(stood(t1_01__do_a=None, t1_01__do_b=None), memory) == 1.0
    assert shut_when(stood(t1_01__do_a=low, t1_01__do_b=low), memory) == 1.0
    assert shut_when(stood(), memory) == 0.0
    other = went(memory, stood(do_a=None, do_b=None), 5)[-1].outputs
    assert other[TagName("1-02.emergency_valve")].value == 0.0, "found shut: as ever"


def test_a_valve_found_open_stays_open_in_life_support_and_after_it() -> None:
    values = calm(PLAN.layout, t1_01__emergency_valve=1.0, do_a=None, do_b=None)
    memory = replace(begun(values), mode="life_support")
    decision = went(memory, values, 5)[-1]
    assert decision.outputs[EMERGENCY].value == 1.0
    assert decision.outputs[TagName("1-02.emergency_valve")].value == 0.0
    assert shut_when(values, left_life_support(PLAN, decision.memory)) == 1.0


def test_a_person_who_shut_a_valve_found_open_is_not_overruled_later() -> None:
    law = next(law for law in PLAN.laws if isinstance(law, ShutLaw))
    law = law.told({EMERGENCY: Outcome(1.0, Rank.SAFE)})
    assert law.found_open == (EMERGENCY,)
    assert law.told({EMERGENCY: Outcome(0.0, Rank.OPERATOR)}).found_open == ()
    assert law.told({EMERGENCY: Outcome(1.0, Rank.INTERLOCK)}).found_open == (EMERGENCY,)


def test_dropped_samples_are_told_while_they_are_dropped_and_a_minute_longer() -> None:
    values = calm(PLAN.layout)

    def told(lives: Mapping[str, Life]) -> bool:
        life = lives.get("samples_dropped@farm")
        return life is not None and life.is_live

    first = went(begun(values), values, 10, shell=Shell(dropped=3))[-1].memory
    assert told(first.lives)
    later = went(first, values, 70, 10, Shell(dropped=3))[-1].memory
    assert not told(later.lives), "the counter stands still: it is over"
    assert told(went(later, values, 2, 80, Shell(dropped=4))[-1].memory.lives)
