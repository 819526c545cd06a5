"""Is the date this computer began with believed, and by what time does a doubted run go by.

It refuses to know the true time. A doubted run goes on from the last instant on record, so that
what was leased, counted and fed keeps its order; nothing it counts is told before it is dated.
"""

from typing import Literal

from controller.checkpoints import Checkpoints
from farm.clock import Clock

Doubt = Literal["", "before_program", "before_record"]

BUILT_MS = 1_704_124_800_000
"""2024-01-01T16:00:00Z, UTC ms: no part of this program is older. Midnight in China: a farm that
begins without any record is not sent into a meal."""
BEHIND_MS = 900_000
"""A clock this far behind the last record is wrong, ms; a crystal 100 ppm off makes as much in a
hundred days, and is no doubt."""
AWAY_MS = 901_000
"""Nobody knows how long a box with a wrong clock was off, ms: longer than a checkpoint is fresh."""


def doubted(now_ms: int, newest_ms: int) -> Doubt:
    """Why a clock that shows `now_ms` is wrong; `newest_ms`: the last record, 0 for none."""
    if now_ms < BUILT_MS:
        return "before_program"
    return "before_record" if now_ms < newest_ms - BEHIND_MS else ""


def dated(clock: Clock, checkpoints: Checkpoints | None) -> tuple[Clock, Doubt]:
    """The clock a run goes by, and what is wrong with the computer's."""
    newest = checkpoints.newest() if checkpoints is not None else None
    newest_ms = newest.ticks[-1] if newest is not None else 0
    doubt = doubted(clock.utc_ms(), newest_ms)
    if not doubt:
        return clock, doubt
    return Clock(clock.now_s, clock.now_s(), max(newest_ms + AWAY_MS, BUILT_MS)), doubt
