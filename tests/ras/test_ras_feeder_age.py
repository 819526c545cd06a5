"""Feeders weighed too long ago are named; the day their interval ends is still in time."""

from datetime import date, timedelta
from pathlib import Path

from drivers.profiles import load_profiles
from farm.site_check import load_site
from ras.feeder_age import overdue

TRIAL = Path(__file__).parents[2] / "sites" / "every-device.yaml"
PROFILES = load_profiles()
WEIGHED, EVERY = date(2026, 11, 1), timedelta(days=30)


def test_a_feeder_is_named_the_day_after_its_interval() -> None:
    site = load_site("x", TRIAL.read_text(encoding="utf-8"), PROFILES)
    assert overdue(site, PROFILES, WEIGHED + EVERY) == []
    (late,) = overdue(site, PROFILES, WEIGHED + EVERY + timedelta(days=1))
    assert late == {"tag": "1-01.feeder", "days": 31, "every_days": 30, "by": ""}
