"""The edge computer dies, stalls and is asked: in a trial as in life, to the byte again.

Knows the orders to the computer and the files it keeps.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from controller import decide
from controller.interlocks import Inputs, interlocked
from farm.command import Command
from farm.profile import Profile
from farm.site import Site
from farm.tag import TagName
from hil_sim.stocking import fullest_day
from ras import scenario as verb
from ras.refusal import Refused
from trials.checks import CHECKS
from trials.disk import Disk
from trials.pairs import KINDS, is_pair, pair_names, paired
from trials.scenarios import read_scenario, scenarios
from trials.verdict import Verdict, tried
from trials.whole_farm import Trial, try_farm

Profiles = dict[str, Profile]

DEATHS = """
schema: ras-trial/1
name: DEATHS
title: {zh: 死了又活, en: Deaths}
source: here
sites: [trial]
seconds: 100
starts: "07:58"
orders:
  - {at_s: 12, do: ask, id: captured1, what: {act: set_output, output: 1.fan, value: 45, minutes: 1}}
  - {at_s: 20, do: kill, times: 2, for_s: 30}
  - {at_s: 60, do: ask, id: captured1, old_s: 48, what: {act: set_output, output: 1.fan, value: 45, minutes: 5}}
  - {at_s: 70.3, do: stall, for_s: 15}
expect:
  - {check: back, from_s: 0, to_s: 100, exec_s: 3.1, ready_s: 20, least: 3}
  - {check: no_step, from_s: 0, to_s: 100}
  - {check: kept}
  - {check: answered, at_s: 12, code: accepted}
  - {check: answered, at_s: 60, code: accepted}
  - {check: watchdog_silent, from_s: 70, to_s: 82, longer_s: 9}
"""  # noqa: E501


def failed(verdict: Verdict) -> list[str]:
    return [str(finding) for finding in verdict.findings if not finding.ok]


def test_a_computer_that_dies_comes_back_and_loses_nothing_it_promised(
    trial_site: Site, profiles: Profiles
) -> None:
    deaths = read_scenario("deaths.yaml", DEATHS)
    first = tried(deaths, trial_site, 1, profiles)
    assert first.ok, failed(first)
    assert {"I6", "I7", "I8"} <= {finding.id for finding in first.findings}
    assert tried(deaths, trial_site, 1, profiles).fingerprint == first.fingerprint
    assert tried(deaths, trial_site, 2, profiles).fingerprint != first.fingerprint


def test_rows_that_were_promised_and_are_gone_are_found(
    trial_site: Site, profiles: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that says yes and keeps nothing: the oldest lie there is."""
    from records.state.store import StateStore

    monkeypatch.setattr(StateStore, "write", lambda self, puts: [None] * len(puts))
    lied = tried(read_scenario("deaths.yaml", DEATHS), trial_site, 1, profiles)
    assert "I6" in {finding.id for finding in lied.findings if not finding.ok}


def test_what_was_decided_just_before_a_stall_was_decided_then(
    trial_site: Site, profiles: Profiles
) -> None:
    """F-52: nobody can look at a decision while the loop stands, and its writes went out before."""
    whole = scenarios()["F-52"]
    update = {"seconds": 200.0, "orders": whole.orders[1:], "expect": ()}
    verdict = tried(whole.model_copy(update=update), trial_site, 1, profiles)
    assert verdict.ok, failed(verdict)


def test_a_vital_task_ends_the_process_and_another_does_not(
    trial_site: Site, profiles: Profiles
) -> None:
    def broken(task: str) -> Trial:
        order = {"at_s": 10, "do": "break_task", "task": task}
        return try_farm(trial_site, profiles, fullest_day(trial_site), 25.0, orders=[order])

    line = broken("bus s1-do-a").box
    assert len(line.lives) == 1 and line.lives[0].restarts == {"bus s1-do-a": 1}
    vital = broken("control").box
    assert [life.why.partition(":")[0] for life in vital.lives] == ["ended", "stopped"]


def test_a_full_disk_is_told_and_control_goes_on(trial_site: Site, profiles: Profiles) -> None:
    order = {"at_s": 10, "do": "disk", "mood": "full"}
    trial = try_farm(trial_site, profiles, fullest_day(trial_site), 30.0, orders=[order])
    assert "disk_failing@farm" in {alarm.id for _, alarm, _ in trial.store.alarms}
    assert trial.run.cycle is not None and trial.run.cycle.parts.pace.turns > 20
    assert isinstance(trial.box.disk, Disk) and trial.box.left.alarms == 0


