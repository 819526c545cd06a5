"""Stations written by others (libmodbus from Debian, pymodbus' server): every value equal.

Over loopback TCP and over pseudo-terminals, through the whole bus: functions 1 to 4 are read at
every address, functions 5, 6, 15 and 16 are written, echoed and read back.
"""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import tty
from collections.abc import Iterator

import pytest

from drivers.modbus_bus import ModbusBus
from drivers.ports import open_port
from drivers.station import station_of
from farm.clock import ScaledLoop, anchor_now, loop_clock, run_on
from farm.profile import Profile
from farm.sample import Sample, one_by_one
from farm.site import Bus as BusRow
from farm.site import Device
from tests.drivers import foreign_slave
from tests.drivers.foreign_slave import UNIT, bit, register
from tests.drivers.slaves import run_for

pytestmark = pytest.mark.hil

READ = 48
"""Addresses of each table that are read, from 0."""
HANG_S = 30.0
FUNCTIONS = {"coil": 1, "discrete": 2, "holding": 3, "input": 4}
WRITES = {"w5": (5, 50, 1.0), "w15": (15, 51, 1.0), "w6": (6, 50, 4321.0), "w16": (16, 51, 54321.0)}
SEEN_BY = {"w5": "back_coil0", "w15": "back_coil1", "w6": "back_word0", "w16": "back_word1"}


def block(key: str, area: str, address: int, count: int) -> dict[str, object]:
    """A read whose points are all its registers or bits."""
    kind = "bit" if FUNCTIONS[area] < 3 else "uint16"
    points = ({"key": key, "offset": 0, "count": count, "type": kind},)
    return {"id": key, "area": area, "address": address, "count": count, "points": points}


def door(key: str, fc: int, address: int) -> dict[str, object]:
    """A write with its read-back."""
    is_bit = fc in (5, 15)
    verify = {"point": SEEN_BY[key], "within_s": 2.0}
    row = {"key": key, "fc": fc, "address": address, "low": 0, "verify": verify}
    return row | {"type": "bit" if is_bit else "uint16", "high": 1 if is_bit else 65535}


def profile() -> Profile:
    """All four tables, and a corner of two of them that is written."""
    corners = (block("back_coil", "coil", 50, 2), block("back_word", "holding", 50, 2))
    return Profile.model_validate(
        {
            "schema": "ras-device/1",
            "id": "test/tables",
            "vendor": "test",
            "models": ("tables",),
            "kind": "test",
            "title": {"zh": "测试", "en": "test"},
            "status": "specification",
            "sources": (),
            "transport": ("rtu", "tcp"),
            "timing": {"response_timeout_ms": 500, "worst_reply_ms": 500, "min_poll_ms": 100},
            "reads": (*(block(area, area, 0, READ) for area in FUNCTIONS), *corners),
            "writes": tuple(door(key, fc, at) for key, (fc, at, _) in WRITES.items()),
        }
    )


def device() -> Device:
    keys = [f"{area}{at}" for area in FUNCTIONS for at in range(READ)]
    return Device(
        id="slave",
        profile="test/tables",
        bus="line",
        unit=UNIT,
        period_s=0.2,
        points={key: f"{key.replace('_', '-')}.energy" for key in keys},
        outputs={key: f"{key}.energy" for key in WRITES},
    )


def rule() -> dict[str, float]:
    """What the station must hold, by tag."""
    held: dict[str, float] = {}
    for area, table in FUNCTIONS.items():
        of = bit if table < 3 else register
        held |= {f"{area}{at}.energy": float(of(table, at)) for at in range(READ)}
    return held


@contextlib.contextmanager
def slave(library: str, kind: str, wire: str) -> Iterator[None]:
    """The station in its process, listening."""
    process = subprocess.Popen(
        [sys.executable, foreign_slave.__file__, library, kind, wire],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONWARNINGS": "ignore"},
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        assert process.stdout.readline().strip() == b"listening"
        yield
    finally:
        process.stdin.close()
        process.wait(HANG_S)
        process.stdout.close()


class Cable:
    """Two pseudo-terminals joined back to back; only for a running loop."""

    def __init__(self) -> None:
        self.pairs = [os.openpty(), os.openpty()]
        for one, other in self.pairs:
            tty.setraw(other)
            os.set_blocking(one, False)
        self.ends = [os.ttyname(other) for _, other in self.pairs]

    def join(self) -> None:
        (left, _), (right, _) = self.pairs
        loop = asyncio.get_running_loop()
        loop.add_reader(left, lambda: os.write(right, os.read(left, 4096)))
        loop.add_reader(right, lambda: os.write(left, os.read(right, 4096)))

    def close(self) -> None:
        for pair in self.pairs:
            for end in pair:
                os.close(end)


async def talked(row: BusRow, seen: dict[str, float]) -> dict[str, str]:
    """Read until every tag was Good once, then write; outcome of each write."""
    clock, whole = loop_clock(), asyncio.Event()

    def take(sample: Sample) -> None:
        if sample.value is not None:
            seen[str(sample.tag)] = sample.value
            if len(seen) >= len(FUNCTIONS) * READ + len(WRITES):
                whole.set()

    station = station_of("line", device(), profile(), 1.0)
    bus = ModbusBus(row, [station], open_port, clock, one_by_one(take))
    run = asyncio.ensure_future(bus.run())
    try:
        async with asyncio.timeout(HANG_S):
            await whole.wait()
            before = dict(seen)
            outcomes = {
                key: await bus.write("slave", key, value) for key, (_, _, value) in WRITES.items()
            }
    finally:
        await run_for(run, 0.0)
    seen.update(before)
    assert all(outcome.attempts == 1 for outcome in outcomes.values())
    return {key: f"{outcome.stage} {outcome.actual:g}" for key, outcome in outcomes.items()}


def check(row: BusRow, cable: Cable | None = None) -> None:
    seen: dict[str, float] = {}

    async def main() -> dict[str, str]:
        if cable is not None:
            cable.join()
        return await talked(row, seen)

    outcomes = run_on(ScaledLoop(anchor_now()), main())
    assert {tag: seen[tag] for tag in rule()} == rule()
    assert outcomes == {key: f"confirmed {value:g}" for key, (_, _, value) in WRITES.items()}


@pytest.mark.parametrize("library", ["libmodbus", "pymodbus"])
def test_every_value_of_a_foreign_slave_over_tcp(library: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with slave(library, "tcp", str(port)):
        check(BusRow(id="line", kind="tcp", wire=f"127.0.0.1:{port}"))


@pytest.mark.parametrize("library", ["libmodbus", "pymodbus"])
def test_every_value_of_a_foreign_slave_on_a_line(library: str) -> None:
    cable = Cable()
    try:
        ours, theirs = cable.ends
        with slave(library, "rtu", theirs):
            check(BusRow(id="line", kind="rtu", wire=ours, baud=9600), cable)
    finally:
        cable.close()
