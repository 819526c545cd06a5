"""Rows of one month file as series and buckets.

It refuses to write and to know about other files.
"""

import sqlite3
from collections.abc import Sequence

import numpy as np

from records.history.codec import decode_chunk, decode_times
from records.history.damage import decoding
from records.history.files import TAG_BITS
from records.history.rollup import DAY_MS, EMPTY_ROLLUP, HOUR_MS, Rollup, decode_minutes, together
from records.history.series import Series

_HOUR_COLUMNS = "hour, samples, numbers, good, low, high, total, worst"


def read_chunks(month: sqlite3.Connection, number: int, hours: Sequence[int]) -> list[Series]:
    """Packed hours of one tag, oldest first; hours it has no sample in are left out.

    Raises DamagedBlob.
    """
    rows = month.execute(
        "SELECT c.id, c.samples, c.data, i.data FROM chunk c JOIN instants i ON i.id = c.instants"
        f" WHERE c.id IN ({_marks(hours)}) ORDER BY c.id",
        [hour << TAG_BITS | number for hour in hours],
    )
    return [_series(month, *row) for row in rows.fetchall()]


def _marks(items: Sequence[int]) -> str:
    return ",".join("?" * len(items))


def _series(
    month: sqlite3.Connection, key: int, samples: int, data: bytes, instants: bytes
) -> Series:
    with decoding(month, "chunk", key):
        at_ms = (key >> TAG_BITS) * HOUR_MS + decode_times(instants, samples)
        value, status = decode_chunk(data, samples)
        if not len(at_ms) == len(value) == len(status) == samples:
            raise ValueError(f"not {samples} samples")
        if samples and (at_ms[0] // HOUR_MS, at_ms[-1] // HOUR_MS) != (key >> TAG_BITS,) * 2:
            raise ValueError("instants of another hour")
        return Series(at_ms, value, status)


def read_minutes(month: sqlite3.Connection, number: int, days: Sequence[int]) -> Rollup:
    """One-minute buckets of one tag on UTC days (Unix seconds // 86400). Raises DamagedBlob."""
    rows = month.execute(
        f"SELECT id, data FROM r60 WHERE id IN ({_marks(days)}) ORDER BY id",
        [day << TAG_BITS | number for day in days],
    )
    return together([_minutes(month, *row) for row in rows.fetchall()])


def _minutes(month: sqlite3.Connection, key: int, data: bytes) -> Rollup:
    day_ms = (key >> TAG_BITS) * DAY_MS
    with decoding(month, "r60", key):
        minutes = decode_minutes(data, day_ms)
        slots = minutes.start_ms - day_ms
        if len(slots) and (slots.min() < 0 or slots.max() >= DAY_MS or (np.diff(slots) <= 0).any()):
            raise ValueError("minutes of another day")
        return minutes


def read_hours(month: sqlite3.Connection, number: int, from_hour: int, to_hour: int) -> Rollup:
    """One-hour buckets of one tag with from_hour <= hour < to_hour."""
    rows = month.execute(
        f"SELECT {_HOUR_COLUMNS} FROM r3600 WHERE tag = ? AND hour >= ? AND hour < ? ORDER BY hour",
        (number, from_hour, to_hour),
    ).fetchall()
    if not rows:
        return EMPTY_ROLLUP
    hour, samples, numbers, good, low, high, total, worst = zip(*rows, strict=True)
    return Rollup(
        start_ms=np.array(hour, np.int64) * HOUR_MS,
        samples=np.array(samples, np.int64),
        numbers=np.array(numbers, np.int64),
        good=np.array(good, np.int64),
        low=np.array(low, np.float64),
        high=np.array(high, np.float64),
        total=np.array(total, np.float64),
        worst=np.array(worst, np.uint32),
    )
