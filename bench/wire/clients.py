"""Clients that read ten registers again and again, each in a process of its own.

Run as a program: `clients.py NAME WIRE BAUD SECONDS COUNT TIMEOUT`; the answer is one line of
JSON. COUNT 0: as many reads as fit in SECONDS. Imports of others' libraries stand where they are
used: each environment has only its own. It refuses to know the stations and to judge.
"""

import asyncio
import ctypes
import json
import resource
import sys
import time
from collections.abc import Awaitable, Callable

REGISTERS, UNIT = 10, 1
STATIONS = range(1, 11)
RIGHT = [10 * n + UNIT for n in range(REGISTERS)]


class Course:
    """Counts reads from the second good one on (the first opens the way)."""

    def __init__(self, seconds: float, count: int) -> None:
        self.seconds, self.count = seconds, count
        self.reads = self.good = self.wrong = 0
        self.began_s = time.monotonic()
        self.cpu_began_s = cpu_s()

    def on(self) -> bool:
        """True while reading should go on."""
        if self.count:
            return self.reads < self.count
        return time.monotonic() - self.began_s < self.seconds

    def took(self, values: list[int] | None) -> None:
        """One read is over; None: no answer."""
        self.reads += 1
        if values is not None:
            self.good += values == RIGHT
            self.wrong += values != RIGHT

    def told(self) -> str:
        """The answer line."""
        spent_s = time.monotonic() - self.began_s
        cpu = cpu_s() - self.cpu_began_s
        figures = {"reads": self.reads, "good": self.good, "wrong": self.wrong}
        return json.dumps(figures | {"seconds": spent_s, "cpu_s": cpu})


def cpu_s() -> float:
    """Processor time of this process, s."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def blocking(read: Callable[[], list[int] | None], seconds: float, count: int) -> str:
    """Run a client that blocks."""
    if not count:
        read()
    course = Course(seconds, count)
    while course.on():
        course.took(read())
    return course.told()


async def awaiting(
    read: Callable[[], Awaitable[list[int] | None]], seconds: float, count: int
) -> str:
    """Run a client of asyncio."""
    if not count:
        await read()
    course = Course(seconds, count)
    while course.on():
        course.took(await read())
    return course.told()


def pymodbus_async(wire: str, baud: int, seconds: float, count: int, timeout_s: float) -> str:
    """Its asyncio client, no retries."""
    import logging

    from pymodbus.client import AsyncModbusSerialClient
    from pymodbus.exceptions import ModbusException

    logging.disable(logging.CRITICAL)

    async def main() -> str:
        client = AsyncModbusSerialClient(wire, baudrate=baud, timeout=timeout_s, retries=0)
        client.set_max_no_responses(1_000_000)
        await client.connect()

        async def read() -> list[int] | None:
            try:
                answer = await client.read_holding_registers(0, count=REGISTERS, device_id=UNIT)
            except ModbusException:
                return None
            return None if answer.isError() else list(answer.registers)

        told = await awaiting(read, seconds, count)
        client.close()
        return told

    return asyncio.run(main())


def minimal_modbus(wire: str, baud: int, seconds: float, count: int, timeout_s: float) -> str:
    """minimalmodbus, which blocks."""
    import minimalmodbus  # type: ignore[import-not-found,unused-ignore]

    instrument = minimalmodbus.Instrument(wire, UNIT)
    instrument.serial.baudrate, instrument.serial.timeout = baud, timeout_s

    def read() -> list[int] | None:
        try:
            return list(instrument.read_registers(0, REGISTERS))
        except (OSError, ValueError):
            return None

    return blocking(read, seconds, count)


def libmodbus(wire: str, baud: int, seconds: float, count: int, timeout_s: float) -> str:
    """The C library from Debian, called through ctypes."""
    c = ctypes.CDLL("libmodbus.so.5")
    c.modbus_new_rtu.restype = ctypes.c_void_p
    context = ctypes.c_void_p(c.modbus_new_rtu(wire.encode(), baud, ctypes.c_char(b"N"), 8, 1))
    c.modbus_set_slave(context, UNIT)
    c.modbus_set_response_timeout(context, 0, round(1e6 * timeout_s))
    if c.modbus_connect(context) != 0:
        sys.exit("libmodbus cannot open the wire")
    words = (ctypes.c_uint16 * REGISTERS)()

    def read() -> list[int] | None:
        got = c.modbus_read_registers(context, 0, REGISTERS, words)
        return list(words) if got == REGISTERS else None

    return blocking(read, seconds, count)


def tmodbus(wire: str, baud: int, seconds: float, count: int, timeout_s: float) -> str:
    """tmodbus, asyncio; keeps the gap."""
    from tmodbus import create_async_rtu_client  # type: ignore[import-not-found,unused-ignore]
    from tmodbus.exceptions import TModbusError  # type: ignore[import-not-found,unused-ignore]

    async def main() -> str:
        client = create_async_rtu_client(wire, unit_id=UNIT, timeout=timeout_s, baudrate=baud)
        await client.connect()

        async def read() -> list[int] | None:
            try:
                return list(await client.read_holding_registers(0, REGISTERS))
            except (TModbusError, TimeoutError):
                return None

        told = await awaiting(read, seconds, count)
        await client.disconnect()
        return told

    return asyncio.run(main())


def ours(wire: str, baud: int, seconds: float, count: int, timeout_s: float) -> str:
    """Our whole bus, every sample judged; enough stations at 20 Hz that one is always due."""
    from bench.wire import ours as own
    from farm.sample import Sample, one_by_one

    async def main() -> str:
        course: Course | None = None
        values: list[int] = []
        done = asyncio.Event()

        def take(sample: Sample) -> None:
            nonlocal course
            unit, _, register = sample.tag.removesuffix(".energy")[1:].partition("a")
            if sample.status.is_good and sample.value is not None:
                values.append(int(sample.value) - int(unit) + UNIT)
            if int(register) < REGISTERS - 1:
                return
            if course is None:  # the first visit opens the wire
                course = Course(seconds, count)
            else:
                course.took(list(values) if len(values) == REGISTERS else None)
            values.clear()
            if not course.on():
                done.set()

        devices = [own.device(unit, 0.05) for unit in STATIONS]
        line = own.bus(
            own.row(wire, baud), devices, own.profile(timeout_s=timeout_s), one_by_one(take)
        )
        run = asyncio.ensure_future(line.run())
        await done.wait()
        run.cancel()
        assert course is not None
        return course.told()

    return own.on_real_loop(main())


CLIENTS = {
    "ours": ours,
    "pymodbus-async": pymodbus_async,
    "minimalmodbus": minimal_modbus,
    "libmodbus": libmodbus,
    "tmodbus": tmodbus,
}

if __name__ == "__main__":
    _, name, wire_path, rate, long_s, reads, patience_s = sys.argv
    print(CLIENTS[name](wire_path, int(rate), float(long_s), int(reads), float(patience_s)))
