"""One clock for everything: the loop's monotonic seconds, anchored to UTC once.

It refuses to know the wall clock after the anchor was taken; how far the wall has drifted since
is a figure to record, never a correction to apply while running.
"""

import asyncio
import math
import os
import selectors
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from farm.fine_wait import fine_selector

T = TypeVar("T")

SPEED_MIN, SPEED_MAX = 1.0, 10.0
"""Range of a scaled run; timers of the operating system are too coarse beyond it."""

TURN_S = 1.0
"""The farm's beat, s of the clock: decisions fall on its whole seconds. What one orders goes out in
the first half of a second; a wire that carries orders is polled in the second half. So the two do
not meet, and the next decision sees fresh readings."""
POLLS_FROM_S, POLLS_WITHIN_S = 0.5, 0.4  # s after the decision; the last tenth is for answers


def next_turn_s(now_s: float) -> float:
    """The next whole second of the clock, or this one."""
    return math.ceil(now_s / TURN_S) * TURN_S


ANCHOR_ENV = "RAS_CLOCK"
"""Environment variable that hands one anchor to several processes: `mono_s,utc_ms,speed`."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The instant at which clock time and UTC were tied: clock s = `mono_s` + elapsed × speed."""

    mono_s: float
    utc_ms: int
    speed: float = 1.0

    def as_env(self) -> str:
        """Text for ANCHOR_ENV."""
        return f"{self.mono_s!r},{self.utc_ms},{self.speed!r}"


def wall_ms() -> int:
    """UTC of the operating system, milliseconds: for anchoring and for measuring drift only."""
    return time.time_ns() // 1_000_000


def anchor_now(speed: float = 1.0) -> Anchor:
    """Anchor made from this machine's clocks; ValueError for a speed outside 1…10."""
    if not SPEED_MIN <= speed <= SPEED_MAX:
        raise ValueError(f"speed {speed:g}: allowed are {SPEED_MIN:g} to {SPEED_MAX:g}")
    return Anchor(time.monotonic(), wall_ms(), speed)


def anchor_from_env() -> Anchor:
    """Anchor handed over by the supervisor, or a fresh one at speed 1."""
    text = os.environ.get(ANCHOR_ENV)
    if not text:
        return anchor_now()
    mono, utc, speed = text.split(",")
    return Anchor(float(mono), int(utc), float(speed))


class Clock:
    """Loop seconds and the UTC that belongs to them."""

    def __init__(self, now: Callable[[], float], mono_s: float, utc_ms: int) -> None:
        """Tie `now()` = `mono_s` to `utc_ms`."""
        self.now_s = now
        """Monotonic loop time, s."""
        self._mono_s, self._utc_ms = mono_s, utc_ms

    def utc_ms(self) -> int:
        """UTC, milliseconds, that belongs to now."""
        return self.utc_ms_at(self.now_s())

    def utc_ms_at(self, at_s: float) -> int:
        """UTC, milliseconds, that belongs to loop time `at_s`."""
        return self._utc_ms + round((at_s - self._mono_s) * 1000)

    def utc(self) -> datetime:
        """UTC of now as an aware datetime."""
        return datetime.fromtimestamp(self.utc_ms() / 1000, UTC)

    def drift_ms(self, wall_now_ms: int) -> int:
        """How far the operating system's UTC has moved away from ours, ms (at speed 1)."""
        return wall_now_ms - self.utc_ms()


class ScaledLoop(asyncio.SelectorEventLoop):
    """An event loop whose seconds pass `anchor.speed` times as fast as the wall's."""

    def __init__(self, anchor: Anchor) -> None:
        """All timers, timeouts and sleeps on this loop are seconds of the anchored clock."""
        self._anchor = anchor
        super().__init__(fine_selector(anchor.speed))
        if anchor.speed == 1.0:  # the same seconds, read ten times as cheaply
            self.time = time.monotonic  # type: ignore[method-assign]
        self.clock = Clock(self.time, anchor.mono_s, anchor.utc_ms)

    def time(self) -> float:
        """Seconds of the anchored clock."""
        elapsed_s = time.monotonic() - self._anchor.mono_s
        return self._anchor.mono_s + elapsed_s * self._anchor.speed


class _JumpingSelector(selectors.SelectSelector):
    """Instead of waiting, moves the loop's time; a wait without end is a deadlock and is said."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready:
            return ready
        if timeout is None:
            raise RuntimeError("simulated loop: every task waits for something that cannot come")
        self.now_s += max(timeout, 0.0)
        return ready


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time jumps to the next timer, the same way every time.

    It does not simulate threads or real sockets: work handed to an executor is a deadlock here.
    """

    def __init__(self, start_utc_ms: int = 1_795_305_600_000) -> None:
        """Start at loop second 0 = `start_utc_ms` (default 2026-11-22T00:00:00Z)."""
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)
        self._clock_resolution = 1e-9
        self.clock = Clock(self.time, 0.0, start_utc_ms)

    def time(self) -> float:
        """Simulated seconds since the loop was made."""
        return self._jumping.now_s

    def pass_over(self, seconds: float) -> None:
        """Let time go by inside a callback, as a call that blocks does; nothing else runs."""
        self._jumping.now_s += seconds


def run_on(loop: asyncio.AbstractEventLoop, main: Coroutine[Any, Any, T]) -> T:
    """Run `main` to its end on this loop, cancel what is left, close the loop."""
    try:
        asyncio.set_event_loop(loop)
        return loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        asyncio.set_event_loop(None)
        loop.close()


def run_simulated(main: Coroutine[Any, Any, T], start_utc_ms: int = 1_795_305_600_000) -> T:
    """Run `main` on a fresh SimulatedLoop."""
    return run_on(SimulatedLoop(start_utc_ms), main)


def loop_clock() -> Clock:
    """Clock of the running loop, which must be a ScaledLoop or a SimulatedLoop."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, ScaledLoop | SimulatedLoop), type(loop)
    return loop.clock
