"""End the process in order, outputs held, so that a fresh one begins: only in a quiet minute.

It refuses to know why it is asked for. Quiet: no pressing alarm, nobody fed, no pump handed over,
for a whole minute. A cause gets three of them a day, then people must look.
"""

import json
from collections.abc import Collection, Mapping

from controller.laws.circulation import CirculationLaw
from controller.laws.feeding import FeedingLaw
from controller.memory import Memory
from controller.store import LastingNote, Store
from farm.alarm import Priority
from farm.words import Words

QUIET_S = 60.0
TRIES, WITHIN_MS = 3, 86_400_000
"""Renewals for one cause within a day."""
OWN = frozenset({"clock_doubted", "clock_jumped", "memory_grows"})
"""Alarms that a renewal is to end: they do not speak against it."""
KEY = "renewals"
WHY = Words(zh="择静自行重启", en="started anew by itself at a quiet minute")


def is_quiet(memory: Memory, at_ms: int) -> bool:
    """May a process end now without anybody on the farm noticing?"""
    pressing = any(
        life.is_live and life.condition.priority <= Priority.P2
        for life in memory.lives.values()
        if life.condition.kind not in OWN
    )
    fed = any(value > 0 for name, value in memory.applied.items() if name.endswith(".feeder"))
    fed = fed or any(law.meal(at_ms) for law in memory.laws if isinstance(law, FeedingLaw))
    pumps = (law for law in memory.laws if isinstance(law, CirculationLaw))
    changing = any(law.handover or law.quiet_s > 0 or law.lost_s > 0 for law in pumps)
    tripped = any(trip.is_open for trip in memory.trips.values())
    return not (pressing or fed or changing or tripped)


class Renewal:
    """Waits for the quiet minute of one process."""

    def __init__(self, store: Store, at_ms: int) -> None:
        """`at_ms`: UTC ms now; earlier renewals are asked of the store."""
        self._store = store
        self._before = _before(store.remembered.lasting, at_ms)
        self._quiet_s = 0.0

    def due(self, causes: Collection[str], elapsed_s: float, *, quiet: bool, at_ms: int) -> str:
        """The cause for which the process ends now, or nothing."""
        left = [cause for cause in causes if self._tries(cause, at_ms) < TRIES]
        self._quiet_s = self._quiet_s + elapsed_s if quiet and left else 0.0
        return min(left) if self._quiet_s >= QUIET_S else ""

    def note(self, cause: str, at_ms: int) -> None:
        """Remember it beyond the process, before it ends."""
        kept = {**self._before, cause: [*self._before.get(cause, []), at_ms][-TRIES:]}
        self._store.lasting(at_ms, LastingNote("mode", KEY, json.dumps(kept), "", WHY))

    def _tries(self, cause: str, at_ms: int) -> int:
        return sum(0 <= at_ms - at < WITHIN_MS for at in self._before.get(cause, []))


def _before(lasting: Mapping[tuple[str, str], str], at_ms: int) -> dict[str, list[int]]:
    """Instants by cause, none of them later than now: a clock may have been put back."""
    try:
        kept = json.loads(lasting.get(("mode", KEY), "{}"))
        return {str(cause): [min(int(at), at_ms) for at in row] for cause, row in kept.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
