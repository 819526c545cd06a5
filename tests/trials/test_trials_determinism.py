"""The same seed does the same to the byte, in another process as well; another seed does not.

Knows fingerprints of runs; asserts no duration.
"""

import os
import subprocess
import sys
from pathlib import Path

from farm.profile import Profile
from farm.site import Site
from hil_sim.stocking import fullest_day
from trials.whole_farm import Trial, try_farm

ROOT = Path(__file__).parents[2]
ORDERS = (
    {"at_s": 10, "do": "fault", "device": "s1-04-do-a", "kind": "garble_share", "value": 0.3},
    {"at_s": 20, "do": "plant", "what": "pump_trip", "place": "1/1", "value": 4},
)
ELSEWHERE = """
import tests.trials.test_trials_determinism as here
from drivers.profiles import load_profiles
from trials.verdict import open_site
profiles = load_profiles()
print(here.run(open_site("trial", profiles), profiles, 11).trace.fingerprint)
"""


def run(site: Site, profiles: dict[str, Profile], seed: int) -> Trial:
    return try_farm(site, profiles, fullest_day(site), 60.0, orders=ORDERS, seed=seed)


def test_a_seed_is_a_run(trial_site: Site, profiles: dict[str, Profile]) -> None:
    first, again = run(trial_site, profiles, 11), run(trial_site, profiles, 11)
    other = run(trial_site, profiles, 12)
    assert first.trace.fingerprint == again.trace.fingerprint
    assert first.report == again.report and first.buses == again.buses
    assert first.trace.fingerprint != other.trace.fingerprint
    assert first.trace.frames > 1000 and first.trace.samples > 1000


def test_it_is_the_same_run_in_another_process(
    trial_site: Site, profiles: dict[str, Profile]
) -> None:
    """Sets of strings stand in another order there."""
    here = run(trial_site, profiles, 11).trace.fingerprint
    for hash_seed in ("1", "2"):
        said = subprocess.run(
            [sys.executable, "-c", ELSEWHERE],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.strip() == here
