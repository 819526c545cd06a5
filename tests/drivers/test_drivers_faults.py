"""Faults of a station on a shared line: never a wrong value, and the others keep their period.

The script of safety reference 3.2.1 and rows F-14 to F-18, on the simulated loop.
"""

import asyncio
import itertools

import pytest

from drivers.modbus_bus import ModbusBus
from drivers.port import Port
from drivers.station import station_of
from farm.clock import loop_clock, run_simulated
from farm.site import Bus as BusRow
from farm.status import Status
from tests.drivers.slaves import (
    TIMEOUT_S,
    Board,
    Fault,
    MemoryPort,
    Reply,
    Slaves,
    frame,
    rtu_row,
    run_for,
    words_device,
    words_profile,
)

ADDRESSES = (1, 2, 3)
RUN_S = 120.0


def late(request: bytes, answer: bytes) -> Reply:
    return [(1.2 * TIMEOUT_S, answer)]


def mute(request: bytes, answer: bytes) -> Reply:
    return []


def garbled(request: bytes, answer: bytes) -> Reply:
    return [(0.0, answer[:4] + bytes([answer[4] ^ 0x10]) + answer[5:])]


def wrong_function(request: bytes, answer: bytes) -> Reply:
    return [(0.0, frame(bytes([answer[0], 4]) + answer[2:-2]))]


def wrong_count(request: bytes, answer: bytes) -> Reply:
    return [(0.0, frame(answer[:2] + b"\x04" + answer[3:-2] + b"\x00\x63"))]


def wrong_unit(request: bytes, answer: bytes) -> Reply:
    return [(0.0, frame(b"\x63" + answer[1:-2]))]


def truncated(request: bytes, answer: bytes) -> Reply:
    return [(0.0, answer[:-3])]


def mixed_delays() -> Fault:
    delays = itertools.cycle((0.0, 0.0, 0.02, 0.1, 0.31, 0.45, 0.28))

    def fault(request: bytes, answer: bytes) -> Reply:
        return [(next(delays), answer)]

    return fault


def doubled(request: bytes, answer: bytes) -> Reply:
    return [(0.0, answer + answer)]


def doubled_in_two_chunks(request: bytes, answer: bytes) -> Reply:
    """The adapter hands over whole frames: the second comes one frame time later."""
    return [(0.0, answer), (0.008, answer)]


def noise_before(request: bytes, answer: bytes) -> Reply:
    return [(0.0, b"\x00\xff" + answer[:2] + answer)]


def line(
    faults: dict[int, Fault], units: tuple[int, ...] = (1, 2, 3, 4), pieces: int = 1
) -> tuple[Slaves, Board]:
    """Run a line of stations for a while; the faults are those of the named units."""
    slaves, board = Slaves(faults), Board()

    async def main() -> None:
        clock = loop_clock()

        async def opener(row: BusRow) -> Port:
            return MemoryPort(slaves, pieces=pieces)

        profile = words_profile(ADDRESSES)
        stations = [
            station_of("line", words_device(unit, ADDRESSES), profile, 1.0) for unit in units
        ]
        bus = ModbusBus(rtu_row(), stations, opener, clock, board)
        await run_for(asyncio.ensure_future(bus.run()), RUN_S)
        board.state = bus.state()

    run_simulated(main())
    return slaves, board


UNANSWERED = {
    "late": (late, {"no_reply"}),
    "mute": (mute, {"no_reply"}),
    "garbled": (garbled, {"crc"}),
    "wrong function": (wrong_function, {"wrong_function"}),
    "wrong count": (wrong_count, {"wrong_count"}),
    "wrong unit": (wrong_unit, {"wrong_unit"}),
    "truncated": (truncated, {"truncated"}),
}


@pytest.mark.parametrize("name", UNANSWERED)
def test_a_faulty_station_gives_no_value_and_costs_the_others_nothing(name: str) -> None:
    fault, reasons = UNANSWERED[name]
    _, board = line({1: fault})
    assert not board.wrong()
    assert not board.good(1)
    assert {sample.reason for sample in board.of(1)} == reasons
    for unit in (2, 3, 4):
        assert all(sample.status.is_good for sample in board.of(unit))
        assert len(board.good(unit)) >= (RUN_S - 1) * len(ADDRESSES)
        assert board.longest_gap_s(unit) < 2.0


@pytest.mark.parametrize("fault", [doubled, doubled_in_two_chunks, noise_before])
def test_noise_and_duplicates_cost_no_reading(fault: Fault) -> None:
    _, board = line({1: fault})
    assert not board.wrong()
    for unit in (1, 2, 3, 4):
        assert all(sample.status.is_good for sample in board.of(unit))
        assert len(board.good(unit)) >= (RUN_S - 1) * len(ADDRESSES)


def test_random_delays_around_the_timeout_give_no_wrong_value() -> None:
    _, board = line({1: mixed_delays(), 3: mixed_delays()})
    assert not board.wrong()
    assert board.good(2)


def test_bytes_that_trickle_in_are_one_answer() -> None:
    _, board = line({}, pieces=7)
    assert not board.wrong()
    assert all(sample.status.is_good for sample in board.samples)


def test_a_dead_station_ends_as_no_communication() -> None:
    _, board = line({1: mute})
    statuses = [sample.status for sample in board.of(1)][:: len(ADDRESSES)]
    assert statuses[:2] == [Status.BAD_TIMEOUT, Status.BAD_TIMEOUT]
    assert set(statuses[2:]) == {Status.BAD_NO_COMMUNICATION}


def test_after_a_miss_the_line_is_silent_for_the_longest_answer() -> None:
    slaves, _ = line({1: mute})
    for (before_s, request), (after_s, _) in itertools.pairwise(slaves.asked):
        gap_s = after_s - before_s
        if request[0] == 1:
            assert gap_s >= 8 * 10 / 9600 + 0.5 + 3.5 * 10 / 9600 - 1e-9


def test_a_wrong_checksum_ends_the_silence_early() -> None:
    busy = tuple(range(1, 21))  # more than the line can carry, so that someone is always due
    slaves, _ = line({1: garbled}, busy)
    gaps = [b[0] - a[0] for a, b in itertools.pairwise(slaves.asked) if a[1][0] == 1]
    assert max(gaps) < 0.1


def test_a_late_answer_is_measured_though_it_is_not_believed() -> None:
    _, board = line({1: late})
    assert board.state.worst_reply_ms >= 1200 * TIMEOUT_S
    assert board.state.asked == board.state.answered + board.state.missed


def test_a_mute_station_is_visited_after_1_2_4_8_and_10_seconds() -> None:
    slaves, _ = line({1: mute})
    visits = [at_s for at_s, request in slaves.asked if request[0] == 1]
    gaps = [b - a for a, b in itertools.pairwise(visits)]
    assert [round(gap) for gap in gaps[:6]] == [1, 2, 4, 8, 10, 10]
    assert max(gaps) < 11
