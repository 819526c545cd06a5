"""Text devices: an EZO oxygen circuit that is asked, a Yaohua indicator that sends by itself.

It refuses to know pseudo-terminals, sockets and the event loop.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from farm.site import Bus, Device
from hil_sim.binding import Binding
from hil_sim.codec import xk3190_frame
from hil_sim.station import Ear
from hil_sim.wire import Delivery
from hil_sim.wire_faults import WireFaults

READ_S = 0.6
"""EZO: from `R` to the value (device reference 1.4)."""
QUERY_S = 0.3
CONTINUOUS_S = 1.0
"""EZO as it leaves the factory: a line every second."""
FRAME_PERIOD_S = 0.2
"""XK3190 in continuous mode; five frames a second."""
WEIGHT_DECIMALS = 2
LONGEST_COMMAND = 40
SATURATED_20_C_MG_L = 9.092
"""Fresh water at 20 °C and 1 atm, mg/L: APHA Standard Methods, table 4500-O:I."""


@dataclass(slots=True)
class Voice:
    """The outgoing side of a text device: timing, faults and the record."""

    device: Device
    bus: Bus
    binding: Binding
    dice: Random
    ear: Ear
    faults: WireFaults
    before_answer: Callable[[], bool] | None = None
    """Asked when a value is read; False: the device does not answer."""

    @property
    def char_s(self) -> float:
        """Seconds a character takes."""
        bits = 1 + self.bus.data_bits + (self.bus.parity != "N") + self.bus.stop_bits
        return bits / self.bus.baud

    def say(self, data: bytes, begins_s: float) -> list[Delivery]:
        """Send; nothing when mute."""
        if self.faults.mute:
            self.ear.count("silences")
            return []
        sent = self.faults.garbled(data, self.dice)
        done_s = begins_s + self.faults.late_s + len(sent) * self.char_s
        self.ear.said(done_s, sent)
        return [Delivery(done_s, sent)]


class EzoDo:
    """EZO-DO on UART: commands and answers end with CR; it talks unasked until `C,0`."""

    def __init__(self, voice: Voice) -> None:
        """As from the factory: continuous."""
        self._voice = voice
        self._buffer = b""
        self._continuous = True
        self._ok = True
        self._percent = False
        self.next_due_s: float | None = 0.0
        self.broken = False

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Answer each whole command."""
        self._buffer += data
        ends_s = at_s + len(data) * self._voice.char_s
        out: list[Delivery] = []
        while b"\r" in self._buffer:
            command, self._buffer = self._buffer.split(b"\r", 1)
            self._voice.ear.heard(at_s, 0, b"\x00" + command, command + b"\r")
            out += self._obey(command.decode("ascii", "replace").strip().upper(), ends_s)
        self._buffer = self._buffer[-LONGEST_COMMAND:]
        return out

    def due(self, at_s: float) -> list[Delivery]:
        """The unasked line of continuous mode."""
        if not self._continuous or self.next_due_s is None or at_s < self.next_due_s:
            return []
        self.next_due_s = at_s + CONTINUOUS_S
        return self._voice.say(self._value(), at_s)

    def _value(self) -> bytes:
        oxygen = self._voice.binding.shown("oxygen_mg_l")
        percent = f",{oxygen / SATURATED_20_C_MG_L * 100:.1f}" if self._percent else ""
        return f"{oxygen:.2f}{percent}\r".encode("ascii")

    def _obey(self, command: str, ends_s: float) -> list[Delivery]:
        done = b"*OK\r" if self._ok else b""
        self._voice.binding.now_s = ends_s
        if command == "R" or command.startswith("RT,"):
            asked = self._voice.before_answer
            if asked is not None and not asked():
                return []
            return self._voice.say(self._value() + done, ends_s + READ_S)
        if command.startswith("C,") and command[2:].isdigit():
            self._continuous = command != "C,0"
            self.next_due_s = ends_s + CONTINUOUS_S if self._continuous else None
            return self._voice.say(done, ends_s + QUERY_S)
        if command in ("O,%,0", "O,%,1"):
            self._percent = command.endswith("1")
        if command in ("*OK,0", "*OK,1"):
            self._ok = command.endswith("1")
            return self._voice.say(b"*OK\r" if self._ok else b"", ends_s + QUERY_S)
        return self._voice.say(self._said(command, done), ends_s + QUERY_S)

    def _said(self, command: str, done: bytes) -> bytes:
        queries = {
            "I": b"?i,D.O.,2.16\r",
            "STATUS": b"?Status,P,5.038\r",
            "C,?": b"?C,1\r" if self._continuous else b"?C,0\r",
            "CAL,?": b"?Cal,1\r",
            "T,?": b"?T,20.00\r",
        }
        settings = ("O,", "T,", "S,", "P,", "L,", "CAL")
        if command in queries:
            return queries[command] + done
        return done if command.startswith(settings) else b"*ER\r"


class Xk3190:
    """XK3190-A9 with tF=0: a twelve-byte frame five times a second, whoever listens."""

    def __init__(self, voice: Voice) -> None:
        """Empty platform."""
        self._voice = voice
        self._shown = 0.0
        self.next_due_s: float | None = 0.0
        self.broken = False

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """It does not listen."""
        return []

    def due(self, at_s: float) -> list[Delivery]:
        """The next frame; a new weight swings in within about two seconds."""
        if self.next_due_s is None or at_s < self.next_due_s:
            return []
        self.next_due_s = at_s + FRAME_PERIOD_S
        self._voice.binding.now_s = at_s
        asked = self._voice.before_answer
        if asked is not None and not asked():
            return []
        load = self._voice.binding.shown("weight")
        self._shown += (load - self._shown) * 0.5
        near = abs(self._shown - load) < 0.006
        self._shown = load if near else self._shown
        digits = round(abs(self._shown) * 10**WEIGHT_DECIMALS)
        sign = "-" if self._shown < 0 else "+"
        return self._voice.say(xk3190_frame(sign, min(digits, 999_999), WEIGHT_DECIMALS), at_s)
