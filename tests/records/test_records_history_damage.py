"""A damaged blob stops neither the writer nor other history; it is kept and said in words."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from records.durable import StorageFault
from records.history.files import HOT_NAME, TAG_BITS, month_files
from records.history.hot import SampleRow, row_id
from records.history.query import HistoryReader
from records.history.store import HistoryWriter

NOVEMBER_MS = 1_793_491_200_000
HOUR_MS = 3_600_000
HOUR = NOVEMBER_MS // HOUR_MS
WAIT_S = 30.0
BROKEN = [b"", b"\x01", b"\x07" * 40, b"\x01\x00\x00\x00\x00\x00\x00\x08broken", b"\xff" * 300]


def second(s: int) -> list[SampleRow]:
    return [("a", NOVEMBER_MS + s * 1000, float(s % 7), 0), ("b", NOVEMBER_MS + s * 1000, 0.5, 0)]


def packed(folder: Path) -> None:
    """Two hours of two tags in the month, the third hour running."""
    writer = HistoryWriter(folder, commit_every_s=0)
    writer.append([row for s in range(0, 7200, 60) for row in second(s)])
    assert writer.drain(WAIT_S)
    writer.append(second(3 * 3600))
    assert writer.close(WAIT_S)


def change(path: Path, statement: str, *values: object) -> None:
    file = sqlite3.connect(path)
    assert file.execute(statement, values).rowcount == 1
    file.commit()
    file.close()


def late(folder: Path) -> HistoryWriter:
    """A writer that has to unite a late sample of the first hour with what is packed."""
    writer = HistoryWriter(folder, commit_every_s=0)
    writer.append([*second(30), *second(4 * 3600)])
    assert writer.drain(WAIT_S), writer.health()
    return writer


def kept(path: Path) -> list[tuple[str, int, bytes]]:
    file = sqlite3.connect(path)
    rows = file.execute("SELECT source, id, data FROM damaged ORDER BY n").fetchall()
    file.close()
    return rows


@pytest.mark.parametrize("broken", BROKEN)
def test_a_damaged_hour_is_set_aside_and_the_writer_goes_on(tmp_path: Path, broken: bytes) -> None:
    packed(tmp_path)
    month, key = month_files(tmp_path)[0][1], HOUR << TAG_BITS
    change(month, "UPDATE chunk SET data = ? WHERE id = ?", broken, key)
    reader = HistoryReader(tmp_path)
    with pytest.raises(StorageFault) as told:
        reader.raw("a", NOVEMBER_MS, NOVEMBER_MS + HOUR_MS)
    assert month.name in told.value.words.en and str(key) in told.value.words.zh
    assert len(reader.raw("b", NOVEMBER_MS, NOVEMBER_MS + HOUR_MS)) == 60
    writer = late(tmp_path)
    health = writer.health()
    assert health.errors == 1 and health.last_trouble == told.value.words
    writer.append(second(4 * 3600 + 1))
    assert writer.close(WAIT_S)
    assert kept(month) == [("chunk", key, broken)]
    assert reader.raw("a", NOVEMBER_MS, NOVEMBER_MS + HOUR_MS).value.tolist() == [2.0]
    hour = reader.every("a", NOVEMBER_MS, NOVEMBER_MS + HOUR_MS, 3600)
    assert hour.samples.tolist() == [60]  # the roll-up still knows the hour
    again = HistoryWriter(tmp_path, commit_every_s=0)
    again.append(second(4 * 3600 + 2))
    assert again.close(WAIT_S) and again.health().errors == 0


@pytest.mark.parametrize("broken", BROKEN)
def test_damaged_minutes_are_made_anew_from_the_samples(tmp_path: Path, broken: bytes) -> None:
    packed(tmp_path)
    month, key = month_files(tmp_path)[0][1], (HOUR // 24) << TAG_BITS
    reader, span = HistoryReader(tmp_path), (NOVEMBER_MS, NOVEMBER_MS + 2 * HOUR_MS)
    before = reader.every("a", *span, 60)
    change(month, "UPDATE r60 SET data = ? WHERE id = ?", broken, key)
    with pytest.raises(StorageFault, match="r60"):
        reader.every("a", *span, 60)
    assert late(tmp_path).close(WAIT_S)
    assert kept(month) == [("r60", key, broken)]
    after = reader.every("a", *span, 60)
    assert after.samples.tolist() == [2, *before.samples.tolist()[1:]]
    assert np.array_equal(after.high[1:], before.high[1:])


@pytest.mark.parametrize("broken", [b"", b"short", b"\xff" * 32, b"\x09" * 16])
def test_a_damaged_second_is_set_aside_and_its_hour_is_packed(
    tmp_path: Path, broken: bytes
) -> None:
    writer = HistoryWriter(tmp_path, commit_every_s=0)
    for s in (0, 60, 120):
        writer.append(second(s))
    assert writer.close(WAIT_S)
    hot, key = tmp_path / HOT_NAME, row_id(NOVEMBER_MS // 1000 + 60, 0)
    change(hot, "UPDATE hot SET data = ? WHERE id = ?", broken, key)
    writer = HistoryWriter(tmp_path, commit_every_s=0)
    writer.append(second(2 * 3600))
    assert writer.drain(WAIT_S), writer.health()
    assert writer.close(WAIT_S)
    assert kept(hot) == [("hot", key, broken)]
    found = HistoryReader(tmp_path).raw("a", NOVEMBER_MS, NOVEMBER_MS + HOUR_MS)
    assert (found.at_ms - NOVEMBER_MS).tolist() == [0, 120_000]


def test_a_reader_of_running_hours_says_which_second_is_damaged(tmp_path: Path) -> None:
    writer = HistoryWriter(tmp_path, commit_every_s=0)
    writer.append(second(0))
    assert writer.close(WAIT_S)
    change(tmp_path / HOT_NAME, "UPDATE hot SET data = ?", b"short")
    with pytest.raises(StorageFault, match=HOT_NAME):
        HistoryReader(tmp_path).raw("a", NOVEMBER_MS, NOVEMBER_MS + HOUR_MS)
