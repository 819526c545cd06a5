"""A small farm in memory for the controller's tests: water that breathes, wires that can fail.

Knows the tag names of sites/trial.yaml; shares no code with the controller's laws.
"""

import asyncio
import itertools
import math
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from controller.dispatch import Written
from controller.granting import Granting
from controller.layout import Layout
from controller.run import Run, Wires
from farm.clock import Clock, loop_clock
from farm.document import Document
from farm.link import TO_CONTROLLER, BusState, SettingFound, Wish
from farm.quantity import QUANTITIES
from farm.sample import Sample, Sink
from farm.site import Site
from farm.snapshot import Snapshot
from farm.status import Status
from farm.tag import TagName

NUMBERS = itertools.count()
SITES = Path(__file__).parents[2] / "sites"
START_MS = 1_795_305_600_000  # 2026-11-22T00:00:00Z, 08:00 in China: a meal starts


def load(name: str) -> Site:
    """A site file, unchecked against profiles."""
    text = (SITES / f"{name}.yaml").read_text(encoding="utf-8")
    return Document(f"{name}.yaml", text).parse(Site)


CALM: dict[str, float] = {
    "do_a": 8.0, "do_b": 8.1, "temperature": 26.0, "flow": 167.0, "ph": 7.2,
    "ph_temperature": 26.0, "pump_1": 45.0, "pump_1_speed": 45.0, "pump_1_current": 6.0,
    "mains_ok": 1.0, "phase_ok": 1.0, "pump_1_running": 1.0, "level_float": 1.0,
    "oxygen_purity": 99.6, "co2_probe": 8.0,
    "oxygen_valve": 35.0, "oxygen_valve_position": 35.0, "cone_valve": 40.0, "lox_level": 20.0,
    "oxygen_pressure": 6.0, "sump_level": 2.0, "ups_charge": 100.0, "fan": 40.0, "drum": 1.0,
    "ups_minutes": 120.0, "air_pressure": 8.0, "orp": 280.0, "tan": 0.5,
    "spring_oxygen": 8.0, "genset_fuel": 90.0, "lox_pressure": 12.0,
    "modem_signal": -70.0, "modem_registered": 1.0, "modem_sim": 1.0,
}  # fmt: skip
"""A healthy farm; quantities not named are 0."""


def calm(layout: Layout, **over: float | None) -> dict[TagName, float | None]:
    """Every tag of a healthy farm; `over` by quantity (`do_a=3`) or tag (`1-01__do_a=3`)."""
    values: dict[TagName, float | None] = {}
    for name in layout.known:
        place, _, quantity = name.partition(".")
        key = f"t{place.replace('-', '_')}__{quantity}"
        values[name] = over.get(key, over.get(quantity, CALM.get(quantity, 0.0)))
    return values


def lively(name: str, at_s: float) -> float:
    """How far a probe in moving water wanders, mg/L: one that stands still is rightly doubted."""
    live = name.endswith((".do_a", ".do_b"))
    return 0.03 * math.sin(2.4 * at_s + sum(map(ord, name))) if live else 0.0


def frozen(layout: Layout, values: Mapping[TagName, float | None], at_s: float) -> Snapshot:
    """A snapshot in which every value was measured just now; None is a Bad reading."""
    at_ms = START_MS + round(at_s * 1000)
    samples = {
        name: Sample(
            name,
            None if value is None else value + lively(name, at_s),
            Status.BAD_TIMEOUT if value is None else Status.GOOD,
            at_s,
            at_ms,
            "test",
        )
        for name, value in values.items()
    }
    return Snapshot(at_s, at_ms, samples, layout.periods_s)


@dataclass(frozen=True)
class Outcome:
    """What became of a write."""

    stage: Literal["confirmed", "failed"]
    actual: float | None = None
    reason: str = ""
    attempts: int = 1


