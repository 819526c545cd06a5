"""A serial line with Modbus RTU stations on it: bytes and times in, bytes and times out.

It refuses to know pseudo-terminals, sockets and the event loop.
"""

from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class Said:
    """A reply on its way, loop seconds."""

    begins_s: float
    done_s: float
    frame: bytes


class RtuLine:
    """One line: finds frames, lets the addressed station answer, at the speed of the wire."""

    def __init__(self, bus: Bus, stations: list[Station], ear: Ear, strict: bool = False) -> None:
        """`strict`: a request that begins before 3.5 characters of silence is lost."""
        self.bus = bus
        self.stations = stations
        self._ears = [(s, s.faults, s.built.table, s.device.unit) for s in stations]
        """What `Station.unit` is made of: every request asks it of every station."""
        self._ear, self._strict = ear, strict
        bits = 1 + bus.data_bits + (bus.parity != "N") + bus.stop_bits
        self.char_s = bits / bus.baud
        self.gap_s = FAST_GAP_S if bus.baud > FAST_BAUD else 3.5 * self.char_s
        self.broken = False
        self._buffer = b""
        self._since_s = 0.0
        self._busy_until_s = 0.0
        self._taken_s = (0.0, 0.0)
        """From when to when another master has the line."""
        self._overheard: list[Delivery] = []

    @property
    def next_due_s(self) -> float | None:
        """When another master is heard; the stations speak only when asked."""
        return self._overheard[0].at_s if self._overheard else None

    def due(self, at_s: float) -> list[Delivery]:
        """What another master said and was answered up to `at_s`."""
        heard = [one for one in self._overheard if one.at_s <= at_s]
        self._overheard = self._overheard[len(heard) :]
        return heard

    def overheard(self, station: Station, pdu: bytes, at_s: float) -> None:
        """Another master asks a station in the next gap; ours hears both sides of it."""
        begins_s = max(at_s, self._busy_until_s) + self.gap_s
        frame = sealed(bytes((station.unit,)) + pdu)
        end_s = begins_s + len(frame) * self.char_s
        self._ear.said(end_s, frame)
        self._overheard.append(Delivery(end_s, frame))
        said = self._reply(station, frame, end_s)
        if said is not None:
            self._ear.said(said.done_s, said.frame)
            self._overheard.append(Delivery(said.done_s, said.frame))
            end_s = said.done_s
        self._taken_s = (begins_s, end_s)
        self._busy_until_s = end_s
        self._ear.count("overheard")

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """Bytes the master began to send at `at_s`; what comes back, and when it is whole."""
        silence_s = self.gap_s if self._strict else FRAGMENT_S
        if self._buffer and at_s - self._since_s > silence_s:
            self._drop("fragments")
        if self._strict and not self._buffer and at_s < self._busy_until_s + self.gap_s:
            self._ear.count("too_soon")
            return []
        begins_s, ends_s = self._taken_s
        if at_s < ends_s and at_s + len(data) * self.char_s > begins_s:
            self._drop("collisions")
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
        if not _sound(frame):
            self._drop("bad_checksum")
            return []
        end_s = at_s + len(frame) * self.char_s
        self._ear.heard(at_s, frame[0], frame[1:-2], frame)
        replies = [self._reply(station, frame, end_s) for station in self._addressed(frame[0])]
        said = [reply for reply in replies if reply is not None]
        if len(said) > 1:
            said = self._at_once(sorted(said, key=lambda one: one.begins_s))
        for one in said:
            self._busy_until_s = max(self._busy_until_s, one.done_s)
            self._ear.said(one.done_s, one.frame)
        return [Delivery(one.done_s, one.frame) for one in said]

    def _at_once(self, said: list[Said]) -> list[Said]:
        """Where two talk at the same time nobody's bytes are left; one after the other, both."""
        apart = said[:1]
        for later in said[1:]:
            first = apart[-1]
            if later.begins_s >= first.done_s:
                apart.append(later)
                continue
            alone = first.frame[: int((later.begins_s - first.begins_s) / self.char_s)]
            done_s = max(first.done_s, later.done_s)
            both = round((done_s - first.begins_s) / self.char_s) - len(alone)
            noise = self.stations[0].dice.randbytes(both)
            apart[-1] = Said(first.begins_s, done_s, alone + noise)
            self._ear.count("collisions")
        return apart

    def _addressed(self, unit: int) -> list[Station]:
        called = [
            station
            for station, faults, table, wired in self._ears
            if (faults.listens_to or (wired if table.unit is None else table.unit)) == unit
        ]
        if called or unit != ANY_ADDRESS:
            return called
        alone = len(self.stations) == 1
        return [s for s in self.stations if alone and s.device.profile.startswith("yosemitech/")]

    def _reply(self, station: Station, frame: bytes, end_s: float) -> Said | None:
        answer = station.answer(frame[1:-2], end_s)
        if answer is None:
            self._ear.count("silences")
            return None
        unit = ANY_ADDRESS if frame[0] == ANY_ADDRESS else answer.unit
        reply = sealed(bytes((unit,)) + answer.pdu)
        reply = station.faults.garbled(reply, station.dice)
        begins_s = end_s + max(answer.after_s, self.gap_s)
        return Said(begins_s, begins_s + len(reply) * self.char_s, reply)


def _request_size(buffer: bytes) -> int:
    """Bytes of the request that begins here; 0 while that cannot be said yet."""
    if len(buffer) < 2:
        return 0
    function = buffer[1]
    if function in (15, 16):
        return 9 + buffer[6] if len(buffer) >= 7 else 0
    return 8


@lru_cache(maxsize=4096)
def _sound(request: bytes) -> bool:
    """As `intact`; a master asks the same again and again."""
    return intact(request)
