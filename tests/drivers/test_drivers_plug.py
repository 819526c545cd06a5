"""The plug is pulled and put back: it is said, it heals by itself, and other lines do not notice.

Real loop, real pseudo-terminals and sockets. Times are measured and printed, and judged only by a
bound that tells a hang from a slow machine; the figures are those of bench/comeback.py.
"""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from drivers.modbus_bus import ModbusBus
from drivers.ports import open_port
from drivers.station import station_of
from farm.clock import ScaledLoop, anchor_now, loop_clock, run_on
from farm.sample import Sample, one_by_one
from tests.drivers.pulled_wires import HalfOpenTcp, PulledPty, PulledTcp, Wire
from tests.drivers.slaves import run_for, words_device, words_profile

pytestmark = pytest.mark.hil

HANG_S = 20.0
AWAY_S, STEADY_S, PERIOD_S = 1.0, 1.5, 0.1


@dataclass
class Listener:
    """When a line had values and when it had none."""

    good_s: list[float] = field(default_factory=list)
    bad_s: list[float] = field(default_factory=list)
    reasons: set[str] = field(default_factory=set)
    wrong: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, sample: Sample) -> None:
        self.news.set()
        if sample.value is None:
            self.bad_s.append(sample.at_s)
            self.reasons.add(sample.reason)
        else:
            self.good_s.append(sample.at_s)
            self.wrong += sample.value != 10.0

    async def next_good(self, since_s: float) -> float:
        """Seconds from then to the first value."""
        return await self._first(self.good_s, since_s)

    async def next_bad(self, since_s: float) -> float:
        """Seconds from then to the first reading without a value."""
        return await self._first(self.bad_s, since_s)

    async def _first(self, times_s: list[float], since_s: float) -> float:
        async with asyncio.timeout(HANG_S):
            while not times_s or times_s[-1] <= since_s:
                self.news.clear()
                await self.news.wait()
        return next(at_s for at_s in times_s if at_s > since_s) - since_s

    def jitter_ms(self, from_s: float, to_s: float) -> float:
        """Mean distance of two readings from the period, ms."""
        times = sorted({at_s for at_s in self.good_s if from_s <= at_s <= to_s})
        gaps = [b - a for a, b in itertools.pairwise(times)]
        return 1000 * sum(abs(gap - PERIOD_S) for gap in gaps) / max(len(gaps), 1)


@dataclass
class Story:
    """What was seen of the pulled line and of its neighbour."""

    line: Listener = field(default_factory=Listener)
    neighbour: Listener = field(default_factory=Listener)
    told_s: float = 0.0
    back_s: float = 0.0
    calm_ms: float = 0.0
    storm_ms: float = 0.0


def bus_on(wire: Wire, listener: Listener) -> ModbusBus:
    profile = words_profile((1,), 0.2)
    station = station_of(wire.row.id, words_device(1, (1,), PERIOD_S), profile, 1.0)
    return ModbusBus(wire.row, [station], open_port, loop_clock(), one_by_one(listener))


async def pulled(wire: Wire, neighbour: Wire) -> Story:
    """Steady, pulled, put back, steady again."""
    story, clock = Story(), loop_clock()
    for one in (wire, neighbour):
        await one.put()
    buses = [bus_on(wire, story.line), bus_on(neighbour, story.neighbour)]
    runs = [asyncio.ensure_future(bus.run()) for bus in buses]
    try:
        for listener in (story.line, story.neighbour):
            await listener.next_good(0.0)
        calm_s = clock.now_s()
        await asyncio.sleep(STEADY_S)
        pulled_s = clock.now_s()
        await wire.pull()
        story.told_s = await story.line.next_bad(pulled_s)
        await asyncio.sleep(AWAY_S)
        put_s = clock.now_s()
        await wire.put()
        story.back_s = await story.line.next_good(put_s)
        await asyncio.sleep(2 * PERIOD_S)
        story.calm_ms = story.neighbour.jitter_ms(calm_s, pulled_s)
        story.storm_ms = story.neighbour.jitter_ms(pulled_s, clock.now_s())
    finally:
        for run in runs:
            await run_for(run, 0.0)
        await neighbour.pull()
        await (wire.end() if isinstance(wire, HalfOpenTcp) else wire.pull())
    return story


KINDS: dict[str, Callable[[Path], Wire]] = {
    "pty closed": PulledPty,
    "TCP reset": lambda folder: PulledTcp(),
    "TCP half open": lambda folder: HalfOpenTcp(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_pulled_wire_is_told_and_heals_and_its_neighbour_does_not_notice(
    kind: str, tmp_path: Path
) -> None:
    async def main() -> Story:
        return await pulled(KINDS[kind](tmp_path), PulledTcp("other"))

    story = run_on(ScaledLoop(anchor_now()), main())
    print(
        f"{kind}: told after {story.told_s:.2f} s, back {story.back_s:.2f} s after it was put "
        f"back; neighbour off its period by {story.calm_ms:.1f} ms before, "
        f"{story.storm_ms:.1f} ms during"
    )
    assert story.line.wrong == story.neighbour.wrong == 0
    assert story.line.reasons <= {"no_wire", "no_reply"}
    assert not story.neighbour.bad_s
