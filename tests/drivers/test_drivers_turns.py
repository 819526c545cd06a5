"""What a dead station may cost, how soon a write is through, reads at their own pace and reads
that have to be started, by exact wire arithmetic on the simulated loop."""

import asyncio
import itertools
from collections.abc import Callable

import pytest

from drivers.modbus_bus import ModbusBus
from drivers.outcome import WriteOutcome
from drivers.port import Port
from drivers.reads import by_period
from drivers.rtu_line import MARGIN_S
from drivers.station import station_of
from drivers.wire_time import character_s, gap_s
from farm.clock import loop_clock, run_simulated
from farm.profile import Profile
from farm.site import Bus as BusRow
from farm.site import Device
from tests.drivers.slaves import Board, MemoryPort, Slaves, rtu_row, run_for, words_profile

BAUD = 9600
ONE_S = character_s(BAUD, 8, "N", 1)
IDLE_S = gap_s(BAUD, ONE_S)
REGISTERS = 10
TRANSACTION_S = (8 + 5 + 2 * REGISTERS) * ONE_S + 2 * IDLE_S + MARGIN_S


def block_profile(timeout_ms: int = 300, worst_ms: int = 300, blocks: int = 1) -> Profile:
    """Reads of ten registers each, and one register to write."""
    body = words_profile((0,)).model_dump(by_alias=True)
    body["timing"] |= {"response_timeout_ms": timeout_ms, "worst_reply_ms": worst_ms}
    body["reads"] = [_block(100 * number) for number in range(blocks)]
    set_point = {"key": "set", "offset": 0, "type": "uint16"}
    body["reads"].append(
        {"id": "set", "area": "holding", "address": 5000, "count": 1, "points": (set_point,)}
    )
    write = {"key": "w", "fc": 6, "address": 5000, "low": 0, "high": 1000}
    body["writes"] = (write | {"verify": {"point": "set", "within_s": 1.0}},)
    return Profile.model_validate(body)


def _block(address: int) -> dict[str, object]:
    points = (
        {"key": f"v{address}", "offset": 0, "type": "uint16"},
        {"key": f"w{address}", "offset": REGISTERS - 1, "type": "uint16"},
    )
    row = {"id": f"r{address}", "area": "holding", "address": address, "count": REGISTERS}
    return row | {"whole": True, "points": points}


def run_line(
    slaves: Slaves,
    devices: list[Device],
    profile: Profile,
    seconds: float,
    meanwhile: Callable[[ModbusBus], "asyncio.Future[None]"] | None = None,
) -> Board:
    board = Board()

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            return MemoryPort(slaves, BAUD)

        rows = [part for device in devices for part in by_period(device)]
        stations = [station_of("line", row, profile, 1.0) for row in rows]
        bus = ModbusBus(rtu_row(), stations, opener, loop_clock(), board)
        run = asyncio.ensure_future(bus.run())
        beside = meanwhile(bus) if meanwhile else None
        await run_for(run, seconds)
        if beside is not None:
            await beside
        board.state = bus.state()

    run_simulated(main())
    return board


def block_device(unit: int, period_s: float = 1.0, blocks: int = 1) -> Device:
    points = {f"v{100 * block}": f"u{unit}a{100 * block}.energy" for block in range(blocks)}
    return Device(
        id=f"d{unit}", profile="t", bus="line", unit=unit, period_s=period_s, points=points
    )


def test_a_dead_station_among_sixteen_costs_one_visit_and_nothing_between() -> None:
    slaves = Slaves(turnaround_s=IDLE_S)
    slaves.dead.add(8)
    devices = [block_device(unit) for unit in range(1, 17)]
    board = run_line(slaves, devices, block_profile(), 300.0)
    visits = [at_s for at_s, request in slaves.asked if request[0] == 8]
    worst_s = 1.0 + 8 * ONE_S + 0.3 + TRANSACTION_S
    between_s = 0.0
    for unit in set(range(1, 17)) - {8}:
        times = sorted({sample.at_s for sample in board.good(unit)})
        assert len(times) >= 299
        for before_s, after_s in itertools.pairwise(times):
            assert after_s - before_s <= worst_s
            # A visit delays who falls due during it or while the line catches up, within a second.
            if not any(before_s - 1.0 <= at_s <= after_s for at_s in visits):
                between_s = max(between_s, after_s - before_s)
    assert 0.95 < between_s <= 1.05
    assert len(visits) >= 30


