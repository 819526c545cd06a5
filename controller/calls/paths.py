"""Every way to people outside: does it fail, was it tested, did anybody confirm it lately.

It refuses to send anything; the modem is ours, robots are told of by the dashboard.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from controller.alarms import Condition, Life
from farm.alarm import AlarmState, Priority
from farm.wish import PathReport

TEST = "message_test"
FAILING_MS = 60_000
"""A way that fails for so long is told; a mast that is busy for a moment is not, ms."""
SILENT_MS = 1_800_000
"""A robot nobody has reported on for so long cannot be counted on: the dashboard is away, ms."""
REPORTED = "dashboard"
"""Word for why: whoever sends through it is away."""


@dataclass(frozen=True, slots=True)
class Path:
    """One way. `since_ms`: when the farm began to have it; 0 elsewhere: never."""

    since_ms: int
    tested_ms: int = 0
    proven_ms: int = 0
    heard_ms: int = 0
    failing_ms: int = 0
    why: str = ""
    ours: bool = True

    def failed(self, why: str, at_ms: int) -> "Path":
        """Once more it could not be used."""
        return replace(self, failing_ms=self.failing_ms or at_ms, why=why)

    def worked(self) -> "Path":
        """Something went out by it."""
        return replace(self, failing_ms=0, why="")

    def reported(self, report: PathReport, at_ms: int) -> "Path":
        """As the dashboard says it is."""
        after = self.failed(report.failing, at_ms) if report.failing else self.worked()
        return replace(after, heard_ms=at_ms, tested_ms=max(self.tested_ms, report.tested_ms))

    def seen(self, life: Life | None, at_ms: int) -> "Path":
        """Whoever acknowledges the alarm of a test says that its message came."""
        if life is None or life.state is not AlarmState.ACKNOWLEDGED:
            return self
        return self if self.proven_ms >= self.tested_ms else replace(self, proven_ms=at_ms)

    def as_json(self) -> dict[str, Any]:
        """What outlives a run: a way that fails now will be found to fail again."""
        return {"since": self.since_ms, "tested": self.tested_ms, "proven": self.proven_ms}

    @classmethod
    def of_json(cls, row: Mapping[str, Any], at_ms: int, *, ours: bool) -> "Path":
        """From plain values; a clock put back must not make a proof last for years."""
        since, tested, proven = (min(int(row[key]), at_ms) for key in ("since", "tested", "proven"))
        return cls(since, tested, proven, heard_ms=at_ms, ours=ours)


def conditions(paths: Mapping[str, Path], at_ms: int, proof_ms: int) -> Iterator[Condition]:
    """What is wrong with them now."""
    for name, path in paths.items():
        if path.tested_ms > path.proven_ms:
            yield Condition(TEST, name, Priority.P3)
        if at_ms - max(path.proven_ms, path.since_ms) > proof_ms:
            yield Condition("path_unproven", name, Priority.P2)
        if path.failing_ms and at_ms - path.failing_ms >= FAILING_MS:
            yield Condition("path_failing", name, Priority.P2, note=path.why)
        elif not path.ours and at_ms - path.heard_ms > SILENT_MS:
            yield Condition("path_failing", name, Priority.P2, note=REPORTED)
