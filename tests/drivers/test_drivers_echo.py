"""A line that repeats our own question before the answer, or instead of one; and the numbers of a
TCP connection that RTU stations could hear."""

import asyncio

import pytest

from drivers.framing import ASCII, RTU, Framing
from drivers.modbus import Answer, read_request
from drivers.modbus_bus import ModbusBus
from drivers.port import Port
from drivers.rtu_line import Pace
from drivers.station import station_of
from drivers.tally import Tally
from drivers.tcp_line import FIRST_TRANSACTION, TcpLine
from farm.clock import loop_clock, run_simulated
from farm.profile import Area, Profile
from farm.site import Bus as BusRow
from farm.site import Device
from tests.drivers.slaves import (
    Board,
    MemoryPort,
    Slaves,
    frame,
    rtu_row,
    run_for,
    words_device,
    words_profile,
)

INPUTS = 24


class EchoPort(MemoryPort):
    """A two-wire adapter that hears itself, byte by byte."""

    async def write(self, data: bytes) -> None:
        for number, byte in enumerate(data):
            self.loop.call_later((number + 1) * self.character_s, self.arrive, bytes([byte]))
        await super().write(data)


def inputs_profile() -> Profile:
    body = words_profile((100,)).model_dump(by_alias=True) | {"writes": ()}
    point = {"key": "di", "offset": 0, "type": "bit", "count": INPUTS}
    row = {"id": "bits", "area": "discrete", "address": 0x0300, "count": INPUTS, "whole": True}
    return Profile.model_validate(body | {"reads": [row | {"points": [point]}]})


def inputs_device() -> Device:
    points = {f"di{n}": f"u1b{n}.energy" for n in range(INPUTS)}
    return Device(id="d1", profile="test/words", bus="line", unit=1, points=points)


def echoed(slaves: Slaves, device: Device, profile: Profile, seconds: float) -> Board:
    board = Board()

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            return EchoPort(slaves)

        station = station_of("line", device, profile, 1.0)
        bus = ModbusBus(rtu_row(), [station], opener, loop_clock(), board)
        await run_for(asyncio.ensure_future(bus.run()), seconds)

    run_simulated(main())
    return board


@pytest.mark.parametrize("framing", [RTU, ASCII])
@pytest.mark.parametrize("area", [Area.COIL, Area.DISCRETE])
@pytest.mark.parametrize("count", [17, 20, 24])
def test_a_question_is_never_its_own_answer(framing: Framing, area: Area, count: int) -> None:
    """Function, address and count of such a read are an answer of three bytes by themselves."""
    request = read_request(1, area, 0x0305, count)
    own = framing.frame(request)
    assert framing.find(request, own) is None
    assert framing.find(request, b"\xff" + own) is None
    body = bytes([1, request.function, 3, 1, 2, 3])
    answer = frame(body) if framing is RTU else b":" + ascii_digits(body) + b"\r\n"
    assert framing.find(request, own + answer) == Answer(bytes([1, 2, 3]))


def ascii_digits(body: bytes) -> bytes:
    return (body + bytes([-sum(body) & 0xFF])).hex().upper().encode()


@pytest.mark.parametrize("dead", [True, False])
def test_no_input_is_made_of_an_echo(dead: bool) -> None:
    slaves = Slaves()
    slaves.dead |= {1} if dead else set()
    board = echoed(slaves, inputs_device(), inputs_profile(), 10.0)
    good = [sample for sample in board.samples if sample.status.is_good]
    assert len(good) == (0 if dead else 10 * INPUTS)
    assert all(sample.value == 0.0 for sample in good)


def test_an_echo_that_looks_like_a_damaged_answer_shortens_no_wait() -> None:
    """Address 0200h: the echo begins as an answer of one register does, and the station is slow."""
    slaves = Slaves(turnaround_s=0.05)
    board = echoed(slaves, words_device(1, (0x0200,)), words_profile((0x0200,)), 60.0)
    assert len(board.good(1)) >= 60 and not board.wrong()


class NumbersPort(MemoryPort):
    """Keeps the transaction numbers of what goes out; nobody answers."""

    def __init__(self) -> None:
        super().__init__(Slaves())
        self.numbers: list[int] = []

    async def write(self, data: bytes) -> None:
        self.numbers.append(int.from_bytes(data[:2], "big"))


def test_transaction_numbers_never_begin_with_the_broadcast_address() -> None:
    async def main() -> list[int]:
        line, port = TcpLine(loop_clock().now_s, Tally()), NumbersPort()
        line.port = port
        request, pace = read_request(1, Area.HOLDING, 0, 1), Pace(0.001, 0.001)
        for _ in range(0x10000 - FIRST_TRANSACTION + 2):
            await line.ask(request, pace)
        return port.numbers

    numbers = run_simulated(main())
    assert FIRST_TRANSACTION >= 0x0100 and min(numbers) == FIRST_TRANSACTION
    assert max(numbers) == 0xFFFF and len(set(numbers)) == 0x10000 - FIRST_TRANSACTION
