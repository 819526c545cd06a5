"""How the controller itself is: its share of a core, the lag of its loop, the drift of its clock.

It refuses to correct anything: the clock keeps its anchor until the next start.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from math import ceil

from controller.alarms import Condition
from controller.dating import AWAY_MS, BUILT_MS, Doubt
from controller.health.size import MOST_MB, SizeWatch
from controller.health.telling import Telling
from controller.tick import Pace
from farm.alarm import Priority
from farm.clock import Clock
from farm.sample import Sample
from farm.tag import FARM

BEAT_S = 10.0
JUMP_S = 2.0
"""The system's clock moved this much between two beats: somebody set it, s."""
JUMP_KEPT_S = 3600.0
"""A jump is told this long, s."""
DRIFT_PPM = 500.0
"""A crystal is within 100 ppm; beyond this something is broken."""
DRIFT_OVER_S = 3600.0
"""Drift is judged over this long, s: 500 ppm are then 1.8 s, far above the grain of a beat."""


class OwnHealth:
    """Looked at every beat; `wall_ms` None (scaled or simulated time): the clock is not judged."""

    def __init__(
        self,
        clock: Clock,
        pace: Pace,
        core_share: Callable[[], float] | None,
        wall_ms: Callable[[], int] | None,
        doubt: Doubt = "",
        size_mb: Callable[[], float | None] | None = None,
    ) -> None:
        """`core_share`: part of one core used since it was last asked; `size_mb`: resident."""
        self._clock, self._pace, self._core_share, self._wall_ms = clock, pace, core_share, wall_ms
        self._telling = Telling()
        self._due_s: float | None = None
        self._first_ms: int | None = None
        self._drifts: deque[tuple[float, float]] = deque()
        self._jump: tuple[float, float] = (float("-inf"), 0.0)
        self._ppm: float | None = None
        self._now_s = 0.0
        self.doubt: Doubt = doubt
        self.add_ms: int | None = None
        """A doubted clock was set: so far ours is behind the true time, ms."""
        self._record_ms = clock.utc_ms() - AWAY_MS
        self._size, self._size_mb = SizeWatch(), size_mb

    def look(self, at_s: float, at_ms: int) -> list[Sample]:
        """Samples of this beat, or none between beats."""
        self._now_s = at_s
        if self._due_s is not None and at_s < self._due_s:
            return []
        first, self._due_s = self._due_s is None, at_s + BEAT_S
        share = self._core_share() if self._core_share is not None else None
        figures: dict[str, float] = {}
        if not first:  # nothing was counted before the first beat
            figures["loop_lag_p99"] = 1000 * lag_p99_s(self._pace.late_s)
            if share is not None:
                figures["controller_cpu"] = 100 * share
        if self._wall_ms is not None:
            figures["clock_drift"] = self._drifted_ms(at_s)
            self._put_right(self._wall_ms(), at_s)
        size_mb = self._size_mb() if self._size_mb is not None else None
        if size_mb is not None:
            figures["controller_memory"] = size_mb
            self._size.seen(size_mb, at_s)
        return self._telling.samples(FARM, figures, at_s, at_ms)

    def faults(self) -> Iterator[Condition]:
        """What is wrong with clock and size; late ticks have an alarm of their own."""
        if self.doubt:
            yield Condition("clock_doubted", FARM, Priority.P3)
        growing_mb_h = self._size.growing_mb_h()
        if growing_mb_h is not None:
            rate = round(growing_mb_h)
            yield Condition("memory_grows", FARM, Priority.P3, 0.0, rate, MOST_MB, "MB")
        jumped_s, by_s = self._jump
        if self._now_s - jumped_s < JUMP_KEPT_S:
            yield Condition("clock_jumped", FARM, Priority.P3, 0.0, round(by_s, 1), JUMP_S, "s")
        if self._ppm is not None and abs(self._ppm) > DRIFT_PPM:
            ppm = round(self._ppm)
            yield Condition("clock_drifts", FARM, Priority.P3, 60.0, ppm, DRIFT_PPM, "ppm")

    def causes(self) -> frozenset[str]:
        """Why this process should end at a quiet minute and a fresh one begin."""
        causes = {"clock"} if self.add_ms is not None else set()
        return frozenset(causes | ({"memory"} if self._size.growing_mb_h() is not None else set()))

    def _put_right(self, wall_ms: int, at_s: float) -> None:
        """Whoever sets a doubted clock while we run is believed, unless it is absurd again."""
        was_set = self._jump[0] == at_s and wall_ms >= BUILT_MS
        caught_up = self.doubt == "before_record" and wall_ms >= self._record_ms
        if self.doubt and (was_set or caught_up):
            self.add_ms = wall_ms - self._clock.utc_ms_at(at_s)

    def _drifted_ms(self, at_s: float) -> float:
        """Drift since the first beat; a jump begins a new stretch and is not taken for drift."""
        assert self._wall_ms is not None
        apart_ms = self._clock.drift_ms(self._wall_ms())
        if self._first_ms is None:
            self._first_ms = apart_ms  # a demonstration may begin at another hour than the wall's
        drift_ms = float(apart_ms - self._first_ms)
        drifts = self._drifts
        if drifts and abs(drift_ms - drifts[-1][1]) > 1000 * JUMP_S:
            self._jump, self._ppm = (at_s, (drift_ms - drifts[-1][1]) / 1000), None
            drifts.clear()
        drifts.append((at_s, drift_ms))
        while len(drifts) > 1 and at_s - drifts[1][0] >= DRIFT_OVER_S:
            drifts.popleft()
        span_s = at_s - drifts[0][0]
        if span_s >= DRIFT_OVER_S:
            self._ppm = 1000 * (drift_ms - drifts[0][1]) / span_s
        return drift_ms


class CoreShare:
    """Part of one core this process used since it was last asked; wall seconds, whatever speed."""

    def __init__(self) -> None:
        """Counting begins now."""
        self._cpu_s, self._at_s = time.process_time(), time.monotonic()

    def __call__(self) -> float:
        """The share since the last call."""
        cpu_s, at_s = time.process_time(), time.monotonic()
        share = (cpu_s - self._cpu_s) / max(at_s - self._at_s, 1e-3)
        self._cpu_s, self._at_s = cpu_s, at_s
        return share


def lag_p99_s(late_s: Sequence[float]) -> float:
    """99th percentile of how late ticks began (nearest rank), s; 0 before the first."""
    ranked = sorted(late_s)
    return ranked[ceil(0.99 * len(ranked)) - 1] if ranked else 0.0
