"""Atlas EZO circuits: asked with `R`, talking by themselves until `C,0`, forgetful without power.

It refuses to know wires. Typed from the vendor's UART chapter.
"""

from dataclasses import dataclass

from hil_sim.text_ezo_kept import FORGETS, Compensation, Kept
from hil_sim.text_voice import Commands, Voice
from hil_sim.wire import Delivery

READ_S = 0.6
"""From `R` to the value (device reference 1.4)."""
QUERY_S = 0.3
CONTINUOUS_S = 1.0
"""As it leaves the factory: a line every second."""
CALIBRATE_S = 1.3
BOOT_S = 0.8
SATURATED_20_C_MG_L = 9.092
"""Fresh water at 20 °C and 1 atm, mg/L: APHA Standard Methods, table 4500-O:I."""


@dataclass(frozen=True, slots=True)
class Circuit:
    """One of the family: its name in `?i`, the key of its value, digits behind the point."""

    name: str
    firmware: str
    key: str
    decimals: int


CIRCUITS = {
    "atlas/ezo-do": Circuit("D.O.", "2.16", "oxygen_mg_l", 2),
    "atlas/ezo-ph": Circuit("pH", "2.12", "ph", 3),
    "atlas/ezo-rtd": Circuit("RTD", "2.01", "temperature", 3),
    "atlas/ezo-ec": Circuit("EC", "2.13", "conductivity_us_cm", 1),
    "atlas/ezo-orp": Circuit("ORP", "2.10", "orp_mv", 1),
}


class Ezo:
    """One circuit on UART: commands and answers end with CR."""

    def __init__(self, voice: Voice) -> None:
        """As from the factory: continuous, response codes on, one output."""
        self._voice = voice
        self._circuit = CIRCUITS[voice.device.profile]
        self._commands = Commands(voice, b"\r")
        self._continuous = self._ok = True
        self._percent = False
        self._kept = Kept(self._circuit.key)
        self._compensation = Compensation()
        self.next_due_s: float | None = 0.0
        self.broken = False

    def power_cycle(self, at_s: float, *, says_so: bool = True) -> list[Delivery]:
        """Off and on: boots, talks by itself again; a lost `*RS` `*RE` is the hard case."""
        self._continuous = self._ok = True
        self._percent = False
        self._compensation.lost()
        self.next_due_s = at_s + BOOT_S + CONTINUOUS_S
        return self._voice.say(b"*RS\r*RE\r" if says_so else b"", at_s + BOOT_S)

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Answer each whole command."""
        ends_s = at_s + len(data) * self._voice.char_s
        commands = self._commands.whole(data, at_s)
        return [out for command in commands for out in self._obey(command.upper(), ends_s)]

    def due(self, at_s: float) -> list[Delivery]:
        """The unasked line of continuous mode."""
        if not self._continuous or self.next_due_s is None or at_s < self.next_due_s:
            return []
        self.next_due_s = at_s + CONTINUOUS_S
        self._voice.binding.now_s = at_s
        return self._voice.say(self._value(), at_s)

    def _value(self) -> bytes:
        value = self._kept.shown(self._voice.binding.shown(self._circuit.key))
        more = ""
        if self._percent and self._circuit.key == "oxygen_mg_l":
            more = f",{value / SATURATED_20_C_MG_L * 100:.1f}"
        return f"{value:.{self._circuit.decimals}f}{more}\r".encode("ascii")

    def _obey(self, command: str, ends_s: float) -> list[Delivery]:
        done = b"*OK\r" if self._ok else b""
        self._voice.binding.now_s = ends_s
        if command == "R" or command.startswith("RT,"):
            if not self._voice.measures(ends_s):
                return []
            return self._voice.say(self._value() + done, ends_s + READ_S)
        if command.startswith("C,") and command[2:].isdigit():
            self._continuous = command != "C,0"
            self.next_due_s = ends_s + CONTINUOUS_S if self._continuous else None
            return self._voice.say(done, ends_s + QUERY_S)
        raw = self._voice.binding.shown(self._circuit.key)
        if self._kept.told(command, raw, SATURATED_20_C_MG_L):
            return self._voice.say(done, ends_s + CALIBRATE_S)
        if command in ("O,%,0", "O,%,1"):
            self._percent = command.endswith("1")
        if command in ("*OK,0", "*OK,1"):
            self._ok = command.endswith("1")
            return self._voice.say(b"*OK\r" if self._ok else b"", ends_s + QUERY_S)
        return self._voice.say(self._said(command, done), ends_s + QUERY_S)

    def _said(self, command: str, done: bytes) -> bytes:
        queries = {
            "I": f"?i,{self._circuit.name},{self._circuit.firmware}\r".encode("ascii"),
            "STATUS": b"?Status,P,5.038\r",
            "C,?": b"?C,1\r" if self._continuous else b"?C,0\r",
            "CAL,?": f"?Cal,{self._kept.count}\r".encode("ascii"),
        }
        settings = ("O,", "T,", "S,", "P,", "L,")
        forgets = self._voice.binding.shown(FORGETS) > 0.0
        answer = queries.get(command) or self._compensation.said(command, forgets=forgets)
        if answer:
            return answer + done
        if self._compensation.told(command):
            return done
        return done if command.startswith(settings) else b"*ER\r"
