"""What the numbers of states and faults mean in words, tag by tag.

It refuses to know any reading.
"""

from collections.abc import Mapping

from farm.profile import Profile, expanded
from farm.site import Site, mapping
from farm.words import Words

Meanings = Mapping[str, Mapping[int, Words]]


def meanings(site: Site, profiles: Mapping[str, Profile]) -> dict[str, dict[int, Words]]:
    """Words by tag and number, of the points whose profile says them."""
    return {
        mapping(entry).tag: known[key]
        for device in site.devices
        for known in [_of(profiles[device.profile])]
        for key, entry in device.points.items()
        if key in known
    }


def meaning(words: Meanings, tag: str, value: object) -> Words | None:
    """What a value of a tag means; None where nobody says."""
    if not isinstance(value, int | float) or value != int(value):
        return None
    return words.get(tag, {}).get(int(value))


def _of(profile: Profile) -> dict[str, dict[int, Words]]:
    return {
        key: point.means
        for read in profile.reads
        for point in read.points
        for key in expanded(point.key, point.count)
        if point.means
    }
