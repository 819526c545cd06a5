"""The register table of one device: cells that are computed when read, doors that take a write.

It refuses to know which device it describes and how a request travels.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from hil_sim.codec import bits, unpacked, words


class Area(IntEnum):
    """The four Modbus tables. Numbers, for they are keys asked for at every request."""

    COIL = 1
    DISCRETE = 2
    HOLDING = 3
    INPUT = 4


AREA_READ_BY = {1: Area.COIL, 2: Area.DISCRETE, 3: Area.HOLDING, 4: Area.INPUT}
AREA_WRITTEN_BY = {5: Area.COIL, 15: Area.COIL, 6: Area.HOLDING, 16: Area.HOLDING}
MOST_REGISTERS, MOST_COILS = 125, 2000
"""Most in one read (Modbus application protocol 6.1 and 6.3)."""

READS_KEPT = 256
"""Different reads of one device whose make-up is remembered; only a fuzzer asks more."""

ILLEGAL_FUNCTION, ILLEGAL_ADDRESS, ILLEGAL_VALUE = 1, 2, 3


class Refused(Exception):
    """The device answers with this exception code."""

    def __init__(self, code: int) -> None:
        """Modbus exception `code`, 1 to 11."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Cell:
    """A value over `words` registers; `read` gives their bytes as they go out."""

    words: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Run:
    """The part of a cell's bytes that falls into a read."""

    cell: Cell
    begin: int
    end: int


class Clockwork(Protocol):
    """Part of a device that acts when nobody talks to it; loop seconds."""

    def heard(self, at_s: float) -> None:
        """A valid request came."""
        ...

    def due(self, at_s: float) -> None:
        """Look at the time."""
        ...


Door = Callable[[int], None]
"""Takes one written word (or 0/1 of a coil); raises Refused for a value it cannot take."""


