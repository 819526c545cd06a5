"""A serial server set up the other way: the evidence for it, and the question that proves it.

A gateway box speaks Modbus TCP and translates; a transparent one hands every byte on. When nobody
on a connection answers in the framing the site file says, one harmless read in the other framing
tells. It refuses to go on in that framing: a person sets the box or the file right.
"""

from collections.abc import Callable, Sequence

from drivers.decode import Judgement
from drivers.modbus import Wrong
from drivers.port import Port, PortClosed
from drivers.rtu_line import RtuLine
from drivers.station import Station
from drivers.tally import Tally
from drivers.tcp_line import TcpLine
from drivers.wire_time import character_s, gap_s
from farm.site import Bus as BusRow
from farm.status import Status

GATEWAY, TRANSPARENT = "wrong_mode_gateway", "wrong_mode_transparent"
PROBE_EVERY_S = 30.0
HUNG_UP_MOST = 3
"""Connections in a row that ended on our question; a gateway hangs up on what is no MBAP."""

REASONS = {
    mode: Judgement(None, Status.BAD_CONFIGURATION_ERROR, mode) for mode in (GATEWAY, TRANSPARENT)
}


class Suspicion:
    """What speaks against the mode of a serial server. `proven`: empty, or which mode it is in."""

    def __init__(self, row: BusRow, stations: Sequence[Station]) -> None:
        """Only a line over TCP can be suspected."""
        self._row, self._stations = row, [row for row in stations if row.requests]
        self._units = {row.device.unit for row in self._stations}
        self._silent: set[int] = set()
        self._hung_up = 0
        self._probes = 0
        self._next_s = float("-inf")
        self.proven = ""

    def answered(self) -> None:
        """Somebody answered in the right framing."""
        if self._silent or self._hung_up or self.proven:
            self._silent.clear()
            self._hung_up, self.proven = 0, ""

    def missed(self, unit: int) -> None:
        """A station did not answer on an open connection."""
        self._silent.add(unit)

    def hung_up(self) -> None:
        """The connection ended before any answer came."""
        self._hung_up += 1

    def probe_due(self, now_s: float) -> bool:
        """True when nobody answers any more and it is time to ask the other way."""
        if self.proven or now_s < self._next_s or not self._stations:
            return False
        if self._row.kind not in ("tcp", "rtu-over-tcp"):
            return False
        return self._hung_up >= HUNG_UP_MOST or self._silent >= self._units

    async def probe(self, port: Port, now: Callable[[], float]) -> None:
        """Ask one read in the other framing; the port is to be closed afterwards."""
        station = self._stations[self._probes % len(self._stations)]
        self._probes += 1
        self._next_s = now() + PROBE_EVERY_S
        line = _other_line(self._row, now)
        line.port = port
        try:
            verdict = await line.ask(station.requests[0], station.pace)
        except PortClosed:
            return
        if not isinstance(verdict, Wrong):
            self.proven = TRANSPARENT if self._row.kind == "tcp" else GATEWAY


def _other_line(row: BusRow, now: Callable[[], float]) -> RtuLine | TcpLine:
    if row.kind != "tcp":
        return TcpLine(now, Tally())
    one_s = character_s(row.baud, row.data_bits, row.parity, row.stop_bits)
    return RtuLine(now, one_s, gap_s(row.baud, one_s), Tally())
