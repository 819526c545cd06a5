"""Rows of one month file as series and buckets.

It refuses to write and to know about other files.
"""

import sqlite3
from collections.abc import Sequence

import numpy as np

from records.history.codec import decode_chunk, decode_times
from records.history.files import TAG_BITS
from records.history.rollup import DAY_MS, EMPTY_ROLLUP, HOUR_MS, Rollup, decode_minutes, together
from records.history.series import Series

_HOUR_COLUMNS = "hour, samples, numbers, good, low, high, total, worst"


def read_chunks(month: sqlite3.Connection, number: int, hours: Sequence[int]) -> list[Series]:
    """Packed hours of one tag, oldest first; hours it has no sample in are left out."""
    rows = month.execute(
        "SELECT c.id, c.samples, c.data, i.data FROM chunk c JOIN instants i ON i.id = c.instants"
        f" WHERE c.id IN ({_marks(hours)}) ORDER BY c.id",
        [hour << TAG_BITS | number for hour in hours],
    )
    return [_series(*row) for row in rows]


def _marks(items: Sequence[int]) -> str:
    return ",".join("?" * len(items))


def _series(key: int, samples: int, data: bytes, instants: bytes) -> Series:
    at_ms = (key >> TAG_BITS) * HOUR_MS + decode_times(instants, samples)
    return Series(at_ms, *decode_chunk(data, samples))


def read_minutes(month: sqlite3.Connection, number: int, days: Sequence[int]) -> Rollup:
    """One-minute buckets of one tag on UTC days (Unix seconds // 86400)."""
    rows = month.execute(
        f"SELECT id, data FROM r60 WHERE id IN ({_marks(days)}) ORDER BY id",
        [day << TAG_BITS | number for day in days],
    )
    parts = [decode_minutes(data, (key >> TAG_BITS) * DAY_MS) for key, data in rows]
    return together(parts)


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
