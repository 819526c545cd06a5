"""Compare planned reads with the exhaustive optimum and with how others ask, in wire time.

A fixed map of 12 stations with 10 tags each, laid out as meters, drives, probes and remote I/O
of drivers/profiles are (copied here, so that the map stays what was measured). It refuses to
judge the figures; they are written down in docs/benchmarks.md by a person.

* exhaustive: the cheapest of all set partitions of a station's tags (over subsets, no assumption
  about neighbours), every part one legal read of its hull;
* one request a tag: the ThingsBoard gateway's modbus connector, by its source;
* max_insert: Telegraf's inputs.modbus, by its documentation: fields share a request as long as
  the hole between them is no larger than optimization_max_register_fill (50 unless set), up to
  what the protocol allows. It knows neither documented stretches nor a station's limit, so some
  of its requests would be refused: they are counted, and what it takes then is no answer at all.
  "kept legal" is the same rule where a person has split the fields so that none is refused.
"""

import argparse
from collections.abc import Sequence
from typing import NamedTuple

from drivers.read_plan import Cells, Ground, cheapest, outermost, total_s
from drivers.wire_time import WireTime, character_s, gap_s
from farm.profile import Area

TELEGRAF_FILL = 50
PROTOCOL_MOST = {Area.COIL: 2000, Area.DISCRETE: 2000, Area.HOLDING: 125, Area.INPUT: 125}
RUNS = tuple[tuple[int, int], ...]


class Station(NamedTuple):
    """Most registers of a read, stretches and wants, by area as (address, cells)."""

    name: str
    most: int
    stretches: dict[Area, RUNS]
    wants: dict[Area, RUNS]

    def ground(self) -> Ground:
        """What may be asked."""
        return Ground(tuple(_cells(self.stretches)), max_registers=self.most)


def _cells(rows: dict[Area, RUNS]) -> list[Cells]:
    return [Cells(area, *run) for area, runs in rows.items() for run in runs]


def _each(width: int, *addresses: int) -> RUNS:
    return tuple((address, width) for address in addresses)


H, N, D, C = Area.HOLDING, Area.INPUT, Area.DISCRETE, Area.COIL
STATIONS = (
    Station(
        "meter, floats in seven places",
        80,
        {N: ((0, 18), (52, 2), (60, 4), (70, 2), (72, 2), (74, 2), (342, 2))},
        {N: _each(2, 0, 6, 12, 52, 60, 62, 70, 72, 74, 342)},
    ),
    Station(
        "meter, floats far apart",
        60,
        {H: ((2999, 6), (3027, 6), (3053, 8), (3067, 2), (3075, 2), (3109, 2), (3203, 8))},
        {H: (*_each(2, 2999, 3001, 3003, 3027, 3053, 3059, 3067, 3075, 3109), (3203, 4))},
    ),
    Station(
        "meter, seven short stretches",
        60,
        {H: ((2048, 6), (2060, 6), (2068, 6), (2098, 4), (2114, 2), (2124, 2), (2134, 2))},
        {H: _each(2, 2048, 2050, 2052, 2060, 2062, 2068, 2098, 2114, 2124, 2134)},
    ),
    Station(
        "genset",
        64,
        {H: ((772, 1), (1024, 14), (1044, 6), (1052, 6), (1059, 7), (1536, 2), (1798, 2))},
        {
            H: (
                *_each(1, 772, 1024, 1025, 1027, 1029),
                *_each(2, 1032, 1044, 1052, 1536, 1798),
            )
        },
    ),
    Station(
        "contacts and relays",
        125,
        {D: ((0, 12),), C: ((16, 6),)},
        {D: _each(1, 0, 1, 2, 5, 8, 11), C: _each(1, 16, 17, 18, 21)},
    ),
    Station(
        "48 currents",
        125,
        {N: ((0, 48),)},
        {N: _each(1, 0, 1, 2, 3, 10, 11, 20, 30, 46, 47)},
    ),
    Station(
        "64 contacts",
        125,
        {D: ((0, 64),)},
        {D: _each(1, 0, 1, 7, 8, 9, 20, 33, 40, 62, 63)},
    ),
    Station(
        "drive, four groups",
        63,
        {H: ((3201, 4), (7121, 1), (8502, 1), (3102, 4))},
        {H: _each(1, 3102, 3103, 3104, 3105, 3201, 3202, 3203, 3204, 7121, 8502)},
    ),
    Station(
        "sonde, 16 registers at most",
        16,
        {H: ((9729, 24), (2048, 1), (7680, 2))},
        {
            H: (
                *_each(2, 9729, 9731, 9733, 9735, 9739, 9743, 9747, 9751),
                (2048, 1),
                (7680, 2),
            )
        },
    ),
    Station(
        "drive, 8 registers at most",
        8,
        {H: ((8448, 18), (12288, 5))},
        {H: _each(1, 8448, 8449, 8450, 8464, 8465, 12288, 12289, 12290, 12291, 12292)},
    ),
    Station(
        "flow meter, bits and words",
        32,
        {H: ((4112, 6), (4128, 6), (4352, 4)), C: ((0, 4),)},
        {
            H: (*_each(2, 4112, 4114, 4116, 4128, 4130, 4132), *_each(1, 4352, 4355)),
            C: _each(1, 0, 3),
        },
    ),
    Station(
        "flow meter, values that overlap",
        125,
        {H: ((1, 10), (33, 4), (72, 1), (92, 6), (115, 4))},
        {H: (*_each(2, 1, 5, 9, 33), *_each(1, 34, 72, 92, 97), (115, 4), (117, 2))},
    ),
)  # fmt: skip


