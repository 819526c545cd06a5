"""The writing side of the history folder: commit a batch of samples, pack whole hours.

It refuses to know threads and queues (`store`) and to retry: it raises, the caller decides.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from farm.words import Words
from records.durable import StorageFault, lock_writer, transaction
from records.history.compact import compacted
from records.history.files import LOCK_NAME, open_hot, open_month
from records.history.hot import TURN_BITS, SampleRow, pack_seconds, row_id
from records.history.register import Register

TURNS_KEPT = 512
"""Seconds whose running blob number is remembered; older ones are looked up again."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of one batch.

    `stored`, `refused`: samples; `newest_ms`: latest stored instant, UTC milliseconds, None when
    nothing was stored; `reason`: why the first refused one was refused.
    """

    stored: int
    refused: int
    newest_ms: int | None
    reason: Words | None


class HistoryDisk:
    """The only writer of one history folder; used by one thread."""

    def __init__(self, folder: Path, units: Mapping[str, str], max_bytes: int | None) -> None:
        """Lock and open the folder. Raises StorageFault, sqlite3.Error or OSError."""
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = lock_writer(folder / LOCK_NAME)
        self._months: dict[str, sqlite3.Connection] = {}
        self._turns: dict[int, int] = {}
        self._numbers: dict[str, int] = {}  # of the tags met and accepted
        try:
            self._hot = open_hot(folder, max_bytes)
            self._register = Register(self._hot, folder, units)
        except BaseException:
            self.close()
            raise

    def commit(self, rows: Sequence[SampleRow]) -> Committed:
        """Store the samples in one durable transaction; unsound ones are refused, not mended."""
        if not rows:
            return Committed(0, 0, None, None)
        refusals = self._admit({row[0] for row in rows} - self._numbers.keys())
        blobs, sound, newest_ms = pack_seconds(rows, self._numbers)
        keyed = [(self._key(second), data) for second, data in blobs.items()]
        with transaction(self._hot):
            self._hot.executemany("INSERT INTO hot VALUES (?, ?)", keyed)
        if sound.all():
            return Committed(len(rows), 0, newest_ms, None)
        lost = rows[int(sound.argmin())]
        why = refusals.get(lost[0]) or _unsound(lost)
        stored = int(sound.sum())
        return Committed(stored, len(rows) - stored, newest_ms, why)

    def _admit(self, names: set[str]) -> dict[str, Words]:
        """Number the tags that were not met before; why those that cannot be stored are not."""
        if not names:
            return {}
        self._register.admit(sorted(names))
        refusals = {name: why for name in names if (why := self._register.refusal(name))}
        accepted = names - refusals.keys()
        self._numbers |= {name: self._register.numbers[name] for name in accepted}
        return refusals

    def _key(self, second: int) -> int:
        turn = self._turns.get(second)
        if turn is None:
            bounds = (row_id(second, 0), row_id(second + 1, 0))
            (last,) = self._hot.execute(
                "SELECT max(id) FROM hot WHERE id >= ? AND id < ?", bounds
            ).fetchone()
            turn = 0 if last is None else last - bounds[0] + 1
        assert turn < 1 << TURN_BITS, second
        self._turns[second] = turn + 1
        while len(self._turns) > TURNS_KEPT:
            del self._turns[next(iter(self._turns))]
        return row_id(second, turn)

    def compaction(
        self, before_hour: int, damaged: Callable[[StorageFault], None] = lambda _: None
    ) -> Iterator[None]:
        """Pack the hot hours before `before_hour`; work is done between the steps.

        `damaged`: told of every blob that could not be read and was set aside.
        """
        return compacted(self._hot, self._month, lambda: self._register.names, before_hour, damaged)

    def _month(self, month: str) -> sqlite3.Connection:
        # Stays open: a reader that may not write the folder then finds the log beside the file.
        if month not in self._months:
            self._close_months()
            self._months[month] = open_month(self._folder, month, self._max_bytes)
        return self._months[month]

    def _close_months(self) -> None:
        while self._months:
            self._months.popitem()[1].close()

    def close(self) -> None:
        """Release the files; what was committed is on disk already."""
        self._close_months()
        if hasattr(self, "_hot"):
            self._hot.close()
        self._lock.close()


def _unsound(row: SampleRow) -> Words:
    name, at_ms, value, status = row
    return Words(
        zh=f"标签 {name} 的样本自相矛盾"
        f"（时间 {at_ms}，数值 {value}，状态 0x{status:08X}），未记录。请报告此程序错误。",
        en=f"A sample of {name} contradicts itself (time {at_ms}, value {value}, "
        f"status 0x{status:08X}) and is not recorded. Report this as a fault of the program.",
    )
