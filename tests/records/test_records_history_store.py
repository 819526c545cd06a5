"""The writer never holds up its caller, says what is wrong, and keeps what it acknowledged."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from records.history.files import HOT_NAME, month_files
from records.history.hot import SampleRow
from records.history.query import HistoryReader
from records.history.store import HistoryHealth, HistoryWriter

NOVEMBER_MS = 1_793_491_200_000
HOUR_MS = 3_600_000
WAIT_S = 30.0


def second(s: int) -> list[SampleRow]:
    return [("a", NOVEMBER_MS + s * 1000, float(s), 0), ("b", NOVEMBER_MS + s * 1000, 0.0, 0)]


def troubled(writer: HistoryWriter) -> HistoryHealth:
    """Health once the first commit has failed."""
    for _ in range(600):
        if writer.health().errors:
            return writer.health()
        writer.drain(0.05)
    raise AssertionError(writer.health())


def test_what_is_appended_is_read_back(tmp_path: Path) -> None:
    writer = HistoryWriter(tmp_path, units={"a": "mg/L"}, commit_every_s=0)
    for s in range(100):
        writer.append(second(s))
    assert writer.drain(WAIT_S)
    reader = HistoryReader(tmp_path)
    assert reader.raw("a", NOVEMBER_MS, NOVEMBER_MS + HOUR_MS).value.tolist() == list(range(100))
    assert reader.tags() == {"a": "mg/L", "b": ""}
    health = writer.health()
    assert (health.stored, health.dropped, health.waiting) == (200, 0, 0)
    assert health.newest_ms == NOVEMBER_MS + 99_000
    assert writer.close(WAIT_S)


def test_a_finished_hour_is_packed_by_the_samples_own_time(tmp_path: Path) -> None:
    writer = HistoryWriter(tmp_path, commit_every_s=0)
    for s in range(0, 3600, 60):
        writer.append(second(s))
    writer.append(second(3600 + 119))
    assert writer.drain(WAIT_S)
    assert month_files(tmp_path) == []
    writer.append(second(3600 + 120))
    assert writer.drain(WAIT_S)
    assert [month for month, _ in month_files(tmp_path)] == ["2026-11"]
    assert len(HistoryReader(tmp_path).raw("a", NOVEMBER_MS, NOVEMBER_MS + 2 * HOUR_MS)) == 62
    writer.close(WAIT_S)
    hot = sqlite3.connect(tmp_path / HOT_NAME)
    assert hot.execute("SELECT count(*) FROM hot").fetchone() == (2,)
    hot.close()


def test_hours_left_by_the_last_run_are_packed_by_the_next(tmp_path: Path) -> None:
    writer = HistoryWriter(tmp_path, commit_every_s=0)
    writer.append(second(0))
    writer.close(WAIT_S)
    writer = HistoryWriter(tmp_path, commit_every_s=0)
    writer.append(second(3 * 3600))
    writer.close(WAIT_S)
    assert len(month_files(tmp_path)) == 1
    assert len(HistoryReader(tmp_path).raw("a", NOVEMBER_MS, NOVEMBER_MS + 4 * HOUR_MS)) == 2


def test_an_unwritable_folder_is_said_and_healed(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    writer = HistoryWriter(
        tmp_path / "data" / "history", commit_every_s=0, queue_limit=3, retry_after_s=0.01
    )
    for s in range(10):
        writer.append(second(s))
    health = troubled(writer)
    assert health.trouble is not None
    assert "权限" in health.trouble.zh
    assert "data/history" in health.trouble.en
    for s in (10, 11):
        writer.append(second(s))
    (tmp_path / "data").unlink()
    assert writer.drain(WAIT_S)
    health = writer.health()
    assert health.trouble is None
    assert health.last_trouble is not None
    assert health.stored + health.dropped == 24
    assert health.dropped >= 12  # at most the three newest wait, and one may be on its way
    found = HistoryReader(tmp_path / "data" / "history").raw("a", NOVEMBER_MS, NOVEMBER_MS + 60_000)
    assert found.value.tolist()[-3:] == [9.0, 10.0, 11.0]
    writer.close(WAIT_S)


def test_a_full_disk_is_said_and_what_was_stored_stays(tmp_path: Path) -> None:
    writer = HistoryWriter(
        tmp_path, commit_every_s=0, queue_limit=5, retry_after_s=0.01, max_bytes=20 * 4096
    )
    wide = [(f"t{i}", NOVEMBER_MS, 1.0, 0) for i in range(400)]
    stored = 0
    for s in range(100):
        writer.append([(name, at_ms + s * 1000, value, 0) for name, at_ms, value, _ in wide])
        if not writer.drain(0.2):
            break
        stored = s + 1
    health = writer.health()
    assert stored > 0
    assert health.errors > 0
    assert health.trouble is not None and "磁盘已满" in health.trouble.zh
    assert len(HistoryReader(tmp_path).raw("t7", NOVEMBER_MS, NOVEMBER_MS + HOUR_MS)) == stored
    assert not writer.close(0.2)


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from records.history.store import HistoryWriter
writer = HistoryWriter(Path(sys.argv[1]), commit_every_s=0)
for turn in range(1_000_000):
    at_ms = 1_793_491_200_000 + turn * 60_000
    writer.append([(f"t{i}", at_ms + k, float(turn), 0) for i in range(20) for k in range(3)])
    assert writer.drain(60), writer.health()
    print(turn, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 61, 62, 63, 130, 200])
def test_kill_9_loses_nothing_acknowledged(tmp_path: Path, acknowledged: int) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path), str(root)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        last = -1
        while last < acknowledged:
            last = int(child.stdout.readline())
        child.send_signal(signal.SIGKILL)
        for line in child.stdout:  # acknowledged before the kill arrived
            last = int(line)
    reader = HistoryReader(tmp_path)
    for _ in range(2):
        found = reader.raw("t7", NOVEMBER_MS, NOVEMBER_MS + 30 * 24 * HOUR_MS)
        turns = found.value.tolist()
        assert turns[: 3 * (last + 1)] == [float(turn) for turn in range(last + 1) for _ in "abc"]
        assert len(turns) % 3 == 0  # a batch is there as a whole or not at all
        restarted = HistoryWriter(tmp_path, commit_every_s=0)
        restarted.append([("t7", NOVEMBER_MS + 60 * 24 * HOUR_MS, 0.0, 0)])
        assert restarted.close(WAIT_S)
    for path in [tmp_path / HOT_NAME, *(path for _, path in month_files(tmp_path))]:
        file = sqlite3.connect(path)
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        file.close()
