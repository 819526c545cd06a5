"""Numbers of states and faults are told in the words of their profile."""

from pathlib import Path

from drivers.profiles import load_profiles
from farm.profile import Point, Profile
from farm.site_check import load_site
from farm.words import Words
from ras.meanings import meaning, meanings

SITES = Path(__file__).parents[2] / "sites"


def _with(profile: Profile, point: Point) -> Profile:
    """The profile with one point exchanged."""
    reads = tuple(
        read.model_copy(
            update={"points": tuple(point if p.key == point.key else p for p in read.points)}
        )
        for read in profile.reads
    )
    return profile.model_copy(update={"reads": reads})


def test_a_state_has_the_words_of_its_profile_and_a_measurement_none() -> None:
    profiles = load_profiles()
    text = (SITES / "trial.yaml").read_text(encoding="utf-8")
    site = load_site("trial.yaml", text, profiles)
    fault = next(
        point
        for read in profiles["invt/gd20"].reads
        for point in read.points
        if point.key == "fault"
    )
    told = fault.model_copy(update={"means": {3: Words(zh="过流", en="overcurrent")}})
    drive = _with(profiles["invt/gd20"], told)
    words = meanings(site, profiles | {"invt/gd20": drive})
    assert meaning(words, "1.pump_1_fault", 3.0) == told.means[3]
    assert meaning(words, "2.pump_1_fault", 3.0) is None
    assert meaning(words, "1.pump_1_fault", 60_000.0) is None
    assert meaning(words, "1.flow", 1.0) is None
    assert meaning(words, "1.pump_1_fault", None) is None
