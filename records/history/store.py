"""Take samples from the control loop and see that they become durable, without ever holding it up.

It refuses to judge samples and to read a clock for data: a real clock only paces the commits.

A disk that fails costs history, never control: errors are counted and put into words, batches
wait in a bounded queue while the writer tries again, and the oldest are dropped and counted.
"""

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from farm.words import Words
from records.durable import StorageFault, explain
from records.history.disk import Committed, HistoryDisk
from records.history.hot import SampleRow

QUEUE_LIMIT = 600
"""Batches that may wait for the disk: ten minutes at one a second."""

AT_ONCE = 60
"""Most batches in one transaction after a hold-up."""

GRACE_MS = 120_000
"""An hour is packed this long after its end, by the samples' own time, milliseconds."""

RETRY_AFTER_S = 1.0
"""Pause after a failed commit, seconds."""

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class HistoryHealth:
    """How recording goes. Counts are of samples since the start, except `waiting` (batches).

    `errors`: failed commits and packings; `trouble`: what is wrong now, None when all is well;
    `last_trouble`: what was wrong last; `newest_ms`: newest sample of the last commit, UTC ms.
    """

    stored: int = 0
    dropped: int = 0
    refused: int = 0
    errors: int = 0
    waiting: int = 0
    trouble: Words | None = None
    last_trouble: Words | None = None
    newest_ms: int | None = None


