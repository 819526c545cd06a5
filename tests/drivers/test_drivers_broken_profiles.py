"""Broken profiles by the thousand: accepted means it works, refused means it is said in words.

Judges no register map; a bank of random registers answers whatever is asked.
"""

import random
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.decode import encoded
from drivers.profile_checks.names import mistakes
from drivers.profiles import FOLDER, checked, examined
from drivers.raw_values import values
from drivers.station import identity_matches, station_of
from drivers.value_request import value_request
from farm.document import Document
from farm.problem import Misconfigured, Problem
from farm.profile import Profile
from farm.site import Device
from tests.broken_yaml import broken, plain

NAMES = sorted(path.name for path in FOLDER.glob("*.yaml"))
MESSAGE_MOST = 1500
CASES = 2


@cache
def original(name: str) -> tuple[str, Any]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return text, plain(text)


def readable(problems: list[Problem]) -> None:
    """Each mistake is one line with file and place, says what is wrong and what to do, twice."""
    assert problems
    for problem in problems:
        said = str(problem)
        assert said.startswith("x.yaml:") and problem.line >= 1, said
        assert "\n" not in said and "\r" not in said and len(said) < MESSAGE_MOST, said
        words = (problem.wrong, problem.remedy)
        assert all(part.strip() for word in words for part in (word.zh, word.en)), said


def works(profile: Profile, dice: random.Random) -> None:
    """Ask, decode and judge every point of a random bank; encode every limit of every write."""
    for read in profile.reads:
        values(profile, read, dice.randbytes(2 * read.count))
    if profile.reads:
        points: Any = dict.fromkeys(profile.point_keys(), "1-01.do_a")
        device = Device(id="d", profile=profile.id, bus="b", unit=1, points=points)
        station = station_of("b", device, profile, 1.0)
        for _ in range(3):
            answers = [dice.randbytes(request.reply_bytes - 2) for request in station.requests]
            assert len(station.samples(answers, [1.0] * len(answers), round)) == len(points)
    for write in profile.writes:
        for value in (write.low, write.high):
            address = write.address - profile.address_base
            value_request(1, write, address, value, profile.swap)
            assert encoded((value - write.add) / write.scale, write.type, profile.swap)
    if (row := profile.identify) is not None:
        identity_matches(row, profile.swap, dice.randbytes(2 * row.count))


@given(name=st.sampled_from(NAMES), seed=st.integers(0, 2**63))
def test_a_broken_profile_works_or_is_refused_in_words(name: str, seed: int) -> None:
    text, tree = original(name)
    for step in range(CASES):
        case = broken(text, tree, seed + step)
        try:
            profile, problems = examined("x.yaml", case)
        except Misconfigured as error:
            readable(error.problems)
            continue
        if problems:
            readable(problems)
        if not list(mistakes(profile)):  # frames that no longer hold are no reason to crash
            works(profile, random.Random(seed))


@pytest.mark.parametrize("name", NAMES)
def test_every_profile_that_ships_works(name: str) -> None:
    profile = Document(name, original(name)[0]).parse(Profile)
    works(profile, random.Random(1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ufeff",
        "- 1",
        "schema: ras-device/1\n" * 2,
        "a: &a [*a]\n",
        "[" * 5000,
        "{a: " * 2000,
        "a: !!python/object:os.system x",
        "a: !!binary x",
        "? [1, 2]\n: 3\n",
        "1: 2\n",
        "null: 3\n",
        "a: " + "9" * 5000,
        "a: 2026-11-31\n",
        "---\na: 1\n---\nb: 2\n",
    ],
)
def test_what_is_no_profile_at_all_is_refused_in_words(text: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        checked("x.yaml", text)
    readable(caught.value.problems)
