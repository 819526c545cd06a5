"""Polls keep their grid beside the controller's writes, and every sample has its own answer's time.

Exact arithmetic on the simulated loop: a box on Modbus TCP that takes 10 to 30 ms an answer.
"""

import asyncio
import random

import pytest

from drivers.modbus_bus import ModbusBus
from drivers.port import Port
from drivers.schedule import Timetable
from drivers.station import station_of
from drivers.visit import PLACE_S
from farm.clock import POLLS_FROM_S, POLLS_WITHIN_S, TURN_S, loop_clock, run_simulated
from farm.site import Bus as BusRow
from farm.site import Device
from tests.drivers.inbox import Inbox
from tests.drivers.slaves import Board, Slaves, run_for, words_profile

ADDRESSES = (100, 200, 300)
OFF_THE_GRID_S = 0.005
STARTED_S = 3.217


class BoxPort(Inbox):
    """Modbus TCP in memory; `asked`: when which address was read or written."""

    def __init__(self, slaves: Slaves, dice: random.Random) -> None:
        super().__init__()
        self.slaves, self.dice = slaves, dice
        self.asked: list[tuple[float, int, int]] = []
        self.answered: dict[int, list[float]] = {}

    async def write(self, data: bytes) -> None:
        address = int.from_bytes(data[8:10], "big")
        self.asked.append((self.loop.time(), data[7], address))
        pdu = self.slaves.answer(data[6], data[7:])
        assert pdu is not None
        head = data[:4] + (len(pdu) + 1).to_bytes(2, "big") + data[6:7]
        self.loop.call_later(self.dice.uniform(0.01, 0.03), self.answer, address, head + pdu)

    def answer(self, address: int, data: bytes) -> None:
        self.answered.setdefault(address, []).append(self.loop.time())
        self.arrive(data)


def box_day(seconds: float, writes: int) -> tuple[BoxPort, Board]:
    """A box polled once a second while so many set-points a second are written at the tick."""
    board, ports = Board(), list[BoxPort]()

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            ports.append(BoxPort(Slaves(), random.Random(4)))
            return ports[0]

        points = {f"v{at}": f"u1a{at}.energy" for at in ADDRESSES}
        device = Device(id="d1", profile="test/words", bus="line", unit=1, points=points)
        device = device.model_copy(update={"outputs": {"w": "u1.energy"}})
        station = station_of("line", device, words_profile(ADDRESSES), 1.0)
        row = BusRow(id="line", kind="tcp", wire="memory:1")
        bus = ModbusBus(row, [station], opener, loop_clock(), board)
        run = asyncio.ensure_future(bus.run())
        ticks = asyncio.ensure_future(_ticks(bus, writes))
        await run_for(run, seconds)
        ticks.cancel()

    async def started() -> None:
        await asyncio.sleep(STARTED_S)
        await main()

    run_simulated(started())
    return ports[0], board


async def _ticks(bus: ModbusBus, writes: int) -> None:
    loop, number = asyncio.get_running_loop(), 0
    while True:
        await asyncio.sleep(TURN_S - loop.time() % TURN_S)
        for _ in range(writes):
            number += 1
            assert (await bus.write("d1", "w", float(number % 900))).is_confirmed


def test_writes_of_every_tick_leave_every_poll_on_its_grid() -> None:
    port, _ = box_day(60.0, writes=7)
    reads = [(at_s, address) for at_s, function, address in port.asked if function == 3]
    polls = {
        address: [at_s for at_s, asked in reads if asked == address and at_s % 1.0 > 0.45]
        for address in ADDRESSES
    }
    assert sum(function == 6 for _, function, _ in port.asked) >= 7 * 58
    for place, address in enumerate(ADDRESSES):
        assert len(polls[address]) in (59, 60)
        for at_s in polls[address]:
            off_s = at_s % 1.0 - POLLS_FROM_S - place * PLACE_S
            assert abs(off_s) <= OFF_THE_GRID_S, (address, at_s)


def test_every_sample_is_of_the_moment_its_own_answer_came() -> None:
    port, board = box_day(20.0, writes=0)
    for address in ADDRESSES:
        times = [sample.at_s for sample in board.samples if sample.tag == f"u1a{address}.energy"]
        assert times == port.answered[address][: len(times)] and len(times) >= 19


@pytest.mark.parametrize("now_s", [0.0, 0.3, 17.5, 17.999])
def test_a_line_that_carries_orders_is_polled_in_the_later_half_of_a_second(now_s: float) -> None:
    made, periods_s = Timetable(), [1.0, 2.0, 5.0, 1.0, 2.0]
    for period_s in periods_s:
        made.add(period_s, life_support=False)
    made.start(now_s, orders=True)
    for slot in made.slots:
        assert now_s <= slot.due_s < now_s + slot.period_s
        assert POLLS_FROM_S - 1e-9 <= slot.due_s % 1.0 <= POLLS_FROM_S + POLLS_WITHIN_S
    assert len({round(slot.due_s % 1.0, 6) for slot in made.slots}) == len(periods_s)
