"""See that every output becomes what was decided: write, read back, hold against other hands.

It refuses to decide anything and to know how a wire works; a `Field` does the writing.

States: idle → sent → read_back → confirmed | failed (safety 3.1); at most 3 writes a command, then
a pause, which a new value does not cut short while writes fail: a law that trims a dead drive every
second must not keep its line from the standby. A value that others change is put back (F-25).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from controller.board import Board
from controller.heard import adds_safety
from controller.kept_alive import BREATHED
from farm.quantity import QUANTITIES
from farm.site import OutputRule
from farm.tag import TagName

WRITES_MAX = 3
WRITE_LIMIT_S = 15.0
"""A write that has not come back by then counts as failed, s."""
PAUSE_S, PAUSE_MAX_S = 10.0, 60.0
"""After a failed command the same is tried again, later each time, s."""
STANDS_S = 0.5
"""A read-back this much later than a confirmed write shows what others made of it, s."""
FOREIGN_S = 60.0
"""A foreign write is reported this long, s."""
ASTRAY = frozenset({"wrong_echo", "held"})
"""Reasons of a write that landed elsewhere, or was held back because another one did (F-24)."""
PRESSING_S = 2.0
"""A pressing wish for a held device is repeated this often; what is held costs the wire nothing."""
RANGE_TOLERANCE = 0.005
"""Least tolerance of a read-back, part of the range: converters have steps."""

EMERGENCY = "emergency_valve"

Stage = Literal["idle", "sent", "read_back", "confirmed", "failed"]


class Written(Protocol):
    """What became of a write."""

    @property
    def stage(self) -> Literal["confirmed", "failed"]:
        """Seen to hold the value, or not."""
        ...

    @property
    def actual(self) -> float | None:
        """What was read back."""
        ...

    @property
    def reason(self) -> str:
        """Short word, empty when confirmed."""
        ...

    @property
    def attempts(self) -> int:
        """Writes put on the wire."""
        ...


class Field(Protocol):
    """All wires."""

    def write(self, output: TagName, value: float, *, pressing: bool = False) -> Awaitable[Written]:
        """Bring an output to a value; waits for the read-back; raises nothing of the wire's.

        `pressing`: fish hang on it now; tried even where writes were seen to land elsewhere.
        """
        ...


@dataclass(slots=True)
class Line:
    """One output on its way."""

    wanted: float | None = None
    written: float | None = None
    stage: Stage = "idle"
    tries: int = 0
    misses: int = 0
    """Failed writes since the last confirmed one, whatever the value."""
    due: bool = False
    deaf: bool = False
    """Failed, and then not read back either: as soon as it is read it is tried again."""
    settled_s: float = 0.0
    retry_at_s: float = 0.0
    pause_s: float = PAUSE_S
    reason: str = ""
    foreign_until_s: float = float("-inf")


class Dispatch:
    """One worker a bus; each output's newest wanted value, never a queue of old ones."""

    def __init__(
        self,
        field: Field,
        rules: Mapping[TagName, OutputRule],
        bus_of: Mapping[TagName, str],
        board: Board,
        now_s: Callable[[], float],
    ) -> None:
        """`bus_of`: which bus carries an output; `now_s`: loop clock."""
        self._field, self._rules, self._board, self._now_s = field, rules, board, now_s
        self.lines: dict[TagName, Line] = {name: Line() for name in rules}
        self._by_bus: dict[str, list[TagName]] = {}
        for name in sorted(rules, key=_urgency):
            self._by_bus.setdefault(bus_of.get(name, ""), []).append(name)
        self._wake = {bus: asyncio.Event() for bus in self._by_bus}
        self._bus_of = bus_of
        self._urged: frozenset[TagName] = frozenset()
        self.writes = 0
        self.foreign_writes = 0

    @property
    def buses(self) -> list[str]:
        """Buses that need a worker each."""
        return list(self._by_bus)

    def adopted(self, actual: Mapping[TagName, float]) -> None:
        """Take outputs as found: nothing is written for what already stands."""
        for name, value in actual.items():
            if name in self.lines:
                self.lines[name] = Line(value, value, "confirmed", settled_s=self._now_s())

    def urged(self, names: frozenset[TagName]) -> None:
        """Outputs whose value an interlock or a person asks for now."""
        self._urged = names

    def want(self, values: Mapping[TagName, float]) -> None:
        """The tick's decision. Values are within their rules: anything else is our own fault."""
        for name, value in values.items():
            rule, line = self._rules[name], self.lines[name]
            assert rule.low <= value <= rule.high, (name, value)
            sample = self._board.newest(name) if line.wanted is None else None
            if sample is not None and sample.status.is_good and sample.value is not None:
                # Heard of only after the start: what stands already is not written.
                self.adopted({name: sample.value})
                line = self.lines[name]
            if line.wanted != value:
                if self._moved_by_others(name, line):
                    self._note_foreign(line)  # or our next write would hide theirs
                line.wanted = value
                if line.misses == 0 or adds_safety(name, value):
                    line.tries, line.pause_s = 0, PAUSE_S
                    line.due = line.written != value or line.stage != "confirmed"
            if line.due:
                self._wake[self._bus_of.get(name, "")].set()

    def leave(self, values: Mapping[TagName, float]) -> None:
        """Outputs nobody may move: they are what they are, and nothing is put back."""
        for name, value in values.items():
            line = self.lines[name]
            if line.wanted != value or line.stage != "confirmed" or line.due:
                self.adopted({name: value})

    def watch(self) -> None:
        """Compare what stands with what is wanted; put back, and take up what failed before."""
        now_s = self._now_s()
        for name, line in self.lines.items():
            if line.stage == "failed" and not line.due:
                if now_s >= self._retry_at_s(name, line) or self._heard_again(name, line):
                    line.tries, line.due, line.deaf = 0, True, False
                    line.pause_s = min(2 * line.pause_s, PAUSE_MAX_S)
            elif self._moved_by_others(name, line):
                line.due, line.tries = True, 0
                self._note_foreign(line)
            if line.due:
                self._wake[self._bus_of.get(name, "")].set()

    def failed(self) -> frozenset[TagName]:
        """Outputs that are not what was decided, after all tries, until one is confirmed again."""
        return frozenset(n for n, line in self.lines.items() if line.misses >= WRITES_MAX)

    def astray(self) -> frozenset[TagName]:
        """Those of them whose write landed elsewhere, or was held because another one did."""
        return frozenset(n for n in self.failed() if self.lines[n].reason in ASTRAY)

    def foreign(self) -> frozenset[TagName]:
        """Outputs others changed lately."""
        now_s = self._now_s()
        return frozenset(n for n, line in self.lines.items() if line.foreign_until_s > now_s)

    async def run(self, bus: str) -> None:
        """Work one bus for ever, the most urgent output first, of equals the longest untouched."""
        wake, names = self._wake[bus], self._by_bus[bus]
        while True:
            due = [name for name in names if self.lines[name].due]
            if not due:
                wake.clear()
                await wake.wait()
                continue
            await self._write(min(due, key=lambda n: (_urgency(n)[0], self.lines[n].settled_s)))

    async def settled(self, names: frozenset[TagName], within_s: float) -> bool:
        """Wait until these outputs are confirmed; for an orderly stop."""
        end_s = self._now_s() + within_s
        while self._now_s() < end_s:
            if all(self.lines[n].stage == "confirmed" and not self.lines[n].due for n in names):
                return True
            await asyncio.sleep(0.05)
        return False

    async def _write(self, name: TagName) -> None:
        line = self.lines[name]
        value = line.wanted
        assert value is not None
        line.due, line.stage, line.written = False, "sent", value
        self.writes += 1
        outcome = await self._asked(name, value)
        line.settled_s = self._now_s()
        if outcome is not None and outcome.stage == "confirmed":
            line.tries = line.misses = 0
            line.reason, line.pause_s = "", PAUSE_S
            if line.wanted == value:
                line.stage = "confirmed"
            else:
                line.due = True
            return
        self._missed(line, outcome)

    def _missed(self, line: Line, outcome: Written | None) -> None:
        spent = max(1, outcome.attempts if outcome else 1)
        line.misses += spent
        line.reason = outcome.reason if outcome else "no_answer"
        # Due already: another value came meanwhile that may be tried at once.
        line.tries += 0 if line.due else spent
        if line.tries >= WRITES_MAX:
            line.stage, line.retry_at_s = "failed", line.settled_s + line.pause_s
        else:
            line.stage, line.due = "read_back", True

    async def _asked(self, name: TagName, value: float) -> Written | None:
        """None when the bus let go of the write or never came back."""
        try:
            async with asyncio.timeout(WRITE_LIMIT_S):
                return await self._field.write(name, value, pressing=self._presses(name, value))
        except TimeoutError:
            return None
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            return None

    def _presses(self, name: TagName, value: float) -> bool:
        """Is this more of what fish breathe through than stands, for an interlock or a person?"""
        if name not in self._urged or name.partition(".")[2] not in BREATHED | {EMERGENCY}:
            return False
        sample = self._board.newest(name)
        return sample is None or sample.value is None or sample.value < value

    def _retry_at_s(self, name: TagName, line: Line) -> float:
        if line.reason in ASTRAY and line.wanted is not None and self._presses(name, line.wanted):
            return line.settled_s + PRESSING_S
        return line.retry_at_s

    def _heard_again(self, name: TagName, line: Line) -> bool:
        sample = self._board.newest(name)
        if sample is None or sample.at_s <= line.settled_s:
            return False
        was_deaf, line.deaf = line.deaf, not sample.status.is_good
        return was_deaf and not line.deaf

    def _moved_by_others(self, name: TagName, line: Line) -> bool:
        return line.stage == "confirmed" and not line.due and self._strayed(name, line)

    def _note_foreign(self, line: Line) -> None:
        line.foreign_until_s = self._now_s() + FOREIGN_S
        self.foreign_writes += 1

    def _strayed(self, name: TagName, line: Line) -> bool:
        rule, sample = self._rules[name], self._board.newest(name)
        if sample is None or sample.value is None or line.wanted is None:
            return False
        if not sample.status.is_good:
            return False
        apart = abs(sample.value - line.wanted)
        if apart == 0.0 or sample.at_s <= line.settled_s + min(rule.within_s, STANDS_S):
            return False
        return apart > max(rule.tolerance, RANGE_TOLERANCE * (rule.high - rule.low))


def _urgency(name: TagName) -> tuple[int, str]:
    quantity = name.partition(".")[2]
    if quantity == EMERGENCY:
        return (0, name)
    return (1 if QUANTITIES[quantity].life_support else 2, name)
