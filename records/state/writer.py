"""Keep the controller's memory durable without ever holding up or felling the control loop.

It refuses to retry: a row that could not be saved is answered with the reason, and its owner
decides. Control goes on without a disk.
"""

import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from farm.fact import Fact
from farm.words import Words
from records.durable import StorageFault, lock_writer
from records.state import store
from records.state.reader import StateReader
from records.state.rows import AlarmEvent, AtStart, CommandRow, ModeRow
from records.state.store import Put, StateStore

QUEUE_LIMIT = 10_000
"""Rows that may wait for the disk."""

ROWS_AT_ONCE = 500
"""Most rows in one transaction."""

Saved = Future[Words | None]
"""Done when the row is durable (None) or lost (why, in words). Never carries an exception."""


@dataclass(frozen=True, slots=True)
class StateHealth:
    """How saving goes. `errors`: rows not saved since the start; `waiting`: rows in the queue.

    `trouble`: what is wrong now, None when all is well; `last_trouble`: what was wrong last.
    """

    saved: int = 0
    errors: int = 0
    waiting: int = 0
    trouble: Words | None = None
    last_trouble: Words | None = None


class StateWriter:
    """The one writer of `state.db`; its thread owns the file."""

    def __init__(
        self,
        path: Path,
        boot: str,
        started_ms: int,
        *,
        queue_limit: int = QUEUE_LIMIT,
        max_bytes: int | None = None,
        threaded: bool = True,
    ) -> None:
        """Read what the last run left, then start. Never fails on a bad disk: see `health`.

        `boot`: name of this run for ever; `started_ms`: UTC milliseconds. `threaded` False (a
        simulated run): no thread, the owner calls `turn`.
        """
        self._path, self._boot, self._started_ms = path, boot, started_ms
        self._limit, self._max_bytes = queue_limit, max_bytes
        self.at_start: AtStart = StateReader(path).at_start()
        self._wake = threading.Condition()
        self._queue: deque[tuple[Put, Saved]] = deque()
        self._health = StateHealth(trouble=self.at_start.trouble)
        self._busy, self._stopping = True, False
        self._store: StateStore | None = None
        self._lock: IO[bytes] | None = None
        self._begun = False
        self._thread = threading.Thread(target=self._run, name="state", daemon=True)
        if threaded:
            self._thread.start()

    def put_fact(self, fact: Fact) -> Saved:
        """Remember a fact; again with the same content is harmless."""
        return self._put(store.put_fact(fact))

    def put_command(self, row: CommandRow) -> Saved:
        """Remember a command; again with the same id sets its result."""
        return self._put(store.put_command(row))

    def put_alarm_event(self, event: AlarmEvent) -> Saved:
        """Remember how an alarm stands now."""
        return self._put(store.put_alarm_event(event))

    def put_mode(self, row: ModeRow) -> Saved:
        """Remember a mode or trip."""
        return self._put(store.put_mode(row))

    def put_clean_stop(self, at_ms: int) -> Saved:
        """Mark this run as ended in order; nothing is put after it."""
        return self._put(store.put_clean_stop(self._boot, at_ms))

    def health(self) -> StateHealth:
        """How saving goes, for the alarm list."""
        with self._wake:
            return replace(self._health, waiting=len(self._queue))

    def drain(self, timeout_s: float) -> bool:
        """Wait until every row is saved or answered. Never from the control loop."""
        with self._wake:
            return self._wake.wait_for(lambda: not self._queue and not self._busy, timeout_s)

    def close(self, timeout_s: float = 5.0) -> bool:
        """Answer what waits and end the thread. False if that failed in time."""
        done = self.drain(timeout_s)
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        self._thread.join(timeout_s)
        return done and not self._thread.is_alive()

    def _put(self, put: Put) -> Saved:
        saved: Saved = Future()
        saved.set_running_or_notify_cancel()  # an awaiting task that is cancelled leaves it be
        with self._wake:
            if self._stopping or len(self._queue) >= self._limit:
                refused = _STOPPED if self._stopping else _FULL
                self._note(0, 1, refused)
            else:
                refused = None
                self._queue.append((put, saved))
                self._wake.notify_all()
        if refused is not None:
            saved.set_result(refused)
        return saved

    def _note(self, saved: int, errors: int, trouble: Words | None) -> None:
        self._health = replace(
            self._health,
            saved=self._health.saved + saved,
            errors=self._health.errors + errors,
            trouble=trouble,
            last_trouble=trouble or self._health.last_trouble,
        )

    def _run(self) -> None:
        try:
            self._save([])  # marks the start, and finds a bad disk before the first row
            while taken := self._take():
                self._answer(taken)
        finally:
            self._release()
            with self._wake:
                if not self._stopping:
                    self._note(0, 0, _ENDED)
                self._stopping, self._busy = True, False
                left, self._queue = self._queue, deque()
                self._wake.notify_all()
            for _, saved in left:
                saved.set_result(_STOPPED)

    def turn(self) -> None:
        """Save what waits, in the caller's thread: for a writer that has none of its own."""
        if not self._begun:
            self._save([])
        while self._queue:
            self._answer(self._waiting())

    def _take(self) -> list[tuple[Put, Saved]]:
        with self._wake:
            self._busy = False
            self._wake.notify_all()
            self._wake.wait_for(lambda: bool(self._queue) or self._stopping)
            taken = self._waiting()
            self._busy = bool(taken)
            return taken

    def _waiting(self) -> list[tuple[Put, Saved]]:
        return [self._queue.popleft() for _ in range(min(len(self._queue), ROWS_AT_ONCE))]

    def _answer(self, taken: list[tuple[Put, Saved]]) -> None:
        answers = self._save([put for put, _ in taken])
        for (_, saved), words in zip(taken, answers, strict=True):
            saved.set_result(words)

    def _save(self, puts: list[Put]) -> list[Words | None]:
        trouble: Words | None = None
        try:
            answers = self._opened().write(puts)
        except StorageFault as fault:
            self._release()
            trouble = fault.words
            answers = [trouble] * len(puts)
        lost = [words for words in answers if words is not None]
        with self._wake:
            self._note(len(answers) - len(lost), len(lost), lost[-1] if lost else trouble)
        return answers

    def _opened(self) -> StateStore:
        if self._lock is None:
            self._lock = lock_writer(self._path.with_name(self._path.name + ".lock"))
        if self._store is None:
            self._store = StateStore(self._path, self._max_bytes)
        if not self._begun:
            self._store.write([store.put_start(self._boot, self._started_ms)])
            self._begun = True
        return self._store

    def _release(self) -> None:
        if self._store is not None:
            self._store.close()
        if self._lock is not None:
            self._lock.close()
        self._store = self._lock = None


_FULL = Words(
    zh="状态记录队列已满，这条记录未保存。磁盘可能过慢或已停止响应，请检查磁盘。",
    en="The queue of state records is full; this row is not saved. "
    "The disk is too slow or hangs: check it.",
)
_STOPPED = Words(
    zh="状态记录已停止，这条记录未保存。请重启控制器。",
    en="State recording has ended; this row is not saved. Restart the controller.",
)
_ENDED = Words(
    zh="状态记录线程因程序错误而停止。控制不受影响；请重启控制器并报告此错误。",
    en="The state thread ended on a fault of the program. Control is not affected; "
    "restart the controller and report the fault.",
)