def test_a_write_waits_for_one_transaction_though_the_line_is_full() -> None:
    slaves, waits_s = Slaves(turnaround_s=IDLE_S), list[float]()
    blocks = 5
    devices = [block_device(unit, 0.2, blocks) for unit in (1, 2, 3)]
    devices[1] = devices[1].model_copy(update={"outputs": {"w": "u2.energy"}})

    async def writes(bus: ModbusBus) -> None:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(5.0)
        for number in range(200):
            await asyncio.sleep(0.1 + 0.00137 * (number % 71))
            began_s = loop.time()
            outcome = await bus.write("d2", "w", float(number % 50))
            waits_s.append(loop.time() - began_s)
            assert outcome.is_confirmed and outcome.attempts == 1

    profile = block_profile(blocks=blocks)
    board = run_line(slaves, devices, profile, 60.0, lambda bus: asyncio.ensure_future(writes(bus)))
    write_s = (8 + 8) * ONE_S + 2 * IDLE_S + MARGIN_S
    read_back_s = (8 + 7) * ONE_S + 2 * IDLE_S + MARGIN_S
    p99_s = sorted(waits_s)[int(0.99 * len(waits_s))]
    assert len(waits_s) == 200
    assert p99_s <= 1.05 * (TRANSACTION_S + write_s + read_back_s)
    assert board.state.used_share > 0.98
    asked = [request for _, request in slaves.asked]
    after = [b for a, b in itertools.pairwise(asked) if a[1] == 6]
    assert {request[:6] for request in after} == {bytes.fromhex("020313880001")}


def test_each_tag_is_asked_at_its_own_pace() -> None:
    slaves = Slaves(turnaround_s=IDLE_S)
    device = Device.model_validate(
        {
            "id": "d1",
            "profile": "t",
            "bus": "line",
            "period_s": 0.5,
            "points": {
                "v0": "u1a0.energy",
                "v100": {"tag": "u1a100.energy", "period_s": 10.0},
            },
        }
    )
    board = run_line(slaves, [device], block_profile(blocks=2), 100.5)
    asked = [int.from_bytes(request[2:4], "big") for _, request in slaves.asked]
    assert asked.count(0) == 201 and asked.count(100) in (10, 11)
    slow = sorted({s.at_s for s in board.samples if s.tag == "u1a100.energy"})
    assert all(b - a == pytest.approx(10.0, abs=0.1) for a, b in itertools.pairwise(slow))
    assert not board.wrong()
    assert board.state.stations["d1"].answered == len(asked)


def test_a_dead_station_with_two_paces_costs_one_question_a_visit() -> None:
    slaves = Slaves(turnaround_s=IDLE_S)
    slaves.dead.add(1)
    points = {"v0": "u1a0.energy", "v100": {"tag": "u1a100.energy", "period_s": 2.0}}
    device = Device.model_validate(
        {"id": "d1", "profile": "t", "bus": "line", "points": points, "unit": 1}
    )
    run_line(slaves, [device], block_profile(blocks=2), 100.0)
    assert len(slaves.asked) <= 4 + 100 / 10 + 1


# -- measurements that have to be started ------------------------------------------------------

WAIT_S = 0.5


