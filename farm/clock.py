"""One clock for everything: the loop's monotonic seconds, anchored to UTC once.

It refuses to know the wall clock after the anchor was taken; how far the wall has drifted since
is a figure to record, never a correction to apply while running.
"""

import asyncio
import math
import os
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import heappop, heappush
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
"""Environment variable that hands one anchor to several processes: `mono_s,utc_ms,speed,chosen`."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The instant at which clock time and UTC were tied: clock s = `mono_s` + elapsed × speed."""

    mono_s: float
    utc_ms: int
    speed: float = 1.0
    is_chosen: bool = False
    """Its UTC was chosen, not read from the machine (a trial of another day)."""

    @property
    def is_walls(self) -> bool:
        """Whether the machine's own UTC can judge this clock."""
        return self.speed == 1.0 and not self.is_chosen

    def as_env(self) -> str:
        """Text for ANCHOR_ENV."""
        return f"{self.mono_s!r},{self.utc_ms},{self.speed!r},{int(self.is_chosen)}"

    @classmethod
    def of_env(cls, text: str) -> "Anchor":
        """The anchor that `as_env` wrote; ValueError for any other text."""
        mono, utc, speed, chosen = text.split(",")
        return cls(float(mono), int(utc), float(speed), bool(int(chosen)))


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
    return Anchor.of_env(text) if text else anchor_now()


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


ONE_MOMENT_S = 1e-9  # s; instants reckoned in two ways differ by a rounding and are one


class _Call:
    """A call the simulated loop owes: a handle as asyncio gives them, without its bookkeeping."""

    __slots__ = ("args", "at_s", "callback", "context")

    def __init__(
        self,
        callback: Callable[..., object],
        args: tuple[Any, ...],
        context: Context | None,
        at_s: float,
    ) -> None:
        self.callback: Callable[..., object] | None = callback
        self.args = args
        self.context = copy_context() if context is None else context
        self.at_s = at_s

    def when(self) -> float:
        """See asyncio.TimerHandle."""
        return self.at_s

    def cancel(self) -> None:
        """See asyncio.Handle."""
        self.callback, self.args = None, ()

    def cancelled(self) -> bool:
        """See asyncio.Handle."""
        return self.callback is None


class SimulatedLoop(asyncio.BaseEventLoop):
    """An event loop whose time jumps to the next timer, the same way every time.

    Calls for the same moment are made in the order in which they were asked for. It has no
    sockets and no threads: work handed to an executor is a deadlock here, and is said.
    """

    def __init__(self, start_utc_ms: int = 1_795_305_600_000) -> None:
        """Start at loop second 0 = `start_utc_ms` (default 2026-11-22T00:00:00Z)."""
        super().__init__()
        self._now_s, self._asked = 0.0, 0
        self._next: deque[_Call] = deque()
        self._timers: list[tuple[float, int, _Call]] = []
        self.clock = Clock(self.time, 0.0, start_utc_ms)

    def time(self) -> float:
        """Simulated seconds since the loop was made."""
        return self._now_s

    def pass_over(self, seconds: float) -> None:
        """Let time go by inside a callback, as a call that blocks does; nothing else runs."""
        self._now_s += seconds

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> _Call:
        """See asyncio."""
        call = _Call(callback, args, context, self._now_s)
        self._next.append(call)
        return call

    def call_soon_threadsafe(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> _Call:
        """See asyncio; there is no other thread, but a future of `concurrent` calls back so."""
        return self.call_soon(callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> _Call:
        """See asyncio."""
        call = _Call(callback, args, context, when)
        self._asked += 1
        heappush(self._timers, (when, self._asked, call))
        return call

    def call_later(  # type: ignore[override]
        self,
        delay: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> _Call:
        """See asyncio."""
        return self.call_at(self._now_s + delay, callback, *args, context=context)

    def _run_once(self) -> None:
        """What BaseEventLoop repeats until it is stopped: all that is due now, or the next jump."""
        ready, timers = self._next, self._timers
        while timers and (not ready or timers[0][0] < self._now_s + ONE_MOMENT_S):
            at_s, _, call = heappop(timers)
            if call.callback is not None:
                if not ready and at_s > self._now_s:
                    self._now_s = at_s
                ready.append(call)
        if not ready:
            raise RuntimeError("simulated loop: every task waits for something that cannot come")
        for _ in range(len(ready)):
            call = ready.popleft()
            callback = call.callback
            if callback is None:
                continue
            try:
                call.context.run(callback, *call.args)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:  # noqa: BLE001 - as asyncio does: told, and it goes on
                message = f"Exception in callback {callback!r}"
                self.call_exception_handler({"message": message, "exception": error})

    def close(self) -> None:
        """See asyncio."""
        super().close()
        self._next.clear()
        self._timers.clear()


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
