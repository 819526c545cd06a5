"""A serial line with Modbus RTU stations on it: bytes and times in, bytes and times out.

It refuses to know pseudo-terminals, sockets and the event loop.
"""

from farm.site import Bus
from hil_sim.codec import intact, sealed
from hil_sim.station import Ear, Station
from hil_sim.wire import Delivery

ANY_ADDRESS = 0xFF
"""Yosemitech probes answer to it whatever their number (Y504 v6.2)."""
FAST_BAUD = 19200
FAST_GAP_S = 0.00175
"""Fixed silence above 19,200 baud (Modbus over serial line 2.5.1.1)."""
FRAGMENT_S = 0.25
"""A request whose rest does not come within this is forgotten, when the line is not strict."""
LONGEST = 256


class RtuLine:
    """One line: finds frames, lets the addressed station answer, at the speed of the wire."""

    def __init__(self, bus: Bus, stations: list[Station], ear: Ear, strict: bool = False) -> None:
        """`strict`: a request that begins before 3.5 characters of silence is lost."""
        self.bus = bus
        self.stations = stations
        self._ear, self._strict = ear, strict
        bits = 1 + bus.data_bits + (bus.parity != "N") + bus.stop_bits
        self.char_s = bits / bus.baud
        self.gap_s = FAST_GAP_S if bus.baud > FAST_BAUD else 3.5 * self.char_s
        self.next_due_s: float | None = None
        self.broken = False
        self._buffer = b""
        self._since_s = 0.0
        self._busy_until_s = 0.0

    def due(self, at_s: float) -> list[Delivery]:
        """Nothing on this line speaks without being asked."""
        return []

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Bytes the master began to send at `at_s`; what comes back, and when it is whole."""
        silence_s = self.gap_s if self._strict else FRAGMENT_S
        if self._buffer and at_s - self._since_s > silence_s:
            self._drop("fragments")
        if self._strict and not self._buffer and at_s < self._busy_until_s + self.gap_s:
            self._ear.count("too_soon")
            return []
        self._buffer += data
        self._since_s = at_s + len(data) * self.char_s
        out: list[Delivery] = []
        while (size := _request_size(self._buffer)) and size <= len(self._buffer):
            frame, self._buffer = self._buffer[:size], self._buffer[size:]
            out += self._whole(frame, at_s)
        if len(self._buffer) > LONGEST:
            self._drop("fragments")
        return out

    def _drop(self, why: str) -> None:
        self._buffer = b""
        self._ear.count(why)

    def _whole(self, frame: bytes, at_s: float) -> list[Delivery]:
        if not intact(frame):
            self._drop("bad_checksum")
            return []
        end_s = at_s + len(frame) * self.char_s
        self._ear.heard(at_s, frame[0], frame[1:-2], frame)
        replies = [self._reply(station, frame, end_s) for station in self._addressed(frame[0])]
        return [reply for reply in replies if reply is not None]

    def _addressed(self, unit: int) -> list[Station]:
        called = [station for station in self.stations if station.unit == unit]
        if called or unit != ANY_ADDRESS:
            return called
        alone = len(self.stations) == 1
        return [s for s in self.stations if alone and s.device.profile.startswith("yosemitech/")]

    def _reply(self, station: Station, frame: bytes, end_s: float) -> Delivery | None:
        answer = station.answer(frame[1:-2], end_s)
        if answer is None:
            self._ear.count("silences")
            return None
        unit = ANY_ADDRESS if frame[0] == ANY_ADDRESS else answer.unit
        reply = sealed(bytes((unit,)) + answer.pdu)
        reply = station.faults.garbled(reply, station.dice)
        begins_s = end_s + max(answer.after_s, self.gap_s)
        done_s = begins_s + len(reply) * self.char_s
        self._busy_until_s = done_s
        self._ear.said(done_s, reply)
        return Delivery(done_s, reply)


def _request_size(buffer: bytes) -> int:
    """Bytes of the request that begins here; 0 while that cannot be said yet."""
    if len(buffer) < 2:
        return 0
    function = buffer[1]
    if function in (15, 16):
        return 9 + buffer[6] if len(buffer) >= 7 else 0
    return 8
