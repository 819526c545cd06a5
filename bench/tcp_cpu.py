"""Measure the processor time of one read of ten tags over TCP, from the socket to the history.

Ours, with the real classes: validate, decode, judge (limits, current range, process range, standing
still), board, history (durable batches, as the tick hands them over). Peers in the same
run: pymodbus' bare asyncio read, and a plain loop around it that decodes, checks limits and hands
the same batches to the same history. Client and station share one core, so reads/s is the inverse
of both their times. `--profile` shows where ours spends it.
It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import asyncio
import cProfile
import json
import os
import pstats
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pymodbus.client import AsyncModbusTcpClient

from bench.wire import ours
from bench.wire.race import median
from bench.wire.slave import TcpStation
from controller.board import Board
from controller.collector import look_rarely
from farm.sample import Sample
from farm.tag import TagName
from records.history.store import HistoryWriter

CORE, TAGS, SEED = 0, 10, 1
LAST = f"u1a{TAGS - 1}.energy"
TICK_S = 0.05
"""A tick is a second; here it comes sooner, or the board would be full before it, and one commit
still holds ten times what a second of the reference plant brings."""


def cpu_s() -> float:
    """Processor time of this process, all threads, s."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def periods() -> dict[TagName, float]:
    """Tags of the one station with their period, s."""
    return {TagName(f"u1a{n}.energy"): 0.05 for n in range(TAGS)}


def hurried(seconds: float) -> Callable[[int], bool]:
    """True while reads should go on."""
    ends_s = time.monotonic() + seconds
    return lambda reads: time.monotonic() < ends_s


async def end_to_end(wire: str, seconds: float, *, stages: str) -> int:
    """Our bus with one station that is always due; reads made. `stages`: how far samples go."""
    board = Board(periods())

    def count(samples: Sequence[Sample]) -> None:
        board.take([s for s in samples[-1:] if s.tag == LAST and s.value is not None])

    # 20 Hz is the fastest a site file may ask; here the station is always due
    device = ours.device(1, 0.05, TAGS).model_copy(update={"period_s": 1e-5})
    sink = count if stages == "judged" else board.take
    bus = ours.bus(ours.row(wire), [device], ours.profile(TAGS), sink)
    run = asyncio.ensure_future(bus.run())
    samples = await _ticks(board, seconds, keep=stages == "history")
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    if board.dropped:  # a stalled machine; what was dropped is counted as work and not as a read
        print(f"    {board.dropped} samples came while the tick was held up", file=sys.stderr)
    return samples if stages == "judged" else samples // TAGS


async def _ticks(board: Board, seconds: float, *, keep: bool) -> int:
    """Hand over what arrived, as the controller's tick does; number of good samples."""
    good = 0
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        history = _history(Path(folder)) if keep else None
        ends_s = time.monotonic() + seconds
        while time.monotonic() < ends_s:
            await asyncio.sleep(min(TICK_S, max(0.0, ends_s - time.monotonic())))
            arrived = board.arrived()
            good += len(arrived) - [sample.value for sample in arrived].count(None)
            if history is not None:  # as controller.notes does
                rows = [(tag, ms, value, +status) for tag, value, status, _, ms, _, _ in arrived]
                history.append(rows)
        if history is not None:
            history.close()
    return good


def _history(folder: Path) -> HistoryWriter:
    """A commit a tick, as on a farm."""
    return HistoryWriter(folder, units={}, commit_every_s=TICK_S)


async def bare(wire: str, seconds: float) -> int:
    """pymodbus: read, nothing else."""
    client, going, reads = await _connected(wire), hurried(seconds), 0
    while going(reads):
        answer = await client.read_holding_registers(0, count=TAGS, device_id=1)
        assert not answer.isError()
        reads += 1
    client.close()
    return reads


