"""Answer what was measured: raw samples, buckets of any width, a trend for a given width of screen.

It refuses to write and to guess: files are opened read-only, and where nothing was recorded the
answer is a gap. A damaged file is an error that names it, not a gap.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from farm.words import Words
from records.durable import StorageFault, explain, open_readonly
from records.history.damage import DamagedBlob
from records.history.files import HOT_NAME, VERSION, month_files, month_hours, read_tags
from records.history.hot import is_sound, pick, row_id
from records.history.month import read_chunks, read_hours, read_minutes
from records.history.rollup import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    Rollup,
    as_buckets,
    regroup,
    together,
    with_gaps,
)
from records.history.series import EMPTY, Series, joined

RAW_LIMIT_MS = 92 * DAY_MS
"""Longest span answered from raw samples, milliseconds: about 8 million samples at 1 Hz."""

BUCKET_LIMIT = 100_000
PIXEL_LIMIT = 10_000
TAG_LIMIT = 64
BLOBS_AT_ONCE = 512

Span = tuple[int, int]
"""From, to: UTC milliseconds, the end excluded."""


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """Drawn columns; every tag has the same buckets, empty ones where nothing was recorded."""

    every_ms: int
    tags: dict[str, Rollup]


class HistoryReader:
    """Read-only door to a history folder; safe in any thread, beside a running writer."""

    def __init__(self, folder: Path) -> None:
        """Nothing is opened until asked; an absent folder has recorded nothing."""
        self._folder = folder

    def tags(self) -> dict[str, str]:
        """Every tag ever recorded and its unit. Raises StorageFault."""
        known: dict[str, str] = {}
        for path in [*(path for _, path in month_files(self._folder)), self._folder / HOT_NAME]:
            if path.exists():
                with _reading(path) as file:
                    known |= {name: unit for name, (_, unit) in read_tags(file).items()}
        return known

    def raw(self, tag: str, from_ms: int, to_ms: int) -> Series:
        """Every sample of a tag with from_ms <= at < to_ms, as stored; none for an unknown tag.

        Raises StorageFault, also when the span is longer than RAW_LIMIT_MS.
        """
        return self._raw([tag], (from_ms, to_ms))[tag]

    def every(self, tag: str, from_ms: int, to_ms: int, every_s: int) -> Rollup:
        """Buckets of `every_s` seconds counted from `from_ms`, the last cut at `to_ms`.

        Exact for any width; whole minutes and hours come from the roll-ups. Raises StorageFault.
        """
        return self._buckets([tag], (from_ms, to_ms), every_s * 1000)[tag]

    def trend(self, tags: Sequence[str], from_ms: int, to_ms: int, pixels: int) -> Trend:
        """At most `pixels` + 1 buckets over the span, widened to whole buckets.

        Each keeps its lowest and highest number, so that no spike disappears. Raises StorageFault.
        """
        assert 0 < pixels <= PIXEL_LIMIT and len(tags) <= TAG_LIMIT, (pixels, len(tags))
        every_ms = column_ms(to_ms - from_ms, pixels)
        start_ms = from_ms - from_ms % every_ms
        end_ms = to_ms + -to_ms % every_ms
        return Trend(every_ms, self._buckets(tags, (start_ms, end_ms), every_ms))

    def _buckets(self, tags: Sequence[str], span: Span, every_ms: int) -> dict[str, Rollup]:
        from_ms, to_ms = span
        count = max(0, -((from_ms - to_ms) // every_ms))
        _within(count, BUCKET_LIMIT, "buckets", "时间段数")
        unit_ms = _unit_ms(from_ms, every_ms)
        if unit_ms is None:
            parts = {tag: as_buckets(raw) for tag, raw in self._raw(tags, span).items()}
        else:
            parts = self._rolled(tags, span, unit_ms)
        return {
            tag: with_gaps(regroup(part, from_ms, every_ms), from_ms, every_ms, count)
            for tag, part in parts.items()
        }

    def _raw(self, tags: Sequence[str], span: Span) -> dict[str, Series]:
        _within(span[1] - span[0], RAW_LIMIT_MS, "ms", "毫秒跨度")
        hot = self._hot(tags, span)  # first: an hour packed meanwhile is then seen twice, not never
        hours = range(span[0] // HOUR_MS, -(-span[1] // HOUR_MS))
        return self._united(hot, dict.fromkeys(tags, hours), span)

    def _united(
        self, hot: dict[str, Series], hours: Mapping[str, Sequence[int]], span: Span
    ) -> dict[str, Series]:
        parts: dict[str, list[Series]] = {tag: [] for tag in hours}
        for file, numbers, month in self._months(span):
            for tag, wanted in hours.items():
                mine = [hour for hour in wanted if hour in month]
                if tag in numbers and mine:
                    parts[tag] += read_chunks(file, numbers[tag], mine)
        return {tag: joined([*parts[tag], hot[tag]]).cut(*span) for tag in hours}

    def _rolled(self, tags: Sequence[str], span: Span, unit_ms: int) -> dict[str, Rollup]:
        edge_ms = span[1] - span[1] % unit_ms
        first_hour, end_hour = span[0] // HOUR_MS, -(-edge_ms // HOUR_MS)
        whole = (first_hour * HOUR_MS, end_hour * HOUR_MS)
        hot = self._hot(tags, whole)
        running = {tag: np.unique(hot[tag].at_ms // HOUR_MS) for tag in tags}
        fresh = self._united(hot, {tag: running[tag].tolist() for tag in tags}, whole)
        parts = {tag: [regroup(as_buckets(fresh[tag]), 0, unit_ms)] for tag in tags}
        for file, numbers, month in self._months(whole):
            hours = range(max(first_hour, month.start), min(end_hour, month.stop))
            for tag in numbers.keys() & parts.keys():
                stored = _stored(file, numbers[tag], hours, unit_ms)
                settled = ~np.isin(stored.start_ms // HOUR_MS, running[tag])
                parts[tag].append(stored.where(settled))
        rest = self._raw(tags, (edge_ms, span[1])) if edge_ms < span[1] else {}
        return {
            tag: together([_cut(together(parts[tag]), span[0], edge_ms), *_rest(rest, tag)])
            for tag in tags
        }

    def _hot(self, tags: Sequence[str], span: Span) -> dict[str, Series]:
        found: dict[str, list[Series]] = {tag: [] for tag in tags}
        path = self._folder / HOT_NAME
        if not path.exists():
            return dict.fromkeys(tags, EMPTY)
        with _reading(path) as file:
            known = read_tags(file)
            wanted = {known[tag][0]: tag for tag in tags if tag in known}
            keys = (row_id(span[0] // 1000, 0), row_id(-(-span[1] // 1000), 0))
            cursor = file.execute(
                "SELECT id, data FROM hot WHERE id >= ? AND id < ? ORDER BY id", keys
            )
            while wanted and (rows := cursor.fetchmany(BLOBS_AT_ONCE)):
                for key, data in rows:
                    if not is_sound(data):
                        raise DamagedBlob(file, "hot", key)
                for number, series in pick(rows, wanted).items():
                    found[wanted[number]].append(series)
        return {tag: joined(parts).cut(*span) for tag, parts in found.items()}

    def _months(self, span: Span) -> Iterator[tuple[sqlite3.Connection, dict[str, int], range]]:
        for month, path in month_files(self._folder):
            hours = month_hours(month)
            if hours.start * HOUR_MS < span[1] and span[0] < hours.stop * HOUR_MS:
                with _reading(path) as file:
                    numbers = {name: number for name, (number, _) in read_tags(file).items()}
                    yield file, numbers, hours


def column_ms(span_ms: int, pixels: int) -> int:
    """Width of a trend's buckets: whole minutes beyond one minute, whole hours beyond one hour."""
    width_ms = max(1, -(-span_ms // pixels))
    unit_ms = HOUR_MS if width_ms > HOUR_MS else MINUTE_MS if width_ms > MINUTE_MS else 1
    return -(-width_ms // unit_ms) * unit_ms


def _unit_ms(from_ms: int, every_ms: int) -> int | None:
    fits = (unit for unit in (HOUR_MS, MINUTE_MS) if from_ms % unit == 0 == every_ms % unit)
    return next(fits, None)


def _stored(file: sqlite3.Connection, number: int, hours: range, unit_ms: int) -> Rollup:
    if unit_ms == HOUR_MS:
        return read_hours(file, number, hours.start, hours.stop)
    return read_minutes(file, number, sorted({hour // 24 for hour in hours}))


def _cut(buckets: Rollup, from_ms: int, to_ms: int) -> Rollup:
    return buckets.where((buckets.start_ms >= from_ms) & (buckets.start_ms < to_ms))


def _rest(rest: dict[str, Series], tag: str) -> list[Rollup]:
    return [as_buckets(rest[tag])] if tag in rest else []


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_readonly(path, VERSION)
    try:
        yield connection
    except sqlite3.Error as error:
        raise StorageFault(explain(error, path)) from error
    finally:
        connection.close()


def _within(asked: int, limit: int, unit: str, unit_zh: str) -> None:
    if asked > limit:
        raise StorageFault(
            Words(
                zh=f"查询过大：{asked} 超过上限 {limit}（{unit_zh}）。请缩短时间范围或加大间隔。",
                en=f"The query is too large: {asked} of at most {limit} {unit}. "
                "Ask for a shorter span or a longer interval.",
            )
        )
