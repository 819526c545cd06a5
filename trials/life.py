"""One process of a trial's computer: when it lived, how wrong its clock was, what it tells whom.

It refuses to know how it is started and ended.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from controller.run import Run
from controller.store import History, SampleRow
from trials.trace import Trace, TracedHistory

START_MB = 150.0
"""Resident size of the controller of the reference plant, MB: engineering memory, rounded up."""
AHEAD_MS = 60_000
"""No sample of a process is further ahead of its own clock than this, ms."""
RENEWED = "renewed"
"""End of a process that ended by itself, in order."""
IN_ORDER = frozenset({"stopped", RENEWED})


@dataclass(slots=True)
class Life:
    """One process, from its start to its end; loop seconds."""

    began_s: float
    wrong_ms: int
    """How far its clock is ahead of the true UTC."""
    run: Run | None = None
    ready_s: float | None = None
    ended_s: float | None = None
    why: str = ""
    fed_s: list[float] = field(default_factory=list)
    """When it told systemd that it lives."""
    restarts: dict[str, int] = field(default_factory=dict)


class Told(TracedHistory):
    """Tells the trace, in true time, then the history that keeps."""

    def __init__(self, trace: Trace, life: Life, history: History | None) -> None:
        """`life`: whose clock may be wrong."""
        super().__init__(trace)
        self._life, self._history = life, history

    def append(self, batch: Sequence[SampleRow]) -> None:
        """Tell both; a run that put its stamps right tells true ones, later than its own now."""
        wrong_ms = self._life.wrong_ms
        if wrong_ms and batch and batch[0][1] > self._now_ms() + AHEAD_MS:
            wrong_ms = 0
        true = [(t, ms - wrong_ms, v, s) for t, ms, v, s in batch] if wrong_ms else batch
        super().append(true)
        if self._history is not None:
            self._history.append(batch)

    def _now_ms(self) -> int:
        run = self._life.run
        return run.around.clock.utc_ms() if run is not None else 0

    def trouble(self) -> str:
        """What the history that keeps says."""
        return self._history.trouble() if self._history is not None else ""


class Silent:
    """A log nobody reads."""

    def info(self, event: str, **facts: object) -> None:
        """Nothing."""

    def warning(self, event: str, **facts: object) -> None:
        """Nothing."""

    def error(self, event: str, **facts: object) -> None:
        """Nothing."""
