"""A scenario with real processes ends with the verdict of its simulated run.

Knows the two ways a scenario is run; judges no duration.
"""

import pytest

from drivers.profiles import load_profiles
from ras.scenario_hil import tried_for_real
from trials.hil import CHOSEN
from trials.scenarios import read_scenario, scenarios
from trials.verdict import open_site, tried

pytestmark = pytest.mark.hil

BOTH = """
schema: ras-trial/1
name: BOTH
title: {zh: 两种跑法, en: Both ways}
source: here
sites: [trial]
seconds: 120
starts: "07:50"
orders:
  - {at_s: 30, do: fault, device: s1-04-do-a, kind: mute, for_s: 40}
  - {at_s: 95, do: kill}
expect:
  - {check: station_bad, device: s1-04-do-a, from_s: 30, to_s: 70, polls: 5, back_s: 20}
  - {check: oxygen_within, low: 6, high: 14}
  - {check: output_within, tag: 1.pump_1, from_s: 20, to_s: 120, low: 30, high: 50}
"""


def test_both_ways_end_with_the_same_verdict() -> None:
    scenario, profiles = read_scenario("both.yaml", BOTH), load_profiles()
    simulated = tried(scenario, open_site("trial", profiles), 1, profiles)
    real = tried_for_real(scenario, "trial", 1, 4.0)
    theirs = {"pace": True} | {finding.id: finding.ok for finding in simulated.findings}
    ours = {finding.id: finding.ok for finding in real.findings}
    assert all(theirs[key] == ok for key, ok in ours.items()), [*map(str, real.findings)]
    assert {"I1", "I2", "station_bad", "oxygen_within"} <= ours.keys() and real.ok


def test_the_ten_are_ten_and_can_be_given_to_real_processes() -> None:
    known = scenarios()
    assert len(set(CHOSEN)) == 10 and set(CHOSEN) <= known.keys()
    assert all("trial" in known[name].sites and known[name].seconds <= 1000 for name in CHOSEN)
