"""A loop whose water stood for half an hour waits for a person, whoever is restarted meanwhile.

Knows the trial site's two pumps, their drives and meter; a power cut, and who says yes.
"""

from dataclasses import replace

import pytest

from controller.alarms import Condition
from controller.checkpoints import Minute
from controller.decide import Decision, decide
from controller.interlocks import STAGNANT
from controller.memory import Hand, Memory, as_json
from controller.plant import farm_plan
from controller.start import first_memory
from controller.still_water import FOUL_MS
from controller.store import Remembered
from controller.wishes import granted, refused
from farm.alarm import Priority
from farm.snapshot import Snapshot
from farm.tag import TagName
from farm.wish import StartLoop, Wish
from tests.controller.fake_farm import START_MS, Log, calm, frozen, load

PLAN = farm_plan(load("trial"))
PUMPS = (TagName("1.pump_1"), TagName("1.pump_2"))
RUNS = {PUMPS[0]: 45.0, PUMPS[1]: 0.0}
State = dict[str, float | None]
GOES: State = {}
BROKEN: State = {
    "flow": 0.0, "pump_1_speed": 0.0, "pump_1_current": 0.0,
    "pump_1_fault": 4.0, "pump_2_fault": 4.0,
}  # fmt: skip
STANDS: State = {"flow": 0.0, "pump_1_speed": 0.0, "pump_1_current": 0.0}
DARK: State = {
    "flow": 0.0, "mains_ok": 0.0,
    **{f"pump_{n}{what}": None for n in (1, 2) for what in ("", "_speed", "_current", "_fault")},
}  # fmt: skip
"""No current: drives say nothing, the meter hangs on the battery and sees no water."""


def seen(state: State, memory: Memory, second: int) -> Snapshot:
    """Pumps read back what they were told, where they answer at all."""
    told = {f"pump_{n}": memory.applied.get(PUMPS[n - 1], 0.0) for n in (1, 2)}
    values = calm(PLAN.layout, **({**told, **state}))
    return frozen(PLAN.layout, values, float(second))


def lived(state: State, minutes: int, memory: Memory, from_min: int = 0) -> Decision:
    """The decision after the loop was like this for so many minutes, two seconds a look."""
    for second in range(60 * from_min, 60 * (from_min + minutes), 2):
        decision = decide(PLAN, seen(state, memory, second), memory, 2.0)
        memory = decision.memory
    return decision


def begun() -> Memory:
    return lived(GOES, 1, Memory(PLAN.laws, applied=RUNS)).memory


def live(decision: Decision) -> set[str]:
    return {key for key, life in decision.memory.lives.items() if life.is_live}


def pumps(decision: Decision) -> float:
    return max(decision.outputs[name].value for name in PUMPS if name in decision.outputs)


def wish(place: str = "1", made_ms: int = START_MS) -> Wish:
    return Wish(id="12345678", actor="值班员", made_ms=made_ms, what=StartLoop(place=place))


def said(decision: Decision, asked: Wish) -> str | None:
    at_ms = decision.outlook.snapshot.at_ms
    asked = asked.model_copy(update={"made_ms": at_ms})
    refusal = refused(asked, PLAN, decision.memory, decision, {}, at_ms)
    return None if refusal is None else refusal.code


@pytest.mark.parametrize("still", [BROKEN, DARK])
def test_pumps_that_can_turn_again_after_45_minutes_wait_for_a_person(still: State) -> None:
    decision = lived(STANDS, 5, lived(still, 45, begun(), 1).memory, 46)
    assert pumps(decision) == 0.0
    assert all(decision.reasons[name] is STAGNANT for name in PUMPS)
    assert "loop_stagnant@1" in live(decision)
    assert decision.memory.lives["flow_lost@1"].inside == "loop_stagnant@1", "one alarm is shown"
    assert decision.outputs[TagName("1-01.emergency_valve")].value == 1.0, "what they live on"


def test_a_dead_drive_is_told_to_stand_before_its_power_comes_back() -> None:
    """What is still to be written when it answers again must not start it."""
    dark = lived(DARK, 45, begun(), 1)
    assert pumps(dark) == 0.0 and all(dark.memory.applied[name] == 0.0 for name in PUMPS)


@pytest.mark.parametrize("still", [BROKEN, DARK])
def test_after_20_minutes_they_start_by_themselves(still: State) -> None:
    decision = lived(STANDS, 1, lived(still, 20, begun(), 1).memory, 21)
    assert pumps(decision) >= 40.0
    assert "loop_stagnant@1" not in live(decision)


@pytest.mark.parametrize(("still", "waits"), [(BROKEN, True), (DARK, True), (STANDS, False)])
def test_the_half_hour_is_longer_only_for_pumps_that_may_be_starting(
    still: State, waits: bool
) -> None:
    """After 31 minutes: a loop that could not start, and one whose drives answer without fault."""
    decision = lived(still, 31, begun(), 1)
    assert ("loop_stagnant@1" in live(decision)) is waits
    assert (pumps(decision) == 0.0) is waits
    assert "loop_stagnant@1" in live(lived(still, 3, decision.memory, 32))


