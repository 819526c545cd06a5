"""No power on the bars: one alarm with the drives inside it, and no pump is blamed for it.

Knows the trial site's drives, mains and genset.
"""

from collections.abc import Mapping

import pytest

from controller.alarms import LINGER_S
from controller.conditions import Shell
from controller.decide import Decision, decide
from controller.laws.circulation import CirculationLaw
from controller.memory import Memory
from controller.plant import farm_plan
from controller.power import bars_dead, dark
from farm.tag import TagName
from tests.controller.fake_farm import calm, frozen, load
from tests.controller.test_controller_guards import taken_over

PLAN = farm_plan(load("trial"))
Over = Mapping[str, float | None]
SILENT: Over = {
    f"{drive}{what}": None
    for drive in ("pump_1", "pump_2", "fan")
    for what in ("", "_speed", "_current", "_fault")
}
CUT: Over = {"mains_ok": 0.0, "genset_running": 0.0, "flow": 0.0, **SILENT}
CARRIED: Over = {"mains_ok": 0.0, "genset_running": 1.0}
FAILED = frozenset({TagName("1.pump_1"), TagName("1.pump_2"), TagName("1.fan")})
VALVE = TagName("1-02.oxygen_valve")


def lived(over: Over, seconds: range, memory: Memory, failed: frozenset[TagName]) -> Decision:
    for second in seconds:
        seen = frozen(PLAN.layout, calm(PLAN.layout, **over), float(second))
        decision = decide(PLAN, seen, memory, 1.0, Shell(failed=failed))
        memory = decision.memory
    return decision


def alone(decision: Decision) -> set[str]:
    lives = decision.memory.lives
    return {key for key, life in lives.items() if life.is_live and not life.inside}


def changes(decision: Decision) -> int:
    return sum(law.changes for law in decision.memory.laws if isinstance(law, CirculationLaw))


def test_a_cut_is_one_line_and_drives_without_power_are_inside_it() -> None:
    decision = lived(CUT, range(40), taken_over(), FAILED)
    assert alone(decision) == {"mains_ok_low_1@farm"}
    lives = decision.memory.lives
    inside = {key for key, life in lives.items() if life.inside == "power_lost@farm"}
    assert {"line_silent@s1-drive", "output_failed@1.pump_1", "flow_lost@1"} <= inside


def test_a_genset_that_runs_and_does_not_carry_yet_is_no_power() -> None:
    dark = lived(CUT, range(5), taken_over(), frozenset())
    runs = lived({**CUT, "genset_running": 1.0}, range(5, 60), dark.memory, FAILED)
    assert alone(runs) == {"mains_ok_low_1@farm"} and changes(runs) == 0


def test_what_needs_no_mains_is_a_line_of_its_own_in_the_dark() -> None:
    decision = lived(CUT, range(20), taken_over(), FAILED | {VALVE})
    assert alone(decision) == {"mains_ok_low_1@farm", f"output_failed@{VALVE}"}


def test_once_the_genset_carries_a_drive_that_stays_dead_is_a_line_of_its_own() -> None:
    """The mains may be gone for a day: nothing may hide behind that for so long."""
    dark = lived(CUT, range(40), taken_over(), FAILED)
    dead: Over = {**CARRIED, "fan": None, "fan_speed": None, "fan_current": None}
    soon, late = 40 + int(LINGER_S) - 2, 40 + int(LINGER_S) + 2
    first = lived(dead, range(40, soon), dark.memory, frozenset())
    assert "station_silent@s1-fan" not in alone(first)
    then = lived(dead, range(soon, late), first.memory, frozenset())
    assert "station_silent@s1-fan" in alone(then)


def test_with_drives_that_answer_there_is_power_whoever_carries() -> None:
    """A farm whose genset has no contact, or a mains relay that lies."""
    decision = lived({"mains_ok": 0.0, "genset_running": 0.0}, range(20), taken_over(), frozenset())
    assert "power_lost@farm" not in decision.memory.lives


def test_where_no_drive_was_ever_heard_the_contacts_count() -> None:
    snapshot = frozen(PLAN.layout, calm(PLAN.layout, mains_ok=0.0, genset_running=0.0), 0.0)
    assert bars_dead(snapshot, ()) and not dark(snapshot, ())
    lit = frozen(PLAN.layout, calm(PLAN.layout, mains_ok=0.0, genset_running=1.0), 0.0)
    assert not bars_dead(lit, ())


def test_no_pump_is_changed_over_for_want_of_power() -> None:
    assert changes(lived(CUT, range(40), taken_over(), frozenset())) == 0


@pytest.mark.parametrize("over", [{"mains_ok": 1.0}, {"pump_2_speed": 0.0}])
def test_a_contact_that_says_dark_is_not_believed_alone(over: Over) -> None:
    """With mains, or beside a drive that answers, silence and no flow are a dead pump."""
    assert changes(lived({**CUT, **over}, range(40), taken_over(), frozenset())) == 1