async def inline(wire: str, seconds: float) -> int:
    """pymodbus in a plain loop: decode, limits, newest values, the same history."""
    client, going, reads = await _connected(wire), hurried(seconds), 0
    names, newest = [str(tag) for tag in periods()], dict[str, tuple[int, float, int]]()
    batch: list[tuple[str, int, float | None, int]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        history, told_s = _history(Path(folder)), time.monotonic()
        while going(reads):
            answer = await client.read_holding_registers(0, count=TAGS, device_id=1)
            assert not answer.isError()
            reads += 1
            at_ms = time.time_ns() // 1_000_000
            for name, raw in zip(names, answer.registers, strict=True):
                value = raw * 1.0
                status = 0 if 0.0 <= value <= 65535.0 else 0x803C0000
                newest[name] = (at_ms, value, status)
                batch.append((name, at_ms, value, status))
            if time.monotonic() - told_s >= TICK_S:
                history.append(batch)
                batch, told_s = [], time.monotonic()
        history.append(batch)
        history.close()
    client.close()
    return reads


async def _connected(wire: str) -> AsyncModbusTcpClient:
    host, _, port = wire.partition(":")
    client = AsyncModbusTcpClient(host, port=int(port), timeout=1, retries=0)
    assert await client.connect()
    return client


CLIENTS: dict[str, Callable[[str, float], int]] = {
    "pymodbus, bare read": lambda wire, s: asyncio.run(bare(wire, s)),
    "pymodbus, plain loop": lambda wire, s: asyncio.run(inline(wire, s)),
    "ours, judged": lambda wire, s: ours.on_real_loop(end_to_end(wire, s, stages="judged")),
    "ours, on the board": lambda wire, s: ours.on_real_loop(end_to_end(wire, s, stages="board")),
    "ours, end to end": lambda wire, s: ours.on_real_loop(end_to_end(wire, s, stages="history")),
}


def client(name: str, wire: str, seconds: float) -> None:
    """One run in a process of its own: reads and processor seconds as JSON."""
    os.sched_setaffinity(0, {CORE})
    look_rarely()  # as the controller does; for everyone here
    began_s = cpu_s()
    reads = CLIENTS[name](wire, seconds)
    print(json.dumps({"reads": reads, "cpu_s": cpu_s() - began_s, "seconds": seconds}))


def measured(name: str, seconds: float) -> tuple[float, float]:
    """Processor microseconds of one read, and reads a second."""
    with TcpStation(core=CORE) as station:
        command = [sys.executable, __file__, "--client", name, station.wire, str(seconds)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{name}: {done.stderr}")
        told = json.loads(done.stdout)
        return 1e6 * told["cpu_s"] / told["reads"], told["reads"] / told["seconds"]


def profiled(seconds: float) -> None:
    """Where our time goes, function by function."""
    with TcpStation(core=CORE) as station, cProfile.Profile() as profile:
        CLIENTS["ours, end to end"](station.wire, seconds)
    pstats.Stats(profile).sort_stats("tottime").print_stats(30)


def main() -> None:
    """Print processor time per read of everyone, and ratios to the bare read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--profile", action="store_true", help="where ours spends its time")
    parser.add_argument("--client", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.client:
        name, wire, seconds = options.client
        client(name, wire, float(seconds))
        return
    if options.profile:
        profiled(3.0)
        return
    times, long_s = (1, 1.5) if options.quick else (7, 3.0)
    print(f"== processor time of a read of {TAGS} tags over TCP, one core, {times} x {long_s:g} s")
    spent = {name: list[tuple[float, float]]() for name in CLIENTS}
    dice = random.Random(SEED)
    for _ in range(times):
        for name in dice.sample(sorted(CLIENTS), len(CLIENTS)):
            spent[name].append(measured(name, long_s))
    base_us = median(us for us, _ in spent["pymodbus, bare read"])
    for name, runs in spent.items():
        us, rate = median(us for us, _ in runs), median(rate for _, rate in runs)
        print(f"  {name:21} {us:6.1f} us = {us / base_us:.2f} of the bare read, {rate:.0f} reads/s")


if __name__ == "__main__":
    main()
