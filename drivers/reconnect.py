"""How long to leave a wire alone before it is opened again: longer and longer, never in step.

It refuses to wait and to know what a wire is.
"""

import random
from collections.abc import Callable

BACKOFF_FIRST_S, BACKOFF_MAX_S = 0.2, 2.0  # s, safety reference 3.2
SPREAD = 0.5
"""Part of each pause that chance decides, so that lines of one server do not return in step."""


class Backoff:
    """Pauses that double from the first to the longest until something good happens."""

    def __init__(self, chance: Callable[[], float]) -> None:
        """`chance`: a number from 0 to below 1 each time."""
        self._chance = chance
        self._most_s = BACKOFF_FIRST_S

    def reset(self) -> None:
        """Somebody answered: the next failure is a first one."""
        self._most_s = BACKOFF_FIRST_S

    def pause_s(self, spent_s: float = 0.0) -> float:
        """The pause before the next try; time already spent on the failed one counts."""
        pause_s = self._most_s * (1.0 - SPREAD * self._chance())
        self._most_s = min(2 * self._most_s, BACKOFF_MAX_S)
        return max(BACKOFF_FIRST_S * (1.0 - SPREAD), pause_s - spent_s)


def backoff_of(name: str) -> Backoff:
    """The pauses of one wire: its own, and the same in every run."""
    return Backoff(random.Random(name).random)
