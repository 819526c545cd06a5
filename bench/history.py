"""Measure a simulated day of history: bytes for each point, ingest against bare commits, queries.

It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.

Signals follow one plant: noisy quantised analog values, drive feedbacks that step, states,
counters and set-points in fixed shares. Samples of one device share one instant that jitters
a few milliseconds around its second, as polled values do.
"""

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from records.history.files import month_files
from records.history.query import HistoryReader
from records.history.store import HistoryWriter

START_MS = 1_793_491_200_000
"""2026-11-01 00:00 UTC, milliseconds."""

HOUR_S = 3600
DAY_MS = 86_400_000
SHARES = {"analog": 0.30, "drive": 0.20, "state": 0.35, "counter": 0.10, "setpoint": 0.05}
"""Parts of all tags; the counts of the 400-tag reference day."""

QUANTA = (0.01, 0.1, 1.0)
TAGS_PER_DEVICE = 4
NOISE_QUANTA = 1.2
JITTER_MS = 5.0
BARE_COMMITS = 3000


class Plant:
    """Signals of all tags, one hour at a time."""

    def __init__(self, tags: int, seed: int) -> None:
        """Give every tag a kind in the shares above."""
        self._random = np.random.default_rng(seed)
        kinds = [kind for kind, share in SHARES.items() for _ in range(round(share * tags))]
        self.kinds = (kinds + ["state"] * tags)[:tags]
        self.names = [f"tank-{i:03d}.{kind}" for i, kind in enumerate(self.kinds)]
        self._walk = np.zeros(tags)
        self._count = np.zeros(tags)

    def hour(self, hour: int) -> tuple[np.ndarray, np.ndarray]:
        """Values (seconds × tags) and instants in ms (seconds × tags) of one hour."""
        second = hour * HOUR_S + np.arange(HOUR_S)
        values = np.column_stack([self._signal(i, second) for i in range(len(self.kinds))])
        devices = -(-len(self.kinds) // TAGS_PER_DEVICE)
        jitter = self._random.normal(0, JITTER_MS, (HOUR_S, devices))
        late_ms = 50 + np.rint(np.clip(jitter, -40, 40)) + np.arange(devices)
        at_ms = START_MS + second[:, None] * 1000 + late_ms.astype(np.int64)
        return values, np.repeat(at_ms, TAGS_PER_DEVICE, axis=1)[:, : len(self.kinds)]

    def _signal(self, i: int, second: np.ndarray) -> np.ndarray:
        kind, noise = self.kinds[i], self._random.normal(0, NOISE_QUANTA, len(second))
        if kind == "analog":
            walk = self._walk[i] + np.cumsum(self._random.normal(0, 0.05, len(second)))
            self._walk[i] = walk[-1]
            level = 800 + 40 * np.sin(2 * np.pi * second / 86_400) + walk + noise
            return np.asarray(np.rint(level) / round(1 / QUANTA[i % 3]))
        if kind == "drive":
            return np.rint(400 + 20 * (second // 900 % 5) + noise) / 10
        if kind == "state":
            return ((second // (600 + 37 * i)) % 2).astype(np.float64)
        if kind == "counter":
            count = self._count[i] + np.cumsum(self._random.poisson(0.3, len(second)))
            self._count[i] = count[-1]
            return np.asarray(count)
        return np.full(len(second), 6.5)


def batches(plant: Plant, hours: int) -> Iterator[list[tuple[str, int, float | None, int]]]:
    """One batch a second, as the control loop hands it over."""
    status = [0] * len(plant.names)
    for hour in range(hours):
        values, at_ms = plant.hour(hour)
        for row, instants in zip(values.tolist(), at_ms.tolist(), strict=True):
            yield list(zip(plant.names, instants, row, status, strict=True))


def ingest(folder: Path, plant: Plant, hours: int) -> tuple[float, list[float]]:
    """Seconds spent in history for all batches, and the wait for each acknowledgement."""
    writer = HistoryWriter(folder, commit_every_s=0)
    waits = []
    for batch in batches(plant, hours):
        started = time.perf_counter()
        writer.append(batch)
        assert writer.drain(60), writer.health()
        waits.append(time.perf_counter() - started)
    closing = [(name, START_MS + hours * HOUR_S * 1000 + 180_000, 0.0, 0) for name in plant.names]
    started = time.perf_counter()
    writer.append(closing)  # two minutes into the next hour: the last one is packed too
    assert writer.close(120), writer.health()
    return sum(waits) + time.perf_counter() - started, waits


def bare(folder: Path, size: int, commits: int) -> float:
    """Commits a second of one blob of `size` bytes, WAL and FULL, nothing else."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, data BLOB NOT NULL)")
    blob = np.random.default_rng(1).bytes(size)
    started = time.perf_counter()
    for _ in range(commits):
        connection.execute("INSERT INTO t (data) VALUES (?)", (blob,))
    rate = commits / (time.perf_counter() - started)
    connection.close()
    return rate


def sizes(folder: Path, points: int) -> dict[str, float]:
    """Bytes a point of each table that is kept for ever, and of the month files as they stand."""
    answer: dict[str, float] = {"month files": 0.0}
    for _, path in month_files(folder):
        answer["month files"] += path.stat().st_size / points
        connection = sqlite3.connect(path)
        for table in ("chunk", "instants", "r60"):
            (size,) = connection.execute(f"SELECT total(length(data)) FROM {table}").fetchone()
            answer[table] = answer.get(table, 0.0) + size / points
        connection.close()
    return answer


def repeat_day(folder: Path, days: int) -> None:
    """Make a month of the first day by copying its packed rows with later keys."""
    ((_, path),) = month_files(folder)
    connection = sqlite3.connect(path)
    for day in range(1, days):
        hours, shift = day * 24, day << 16
        connection.execute(
            "INSERT INTO instants SELECT id + (? << 16), data FROM instants WHERE id < ?",
            (hours, (START_MS // 3_600_000 + 24) << 16),
        )
        connection.execute(
            "INSERT INTO chunk SELECT id + (? << 16), samples, instants + (? << 16), data"
            " FROM chunk WHERE id < ?",
            (hours, hours, (START_MS // 3_600_000 + 24) << 16),
        )
        connection.execute(
            "INSERT INTO r60 SELECT id + ?, data FROM r60 WHERE id < ?",
            (shift, (START_MS // DAY_MS + 1) << 16),
        )
    connection.commit()
    connection.close()


def median_ms(ask: object, times: int = 5) -> tuple[float, float]:
    """First and median time of calling `ask`, milliseconds."""
    assert callable(ask)
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - started) * 1000)
    return spent[0], statistics.median(spent[1:])


def queries(folder: Path, plant: Plant, hours: int, days: int) -> None:
    """Print the times of the two queries a screen asks most."""
    reader = HistoryReader(folder)
    end_ms = START_MS + hours * HOUR_S * 1000
    first, again = median_ms(lambda: reader.raw(plant.names[0], START_MS, end_ms))
    points = len(reader.raw(plant.names[0], START_MS, end_ms))
    print(f"raw {hours} h, 1 tag: {points} points, first {first:.1f} ms, again {again:.1f} ms")
    if days > 1:
        repeat_day(folder, days)
    span = (START_MS, START_MS + (days * DAY_MS if days > 1 else hours * HOUR_S * 1000))
    tags = plant.names[:8]
    first, again = median_ms(lambda: reader.trend(tags, *span, pixels=800))
    print(f"trend {days} d, 8 tags, 800 px: first {first:.1f} ms, again {again:.1f} ms")


def hot_query(folder: Path, plant: Plant) -> None:
    """Print the time of a one-hour query that is wholly in the running hour."""
    writer = HistoryWriter(folder, commit_every_s=0)
    for batch in batches(plant, 1):
        writer.append(batch)
        writer.drain(60)
    reader = HistoryReader(folder)
    span = (START_MS, START_MS + HOUR_S * 1000)
    first, again = median_ms(lambda: reader.trend(plant.names[:8], *span, pixels=800))
    print(f"trend 1 h, 8 tags, not yet packed: first {first:.1f} ms, again {again:.1f} ms")
    writer.close()


def measure(tags: int, hours: int, days: int, commits: int) -> None:
    """One whole measurement, printed."""
    print(f"== {tags} tags at 1 Hz, {hours} h")
    with tempfile.TemporaryDirectory(prefix="history-") as name:
        folder = Path(name)
        plant = Plant(tags, seed=7)
        points = tags * hours * HOUR_S
        spent_s, waits = ingest(folder / "history", plant, hours)
        bare_rate = bare(folder, tags * 16, commits)
        rate = hours * HOUR_S / spent_s
        cuts = statistics.quantiles(waits, n=100)
        print(f"bytes a point: {_row(sizes(folder / 'history', points))}")
        print(
            f"ingest: {rate:.0f} durable batches/s with packing, {rate / bare_rate:.2f} of bare "
            f"commits of the same bytes ({bare_rate:.0f}/s)"
        )
        print(
            f"wait for the disk: p50 {cuts[49] * 1000:.2f} ms, p99 {cuts[98] * 1000:.2f} ms, "
            f"longest {max(waits) * 1000:.0f} ms (packing included)"
        )
        queries(folder / "history", plant, hours, days)
        hot_query(folder / "running", Plant(tags, seed=8))


def _row(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.3f}" for name, value in figures.items())


def main() -> None:
    """Parse the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="40 tags, 3 hours, no month")
    parser.add_argument("--tags", type=int, nargs="*", default=[400, 700])
    options = parser.parse_args()
    if options.quick:
        measure(40, hours=3, days=1, commits=500)
        return
    for tags in options.tags:
        measure(tags, hours=24, days=30, commits=BARE_COMMITS)


if __name__ == "__main__":
    main()
