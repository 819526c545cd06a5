"""Samples of a run whose date is doubted: kept in memory until it is known when they were taken.

It refuses to know clocks and files. Bounded: what no longer fits goes on as it is stamped.
"""

from collections import deque
from collections.abc import Sequence

from controller.store import History, SampleRow

HELD = 600
"""Batches held: ten minutes at one a second, as long as a full disk is waited for."""


class HeldHistory:
    """In front of the history that keeps."""

    def __init__(self, behind: History) -> None:
        """Nothing is held yet."""
        self._behind = behind
        self._held: deque[Sequence[SampleRow]] = deque()
        self._add_ms = 0
        self.holds = True

    def append(self, batch: Sequence[SampleRow]) -> None:
        """Hold the batch; the oldest goes on when there are too many."""
        if not self.holds:
            self._pass_on(batch)
            return
        self._held.append(batch)
        if len(self._held) > HELD:
            self._behind.append(self._held.popleft())

    def dated(self, add_ms: int) -> None:
        """Pass on what is held and all that comes, put right by this many ms."""
        self.holds, self._add_ms = False, add_ms
        while self._held:
            self._pass_on(self._held.popleft())

    def _pass_on(self, batch: Sequence[SampleRow]) -> None:
        add_ms = self._add_ms
        right = [(tag, at_ms + add_ms, v, s) for tag, at_ms, v, s in batch] if add_ms else batch
        self._behind.append(right)

    def trouble(self) -> str:
        """Of the history behind."""
        return self._behind.trouble()
