"""What must follow a limit truly passed, and feed told against what fell: each can be missed.

Runs a farm only where a bug is planted.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from pydantic import ValidationError

from controller import facts
from controller.facts import FactsPlan, Tally
from farm.alarm import AlarmState
from farm.profile import Profile
from farm.site import Site
from farm.snapshot import Snapshot
from models.floats import FloatArray
from trials.expect.alarms import ShownAlone
from trials.expect.expected import Ran
from trials.expect.follows import AlarmFollows, OutputFollows
from trials.expect.general import NotLess
from trials.expect.looks import Look
from trials.scenarios import read_scenario, scenarios
from trials.verdict import tried
from trials.witness import Shown

OXYGEN = [8.0, 7.5, 6.9, 6.5, 6.4, 7.2]


@dataclass
class Seen:
    """A run of which oxygen and one valve were looked at, a value a second from 0 on."""

    valve: list[float]
    alarms: tuple[tuple[int, str], ...] = ()

    @property
    def trial(self) -> Any:
        rows = [
            (at_s * 1000, SimpleNamespace(id=key, state=AlarmState.UNACKNOWLEDGED), "")
            for at_s, key in self.alarms
        ]
        return SimpleNamespace(store=SimpleNamespace(alarms=rows))

    def ms(self, at_s: float) -> int:
        return round(1000 * at_s)

    def looked(self, look: Look, from_s: float, to_s: float) -> FloatArray:
        rows = self.valve if look.what == "output" else OXYGEN
        return np.array(rows[int(from_s) : int(to_s) + 1])


def ran(*valve: float, alarms: tuple[tuple[int, str], ...] = ()) -> Ran:
    return cast(Ran, Seen(list(valve), alarms))


def opens(**more: Any) -> OutputFollows:
    row: dict[str, Any] = {
        "check": "output_follows", "quantity": "do_a", "place": "1-02", "below": 7.0,
        "tag": "1-02.emergency_valve", "low": 1, "within_s": 2, "from_s": 0, "to_s": 5,
    }  # fmt: skip
    return OutputFollows(**row | more)


def test_time_runs_from_the_true_limit_on() -> None:
    assert opens().found(ran(0, 0, 0, 0, 1, 1)).ok
    late = opens().found(ran(0, 0, 0, 0, 0, 1))
    assert not late.ok and "below 7 at 2 s" in late.said and "3 s later" in late.said
    assert not opens().found(ran(0, 0, 0, 0, 0, 0)).ok


def test_what_must_last_is_not_met_by_a_blink() -> None:
    assert opens(for_s=2).found(ran(0, 0, 0, 1, 1, 1)).ok
    assert not opens(for_s=2).found(ran(0, 0, 0, 1, 0, 1)).ok
    assert opens(for_s=1).found(ran(0, 0, 1, 0, 1, 1)).ok, "it may come to rest in the time allowed"
    assert not opens(for_s=2).found(ran(0, 0, 0, 0, 1, 1)).ok, "cut off by the end of the span"


def test_a_limit_never_passed_is_a_fault_too_mild() -> None:
    assert not opens(below=5.0).found(ran(1, 1, 1, 1, 1, 1)).ok
    with pytest.raises(ValidationError, match="above or below"):
        opens(above=9.0)


def test_an_alarm_that_stood_before_is_no_answer() -> None:
    row = AlarmFollows(
        check="alarm_follows", quantity="do_a", place="1-02", below=7.0, within_s=2,
        alarm="oxygen_short@1-02", from_s=0, to_s=5,
    )  # fmt: skip
    assert row.found(ran(alarms=((4, "oxygen_short@1-02"),))).ok
    assert not row.found(ran(alarms=((1, "oxygen_short@1-02"),))).ok
    assert not row.found(ran(alarms=((5, "oxygen_short@1-02"),))).ok
    assert not row.found(ran(alarms=((4, "oxygen_short@1-03"),))).ok


def test_a_valve_at_its_base_has_fallen_when_it_stood_higher() -> None:
    row = NotLess(check="not_less", tag="1-03.oxygen_valve", from_s=1, to_s=4)
    assert row.found(ran(0, 90, 95, 90, 100, 0)).ok
    assert not row.found(ran(0, 90, 95, 60, 100, 0)).ok


def test_an_alarm_inside_another_is_no_line_of_its_own() -> None:
    row = ShownAlone(check="shown_alone", alarm="mains_ok_low_1@farm", from_s=60, by_s=65, to_s=90)

    def shown(*rows: Shown) -> Ran:
        return cast(Ran, SimpleNamespace(seen=SimpleNamespace(shown=list(rows))))

    assert row.found(shown(Shown("mains_ok_low_1@farm", 63, 120))).ok
    assert not row.found(shown(Shown("mains_ok_low_1@farm", 63, 70))).ok
    assert not row.found(shown(Shown("mains_ok_low_1@farm", 70, 120))).ok
    assert not row.found(shown(Shown("flow_lost@1", 63, 120))).ok


MEAL = """
schema: ras-trial/1
name: MEAL
title: {zh: 命令有回应却没有执行, en: Writes are acknowledged and not executed}
source: safety-and-reliability 2.2 F-23
sites: [trial]
starts: "07:59"
seconds: 500
orders:
  - {at_s: 30, do: fault, device: s1-io, kind: not_executed}
"""


def test_feed_that_was_commanded_and_never_fell_is_found_in_the_books(
    trial_site: Site, profiles: dict[str, Profile], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = read_scenario("meal.yaml", MEAL)

    def told() -> bool:
        findings = tried(one, trial_site, 1, profiles).findings
        return next(finding for finding in findings if finding.id == "I7").ok

    assert told()

    def commanded(plan: FactsPlan, tally: Tally, snapshot: Snapshot, applied: Any) -> Any:
        on = (feeder.tag for feeder in plan.feeders if applied.get(feeder.tag, 0.0) > 0.5)
        return dict.fromkeys(on, snapshot.at_ms)

    monkeypatch.setattr(facts, "_fed", commanded)
    assert not told()


def test_rows_that_name_a_limit_name_one_that_is_passed_after_their_fault() -> None:
    for one in scenarios().values():
        first_s = min((order.at_s for order in one.orders), default=0.0)
        for row in one.expect:
            if isinstance(row, OutputFollows | AlarmFollows):
                assert row.from_s >= first_s, (one.name, row)
