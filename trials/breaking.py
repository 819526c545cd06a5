"""Makes a task of the controller raise when told to, from outside, as a fault in it would.

It refuses to know what the tasks do. A task nobody means to break runs as it is.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from controller.run import Run
from controller.supervise import Child


class Planted(RuntimeError):
    """The fault that was planted."""


class Breaker:
    """Stands between the supervisor and its children."""

    def __init__(self) -> None:
        """`armed` before the run begins, or its children cannot be broken."""
        self.armed = False
        self.children: tuple[str, ...] = ()
        self._trips: dict[str, asyncio.Event] = {}

    def watch(self, run: Run) -> None:
        """Learn a new run's children; stand before each when armed."""
        if not self.armed:
            return
        children = run._children

        def guarded() -> list[Child]:
            found = children()
            self.children = tuple(child.name for child in found)
            return [replace(child, run=self._guard(child.name, child.run)) for child in found]

        run._children = guarded  # type: ignore[method-assign]

    def trip(self, name: str) -> None:
        """Let this child raise now; nothing when it does not run."""
        if name in self._trips:
            self._trips[name].set()

    def _guard(
        self, name: str, inner: Callable[[], Awaitable[None]]
    ) -> Callable[[], Awaitable[None]]:
        async def guarded() -> None:
            tripped = self._trips[name] = asyncio.Event()
            work = asyncio.ensure_future(inner())
            waiting = asyncio.ensure_future(tripped.wait())
            try:
                await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
                if work.done():
                    return work.result()
                raise Planted(name)
            finally:
                for task in (work, waiting):
                    task.cancel()
                await asyncio.gather(work, waiting, return_exceptions=True)

        return guarded
