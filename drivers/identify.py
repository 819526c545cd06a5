"""Which model is it? What a station may be asked without harm, and what its answers say.

It refuses to send anything: it names questions and judges answers. A model is certain only by the
register that says so; numbers that merely fit a map are a likeness and never more.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from drivers.decode import extractor
from drivers.station import identity_matches
from farm.profile import Area, Point, Profile, Read, Transport

READ_FUNCTION = {Area.COIL: 1, Area.DISCRETE: 2, Area.HOLDING: 3, Area.INPUT: 4}


@dataclass(frozen=True, slots=True, order=True)
class Question:
    """A read, by wire address."""

    area: Area
    address: int
    count: int


GENERIC = (Question(Area.HOLDING, 0, 1),)
"""What a station of no model we know answers, if only by a refusal."""

Answers: TypeAlias = Mapping[Question, bytes]
"""Data of the questions that were answered."""


class Certainty(StrEnum):
    """How well it is known who answers."""

    IDENTIFIED = "identified"
    LOOKS_LIKE = "looks_like"
    UNKNOWN = "unknown"
    GARBLED = "garbled"


def speaks_modbus(profile: Profile, kind: str) -> bool:
    """Whether the model can hang on a bus of this kind."""
    if kind == "tcp":
        return Transport.TCP in profile.transport
    return bool({Transport.RTU, Transport.RTU_OVER_TCP} & set(profile.transport))


def identity_question(profile: Profile) -> Question | None:
    """The read of the register that says which model it is."""
    row = profile.identify
    if row is None:
        return None
    return Question(row.area, row.address - profile.address_base, row.count)


def plain_reads(profile: Profile) -> list[Read]:
    """Reads that write nothing first."""
    return [read for read in profile.reads if read.trigger is None]


def read_question(profile: Profile, read: Read) -> Question:
    """A read of the profile as it goes over the wire."""
    return Question(read.area, read.address - profile.address_base, read.count)


def first_question(profile: Profile) -> Question | None:
    """What tells this model best: its identity, or else its first read."""
    identity = identity_question(profile)
    if identity is not None:
        return identity
    reads = plain_reads(profile)
    return read_question(profile, reads[0]) if reads else None


def harmless(question: Question, profiles: Iterable[Profile]) -> bool:
    """False when any model that may be there must not be asked this."""
    end = question.address + question.count
    for profile in profiles:
        for row in profile.forbidden:
            start = row.address - profile.address_base
            if (
                row.fc == READ_FUNCTION[question.area]
                and start < end
                and question.address < start + row.count
            ):
                return False
    return True


def certain(profiles: Iterable[Profile], answers: Answers) -> list[Profile]:
    """Models whose identity register says so; the most particular match alone."""
    matching = [
        (len(row.match), profile)
        for profile in profiles
        if (row := profile.identify) is not None
        and (question := identity_question(profile)) in answers
        and question is not None
        and identity_matches(row, profile.swap, answers[question])
    ]
    best = max((length for length, _ in matching), default=0)
    return [profile for length, profile in matching if length == best]


def alike(profiles: Iterable[Profile], answers: Answers) -> list[Profile]:
    """Models without identity register whose whole map fits what came, the fullest fit first."""
    scored = [
        (score, profile)
        for profile in profiles
        if profile.identify is None and (score := _fit(profile, answers)) > 0
    ]
    return [profile for _, profile in sorted(scored, key=lambda row: (-row[0], row[1].id))]


def _fit(profile: Profile, answers: Answers) -> int:
    """Values that lie where this model could have them; 0 as soon as one does not."""
    score, something = 0, False
    for read in plain_reads(profile):
        data = answers.get(read_question(profile, read))
        if data is None:
            return 0
        for point, place in _places(read):
            raw = extractor(
                point.type,
                place,
                point.swap if point.swap is not None else profile.swap,
                point.bits,
            )(data)
            if not _plausible(point, raw):
                return 0
            something |= raw != 0
            score += point.valid is not None
    return score if something else 0


def _places(read: Read) -> Iterator[tuple[Point, int]]:
    for point in read.points:
        if point.type != "string":
            for number in range(point.count):
                yield point, point.offset + number * point.step


def _plausible(point: Point, raw: float) -> bool:
    if raw in point.sentinels:
        return True
    value = raw * point.scale + point.add
    if not math.isfinite(value):
        return False
    low, high = point.valid or (-1e9, 1e9)
    tiny = point.type == "float32" and 0 < abs(raw) < 1e-20
    return low <= value <= high and not tiny