class Measuring(Slaves):
    """Address 100 × n is ready once 9000 + n was written and the measurement took its time."""

    def __init__(self) -> None:
        super().__init__(turnaround_s=IDLE_S)
        self.ready_s: dict[int, float] = {}
        self.early = 0

    def answer(self, unit: int, pdu: bytes) -> bytes | None:
        address, loop = int.from_bytes(pdu[1:3], "big"), asyncio.get_running_loop()
        if unit == 1 and pdu[0] == 6 and address >= 9000:
            self.ready_s = {address - 9000: loop.time() + WAIT_S}  # starting one ends the other
        if unit == 1 and pdu[0] == 3 and address < 5000:
            ready_s = self.ready_s.pop(address // 100, float("inf"))
            self.early += loop.time() < ready_s
        return super().answer(unit, pdu)


def triggered_profile() -> Profile:
    body = block_profile(blocks=2).model_dump(by_alias=True)
    for number in (0, 1):
        body["reads"][number]["trigger"] = {
            "fc": 6,
            "address": 9000 + number,
            "value": 1,
            "wait_ms": 1000 * WAIT_S + 20,
        }
    return Profile.model_validate(body)


def test_the_line_goes_on_while_a_measurement_takes_its_time() -> None:
    slaves, board = Measuring(), Board()
    plain, triggered = block_profile(), triggered_profile()

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            return MemoryPort(slaves, BAUD)

        stations = [station_of("line", block_device(1, 3.0, 2), triggered, 1.0)]
        stations += [station_of("line", block_device(u, 0.25), plain, 1.0) for u in (2, 3)]
        bus = ModbusBus(rtu_row(), stations, opener, loop_clock(), board)
        await run_for(asyncio.ensure_future(bus.run()), 60.0)
        board.state = bus.state()

    run_simulated(main())
    assert slaves.early == 0
    assert all(sample.status.is_good for sample in board.samples) and not board.wrong()
    assert len(board.good(1)) >= 2 * 19
    for unit in (2, 3):
        assert board.longest_gap_s(unit) <= 0.25 + 2 * TRANSACTION_S
    starts = [request[2:4] for _, request in slaves.asked if request[:2] == b"\x01\x06"]
    assert abs(starts.count(b"\x23\x28") - starts.count(b"\x23\x29")) <= 1
    assert board.state.stations["d1"].writes == len(starts)


def test_a_measurement_whose_start_was_not_answered_is_missed_and_started_anew() -> None:
    slaves = Measuring()
    drops = itertools.count()

    def lossy(request: bytes, answer: bytes) -> list[tuple[float, bytes]]:
        lost = request[1] == 6 and next(drops) % 3 == 1
        return [] if lost else [(0.0, answer)]

    slaves.faults[1] = lossy
    board = run_line(slaves, [block_device(1, 3.0, 2)], triggered_profile(), 120.0)
    assert slaves.early == 0 and not board.wrong()
    assert {sample.reason for sample in board.of(1)} == {"", "no_reply"}


def test_a_dead_station_with_a_new_wish_every_second_costs_no_more_than_its_visits() -> None:
    slaves, outcomes = Slaves(turnaround_s=IDLE_S), list[WriteOutcome]()
    devices = [block_device(unit) for unit in range(1, 17)]
    devices[7] = devices[7].model_copy(update={"outputs": {"w": "u8.energy"}})
    died_s, back_s = 20.3, 200.0

    async def wishes(bus: ModbusBus) -> None:
        loop, asked = asyncio.get_running_loop(), list[asyncio.Task[WriteOutcome]]()
        for number in range(280):
            if loop.time() >= back_s:
                slaves.dead.clear()
            elif loop.time() >= died_s:
                slaves.dead.add(8)
            asked.append(asyncio.ensure_future(bus.write("d8", "w", float(number % 50))))
            await asyncio.sleep(1.0)
        outcomes.extend(await asyncio.gather(*asked))

    board = run_line(
        *(slaves, devices, block_profile(), 300.0), lambda bus: asyncio.ensure_future(wishes(bus))
    )
    worst_s = 1.0 + 8 * ONE_S + 0.3 + TRANSACTION_S
    for unit in set(range(1, 17)) - {8}:
        times = sorted({sample.at_s for sample in board.good(unit)})
        assert len(times) >= 299
        assert max(b - a for a, b in itertools.pairwise(times)) <= worst_s
    tried = [at_s for at_s, request in slaves.asked if request[0] == 8 and 21 < at_s < back_s]
    assert min(b - a for a, b in itertools.pairwise(tried)) >= 1.0
    assert len(tried) <= (back_s - died_s) / 10.0 + 5
    assert all(row.reason == "no_reply" and not row.attempts for row in outcomes[26:198])
    assert all(row.is_confirmed for row in outcomes[212:])
