"""Which alarm is a line of its own: one cause one line, one tap away, and nothing worse behind it.

Knows conditions made by hand, and the trial site's oxygen lines.
"""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from controller.alarm_words import alarm_of
from controller.alarms import CLEAR_S, LINGER_S, Condition, Life, grouped, stepped
from controller.calls.whom import calls
from controller.conditions import SILENT_S, SLOW_SILENT_S, Shell
from controller.decide import Decision, decide
from controller.emergencies import many_emergencies
from controller.health.wire_faults import SLOW_LEAST, slow_line
from controller.plant import farm_plan
from controller.publish import same_on_screen
from controller.trips import Trip
from farm.alarm import AlarmState, Priority
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, calm, frozen, load
from tests.controller.test_controller_guards import taken_over

P1, P2, P3 = Priority.P1, Priority.P2, Priority.P3
SEEN, NEW = AlarmState.ACKNOWLEDGED, AlarmState.UNACKNOWLEDGED
PLAN = farm_plan(load("trial"))


def life(kind: str, priority: Priority, state: AlarmState = NEW, inside: str = "") -> Life:
    return Life(Condition(kind, "x", priority), state, inside=inside)


def placed(*lives: Life, under: dict[str, str]) -> dict[str, Life]:
    """`under`: kind by kind, what each may follow from."""

    def parents(condition: Condition) -> Iterable[str]:
        above = under.get(condition.kind)
        return () if above is None else (f"{above}@x",)

    return grouped({one.condition.id: one for one in lives}, parents)


def test_a_consequence_of_a_consequence_is_inside_the_line_that_is_shown() -> None:
    """The page opens a line once: what stands two deep is seen by nobody."""
    chain = {"probe": "station", "station": "line"}
    found = placed(life("line", P2), life("station", P2), life("probe", P2), under=chain)
    assert [found[f"{kind}@x"].inside for kind in ("probe", "station")] == ["line@x"] * 2


def test_what_a_p1_holds_stays_with_it_for_a_p1_is_always_a_line() -> None:
    chain = {"feed": "emergency", "emergency": "flow"}
    found = placed(life("flow", P1), life("emergency", P1), life("feed", P3), under=chain)
    assert found["feed@x"].inside == "emergency@x" and found["emergency@x"].inside == "flow@x"


def test_what_holds_a_more_urgent_one_is_as_urgent_and_somebody_is_called() -> None:
    found = placed(life("line", P2), life("blind", P1), under={"blind": "line"})
    assert found["blind@x"].inside == "line@x"
    assert found["line@x"].condition.priority is P1 and calls(found["line@x"])


def test_nothing_worse_hides_behind_what_a_person_has_seen() -> None:
    found = placed(life("line", P2, SEEN), life("blind", P1), under={"blind": "line"})
    assert found["blind@x"].inside == "" and calls(found["blind@x"])
    assert found["line@x"].condition.priority is P2


def test_what_a_person_saw_inside_does_not_come_out_for_it() -> None:
    both = (life("line", P2, SEEN), life("blind", P1, inside="line@x"))
    found = placed(*both, under={"blind": "line"})
    assert found["blind@x"].inside == "line@x" and found["line@x"].condition.priority is P1


@pytest.mark.parametrize("priority", [P1, P2])
def test_an_equal_or_lesser_one_goes_behind_what_a_person_has_seen(priority: Priority) -> None:
    found = placed(life("flow", P1, SEEN), life("low", priority), under={"low": "flow"})
    assert found["low@x"].inside == "flow@x"


def test_of_those_that_follow_from_each_other_one_is_shown() -> None:
    found = placed(life("a", P2), life("b", P2), under={"a": "b", "b": "a"})
    assert (found["a@x"].inside, found["b@x"].inside) == ("", "a@x")


