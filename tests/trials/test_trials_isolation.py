"""A tank's oxygen line is shut for a valve that does not close, and then the whole computer dies.

Knows the shipped trial site; the limits past which a line is shut are brought near, so that the
case comes about in minutes.
"""

import pytest

from controller import trim_valves
from farm.profile import Profile
from farm.site import Site
from trials.scenarios import read_scenario
from trials.verdict import tried

DIES = """
schema: ras-trial/1
name: DIES
title: {zh: 隔离阀关着时断电, en: Power lost with a line shut}
source: here
sites: [trial]
seconds: 700
starts: "06:30"
orders:
  - {at_s: 20, do: plant, what: valve_stuck_at, place: 1-02, value: 100}
  - {at_s: 540, do: box_off, for_s: 45}
expect:
  - {check: alarm_by, alarm: oxygen_over@1-02, from_s: 20, by_s: 520}
  - {check: output_within, tag: 1-02.oxygen_isolation, low: 1, high: 1, from_s: 530, to_s: 540}
  # The panel's watchdog, 10 s: the line is open again with nobody there to open it.
  - {check: output_within, tag: 1-02.oxygen_isolation, low: 0, high: 0, from_s: 553, to_s: 600}
  - {check: back, from_s: 540, to_s: 700, exec_s: 95, ready_s: 20}
  - {check: no_step, from_s: 540, to_s: 700, still_s: 5, part: 0.12}
  # The valve is still stuck, the tank still over its limit: the new process shuts the line again.
  - {check: output_within, tag: 1-02.oxygen_isolation, low: 1, high: 1, from_s: 680, to_s: 700}
  - {check: output_within, tag: 1-03.oxygen_isolation, low: 0, high: 0, from_s: 0, to_s: 700}
  - {check: oxygen_within, low: 6, high: 12}
"""


def test_a_line_that_is_shut_opens_by_the_panels_watchdog_when_the_computer_dies(
    trial_site: Site, profiles: dict[str, Profile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trim_valves, "OVER_MG_L", 8.15)
    monkeypatch.setattr(trim_valves, "OVER_ABOVE_MG_L", 0.15)
    monkeypatch.setattr(trim_valves, "BACK_MG_L", 7.5)
    monkeypatch.setattr(trim_valves, "BACK_ABOVE_MG_L", -0.5)
    verdict = tried(read_scenario("dies.yaml", DIES), trial_site, 1, profiles)
    assert verdict.ok, [str(finding) for finding in verdict.findings if not finding.ok]
