"""A box that is asked how it is: a UPS with the Q1 protocol.

It refuses to know wires. Answers typed from the Megatec protocol 2.7.
"""

from hil_sim.text_voice import Commands, Voice
from hil_sim.wire import Delivery

UPS_ANSWER_S = 0.12


class MegatecUps:
    """Commands and answers end with CR; an unknown command comes back."""

    def __init__(self, voice: Voice) -> None:
        """On mains."""
        self._voice, self._commands = voice, Commands(voice, b"\r")
        self.next_due_s: float | None = None
        self.broken = False

    def due(self, at_s: float) -> list[Delivery]:
        """It never speaks unasked."""
        return []

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Answer each whole command."""
        ends_s = at_s + len(data) * self._voice.char_s
        if not self._voice.measures(ends_s):
            return []
        return [
            out
            for command in self._commands.whole(data, at_s)
            for out in self._voice.say(self._said(command), ends_s + UPS_ANSWER_S)
        ]

    def _said(self, command: str) -> bytes:
        if command == "F":
            return b"#220.0 015 24.00 50.0\r"
        if command == "I":
            return b"#CONSTRUCTED     SIM-1000   V1.0      \r"
        if command != "Q1":
            return command.encode("ascii", "replace") + b"\r"
        fails = self._voice.binding.shown("utility_fail") > 0.5
        low = self._voice.binding.shown("battery_low") > 0.5
        volts = "000.0" if fails else "231.4"
        bits = f"{fails:d}{low:d}000000"
        return f"({volts} {volts} 229.8 034 50.0 {24.9 if fails else 27.3} 31.5 {bits}\r".encode(
            "ascii"
        )
