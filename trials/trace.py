"""All that went over the wires, was read and was decided in one run, and a fingerprint of it.

It refuses to judge. Two runs with the same fingerprint did the same to the byte.
"""

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from controller.store import PlainHistory, SampleRow
from farm.command import Command, Rank
from farm.tag import TagName
from hil_sim.recorder import REQUEST
from trials.readings import Readings, Tape

SIZE = 16
"""Bytes of a fingerprint."""
SLOW_MS = 200
"""A first answer this long after its question began is kept; healthy ones come sooner, ms."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One output's new command, at a loop second."""

    at_s: float
    value: float
    rank: Rank
    by: str


class Slow(NamedTuple):
    """An answer that took long: which station's, when its question began and when it was whole."""

    bus: str
    unit: int
    asked_ms: int
    whole_ms: int


@dataclass(slots=True)
class Requests:
    """When each bus carried a request, and to which station, in columns."""

    buses: list[str] = field(default_factory=list)
    bus: "array[int]" = field(default_factory=lambda: array("h"))
    unit: "array[int]" = field(default_factory=lambda: array("B"))
    at_ms: "array[int]" = field(default_factory=lambda: array("q"))

    def to(self, bus: str, unit: int) -> list[int]:
        """UTC ms of every request to one station."""
        if bus not in self.buses:
            return []
        number = self.buses.index(bus)
        rows = zip(self.bus, self.unit, self.at_ms, strict=True)
        return [at_ms for on, to, at_ms in rows if on == number and to == unit]

    def on(self, bus: str) -> list[int]:
        """UTC ms of every request on one bus, in order."""
        if bus not in self.buses:
            return []
        number = self.buses.index(bus)
        rows = zip(self.bus, self.at_ms, strict=True)
        return [at_ms for on, at_ms in rows if on == number]


class Trace:
    """Told of frames, samples and decisions as they happen."""

    def __init__(self, keep: bool = True) -> None:
        """`keep`: also keep samples and requests; the fingerprint is there either way."""
        self._hash = hashlib.blake2b(digest_size=SIZE)
        self._tape = Tape()
        self._keep = keep
        self._number: dict[str, int] = {}
        self._open: dict[int, tuple[int, int]] = {}
        """By bus, unit and time of a question without an answer so far."""
        self.requests, self.slow = Requests(), list[Slow]()
        self.decided: dict[TagName, list[Decided]] = {}
        self.frames = self.samples = 0

    @property
    def fingerprint(self) -> str:
        """Hexadecimal digest of everything so far."""
        return self._hash.hexdigest()

    def frame(self, at_ms: int, bus: str, direction: int, data: bytes) -> None:
        """One frame on a wire."""
        self.frames += 1
        number = self._number.get(bus)
        if number is None:
            number = self._number[bus] = len(self._number)
            self.requests.buses.append(bus)
        self._hash.update(b"%d %d %d " % (at_ms, number, direction) + data)
        if not self._keep:
            return
        if direction == REQUEST:
            self.requests.bus.append(number)
            # Modbus TCP has its unit behind the seven bytes of the header; never judged by it.
            self.requests.unit.append(data[0])
            self.requests.at_ms.append(at_ms)
            self._open[number] = (data[0], at_ms)
        elif (asked := self._open.pop(number, None)) and at_ms - asked[1] > SLOW_MS:
            self.slow.append(Slow(bus, *asked, at_ms))

    def decision(self, at_s: float, outputs: Mapping[TagName, Command]) -> None:
        """What one tick wants; only what is new about it is kept."""
        for name, command in outputs.items():
            rows = self.decided.setdefault(name, [])
            new = (command.value, command.rank, command.by)
            if not rows or new != (rows[-1].value, rows[-1].rank, rows[-1].by):
                rows.append(Decided(at_s, *new))
                said = f"{at_s!r} {name} {command.value!r} {command.rank:d} {command.by}\n"
                self._hash.update(said.encode())

    def event(self, at_s: float, text: str) -> None:
        """Something that befell the computer, or that a person asked for."""
        self._hash.update(f"{at_s!r} {text}\n".encode())

    def batch(self, rows: Sequence[SampleRow]) -> None:
        """Samples as they go to history."""
        self.samples += len(rows)
        self._hash.update(repr(rows).encode())
        if self._keep:
            self._tape.append(rows)

    def readings(self) -> Readings:
        """Every sample kept, as columns."""
        return self._tape.readings()


class TracedHistory(PlainHistory):
    """A history that is never full and never in trouble: it only tells the trace."""

    def __init__(self, trace: Trace) -> None:
        """Keeps nothing itself."""
        super().__init__(0)
        self._trace = trace

    def append(self, batch: Sequence[SampleRow]) -> None:
        """Tell the trace."""
        self._trace.batch(batch)

    def trouble(self) -> str:
        """Never any."""
        return ""
