"""A selector for an event loop that waits to the microsecond, and for loops whose seconds run fast.

It refuses to know who waits. epoll(7) rounds every wait up to a millisecond, half of the silence
between two frames at 19200 baud; a timer descriptor (timerfd_create(2)) among those it watches
ends the wait in time. Where there is none, select(2) waits finely enough, or the wait is coarse.
"""

import contextlib
import ctypes
import os
import selectors
import sys
import time

FINE_BELOW_S = 0.1
"""Waits shorter than this end to the microsecond; a millisecond more is nothing to longer ones."""

SAME_S = 0.00001
"""Two moments no further apart are one."""

SPARED_S = 0.0005
"""Nothing is looked for again so soon after a look."""

CLOCK_MONOTONIC = 1  # linux/time.h
NANOSECONDS = 1_000_000_000
Ready = list[tuple[selectors.SelectorKey, int]]


class _ScaledSelector(selectors.SelectSelector):
    """Waits `timeout / speed` by select(2), which does not round."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> Ready:
        return super().select(timeout if timeout is None else timeout / self._speed)


class Alarm:
    """One timer descriptor; OSError or AttributeError where the system has none."""

    def __init__(self) -> None:
        system = ctypes.PyDLL(None, use_errno=True)  # these calls never block
        self._set = system.timerfd_settime
        self._set.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        self._when = (ctypes.c_long * 4)()  # struct itimerspec: interval s, ns; first s, ns
        self._at = ctypes.addressof(self._when)
        self.fd: int = system.timerfd_create(CLOCK_MONOTONIC, os.O_NONBLOCK | os.O_CLOEXEC)
        if self.fd < 0:
            raise OSError(ctypes.get_errno(), "timerfd_create")

    def ring_in(self, wait_s: float) -> None:
        """Be readable after `wait_s` (less than one second), whatever was set before."""
        self._when[3] = int(wait_s * NANOSECONDS) + 1  # zero would mean never
        self._set(self.fd, 0, self._at, None)

    def hush(self) -> None:
        """Not readable any more."""
        with contextlib.suppress(BlockingIOError):
            os.read(self.fd, 8)

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self.fd)


if sys.platform == "linux":

    class _FineSelector(selectors.EpollSelector):
        """epoll with an alarm among its descriptors.

        A loop with work in hand asks every time round what has come meanwhile, the first time an
        instant after it looked: that one look is spared, never two in a row, and never after work
        that took long: what came meanwhile goes before a limit that ran out.
        """

        def __init__(self, speed: float) -> None:
            super().__init__()
            self._alarm, self._speed = Alarm(), speed
            self._rings_s = self._looked_s = 0.0
            self.register(self._alarm.fd, selectors.EVENT_READ)

        def select(self, timeout: float | None = None) -> Ready:
            if timeout == 0 and time.monotonic() - self._looked_s < SPARED_S:
                self._looked_s = 0.0
                return []
            if timeout is not None:
                timeout /= self._speed
                if 0 < timeout < FINE_BELOW_S:
                    self._ring_in(timeout)
                    timeout = FINE_BELOW_S
            ready = super().select(timeout)
            self._looked_s = time.monotonic()
            for place, (key, _) in enumerate(ready):
                if key.fd == self._alarm.fd:
                    self._alarm.hush()
                    self._rings_s = 0.0
                    del ready[place]
                    break
            return ready

        def _ring_in(self, wait_s: float) -> None:
            """Most waits are for the same moment as the one before; then nothing is to be set."""
            rings_s = time.monotonic() + wait_s
            if abs(rings_s - self._rings_s) > SAME_S:
                self._alarm.ring_in(wait_s)
                self._rings_s = rings_s

        def close(self) -> None:
            super().close()
            self._alarm.close()


def fine_selector(speed: float) -> selectors.BaseSelector:
    """The finest there is here; a loop's second lasts 1 / `speed` of the machine's."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            return _FineSelector(speed)
    return selectors.DefaultSelector() if speed == 1.0 else _ScaledSelector(speed)
