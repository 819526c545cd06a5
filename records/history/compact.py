"""Move whole hours from the hot file into their month, a few tags at a time.

It refuses to decide when: the writer asks for it and takes up its own work between two slices.

Doing it twice is harmless: what a month already holds is united with what is hot, and only blobs
that were read are deleted, after the month has them durable. A damaged blob is set aside in its
file and told; where it was a packed hour, the hour's roll-ups stay as they were.
"""

import sqlite3
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import astuple
from itertools import islice

import numpy as np

from records.durable import StorageFault, transaction
from records.history.codec import encode_chunk, encode_times
from records.history.damage import DamagedBlob, set_aside
from records.history.files import TAG_BITS, foreign, month_of
from records.history.hot import RECORD, by_tag, is_sound, row_id, second_of
from records.history.month import read_chunks, read_minutes
from records.history.rollup import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    Rollup,
    as_buckets,
    encode_minutes,
    hour_row,
    regroup,
    together,
)
from records.history.series import Integers, Series, joined

TAGS_PER_SLICE = 16
"""Tags packed in one transaction: short enough that the next second's commit is not late."""

BLOBS_PER_SLICE = 600

Blobs = list[tuple[int, bytes]]
Damaged = Callable[[DamagedBlob], None]


def compacted(
    hot: sqlite3.Connection,
    month_file: Callable[[str], sqlite3.Connection],
    names: Callable[[], Mapping[int, tuple[str, str]]],
    before_hour: int,
    damaged: Damaged,
) -> Iterator[None]:
    """Pack every hot hour before `before_hour` (Unix seconds // 3600), one slice each step.

    `month_file`: the writing connection of a month; `names`: tag number → (name, unit), asked for
    once an hour is read, as tags may come meanwhile; `damaged`: told of every blob set aside.
    """
    while (hour := _oldest_hour(hot)) is not None and hour < before_hour:
        blobs = _blobs(hot, hour)
        known = names()
        blobs = _sound(hot, blobs, known, damaged)
        keys = [(key,) for key, _ in blobs]
        month = month_file(month_of(hour))
        columns = InstantColumns(month, hour)
        tags = by_tag(blobs)
        del blobs
        while some := list(islice(tags, TAGS_PER_SLICE)):
            yield
            with transaction(month):
                for number, fresh in some:
                    _register(month, number, *known[number])
                    _pack_tag(month, columns, hour, number, fresh, damaged)
        with transaction(month):
            columns.drop_unused()
        yield from _forget(hot, keys)


def _oldest_hour(hot: sqlite3.Connection) -> int | None:
    (key,) = hot.execute("SELECT min(id) FROM hot").fetchone()
    return None if key is None else second_of(key) // 3600


def _blobs(hot: sqlite3.Connection, hour: int) -> Blobs:
    bounds = (row_id(hour * 3600, 0), row_id((hour + 1) * 3600, 0))
    return hot.execute(
        "SELECT id, data FROM hot WHERE id >= ? AND id < ? ORDER BY id", bounds
    ).fetchall()


def _sound(hot: sqlite3.Connection, blobs: Blobs, known: Container[int], damaged: Damaged) -> Blobs:
    whole = all(data and len(data) % RECORD.itemsize == 0 for _, data in blobs)
    if whole and is_sound(b"".join([data for _, data in blobs]), known):
        return blobs  # looked at as one: a hundredth of the time
    odd = [key for key, data in blobs if not is_sound(data, known)]
    if not odd:
        return blobs
    with transaction(hot):
        for key in odd:
            set_aside(hot, found := DamagedBlob(hot, "hot", key))
            damaged(found)
    return [blob for blob in blobs if blob[0] not in odd]


def _forget(hot: sqlite3.Connection, keys: list[tuple[int]]) -> Iterator[None]:
    for start in range(0, len(keys), BLOBS_PER_SLICE):
        yield
        with transaction(hot):
            some = keys[start : start + BLOBS_PER_SLICE]
            hot.executemany("DELETE FROM hot WHERE id = ?", some)


