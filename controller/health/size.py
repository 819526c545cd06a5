"""Does this process grow without end: its resident memory, watched long before the kernel ends it.

It refuses to know what leaks. A process takes what it needs in its first minutes; a step is no
leak, three steps in a row are.
"""

import os
from collections import deque
from itertools import pairwise
from pathlib import Path

MOST_MB = 1024.0
"""MemoryMax of the unit file, MB."""
LARGE_MB = 0.5 * MOST_MB
"""Past half of that it is told however slowly it came there, MB."""
BLOCK_S = 600.0
"""The least of ten minutes is compared: what comes and goes does not count, s."""
STEP_MB = 10.0
"""So much more in each of three blocks in a row is a leak: 1 MB/min (F-53 asks for 5), MB."""
STEPS = 3
ROOM_MB = 100.0
"""A large process that did not grow by this since its first block is simply large, MB."""


class SizeWatch:
    """The least size of each of the last blocks of ten minutes."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._least_mb: deque[float] = deque(maxlen=STEPS + 1)
        self._first_mb: float | None = None
        self._block = -1
        self._now_mb = 0.0

    def seen(self, size_mb: float, at_s: float) -> None:
        """One look."""
        self._now_mb = size_mb
        block = int(at_s // BLOCK_S)
        if block != self._block:
            self._block = block
            self._least_mb.append(size_mb)
        self._least_mb[-1] = min(self._least_mb[-1], size_mb)
        if len(self._least_mb) == 2 and self._first_mb is None:
            self._first_mb = self._least_mb[0]

    def growing_mb_h(self) -> float | None:
        """How fast it grows where that is a leak, MB/h; None where it is not."""
        rows = list(self._least_mb)
        steps = [after - before for before, after in pairwise(rows)]
        steady = len(steps) == STEPS and min(steps) >= STEP_MB
        first_mb = self._now_mb if self._first_mb is None else self._first_mb
        large = self._now_mb >= LARGE_MB and self._now_mb - first_mb >= ROOM_MB
        if not steady and not large:
            return None
        return 3600.0 / BLOCK_S * sum(steps) / max(len(steps), 1)


def resident_mb() -> float | None:
    """Resident size of this process, MB; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
