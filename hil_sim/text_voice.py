"""The outgoing side of every text device: timing, what the line does to bytes, the record.

It refuses to know any format, pseudo-terminals, sockets and the event loop.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from farm.site import Bus, Device
from hil_sim.text_faults import TextFaults
from hil_sim.wire import Delivery
from hil_sim.wire_faults import WireFaults


class Shows(Protocol):
    """Where a device gets its values from (hil_sim.binding, or a script)."""

    now_s: float

    def shown(self, key: str, or_value: float = 0.0) -> float:
        """Value of a point in its engineering unit."""


class Hears(Protocol):
    """Who writes down what passes (hil_sim.station.Ear, or nobody)."""

    def heard(self, at_s: float, unit: int, pdu: bytes, frame: bytes) -> None:
        """A whole command."""

    def said(self, at_s: float, frame: bytes) -> None:
        """What left the device."""

    def count(self, what: str) -> None:
        """Anything else worth a number."""

    def message(self, at_s: float, number: str, text: str) -> None:
        """A text message that the network has taken."""


@dataclass(slots=True)
class Voice:
    """One device's way to its wire."""

    device: Device
    bus: Bus
    binding: Shows
    dice: Random
    ear: Hears
    faults: WireFaults
    before_answer: Callable[[], bool] | None = None
    """Asked when a value is read; False: the device does not answer."""
    text_faults: TextFaults = field(default_factory=TextFaults)

    @property
    def char_s(self) -> float:
        """Seconds a character takes."""
        bits = 1 + self.bus.data_bits + (self.bus.parity != "N") + self.bus.stop_bits
        return bits / self.bus.baud

    def measures(self, at_s: float) -> bool:
        """Bring the values to now; False: nothing to say."""
        self.binding.now_s = at_s
        return self.before_answer is None or self.before_answer()

    def say(self, data: bytes, begins_s: float) -> list[Delivery]:
        """Send; nothing when mute."""
        if self.faults.mute or not data:
            self.ear.count("silences")
            return []
        sent = self.text_faults.bent(self.faults.garbled(data, self.dice), self.dice)
        done_s = begins_s + self.faults.late(self.dice) + len(sent) * self.char_s
        self.ear.said(done_s, sent)
        return [Delivery(done_s, sent)] if sent else []


class Commands:
    """Collects whole commands of what the master sends."""

    def __init__(self, voice: Voice, end: bytes, longest: int = 40) -> None:
        """`end`: what ends a command."""
        self._voice, self._end, self._longest = voice, end, longest
        self._buffer = b""

    def whole(self, data: bytes, at_s: float) -> list[str]:
        """Commands completed by these bytes, ends taken off."""
        *commands, self._buffer = (self._buffer + data).split(self._end)
        self._buffer = self._buffer[-self._longest :]
        for command in commands:
            self._voice.ear.heard(at_s, 0, b"\x00" + command, command + self._end)
        return [command.decode("ascii", "replace").strip() for command in commands]
