"""One write to the panel goes astray: what fish need is opened soon after all the same (F-24).

Knows the row of the catalogue; the fault ends here after 12 s, before anything else is asked.
"""

import pytest

from drivers import astray
from farm.profile import Profile
from farm.site import Site
from trials.scenarios import Scenario, scenarios
from trials.verdict import tried

EMERGENCY = "1-02.emergency_valve"


def one_stray_write() -> Scenario:
    """A person opens an emergency valve 3 s after the hold began; seen from 12 s later on."""
    row = scenarios()["F-24"].model_dump(by_alias=True)
    whole = {"check": "output_within", "tag": EMERGENCY}
    row |= {
        "seconds": 160,
        "orders": [
            {**row["orders"][0], "for_s": 12.0},
            {
                "at_s": 106,
                "do": "ask",
                "what": {"act": "set_output", "output": EMERGENCY, "value": 1, "minutes": 5},
            },
        ],
        "expect": [
            {**whole, "low": 0, "high": 0, "from_s": 0, "to_s": 106},
            {**whole, "low": 1, "high": 1, "from_s": 118, "to_s": 160},
            {"check": "moved_most", "cause": "astray", "most": 1, "from_s": 100, "to_s": 160},
            {"check": "alarm_by", "alarm": "writes_astray@s1-io", "from_s": 100, "by_s": 112},
        ],
    }
    return Scenario.model_validate(row)


def test_an_emergency_valve_opens_soon_after_a_write_went_astray(
    trial_site: Site, profiles: dict[str, Profile], monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict = tried(one_stray_write(), trial_site, 1, profiles)
    assert not [str(finding) for finding in verdict.findings if not finding.ok]
    monkeypatch.setattr(astray, "TRIAL_EVERY_S", astray.HOLD_S)
    verdict = tried(one_stray_write(), trial_site, 1, profiles)
    assert {finding.id for finding in verdict.findings if not finding.ok} == {"output_within"}