class Log:
    """Keeps what was said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, Any]]] = []

    def info(self, event: str, **fields: Any) -> None:
        self.said.append((event, fields))

    warning = error = info

    def count(self, event: str) -> int:
        return sum(1 for said, _ in self.said if said == event)


@dataclass
class FakeFarm:
    """Tanks that breathe, valves that dissolve, probes that lag. Oxygen use in g/h a tank."""

    site: Site
    use_g_h: float = 250.0
    dead_s: float = 40.0
    lag_s: float = 15.0
    mute: set[str] = field(default_factory=set)
    """Buses that do not answer."""
    stuck: set[TagName] = field(default_factory=set)
    """Outputs that do not move."""
    dead: set[str] = field(default_factory=set)
    """Pumps that do not turn, whatever they are set to."""
    over: dict[TagName, float] = field(default_factory=dict)
    """Readings replaced."""
    values: dict[TagName, float] = field(default_factory=dict)
    writes: list[tuple[float, TagName, float]] = field(default_factory=list)
    findings: tuple[SettingFound, ...] = ()
    dated: Clock | None = None
    """What samples are stamped by, where it is not the loop's."""
    clock: Clock | None = None

    def __post_init__(self) -> None:
        self.layout = Layout(self.site)
        self.values |= {n: v for n, v in calm(self.layout).items() if v is not None}
        self.true = {tank.id: 8.0 for tank in self.layout.tanks}
        self.seen = dict(self.true)
        self.pipe = {t.id: deque([35.0] * int(self.dead_s)) for t in self.layout.tanks}
        self.least = dict(self.true)
        self.breaths = 0

    def wires(self, sink: Sink) -> Wires:
        """The farm as the controller's wires."""
        stations = self.layout.station_of
        buses = sorted({station.bus for station in self.layout.stations})
        pollers: dict[str, Callable[[], Awaitable[None]]] = {
            bus: partial(self._poll, bus, sink) for bus in buses
        }
        pollers["water"] = self._flow_on
        bus_of = {name: stations[name].bus for name in self.layout.outputs}
        return Wires(self, pollers, bus_of, {"x": lambda: _BUS}, lambda: self.findings)

    async def write(self, output: TagName, value: float, *, pressing: bool = False) -> Written:
        """Write and read back, 20 ms."""
        await asyncio.sleep(0.02)
        assert self.clock is not None
        bus = self.layout.station_of[output].bus
        if bus in self.mute:
            return Outcome("failed", None, "no_reply", 1)
        self.writes.append((self.clock.now_s(), output, value))
        if output in self.stuck:
            return Outcome("failed", self.values[output], "read_back_differs", 1)
        self.values[output] = value
        return Outcome("confirmed", value)

    async def _poll(self, bus: str, sink: Sink) -> None:
        self.clock = clock = self.dated or loop_clock()
        mine = [station for station in self.layout.stations if station.bus == bus]
        while True:
            for name in (name for station in mine for name in station.tags):
                value = None if bus in self.mute else self.over.get(name, self.values[name])
                status = Status.BAD_TIMEOUT if value is None else Status.GOOD
                sink([Sample(name, value, status, clock.now_s(), clock.utc_ms(), bus)])
            await asyncio.sleep(1.0)

    async def _flow_on(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            for tank in self.layout.tanks:
                self._breathe(tank.id)
            self.breaths += 1
            for pump in ("pump_1", "pump_2"):
                hz = 0.0 if pump in self.dead else self.values[TagName(f"1.{pump}")]
                self.values[TagName(f"1.{pump}_speed")] = hz
                self.values[TagName(f"1.{pump}_current")] = 7.2 * (hz / 50) ** 2
            speeds = (TagName("1.pump_1_speed"), TagName("1.pump_2_speed"))
            turning = max(self.values[speed] for speed in speeds)
            self.values[TagName("1.flow")] = 167.0 * max(turning - 20, 0) / 25

    def _breathe(self, tank: str) -> None:
        pipe = self.pipe[tank]
        pipe.append(self.values[TagName(f"{tank}.oxygen_valve")])
        position = pipe.popleft()
        self.values[TagName(f"{tank}.oxygen_valve_position")] = pipe[-1]
        through = self.values[TagName("1.flow")] / 4
        cone = self.values[TagName("1.cone_valve")] * 2700 * 0.85 / 100 / 4
        emergency = self.values[TagName(f"{tank}.emergency_valve")] * 3000 * 0.35
        net = position * 4.2 + cone + emergency - self.use_g_h + through * (7.2 - self.true[tank])
        self.true[tank] = max(self.true[tank] + net / 42 / 3600, 0.0)
        self.least[tank] = min(self.least[tank], self.true[tank])
        self.seen[tank] += (self.true[tank] - self.seen[tank]) * -math.expm1(-1 / self.lag_s)
        for probe, off in (("do_a", 0.0), ("do_b", 0.02)):
            name = TagName(f"{tank}.{probe}")
            shown = self.seen[tank] + off + lively(name, self.breaths)
            self.values[name] = round(shown, 3)


def made(act: str, at_ms: int, who: str = "甲", **what: Any) -> Wish:
    """A wish as it comes over the socket."""
    over = {k: what.pop(k) for k in ("second_actor", "expected_revision", "id") if k in what}
    body = {"kind": "wish", "id": f"wish-{next(NUMBERS):06d}", "actor": who, "made_ms": at_ms}
    wish = TO_CONTROLLER.validate_python(body | over | {"what": {"act": act} | what})
    assert isinstance(wish, Wish)
    return wish


async def ask(run: Run, granting: Granting, act: str, **what: Any) -> dict[str, Any]:
    """The answer to a wish made just now."""
    return await granting.answer(made(act, run.around.clock.utc_ms(), **what))


_BUS = BusState(asked=1, answered=1, missed=0, on_time=1, worst_reply_ms=20, wrong_rejected=0)
assert set(CALM) <= set(QUANTITIES)
