"""Boxes that are asked how they are: a UPS with the Q1 protocol, a cellular modem.

It refuses to know wires. Answers typed from the Megatec protocol 2.7 and 3GPP TS 27.007.
"""

from hil_sim.text_voice import Commands, Voice
from hil_sim.wire import Delivery

UPS_ANSWER_S, MODEM_ANSWER_S = 0.12, 0.06


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


class AtModem:
    """Echo until ATE0, lines framed by CR LF, RING whenever somebody calls."""

    def __init__(self, voice: Voice) -> None:
        """As after power: echo on, short errors."""
        self._voice, self._commands = voice, Commands(voice, b"\r")
        self._echo, self._numbers = True, False
        self.next_due_s: float | None = None
        self.broken = False

    def due(self, at_s: float) -> list[Delivery]:
        """A call, when a scene has set the time of one."""
        if self.next_due_s is None or at_s < self.next_due_s:
            return []
        self.next_due_s = None
        return self._voice.say(b"\r\nRING\r\n", at_s)

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Answer each whole command."""
        ends_s = at_s + len(data) * self._voice.char_s
        out: list[Delivery] = []
        for command in self._commands.whole(data, at_s):
            echo = command.encode("ascii", "replace") + b"\r" if self._echo else b""
            out += self._voice.say(echo + self._said(command.upper()), ends_s + MODEM_ANSWER_S)
        return out

    def _said(self, command: str) -> bytes:
        shown = self._voice.binding.shown
        if command in ("ATE0", "ATE1", "AT+CMEE=1"):
            self._echo = (self._echo and command != "ATE0") or command == "ATE1"
            self._numbers |= command == "AT+CMEE=1"
            return b"\r\nOK\r\n"
        if command == "AT+CPIN?" and shown("sim_ready", 1.0) < 0.5:
            return b"\r\n+CME ERROR: 10\r\n" if self._numbers else b"\r\nERROR\r\n"
        level = min(max(round((shown("signal_dbm", -77.0) + 113) / 2), 0), 31)
        answers = {
            "AT": "",
            "ATI": "Constructed SIM-LTE 1.0",
            "AT+CSQ": f"+CSQ: {level},99",
            "AT+CREG?": f"+CREG: 0,{1 if shown('registered', 1.0) > 0.5 else 2}",
            "AT+CPIN?": "+CPIN: READY",
        }
        if command not in answers:
            return b"\r\nERROR\r\n"
        line = f"\r\n{answers[command]}\r\n" if answers[command] else ""
        return f"{line}\r\nOK\r\n".encode("ascii")
