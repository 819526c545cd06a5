"""What the controller asks of its memory on disk, and the same in plain memory.

It refuses to know files: `assemble` hands in what writes them.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from farm.alarm import Alarm
from farm.command import Rank
from farm.fact import Fact
from farm.words import Words

KEPT = 20_000
"""Most rows of each kind the in-memory store keeps."""
SampleRow = tuple[str, int, float | None, int]
"""Tag, UTC ms, number or None, status code."""


@dataclass(frozen=True, slots=True)
class CommandNote:
    """A command to remember: what was decided or wished, by whom, why, with what result."""

    id: str
    at_ms: int
    output: str
    value: float
    rank: Rank
    by: str
    why: Words
    actor: str = ""
    second_actor: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class LastingNote:
    """A mode or trip to remember; the newest of a key is what holds. Empty value: ended."""

    scope: Literal["mode", "trip"]
    key: str
    value: str
    actor: str
    why: Words


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the last run left behind; `clean_stop` None when there was none.

    `facts`: the newest fact of each source; `unreadable`: keys of rows nobody could read.
    """

    lasting: Mapping[tuple[str, str], str] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    clean_stop: bool | None = None
    facts: tuple[Fact, ...] = ()
    unreadable: tuple[str, ...] = ()


class History(Protocol):
    """Where samples go."""

    def append(self, batch: Sequence[SampleRow]) -> None:
        """Hand over samples; returns at once, never raises."""
        ...

    def trouble(self) -> str:
        """What is wrong with the disk now, or nothing."""
        ...


class Store(Protocol):
    """Durable memory. No method but `saved` waits; none raises for a bad disk."""

    boot: str
    remembered: Remembered

    def fact(self, fact: Fact) -> None:
        """Keep a fact."""
        ...

    def command(self, note: CommandNote) -> None:
        """Keep a command, or its result."""
        ...

    def alarm(self, at_ms: int, alarm: Alarm, actor: str) -> None:
        """Keep how an alarm stands."""
        ...

    def lasting(self, at_ms: int, note: LastingNote) -> None:
        """Keep a mode or trip."""
        ...

    def clean_stop(self, at_ms: int) -> None:
        """Mark this run as ended in order."""
        ...

    def wish_result(self, wish_id: str) -> str | None:
        """Result code of a wish noted before; `asked`: nobody knows what became of it."""
        ...

    async def saved(self, within_s: float) -> bool:
        """Wait until all that was handed over is durable; False when that failed in time."""
        ...

    def trouble(self) -> str:
        """What is wrong with the disk now, or nothing."""
        ...


class PlainHistory:
    """Samples in memory, for simulated runs and a box without a disk."""

    def __init__(self, keep: int = 0) -> None:
        """`keep`: most rows kept; 0 keeps none and says that nothing is saved."""
        self.rows: deque[SampleRow] = deque(maxlen=keep)
        self._keep = keep

    def append(self, batch: Sequence[SampleRow]) -> None:
        """Keep what fits."""
        self.rows.extend(batch)

    def trouble(self) -> str:
        """With nothing kept, that is what is wrong."""
        return "" if self._keep else "没有磁盘 / no disk"


class PlainStore:
    """Durable memory that is not: everything in bounded lists."""

    def __init__(self, boot: str, trouble: str = "", remembered: Remembered | None = None) -> None:
        """`trouble`: what to say is wrong; empty in simulated runs."""
        self.boot = boot
        self.remembered = remembered or Remembered()
        self.facts: deque[Fact] = deque(maxlen=KEPT)
        self.commands: deque[CommandNote] = deque(maxlen=KEPT)
        self.alarms: deque[tuple[int, Alarm, str]] = deque(maxlen=KEPT)
        self.lastings: deque[tuple[int, LastingNote]] = deque(maxlen=KEPT)
        self.stopped_ms: int | None = None
        self._trouble = trouble

    def fact(self, fact: Fact) -> None:
        """Keep a fact."""
        self.facts.append(fact)

    def command(self, note: CommandNote) -> None:
        """Keep a command; the same id again only brings its result."""
        for index, held in enumerate(self.commands if note.result else ()):
            if held.id == note.id:
                self.commands[index] = replace(held, result=note.result)
                return
        self.commands.append(note)

    def alarm(self, at_ms: int, alarm: Alarm, actor: str) -> None:
        """Keep how an alarm stands."""
        self.alarms.append((at_ms, alarm, actor))

    def lasting(self, at_ms: int, note: LastingNote) -> None:
        """Keep a mode or trip."""
        self.lastings.append((at_ms, note))

    def clean_stop(self, at_ms: int) -> None:
        """Mark this run as ended in order."""
        self.stopped_ms = at_ms

    def wish_result(self, wish_id: str) -> str | None:
        """Result code of a wish already noted."""
        return next((n.result for n in self.commands if n.id == wish_id), None)

    async def saved(self, within_s: float) -> bool:
        """At once."""
        return self._trouble == ""

    def trouble(self) -> str:
        """What was handed in."""
        return self._trouble
