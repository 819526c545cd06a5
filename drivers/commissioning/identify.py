"""Which model is it? What a station may be asked without harm, and what its answers say.

It refuses to send anything: it names questions and judges answers. A model is certain only by the
register that says so; numbers that merely fit a map are a likeness and never more, and answers of
the right length are a mere perhaps.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from drivers.places import FUNCTION_OF
from drivers.raw_values import values
from drivers.station import identity_matches
from farm.profile import Area, Point, Profile, Read, Transport, expanded


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
    PERHAPS = "perhaps"
    UNKNOWN = "unknown"
    GARBLED = "garbled"


_WAYS = {
    "tcp": {Transport.TCP},
    "modbus-ascii": {Transport.MODBUS_ASCII},
}


def speaks_modbus(profile: Profile, kind: str) -> bool:
    """Whether the model can hang on a bus of this kind."""
    ways = _WAYS.get(kind, {Transport.RTU, Transport.RTU_OVER_TCP})
    return bool(ways & set(profile.transport))


def identity_question(profile: Profile) -> Question | None:
    """The read of the register that says which model it is."""
    row = profile.identify
    if row is None:
        return None
    return Question(row.area, row.address - profile.address_base, row.count)


def read_question(profile: Profile, read: Read) -> Question:
    """A read of the profile as it goes over the wire; one that is triggered is asked untriggered.

    What was measured last is answered then, or nothing sensible: it tells who is there all the
    same, and nobody unknown is written to.
    """
    return Question(read.area, read.address - profile.address_base, read.count)


def first_question(profile: Profile) -> Question | None:
    """What tells this model best: its identity, or else its first read."""
    identity = identity_question(profile)
    if identity is not None:
        return identity
    return read_question(profile, profile.reads[0]) if profile.reads else None


def harmless(question: Question, profiles: Iterable[Profile]) -> bool:
    """False when any model that may be there must not be asked this."""
    end = question.address + question.count
    for profile in profiles:
        for row in profile.forbidden:
            start = row.address - profile.address_base
            if (
                row.fc == FUNCTION_OF[question.area]
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
    return _ranked(row for row in _fits(profiles, answers) if row[0].values > 0)


def perhaps(profiles: Iterable[Profile], answers: Answers) -> list[Profile]:
    """Models that would have answered all this, though no value speaks for them; most asked first.

    Bits, and numbers that may hold anything, cannot tell one model from another.
    """
    return _ranked(row for row in _fits(profiles, answers) if row[0].values == 0)


@dataclass(frozen=True, slots=True, order=True)
class _Fit:
    """`values` lie where the model could have them; so many `cells` (registers, bits) came."""

    values: int
    cells: int


def _fits(profiles: Iterable[Profile], answers: Answers) -> list[tuple[_Fit, Profile]]:
    found = [
        (_fit(profile, answers), profile)
        for profile in profiles
        if profile.identify is None and profile.reads
    ]
    return [(fit, profile) for fit, profile in found if fit is not None]


def _ranked(found: Iterable[tuple[_Fit, Profile]]) -> list[Profile]:
    order = sorted(found, key=lambda row: (-row[0].values, -row[0].cells, row[1].id))
    return [profile for _, profile in order]


def _fit(profile: Profile, answers: Answers) -> _Fit | None:
    """How far the answers speak for a model; None when one of them speaks against it."""
    score, cells, something = 0, 0, False
    for read in profile.reads:
        data = answers.get(read_question(profile, read))
        if data is None:
            return None
        cells += read.count
        found = values(profile, read, data)
        for point in read.points:
            for key in expanded(point.key, point.count):
                if _plausible(point, found[key]):
                    something |= found[key] != point.add
                    score += point.valid is not None
                elif read.trigger is None:  # an untriggered measurement may be none yet
                    return None
    return _Fit(score if something else 0, cells)


def _plausible(point: Point, value: float) -> bool:
    if not math.isfinite(value):
        return any(math.isnan(one) and math.isnan(value) for one in point.sentinels)
    raw = (value - point.add) / point.scale
    if any(math.isclose(raw, one, rel_tol=1e-9) for one in point.sentinels):
        return True
    low, high = point.valid or (-1e9, 1e9)
    tiny = point.type == "float32" and 0 < abs(raw) < 1e-20
    return low <= value <= high and not tiny