@dataclass(slots=True)
class Table:
    """All registers and coils of one device, by wire address."""

    functions: frozenset[int]
    cells: dict[Area, dict[int, tuple[Cell, int]]] = field(default_factory=dict)
    flags: dict[Area, dict[int, Callable[[], bool]]] = field(default_factory=dict)
    doors: dict[Area, dict[int, Door]] = field(default_factory=dict)
    silent_when_unknown: bool = False
    unit: int | None = None
    """Station number given over the wire; None: as wired."""

    at_request: Callable[[Area, int, int], bool] | None = None
    """Asked before each read (area, address, count); False: the device does not answer."""

    keypad: dict[str, Callable[[float], float]] = field(default_factory=dict)
    """Parameters a person sets at the device, by key, in the manual's unit; each returns the old
    value."""

    clock: Clockwork | None = None
    """What of the device looks at the time by itself."""

    turned: Callable[[bytes], bytes] | None = None
    """Another order of the four bytes of a two-register number."""

    lose_power: Callable[[], None] | None = None
    """What a loss of power does to its outputs; None: it has none of its own, or keeps them."""

    unusual: Callable[[bytes], bytes | None] | None = None
    """Tried first: a reply to a request the standard does not know, or None to go on."""

    _runs: dict[tuple[Area, int, int], tuple[Run, ...]] = field(default_factory=dict, init=False)
    """What reads asked before are made of; a device is asked the same all day."""

    def holds(self, area: Area, address: int, count: int, read: Callable[[], bytes]) -> None:
        """Put a cell of `count` registers at `address`."""
        cell = Cell(count, read)
        self.lays(area, {address + offset: (cell, offset) for offset in range(count)})

    def lays(self, area: Area, cells: Mapping[int, tuple[Cell, int]]) -> None:
        """Put parts of cells at their addresses, over whatever is there."""
        self.cells.setdefault(area, {}).update(cells)
        self._runs.clear()

    def shows(self, area: Area, address: int, read: Callable[[], bool]) -> None:
        """Put a coil or discrete input at `address`."""
        self.flags.setdefault(area, {})[address] = read

    def takes(self, area: Area, address: int, door: Door) -> None:
        """Let `address` be written."""
        self.doors.setdefault(area, {})[address] = door

    def reply(self, pdu: bytes) -> bytes | None:
        """Reply to a request without address and checksum; None is silence."""
        try:
            special = self.unusual(pdu) if self.unusual and len(pdu) >= 5 else None
            return self._reply(pdu) if special is None else special
        except Refused as refusal:
            if self.silent_when_unknown:
                return None
            return bytes((pdu[0] | 0x80, refusal.code))

    def _reply(self, pdu: bytes) -> bytes | None:
        function = pdu[0]
        if function not in self.functions or len(pdu) < 5:
            raise Refused(ILLEGAL_FUNCTION)
        address = int.from_bytes(pdu[1:3], "big")
        argument = int.from_bytes(pdu[3:5], "big")
        if function in AREA_READ_BY:
            return self._read(function, address, argument)
        if function in (5, 6):
            self._write(AREA_WRITTEN_BY[function], address, [_single(function, argument)])
            return pdu[:5]
        if function in (15, 16):
            self._write(AREA_WRITTEN_BY[function], address, _several(function, argument, pdu))
            return pdu[:5]
        raise Refused(ILLEGAL_FUNCTION)

    def _read(self, function: int, address: int, count: int) -> bytes | None:
        area = AREA_READ_BY[function]
        most = MOST_COILS if function < 3 else MOST_REGISTERS
        if not 1 <= count <= most:
            raise Refused(ILLEGAL_VALUE)
        if self.at_request is not None and not self.at_request(area, address, count):
            return None
        data = self._coils(area, address, count) if function < 3 else b""
        if function >= 3:
            data = self._words(area, address, count)
        return bytes((function, len(data))) + data

    def _coils(self, area: Area, address: int, count: int) -> bytes:
        flags = self.flags.get(area, {})
        try:
            return bits([flags[address + offset]() for offset in range(count)])
        except KeyError:
            raise Refused(ILLEGAL_ADDRESS) from None

    def _words(self, area: Area, address: int, count: int) -> bytes:
        runs = self._runs.get((area, address, count))
        if runs is None:
            if len(self._runs) >= READS_KEPT:
                self._runs.clear()
            runs = self._runs[area, address, count] = self._laid_out(area, address, count)
        turned, out = self.turned, []
        for run in runs:
            raw = run.cell.read()
            if turned is not None and run.cell.words == 2:
                raw = turned(raw)
            out.append(raw[run.begin : run.end])
        return b"".join(out)

    def _laid_out(self, area: Area, address: int, count: int) -> tuple[Run, ...]:
        cells = self.cells.get(area, {})
        runs: list[Run] = []
        end = address + count
        while address < end:
            if address not in cells:
                raise Refused(ILLEGAL_ADDRESS)
            cell, offset = cells[address]
            taken = min(cell.words - offset, end - address)
            runs.append(Run(cell, 2 * offset, 2 * (offset + taken)))
            address += taken
        return tuple(runs)

    def _write(self, area: Area, address: int, values: list[int]) -> None:
        doors = self.doors.get(area, {})
        if any(address + offset not in doors for offset in range(len(values))):
            raise Refused(ILLEGAL_ADDRESS)
        for offset, value in enumerate(values):
            doors[address + offset](value)


def _single(function: int, argument: int) -> int:
    if function == 6:
        return argument
    if argument not in (0xFF00, 0x0000):
        raise Refused(ILLEGAL_VALUE)
    return int(argument == 0xFF00)


def _several(function: int, count: int, pdu: bytes) -> list[int]:
    data = pdu[6:]
    needed = (count + 7) // 8 if function == 15 else 2 * count
    if count < 1 or len(pdu) < 6 or pdu[5] != needed or len(data) != needed:
        raise Refused(ILLEGAL_VALUE)
    if function == 15:
        return [int(on) for on in unpacked(data, count)]
    return [int.from_bytes(data[at : at + 2], "big") for at in range(0, needed, 2)]


def text(value: str, count: int) -> bytes:
    """ASCII over `count` registers, the first byte zero as Yosemitech sends serial numbers."""
    return (b"\x00" + value.encode("ascii")).ljust(2 * count, b"\x00")[: 2 * count]


def constant(*values: int) -> Callable[[], bytes]:
    """Registers that never change."""
    fixed = words(values)
    return lambda: fixed
