"""Whatever is committed can be read back, before, during and after packing."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.durable import StorageFault
from records.history.disk import HistoryDisk
from records.history.files import month_files
from records.history.hot import SampleRow
from records.history.query import HistoryReader, column_ms
from records.history.rollup import HOUR_MS
from records.history.series import Series

NOVEMBER_MS = 1_793_491_200_000
"""2026-11-01 00:00 UTC."""

BAD = 0x80050000
UNCERTAIN = 0x40930000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[HistoryDisk]:
    opened = HistoryDisk(tmp_path, {"a": "mg/L"}, None)
    yield opened
    opened.close()


def rows(series: Series) -> list[tuple[int, float | None, int]]:
    """Samples as (ms, number or None, status)."""
    return [
        (int(at), None if np.isnan(number) else float(number), int(code))
        for at, number, code in zip(series.at_ms, series.value, series.status, strict=True)
    ]


def pack(disk: HistoryDisk, before_ms: int) -> None:
    for _ in disk.compaction(before_ms // HOUR_MS):
        pass


def test_absent_seconds_stay_absent(disk: HistoryDisk, tmp_path: Path) -> None:
    sent: list[SampleRow] = [("a", NOVEMBER_MS + s * 1000, 7.0, 0) for s in range(0, 100, 2)]
    disk.commit([*sent, ("b", NOVEMBER_MS + 1000, 1.0, 0)])
    pack(disk, NOVEMBER_MS + HOUR_MS)
    found = HistoryReader(tmp_path).raw("a", NOVEMBER_MS, NOVEMBER_MS + HOUR_MS)
    assert found.at_ms.tolist() == [row[1] for row in sent]


def test_two_samples_in_one_second_both_survive(disk: HistoryDisk, tmp_path: Path) -> None:
    disk.commit([("a", NOVEMBER_MS + 100, 7.0, 0), ("a", NOVEMBER_MS + 101, 7.1, 0)])
    disk.commit([("a", NOVEMBER_MS + 900, 7.2, 0)])
    for _ in range(2):
        found = HistoryReader(tmp_path).raw("a", NOVEMBER_MS, NOVEMBER_MS + 1000)
        assert rows(found) == [
            (NOVEMBER_MS + 100, 7.0, 0),
            (NOVEMBER_MS + 101, 7.1, 0),
            (NOVEMBER_MS + 900, 7.2, 0),
        ]
        pack(disk, NOVEMBER_MS + HOUR_MS)


def test_the_same_instant_again_replaces(disk: HistoryDisk, tmp_path: Path) -> None:
    disk.commit([("a", NOVEMBER_MS, 7.0, 0)])
    pack(disk, NOVEMBER_MS + HOUR_MS)
    disk.commit([("a", NOVEMBER_MS, None, BAD)])
    reader = HistoryReader(tmp_path)
    span = (NOVEMBER_MS, NOVEMBER_MS + HOUR_MS)
    assert rows(reader.raw("a", *span)) == [(NOVEMBER_MS, None, BAD)]
    assert reader.every("a", *span, every_s=3600).samples.tolist() == [1]
    pack(disk, NOVEMBER_MS + HOUR_MS)
    assert rows(reader.raw("a", *span)) == [(NOVEMBER_MS, None, BAD)]


def test_a_span_over_the_month_border_reads_both_files(disk: HistoryDisk, tmp_path: Path) -> None:
    sent: list[SampleRow] = [
        ("a", NOVEMBER_MS + s * 1000, s / 10, 0) for s in range(-1800, 1800, 10)
    ]
    disk.commit(sent)
    pack(disk, NOVEMBER_MS + HOUR_MS)
    assert [month for month, _ in month_files(tmp_path)] == ["2026-10", "2026-11"]
    reader = HistoryReader(tmp_path)
    span = (NOVEMBER_MS - HOUR_MS, NOVEMBER_MS + HOUR_MS)
    assert rows(reader.raw("a", *span)) == [row[1:] for row in sent]
    hourly = reader.every("a", *span, every_s=3600)
    assert hourly.samples.tolist() == [180, 180]
    minutes = reader.trend(["a"], *span, pixels=120).tags["a"]
    assert minutes.samples.sum() == 360
    assert minutes.low[0] != minutes.low[0]  # the first half hour was not recorded
    assert (minutes.low[60], minutes.high[60]) == (0.0, 5.0)


def test_every_step_of_packing_reads_the_same(disk: HistoryDisk, tmp_path: Path) -> None:
    names = [f"t{i:02d}" for i in range(40)]
    sent = [(name, NOVEMBER_MS + s * 1000, 1.0 * s, 0) for s in range(0, 60, 5) for name in names]
    for start in range(0, len(sent), 97):
        disk.commit(sent[start : start + 97])
    reader = HistoryReader(tmp_path)
    span = (NOVEMBER_MS, NOVEMBER_MS + HOUR_MS)
    steps = 0
    for _ in disk.compaction(NOVEMBER_MS // HOUR_MS + 1):
        steps += 1
        for name in ("t00", "t20", "t39"):
            assert rows(reader.raw(name, *span)) == [row[1:] for row in sent if row[0] == name]
            minute = reader.every(name, *span, every_s=60)
            assert (minute.samples[0], minute.total[0], minute.high[0]) == (12, 330.0, 55.0)
    assert steps > 3


def test_a_late_sample_joins_its_packed_hour(disk: HistoryDisk, tmp_path: Path) -> None:
    disk.commit([("a", NOVEMBER_MS + 1000, 5.0, 0), ("b", NOVEMBER_MS + 1000, 5.0, 0)])
    pack(disk, NOVEMBER_MS + HOUR_MS)
    disk.commit([("a", NOVEMBER_MS + 500, 3.0, 0), ("a", NOVEMBER_MS + 70_000, 9.0, 0)])
    reader = HistoryReader(tmp_path)
    span = (NOVEMBER_MS, NOVEMBER_MS + HOUR_MS)
    for _ in range(2):
        assert reader.raw("a", *span).value.tolist() == [3.0, 5.0, 9.0]
        minutes = reader.every("a", *span, every_s=60)
        assert minutes.samples.tolist()[:3] == [2, 1, 0]
        hour = reader.every("a", *span, every_s=3600)
        assert (hour.samples[0], hour.low[0], hour.high[0], hour.total[0]) == (3, 3.0, 9.0, 17.0)
        pack(disk, NOVEMBER_MS + HOUR_MS)


def test_instants_no_tag_uses_any_more_are_dropped(disk: HistoryDisk, tmp_path: Path) -> None:
    for ms in (1000, 2000, 3000):
        disk.commit([("a", NOVEMBER_MS + ms, 5.0, 0), ("b", NOVEMBER_MS + ms, 5.0, 0)])
        pack(disk, NOVEMBER_MS + HOUR_MS)
    disk.close()
    file = sqlite3.connect(month_files(tmp_path)[0][1])
    assert file.execute("SELECT count(*) FROM instants").fetchone() == (1,)  # both tags share it
    file.close()


def test_an_end_inside_a_minute_or_hour_is_exact(disk: HistoryDisk, tmp_path: Path) -> None:
    disk.commit([("a", NOVEMBER_MS + s * 1000, float(s), 0) for s in range(0, 7200, 10)])
    pack(disk, NOVEMBER_MS + 2 * HOUR_MS)
    reader = HistoryReader(tmp_path)
    end_ms = NOVEMBER_MS + HOUR_MS + 90_000  # half way into the second minute of the second hour
    hours = reader.every("a", NOVEMBER_MS, end_ms, every_s=3600)
    assert (hours.samples.tolist(), hours.high.tolist()) == ([360, 9], [3590.0, 3680.0])
    minutes = reader.every("a", NOVEMBER_MS, end_ms, every_s=60)
    assert minutes.samples.tolist()[-3:] == [6, 6, 3]


def test_samples_that_contradict_themselves_are_refused_not_mended(disk: HistoryDisk) -> None:
    done = disk.commit(
        [
            ("a", NOVEMBER_MS, float("nan"), 0),
            ("a", NOVEMBER_MS + 1, 7.0, BAD),
            ("a", NOVEMBER_MS + 2, None, 0),
            ("a", NOVEMBER_MS + 3, 7.0, 0),
        ]
    )
    assert (done.stored, done.refused) == (1, 3)
    assert done.reason is not None and "a" in done.reason.en


def test_a_tag_number_is_never_used_for_another_name(tmp_path: Path) -> None:
    for day, name in enumerate(["a", "b", "c"]):
        disk = HistoryDisk(tmp_path, {}, None)
        disk.commit([(name, NOVEMBER_MS + day * 24 * HOUR_MS, float(day), 0)])
        pack(disk, NOVEMBER_MS + 30 * 24 * HOUR_MS)
        disk.close()
        (tmp_path / "hot.db").unlink()  # the register must come back from the months
    reader = HistoryReader(tmp_path)
    span = (NOVEMBER_MS, NOVEMBER_MS + 30 * 24 * HOUR_MS)
    assert [reader.raw(name, *span).value.tolist() for name in "abc"] == [[0.0], [1.0], [2.0]]


def test_a_changed_unit_is_refused(tmp_path: Path) -> None:
    disk = HistoryDisk(tmp_path, {"a": "mg/L"}, None)
    disk.commit([("a", NOVEMBER_MS, 7.0, 0)])
    disk.close()
    disk = HistoryDisk(tmp_path, {"a": "%"}, None)
    done = disk.commit([("a", NOVEMBER_MS + 1000, 80.0, 0), ("b", NOVEMBER_MS, 1.0, 0)])
    disk.close()
    assert (done.stored, done.refused) == (1, 1)
    assert done.reason is not None and "mg/L" in done.reason.zh
    assert HistoryReader(tmp_path).tags() == {"a": "mg/L", "b": ""}


def test_a_second_writer_is_refused(disk: HistoryDisk, tmp_path: Path) -> None:
    with pytest.raises(StorageFault, match="Another process"):
        HistoryDisk(tmp_path, {}, None)
    disk.commit([("a", NOVEMBER_MS, 7.0, 0)])


def test_a_damaged_month_is_named(disk: HistoryDisk, tmp_path: Path) -> None:
    disk.commit([("a", NOVEMBER_MS, 7.0, 0)])
    (tmp_path / "history-2026-10.db").write_bytes(b"not a database" * 1000)
    reader = HistoryReader(tmp_path)
    assert len(reader.raw("a", NOVEMBER_MS, NOVEMBER_MS + 1000)) == 1
    with pytest.raises(StorageFault, match="2026-10"):
        reader.raw("a", NOVEMBER_MS - 1000, NOVEMBER_MS + 1000)


def test_a_question_too_large_is_refused_in_words(tmp_path: Path) -> None:
    reader = HistoryReader(tmp_path)
    with pytest.raises(StorageFault, match="too large"):
        reader.raw("a", 0, 93 * 24 * HOUR_MS)
    with pytest.raises(StorageFault, match="too large"):
        reader.every("a", 0, 93 * 24 * HOUR_MS, every_s=60)


def test_nothing_recorded_is_nothing_but_gaps(tmp_path: Path) -> None:
    reader = HistoryReader(tmp_path / "absent")
    assert reader.tags() == {}
    assert len(reader.raw("a", 0, 1000)) == 0
    assert reader.trend(["a"], 0, HOUR_MS, pixels=60).tags["a"].samples.tolist() == [0] * 60


def test_a_column_is_whole_minutes_then_whole_hours() -> None:
    assert column_ms(HOUR_MS, 800) == 4500
    assert column_ms(24 * HOUR_MS, 800) == 120_000
    assert column_ms(30 * 24 * HOUR_MS, 800) == 54 * 60_000
    assert column_ms(365 * 24 * HOUR_MS, 800) == 11 * HOUR_MS


SAMPLE = st.tuples(
    st.sampled_from(["a", "b"]),
    st.integers(-HOUR_MS * 3 // 2, HOUR_MS * 3 // 2),
    st.one_of(st.integers(-500, 500).map(lambda n: n / 10), st.floats(-1e6, 1e6)),
    st.sampled_from([0, 0, UNCERTAIN, BAD]),
)


def brute(
    samples: list[tuple[int, float | None, int]], from_ms: int, to_ms: int, width_ms: int
) -> list[tuple[int, int, int, float | None, float | None, int]]:
    """(samples, numbers, good, low, high, worst) of each bucket, by plain counting."""
    answer = []
    for start in range(from_ms, to_ms, width_ms):
        end = min(start + width_ms, to_ms)
        mine = [(number, code) for at, number, code in samples if start <= at < end]
        numbers = [number for number, _ in mine if number is not None]
        good = sum(code < UNCERTAIN for _, code in mine)
        low, high = (min(numbers), max(numbers)) if numbers else (None, None)
        worst = max((code for _, code in mine), default=0)
        answer.append((len(mine), len(numbers), good, low, high, worst))
    return answer


@settings(max_examples=40, deadline=None)
@given(
    batches=st.lists(st.lists(SAMPLE, min_size=1, max_size=12), max_size=6),
    pack_after=st.sets(st.integers(0, 5)),
    start=st.sampled_from([-HOUR_MS, -HOUR_MS + 60_000, -1_234_567]),
    length=st.sampled_from([HOUR_MS, 2 * HOUR_MS, 5_000_000]),
    every_s=st.sampled_from([7, 60, 300, 3600]),
)
def test_any_order_of_commits_and_packing_answers_the_same(
    batches: list[list[tuple[str, int, float, int]]],
    pack_after: set[int],
    start: int,
    length: int,
    every_s: int,
) -> None:
    kept: dict[str, dict[int, tuple[float | None, int]]] = {"a": {}, "b": {}}
    span = (NOVEMBER_MS + start, NOVEMBER_MS + start + length)
    with TemporaryDirectory() as folder:
        disk = HistoryDisk(Path(folder), {}, None)
        for turn, batch in enumerate(batches):
            sent: list[SampleRow] = [
                (tag, NOVEMBER_MS + ms, None if code == BAD else number, code)
                for tag, ms, number, code in batch
            ]
            disk.commit(sent)
            for tag, at_ms, value, code in sent:
                kept[tag][at_ms] = (value, code)
            if turn in pack_after:
                pack(disk, NOVEMBER_MS + HOUR_MS)
        reader = HistoryReader(Path(folder))
        for tag, samples in kept.items():
            wanted = [(at, *samples[at]) for at in sorted(samples)]
            inside = [row for row in wanted if span[0] <= row[0] < span[1]]
            assert rows(reader.raw(tag, *span)) == inside
            found = reader.every(tag, *span, every_s=every_s)
            names = ("samples", "numbers", "good", "low", "high", "worst")
            columns: list[list[float]] = [getattr(found, name).tolist() for name in names]
            listed = [
                tuple(None if one != one else one for one in row)
                for row in zip(*columns, strict=True)
            ]
            assert listed == brute(wanted, *span, every_s * 1000)
        disk.close()
