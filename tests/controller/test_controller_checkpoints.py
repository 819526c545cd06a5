"""Minutes kept for replay while the disk refuses them, and found whole afterwards.

Knows files only; what a minute is good for is tried in whole runs.
"""

from pathlib import Path

from controller.checkpoints import HOUR_MS, MINUTES_HELD, RETRY_TURNS, Checkpoints, Minute
from tests.controller.fake_farm import START_MS


class Frail(Checkpoints):
    """Writes half a line and fails while `bad`."""

    bad = False

    def _append(self, hour: int, line: bytes) -> None:
        if self.bad:
            with (self._folder / f"{hour}.jsonl").open("ab") as file:
                file.write(line[:20])
            raise OSError(28, "full")
        super()._append(hour, line)


def minute(number: int) -> Minute:
    return Minute({"n": number}, ticks=[START_MS + 60_000 * number])


def test_what_was_refused_is_written_in_order_once_the_disk_is_well(tmp_path: Path) -> None:
    files = Frail(tmp_path)
    files.add(minute(0))
    files.bad = True
    files.add(minute(1))
    files.add(minute(2))
    assert "full" in files.trouble
    files.bad = False
    for _ in range(RETRY_TURNS):
        files.turned()
    assert files.trouble == ""
    found = [files.holding(START_MS + 60_000 * n + 5) for n in range(3)]
    assert [one and one.memory["n"] for one in found] == [0, 1, 2]
    newest = files.newest()
    assert newest is not None and newest.memory["n"] == 2
    lines = (tmp_path / f"{START_MS // HOUR_MS}.jsonl").read_bytes().splitlines()
    assert sum(line.startswith(str(START_MS + 60_000).encode() + b" ") for line in lines) <= 3


def test_what_is_kept_in_memory_is_bounded(tmp_path: Path) -> None:
    files = Frail(tmp_path)
    files.bad = True
    for number in range(MINUTES_HELD + 5):
        files.add(minute(number))
    files.bad = False
    files.add(minute(99))
    assert files.holding(START_MS + 60_000 * 5) is None
    kept = files.holding(START_MS + 60_000 * (MINUTES_HELD + 4))
    assert kept is not None and kept.memory["n"] == MINUTES_HELD + 4
