"""The planner against brute force: every way to share the wants out among reads is tried."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.read_plan import Cells, Ground, Uncoverable, cheapest, total_s
from drivers.wire_time import Framing, WireTime, body_bytes, character_s, gap_s
from farm.profile import Area

FRAMINGS: tuple[Framing, ...] = ("rtu", "ascii", "tcp")
AREAS = (Area.HOLDING, Area.COIL)
SLOW = WireTime("rtu", character_s(9600, 8, "N", 1), gap_s(9600, 10 / 9600), 0.0, 0.0)


def shares(wants: Sequence[Cells]) -> Iterator[list[list[Cells]]]:
    """All set partitions."""
    if not wants:
        yield []
        return
    first, rest = wants[0], wants[1:]
    for groups in shares(rest):
        yield [[first], *groups]
        for at, group in enumerate(groups):
            yield [*groups[:at], [first, *group], *groups[at + 1 :]]


def hull(group: Sequence[Cells]) -> Cells:
    start = min(want.address for want in group)
    return Cells(group[0].area, start, max(want.end for want in group) - start)


def legal(read: Cells, ground: Ground) -> bool:
    """Cell by cell, from the definition."""
    cells = range(read.address, read.end)
    return read.count <= ground.longest(read.area) and all(
        any(row.area is read.area and row.address <= at < row.end for row in ground.open)
        and not any(row.area is read.area and row.address <= at < row.end for row in bad)
        for bad in [ground.forbidden]
        for at in cells
    )


def least_s(wants: Sequence[Cells], ground: Ground, wire: WireTime) -> float:
    """Cost of the best of all set partitions."""
    costs = [
        total_s(reads, wire.read_s)
        for groups in shares(list(wants))
        if all(len({want.area for want in group}) == 1 for group in groups)
        for reads in [[hull(group) for group in groups]]
        if all(legal(read, ground) for read in reads)
    ]
    return min(costs)


cells = st.builds(
    Cells, st.sampled_from(AREAS), st.integers(0, 40), st.sampled_from([1, 1, 1, 2, 2, 4, 9])
)
stretches = st.builds(Cells, st.sampled_from(AREAS), st.integers(0, 40), st.integers(1, 30))
wide = st.sampled_from(AREAS).map(lambda area: Cells(area, 0, 60))
grounds = st.builds(
    Ground,
    st.lists(stretches | wide, max_size=5).map(tuple),
    st.lists(cells, max_size=2).map(tuple),
    st.integers(1, 12) | st.just(125),
    st.integers(1, 40),
)
wires = st.builds(
    WireTime,
    st.sampled_from(FRAMINGS),
    st.sampled_from([8e-7, 1e-4, 1e-3, 9e-3]),
    st.sampled_from([0.0, 1.75e-3, 3.6e-3]),
    st.sampled_from([0.0, 0.02]),
    st.sampled_from([0.0, 0.01, 0.1]),
)


@given(st.data(), grounds, wires)
def test_no_other_sharing_out_is_cheaper(
    data: st.DataObject, ground: Ground, wire: WireTime
) -> None:
    drawn = data.draw(st.lists(cells, max_size=14, unique=True))
    wants = [want for want in drawn if legal(want, ground)][:7]
    reads = cheapest(wants, ground, wire.read_s)
    for want in wants:
        assert any(read.holds(want) for read in reads)
    assert all(legal(read, ground) and ground.allows(read) for read in reads)
    best_s = least_s(wants, ground, wire)
    assert total_s(reads, wire.read_s) <= best_s * (1 + 1e-9)


@given(cells, grounds)
def test_a_want_that_no_legal_read_holds_is_named(want: Cells, ground: Ground) -> None:
    if legal(want, ground):
        assert cheapest([want], ground, SLOW.read_s) == [want]
        return
    with pytest.raises(Uncoverable) as told:
        cheapest([want], ground, SLOW.read_s)
    assert told.value.want == want


@given(st.lists(cells, max_size=6), stretches, grounds)
def test_what_an_exact_read_brings_anyway_is_not_asked_again(
    drawn: list[Cells], exact: Cells, ground: Ground
) -> None:
    wants = [want for want in drawn if exact.holds(want) or legal(want, ground)]
    reads = cheapest(wants, ground, SLOW.read_s, [exact])
    for want in wants:
        assert exact.holds(want) or any(read.holds(want) for read in reads)
    assert reads == cheapest([w for w in wants if not exact.holds(w)], ground, SLOW.read_s)


def holding(address: int, count: int = 1) -> Cells:
    return Cells(Area.HOLDING, address, count)


def test_a_short_gap_is_read_across_and_a_long_one_is_not() -> None:
    """At 9600 8N1 a second read costs 13 characters and 7 of silence: ten registers' worth."""
    ground = Ground((holding(0, 100),))
    assert cheapest([holding(0), holding(10)], ground, SLOW.read_s) == [holding(0, 11)]
    assert cheapest([holding(0), holding(12)], ground, SLOW.read_s) == [holding(0), holding(12)]


def test_a_gap_the_manual_says_nothing_of_is_never_crossed() -> None:
    ground = Ground((holding(0, 2), holding(3, 2)))
    assert len(cheapest([holding(0), holding(3)], ground, SLOW.read_s)) == 2
    spanned = Ground((*ground.open, holding(2)))
    assert cheapest([holding(0), holding(3)], spanned, SLOW.read_s) == [holding(0, 4)]


def test_a_limit_of_the_station_is_kept_where_it_is_cheapest() -> None:
    """Of two cuts that the limit allows, the one through the unwanted cells."""
    wants = [holding(0), holding(1), holding(6), holding(7)]
    ground = Ground((holding(0, 8),), max_registers=7)
    assert cheapest(wants, ground, SLOW.read_s) == [holding(0, 2), holding(6, 2)]


@pytest.mark.parametrize(
    ("baud", "count", "a_second"),
    [(9600, 1, 43.6), (9600, 10, 24.0), (9600, 125, 3.6), (19200, 10, 48.0), (115200, 10, 157.1)],
)
def test_wire_time_is_the_limit_as_it_is_known(baud: int, count: int, a_second: float) -> None:
    one_s = character_s(baud, 8, "N", 1)
    wire = WireTime("rtu", one_s, gap_s(baud, one_s))
    assert 1 / wire.read_s(Area.HOLDING, count) == pytest.approx(a_second, abs=0.06)


def test_characters_of_every_framing() -> None:
    """Ten registers: RTU 8 + 25; ASCII ':' and two a byte, LRC, CR LF 17 + 51; TCP 12 + 29."""
    rtu, ascii_, tcp = (WireTime(kind, 1e-3) for kind in FRAMINGS)
    assert rtu.read_characters(Area.HOLDING, 10) == 8 + 25
    assert ascii_.read_characters(Area.HOLDING, 10) == 17 + 51
    assert tcp.read_characters(Area.HOLDING, 10) == 12 + 29
    assert [body_bytes(Area.COIL, count) for count in (1, 8, 9, 16)] == [1, 1, 2, 2]


@given(wires, st.sampled_from(list(Area)), st.integers(1, 120))
def test_a_longer_read_is_never_cheaper(wire: WireTime, area: Area, count: int) -> None:
    assert wire.read_s(area, count) <= wire.read_s(area, count + 1)
