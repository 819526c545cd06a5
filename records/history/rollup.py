"""Fold samples into buckets of time that keep their extremes, their count and their quality.

It refuses to know files and tags. A bucket without samples is a gap and stays one.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from records.history.codec import (
    decode_codes,
    decode_numbers,
    encode_codes,
    encode_numbers,
    pack_integers,
    shuffled,
    unpack_integers,
    unshuffled,
)
from records.history.series import BAD, UNCERTAIN, Codes, Floats, Integers, Series

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, eq=False)
class Rollup:
    """Buckets of one tag, `start_ms` (UTC milliseconds) rising.

    `samples`: all; `numbers`: those that are Good or Uncertain; `good`: those that are Good.
    `low`, `high`: of the numbers, NaN where there is none; `total`: their sum, 0 where there is
    none. `worst`: the greatest status code (OPC UA severity is in its top bits), 0 in a gap.
    """

    start_ms: Integers
    samples: Integers
    numbers: Integers
    good: Integers
    low: Floats
    high: Floats
    total: Floats
    worst: Codes

    def __len__(self) -> int:
        """Number of buckets."""
        return len(self.start_ms)

    @property
    def mean(self) -> Floats:
        """Mean of the numbers of each bucket, NaN where there is none."""
        with np.errstate(invalid="ignore"):
            return np.where(self.numbers > 0, self.total / np.maximum(self.numbers, 1), np.nan)

    def where(self, mask: np.ndarray) -> "Rollup":
        """The buckets a boolean mask or an index selects."""
        return Rollup(*(getattr(self, field.name)[mask] for field in fields(self)))


def as_buckets(series: Series) -> Rollup:
    """Each sample as its own bucket: what every longer bucket is folded from."""
    has_number = series.status < BAD
    ones = np.ones(len(series), np.int64)
    return Rollup(
        start_ms=series.at_ms,
        samples=ones,
        numbers=has_number.astype(np.int64),
        good=(series.status < UNCERTAIN).astype(np.int64),
        low=series.value,
        high=series.value,
        total=np.where(has_number, series.value, 0.0),
        worst=series.status,
    )


EMPTY_ROLLUP = as_buckets(Series(np.empty(0, np.int64), np.empty(0), np.empty(0, np.uint32)))


def together(parts: Sequence[Rollup]) -> Rollup:
    """Buckets of all parts in order of time; buckets of the same start stay apart."""
    if len(parts) == 1:
        return parts[0]
    columns = [
        np.concatenate([getattr(part, field.name) for part in (EMPTY_ROLLUP, *parts)])
        for field in fields(Rollup)
    ]
    return Rollup(*columns).where(np.argsort(columns[0], kind="stable"))


def regroup(parts: Rollup, origin_ms: int, width_ms: int) -> Rollup:
    """Buckets of `width_ms` counted from `origin_ms`; only those that hold samples."""
    if len(parts) == 0:
        return parts
    slot = (parts.start_ms - origin_ms) // width_ms
    first = np.concatenate(([0], np.flatnonzero(np.diff(slot)) + 1))
    return Rollup(
        start_ms=origin_ms + slot[first] * width_ms,
        samples=np.add.reduceat(parts.samples, first),
        numbers=np.add.reduceat(parts.numbers, first),
        good=np.add.reduceat(parts.good, first),
        low=np.fmin.reduceat(parts.low, first),
        high=np.fmax.reduceat(parts.high, first),
        total=np.add.reduceat(parts.total, first),
        worst=np.maximum.reduceat(parts.worst, first),
    )


def with_gaps(buckets: Rollup, origin_ms: int, width_ms: int, count: int) -> Rollup:
    """One bucket for each of `count` widths; those without samples are empty, not guessed."""
    slot = (buckets.start_ms - origin_ms) // width_ms
    columns: dict[str, np.ndarray] = {
        "start_ms": origin_ms + width_ms * np.arange(count, dtype=np.int64)
    }
    for field in fields(Rollup)[1:]:
        given = getattr(buckets, field.name)
        empty = np.nan if field.name in ("low", "high") else 0
        columns[field.name] = np.full(count, empty, given.dtype)
        columns[field.name][slot] = given
    return Rollup(**columns)


@dataclass(frozen=True, slots=True)
class HourRow:
    """One tag's clock hour. Fields as `Rollup`; numbers are None where the hour has none.

    `first`, `last`: first and last number. `held_mean`: mean over time, each number holding until
    the next sample, at most twice the hour's median interval; `held_ms`: the time so covered.
    """

    samples: int
    numbers: int
    good: int
    low: float | None
    high: float | None
    total: float
    first: float | None
    last: float | None
    held_mean: float | None
    held_ms: int
    worst: int


def hour_row(series: Series, hour_ms: int) -> HourRow:
    """Fold one clock hour that starts at `hour_ms` and has at least one sample."""
    bucket = regroup(as_buckets(series), hour_ms, HOUR_MS)
    assert len(bucket) == 1, (hour_ms, len(series))
    number = series.value[series.status < BAD]
    held_mean, held_ms = _held(series, hour_ms + HOUR_MS)
    return HourRow(
        samples=int(bucket.samples[0]),
        numbers=len(number),
        good=int(bucket.good[0]),
        low=float(bucket.low[0]) if len(number) else None,
        high=float(bucket.high[0]) if len(number) else None,
        total=float(bucket.total[0]),
        first=float(number[0]) if len(number) else None,
        last=float(number[-1]) if len(number) else None,
        held_mean=held_mean,
        held_ms=held_ms,
        worst=int(bucket.worst[0]),
    )


def _held(series: Series, end_ms: int) -> tuple[float | None, int]:
    interval_ms = np.diff(series.at_ms, append=end_ms)
    if len(series) > 1:
        interval_ms = np.minimum(interval_ms, 2 * int(np.median(interval_ms[:-1])))
    has_number = series.status < BAD
    weight_ms = interval_ms[has_number]
    held_ms = int(weight_ms.sum())
    if held_ms == 0:
        return None, 0
    return float((weight_ms * series.value[has_number]).sum() / held_ms), held_ms


_FRAME = struct.Struct("<H")
_SIZES = struct.Struct("<7I")


def encode_minutes(minutes: Rollup, day_ms: int) -> bytes:
    """One tag's minutes of a UTC day. Extremes and counts exact; means to single precision of
    their distance from the minute's low.
    """
    number = minutes.where(minutes.numbers > 0)
    above = (number.mean - number.low).astype("<f4").tobytes()
    columns = (
        pack_integers((minutes.start_ms - day_ms) // MINUTE_MS - np.arange(len(minutes))),
        pack_integers(minutes.samples),
        pack_integers(minutes.numbers),
        pack_integers(minutes.good),
        encode_codes(minutes.worst),
        encode_numbers(number.low),
        encode_numbers(number.high),
        zlib.compress(shuffled(above, 4)),
    )
    sizes = _SIZES.pack(*map(len, columns[:-1]))
    return _FRAME.pack(len(minutes)) + sizes + b"".join(columns)


def decode_minutes(data: bytes, day_ms: int) -> Rollup:
    """Inverse of `encode_minutes`."""
    (count,) = _FRAME.unpack_from(data)
    sizes = _SIZES.unpack_from(data, _FRAME.size)
    ends = np.cumsum((_FRAME.size + _SIZES.size, *sizes)).tolist()
    parts = [data[start:end] for start, end in zip(ends, [*ends[1:], None], strict=True)]
    minute = unpack_integers(parts[0], count) + np.arange(count)
    samples, numbers, good = (unpack_integers(part, count) for part in parts[1:4])
    has_number = numbers > 0
    filled = int(has_number.sum())
    low, high, total = np.full(count, np.nan), np.full(count, np.nan), np.zeros(count)
    low[has_number] = decode_numbers(parts[5], filled)
    high[has_number] = decode_numbers(parts[6], filled)
    above = np.frombuffer(unshuffled(zlib.decompress(parts[7]), 4), "<f4")
    total[has_number] = (low[has_number] + above) * numbers[has_number]
    worst = decode_codes(parts[4], count)
    start_ms = day_ms + minute * MINUTE_MS
    return Rollup(start_ms, samples, numbers, good, low, high, total, worst)
