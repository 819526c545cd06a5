"""Where in a device's tables each of its keys stands, and what of them may be asked.

It reads a profile; it refuses to know sites, wires and which reads are cheapest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drivers.decode import width
from drivers.read_plan import Cells, Ground, cheapest
from drivers.wire_time import WireTime
from farm.profile import Area, Point, Profile, Read, Trigger, Write

FUNCTION_OF = {Area.COIL: 1, Area.DISCRETE: 2, Area.HOLDING: 3, Area.INPUT: 4}
"""Function that reads each table (Modbus application protocol 6.1 to 6.4)."""
READ_FUNCTIONS = {function: area for area, function in FUNCTION_OF.items()}

Located = Mapping[str, tuple[Read, Point, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a visit, by the addresses the profile prints; `keys`: what it brings."""

    cells: Cells
    trigger: Trigger | None = None
    keys: tuple[str, ...] = ()

    @property
    def area(self) -> Area:
        """Table it reads."""
        return self.cells.area

    @property
    def address(self) -> int:
        """First address, as printed."""
        return self.cells.address

    @property
    def count(self) -> int:
        """Registers or bits."""
        return self.cells.count


def located(profile: Profile) -> dict[str, tuple[Read, Point, int]]:
    """Read, point and repeat index of every key a profile can read."""
    return {
        point.key if point.count == 1 else f"{point.key}{index}": (read, point, index)
        for read in profile.reads
        for point in read.points
        for index in range(point.count)
    }


def written(profile: Profile) -> dict[str, tuple[Write, int]]:
    """Write and repeat index of every key a profile can write."""
    return {
        write.key if write.count == 1 else f"{write.key}{index}": (write, index)
        for write in profile.writes
        for index in range(write.count)
    }


def registers_of(point: Point) -> int:
    """Registers (bits) a point with all its repeats covers from its offset."""
    return (point.count - 1) * point.step + width(point.type)


def cells_of(read: Read, point: Point, index: int) -> Cells:
    """Registers (bits) of one value."""
    return Cells(read.area, read.address + point.offset + index * point.step, width(point.type))


def digits_key(places: Located, point: Point, index: int) -> str | None:
    """Key that says how many decimals a point has; of a repeated one, that of the same index."""
    name = point.decimals
    if name is None or name in places:
        return name
    return f"{name}{index}"


def want_of(places: Located, key: str) -> Cells:
    """Cells that must come in one answer for a key: its own and those of its decimals."""
    read, point, index = places[key]
    own = cells_of(read, point, index)
    digits = digits_key(places, point, index)
    if digits is None:
        return own
    other = cells_of(*places[digits])
    start = min(own.address, other.address)
    return Cells(read.area, start, max(own.end, other.end) - start)


def is_exact(read: Read) -> bool:
    """True for a read that is asked exactly so or not at all."""
    return read.whole or read.trigger is not None


def ground_of(profile: Profile) -> Ground:
    """What may be asked of a device, besides its exact reads."""
    stretches = [(row.area, row.address, row.count) for row in profile.reads if not is_exact(row)]
    spans = [(row.area, row.address, row.count) for row in profile.spans]
    forbidden = [
        Cells(READ_FUNCTIONS[row.fc], row.address, row.count)
        for row in profile.forbidden
        if row.fc in READ_FUNCTIONS
    ]
    timing = profile.timing
    return Ground(
        tuple(Cells(*row) for row in stretches + spans),
        tuple(forbidden),
        timing.max_read_registers,
        timing.max_read_bits,
    )


class Covering:
    """The cheapest requests for some keys of a profile, and where in them each key is found."""

    def __init__(self, profile: Profile, keys: Iterable[str], wire: WireTime) -> None:
        """KeyError for an unknown key, Uncoverable for one that no legal request holds."""
        self._places = located(profile)
        names = list(dict.fromkeys(keys))
        exact = self._exact(names)
        given = [cells for cells, trigger in exact if trigger is None]
        wants = {
            name: want_of(self._places, name)
            for name in names
            if not is_exact(self._places[name][0])
        }
        cut = cheapest(wants.values(), ground_of(profile), wire.read_s, given)
        rows = [(cells, None) for cells in cut] + exact
        self._number = {name: self._serving(rows, name) for name in names}
        self.reads = [
            Asked(cells, trigger, tuple(name for name in names if self._number[name] == number))
            for number, (cells, trigger) in enumerate(rows)
        ]

    def place(self, key: str, of: str | None = None) -> tuple[int, int]:
        """Number of the request that serves a key, and the offset in it of `of` (or the key)."""
        number = self._number[key]
        cells = cells_of(*self._places[of or key])
        return number, cells.address - self.reads[number].address

    def _exact(self, names: list[str]) -> list[tuple[Cells, Trigger | None]]:
        reads = [read for name in names for read in [self._places[name][0]] if is_exact(read)]
        rows = ((Cells(r.area, r.address, r.count), r.trigger) for r in reads)
        return list(dict.fromkeys(rows))

    def _serving(self, rows: list[tuple[Cells, Trigger | None]], name: str) -> int:
        read, want = self._places[name][0], want_of(self._places, name)
        if is_exact(read):
            return rows.index((Cells(read.area, read.address, read.count), read.trigger))
        return next(
            number
            for number, (cells, trigger) in enumerate(rows)
            if trigger is None and cells.holds(want)
        )
