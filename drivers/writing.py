"""One wanted output value on its way: what to write, what must be read back, when to stop trying.

It refuses to know the wire and whose turn it is; the bus carries out each step it asks for.

A write is absolute and allowed by the profile, or it does not happen. Its echo must be our own
address and value; then the output register is read back. A lost answer to a write is followed by
reading, never by blindly writing again; at most three writes per wish (safety reference 3.1).

A drive gets its set-point first. It is told to run only once that set-point was read back, with
the words of its start sequence in turn, each after the state that asks for it. A fault is never
reset. A stop is one word, from any state.
"""

import asyncio
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal

from drivers.decode import to_current
from drivers.look import Look, Seen
from drivers.modbus import Request, write_request
from drivers.outcome import WriteOutcome
from drivers.reads import Output
from drivers.station import Station
from drivers.value_request import value_request
from farm.profile import Start, Trust, Write

WRITES_MAX = 3
READ_BACK_EVERY_S = 0.1  # s between two read-backs of one write
READ_BACKS_LEAST = 2  # tries, even when the first took all the time there was


FLOAT_SLACK = 1e-9
"""Share of the range: 100 % of a span is 20 mA but for the last bit of a float."""


class NotAllowed(ValueError):
    """The value is outside what the profile lets anyone write."""


def device_value(output: Output, value: float) -> float:
    """Value in the device's unit of a value in the tag's unit; NotAllowed outside the allow-list.

    The profile's low and high are of the device's unit (mA, Hz, s, 0 or 1). Neither the value nor
    what its register will stand for may lie beyond them.
    """
    write, entry = output.write, output.mapping
    if write.type == "bit" and value not in (0.0, 1.0):
        raise NotAllowed(f"{output.key}: {value:g} is neither 0 nor 1")
    if entry.invert:
        value = 1.0 - value
    if entry.span is not None:
        value = to_current(value, entry.span)
    slack = FLOAT_SLACK * (write.high - write.low)
    standing = value if write.type in ("bit", "float32") else _on_grid(write, value)
    if not all(write.low - slack <= v <= write.high + slack for v in (value, standing)):
        raise NotAllowed(f"{output.key}: {value:g} outside {write.low:g} to {write.high:g}")
    return value


def _on_grid(write: Write, value: float) -> float:
    """What the register will stand for: whole counts."""
    counts = (value - write.add) / write.scale
    return round(counts) * write.scale + write.add if isfinite(counts) else value


def requests_for(station: Station, output: Output, value: float) -> list[Request]:
    """The first write that brings the output to `value` (unit of the tag): value or stop word.

    NotAllowed also for every write of a draft, and for one that wears out the device's memory.
    """
    write, profile, unit = output.write, station.profile, station.device.unit
    if profile.status is Trust.DRAFT:
        raise NotAllowed(f"{profile.id} is a draft: it is read and never written")
    if write.eeprom:
        raise NotAllowed(f"{output.key} is stored in a memory that wears out")
    wanted = device_value(output, value)
    if profile.start is not None and output.state is not None and wanted <= 0:
        return [_word(station, profile.start, profile.start.stop)]
    address = write.address - profile.address_base + output.index * write.step
    return [value_request(unit, write, address, wanted, profile.swap)]


def _word(station: Station, start: Start, word: int) -> Request:
    address = start.address - station.profile.address_base
    return write_request(station.device.unit, start.fc, address, [word])


