"""Rows of the sensors: what a file may not say, expectations that go red, two rows from end to end.

Knows the trial site; the long rows run in `ras scenario run`.
"""

import pytest

from farm.problem import Misconfigured
from farm.profile import Profile
from farm.site import Site
from trials.scenarios import read_scenario, scenarios, strangers
from trials.verdict import Verdict, tried

Profiles = dict[str, Profile]

HEAD = """
schema: ras-trial/1
name: T
title: {zh: 试, en: Try}
source: here
sites: [trial]
starts: "09:20"
seconds: 60
"""
REFUSED = (
    HEAD
    + """orders:
  - {at_s: 10, do: instrument, what: sulks, tag: 1-01.do_a}
  - {at_s: 10, do: instrument, what: in_air, tag: 1.ph}
  - {at_s: 10, do: raw, device: s1-01-do-a, address: 70000, words: [1]}
  - {at_s: 10, do: raw, device: s1-01-do-a, address: 9, words: [70000]}
expect:
  - {check: doubted, tag: 1-01.do_a, from_s: 30, to_s: 20}
  - {check: alarm_by, alarm: "(", by_s: 5}
"""
)
STRANGE = (
    HEAD
    + """orders:
  - {at_s: 10, do: instrument, what: drifts, tag: 9-01.do_a, value: 1}
  - {at_s: 10, do: clean, tag: 1-01.salt}
expect:
  - {check: truth_within, quantity: do_a, place: 7-07, from_s: 0, to_s: 20}
  - {check: tag_good, tag: 1-01.oxygen, from_s: 0, to_s: 20}
  - {check: output_within, tag: 1-01.lid, from_s: 0, to_s: 20}
"""
)
PLANTED = (
    HEAD
    + """orders:
  - {at_s: 20, do: instrument, what: loop_current, tag: 1.co2_probe, value: 0}
expect:
  - {check: tag_bad, tag: 1.co2_probe, from_s: 20, to_s: 60, by_s: 5}
  - {check: tag_bad, tag: 1.oxygen_pressure, from_s: 20, to_s: 60}
  - {check: tag_good, tag: 1-01.oxygen, from_s: 20, to_s: 60}
  - {check: tag_good, tag: 1.co2_probe, from_s: 20, to_s: 60}
  - {check: believed, tag: 1-01.do_a, from_s: 20, to_s: 60}
  - {check: believed, tag: 1.co2_probe, from_s: 20, to_s: 60}
  - {check: doubted, tag: 1.co2_probe, from_s: 20, to_s: 60, by_s: 5}
  - {check: doubted, tag: 1-01.do_a, from_s: 20, to_s: 60}
  - {check: truth_within, quantity: do_a, place: 1-01, low: 7, high: 9, from_s: 0, to_s: 60}
  - {check: truth_within, quantity: do_a, place: 1-01, low: 9, from_s: 0, to_s: 60}
  - {check: output_within, tag: 1.pump_1, low: 30, from_s: 5, to_s: 60}
  - {check: output_within, tag: 1.pump_1, high: 30, from_s: 5, to_s: 60}
  - {check: alarm_by, alarm: "instrument_bad@1.co2_probe", from_s: 20, by_s: 45}
  - {check: alarm_by, alarm: "instrument_bad@1.co2_probe", from_s: 20, by_s: 25}
  - {check: no_alarm, alarm: "blind@.*"}
  - {check: no_alarm, alarm: "instrument_bad@.*"}
  - {check: mode_is, mode: normal, from_s: 5, to_s: 60}
  - {check: mode_is, mode: life_support, from_s: 5, to_s: 60}
"""
)


def test_a_file_that_asks_the_impossible_is_refused_with_its_lines() -> None:
    with pytest.raises(Misconfigured) as caught:
        read_scenario("x.yaml", REFUSED)
    assert [problem.line for problem in caught.value.problems] == [12, 13, 16]
    shape = REFUSED.replace("address: 70000", "address: 1").replace("[70000]", "[7]")
    with pytest.raises(Misconfigured) as caught:
        read_scenario("x.yaml", shape.replace('"("', '"x"'))
    text = str(caught.value)
    assert [problem.line for problem in caught.value.problems] == [10, 11, 15]
    assert "sulks" in text and "fouled_low" in text and "do_a, do_b" in text


def test_names_the_site_does_not_have_are_refused(trial_site: Site, profiles: Profiles) -> None:
    scenario = read_scenario("x.yaml", STRANGE)
    unknown = " ".join(map(str, strangers(scenario, trial_site)))
    for name in ("9-01.do_a", "1-01.salt", "7-07", "1-01.lid"):
        assert name in unknown
    assert "1-01.oxygen" not in unknown
    with pytest.raises((ValueError, Misconfigured), match="7-07"):
        tried(scenario, trial_site, 1, profiles)


def results(verdict: Verdict) -> list[bool]:
    """Of the expectations, in the order of the file."""
    mine = [f for f in verdict.findings if not f.id.startswith("I")]
    return [finding.ok for finding in mine]


def test_of_each_pair_of_expectations_the_wrong_one_goes_red(
    trial_site: Site, profiles: Profiles
) -> None:
    verdict = tried(read_scenario("x.yaml", PLANTED), trial_site, 1, profiles)
    assert results(verdict) == [True, False] * 9, [str(f) for f in verdict.findings]


def test_an_order_that_makes_no_sense_when_its_time_comes_is_told(
    trial_site: Site, profiles: Profiles
) -> None:
    text = HEAD + "orders:\n  - {at_s: 5, do: raw, device: s1-01-do-a, address: 7, words: [1]}\n"
    scenario = read_scenario("x.yaml", text.replace("seconds: 60", "seconds: 10"))
    verdict = tried(scenario, trial_site, 1, profiles)
    assert [f.said for f in verdict.findings if f.id == "orders"] == [
        "raw: no holding register 0x7"
    ]
    assert not verdict.ok


@pytest.mark.parametrize("name", ["F-03", "F-07"])
def test_sentinels_and_broken_loops_are_no_values(
    name: str, trial_site: Site, profiles: Profiles
) -> None:
    verdict = tried(scenarios()[name], trial_site, 2, profiles)
    assert verdict.ok, [str(finding) for finding in verdict.findings if not finding.ok]
