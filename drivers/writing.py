"""One wanted output value on its way: what to write, what must be read back, when to stop trying.

It refuses to know the wire and whose turn it is; the bus carries out each step it asks for.

A write is absolute and allowed by the profile, or it does not happen. Its echo must be our own
address and value; then the output register is read back. A lost answer to a write is followed by
reading, never by blindly writing again; at most three writes per wish (safety reference 3.1).
"""

import asyncio
from dataclasses import dataclass
from typing import Literal

from drivers.decode import Judgement, encoded, to_current
from drivers.modbus import Request, write_request
from drivers.outcome import WriteOutcome
from drivers.reads import Output
from drivers.station import Station

WRITES_MAX = 3
READ_BACK_EVERY_S = 0.1  # s between two read-backs of one write
READ_BACKS_LEAST = 2  # tries, even when the first took all the time there was


class NotAllowed(ValueError):
    """The value is outside what the profile lets anyone write."""


def device_value(output: Output, value: float) -> float:
    """Value in the device's unit of a value in the tag's unit; NotAllowed outside the allow-list.

    The profile's low and high are of the device's unit (mA, Hz, 0 or 1).
    """
    write, entry = output.write, output.mapping
    if write.type == "bit" and value not in (0.0, 1.0):
        raise NotAllowed(f"{output.key}: {value:g} is neither 0 nor 1")
    if entry.invert:
        value = 1.0 - value
    if entry.span is not None:
        value = to_current(value, entry.span)
    slack = abs(write.scale) / 2  # 100 % of a span is 20 mA but for the last bit of a float
    if not write.low - slack <= value <= write.high + slack:
        raise NotAllowed(f"{output.key}: {value:g} outside {write.low:g} to {write.high:g}")
    return value


def requests_for(station: Station, output: Output, value: float) -> list[Request]:
    """Requests that bring the output to `value` (unit of the tag), in order."""
    write, start, unit = output.write, station.profile.start, station.device.unit
    base = station.profile.address_base
    wanted = device_value(output, value)
    if start is not None and output.state is not None:
        word = start.run if wanted > 0 else start.stop
        command = write_request(unit, start.fc, start.address - base, [word])
        if wanted <= 0:
            return [command]
    swap = station.profile.swap
    words = encoded((wanted - write.add) / write.scale, write.type, swap)
    address = write.address - base + output.index * write.step
    setpoint = write_request(unit, write.fc, address, words)
    return [setpoint] if output.state is None else [setpoint, command]


@dataclass(slots=True)
class Job:
    """One wish of `Bus.write`. `due_s`: not before then; `ends_s`: this attempt's read-backs."""

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

    @property
    def tolerance(self) -> float:
        """How far the read-back may be off, in the unit of the tag."""
        verify, span = self.output.write.verify, self.output.mapping.span
        step = abs(self.output.write.scale) / 2
        allowed = max(verify.tolerance, step)
        return allowed if span is None else allowed * abs(span[1] - span[0]) / 16.0

    def written(self, now_s: float, reason: str) -> None:
        """Its requests went out; `reason`: why one was not answered, else empty. Now look.

        A wrong echo may have changed another register: it is the last write of this wish (F-24).
        """
        self.wrong_echo = reason == "wrong_echo"
        self.stage, self.read_backs = "read_back", 0
        self.due_s = now_s
        self.ends_s = now_s + self.output.write.verify.within_s

    def saw(self, judgement: Judgement, now_s: float) -> None:
        """A read-back was answered (or not: then it has no value)."""
        self.read_backs += 1
        if judgement.value is not None:
            self.actual, self.last_reason = judgement.value, "read_back_differs"
            if abs(judgement.value - self.value) <= self.tolerance:
                self.finish("confirmed", "")
                return
        else:
            self.last_reason = judgement.reason
        self.due_s = now_s + READ_BACK_EVERY_S
        if now_s >= self.ends_s and self.read_backs >= READ_BACKS_LEAST:
            self._again()

    def _again(self) -> None:
        blind = self.last_reason != "read_back_differs"
        if self.wrong_echo:
            self.finish("failed", "wrong_echo")
        elif blind or self.attempts >= WRITES_MAX:
            self.finish("failed", self.last_reason)
        else:
            self.stage = "write"

    def finish(self, stage: Literal["confirmed", "failed"], reason: str) -> None:
        """Tell the one who waits; harmless when nobody does any more."""
        if not self.done.done():
            self.done.set_result(WriteOutcome(stage, self.actual, reason, self.attempts))
