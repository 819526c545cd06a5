"""Measure what one dead station of sixteen costs the others: 1 Hz, 9600 baud, ten registers each.

Timeout and longest answer 0.3 s. Worst gap between two readings of a live station, apart for gaps
in which the dead one was visited and for the rest. Peer: pymodbus async on the same kind of line,
one task a station, as it comes (3 s, 3 retries) and tuned (0.3 s, none).
It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import asyncio
import bisect
import itertools
import logging
import time
from dataclasses import dataclass, field

from pymodbus.client import AsyncModbusSerialClient
from pymodbus.exceptions import ModbusException

from bench.wire import ours
from bench.wire.arithmetic import character_s, read_s
from bench.wire.race import median
from bench.wire.slave import PacedLine
from farm.sample import Sample, one_by_one

BAUD, STATIONS, DEAD = 9600, range(1, 17), 16
PERIOD_S, TIMEOUT_S, SETTLE_S = 1.0, 0.3, 3.0
REGISTERS = 10


@dataclass
class Seen:
    """When live stations were read and the dead one was given up."""

    live_s: dict[int, list[float]] = field(default_factory=lambda: {u: [] for u in STATIONS})
    given_up_s: list[float] = field(default_factory=list)
    ended_s: float = 0.0

    def worst(self) -> tuple[float, float]:
        """Longest gap of a live station, s: with a visit of the dead one in it, without."""
        at_visits, between = [0.0], [0.0]
        began_s = min(times[0] for times in self.live_s.values() if times) + SETTLE_S
        for times in self.live_s.values():
            for before_s, after_s in itertools.pairwise(t for t in times if t > began_s):
                visits = self.given_up_s
                late = bisect.bisect(visits, after_s + TIMEOUT_S) > bisect.bisect(visits, before_s)
                (at_visits if late else between).append(after_s - before_s)
            at_visits.append(self.ended_s - times[-1] if times else 0.0)
        return max(at_visits), max(between)


async def own(line: PacedLine, seconds: float) -> Seen:
    """Our bus."""
    seen = Seen()

    def take(sample: Sample) -> None:
        unit, _, register = sample.tag.removesuffix(".energy")[1:].partition("a")
        if register != "0":
            return
        if sample.value is not None:
            seen.live_s[int(unit)].append(sample.at_s)
        elif int(unit) == DEAD:
            seen.given_up_s.append(sample.at_s)

    devices = [ours.device(unit, PERIOD_S) for unit in STATIONS]
    bus = ours.bus(
        ours.row(line.wire, BAUD), devices, ours.profile(timeout_s=TIMEOUT_S), one_by_one(take)
    )
    await ours.run_for(bus, seconds)
    seen.ended_s = asyncio.get_running_loop().time()
    return seen


async def pymodbus(line: PacedLine, seconds: float, timeout_s: float, retries: int) -> Seen:
    """The peer."""
    seen = Seen()
    client = AsyncModbusSerialClient(line.wire, baudrate=BAUD, timeout=timeout_s, retries=retries)
    client.set_max_no_responses(1_000_000)
    await client.connect()

    async def poll(unit: int) -> None:
        due_s = time.monotonic() + PERIOD_S * unit / len(STATIONS)
        while True:
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            due_s = max(due_s + PERIOD_S, time.monotonic())
            try:
                await client.read_holding_registers(0, count=REGISTERS, device_id=unit)
                seen.live_s[unit].append(time.monotonic())
            except ModbusException:
                seen.given_up_s.append(time.monotonic())

    tasks = [asyncio.ensure_future(poll(unit)) for unit in STATIONS]
    await asyncio.sleep(seconds)
    seen.ended_s = time.monotonic()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    client.close()
    return seen


def told(name: str, runs: list[Seen]) -> None:
    """Print medians and the worst of all rounds."""
    at_visits, between = zip(*(run.worst() for run in runs), strict=True)
    visits = sum(len(run.given_up_s) for run in runs)
    print(
        f"  {name:17} at visits {median(at_visits):.3f} s (worst {max(at_visits):.3f}), "
        f"between them {median(between):.3f} s (worst {max(between):.3f}); {visits} visits"
    )


def main() -> None:
    """Print the worst gaps of live stations."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round")
    quick: bool = parser.parse_args().quick
    logging.disable(logging.CRITICAL)
    times, seconds, long_s = (1, 12.0, 20.0) if quick else (7, 20.0, 45.0)
    print(f"== one of {len(STATIONS)} stations dead, {times} rounds of {seconds:g} s, medians")
    bound_s = PERIOD_S + 8 * character_s(BAUD) + TIMEOUT_S + read_s(BAUD, REGISTERS)
    print(f"  by arithmetic: at visits {bound_s:.3f} s; between them 1.05 periods")
    mine, tuned = list[Seen](), list[Seen]()
    for _ in range(times):
        with PacedLine(BAUD, "--dead", DEAD) as line:
            mine.append(ours.on_real_loop(own(line, seconds)))
        with PacedLine(BAUD, "--dead", DEAD) as line:
            tuned.append(asyncio.run(pymodbus(line, seconds, TIMEOUT_S, 0)))
    told("ours", mine)
    told("pymodbus tuned", tuned)
    with PacedLine(BAUD, "--dead", DEAD) as line:
        told("pymodbus default", [asyncio.run(pymodbus(line, long_s, 3.0, 3))])


if __name__ == "__main__":
    main()
