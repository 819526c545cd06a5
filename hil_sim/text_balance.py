"""A Mettler balance that answers MT-SICS: S waits for rest, SI does not, SIR repeats.

It refuses to know wires. Answers typed from the command list of MT-SICS level 0.
"""

from hil_sim.text_scales import DECIMALS, Display, TalkingScale
from hil_sim.text_voice import Commands, Voice
from hil_sim.wire import Delivery

ANSWER_S = 0.05
FILTER_S = 0.1
"""The display moves ten times a second, asked or not."""
REST_AFTER_S = 5.0
"""`S` gives up waiting for a stable weight."""


class MtSics(TalkingScale):
    """Commands and answers end with CR LF."""

    def __init__(self, voice: Voice) -> None:
        """Silent until asked."""
        self._voice = voice
        self._commands = Commands(voice, b"\r\n")
        self._shown, self._counts, self._equal = 0.0, 0, 0
        self._repeats, self._waits_until_s = False, 0.0
        self._now = Display(0, moving=False)
        self.next_due_s: float | None = 0.0
        self.broken = False

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Answer each whole command."""
        ends_s = at_s + len(data) * self._voice.char_s
        return [
            out
            for command in self._commands.whole(data, at_s)
            for out in self._voice.say(self._obey(command, ends_s), ends_s + ANSWER_S)
        ]

    def due(self, at_s: float) -> list[Delivery]:
        """The filter moves; what waited or repeats is said."""
        if self.next_due_s is None or at_s < self.next_due_s:
            return []
        self.next_due_s = at_s + FILTER_S
        if not self._voice.measures(at_s):
            return []
        self._now = self.display()
        if self._repeats:
            return self._voice.say(self._line(), at_s)
        if self._waits_until_s and not self._now.moving:
            self._waits_until_s = 0.0
            return self._voice.say(self._line(), at_s)
        if self._waits_until_s and at_s > self._waits_until_s:
            self._waits_until_s = 0.0
            return self._voice.say(b"S I\r\n", at_s)
        return []

    def _obey(self, command: str, at_s: float) -> bytes:
        self._repeats = command == "SIR"
        if command in ("SI", "SIR"):
            return self._line()
        if command == "S":
            self._waits_until_s = at_s + REST_AFTER_S
            return b""
        if command == "@":
            return b'I4 A "0012345678"\r\n'
        known = {"Z": b"Z A\r\n", "ZI": b"ZI S\r\n", "I4": b'I4 A "0012345678"\r\n'}
        return known.get(command, b"ES\r\n")

    def _line(self) -> bytes:
        weight = f"{self._now.counts / 10**DECIMALS:.{DECIMALS}f}"
        return f"S {'D' if self._now.moving else 'S'} {weight:>10} kg\r\n".encode("ascii")
