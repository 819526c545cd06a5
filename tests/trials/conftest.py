"""Profiles, the trial site and a short run of it, once for all tests of this room.

Knows the files of the project; opens no wire.
"""

import pytest

from drivers.profiles import load_profiles
from farm.profile import Profile
from farm.site import Site
from hil_sim.stocking import fullest_day
from trials.verdict import open_site
from trials.whole_farm import Trial, try_farm

Profiles = dict[str, Profile]


@pytest.fixture(scope="session")
def profiles() -> Profiles:
    return load_profiles()


@pytest.fixture(scope="session")
def trial_site(profiles: Profiles) -> Site:
    return open_site("trial", profiles)


@pytest.fixture(scope="session")
def short_run(trial_site: Site, profiles: Profiles) -> Trial:
    """Ninety quiet seconds; do not change it."""
    return try_farm(trial_site, profiles, fullest_day(trial_site), 90.0, seed=3)
