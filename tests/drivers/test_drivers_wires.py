"""The same faults over real wires: a pseudo-terminal at ten times its speed, TCP on loopback.

Also what a bare pymodbus client makes of a late slave, which is why the transaction is ours.
"""

import asyncio
import itertools
import os
import struct
from collections.abc import Awaitable, Callable

import pytest
from pymodbus.client import AsyncModbusSerialClient
from pymodbus.exceptions import ModbusException

from drivers.modbus_bus import ModbusBus
from drivers.port import PortClosed, PortUnavailable
from drivers.ports import open_port
from drivers.station import station_of
from farm.clock import ScaledLoop, anchor_now, loop_clock, run_on
from farm.site import Bus as BusRow
from tests.drivers.slaves import (
    TIMEOUT_S,
    Board,
    Fault,
    PtySlaves,
    Reply,
    Slaves,
    rtu_row,
    run_for,
    words_device,
    words_profile,
)

SPEED = 10.0
ADDRESSES = tuple(range(1, 8))


def late(request: bytes, answer: bytes) -> Reply:
    return [(1.2 * TIMEOUT_S, answer)]


def mixed_delays() -> Fault:
    delays = itertools.cycle((0.0, 0.0, 0.02, 0.1, 0.31, 0.4, 0.28))
    return lambda request, answer: [(next(delays), answer)]


def run_scaled(main: Callable[[], Awaitable[None]]) -> None:
    async def start() -> None:
        await main()

    run_on(ScaledLoop(anchor_now(SPEED)), start())


def on_a_pty(faults: dict[int, Fault], seconds: float) -> Board:
    """The driver's own bus against the scripted slave."""
    board = Board()

    async def main() -> None:
        wire = PtySlaves(Slaves(faults))
        stations = [
            station_of("line", words_device(unit, ADDRESSES), words_profile(ADDRESSES), 1.0)
            for unit in (1, 2)
        ]
        bus = ModbusBus(rtu_row(wire.wire), stations, open_port, loop_clock(), board)
        await run_for(asyncio.ensure_future(bus.run()), seconds)
        wire.close()

    run_scaled(main)
    return board


@pytest.mark.parametrize("fault", [late, mixed_delays()], ids=["late", "random delays"])
def test_a_late_slave_on_a_pty_gives_no_wrong_value(fault: Fault) -> None:
    board = on_a_pty({1: fault}, 30.0)
    assert not board.wrong()
    assert len(board.good(2)) >= len(ADDRESSES)
    assert board.of(1)


def naive_client(fault: Fault, reads: int) -> tuple[int, int]:
    """A bare pymodbus client against the same slave: right and wrong values it returned."""
    counts = {"right": 0, "wrong": 0}

    async def main() -> None:
        wire = PtySlaves(Slaves({1: fault}))
        client = AsyncModbusSerialClient(
            wire.wire, baudrate=9600, timeout=TIMEOUT_S + 0.03, retries=0
        )
        assert await client.connect()
        for _, address in zip(range(reads), itertools.cycle(ADDRESSES), strict=False):
            try:
                reply = await client.read_holding_registers(address, count=1, device_id=1)
            except ModbusException:
                continue
            if not reply.isError() and len(reply.registers) == 1:
                counts["right" if reply.registers[0] == 10 * address else "wrong"] += 1
        client.close()
        await asyncio.sleep(1.0)
        wire.close()

    run_scaled(main)
    return counts["right"], counts["wrong"]


def test_a_bare_pymodbus_client_believes_late_answers() -> None:
    """Why drivers/rtu_line.py exists; should this ever fail, read docs/decisions/0002 again."""
    _, wrong = naive_client(late, 60)
    assert wrong > 0


def test_a_pulled_adapter_ends_the_port_and_a_missing_one_is_named() -> None:
    async def main() -> None:
        wire = PtySlaves(Slaves())
        port = await open_port(rtu_row(wire.wire))
        with pytest.raises(PortUnavailable, match="another program"):
            await open_port(rtu_row(wire.wire))
        waiting = asyncio.ensure_future(port.read())
        await asyncio.sleep(0.1)
        wire.close()
        with pytest.raises(PortClosed):
            await waiting
        with pytest.raises(PortClosed):
            await port.write(b"x")
        port.close()
        port.close()
        with pytest.raises(PortUnavailable, match="no such device"):
            await open_port(rtu_row("/dev/no-such-line"))

    run_scaled(main)


@pytest.mark.parametrize("kind", ["rtu", "modbus-ascii"])
@pytest.mark.parametrize("parity", ["N", "E", "O"])
def test_a_pty_accepts_every_serial_setting_of_the_profiles(kind: str, parity: str) -> None:
    async def main() -> None:
        bits = {"data_bits": 7, "stop_bits": 2} if kind == "modbus-ascii" else {}
        master, slave = os.openpty()
        row = BusRow.model_validate(
            {"id": "x", "kind": kind, "wire": os.ttyname(slave), "parity": parity, **bits}
        )
        for _ in ("first", "again"):
            port = await open_port(row)
            os.write(master, b":0103\r\n")
            assert await port.read() == b":0103\r\n"
            assert port.discard() == b""
            port.close()
        os.close(master)
        os.close(slave)

    run_scaled(main)


