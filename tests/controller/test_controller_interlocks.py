"""No command overrules a live interlock, and every value written is within its limits.

Knows hypothesis' worst ideas about commands; nothing of how laws think.
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.arbitrate import arbitrate
from controller.decide import Decision, decide
from controller.interlocks import STAGNANT, Inputs, PumpPair, interlocked
from controller.laws.circulation import CirculationLaw
from controller.memory import Hand, Memory
from controller.plant import farm_plan
from controller.shape import LEAST_MOVE, shaped
from controller.trips import ONE_PROBE_S, TankState, Trip
from farm.command import Command, Rank
from farm.tag import TagName
from farm.words import Words
from tests.controller.fake_farm import START_MS, calm, frozen, load

PLAN = farm_plan(load("trial"))
RULES = PLAN.layout.rules
WHY = Words(zh="试", en="test")
EMERGENCY, FEEDER = TagName("1-02.emergency_valve"), TagName("1-03.feeder")
PUMPS = (TagName("1.pump_1"), TagName("1.pump_2"))
NAMES = st.sampled_from(sorted(RULES)) | st.sampled_from([EMERGENCY, FEEDER, *PUMPS])
COMMANDS = st.lists(
    st.builds(
        Command,
        output=NAMES,
        value=st.floats(-1e6, 1e6),
        rank=st.sampled_from(list(Rank)),
        until_s=st.floats(0, 20),
        by=st.sampled_from(["a", "b"]),
        why=st.just(WHY),
    ),
    max_size=30,
)
HELD = Inputs(
    10.0, {EMERGENCY: WHY}, {FEEDER: WHY}, (PumpPair("1", PUMPS, 40.0, 0, may_wait=False),)
)


@given(COMMANDS)
def test_no_list_of_commands_overrules_a_live_interlock(commands: list[Command]) -> None:
    final, reasons = interlocked(HELD, arbitrate(commands, RULES, 10.0))
    assert final[EMERGENCY].value == 1.0 and EMERGENCY in reasons
    assert final[FEEDER].value <= 0.0
    assert max(final[name].value for name in PUMPS) >= 40.0
    again, _ = interlocked(HELD, final)
    assert {n: c.value for n, c in again.items()} == {n: c.value for n, c in final.items()}


@given(COMMANDS)
def test_a_foul_loop_is_started_by_nobody_and_a_fan_held_full_by_nobody_slowed(
    commands: list[Command],
) -> None:
    fan = TagName("1.fan")
    foul = PumpPair("1", PUMPS, 40.0, 0, may_wait=False, stagnant=True)
    held = replace(HELD, pumps=(foul,), full={fan: WHY})
    final, reasons = interlocked(held, arbitrate(commands, RULES, 10.0))
    assert all(final[name].value == 0.0 and reasons[name] is STAGNANT for name in PUMPS)
    assert final[fan].value == 50.0 and reasons[fan] is WHY


@given(COMMANDS, st.randoms())
def test_the_order_of_commands_does_not_matter(commands: list[Command], shuffle: object) -> None:
    mixed = list(commands)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    values = [
        {n: (c.value, c.rank) for n, c in arbitrate(order, RULES, 10.0).items()}
        for order in (commands, mixed)
    ]
    assert values[0] == values[1]


@given(COMMANDS)
def test_the_highest_live_rank_wins_and_nobody_means_safe(commands: list[Command]) -> None:
    for name, winner in arbitrate(commands, RULES, 10.0).items():
        live = [c.rank for c in commands if c.output == name and c.until_s > 10.0]
        if live:
            assert winner.rank == max(live)
        else:
            assert winner.rank is Rank.SAFE and winner.value == RULES[name].safe


@given(
    NAMES,
    st.floats(-1e6, 1e6),
    st.none() | st.floats(0, 100),
    st.sampled_from(list(Rank)),
    st.floats(0.01, 10),
)
def test_shape_keeps_limits_and_rates(
    name: TagName, wanted: float, applied: float | None, rank: Rank, elapsed_s: float
) -> None:
    rule = RULES[name]
    value = shaped(rule, wanted, applied, rank, elapsed_s)
    assert rule.low <= value <= rule.high
    if applied is None or not rule.low <= applied <= rule.high:
        return
    if rule.fall_per_s is not None:
        assert value >= applied - rule.fall_per_s * elapsed_s - 1e-9
    if rule.rise_per_s is not None:
        assert value <= applied + rule.rise_per_s * elapsed_s + 1e-9
    if value == applied and rank is Rank.LAW and rule.fall_per_s is None:
        off = abs(min(max(wanted, rule.low), rule.high) - applied)
        assert off <= LEAST_MOVE * (rule.high - rule.low)


HAND_VALUES = st.dictionaries(NAMES, st.floats(-1e3, 1e3), max_size=8)
READINGS = st.none() | st.floats(-50, 500, allow_nan=False)


@given(
    oxygen=READINGS,
    other=READINGS,
    flow=READINGS,
    hz=READINGS,
    hands=HAND_VALUES,
    tripped=st.booleans(),
    mode=st.sampled_from(["normal", "life_support"]),
    seconds=st.integers(1, 25),
)
def test_whatever_comes_in_every_output_is_within_limits(
    oxygen: float | None,
    other: float | None,
    flow: float | None,
    hz: float | None,
    hands: dict[TagName, float],
    tripped: bool,
    mode: str,
    seconds: int,
) -> None:
    memory = Memory(PLAN.laws, mode=mode)  # type: ignore[arg-type]
    held = {n: Hand(v, START_MS + 10**9, "w", "x", WHY) for n, v in hands.items()}
    memory = replace(memory, hands=held, trips={"1-02": Trip("two_probes")} if tripped else {})
    values = calm(PLAN.layout, do_a=oxygen, do_b=other, flow=flow, pump_1_speed=hz)
    for second in range(seconds):
        decision = decide(PLAN, frozen(PLAN.layout, values, float(second)), memory, 1.0)
        memory = decision.memory
        for name, command in decision.outputs.items():
            assert RULES[name].low <= command.value <= RULES[name].high, command
    assert decision.outputs.keys() == RULES.keys()
    if tripped:
        assert decision.outputs[EMERGENCY].value == 1.0
        assert decision.outputs[TagName("1-02.feeder")].value == 0.0
    if mode == "life_support" or (oxygen is None and other is None):
        assert all(c.value == 0 for n, c in decision.outputs.items() if n.endswith(".feeder"))
    assert max(decision.outputs[name].value for name in PUMPS) > 0 or seconds < 20


def state(**over: object) -> TankState:
    usual: dict[str, object] = {
        "oxygen_mg_l": 8.0, "good": 2, "below": 0, "slope_mg_l_min": 0.0,
        "flow_lost": False, "power_lost": False,
    }  # fmt: skip
    return TankState(**(usual | over))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "after_s", "cause"),
    [
        (state(oxygen_mg_l=3.9, below=2), 1, "two_probes"),
        (state(oxygen_mg_l=3.9, good=1, below=1, slope_mg_l_min=-0.1), 1, "one_probe"),
        (state(oxygen_mg_l=3.9, good=1, below=1), int(ONE_PROBE_S), "one_probe"),
        (state(oxygen_mg_l=3.9, good=1, below=1), int(ONE_PROBE_S) - 1, ""),
        (state(flow_lost=True), 60, ""),
        (state(flow_lost=True), 61, "no_flow"),
        (state(oxygen_mg_l=None, good=0, flow_lost=True), 61, "blind_no_flow"),
        (state(oxygen_mg_l=None, good=0), 3600, ""),
        (state(power_lost=True), 31, "no_power"),
        (state(power_lost=True), 30, ""),
        (state(), 3600, ""),
    ],
)
def test_emergency_oxygen_opens_for_each_cause(seen: TankState, after_s: int, cause: str) -> None:
    trip = Trip()
    for second in range(after_s):
        trip = trip.step(seen, 1.0, START_MS + second)
    assert trip.cause == cause


def test_a_trip_is_latched_and_only_fit_water_lets_a_person_reset_it() -> None:
    trip = Trip().step(state(oxygen_mg_l=3.0, below=2), 1.0, START_MS)
    for second in range(600):
        trip = trip.step(state(oxygen_mg_l=9.0, flow_lost=second > 300), 1.0, START_MS + second)
    assert (trip.cause, trip.since_ms) == ("two_probes", START_MS), "the first cause stays"
    assert trip.reset_refused(state(oxygen_mg_l=6.9), 7.0) is not None
    assert trip.reset_refused(state(oxygen_mg_l=None, good=0), 7.0) is not None
    assert trip.reset_refused(state(oxygen_mg_l=8.0, flow_lost=True), 7.0) is not None
    assert trip.reset_refused(state(oxygen_mg_l=7.0), 7.0) is None


def after(seconds: int, memory: Memory | None = None, **over: float | None) -> Decision:
    """The decision after a farm stood like this for some seconds."""
    memory = memory or Memory(PLAN.laws)
    for second in range(seconds):
        snapshot = frozen(PLAN.layout, calm(PLAN.layout, **over), float(second))
        decision = decide(PLAN, snapshot, memory, 1.0)
        memory = decision.memory
    return decision


def test_two_low_probes_open_the_valve_at_once_and_stop_the_feeder() -> None:
    decision = after(1, t1_01__do_a=3.5, t1_01__do_b=3.6)
    assert decision.outputs[TagName("1-01.emergency_valve")].rank is Rank.INTERLOCK
    assert decision.outputs[TagName("1-01.emergency_valve")].value == 1.0
    assert decision.outputs[EMERGENCY].value == 0.0


def test_a_law_that_raises_loses_its_outputs_alone_and_is_named() -> None:
    broken = [i for i, law in enumerate(PLAN.laws) if law.name == "oxygen 1-01"]
    laws = list(PLAN.laws)
    laws[broken[0]] = replace(laws[broken[0]], level_mg_l="x")  # type: ignore[type-var]
    decision = after(3, Memory(tuple(laws), up_s=60.0))
    valve = decision.outputs[TagName("1-01.oxygen_valve")]
    assert (valve.rank, valve.value) == (Rank.SAFE, RULES[TagName("1-01.oxygen_valve")].safe)
    assert decision.outputs[TagName("1-02.oxygen_valve")].rank is Rank.LAW
    assert "law_raised@oxygen-1-01" in decision.memory.lives
    again = after(70, decision.memory)
    assert again.outputs[TagName("1-01.oxygen_valve")].rank is Rank.LAW


def test_life_support_feeds_nothing_and_keeps_water_and_oxygen() -> None:
    memory = Memory(PLAN.laws, mode="life_support", applied={PUMPS[0]: 45.0})
    decision = after(5, memory)
    assert decision.outputs[PUMPS[0]].value == 45.0
    assert decision.outputs[TagName("1-01.oxygen_valve")].value >= 60.0
    assert decision.outputs[TagName("1-01.feeder")].value == 0.0
    cold = after(9, Memory(PLAN.laws, mode="life_support"), pump_1=0.0)
    assert all(cold.outputs[name].value >= 40.0 for name in PUMPS)


def test_the_plan_of_a_farm_has_a_circulation_law() -> None:
    assert [law.name for law in PLAN.laws if isinstance(law, CirculationLaw)] == ["circulation 1"]
