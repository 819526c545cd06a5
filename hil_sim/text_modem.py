"""A cellular modem that is asked how it is and sends text messages.

It refuses to know wires. Answers typed from 3GPP TS 27.007 (7.2, 8.3, 8.5, 9.2, 5.5) and 27.005
(3.2.3 +CMGF, 3.5.1 +CMGS, 3.2.5 +CMS ERROR).
"""

import re

from hil_sim.text_voice import Commands, Voice
from hil_sim.wire import Delivery

ANSWER_S = 0.06
NETWORK_S = 2.5
"""Until the network has taken a message, s: engineering memory, 1 to 5."""
ESCAPE, CTRL_Z = b"\x1b", b"\x1a"
NO_SIM, NETWORK_REFUSES, NOT_ALLOWED = 310, 500, 302
"""+CMS ERROR (27.005 3.2.5): SIM not inserted, unknown error, operation not allowed."""
LONGEST = 1200
"""Characters of a command or text, and then some: 70 characters of UCS2 are 280 digits."""

_TO = re.compile(r'AT\+CMGS="([0-9A-F]+)"')


class AtModem:
    """Echo until ATE0, lines framed by CR LF, RING whenever somebody calls."""

    def __init__(self, voice: Voice) -> None:
        """As after power: echo on, short errors, messages as PDU."""
        self._voice, self._commands = voice, Commands(voice, b"\r", LONGEST)
        self._echo, self._numbers = True, False
        self._text_mode, self._ucs2, self._coding = False, False, 0
        self._to: str | None = None
        """Number of the message whose text is awaited: the prompt stands."""
        self._text = b""
        self._sent = 0
        self.next_due_s: float | None = None
        self.broken = False

    def due(self, at_s: float) -> list[Delivery]:
        """A call, when a scene has set the time of one."""
        if self.next_due_s is None or at_s < self.next_due_s:
            return []
        self.next_due_s = None
        return self._voice.say(b"\r\nRING\r\n", at_s)

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Answer each whole command; what comes at the prompt is text."""
        ends_s = at_s + len(data) * self._voice.char_s
        out: list[Delivery] = []
        while data:
            if self._to is not None:
                data = self._more_text(data, ends_s, out)
                continue
            line, end, data = data.partition(b"\r")
            for command in self._commands.whole(line.replace(ESCAPE, b"") + end, at_s):
                out += self._answered(command, ends_s)
        return out

    def _answered(self, command: str, ends_s: float) -> list[Delivery]:
        echo = command.encode("ascii", "replace") + b"\r" if self._echo else b""
        return self._voice.say(echo + self._said(command.upper()), ends_s + ANSWER_S)

    def _more_text(self, data: bytes, ends_s: float, out: list[Delivery]) -> bytes:
        """Bytes after the text's end; ESC drops it."""
        for place, byte in enumerate(data):
            one = bytes((byte,))
            if one == ESCAPE:
                self._to, self._text = None, b""
                out += self._voice.say(b"\r\nOK\r\n", ends_s + ANSWER_S)
                return data[place + 1 :]
            if one == CTRL_Z:
                out += self._voice.say(self._taken(ends_s), ends_s + NETWORK_S)
                return data[place + 1 :]
            self._text = (self._text + one)[-LONGEST:]
        return b""

    def _taken(self, at_s: float) -> bytes:
        number, text, self._to, self._text = self._to or "", self._text, None, b""
        heard = not self._voice.faults.mute
        if not self._on_air() or self._voice.faults.not_executed:
            return self._cms(NETWORK_REFUSES)
        try:
            written = bytes.fromhex(text.decode("ascii")).decode("utf-16-be")
        except ValueError:
            return self._cms(NOT_ALLOWED)
        if heard:
            self._voice.ear.message(at_s, number, written)
        self._sent = self._sent % 255 + 1
        return f"\r\n+CMGS: {self._sent}\r\n\r\nOK\r\n".encode("ascii")

    def _on_air(self) -> bool:
        shown = self._voice.binding.shown
        return shown("registered", 1.0) > 0.5 and shown("sim_ready", 1.0) > 0.5

    def _cms(self, code: int) -> bytes:
        return f"\r\n+CMS ERROR: {code}\r\n".encode("ascii")

    def _said(self, command: str) -> bytes:
        shown = self._voice.binding.shown
        if not command:
            return b""
        if self._obeyed(command):
            return b"\r\nOK\r\n"
        if command.startswith("AT+CMGS="):
            return self._begun(command)
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

    def _obeyed(self, command: str) -> bool:
        match command:
            case "ATE0" | "ATE1":
                self._echo = command == "ATE1"
            case "AT+CMEE=1":
                self._numbers = True
            case "AT+CMGF=0" | "AT+CMGF=1":
                self._text_mode = command.endswith("1")
            case 'AT+CSCS="UCS2"' | 'AT+CSCS="GSM"' | 'AT+CSCS="IRA"':
                self._ucs2 = "UCS2" in command
            case "AT+CSMP=17,167,0,8" | "AT+CSMP=17,167,0,0":
                self._coding = int(command[-1])
            case _:
                return False
        return True

    def _begun(self, command: str) -> bytes:
        """The prompt, where it is set up for Chinese; anything else would arrive as rubbish."""
        match = _TO.fullmatch(command)
        if match is None or not (self._text_mode and self._ucs2 and self._coding == 8):
            return self._cms(NOT_ALLOWED) if self._text_mode else b"\r\nERROR\r\n"
        if self._voice.binding.shown("sim_ready", 1.0) < 0.5:
            return self._cms(NO_SIM)
        try:
            self._to = bytes.fromhex(match[1]).decode("utf-16-be")
        except ValueError:
            return self._cms(NOT_ALLOWED)
        return b"\r\n> "