def test_a_person_lets_it_start_and_only_then() -> None:
    waiting = lived(STANDS, 2, lived(BROKEN, 45, begun(), 1).memory, 46)
    assert said(waiting, wish()) is None
    assert said(waiting, wish("9")) == "unknown_place"
    at_ms = waiting.outlook.snapshot.at_ms
    memory = granted(wish(), PLAN, waiting.memory, at_ms)
    started = lived(STANDS, 1, memory, 48)
    assert pumps(started) >= 40.0 and "loop_stagnant@1" not in live(started)
    assert said(started, wish()) == "not_stagnant"


def test_nobody_stops_a_pump_that_may_turn_behind_a_dead_line() -> None:
    """Line and meter silent for an hour: what was told to run is left to run."""
    mute = DARK | {"flow": None, "mains_ok": 1.0}
    decision = lived(mute, 60, begun(), 1)
    assert decision.memory.applied[PUMPS[0]] >= 40.0
    assert "loop_stagnant@1" not in live(decision)


def test_a_pump_that_shows_a_speed_is_not_stopped_whatever_speaks_against_it() -> None:
    """A wrong motor in the site file, a lying fault contact, a jammed meter: it may turn."""
    odd: State = {"flow": 0.0, "pump_1_current": 0.5, "pump_1_fault": 4.0, "pump_2_fault": 4.0}
    decision = lived(odd, 60, begun(), 1)
    assert "loop_stagnant@1" not in live(decision) and pumps(decision) >= 40.0


def test_water_that_only_the_meter_sees_is_water() -> None:
    unheard = {key: value for key, value in DARK.items() if key.startswith("pump")}
    decision = lived(STANDS, 1, lived(unheard, 60, begun(), 1).memory, 61)
    assert "loop_stagnant@1" not in live(decision) and pumps(decision) >= 40.0


@pytest.mark.parametrize(
    ("away_min", "waits"), [(10, False), (25, False), (45, True), (60 * 8, True), (-60 * 24, True)]
)
@pytest.mark.parametrize("life_support", [False, True])
def test_a_computer_that_was_away_knows_how_long_the_water_stood(
    away_min: int, waits: bool, life_support: bool
) -> None:
    """The cut took the computer as well; minus: its clock came back a day before the cut."""
    memory = begun()
    kept = Minute(as_json(memory), ticks=[START_MS + 60_000])
    after_ms = START_MS + 60_000 * (1 + away_min)
    back = first_memory(
        PLAN, kept, Remembered(), dict.fromkeys(PUMPS, 0.0), after_ms,
        life_support=life_support, log=Log(),
    )  # fmt: skip
    decision = lived(STANDS, 1, back, 1 + away_min)
    assert (pumps(decision) == 0.0) is waits
    assert ("loop_stagnant@1" in live(decision)) is waits


def test_pumps_found_turning_are_left_alone_however_long_nobody_looked() -> None:
    kept = Minute(as_json(begun()), ticks=[START_MS + 60_000])
    after_ms = START_MS + 8 * 3_600_000
    back = first_memory(PLAN, kept, Remembered(), RUNS, after_ms, life_support=False, log=Log())
    decision = lived(GOES, 1, back, 8 * 60)
    assert decision.outputs[PUMPS[0]].value >= 40.0
    assert "loop_stagnant@1" not in live(decision)


def test_a_loop_nobody_ever_saw_move_counts_from_the_first_look() -> None:
    first = lived(STANDS, 1, Memory(PLAN.laws, applied=dict.fromkeys(PUMPS, 0.0)))
    assert first.memory.moved_ms == {"1": START_MS}
    assert pumps(first) >= 40.0
    assert FOUL_MS == 30 * 60_000


def test_a_hand_does_not_start_it_either() -> None:
    waiting = lived(BROKEN, 45, begun(), 1)
    hand = Hand(45.0, START_MS + 10**9, "w", "x", STAGNANT)
    memory = replace(waiting.memory, hands={PUMPS[0]: hand})
    assert pumps(lived(STANDS, 1, memory, 46)) == 0.0


@pytest.mark.parametrize(
    ("kind", "place", "cause"),
    [
        ("flow_lost", "1", "loop_stagnant@1"),
        ("emergency_long", "1-01", "flow_lost@1"),
        ("oxygen_high_2", "1-01", "emergency_open@1-01"),
    ],
)
def test_what_follows_from_still_water_is_shown_inside_it(
    kind: str, place: str, cause: str
) -> None:
    assert cause in PLAN.causes.of(Condition(kind, place, Priority.P1))
