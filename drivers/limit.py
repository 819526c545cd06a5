"""A limit in time for one wait after another: what asyncio.timeout_at does, with one timer for all.

It refuses to know what is waited for. Nearly every answer comes in time; a timer made and thrown
away for each would cost more than sending the question.
"""

import asyncio
from types import TracebackType


class Limit:
    """`with limit.until(at_s): await ...` raises TimeoutError at `at_s`. Not to be nested."""

    def __init__(self) -> None:
        """No loop is needed yet."""
        self._until_s = self._rings_s = 0.0
        self._task: asyncio.Task[object] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._passed, self._cancelling = False, 0

    def until(self, at_s: float) -> "Limit":
        """Set it, s of the loop's clock."""
        self._until_s = at_s
        return self

    def __enter__(self) -> None:
        """The wait begins. A timer that stands for an earlier moment looks again when it rings."""
        self._task, self._passed = asyncio.current_task(), False
        self._cancelling = self._task.cancelling() if self._task is not None else 0
        if self._timer is None or self._rings_s > self._until_s:
            self._arm()

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_s = self._until_s
        self._timer = asyncio.get_running_loop().call_at(self._rings_s, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._task is None:
            return
        if asyncio.get_running_loop().time() < self._until_s:
            self._arm()
        else:
            self._passed = True
            self._task.cancel()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """The wait is over; a cancellation of somebody else's goes on."""
        task, self._task = self._task, None
        if not self._passed or task is None:
            return
        ours = task.uncancel() <= self._cancelling
        if ours and kind is not None and issubclass(kind, asyncio.CancelledError):
            raise TimeoutError from error
