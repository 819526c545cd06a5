"""One Modbus device as its bus meets it: address, table, turnaround, faults.

It refuses to know serial lines and sockets.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from farm.site import Device
from hil_sim.binding import Binding
from hil_sim.device_tables import TURNAROUND_OTHER_S, TURNAROUND_S, Built
from hil_sim.recorder import REPLY, REQUEST, WireRecord
from hil_sim.registers import AREA_WRITTEN_BY
from hil_sim.wire_faults import WRITES, WireFaults

CAUSE_ASTRAY = "astray"
"""Cause of a contact's change by a write meant for another address."""


class Answer(NamedTuple):
    """What a station says, and how long after the request's end it begins."""

    unit: int
    pdu: bytes
    after_s: float


@dataclass(slots=True)
class Station:
    """One device on a bus."""

    device: Device
    binding: Binding
    built: Built
    dice: Random
    faults: WireFaults = field(default_factory=WireFaults)

    @property
    def unit(self) -> int:
        """Station number it listens to now."""
        if self.faults.listens_to:
            return self.faults.listens_to
        return self.device.unit if self.built.table.unit is None else self.built.table.unit

    def answer(self, pdu: bytes, at_s: float) -> Answer | None:
        """Answer to a request that ended at `at_s`; None is silence."""
        if not self.faults.hears(self.dice):
            return None
        self.binding.now_s = at_s
        unit_asked = self.unit
        clock = self.built.table.clock
        if clock is not None:
            clock.due(at_s)
        reply = self._reply(pdu)
        if reply is None:
            return None
        if clock is not None:
            clock.heard(at_s)
        low_s, high_s = TURNAROUND_S.get(self.device.profile, TURNAROUND_OTHER_S)
        after_s = self.dice.uniform(low_s, high_s) + self.faults.late(self.dice)
        unit, body = self.faults.bent(unit_asked, reply)
        return Answer(unit, body, after_s)

    def _reply(self, pdu: bytes) -> bytes | None:
        """What the device says, which may have another map, or do something else than it says."""
        faults, table = self.faults, self.built.table
        table.turned = faults.turned if faults.words_swapped or faults.bytes_swapped else None
        asked = faults.asked(pdu)
        if asked is pdu and not faults.not_executed:
            return table.reply(pdu)
        if pdu[0] not in WRITES:
            return table.reply(asked)
        if faults.not_executed:
            return pdu[:5]
        with self.binding.contacts.moved_by(CAUSE_ASTRAY):
            return table.reply(asked)

    def due(self, at_s: float) -> None:
        """Let the device's own clockwork look at the time."""
        if self.built.table.clock is not None:
            self.built.table.clock.due(at_s)


@dataclass(frozen=True, slots=True)
class Ear:
    """The recorder as one bus writes to it; stamps in UTC milliseconds."""

    record: WireRecord
    bus: str
    utc_ms_at: Callable[[float], int]

    def heard(self, at_s: float, unit: int, pdu: bytes, frame: bytes) -> None:
        """A whole request."""
        at_ms = self.utc_ms_at(at_s)
        self.record.frame(at_ms, self.bus, REQUEST, frame)
        if pdu[0] in AREA_WRITTEN_BY:
            self.record.write(at_ms, self.bus, bytes((unit,)) + pdu)

    def said(self, at_s: float, frame: bytes) -> None:
        """A reply, at the moment its last byte is out."""
        self.record.frame(self.utc_ms_at(at_s), self.bus, REPLY, frame)

    def message(self, at_s: float, number: str, text: str) -> None:
        """A text message that the network has taken."""
        self.record.messages.append((self.utc_ms_at(at_s), self.bus, number, text))

    def count(self, what: str) -> None:
        """Anything else worth a number."""
        self.record.count(self.bus, what)
