"""Keep the controller's memory durable without ever holding up or felling the control loop.

A row that could not be saved is answered with the reason at once, for nobody may wait for a bad
disk; it is kept and written later, once, when the disk takes it (`late`). Control goes on without
a disk. It refuses to keep anything beyond the process.
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
from records.state.late import LateRows
from records.state.reader import StateReader
from records.state.rows import AlarmEvent, AtStart, CommandRow, ModeRow
from records.state.store import Put, StateStore

QUEUE_LIMIT = 10_000
"""Rows that may wait for the disk."""

ROWS_AT_ONCE = 500
"""Most rows in one transaction."""

RETRY_S = 5.0
"""While the disk refuses it is tried again this often, s."""

Saved = Future[Words | None]
"""Done when the row is durable (None) or refused (why, in words). Never carries an exception."""

Waiting = tuple[Put, Saved, bool]
"""A row, its answer, whether it is a fact."""


@dataclass(frozen=True, slots=True)
class StateHealth:
    """How saving goes. `waiting`: rows in the queue; `late`: rows the disk refused, still kept.

    `errors`: rows not saved when they came, since the start.
    `trouble`: what is wrong now, None when all is well; `last_trouble`: what was wrong last.
    """

    saved: int = 0
    errors: int = 0
    waiting: int = 0
    late: int = 0
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
        self._queue: deque[Waiting] = deque()
        self._late = LateRows()
        self._health = StateHealth(trouble=self.at_start.trouble)
        self._busy, self._stopping = True, False
        self._store: StateStore | None = None
        self._lock: IO[bytes] | None = None
        self._begun = False
        self._thread = threading.Thread(target=self._run, name="state", daemon=True)
        self._threaded = threaded
        if threaded:
            self._thread.start()

    def put_fact(self, fact: Fact) -> Saved:
        """Remember a fact; again with the same content is harmless."""
        return self._put(store.put_fact(fact), is_fact=True)

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
            return replace(self._health, waiting=len(self._queue), late=len(self._late))

    def drain(self, timeout_s: float) -> bool:
        """Wait until every row is saved or answered. Never from the control loop."""
        with self._wake:
            return self._wake.wait_for(lambda: not self._queue and not self._busy, timeout_s)

    def close(self, timeout_s: float = 5.0) -> bool:
        """Answer what waits and end the thread. False if that failed in time."""
        if not self._threaded:
            self.turn()
            self._release()
            return True
        done = self.drain(timeout_s)
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        self._thread.join(timeout_s)
        return done and not self._thread.is_alive()

    def _put(self, put: Put, *, is_fact: bool = False) -> Saved:
        saved: Saved = Future()
        saved.set_running_or_notify_cancel()  # an awaiting task that is cancelled leaves it be
        with self._wake:
            if self._stopping or len(self._queue) >= self._limit:
                refused = _STOPPED if self._stopping else _FULL
                self._note(0, 1, refused)
            else:
                refused = None
                self._queue.append((put, saved, is_fact))
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
            while (taken := self._take()) is not None:
                self._answer(taken)
            if self._late:
                self._save([])
        finally:
            self._release()
            with self._wake:
                if not self._stopping:
                    self._note(0, 0, _ENDED)
                self._stopping, self._busy = True, False
                left, self._queue = self._queue, deque()
                self._wake.notify_all()
            for _, saved, _ in left:
                saved.set_result(_STOPPED)

    def turn(self) -> None:
        """Save what waits, in the caller's thread: for a writer that has none of its own."""
        if not self._begun or self._unwell():
            self._save([])
        while self._queue:
            self._answer(self._waiting())

    def _unwell(self) -> bool:
        """Is there anything to try the disk for?"""
        return bool(self._late) or self._health.trouble is not None

    def _take(self) -> list[Waiting] | None:
        """What waits; nothing when it is time to try a bad disk again; None at the end."""
        with self._wake:
            self._busy = False
            self._wake.notify_all()
            within_s = RETRY_S if self._unwell() else None
            self._wake.wait_for(lambda: bool(self._queue) or self._stopping, within_s)
            if self._stopping and not self._queue:
                return None
            taken = self._waiting()
            self._busy = bool(taken)
            return taken

    def _waiting(self) -> list[Waiting]:
        return [self._queue.popleft() for _ in range(min(len(self._queue), ROWS_AT_ONCE))]

    def _answer(self, taken: list[Waiting]) -> None:
        answers = self._save(taken)
        for (_, saved, _), words in zip(taken, answers, strict=True):
            saved.set_result(words)

    def _save(self, taken: list[Waiting]) -> list[Words | None]:
        trouble: Words | None = None
        try:
            self._catch_up()
            answers = self._opened().write([put for put, _, _ in taken])
        except StorageFault as fault:
            self._release()
            trouble = fault.words
            answers = [trouble] * len(taken)
            with self._wake:
                self._late.add((put, is_fact) for put, _, is_fact in taken)
        lost = [words for words in answers if words is not None]
        with self._wake:
            self._note(len(answers) - len(lost), len(lost), lost[-1] if lost else trouble)
        return answers

    def _catch_up(self) -> None:
        """What was refused goes first. Raises StorageFault: the rest is kept."""
        while first := self._late.first():
            answers = self._opened().write(first)
            with self._wake:
                self._late.written(len(first))
                kept = answers.count(None)
                self._note(kept, 0, self._health.trouble)

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
