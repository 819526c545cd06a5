"""Measure how long a set-point takes to be written and read back while the line is full.

9600 baud, ten stations of ten registers, always one due. Peer: pymodbus async with one lock that a
whole poll round holds, as a plain gateway does it; and with the lock held for one request only.
It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import asyncio
import logging
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence

from pymodbus.client import AsyncModbusSerialClient

from bench.wire import ours
from bench.wire.arithmetic import read_s, write_s
from bench.wire.slave import PacedLine
from farm.sample import Sample

BAUD, STATIONS, REGISTERS = 9600, range(1, 11), 10
PAUSE_S = (0.1, 0.4)
SEED = 1
Write = Callable[[int], Awaitable[bool]]


async def timed(write: Write, count: int) -> list[float]:
    """Seconds of each write that was confirmed; the pauses between them are random."""
    dice, spent = random.Random(SEED), list[float]()
    for value in range(1, count + 1):
        await asyncio.sleep(dice.uniform(*PAUSE_S))
        began_s = time.perf_counter()
        assert await write(value), "a write was not confirmed"
        spent.append(time.perf_counter() - began_s)
    return spent


async def own(line: PacedLine, count: int) -> list[float]:
    """Our bus."""
    opened = asyncio.Event()

    def take(samples: Sequence[Sample]) -> None:
        opened.set()

    devices = [ours.device(unit, 0.05, writes=unit == 1) for unit in STATIONS]
    bus = ours.bus(ours.row(line.wire, BAUD), devices, ours.profile(), take)
    run = asyncio.ensure_future(bus.run())
    await opened.wait()

    async def write(value: int) -> bool:
        return (await bus.write("d1", "w", float(value))).is_confirmed

    spent = await timed(write, count)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    return spent


async def pymodbus(line: PacedLine, count: int, *, whole_round: bool) -> list[float]:
    """The peer."""
    client = AsyncModbusSerialClient(line.wire, baudrate=BAUD, timeout=0.3, retries=0)
    await client.connect()
    lock = asyncio.Lock()

    async def polls() -> None:
        while True:
            async with lock:
                for unit in STATIONS:
                    await client.read_holding_registers(0, count=REGISTERS, device_id=unit)
            await asyncio.sleep(0)

    async def poll_singly() -> None:
        while True:
            for unit in STATIONS:
                async with lock:
                    await client.read_holding_registers(0, count=REGISTERS, device_id=unit)

    async def write(value: int) -> bool:
        async with lock:
            await client.write_register(0, value, device_id=1)
            back = await client.read_holding_registers(0, count=1, device_id=1)
            return list(back.registers) == [value]

    run = asyncio.ensure_future(polls() if whole_round else poll_singly())
    spent = await timed(write, count)
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    client.close()
    return spent


def told(name: str, spent_s: list[float], bound_s: float) -> None:
    """Print p50 and p99 beside the bound."""
    cuts = statistics.quantiles(spent_s, n=100, method="inclusive")
    print(
        f"  {name:24} p50 {1000 * cuts[49]:6.1f} ms, p99 {1000 * cuts[98]:6.1f} ms = "
        f"{cuts[98] / bound_s:.2f} of the bound, longest {1000 * max(spent_s):6.1f} ms"
    )


def main() -> None:
    """Print p50 and p99 of everyone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of 30 writes")
    quick: bool = parser.parse_args().quick
    logging.disable(logging.CRITICAL)
    times, count = (1, 30) if quick else (7, 60)
    longest_s, back_s = read_s(BAUD, REGISTERS), read_s(BAUD, 1)
    bound_s = longest_s + write_s(BAUD) + back_s
    print(f"== write and read-back on a full line, {BAUD} baud, {times} rounds of {count} writes")
    print(
        f"  bound {1000 * bound_s:.1f} ms = longest transaction {1000 * longest_s:.1f} + write "
        f"{1000 * write_s(BAUD):.1f} + read-back of one register {1000 * back_s:.1f}"
    )
    mine, rounds, single = list[float](), list[float](), list[float]()
    for _ in range(times):
        with PacedLine(BAUD) as line:
            mine += ours.on_real_loop(own(line, count))
        with PacedLine(BAUD) as line:
            rounds += asyncio.run(pymodbus(line, count // 3, whole_round=True))
        with PacedLine(BAUD) as line:
            single += asyncio.run(pymodbus(line, count, whole_round=False))
    told("ours", mine, bound_s)
    told("pymodbus, lock per round", rounds, bound_s)
    told("pymodbus, lock per read", single, bound_s)


if __name__ == "__main__":
    main()
