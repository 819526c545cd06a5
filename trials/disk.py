"""The edge computer's disk in a simulated run: production's writers on real files, its own moods.

It knows how a disk fails and what a dying computer takes with it; it refuses to know what is
written. Failures are raised where production meets them: when a file is opened for a batch.
"""

import asyncio
import errno
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Literal

from controller.checkpoints import Checkpoints
from controller.ends import Ends, EndsFile
from records.durable import StorageFault, explain
from records.history.disk import HistoryDisk
from records.history.hot import SampleRow
from records.history.store import HistoryWriter
from records.state.rows import AtStart
from records.state.store import Put, StateStore
from records.state.writer import RETRY_S, Saved, StateWriter

Mood = Literal["well", "full", "error", "read_only", "locked", "slow"]
ERRNO = {"full": errno.ENOSPC, "error": errno.EIO, "read_only": errno.EROFS}
SYNC_S = (0.002, 0.03)
"""One durable commit on flash memory, s: engineering memory, drawn anew for each."""
BUSY_S = 5.0
"""SQLite gives up on a locked file after records' busy timeout, s."""
WRITTEN_BACK_S = 30.0
"""What was written without a sync is on the disk after this at the latest, s (Linux, the default
of vm.dirty_expire_centisecs)."""


@dataclass(slots=True)
class Disk:
    """One disk and its mood. `folder` holds what a controller keeps, over all its lives."""

    folder: Path
    dice: Random
    mood: Mood = "well"
    slow_s: float = 0.0
    dead: bool = False
    """The process that wrote is gone: nothing it had in hand reaches the disk any more."""
    readers: list[sqlite3.Connection] = field(default_factory=list)

    @property
    def state(self) -> Path:
        """The state database."""
        return self.folder / "state.db"

    def check(self, path: Path) -> None:
        """StorageFault as production would meet it in this mood."""
        if self.mood == "locked":
            error: sqlite3.Error | OSError = sqlite3.OperationalError("database is locked")
            error.sqlite_errorname = "SQLITE_BUSY"  # type: ignore[union-attr]
            raise StorageFault(explain(error, path))
        if self.mood in ERRNO:
            raise StorageFault(explain(OSError(ERRNO[self.mood], self.mood), path))

    def later(self, turn: Callable[[], None]) -> None:
        """Call back when one commit would be durable."""
        wait_s = self.dice.uniform(*SYNC_S)
        wait_s += self.slow_s if self.mood == "slow" else 0.0
        wait_s += BUSY_S if self.mood == "locked" else 0.0
        asyncio.get_running_loop().call_later(wait_s, turn)

    def read_for_long(self, path: Path) -> None:
        """A forgotten reader begins: a real read transaction, open until `readers_end`."""
        reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
        self.readers.append(reader)

    def readers_end(self) -> None:
        """Whoever read for long has gone."""
        while self.readers:
            self.readers.pop().close()


class TurnedState(StateWriter):
    """Production's writer of state.db, without a thread."""

    def __init__(self, disk: Disk, boot: str, started_ms: int) -> None:
        """As production's; an unreadable disk leaves nothing of the last life."""
        self._disk, self._pending, self._trying, self.lost = disk, False, False, 0
        super().__init__(disk.state, boot, started_ms, threaded=False)
        if disk.mood == "error":
            words = explain(OSError(errno.EIO, "error"), disk.state)
            self.at_start = AtStart(modes={}, trips={}, alarms={}, clean_stop=None, trouble=words)
        self._later()

    def died(self) -> None:
        """The process is gone; the kernel lets go of the file."""
        self.lost = len(self._queue)
        self._queue.clear()
        self._late.clear()
        self._stopping = True
        self._release()

    def _put(self, put: Put, *, is_fact: bool = False) -> Saved:
        saved = super()._put(put, is_fact=is_fact)
        self._later()
        return saved

    def _later(self) -> None:
        if not self._pending and not self._stopping:
            self._pending = True
            self._disk.later(self._turned)

    def _turned(self) -> None:
        self._pending = False
        if self._stopping:
            return
        self.turn()
        if self._unwell() and not self._trying:
            self._trying = True
            asyncio.get_running_loop().call_later(RETRY_S, self._try_again)

    def _try_again(self) -> None:
        self._trying = False
        self._later()

    def _opened(self) -> StateStore:
        self._disk.check(self._path)
        return super()._opened()


class TurnedHistory(HistoryWriter):
    """Production's writer of history, without a thread; paced by the simulated loop."""

    def __init__(self, disk: Disk, units: dict[str, str]) -> None:
        """As production's."""
        self._mood, self._pending = disk, False
        now_s = asyncio.get_running_loop().time
        super().__init__(disk.folder / "history", units=units, now_s=now_s, threaded=False)

    def append(self, batch: Sequence[SampleRow]) -> None:
        """Hand over samples."""
        super().append(batch)
        if not self._pending and not self._stopping:
            self._pending = True
            self._mood.later(self._turned)

    def trouble(self) -> str:
        """As production says it."""
        words = self.health().trouble
        return f"{words.zh} / {words.en}" if words else ""

    def ended(self) -> None:
        """An orderly end: the rest is written at once, as production's `close` does."""
        self._hurry = True
        self.turn()

    def died(self) -> None:
        """The process is gone."""
        self._queue.clear()
        self._stopping = True
        if self._disk is not None:
            self._disk.close()
            self._disk = None

    def _turned(self) -> None:
        self._pending = False
        if self._stopping:
            return
        self.turn()
        if self._queue:  # paced, or to be tried again
            self._pending = True
            wait_s = max(self._wait_s(), 0.001)
            asyncio.get_running_loop().call_later(wait_s, self._turned)

    def _opened(self) -> HistoryDisk:
        self._mood.check(self._folder)
        return super()._opened()


class FrailCheckpoints(Checkpoints):
    """Production's checkpoints on this disk; they are written without a sync."""

    def __init__(self, disk: Disk) -> None:
        """Nothing written yet."""
        super().__init__(disk.folder / "checkpoints")
        self._disk = disk
        self._sizes: list[tuple[float, Path, int]] = []

    def _append(self, hour: int, line: bytes) -> None:
        """As production's, unless the disk does not take it."""
        if self._disk.mood in ERRNO:
            raise OSError(ERRNO[self._disk.mood], self._disk.mood)
        now_s = asyncio.get_running_loop().time()
        before = {path: path.stat().st_size for path in self._folder.glob("*.jsonl")}
        super()._append(hour, line)
        self._sizes = [row for row in self._sizes if now_s - row[0] < WRITTEN_BACK_S]
        for path in self._folder.glob("*.jsonl"):
            if path.stat().st_size != before.get(path, 0):
                self._sizes.append((now_s, path, before.get(path, 0)))

    def power_cut(self) -> None:
        """Lines not written back are cut somewhere."""
        now_s = asyncio.get_running_loop().time()
        for at_s, path, size in self._sizes:
            if now_s - at_s < WRITTEN_BACK_S and path.exists():
                with path.open("r+b") as file:
                    file.truncate(self._disk.dice.randint(size, max(path.stat().st_size, size)))


class FrailEnds(EndsFile):
    """Production's count of failures on this disk."""

    def __init__(self, disk: Disk) -> None:
        """As production's."""
        super().__init__(disk.folder / "ends.json")
        self._disk = disk

    def save(self, ends: Ends) -> bool:
        """Replace the file; False when the disk does not take it."""
        if self._disk.mood in ERRNO:
            self._known = ends
            return False
        return super().save(ends)
