"""How much of the copper a line uses, by exact arithmetic on the simulated loop."""

import itertools

import pytest

from drivers.conversation import line_of
from drivers.modbus import Answer, read_request
from drivers.rtu_line import MARGIN_S, Pace
from drivers.tally import Tally
from drivers.wire_time import character_s, gap_s
from farm.clock import loop_clock, run_simulated
from farm.profile import Area
from farm.site import Bus as BusRow
from tests.drivers.slaves import MemoryPort, Slaves, frame

READS = 50


class Copper(MemoryPort):
    """One byte at a time, by a slave that waits t3.5 and no longer; counts who looks."""

    def __init__(self, slaves: Slaves, baud: int) -> None:
        super().__init__(slaves, baud, pieces=1000)
        self.looks = 0
        self.last_byte_s = 0.0
        self.gaps_s: list[float] = []

    async def write(self, data: bytes) -> None:
        if self.last_byte_s:
            self.gaps_s.append(self.loop.time() - self.last_byte_s)
        await super().write(data)

    def arrive(self, data: bytes) -> None:
        self.last_byte_s = self.loop.time()
        super().arrive(data)

    async def read(self) -> bytes:
        self.looks += 1
        return await super().read()


@pytest.mark.parametrize("baud", [9600, 19200, 115200])
def test_nothing_is_lost_between_reads_but_what_the_standard_demands(baud: int) -> None:
    one_s = character_s(baud, 8, "N", 1)
    idle_s = gap_s(baud, one_s)
    at_s, ports = [], []

    async def main() -> None:
        row = BusRow.model_validate({"id": "l", "kind": "rtu", "wire": "w", "baud": baud})
        line = line_of(row, loop_clock().now_s, Tally())
        port = Copper(Slaves(turnaround_s=idle_s), baud)
        line.port = port
        ports.append(port)
        request = read_request(1, Area.HOLDING, 0, 10)
        for _ in range(READS):
            assert isinstance(await line.ask(request, Pace(0.3, 0.5)), Answer)
            at_s.append(loop_clock().now_s())

    run_simulated(main())
    least_s = (8 + 25) * one_s + 2 * idle_s
    for before_s, after_s in itertools.pairwise(at_s):
        assert after_s - before_s == pytest.approx(least_s + MARGIN_S, abs=1e-7)
    assert min(ports[0].gaps_s) >= idle_s
    assert ports[0].looks <= 5 * READS  # and not once for each of its 25 bytes


def test_a_refusal_is_heard_at_once_although_it_is_short() -> None:
    async def main() -> None:
        slaves = Slaves({1: lambda request, answer: [(0.0, frame(b"\x01\x83\x02"))]})
        line = line_of(BusRow(id="l", kind="rtu", wire="w"), loop_clock().now_s, Tally())
        line.port = Copper(slaves, 9600)
        verdict = await line.ask(read_request(1, Area.HOLDING, 0, 125), Pace(0.3, 0.5))
        assert verdict.code == 2  # type: ignore[union-attr]
        heard_s = 3.5 * 10 / 9600 + MARGIN_S + (8 + 5) * 10 / 9600 + 0.01
        assert loop_clock().now_s() == pytest.approx(heard_s, abs=1e-6)

    run_simulated(main())
