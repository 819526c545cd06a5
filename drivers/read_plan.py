"""The cheapest legal set of reads of one station that covers every wanted stretch of cells.

Stretches and costs in, reads out; it refuses to know profiles, points and wires.

A want is a run of cells (registers or bits of one area) that must come in one answer. A read is
legal when all its cells are open, none is forbidden and it is no longer than the station allows;
its cost grows with its length or stays. Open cells nobody wants may be read across.

Why dynamic programming over neighbours is optimal: drop every want that lies inside another (who
reads the outer reads the inner), so the rest, sorted, have rising starts *and* rising ends; let
each want be served by the first read of an optimal set that holds it and shrink every read to
the hull of what it serves, which keeps it legal and no dearer.
Were i < k served by a read and j between them by an earlier one, that earlier read would begin
before i and end after j, so after i, and hold i itself, a contradiction; so every read serves
neighbours, and the recurrence best(k) = min over i of best(i) + cost(hull of i+1 … k) sees them
all, whatever unneeded open cells lie between.

Exact reads (answered only as they stand, or triggered) are asked in any case when wanted; a want
inside an untriggered one costs nothing more.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from farm.profile import Area

CostS = Callable[[Area, int], float]
"""Seconds of one read of so many cells of an area; must not fall when the count grows."""


@dataclass(frozen=True, slots=True, order=True)
class Cells:
    """`count` consecutive registers or bits from `address` in one area."""

    area: Area
    address: int
    count: int

    @property
    def end(self) -> int:
        """First address behind."""
        return self.address + self.count

    def holds(self, other: "Cells") -> bool:
        """True when all cells of the other are among these."""
        return self.area is other.area and self.address <= other.address and other.end <= self.end

    def touches(self, other: "Cells") -> bool:
        """True when both have a cell in common."""
        return self.area is other.area and self.address < other.end and other.address < self.end


@dataclass(frozen=True, slots=True)
class Ground:
    """What may be asked of a station: open cells, what no read may touch, the longest reads."""

    open: tuple[Cells, ...]
    forbidden: tuple[Cells, ...] = ()
    max_registers: int = 125
    max_bits: int = 2000

    def longest(self, area: Area) -> int:
        """Most cells of one read."""
        return self.max_bits if area in (Area.COIL, Area.DISCRETE) else self.max_registers

    def allows(self, read: Cells) -> bool:
        """True for a legal read."""
        return read.count <= self.longest(read.area) and any(
            run.holds(read) for run in self.runs(read.area)
        )

    def runs(self, area: Area) -> list[Cells]:
        """The open cells of an area as runs that cannot be made longer, in order."""
        found: list[Cells] = []
        for row in sorted(row for row in self.open if row.area is area and row.count > 0):
            if found and row.address <= found[-1].end:
                last = found.pop()
                row = Cells(area, last.address, max(last.end, row.end) - last.address)
            found.append(row)
        for hole in self.forbidden:
            found = [part for row in found for part in _without(row, hole)]
        return found


class Uncoverable(ValueError):
    """A want that no legal read holds."""

    def __init__(self, want: Cells) -> None:
        """`want`: the cells that cannot be had."""
        super().__init__(f"no legal read holds {want.area} {want.address} × {want.count}")
        self.want = want


def cheapest(
    wants: Collection[Cells], ground: Ground, cost_s: CostS, given: Sequence[Cells] = ()
) -> list[Cells]:
    """Reads to make besides the `given` untriggered exact ones, by area and address.

    Uncoverable when a want cannot be had. Equal costs: fewer reads.
    """
    rest = {want for want in wants if not any(read.holds(want) for read in given)}
    reads: list[Cells] = []
    for area in Area:
        reads += _of_area(sorted(want for want in rest if want.area is area), ground, cost_s)
    return reads


def total_s(reads: Iterable[Cells], cost_s: CostS) -> float:
    """Cost of a set of reads."""
    return sum(cost_s(read.area, read.count) for read in reads)


def outermost(wants: Sequence[Cells]) -> list[Cells]:
    """Wants of one area, sorted by address, that lie inside no other; ends rise with starts."""
    kept: list[Cells] = []
    for want in wants:
        if kept and kept[-1].address == want.address:
            kept.pop()  # sorted: the later of two that begin together is the longer
        if not kept or kept[-1].end < want.end:
            kept.append(want)
    return kept


def _of_area(wants: Sequence[Cells], ground: Ground, cost_s: CostS) -> list[Cells]:
    if not wants:
        return []
    area, kept = wants[0].area, outermost(wants)
    runs, longest = ground.runs(area), ground.longest(area)
    starts = [run.address for run in runs]
    best: list[tuple[float, int]] = [(0.0, 0)]
    origin = [0]
    for last, want in enumerate(kept):
        at = bisect_right(starts, want.address) - 1
        if at < 0 or not runs[at].holds(want) or want.count > longest:
            raise Uncoverable(want)
        floor = max(runs[at].address, want.end - longest)
        options = []
        for first in range(last, -1, -1):
            if kept[first].address < floor:
                break  # an earlier beginning is too long or crosses a closed cell as well
            cost, reads = best[first]
            count = want.end - kept[first].address
            options.append((cost + cost_s(area, count), reads + 1, first))
        cost, reads, first = min(options)
        best.append((cost, reads))
        origin.append(first)
    return _walk(kept, origin)


def _walk(kept: Sequence[Cells], origin: Sequence[int]) -> list[Cells]:
    """Reads of the best choice, from the last want back to the first."""
    reads: list[Cells] = []
    behind = len(kept)
    while behind > 0:
        first = origin[behind]
        address = kept[first].address
        reads.append(Cells(kept[first].area, address, kept[behind - 1].end - address))
        behind = first
    return reads[::-1]


def _without(row: Cells, hole: Cells) -> list[Cells]:
    """What is left of a run when the hole is taken out."""
    if not row.touches(hole):
        return [row]
    parts = [
        Cells(row.area, row.address, hole.address - row.address),
        Cells(row.area, hole.end, row.end - hole.end),
    ]
    return [part for part in parts if part.count > 0]
