"""One turn a second on the loop's clock, without drift, and how late each was.

It refuses to know what a turn does. A turn that raises ends it: that is for the supervisor.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from farm.clock import TURN_S, next_turn_s

RECENT = 60
"""Turns over which lateness is reported."""


@dataclass(slots=True)
class Pace:
    """How the last turns kept time, s of the loop's clock (scaled with it).

    `work_s` is added by the turn itself: waiting for a disk is no work.
    """

    turns: int = 0
    skipped: int = 0
    late_s: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))
    work_s: deque[float] = field(default_factory=lambda: deque(maxlen=RECENT))

    @property
    def late_max_s(self) -> float:
        """Worst lateness of the last minute."""
        return max(self.late_s, default=0.0)

    @property
    def late_now_s(self) -> float:
        """Lateness of the newest turn."""
        return self.late_s[-1] if self.late_s else 0.0

    @property
    def work_mean_s(self) -> float:
        """Mean work of a turn over the last minute."""
        return sum(self.work_s) / len(self.work_s) if self.work_s else 0.0


async def ticking(
    now_s: Callable[[], float],
    turn: Callable[[], Awaitable[None]],
    pace: Pace,
    period_s: float = TURN_S,
) -> None:
    """Turn for ever on the clock's whole seconds; one that was missed is skipped and counted."""
    due_s = next_turn_s(now_s())
    while True:
        await asyncio.sleep(max(due_s - now_s(), 0.0))
        late_s = now_s() - due_s
        missed = int(late_s // period_s)
        pace.skipped += missed
        due_s += missed * period_s
        pace.late_s.append(late_s)
        await turn()
        pace.turns += 1
        due_s += period_s
