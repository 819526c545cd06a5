"""Modbus TCP devices behind one listener, as values: bytes and times in, bytes and times out.

It refuses to know sockets and the event loop.
"""

from hil_sim.station import Ear, Station
from hil_sim.wire import Delivery

HEADER = 7
LONGEST = 260
NETWORK_S = 0.001


class TcpServer:
    """The stations a listener answers for; each connection has its own `TcpStream`."""

    def __init__(self, stations: list[Station], ear: Ear) -> None:
        """Stations by unit number."""
        self.stations = {station.device.unit: station for station in stations}
        self.ear = ear

    def stream(self) -> "TcpStream":
        """A new connection."""
        return TcpStream(self)


class TcpStream:
    """One connection: cuts MBAP frames out of the stream and answers each."""

    def __init__(self, server: TcpServer) -> None:
        """Nothing received yet."""
        self.next_due_s: float | None = None
        self._server = server
        self._buffer = b""
        self.broken = False
        """Set when the stream cannot be a Modbus stream; the connection is to be closed."""

    def due(self, at_s: float) -> list[Delivery]:
        """Nothing here speaks without being asked."""
        return []

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Bytes that arrived at `at_s`; the answers, and when each leaves."""
        self._buffer += data
        out: list[Delivery] = []
        while not self.broken and len(self._buffer) >= HEADER:
            length = int.from_bytes(self._buffer[4:6], "big")
            if self._buffer[2:4] != b"\x00\x00" or not 2 <= length <= LONGEST - 6:
                self.broken = True
                self._server.ear.count("no_modbus")
            elif len(self._buffer) < 6 + length:
                break
            else:
                frame, self._buffer = self._buffer[: 6 + length], self._buffer[6 + length :]
                out += self._whole(frame, at_s)
        return out

    def _whole(self, frame: bytes, at_s: float) -> list[Delivery]:
        ear = self._server.ear
        ear.heard(at_s, frame[6], frame[HEADER:], frame)
        station = self._server.stations.get(frame[6])
        answer = station.answer(frame[HEADER:], at_s) if station and len(frame) > HEADER else None
        if station is None or answer is None:
            ear.count("silences")
            return []
        body = bytes((answer.unit,)) + answer.pdu
        reply = frame[:4] + len(body).to_bytes(2, "big") + body
        reply = station.faults.garbled(reply, station.dice)
        done_s = at_s + NETWORK_S + answer.after_s
        ear.said(done_s, reply)
        return [Delivery(done_s, reply)]