def planned(station: Station, wire: WireTime) -> list[Cells]:
    """Ours."""
    return cheapest(_cells(station.wants), station.ground(), wire.read_s)


def exhaustive_s(station: Station, wire: WireTime) -> float:
    """Cost of the best set partition, over all subsets that one legal read can bring."""
    ground, sum_s = station.ground(), 0.0
    for area, runs in station.wants.items():
        wants = [Cells(area, *run) for run in runs]
        price = [_price_s(wants, mask, ground, wire) for mask in range(1 << len(wants))]
        best = [0.0] + [float("inf")] * (len(price) - 1)
        for mask in range(1, len(price)):
            part = mask
            while part:
                best[mask] = min(best[mask], price[part] + best[mask ^ part])
                part = (part - 1) & mask
        sum_s += best[-1]
    return sum_s


def _price_s(wants: Sequence[Cells], mask: int, ground: Ground, wire: WireTime) -> float:
    part = [want for at, want in enumerate(wants) if mask >> at & 1]
    if not part:
        return 0.0
    start = min(want.address for want in part)
    read = Cells(part[0].area, start, max(want.end for want in part) - start)
    return wire.read_s(read.area, read.count) if ground.allows(read) else float("inf")


def one_by_one(station: Station) -> list[Cells]:
    """A request for every tag."""
    return _cells(station.wants)


def max_insert(station: Station, fill: int, *, legal: bool) -> list[Cells]:
    """Neighbours share a request while the hole between them is no larger than `fill`."""
    reads, ground = list[Cells](), station.ground()
    for area, runs in station.wants.items():
        begun: Cells | None = None
        for want in outermost(sorted(Cells(area, *run) for run in runs)):
            if begun is not None:
                joined = Cells(area, begun.address, want.end - begun.address)
                allowed = ground.allows(joined) if legal else joined.count <= PROTOCOL_MOST[area]
                if want.address - begun.end <= fill and allowed:
                    begun = joined
                    continue
                reads.append(begun)
            begun = want
        assert begun is not None
        reads.append(begun)
    return reads


def refused(station: Station, reads: Sequence[Cells]) -> int:
    """Reads that touch what the station does not document or are too long for it."""
    ground = station.ground()
    return sum(not ground.allows(read) for read in reads)


def measure(name: str, wire: WireTime) -> None:
    """Requests and wire time of one round over all stations."""
    plans = {"planned": [planned(station, wire) for station in STATIONS]}
    plans["one request a tag"] = [one_by_one(station) for station in STATIONS]
    for legal in (True, False):
        fills = [[max_insert(row, fill, legal=legal) for row in STATIONS] for fill in range(1, 126)]
        best = min(fills, key=lambda reads: _round_s(reads, wire))
        says = "max_insert kept legal" if legal else "max_insert as it stands"
        plans[f"{says}, fill {TELEGRAF_FILL}"] = fills[TELEGRAF_FILL - 1]
        plans[f"{says}, best fill ({fills.index(best) + 1})"] = best
    optimum_s = sum(exhaustive_s(station, wire) for station in STATIONS)
    print(f"{name}: exhaustive optimum {optimum_s * 1000:.1f} ms a round")
    for who, reads in plans.items():
        round_s = _round_s(reads, wire)
        bad = sum(refused(*row) for row in zip(STATIONS, reads, strict=True))
        count = sum(map(len, reads))
        print(
            f"  {who:38} {count:4} requests, {round_s * 1000:8.1f} ms ="
            f" {round_s / optimum_s:.3f} x optimum, {bad} the station would refuse"
        )


def _round_s(reads: Sequence[Sequence[Cells]], wire: WireTime) -> float:
    return sum(total_s(row, wire.read_s) for row in reads)


def main() -> None:
    """Print the comparison for the wires there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one wire only")
    quick: bool = parser.parse_args().quick
    tags = sum(len(_cells(station.wants)) for station in STATIONS)
    print(f"== read plan: {tags} tags, {len(STATIONS)} stations, one round")
    bare, slow, fast = (
        WireTime("rtu", character_s(baud, 8, "N", 1), gap_s(baud, 10 / baud), guard_s, answer_s)
        for baud, guard_s, answer_s in ((9600, 0.0, 0.0), (9600, 0.02, 0.01), (115200, 0.0, 0.002))
    )
    measure("9600 baud, no turnaround", bare)
    if not quick:
        measure("9600 baud, guard 20 ms, turnaround 10 ms", slow)
        measure("115200 baud, turnaround 2 ms", fast)
        measure("Modbus TCP, turnaround 10 ms", WireTime("tcp", 8e-7, 0.0, 0.0, 0.01, 0.001))


if __name__ == "__main__":
    main()
