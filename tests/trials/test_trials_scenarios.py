"""Scenarios: read with all mistakes at once, F-14 on both sites, the verb that runs them.

Knows the scenario files of the project.
"""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from farm.problem import Misconfigured
from farm.profile import Profile
from farm.site import Site
from ras import scenario as verb
from ras.refusal import Refused
from trials.scenarios import read_scenario, scenarios, strangers
from trials.verdict import Verdict, open_site, start_utc_ms, tried

Profiles = dict[str, Profile]

BROKEN = """
schema: ras-trial/1
name: lower case
title: {zh: 坏的, en: Broken}
source: here
sites: []
seconds: 100
orders:
  - {at_s: 10, do: explode, device: s1-04-do-a}
  - {at_s: 10, do: fault, device: s1-04-do-a, kind: mute, forever: true}
expect:
  - {check: station_bad, device: s1-04-do-a, from_s: 10}
"""
WRONG = """
schema: ras-trial/1
name: WRONG
title: {zh: 错的, en: Wrong}
source: here
sites: [trial]
seconds: 100
orders:
  - {at_s: 200, do: fault, device: s1-04-do-a, kind: mute}
  - {at_s: 10, do: fault, device: s1-04-do-a, kind: sulk}
  - {at_s: 10, do: plant, what: earthquake}
expect:
  - {check: visited, device: s1-04-do-a, from_s: 50, to_s: 20, least_s: 1, most_s: 2}
"""


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    with pytest.raises(Misconfigured) as caught:
        read_scenario("broken.yaml", BROKEN)
    said = [(problem.line, problem.path) for problem in caught.value.problems]
    assert {line for line, _ in said} == {3, 6, 9, 10, 12}


def test_mistakes_that_no_schema_sees_are_told_at_once_too() -> None:
    with pytest.raises(Misconfigured) as caught:
        read_scenario("wrong.yaml", WRONG)
    text = str(caught.value)
    assert [problem.line for problem in caught.value.problems] == [9, 10, 11, 13]
    assert "sulk" in text and "mute" in text and "earthquake" in text and "pump_jam" in text


def test_a_folder_of_scenarios_is_all_right_or_not_used(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(WRONG, encoding="utf-8")
    with pytest.raises(Misconfigured) as caught:
        scenarios(tmp_path)
    assert {Path(problem.file).name for problem in caught.value.problems} == {"a.yaml", "b.yaml"}


def test_every_scenario_names_only_what_its_sites_have(profiles: Profiles) -> None:
    known = scenarios()
    assert "F-14" in known
    for one in known.values():
        for site in one.sites:
            assert not strangers(one, open_site(site, profiles)), (one.name, site)


def test_a_scenario_for_another_site_is_refused(trial_site: Site, profiles: Profiles) -> None:
    elsewhere = WRONG.replace("s1-04-do-a", "s9-04-do-a").split("orders:")[0] + (
        "orders:\n  - {at_s: 5, do: fault, device: s9-04-do-a, kind: mute}\n"
    )
    with pytest.raises(ValueError, match="s9-04-do-a"):
        tried(read_scenario("x", elsewhere), trial_site, 1, profiles)


def test_second_zero_is_the_civil_time_of_the_site(trial_site: Site) -> None:
    one = scenarios()["F-14"].model_copy(update={"starts": "08:00"})
    assert start_utc_ms(one, trial_site) == 1_795_305_600_000  # 2026-11-22T00:00:00Z


def failed(verdict: Verdict) -> list[str]:
    return [str(finding) for finding in verdict.findings if not finding.ok]


@pytest.mark.parametrize("site", ["trial", "xiaojieling"])
def test_one_slave_silent_harms_nobody(site: str, profiles: Profiles) -> None:
    verdict = tried(scenarios()["F-14"], open_site(site, profiles), 1, profiles)
    assert verdict.ok, failed(verdict)
    looked_at = {finding.id for finding in verdict.findings}
    assert looked_at >= {"I1", "I2", "I3", "I4", "I5", "I9", "I10", "station_bad", "visited"}


def test_expectations_that_do_not_hold_are_told(trial_site: Site, profiles: Profiles) -> None:
    """Without the fault nothing F-14 demands of a silent station can be met."""
    quiet = scenarios()["F-14"].model_copy(update={"orders": ()})
    verdict = tried(quiet, trial_site, 1, profiles)
    wrong = {finding.id for finding in verdict.findings if not finding.ok}
    assert wrong == {"station_bad", "alarms_shown"}


def test_the_verb_lists_and_runs() -> None:
    runner = CliRunner()
    listed = runner.invoke(verb.app, ["list", "--json"])
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    assert listed.exit_code == 0 and [row["name"] for row in rows] == sorted(scenarios())
    assert "F-14" in runner.invoke(verb.app, ["list"]).stdout
    run = runner.invoke(verb.app, ["run", "F-14", "--site", "trial", "--seed", "4", "--json"])
    (body,) = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.exit_code == 0 and body["ok"] and body["seed"] == 4
    assert all(finding["ok"] for finding in body["findings"])


def test_the_verb_says_what_it_does_not_know() -> None:
    runner = CliRunner()
    for arguments in (["run", "F-99"], ["run", "F-14", "--site", "moon"]):
        result = runner.invoke(verb.app, arguments)
        assert isinstance(result.exception, Refused) and result.exception.exit_code == 2


def test_the_verb_ends_with_one_when_something_does_not_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from trials import verdict as judged
    from trials.finding import Finding

    def lost(*_: object) -> Verdict:
        return Verdict("F-14", "trial", 1, 1.0, 1.0, "00", (Finding("I1", False, "a lie"),))

    monkeypatch.setattr(judged, "tried", lost)
    result = CliRunner().invoke(verb.app, ["run", "F-14", "--site", "trial"])
    assert result.exit_code == 1 and "FAIL I1" in result.stdout
