"""Wires and boards that fail under the production controller, and the guards that save the day.

Each guard is taken out once: what it is there for must then be seen by the verdict. Knows the rows
of the failure catalogue; the long ones run as scenarios, not here.
"""

import pytest

from controller import conditions, dispatch
from controller.health import wire_faults
from drivers import astray, modbus_bus, proof, rtu_line
from farm.profile import Profile
from farm.site import Site
from hil_sim.recorder import REPLY, REQUEST
from trials.scenarios import Scenario, scenarios
from trials.talked_over import talked_over
from trials.trace import Trace
from trials.verdict import Verdict, tried

Profiles = dict[str, Profile]


def row(name: str, seconds: float, *, orders: int | None = None) -> Scenario:
    """A row cut short: its first orders, and the expectations that are over by then."""
    whole = scenarios()[name]
    expect = tuple(
        one
        for one in whole.expect
        if max(getattr(one, "to_s", 0.0), getattr(one, "by_s", 0.0)) <= seconds
        or getattr(one, "check", "") == "no_alarm"
    )
    change = {"seconds": seconds, "expect": expect, "orders": whole.orders[:orders]}
    return whole.model_copy(update=change)


def wrong(verdict: Verdict) -> list[str]:
    return [str(finding) for finding in verdict.findings if not finding.ok]


def named(verdict: Verdict) -> set[str]:
    return {finding.id for finding in verdict.findings if not finding.ok}


def test_a_panel_behind_another_map_is_not_written_to(
    trial_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-22; and what the identity canary is for."""
    one = row("F-22", 240.0)
    assert not wrong(tried(one, trial_site, 1, profiles))
    monkeypatch.setattr(proof, "identity_matches", lambda row, swap, data: True)

    async def anybody(ask: object, station: object) -> None:
        return None

    monkeypatch.setattr(proof, "_identity", anybody)
    assert "writes_most" in named(tried(one, trial_site, 1, profiles))


def test_a_panel_whose_writes_go_astray_is_left_alone(
    trial_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-24; without the hold the same write goes astray again and again."""
    one = row("F-24", 200.0)
    spans = [
        e.model_copy(update={"to_s": 200.0})
        for e in scenarios()["F-24"].expect
        if hasattr(e, "to_s")
    ]
    one = one.model_copy(update={"expect": (*one.expect, *spans)})
    assert not wrong(tried(one, trial_site, 1, profiles))
    monkeypatch.setattr(astray, "HOLD_S", 0.0)
    assert named(tried(one, trial_site, 1, profiles)) >= {"writes_most", "moved_most"}


def test_what_another_master_switches_off_is_switched_on_again(
    trial_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-25, the fan twice within 8 s; a guard that waits for the motor's ramp comes too late."""
    whole = scenarios()["F-25"]
    loop = whole.orders[-1].model_copy(update={"at_s": 60.0, "for_s": 35.0})
    back = next(e for e in reversed(whole.expect) if getattr(e, "check", "") == "put_back")
    back = back.model_copy(update={"from_s": 55.0, "to_s": 110.0, "least": 5})
    one = whole.model_copy(update={"seconds": 110.0, "orders": (loop,), "expect": (back,)})
    assert not wrong(tried(one, trial_site, 1, profiles))
    monkeypatch.setattr(dispatch, "STANDS_S", 60.0)
    assert named(tried(one, trial_site, 1, profiles)) == {"put_back"}


def test_a_panel_that_lost_its_power_is_one_alarm(
    trial_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-26; its outputs are asserted again, and nobody is told nine times."""
    one = row("F-26", 300.0, orders=1)
    assert not wrong(tried(one, trial_site, 1, profiles))
    monkeypatch.setattr(conditions, "FELL_LEAST", 1000)
    assert named(tried(one, trial_site, 1, profiles)) == {"alarm_by", "no_alarm", "I5"}


def test_noise_is_told_and_costs_no_value(
    trial_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worst part of F-18, 10 % either way, right away."""
    whole = scenarios()["F-18"]
    noise = whole.orders[2].model_copy(update={"at_s": 30.0, "for_s": 150.0})
    told = next(e for e in whole.expect if getattr(e, "check", "") == "alarm_by")
    told = told.model_copy(update={"from_s": 30.0, "by_s": 150.0})
    one = whole.model_copy(update={"seconds": 200.0, "orders": (noise,), "expect": (told,)})
    assert not wrong(tried(one, trial_site, 1, profiles))
    monkeypatch.setattr(wire_faults, "NOISE_LEAST", 10_000)
    assert named(tried(one, trial_site, 1, profiles)) == {"alarm_by"}


def test_two_stations_of_one_number_are_nobodys_values(
    trial_site: Site, profiles: Profiles
) -> None:
    """F-16, the probes."""
    one = row("F-16", 250.0, orders=1)
    verdict = tried(one, trial_site, 1, profiles)
    assert not wrong(verdict)
    assert {finding.id for finding in verdict.findings} >= {"I1", "tag_bad", "tag_good"}


def test_a_gateway_that_answers_again_is_heard_at_once(
    trial_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-21; it took our connections all the time, so nothing is gained by staying away.

    Here within the visits of life support (2 s) and a timeout; the row itself asks for one second.
    """
    one = row("F-21", 275.0)
    soon = [e.model_copy(update={"by_s": 263.0}) if e.check == "good_by" else e for e in one.expect]
    one = one.model_copy(update={"expect": tuple(soon)})
    assert not wrong(tried(one, trial_site, 1, profiles))
    monkeypatch.setattr(modbus_bus, "BACKOFF_FIRST_S", 30.0)
    assert named(tried(one, trial_site, 1, profiles)) == {"good_by"}


def test_a_line_that_is_not_left_silent_after_a_miss_is_found(
    trial_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-15; by luck of the timetable no late answer fits the next question, so no value tells."""
    one = row("F-15", 120.0)
    assert not wrong(tried(one, trial_site, 1, profiles))

    async def at_once(line: rtu_line.RtuLine) -> None:
        return None

    monkeypatch.setattr(rtu_line.RtuLine, "settle", at_once)
    verdict = tried(one, trial_site, 1, profiles)
    assert named(verdict) == {"I1"}
    assert " over an answer still to come" in "".join(wrong(verdict))


MS_504 = 450
"""Longest answer of a Y504 by its profile, ms."""


@pytest.mark.parametrize(
    ("whole_ms", "next_ms", "over"),
    [(MS_504, 440, 1), (MS_504, 451, 0), (MS_504 + 1, 440, 0), (150, 140, 0)],
)
def test_only_what_a_station_may_still_say_must_be_waited_for(
    trial_site: Site, profiles: Profiles, whole_ms: int, next_ms: int, over: int
) -> None:
    trace = Trace()
    trace.frame(0, "s1-do-a", REQUEST, b"\x01\x03")
    trace.frame(whole_ms, "s1-do-a", REPLY, b"\x01\x03")
    trace.frame(next_ms, "s1-do-a", REQUEST, b"\x02\x03")
    assert len(talked_over(trace, trial_site, profiles)) == over