@pytest.mark.parametrize(
    ("consequence_s", "stays_s"), [(0, CLEAR_S + 1), (6, 6 + CLEAR_S + 1), (60, LINGER_S)]
)
def test_a_cause_goes_after_its_consequences_but_does_not_wait_for_ever(
    consequence_s: int, stays_s: float
) -> None:
    lives = placed(life("line", P2), life("station", P2), under={"station": "line"})
    for second in range(1, 61):
        now = [lives["station@x"].condition] if second <= consequence_s else []
        lives, _ = stepped(lives, now, lambda _: False, 1.0, 1000 * second)
        if not lives["line@x"].is_live:
            break
    assert second == stays_s


def test_a_screen_is_told_of_another_urgency_and_another_count() -> None:
    two = life("line", P2)
    assert same_on_screen(two, replace(two, condition=replace(two.condition, value=3.0)))
    assert not same_on_screen(two, replace(two, condition=replace(two.condition, priority=P1)))
    many = replace(two, condition=replace(two.condition, value=3.0, counted=True))
    assert not same_on_screen(many, replace(many, condition=replace(many.condition, value=4.0)))


def counting(lives: dict[str, Life], *counts: float) -> list[AlarmState]:
    """What becomes of an alarm that counts so many inside it, second by second."""
    states = []
    for count in counts:
        now = Condition("emergency_many", "1", P1, value=count, counted=True)
        lives, _ = stepped(lives, [now], lambda _: False, 1.0, 0)
        states.append(lives["emergency_many@1"].state)
    return states


def test_one_more_than_a_person_has_seen_is_told_anew() -> None:
    first = Condition("emergency_many", "1", P1, value=4.0, counted=True)
    seen = {first.id: Life(first, SEEN)}
    assert counting(seen, 4, 3, 4, 4) == [SEEN] * 4, "one that comes and goes is no news"
    assert counting(seen, 4, 5, 5) == [SEEN, NEW, NEW]


def refused(*outputs: str) -> dict[str, str]:
    memory, shell = taken_over(), Shell(failed=frozenset(TagName(name) for name in outputs))
    for second in range(2):
        seen = frozen(PLAN.layout, calm(PLAN.layout), float(second))
        memory = decide(PLAN, seen, memory, 1.0, shell).memory
    return {key: one.inside for key, one in memory.lives.items() if one.is_live}


def test_a_device_that_obeys_in_nothing_is_one_line() -> None:
    valves = [f"1-0{n}.oxygen_valve" for n in range(1, 5)]
    many = "outputs_failed@s1-io"
    assert refused(*valves) == {many: ""} | {f"output_failed@{name}": many for name in valves}
    assert refused(*valves[:2]) == {f"output_failed@{name}": "" for name in valves[:2]}


def drowned(seconds: int, causes: tuple[str, ...], since_s: float) -> Decision:
    """The first tanks of the trial site have had emergency oxygen for these causes since then."""
    trips = {
        tank.id: Trip(cause, since_ms=START_MS - round(1000 * since_s))
        for tank, cause in zip(PLAN.layout.tanks, causes, strict=False)
    }
    memory = replace(taken_over(), trips=trips)
    for second in range(seconds):
        decision = decide(PLAN, frozen(PLAN.layout, calm(PLAN.layout), float(second)), memory, 1.0)
        memory = decision.memory
    return decision


def test_emergency_oxygen_of_a_whole_system_is_one_line() -> None:
    found = live(drowned(2, ("no_flow",) * 4, 60.0))
    assert [key for key, inside in found.items() if not inside] == ["emergency_many@1"]
    assert found["emergency_open@1-03"] == "emergency_many@1" and len(found) == 5


def test_a_quarter_of_an_hour_of_it_is_told_anew() -> None:
    decision = drowned(2, ("no_power",) * 4, 901.0)
    found = live(decision)
    assert [key for key, inside in found.items() if not inside] == ["emergency_many_long@1"]
    assert found["emergency_long@1-02"] == "emergency_many_long@1"
    said = alarm_of(decision.memory.lives["emergency_many_long@1"])
    assert said.text.en == "system 1: emergency oxygen for more than 15 minutes in 4 tanks"
    assert said.cause.en == "mains lost and no genset"


