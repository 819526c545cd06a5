"""Samples of the last hours as they arrive: fixed records, one blob for each second of a commit.

It refuses to know files; what is older than the running hour is packed by `compact`.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from records.history.series import BAD, EMPTY, Integers, Series, in_order

Flags = NDArray[np.bool_]

SampleRow = tuple[str, int, float | None, int]
"""Tag name, UTC milliseconds, number (None exactly when Bad), OPC UA status code."""

RECORD = np.dtype([("tag", "<u2"), ("ms", "<u2"), ("status", "<u4"), ("value", "<f8")])
"""One sample inside its second. A Bad one has a zero in `value` that its status hides."""

AT_LIMIT_MS = 1 << 42
"""Instants are before this (the year 2109), so that every key fits 63 bits."""

TURN_BITS = 16
"""A second's blobs are numbered below this many bits, in order of arrival."""


def row_id(second: int, turn: int) -> int:
    """Key of the `turn`-th blob of a Unix second; keys sort by second, then by arrival."""
    return second << TURN_BITS | turn


def second_of(key: int) -> int:
    """Unix second of a blob's key."""
    return key >> TURN_BITS


class Packed(NamedTuple):
    """`blobs`: by Unix second; `sound`: which rows they hold; `newest_ms`: of these, UTC ms."""

    blobs: dict[int, bytes]
    sound: Flags
    newest_ms: int | None


def pack_seconds(rows: Sequence[SampleRow], numbers: Mapping[str, int]) -> Packed:
    """Sound rows as one blob for each Unix second, in order of arrival.

    Sound: the tag has a number, the instant and status fit the record, and there is a finite
    number exactly when the status is not Bad.
    """
    names, instants, values, codes = zip(*rows, strict=True)
    tag = np.fromiter(map(numbers.get, names, repeat(-1)), np.int64, len(rows))
    at_ms, status = np.array(instants, np.int64), np.array(codes, np.int64)
    value = np.array(values, np.float64)  # None becomes NaN
    bad, finite = status >= BAD, np.isfinite(value)
    whole = np.where(bad, np.isnan(value), finite) if bad.any() else finite
    fits = (tag | at_ms | status | (AT_LIMIT_MS - 1 - at_ms) | ((1 << 32) - 1 - status)) >= 0
    sound: Flags = whole & fits
    second = at_ms // 1000
    records = np.empty(len(rows), RECORD)
    records["tag"], records["ms"], records["status"] = tag, at_ms - second * 1000, status
    records["value"] = np.where(bad, 0.0, value) if bad.any() else value
    kept, newest_ms = records[sound], int(at_ms[sound].max()) if sound.any() else None
    return Packed(_by_second(kept, second[sound]), sound, newest_ms)


def _by_second(records: np.ndarray, second: Integers) -> dict[int, bytes]:
    if len(second) and (second == second[0]).all():
        return {int(second[0]): records.tobytes()}
    return {one: records[second == one].tobytes() for one in np.unique(second).tolist()}


def is_sound(data: bytes, known: Container[int] | None = None) -> bool:
    """Whether a blob can be what `pack_seconds` made; `known`: the tag numbers there are.

    Several sound blobs in a row are sound, and one unsound among them makes the row unsound if
    every one of them holds whole records.
    """
    if not data or len(data) % RECORD.itemsize:
        return False
    records = np.frombuffer(data, RECORD)
    good = records["status"] < BAD
    if (records["ms"] >= 1000).any() or not np.isfinite(records["value"][good]).all():
        return False
    return known is None or all(number in known for number in np.unique(records["tag"]).tolist())


def opened(rows: Sequence[tuple[int, bytes]]) -> tuple[np.ndarray, np.ndarray]:
    """Records of blobs (key, data) in one array, and the UTC milliseconds of each."""
    records = np.frombuffer(b"".join([data for _, data in rows]), RECORD)
    second = np.fromiter((second_of(key) for key, _ in rows), np.int64, len(rows))
    counts = [len(data) // RECORD.itemsize for _, data in rows]
    return records, np.repeat(second * 1000, counts) + records["ms"]


def series_of(records: np.ndarray, at_ms: np.ndarray) -> Series:
    """Series of one tag's records in order of arrival."""
    status = records["status"].astype(np.uint32)
    value = np.where(status < BAD, records["value"], np.nan)
    return in_order(at_ms, value, status)


def pick(rows: Sequence[tuple[int, bytes]], wanted: Iterable[int]) -> dict[int, Series]:
    """Series of the wanted tag numbers out of blobs in order of their keys."""
    if not rows:
        return dict.fromkeys(wanted, EMPTY)
    records, at_ms = opened(rows)
    tag = np.ascontiguousarray(records["tag"])
    found = {}
    for number in wanted:
        mine = np.flatnonzero(tag == number)
        found[number] = series_of(records[mine], at_ms[mine])
    return found


def by_tag(rows: Sequence[tuple[int, bytes]]) -> Iterator[tuple[int, Series]]:
    """Series of every tag in blobs in order of their keys, by rising tag number, one at a time."""
    records, at_ms = opened(rows)
    del rows  # an hour of a large farm is tens of megabytes
    tag = np.ascontiguousarray(records["tag"])
    order = np.argsort(tag, kind="stable")
    ends = np.flatnonzero(np.diff(tag[order])) + 1
    for mine in np.split(order, ends) if len(order) else []:
        yield int(tag[mine[0]]), series_of(records[mine], at_ms[mine])
