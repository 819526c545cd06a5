"""A serial line with Modbus ASCII stations on it: bytes and times in, bytes and times out.

It refuses to know registers, pseudo-terminals, sockets and the event loop.
"""

from farm.site import Bus
from hil_sim.codec import lrc
from hil_sim.station import Ear, Station
from hil_sim.wire import Delivery

START, END = b":", b"\r\n"
BETWEEN_S = 1.0
"""Longest time between two characters of a frame (Modbus over serial line V1.02, 2.5.2.1)."""
LONGEST = 513
"""Characters of a frame (2.5.2.1)."""
LEAST = 4
"""Address, function, something and LRC, bytes."""


def wrapped(body: bytes) -> bytes:
    """Address and PDU as a frame: capital digits (2.5.2), LRC, CR LF."""
    return START + (body + bytes((lrc(body),))).hex().upper().encode("ascii") + END


class AsciiLine:
    """One line: cuts frames out between colon and line end, lets the addressed station answer."""

    def __init__(self, bus: Bus, stations: list[Station], ear: Ear) -> None:
        """Nothing heard yet."""
        self.bus, self.stations = bus, stations
        self._ear = ear
        bits = 1 + bus.data_bits + (bus.parity != "N") + bus.stop_bits
        self.char_s = bits / bus.baud
        self.next_due_s: float | None = None
        self.broken = False
        self._buffer = b""
        self._since_s = 0.0

    def due(self, at_s: float) -> list[Delivery]:
        """Nothing on this line speaks without being asked."""
        return []

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Bytes the master began to send at `at_s`; what comes back, and when it is whole."""
        if self._buffer and at_s - self._since_s > BETWEEN_S:
            self._drop("fragments")
        self._buffer += data
        self._since_s = at_s + len(data) * self.char_s
        out: list[Delivery] = []
        while END in self._buffer:
            text, _, self._buffer = self._buffer.partition(END)
            out += self._whole(text, at_s)
        if len(self._buffer) > LONGEST:
            self._drop("fragments")
        return out

    def _drop(self, why: str) -> None:
        self._buffer = b""
        self._ear.count(why)

    def _whole(self, text: bytes, at_s: float) -> list[Delivery]:
        """A colon begins anew whatever came before it (2.5.2.1)."""
        _, colon, digits = text.rpartition(START)
        body = _bytes(digits) if colon else b""
        if len(body) < LEAST or lrc(body):
            self._ear.count("bad_checksum")
            return []
        frame = START + digits + END
        end_s = at_s + len(frame) * self.char_s
        self._ear.heard(at_s, body[0], body[1:-1], frame)
        replies = [self._reply(one, body, end_s) for one in self.stations if one.unit == body[0]]
        return [reply for reply in replies if reply is not None]

    def _reply(self, station: Station, body: bytes, end_s: float) -> Delivery | None:
        answer = station.answer(body[1:-1], end_s)
        if answer is None:
            self._ear.count("silences")
            return None
        reply = wrapped(bytes((answer.unit,)) + answer.pdu)
        reply = station.faults.garbled(reply, station.dice)
        done_s = end_s + answer.after_s + len(reply) * self.char_s
        self._ear.said(done_s, reply)
        return Delivery(done_s, reply)


def _bytes(digits: bytes) -> bytes:
    """Of pairs of hexadecimal digits and nothing else; none of anything else."""
    if not digits.isalnum():
        return b""
    try:
        return bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        return b""