def _register(month: sqlite3.Connection, number: int, name: str, unit: str) -> None:
    month.execute("INSERT INTO tag VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (number, name, unit))
    found = month.execute("SELECT name FROM tag WHERE number = ?", (number,)).fetchone()
    if found != (name,):
        raise StorageFault(foreign(name))


class InstantColumns:
    """The columns of instants of one hour; tags polled together share one."""

    def __init__(self, month: sqlite3.Connection, hour: int) -> None:
        """Know the columns the hour already has."""
        self._month = month
        self._first = hour << TAG_BITS
        rows = month.execute("SELECT data, id FROM instants WHERE id >= ? AND id < ?", self._bounds)
        self._known: dict[bytes, int] = dict(rows.fetchall())

    @property
    def _bounds(self) -> tuple[int, int]:
        return self._first, self._first + (1 << TAG_BITS)

    def key(self, offset_ms: Integers) -> int:
        """Id of the column with exactly these instants, written if new."""
        data = encode_times(offset_ms)
        if data not in self._known:
            key = max(self._known.values(), default=self._first - 1) + 1
            self._month.execute("INSERT INTO instants VALUES (?, ?)", (key, data))
            self._known[data] = key
        return self._known[data]

    def drop_unused(self) -> None:
        """Delete the columns no tag uses any more; late samples leave such ones behind."""
        self._month.execute(
            "DELETE FROM instants WHERE id >= ? AND id < ?"
            " AND id NOT IN (SELECT instants FROM chunk WHERE id >= ? AND id < ?)",
            (*self._bounds, *self._bounds),
        )


def _pack_tag(
    month: sqlite3.Connection,
    columns: InstantColumns,
    hour: int,
    number: int,
    fresh: Series,
    damaged: Damaged,
) -> None:
    packed, whole = _packed(month, hour, number, damaged)
    series = joined([*packed, fresh])
    instants = columns.key(series.at_ms - hour * HOUR_MS)
    chunk = (hour << TAG_BITS | number, len(series), instants)
    month.execute(
        "INSERT OR REPLACE INTO chunk VALUES (?, ?, ?, ?)",
        (*chunk, encode_chunk(series.value, series.status)),
    )
    if not whole:
        return
    minutes = regroup(as_buckets(series), hour * HOUR_MS, MINUTE_MS)
    _pack_minutes(month, hour, number, minutes, damaged)
    row = (number, hour, *astuple(hour_row(series, hour * HOUR_MS)))
    month.execute(f"INSERT OR REPLACE INTO r3600 VALUES ({','.join('?' * len(row))})", row)


def _packed(
    month: sqlite3.Connection, hour: int, number: int, damaged: Damaged
) -> tuple[list[Series], bool]:
    """What the month holds of an hour, and whether that is all it ever held."""
    try:
        return read_chunks(month, number, [hour]), True
    except DamagedBlob as found:
        set_aside(month, found)
        damaged(found)
        return [], False


def _pack_minutes(
    month: sqlite3.Connection, hour: int, number: int, minutes: Rollup, damaged: Damaged
) -> None:
    day = hour // 24
    try:
        others = read_minutes(month, number, [day])
        others = others.where(np.asarray(others.start_ms // HOUR_MS != hour))
    except DamagedBlob as found:
        set_aside(month, found)
        damaged(found)
        hours = range(day * 24, day * 24 + 24)
        others = _minutes_anew(month, number, [other for other in hours if other != hour])
    data = encode_minutes(together([others, minutes]), day * DAY_MS)
    month.execute("INSERT OR REPLACE INTO r60 VALUES (?, ?)", (day << TAG_BITS | number, data))


def _minutes_anew(month: sqlite3.Connection, number: int, hours: list[int]) -> Rollup:
    """Minutes from the packed samples; hours that cannot be read are a gap."""
    parts = []
    for hour in hours:
        with suppress(DamagedBlob):
            for series in read_chunks(month, number, [hour]):
                parts.append(regroup(as_buckets(series), hour * HOUR_MS, MINUTE_MS))
    return together(parts)
