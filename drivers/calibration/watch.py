"""A value watched until it stands still: what a calibration may be based on.

It refuses to know how a device is asked.
"""

import asyncio
import math
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from farm.profile import Stable
from farm.words import Words

MISSES_MAX = 5
"""So many readings in a row without an answer end the watch."""

LEAST = 5
"""Readings in the window, at least."""
Seen: TypeAlias = deque[tuple[float, float, float | None]]
"""Time s, value, temperature of the readings in the window."""


class Stopped(Exception):
    """A calibration does not go on; the words say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        """Both languages."""
        self.words = Words(zh=zh, en=en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Steady:
    """A value that stood still. `value`: mean, in the unit of the point."""

    value: float
    temperature_c: float | None


class Watch(ABC):
    """One value of one device; how it is asked is told by `once`."""

    def __init__(
        self, key: str, now: Callable[[], float], least_s: float, shown: Callable[[str], None],
        tell: Callable[[Words], None],
    ) -> None:  # fmt: skip
        """`least_s`: shortest time between two readings. `shown`: told each reading as text;
        `tell`: what is waited for and how long."""
        self.key, self._now, self._every_s = key, now, max(1.0, least_s)
        self._shown, self._told = shown, tell

    @abstractmethod
    async def once(self) -> tuple[float, float | None] | Words:
        """Value and temperature; words when there is none to believe."""

    async def steady(self, rule: Stable) -> Steady:
        """Watch until it stands still; Stopped when it does not in time."""
        self._told(_how_long(self.key, rule))
        started_s = self._now()
        every_s = self._every_s
        seen: Seen = deque()
        misses, why = 0, Words(zh="没有应答", en="no answer")
        while (now_s := self._now()) - started_s <= rule.within_s:
            reading = await self.once()
            if isinstance(reading, Words):
                misses, why = misses + 1, reading
                seen.clear()
                if misses >= MISSES_MAX:
                    raise Stopped(f"读不到可信的数：{why.zh}", f"no reading to believe: {why.en}")
            else:
                misses = 0
                seen.append((now_s, *reading))
            while seen and now_s - seen[0][0] > rule.window_s:
                seen.popleft()
            waited_s = now_s - started_s
            if seen and self._still(seen, rule, waited_s, every_s):
                return _mean(seen)
            self._tell(seen, rule, waited_s)
            await asyncio.sleep(max(0.0, now_s + every_s - self._now()))
        raise Stopped(
            f"{rule.within_s:g} 秒内读数没有稳定（{_state(seen, rule)}），没有标定",
            f"the reading did not settle within {rule.within_s:g} s ({_state(seen, rule)}); "
            "not calibrated",
        )

    def _still(self, seen: Seen, rule: Stable, waited_s: float, every_s: float) -> bool:
        whole = seen[-1][0] - seen[0][0] >= rule.window_s - 1.5 * every_s
        return waited_s >= rule.wait_s and whole and len(seen) >= LEAST and stands(seen, rule)

    def _tell(self, seen: Seen, rule: Stable, waited_s: float) -> None:
        if seen:
            left = max(0.0, rule.wait_s - waited_s)
            self._shown(
                f"{self.key} {seen[-1][1]:.4g}  {_state(seen, rule)}  {waited_s:.0f} s"
                + (f"  还要等 wait {left:.0f} s" if left else "")
            )


def stands(seen: Seen, rule: Stable) -> bool:
    """Whether the line through all readings moves, and their mean is unsure, by `spread` at most.

    Noise makes neither large: a mean of many noisy readings is as good as one of few quiet ones.
    """
    return abs(_drift(seen, rule)) <= rule.spread and _unsure(seen) <= rule.spread


def _how_long(key: str, rule: Stable) -> Words:
    least_s = max(rule.wait_s, rule.window_s)
    return Words(
        zh=f"等 {key} 稳定：至少 {least_s:.0f} 秒，最多 {rule.within_s:.0f} 秒，别碰探头",
        en=f"waiting until {key} stands still: {least_s:.0f} s at least, {rule.within_s:.0f} s at "
        "most; leave the probe alone",
    )


def _state(seen: Seen, rule: Stable) -> str:
    """Drift over the window and doubt of the mean, against what is allowed."""
    if len(seen) < 2:
        return "…"
    return (
        f"{_drift(seen, rule):+.3g} / {rule.window_s:.0f} s  ±{_unsure(seen):.3g}"
        f" (≤ {rule.spread:.3g})"
    )


def _slope(seen: Seen) -> tuple[float, float, float]:
    """Least-squares line: unit per s, its value in the middle, the middle, s."""
    count = len(seen)
    mid_s, mid = sum(r[0] for r in seen) / count, sum(r[1] for r in seen) / count
    spread = sum((r[0] - mid_s) ** 2 for r in seen)
    slope = sum((r[0] - mid_s) * (r[1] - mid) for r in seen) / spread if spread else 0.0
    return slope, mid, mid_s


def _drift(seen: Seen, rule: Stable) -> float:
    return _slope(seen)[0] * rule.window_s


def _unsure(seen: Seen) -> float:
    """Twice the standard error of the mean, from what is left beside the line."""
    slope, mid, mid_s = _slope(seen)
    left = sum((r[1] - mid - slope * (r[0] - mid_s)) ** 2 for r in seen)
    count = len(seen)
    return 2 * math.sqrt(left / max(1, count - 2) / count)


def _mean(seen: Seen) -> Steady:
    temperatures = [row[2] for row in seen if row[2] is not None]
    mean_c = sum(temperatures) / len(temperatures) if temperatures else None
    return Steady(sum(row[1] for row in seen) / len(seen), mean_c)