@dataclass(slots=True)
class Job:
    """One wish of `Bus.write`. `due_s`: not before then; `ends_s`: this attempt's read-backs.

    `attempts`: writes, but for the words of a start sequence the first time each goes out.
    `word`: the word of the start sequence that is due or was sent last; `left`: the state in
    which it was sent.
    """

    station: Station
    output: Output
    value: float
    requests: list[Request]
    done: asyncio.Future[WriteOutcome]
    life_support: bool
    due_s: float = 0.0
    ends_s: float = 0.0
    attempts: int = 0
    read_backs: int = 0
    stage: Literal["write", "read_back"] = "write"
    actual: float | None = None
    last_reason: str = ""
    wrong_echo: bool = False
    word: int | None = None
    left: int | None = None
    sent: set[int] = field(default_factory=set)
    look: Look = field(init=False)

    def __post_init__(self) -> None:
        """What to look at, once."""
        self.look = self.station.look_at(self.output)

    @property
    def start(self) -> Start | None:
        """The start sequence to go through; None where there is none or the wish is a stop."""
        runs = self.output.state is not None and device_value(self.output, self.value) > 0
        return self.station.profile.start if runs else None

    @property
    def expected(self) -> float:
        """What the read-back must show, in the unit of the tag."""
        write = self.output.write
        return float(self.value > 0) if write.pulse else self.value

    @property
    def tolerance(self) -> float:
        """How far the read-back may be off, in the unit of the tag."""
        verify, span = self.output.write.verify, self.output.mapping.span
        step = 0.0 if self.output.write.pulse else abs(self.output.write.scale) / 2
        allowed = max(verify.tolerance, step)
        return allowed if span is None else allowed * abs(span[1] - span[0]) / 16.0

    @property
    def writes_max(self) -> int:
        """Tries per wish; a second pulse would be a longer one."""
        return 1 if self.output.write.pulse else WRITES_MAX

    def request(self) -> Request:
        """The write that goes out now; it counts from here on."""
        if self.word is None or self.start is None:
            self.attempts += 1
            return self.requests[0]
        self.attempts += self.word in self.sent
        self.sent.add(self.word)
        return _word(self.station, self.start, self.word)

    def written(self, now_s: float, reason: str) -> None:
        """Its request went out; `reason`: why it was not answered, else empty. Now look.

        A wrong echo may have changed another register: it is the last write of this wish (F-24).
        """
        self.wrong_echo = reason == "wrong_echo"
        self.stage, self.read_backs = "read_back", 0
        self.due_s = now_s
        start, verify = self.start, self.output.write.verify
        within_s = verify.within_s if self.word is None or start is None else start.within_s
        self.ends_s = now_s + within_s

    def unseen(self, reason: str, now_s: float) -> None:
        """A look was not answered."""
        self.read_backs += 1
        self.last_reason = reason
        self._later(now_s, blind=True)

    def saw(self, seen: Seen, now_s: float) -> None:
        """A look was answered."""
        self.read_backs += 1
        shown = seen.shown
        if shown.value is None:
            self.last_reason = shown.reason
            self._later(now_s, blind=True)
            return
        self.actual, self.last_reason = shown.value, "read_back_differs"
        start = self.start
        if start is not None:
            self._starting(start, seen, now_s)
        elif seen.astray:
            self.last_reason = "drive_not_ready"
            self._later(now_s)
        elif self._holds(shown.value):
            self.finish("confirmed", "")
        else:
            self._later(now_s)

    def _starting(self, start: Start, seen: Seen, now_s: float) -> None:
        held = seen.register.value is not None and self._holds(seen.register.value)
        if seen.faulted:
            self.finish("failed", "drive_fault")
        elif not seen.remote:
            self.finish("failed", "drive_not_ready")
        elif not held:
            self.word = None
            self._later(now_s)
        elif seen.state in start.running:
            self.finish("confirmed", "")
        else:
            self._onward(start, seen.state, now_s)

    def _onward(self, start: Start, state: int | None, now_s: float) -> None:
        """The next word of the sequence, once the drive has left where the last one found it."""
        self.last_reason = "drive_not_ready"
        word = word_for(start, state)
        if self.wrong_echo:
            self.finish("failed", "wrong_echo")
        elif word is not None and (state != self.left or self.word is None):
            self.word, self.left = word, state
            self._write_again(repeated=word in self.sent)
        else:
            self._later(now_s)

    def _holds(self, value: float) -> bool:
        return abs(value - self.expected) <= self.tolerance

    def _later(self, now_s: float, *, blind: bool = False) -> None:
        """Look again soon; when the time is over, write again or give up."""
        self.due_s = now_s + READ_BACK_EVERY_S
        if now_s < self.ends_s or self.read_backs < READ_BACKS_LEAST:
            return
        if self.wrong_echo:
            self.finish("failed", "wrong_echo")
        elif blind:
            self.finish("failed", self.last_reason)
        else:
            self._write_again(repeated=True)

    def _write_again(self, *, repeated: bool) -> None:
        if repeated and self.attempts >= self.writes_max:
            self.finish("failed", self.last_reason)
        else:
            self.stage = "write"

    def finish(self, stage: Literal["confirmed", "failed"], reason: str) -> None:
        """Tell the one who waits; harmless when nobody does any more."""
        if not self.done.done():
            self.done.set_result(WriteOutcome(stage, self.actual, reason, self.attempts))


def word_for(start: Start, state: int | None) -> int | None:
    """The word that leads on from a state; None where only waiting helps."""
    for step in start.steps:
        if state in step.when:
            return step.write
    return start.run if not start.ready or state in start.ready else None
