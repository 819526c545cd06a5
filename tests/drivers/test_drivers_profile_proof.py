"""A profile that lies is seen: whatever is moved, rescaled, unmarked or left without a frame.

Every point and every setting of every profile that ships is moved once in each way.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from drivers.profile_checks.claims import unproven
from drivers.profile_checks.frames import wrong_frames
from drivers.profile_checks.names import mistakes
from drivers.profiles import load_profiles
from farm.document import Document
from farm.problem import Misconfigured
from farm.profile import Point, Profile
from tests.broken_yaml import dumped

PROFILES = {name: row for name, row in load_profiles().items() if row.reads}
UNSEEN = {
    ("abb/acs580", "remote"), ("generic/l-mag", "empty_alarm"), ("generic/l-mag", "system_alarm"),
    ("renke/rs-ldo", "salinity"),
}  # fmt: skip
"""Their neighbours hold the same number in every frame (drafts), or they must be 0."""


def said(profile: Profile) -> list[str]:
    found = list(mistakes(profile)) or [*wrong_frames(profile), *unproven(profile)]
    return [wrong.en for _, wrong, _ in found]


def put(rows: tuple[Any, ...], index: int, **changes: Any) -> tuple[Any, ...]:
    changed = rows[index].model_copy(update=changes)
    return (*rows[:index], changed, *rows[index + 1 :])


def lies(point: Point) -> Iterator[dict[str, Any]]:
    yield {"scale": point.scale * 10}
    yield {"add": point.add + 1}
    yield {"offset": point.offset + 1}
    if point.offset:
        yield {"offset": point.offset - 1}
    if point.count > 1:
        yield {"step": point.step + 1}
    if point.bits is not None:
        yield {"bits": (point.bits[0] + 1, point.bits[1] + 1)}
        if point.bits[0]:
            yield {"bits": (point.bits[0] - 1, point.bits[1] - 1)}


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_a_point_or_setting_that_is_moved_is_seen(name: str) -> None:
    profile = PROFILES[name]
    assert said(profile) == []
    for at, read in enumerate(profile.reads):
        for number, point in enumerate(read.points):
            for lie in lies(point):
                reads = put(profile.reads, at, points=put(read.points, number, **lie))
                seen = said(profile.model_copy(update={"reads": reads}))
                assert seen or (name, point.key) in UNSEEN, (point.key, lie)
    for at, row in enumerate(profile.settings):
        for lie in ({"address": row.address + 1}, {"scale": row.scale * 10}, {"area": "input"}):
            settings = put(profile.settings, at, **lie)
            seen = said(profile.model_copy(update={"settings": settings}))
            assert seen or (name, row.key) in UNSEEN, (row.key, lie)


def edited(name: str, **changes: Any) -> list[str]:
    return said(PROFILES[name].model_copy(update=changes))


@pytest.mark.parametrize("name", ["invt/gd20", "eastron/sdm120"])
def test_frames_that_expect_nothing_prove_nothing(name: str) -> None:
    frames = tuple(frame.model_copy(update={"expect": {}}) for frame in PROFILES[name].frames)
    assert any("no golden frame shows" in text for text in edited(name, frames=frames))


def test_a_number_that_means_no_value_is_shown_by_a_frame() -> None:
    sonde = PROFILES["yosemitech/y4000"]
    bare = put(sonde.reads, 0, points=tuple(
        point.model_copy(update={"sentinels": ()}) for point in sonde.reads[0].points
    ))  # fmt: skip
    assert any("expected none" in text for text in edited(sonde.id, reads=bare))
    frames = tuple(frame for frame in sonde.frames if "none" not in frame.expect.values())
    assert any("without a value" in text for text in edited(sonde.id, frames=frames))


@pytest.mark.parametrize(
    ("verify", "wrong"),
    [
        ({"tolerance": 50.0}, "tolerance 50 is so wide"),
        ({"tolerance": 2.6}, "tolerance 2.6 is so wide"),
        ({"tolerance": -1.0}, "tolerance -1 is so wide"),
        ({"point": "current_a"}, "current_a has unit A, the write Hz"),
    ],
)
def test_a_read_back_that_would_confirm_another_value_is_refused(
    verify: dict[str, Any], wrong: str
) -> None:
    (write,) = PROFILES["invt/gd20"].writes
    changed = write.model_copy(update={"verify": write.verify.model_copy(update=verify)})
    assert any(wrong in text for text in edited("invt/gd20", writes=(changed,)))


@pytest.mark.parametrize(
    ("start", "wrong"),
    [
        ({"running": ()}, "no state counts as running"),
        ({"running": (1, 4)}, "[4] stands in running and in faulted"),
        ({"running": (1, 3)}, "[3] stands in running and in stopped"),
        ({"ready": (3, 4)}, "[4] stands in ready and in faulted"),
        ({"stop": 1}, "the word that stops is the word that runs"),
    ],
)
def test_a_start_that_contradicts_itself_is_refused(start: dict[str, Any], wrong: str) -> None:
    row = PROFILES["invt/gd20"].start
    assert row is not None
    assert any(wrong in text for text in edited("invt/gd20", start=row.model_copy(update=start)))


def test_a_drive_says_which_setting_decides_what_it_does_alone() -> None:
    rows = PROFILES["invt/gd20"].settings
    bare = tuple(row.model_copy(update={"comm_loss": False}) for row in rows)
    found = edited("invt/gd20", settings=bare)
    assert any("no setting is marked" in text for text in found)
    assert any("comm_loss_time is not marked" in text for text in found)


@pytest.mark.parametrize("place", ["writes", "settings"])
def test_a_factor_of_zero_is_no_factor(place: str) -> None:
    tree = PROFILES["invt/gd20"].model_dump(mode="json", by_alias=True)
    tree[place][0]["scale"] = 0
    with pytest.raises(Misconfigured, match="scale must not be 0"):
        Document("x.yaml", dumped(tree)).parse(Profile)
