"""Rows a bad disk refused: kept in memory, in order, until it takes them.

It refuses to know disks, threads and how long it lasts. Bounded: the oldest go, and what is money
makes room for nothing else.
"""

from collections import deque
from collections.abc import Iterable

from records.state.store import Put

LATE_LIMIT = 10_000
"""Most facts, and most other rows."""
AT_ONCE = 500
"""Most rows in one transaction."""


class LateRows:
    """Facts beside all else. Order is kept within each: neither refers to the other."""

    def __init__(self, limit: int = LATE_LIMIT) -> None:
        """Nothing was refused yet."""
        self._facts: deque[Put] = deque(maxlen=limit)
        self._rest: deque[Put] = deque(maxlen=limit)

    def __len__(self) -> int:
        """Rows that wait."""
        return len(self._facts) + len(self._rest)

    def add(self, rows: Iterable[tuple[Put, bool]]) -> None:
        """Rows that were refused, each with whether it is a fact."""
        for put, is_fact in rows:
            (self._facts if is_fact else self._rest).append(put)

    def first(self) -> list[Put]:
        """The next rows to write; they stay until `written`."""
        return [*self._facts, *self._rest][:AT_ONCE]

    def written(self, count: int) -> None:
        """So many of the first are on the disk."""
        for _ in range(count):
            (self._facts or self._rest).popleft()

    def clear(self) -> None:
        """The process is gone, and they with it."""
        self._facts.clear()
        self._rest.clear()
