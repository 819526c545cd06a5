"""Which alarm limits of the site a value has passed, or will have passed soon at its present pace.

It refuses to know every other thing that can be wrong (`conditions`) and how long it lasts.
"""

from collections.abc import Iterator

from controller.alarms import Condition
from controller.layout import Layout
from controller.memory import Memory
from controller.trends import SLOW, per_h
from farm.snapshot import Snapshot

AHEAD = "ahead"
"""Note of a condition whose value has not passed its limit yet."""


def passed(
    layout: Layout, snapshot: Snapshot, memory: Memory, unknown: set[str]
) -> Iterator[Condition]:
    """Every limit passed now; ids of those whose value cannot be seen go to `unknown`."""
    lives = memory.lives
    for name, rows in layout.watched.items():
        value = snapshot.read(name)
        for row in rows:
            limit = row.limit
            if value is None:
                unknown.add(row.id)
                continue
            stands = row.id in lives and lives[row.id].is_live
            back = limit.back if stands else 0.0
            sign = -1.0 if row.is_low else 1.0
            past, note = sign * (value - row.at) + back, ""
            if limit.ahead_minutes and past <= 0:
                pace_h = per_h(memory.trends, name, SLOW, snapshot.at_ms) or 0.0
                past, note = past + sign * pace_h * limit.ahead_minutes / 60.0, AHEAD
            if past <= 0:
                continue
            yield Condition(
                *(row.kind, row.place, limit.priority, limit.delay_s, value, row.at, row.unit),
                note,
            )