class HistoryWriter:
    """The one writer of a history folder; its thread owns the files."""

    def __init__(
        self,
        folder: Path,
        *,
        units: Mapping[str, str] | None = None,
        commit_every_s: float = 1.0,
        queue_limit: int = QUEUE_LIMIT,
        retry_after_s: float = RETRY_AFTER_S,
        max_bytes: int | None = None,
        now_s: Callable[[], float] = time.monotonic,
        threaded: bool = True,
    ) -> None:
        """Start the thread. Never fails on a bad disk: see `health`.

        `units`: tag name → unit; `commit_every_s`: shortest time between two commits, seconds;
        `queue_limit`: batches; `max_bytes`: quota of each file. `threaded` False (a simulated
        run): no thread, the owner calls `turn`; `now_s` then paces it.
        """
        self._folder, self._units, self._max_bytes = folder, units or {}, max_bytes
        self._commit_every_s, self._retry_after_s = commit_every_s, retry_after_s
        self._limit, self._now_s = queue_limit, now_s
        self._wake = threading.Condition()
        self._queue: deque[tuple[SampleRow, ...]] = deque()
        self._health = HistoryHealth()
        self._appended = self._settled = 0
        self._hurry = self._stopping = False
        self._paced_until_s = self._retry_at_s = 0.0
        self._disk: HistoryDisk | None = None
        self._packing: Iterator[None] | None = None
        self._packed_before = 0
        self._packing_trouble: Words | None = None
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        if threaded:
            self._thread.start()

    def append(self, batch: Sequence[SampleRow]) -> None:
        """Hand over samples (tag, UTC ms, number or None, status); returns at once.

        Call it once a tick with all that arrived: each batch becomes durable as a whole.
        (tag, ms) is a sample's identity: a second one of the same instant replaces the first.
        """
        if not batch:
            return
        with self._wake:
            self._appended += 1
            self._queue.append(tuple(batch))
            self._shed()
            self._wake.notify_all()

    def health(self) -> HistoryHealth:
        """How recording goes, for the alarm list."""
        with self._wake:
            return replace(self._health, waiting=len(self._queue))

    def drain(self, timeout_s: float) -> bool:
        """Wait until all that was appended is durable and due hours are packed.

        False after `timeout_s`. For shutdown, tests and tools; never from the control loop.
        """
        with self._wake:
            goal, self._hurry = self._appended, True
            self._wake.notify_all()
            return self._wake.wait_for(
                lambda: self._settled >= goal and self._packing is None, timeout_s
            )

    def close(self, timeout_s: float = 5.0) -> bool:
        """Make the rest durable and end the thread. False if that failed in time."""
        done = self.drain(timeout_s)
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        self._thread.join(timeout_s)
        return done and not self._thread.is_alive()

    def _shed(self) -> None:
        while len(self._queue) > self._limit:
            lost = self._queue.popleft()
            self._settled += 1
            self._health = replace(self._health, dropped=self._health.dropped + len(lost))

    def _run(self) -> None:
        try:
            while (task := self._next_task()) is not None:
                task()
        finally:
            if self._disk is not None:
                self._disk.close()
            with self._wake:
                if not self._stopping:
                    self._health = replace(self._health, trouble=_ENDED, last_trouble=_ENDED)

    def turn(self) -> None:
        """Do all that is due, in the caller's thread: for a writer that has none of its own."""
        while (task := self._due_task()) is not None:
            task()

    def _next_task(self) -> Callable[[], None] | None:
        with self._wake:
            while not self._stopping:
                task = self._due_task()
                if task is not None:
                    return task
                self._wake.wait(self._wait_s() if self._queue else None)
        return None

    def _due_task(self) -> Callable[[], None] | None:
        if self._queue and self._wait_s() <= 0:
            return self._commit
        return self._pack if self._packing is not None else None

    def _wait_s(self) -> float:
        due_s = max(self._retry_at_s, 0.0 if self._hurry else self._paced_until_s)
        return due_s - self._now_s()

    def _commit(self) -> None:
        started_s = self._now_s()
        with self._wake:
            taken = [self._queue.popleft() for _ in range(min(len(self._queue), AT_ONCE))]
        rows = [row for batch in taken for row in batch]
        try:
            done = self._opened().commit(rows)
        except (StorageFault, sqlite3.Error, OSError) as error:
            self._failed(error)
            with self._wake:
                self._queue.extendleft(reversed(taken))
                self._shed()
            return
        self._paced_until_s = started_s + self._commit_every_s
        self._committed(len(taken), done)

    def _opened(self) -> HistoryDisk:
        if self._disk is None:
            self._disk = HistoryDisk(self._folder, self._units, self._max_bytes)
        return self._disk

    def _committed(self, batches: int, done: Committed) -> None:
        with self._wake:
            self._settled += batches
            self._hurry = self._hurry and bool(self._queue)
            self._health = replace(
                self._health,
                stored=self._health.stored + done.stored,
                refused=self._health.refused + done.refused,
                trouble=done.reason or self._packing_trouble,
                last_trouble=done.reason or self._health.last_trouble,
                newest_ms=self._health.newest_ms if done.newest_ms is None else done.newest_ms,
            )
            self._begin_packing()
            self._wake.notify_all()

    def _begin_packing(self) -> None:
        newest_ms = self._health.newest_ms
        if newest_ms is None or self._disk is None or self._packing is not None:
            return
        before_hour = (newest_ms - GRACE_MS) // HOUR_MS
        if before_hour != self._packed_before:
            self._packed_before = before_hour
            self._packing = self._disk.compaction(before_hour, self._set_aside)

    def _pack(self) -> None:
        assert self._packing is not None
        try:
            next(self._packing)
        except StopIteration:
            self._packing_trouble = None
            with self._wake:
                self._packing = None
                self._wake.notify_all()
        except (StorageFault, sqlite3.Error, OSError) as error:
            self._packing_trouble = self._failed(error)

    def _set_aside(self, found: StorageFault) -> None:
        with self._wake:
            errors = self._health.errors + 1
            self._health = replace(
                self._health, errors=errors, trouble=found.words, last_trouble=found.words
            )

    def _failed(self, error: StorageFault | sqlite3.Error | OSError) -> Words:
        words = error.words if isinstance(error, StorageFault) else explain(error, self._folder)
        if self._disk is not None:
            self._disk.close()
        self._disk = None
        self._retry_at_s = self._now_s() + self._retry_after_s
        with self._wake:
            self._packing = None
            errors = self._health.errors + 1
            self._health = replace(self._health, errors=errors, trouble=words, last_trouble=words)
            self._wake.notify_all()
        return words


_ENDED = Words(
    zh="历史记录线程因程序错误而停止。控制不受影响；请重启控制器并报告此错误。",
    en="The history thread ended on a fault of the program. Control is not affected; "
    "restart the controller and report the fault.",
)
