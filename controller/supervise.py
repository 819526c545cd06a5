"""Keep independent tasks alive: what fails is logged once, and starts again after a pause.

It refuses to know what a task does. A vital task's failure is not caught: it ends the process,
outputs held, for wrong decisions are worse than none (design, section 3).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

PAUSE_S, PAUSE_MAX_S = 0.5, 30.0
"""Pause before a restart, doubling, s."""
CALM_S = 60.0
"""A task that ran this long starts its pauses anew, s."""


class Log(Protocol):
    """A structured logger."""

    def info(self, event: str, **fields: Any) -> Any:
        """Something worth knowing."""
        ...

    def warning(self, event: str, **fields: Any) -> Any:
        """Something a person should look at."""
        ...

    def error(self, event: str, **fields: Any) -> Any:
        """Something that failed."""
        ...


@dataclass(frozen=True, slots=True)
class Child:
    """A task by name. A vital one's end ends everything."""

    name: str
    run: Callable[[], Awaitable[None]]
    vital: bool = False


class VitalFailure(Exception):
    """A vital task failed or ended; the process must end, outputs held."""

    def __init__(self, name: str, cause: BaseException | None) -> None:
        """`name`: the task."""
        super().__init__(f"{name}: {cause!r}" if cause else f"{name} ended")
        self.name = name


class Supervisor:
    """Children side by side; none takes another down, unless it is vital."""

    def __init__(self, log: Log, now_s: Callable[[], float]) -> None:
        """`now_s`: loop clock."""
        self._log, self._now_s = log, now_s
        self.failed_at_s: dict[str, float] = {}
        self.restarts: dict[str, int] = {}

    async def run(self, children: list[Child]) -> None:
        """Run until cancelled, or until a vital child fails: VitalFailure."""
        assert len({child.name for child in children}) == len(children)
        ended: BaseException | None = None
        try:
            async with asyncio.TaskGroup() as group:
                for child in children:
                    group.create_task(self._kept(child), name=child.name)
        except* VitalFailure as failures:
            ended = failures.exceptions[0]
        if ended is not None:
            raise ended

    def lately(self) -> tuple[str, ...]:
        """Children that failed within the last minute."""
        since_s = self._now_s() - CALM_S
        return tuple(name for name, at_s in self.failed_at_s.items() if at_s >= since_s)

    async def _kept(self, child: Child) -> None:
        pause_s = PAUSE_S
        while True:
            began_s = self._now_s()
            cause: BaseException | None = None
            try:
                await child.run()
            except asyncio.CancelledError as error:
                # Raised from within a child, with nobody stopping us, it is a failure like others.
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
                cause = error
            except Exception as error:  # noqa: BLE001 - the supervisor's edge: the only one
                cause = error
            if child.vital:
                raise VitalFailure(child.name, cause) from cause
            self.failed_at_s[child.name] = self._now_s()
            self.restarts[child.name] = self.restarts.get(child.name, 0) + 1
            pause_s = PAUSE_S if self._now_s() - began_s > CALM_S else pause_s
            self._log.error(
                "child_failed", child=child.name, cause=repr(cause), pause_s=pause_s, exc_info=cause
            )
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, PAUSE_MAX_S)
