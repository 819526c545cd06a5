"""Serial servers: RTU over TCP however it is cut up, the wrong mode named, connections that die."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import pytest

from drivers.conversation import HALF_OPEN_MISSES
from drivers.modbus_bus import ModbusBus
from drivers.port import Opener, Port
from drivers.ports import open_port
from drivers.station import station_of
from farm.clock import ScaledLoop, anchor_now, loop_clock, run_on, run_simulated
from farm.site import Bus as BusRow
from farm.status import Status
from farm.tag import TagName
from tests.drivers.boxes import Box, Gateway, Listening, Switched, Transparent
from tests.drivers.slaves import (
    TIMEOUT_S,
    Board,
    MemoryPort,
    Slaves,
    run_for,
    words_device,
    words_profile,
)

ADDRESSES, PERIOD_S = (1, 2, 3), 0.5
Meanwhile = Callable[[ModbusBus, Box], Awaitable[None]]


def row_of(kind: str, wire: str = "box:4001") -> BusRow:
    return BusRow.model_validate({"id": "line", "kind": kind, "wire": wire, "baud": 115200})


def bus_on(row: BusRow, opener: Opener, board: Board, units: Iterable[int]) -> ModbusBus:
    stations = [
        station_of("line", words_device(unit, ADDRESSES, PERIOD_S), words_profile(ADDRESSES), 1.0)
        for unit in units
    ]
    return ModbusBus(row, stations, opener, loop_clock(), board)


def on_box(
    box: Box,
    kind: str,
    seconds: float,
    units: Iterable[int] = (1, 2),
    meanwhile: Meanwhile | None = None,
) -> Board:
    """Run a bus against a box in memory; the state is that just before the end."""
    board = Board()

    async def main() -> None:
        bus = bus_on(row_of(kind), box.opener, board, units)
        run = asyncio.ensure_future(bus.run())
        if meanwhile is not None:
            await meanwhile(bus, box)
        await asyncio.sleep(seconds)
        board.state = bus.state()
        await run_for(run, 0.0)

    run_simulated(main())
    return board


@pytest.mark.parametrize("pieces", [1, 2, 100], ids=["whole", "halves", "a byte a segment"])
def test_rtu_over_tcp_reads_the_same_however_the_segments_fall(pieces: int) -> None:
    board = on_box(Transparent(Slaves(), pieces), "rtu-over-tcp", 10.0)
    for unit in (1, 2):
        assert len(board.good(unit)) == len(board.of(unit)) >= 19 * len(ADDRESSES)
    assert not board.wrong()
    assert (board.state.trouble, board.state.reconnects) == ("", 0)


def test_rtu_over_tcp_on_loopback_with_a_byte_a_segment() -> None:
    board = Board()

    async def main() -> None:
        async with Listening(Transparent(Slaves(), 100)) as wire:
            bus = bus_on(row_of("rtu-over-tcp", wire), open_port, board, (1, 2))
            await run_for(asyncio.ensure_future(bus.run()), 10.0)

    run_on(ScaledLoop(anchor_now(10.0)), main())
    assert board.good(1) and board.good(2) and not board.wrong()


def test_a_late_answer_over_a_transparent_box_is_not_believed() -> None:
    turn = iter(range(10_000))

    def late(request: bytes, answer: bytes) -> list[tuple[float, bytes]]:
        return [(1.2 * TIMEOUT_S if next(turn) % 5 == 1 else 0.0, answer)]

    board = on_box(Transparent(Slaves({1: late})), "rtu-over-tcp", 120.0)
    assert board.good(1) and board.good(2) and not board.wrong()
    assert "no_reply" in board.state.errors


@pytest.mark.parametrize("hangs_up", [True, False])
@pytest.mark.parametrize(
    ("make", "kind", "reason"),
    [
        (Transparent, "tcp", "wrong_mode_transparent"),
        (Gateway, "rtu-over-tcp", "wrong_mode_gateway"),
    ],
)
def test_a_box_in_the_wrong_mode_is_named_and_nothing_is_read_through_it(
    make: type[Box], kind: str, reason: str, hangs_up: bool
) -> None:
    box = make(Slaves(), hangs_up=hangs_up)
    board = on_box(box, kind, 120.0)
    assert board.state.trouble == reason
    assert not board.good(1) and not board.good(2)
    last = board.samples[-12:]
    assert {(s.reason, s.status) for s in last} == {(reason, Status.BAD_CONFIGURATION_ERROR)}
    whole = [request for _, request in box.slaves.asked if len(request) == 8]
    assert all(request[1] == 3 for request in whole)  # reads, whatever the framing


def test_a_box_set_right_is_read_and_the_complaint_ends() -> None:
    box = Switched(Slaves())

    async def mend(bus: ModbusBus, _: Box) -> None:
        await asyncio.sleep(60.0)
        assert bus.state().trouble == "wrong_mode_transparent"
        box.mode = Gateway(box.slaves)

    board = on_box(box, "tcp", 30.0, (1, 2), mend)
    assert board.state.trouble == ""
    assert board.good(1) and board.good(2) and not board.wrong()


@pytest.mark.parametrize(("make", "kind"), [(Gateway, "tcp"), (Transparent, "rtu-over-tcp")])
def test_a_right_box_with_dead_stations_is_not_accused(make: type[Box], kind: str) -> None:
    slaves = Slaves()
    slaves.dead |= {1, 2}
    board = on_box(make(slaves), kind, 120.0)
    assert board.state.trouble in ("", "no_wire")
    assert not any(sample.reason.startswith("wrong_mode") for sample in board.samples)


@pytest.mark.parametrize(("make", "kind"), [(Gateway, "tcp"), (Transparent, "rtu-over-tcp")])
@pytest.mark.parametrize("units", [(1,), (1, 2, 3)])
def test_a_half_open_connection_is_noticed_within_three_timeouts(
    make: type[Box], kind: str, units: tuple[int, ...]
) -> None:
    """The far end takes everything and says nothing any more, as behind a dropped path."""
    noticed: list[float] = []

    async def cut(bus: ModbusBus, box: Box) -> None:
        await asyncio.sleep(3.01)
        box.deaf = True
        at_s, first = loop_clock().now_s(), box.ports[0]
        while not first.closed:  # noqa: ASYNC110 - the box has no event of its own
            await asyncio.sleep(0.01)
        noticed.append(loop_clock().now_s() - at_s)

    on_box(make(Slaves()), kind, 1.0, units, cut)
    each_s = TIMEOUT_S if kind == "tcp" else 0.5 + 0.01  # on RTU the silence after a miss as well
    assert noticed[0] <= PERIOD_S + each_s * HALF_OPEN_MISSES + 0.02


@pytest.mark.parametrize("tenths", range(0, 24, 3))
def test_life_support_behind_a_box_that_answers_again_is_read_within_a_second(tenths: int) -> None:
    """F-21: however long it was deaf, and whatever was being asked when it came back."""
    board, box, healed = Board(), Gateway(Slaves()), list[float]()

    async def main() -> None:
        device = words_device(1, ADDRESSES, 1.0).model_copy(
            update={"outputs": {"w": TagName("u1.oxygen_valve")}}
        )
        station = station_of("line", device, words_profile(ADDRESSES), 1.0)
        assert station.life_support
        bus = ModbusBus(row_of("tcp"), [station], box.opener, loop_clock(), board)
        run = asyncio.ensure_future(bus.run())
        await asyncio.sleep(3.0)
        box.deaf = True
        await asyncio.sleep(20.0 + tenths / 10)
        box.deaf = False
        healed.append(loop_clock().now_s())
        await run_for(run, 5.0)

    run_simulated(main())
    first_s = min(s.at_s for s in board.samples if s.status.is_good and s.at_s > healed[0])
    assert first_s - healed[0] <= 1.0


@pytest.mark.parametrize(("make", "kind"), [(Gateway, "tcp"), (Transparent, "rtu-over-tcp")])
def test_one_dead_station_behind_a_box_costs_no_connection(make: type[Box], kind: str) -> None:
    slaves = Slaves()
    slaves.dead.add(1)
    board = on_box(make(slaves), kind, 60.0, (1, 2, 3))
    assert board.state.reconnects == 0
    assert board.state.stations["d1"].breaker_open
    assert board.state.stations["d1"].last_reason == "no_reply"
    for unit in (2, 3):
        assert len(board.good(unit)) == len(board.of(unit)) >= 119 * len(ADDRESSES)


@pytest.mark.parametrize(("make", "kind"), [(Gateway, "tcp"), (Transparent, "rtu-over-tcp")])
def test_a_server_that_was_away_half_a_minute_is_read_at_once(make: type[Box], kind: str) -> None:
    back: list[float] = []

    async def away(bus: ModbusBus, box: Box) -> None:
        await asyncio.sleep(3.0)
        box.leave()
        await asyncio.sleep(30.0)
        assert bus.state().trouble == "no_wire"
        box.away = False
        back.append(loop_clock().now_s())

    board = on_box(make(Slaves()), kind, 6.0, (1, 2), away)
    for unit in (1, 2):
        first_s = min(s.at_s for s in board.good(unit) if s.at_s > back[0])
        assert first_s - back[0] <= 2.0 + PERIOD_S
    assert board.state.reconnects == 1 and board.state.trouble == ""


def test_a_death_right_after_an_answer_costs_no_connection() -> None:
    """The one that answered last is no witness for itself."""
    board, slaves = Board(), Slaves()

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            return MemoryPort(slaves)

        profile = words_profile((100,))
        devices = words_device(1, (100,), 0.5), words_device(2, (100,), 5.0)
        stations = [station_of("line", device, profile, 1.0) for device in devices]
        row = BusRow(id="line", kind="rtu-over-tcp", wire="box:1")
        bus = ModbusBus(row, stations, opener, loop_clock(), board)
        run = asyncio.ensure_future(bus.run())
        await asyncio.sleep(9.2)
        for _ in range(5):
            slaves.dead.add(1)
            await asyncio.sleep(30.0)
            slaves.dead.clear()
            await asyncio.sleep(7.0)
        await run_for(run, 0.0)
        board.state = bus.state()

    run_simulated(main())
    assert board.state.reconnects == 0
    assert not [sample for sample in board.of(2) if sample.status.is_bad]