# -- TCP ------------------------------------------------------------------------------------

TcpFault = Callable[[bytes, bytes], list[tuple[float, bytes]]]


class TcpServer:
    """Modbus TCP on loopback; `fault` turns request and right answer into what is sent."""

    def __init__(self, fault: TcpFault) -> None:
        self.fault, self.slaves = fault, Slaves()
        self.connections = 0
        self.writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> BusRow:
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        port = self.server.sockets[0].getsockname()[1]
        return BusRow(id="line", kind="tcp", wire=f"127.0.0.1:{port}")

    async def __aexit__(self, *_: object) -> None:
        for writer in self.writers:
            writer.transport.abort()
        self.server.close()
        await self.server.wait_closed()
        await asyncio.sleep(0.2)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while True:
                head = await reader.readexactly(6)
                body = await reader.readexactly(struct.unpack(">H", head[4:])[0])
                pdu = self.slaves.answer(body[0], body[1:]) or b""
                answer = head[:4] + struct.pack(">HB", len(pdu) + 1, body[0]) + pdu
                for late_s, data in self.fault(head + body, answer):
                    asyncio.get_running_loop().call_later(late_s, writer.write, data)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def on_tcp(
    fault: TcpFault, seconds: float = 8.0, timeout_s: float = TIMEOUT_S
) -> tuple[Board, int]:
    board, counted = Board(), []

    async def main() -> None:
        server = TcpServer(fault)
        async with server as row:
            profile = words_profile((1, 2, 3), timeout_s)
            stations = [
                station_of("line", words_device(unit, (1, 2, 3)), profile, 1.0) for unit in (1, 2)
            ]
            bus = ModbusBus(row, stations, open_port, loop_clock(), board)
            await run_for(asyncio.ensure_future(bus.run()), seconds)
            counted.append(server.connections)

    run_scaled(main)
    return board, counted[0]


def every_third(bad: TcpFault) -> TcpFault:
    turn = itertools.count()
    return lambda request, answer: bad(request, answer) if next(turn) % 3 == 1 else [(0.0, answer)]


TCP_FAULTS: dict[str, TcpFault] = {
    "old transaction": lambda r, a: [
        (0.0, struct.pack(">H", struct.unpack(">H", a[:2])[0] - 1) + a[2:-1] + b"\x07"),
        (0.01, a),
    ],
    "wrong unit": lambda r, a: [(0.0, a[:6] + b"\x63" + a[7:-1] + b"\x07")],
    "wrong function": lambda r, a: [(0.0, a[:7] + b"\x04" + a[8:-1] + b"\x07")],
    "wrong count": lambda r, a: [(0.0, a[:5] + b"\x07" + a[6:8] + b"\x04" + a[9:] + b"\x00\x07")],
    "late": lambda r, a: [(1.2 * TIMEOUT_S, a)],
    "garbage": lambda r, a: [(0.0, b"\xa5" * 300 + a)],
    "one byte at a time": lambda r, a: [(0.002 * n, a[n : n + 1]) for n in range(len(a))],
    "mute": lambda r, a: [],
}


@pytest.mark.parametrize("name", TCP_FAULTS)
def test_a_faulty_tcp_peer_gives_no_wrong_value_and_good_ones_between(name: str) -> None:
    board, _ = on_tcp(every_third(TCP_FAULTS[name]))
    assert not board.wrong()
    assert board.samples


@pytest.mark.parametrize("name", ["old transaction", "one byte at a time"])
def test_harmless_oddities_of_tcp_cost_nothing(name: str) -> None:
    board, connections = on_tcp(every_third(TCP_FAULTS[name]), timeout_s=10.0)
    assert all(sample.status.is_good for sample in board.samples)
    assert len(board.samples) >= 6 and connections == 1


@pytest.mark.parametrize("name", ["mute", "garbage"])
def test_a_peer_that_hangs_is_connected_to_again(name: str) -> None:
    board, connections = on_tcp(TCP_FAULTS[name], 20.0)
    assert connections >= 2
    assert not board.good(1) and not board.good(2)


def test_nobody_listening_is_bad_not_connected_and_tried_again() -> None:
    board = Board()

    async def main() -> None:
        row = BusRow(id="line", kind="tcp", wire="127.0.0.1:1")
        station = station_of("line", words_device(1, (1,)), words_profile((1,)), 1.0)
        bus = ModbusBus(row, [station], open_port, loop_clock(), board)
        run = asyncio.ensure_future(bus.run())
        await asyncio.sleep(0.5)
        outcome = await bus.write("d1", "w", 5.0)
        assert (outcome.stage, outcome.reason) == ("failed", "no_wire")
        await run_for(run, 5.0)

    run_scaled(main)
    assert {sample.status.opc_name for sample in board.samples} == {"BadNotConnected"}