@pytest.mark.parametrize(("systems", "all_of_them"), [("12", []), ("1234", ["emergency_all@farm"])])
def test_a_whole_farm_in_the_dark_is_one_line(systems: str, all_of_them: list[str]) -> None:
    plan = farm_plan(load("xiaojieling"))
    tanks = [tank.id for tank in plan.layout.tanks if tank.system in systems]
    opened = [Condition("emergency_open", tank, P1, note="no_power") for tank in tanks]
    found = many_emergencies(plan.layout, opened)
    assert [row.id for row in found] == [f"emergency_many@{n}" for n in systems] + all_of_them
    assert {row.value for row in found if row.kind == "emergency_many"} == {18.0}
    lives = {row.id: Life(row, NEW) for row in [*opened, *found]}
    alone = [key for key, one in grouped(lives, plan.causes.of).items() if not one.inside]
    assert alone == (all_of_them or [f"emergency_many@{n}" for n in systems])
    still = Life(Condition("flow_lost", "3", P1), NEW)
    found_still = grouped(lives | {still.condition.id: still}, plan.causes.of)
    assert all(found_still[key].inside == "flow_lost@3" for key in all_of_them)


def test_a_tank_whose_own_oxygen_fell_hides_behind_no_other() -> None:
    found = live(drowned(2, ("no_flow", "no_flow", "no_flow", "two_probes"), 60.0))
    assert found["emergency_open@1-04"] == "" and found["emergency_many@1"] == ""
    two = live(drowned(2, ("no_flow", "no_flow"), 60.0))
    assert set(two.items()) == {("emergency_open@1-01", ""), ("emergency_open@1-02", "")}


def slow(*devices: str) -> tuple[Condition, ...]:
    rows = tuple(Condition("reply_slow", device, P2) for device in devices)
    return (*rows, *slow_line("s1-do-a", rows))


def silent(seconds: int, faults: tuple[Condition, ...]) -> Decision:
    """Probe A of tank 1-04 says nothing."""
    memory, shell = taken_over(), Shell(faults=faults)
    values = calm(PLAN.layout, t1_04__do_a=None, t1_04__temperature=None)
    for second in range(seconds):
        decision = decide(PLAN, frozen(PLAN.layout, values, float(second)), memory, 1.0, shell)
        memory = decision.memory
    return decision


def live(decision: Decision) -> dict[str, str]:
    return {key: one.inside for key, one in decision.memory.lives.items() if one.is_live}


def test_slow_stations_of_one_line_are_one_line_of_the_list() -> None:
    devices = [f"s1-0{n}-do-a" for n in range(1, 5)]
    found = live(silent(3, slow(*devices)))
    assert found == {"line_slow@s1-do-a": ""} | {
        f"reply_slow@{device}": "line_slow@s1-do-a" for device in devices
    }
    assert not list(slow_line("s1-do-a", slow(*devices)[: SLOW_LEAST - 1]))
    late = replace(slow("s1-01-do-a")[0], kind="polls_late", place="s1-do-a", priority=P3)
    assert "line_slow@s1-do-a" in PLAN.causes.of(late)
    assert "reply_slow@s1-02-do-a" in PLAN.causes.of(late), "one slow station delays its line"
    assert "reply_slow@s1-02-do-b" not in PLAN.causes.of(late)


def test_a_station_that_is_known_to_be_slow_is_called_silent_after_a_minute() -> None:
    """It answers now and then in time: else its alarms come and go all day (F-15)."""
    both = {"station_silent@s1-04-do-a", "probe_bad@1-04"}
    assert both <= live(silent(int(SILENT_S) + 1, ())).keys()
    known = slow("s1-04-do-a")
    assert not both & live(silent(int(SLOW_SILENT_S) - 1, known)).keys()
    assert both <= live(silent(int(SLOW_SILENT_S) + 1, known)).keys()
