"""Every point of one answer as a number in its unit, unjudged: for golden frames and for showing.

It refuses to judge (drivers.decode does) and to know which points a site wants.
"""

from drivers.decode import Extract, extractor
from farm.profile import Point, Profile, Read, Swap, expanded


def values(profile: Profile, read: Read, data: bytes) -> dict[str, float]:
    """Engineering value of every key of the read: raw × 10^-decimals × scale + add."""
    takers = _takers(read, profile.swap)
    raw = {key: take(data) for key, _, take in takers}
    return {
        key: raw[key] * _shift(point, raw) * point.scale + point.add for key, point, _ in takers
    }


def _shift(point: Point, raw: dict[str, float]) -> float:
    digits = 0.0 if point.decimals is None else raw[point.decimals]
    return float(10.0 ** -min(digits, 300.0))


def _takers(read: Read, swap: Swap) -> tuple[tuple[str, Point, Extract], ...]:
    return tuple(
        (key, point, _taker(point, index, swap))
        for point in read.points
        for index, key in enumerate(expanded(point.key, point.count))
    )


def _taker(point: Point, index: int, swap: Swap) -> Extract:
    order = point.swap if point.swap is not None else swap
    place = point.offset + index * point.step
    return extractor(point.type, place, order, point.bits, point.mask)