def test_there_are_21_pairs_and_each_is_two_timelines_at_once() -> None:
    known, names = scenarios(), pair_names()
    assert len(names) == len(set(names)) == 21 and all(map(is_pair, names))
    for name in names:
        one, other = name.split("+")
        both = paired(name, known[one], known[other])
        assert both.orders and {order.at_s >= 60 for order in both.orders} == {True}
    assert set(KINDS) == {"bus", "sensor", "pump", "power", "net", "disk", "restart"}


def test_a_planted_bug_is_found_by_a_seed_and_replayed_by_one_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The oxygen interlock forgets one tank; whoever reads the terminal copies one line."""

    def forgetful(inputs: Inputs, proposed: Mapping[TagName, Command]) -> Any:
        rest = {key: row for key, row in inputs.emergency.items() if not key.startswith("1-03")}
        return interlocked(replace(inputs, emergency=rest), proposed)

    monkeypatch.setattr(decide, "interlocked", forgetful)
    runner = CliRunner()
    found = runner.invoke(verb.app, ["run", "F-69", "--site", "trial", "--seeds", "2"])
    assert found.exit_code == 1 and "1-03.emergency_valve" in found.stdout
    line = next(row for row in found.stdout.splitlines() if "replay: " in row)
    command = line.partition("ras scenario ")[2].split()
    again = runner.invoke(verb.app, [*command, "--json"])
    body = json.loads(again.stdout)
    assert again.exit_code == 1 and not body["ok"] and body["fingerprint"] in found.stdout


def test_the_verb_shares_the_work_and_says_how_to_replay(monkeypatch: pytest.MonkeyPatch) -> None:
    from trials import verdict as judged
    from trials.finding import Finding

    ran: list[tuple[str, int]] = []

    def lost(scenario: object, site: Site, seed: int, _: object) -> Verdict:
        name = str(getattr(scenario, "name", ""))
        ran.append((name, seed))
        return Verdict(name, site.id, seed, 1.0, 1.0, "00", (Finding("I1", False, "a lie"),))

    monkeypatch.setattr(judged, "tried", lost)
    arguments = ["run", "F-14", "--seeds", "4", "--site", "trial", "--part", "2/2"]
    result = CliRunner().invoke(verb.app, arguments)
    assert result.exit_code == 1 and ran == [("F-14", 2), ("F-14", 4)]
    assert "ras scenario run F-14 --site trial --seed 4" in result.stdout
    told = CliRunner().invoke(verb.app, ["run", "F-14+F-50", "--json"])
    (body,) = [json.loads(line) for line in told.stdout.splitlines()]
    assert body["scenario"] == "F-14+F-50" and body["replay"].endswith("--seed 1")
    for wrong in (["run", "F-14", "--part", "3/2"], ["run", "F-14+F-99"]):
        assert isinstance(CliRunner().invoke(verb.app, wrong).exception, Refused)


def test_a_run_that_breaks_off_is_told_and_the_next_one_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from trials import verdict as judged

    def broke(*_: object) -> Verdict:
        raise FloatingPointError("not finite at 77 s, seed 1")

    monkeypatch.setattr(judged, "tried", broke)
    result = CliRunner().invoke(verb.app, ["run", "F-14", "--site", "trial", "--seeds", "2"])
    assert result.exit_code == 1 and result.stdout.count("not finite at 77 s") == 2


@pytest.mark.parametrize("name", ["wrong_tank", "memory"])
def test_checks_say_what_they_found(name: str) -> None:
    ok, said = CHECKS[name](1, 5)
    assert said and (ok or name == "memory")


NIGHT_SEEDS = min(50, int(os.environ.get("RAS_NIGHT_COUNT", "2000")) // 40)


@pytest.mark.night
@pytest.mark.parametrize("name", pair_names())
def test_two_faults_at_once_break_no_promise(
    name: str, trial_site: Site, profiles: Profiles
) -> None:
    known = scenarios()
    one, other = name.split("+")
    both = paired(name, known[one], known[other])
    for seed in range(1, NIGHT_SEEDS + 1):
        verdict = tried(both, trial_site, seed, profiles)
        assert verdict.ok, (verdict.replay, failed(verdict))
