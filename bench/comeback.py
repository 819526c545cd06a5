"""Measure how long after an outage of 30 s the first good value comes: ours beside pymodbus.

A TCP server killed and started again; a serial device pulled and put back under its lasting name;
one mute station of two on a line that goes on. Ours as in production, one reading a second;
pymodbus async with its own defaults, asked once a second. All rounds run side by side, each with
wires of its own and its outage a little later than the last one's.
It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import asyncio
import logging
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from pathlib import Path

from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException

from bench.wire import ours
from bench.wire.race import median
from bench.wire.slave import PacedLine, TcpStation
from farm.sample import Sample, one_by_one

PERIOD_S, STEADY_S, APART_S = 1.0, 3.0, 0.37
PATIENCE_S = 120.0
Good = Callable[[int], None]
"""Told the unit of every good reading."""


class Place(ABC):
    """A wire that goes away and comes back. `wire`: how a client names it; `unit` is watched."""

    wire = ""
    unit = 1
    units: tuple[int, ...] = (1,)

    @abstractmethod
    def go(self) -> None:
        """Take it away."""

    @abstractmethod
    def come(self) -> None:
        """Put it back."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything."""


class Server(Place):
    """A TCP server that is killed and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self._station = TcpStation()
        self.wire = self._station.wire

    def go(self) -> None:
        self._station.kill()

    def come(self) -> None:
        self._station = TcpStation(self._station.port)

    def close(self) -> None:
        self._station.close()


class Adapter(Place):
    """A serial device under a lasting name."""

    def __init__(self, folder: Path) -> None:
        self._name = Path(tempfile.mkdtemp(dir=folder)) / "line"
        self.wire = str(self._name)
        self.come()

    def go(self) -> None:
        self._name.unlink()
        self._line.kill()

    def come(self) -> None:
        self._line = PacedLine(9600)
        self._name.symlink_to(self._line.wire)

    def close(self) -> None:
        self._line.close()


class Mute(Place):
    """One station of two that falls silent."""

    unit, units = 2, (1, 2)

    def __init__(self, folder: Path) -> None:
        self._line = PacedLine(9600)
        self.wire = self._line.wire

    def go(self) -> None:
        self._line.order("mute 2")

    def come(self) -> None:
        self._line.order("heal 2")

    def close(self) -> None:
        self._line.close()


async def own(place: Place, good: Good) -> None:
    """Our bus, for ever."""

    def take(sample: Sample) -> None:
        if sample.value is not None:
            good(int(sample.tag[1:].partition("a")[0]))

    devices = [ours.device(unit, PERIOD_S) for unit in place.units]
    await ours.bus(ours.row(place.wire), devices, ours.profile(), one_by_one(take)).run()


async def pymodbus(place: Place, good: Good) -> None:
    """The peer as it comes, for ever."""
    client: AsyncModbusSerialClient | AsyncModbusTcpClient
    if place.wire.startswith("/"):
        client = AsyncModbusSerialClient(place.wire, baudrate=9600)
    else:
        host, _, port = place.wire.partition(":")
        client = AsyncModbusTcpClient(host, port=int(port))
    await client.connect()
    try:
        while True:
            for unit in place.units:
                try:
                    answer = await client.read_holding_registers(0, count=10, device_id=unit)
                except (ModbusException, OSError):
                    continue
                if not answer.isError():
                    good(unit)
            await asyncio.sleep(PERIOD_S)
    finally:
        client.close()


Asker = Callable[[Place, Good], Awaitable[None]]


async def back_s(place: Place, asker: Asker, away_s: float, later_s: float) -> float:
    """Seconds from the end of the outage to the first good reading; PATIENCE_S when none came."""
    since_s, back = float("inf"), asyncio.get_running_loop().create_future()

    def good(unit: int) -> None:
        if unit == place.unit and time.monotonic() > since_s and not back.done():
            back.set_result(time.monotonic() - since_s)

    run = asyncio.ensure_future(asker(place, good))
    try:
        await asyncio.sleep(STEADY_S + later_s)
        place.go()
        await asyncio.sleep(away_s)
        place.come()
        since_s = time.monotonic()
        return float(await asyncio.wait_for(back, PATIENCE_S))
    except TimeoutError:
        return PATIENCE_S
    finally:
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
        place.close()


PLACES: dict[str, Callable[[Path], Place]] = {
    "TCP server away": Server,
    "serial device away": Adapter,
    "one station mute": Mute,
}
ASKERS: dict[str, Asker] = {"ours": own, "pymodbus default": pymodbus}


async def together(asker: Asker, away_s: float, rounds: int) -> dict[str, list[float]]:
    """All outages of all rounds side by side."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        runs = {
            name: [
                back_s(place(Path(folder)), asker, away_s, APART_S * number)
                for number in range(rounds)
            ]
            for name, place in PLACES.items()
        }
        took = await asyncio.gather(*(asyncio.gather(*rows) for rows in runs.values()))
    return dict(zip(runs, took, strict=True))


def main() -> None:
    """Print the time to the first good reading of everyone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="two rounds of 4 s")
    quick: bool = parser.parse_args().quick
    logging.disable(logging.CRITICAL)
    rounds, away_s = (2, 4.0) if quick else (7, 30.0)
    print(f"== first good reading after {away_s:g} s away, {rounds} rounds, medians (longest)")
    for name, asker in ASKERS.items():
        took = ours.on_real_loop(together(asker, away_s, rounds))
        for place, spent_s in took.items():
            print(f"  {name:17} {place:19} {median(spent_s):6.2f} s ({max(spent_s):.2f})")


if __name__ == "__main__":
    main()
