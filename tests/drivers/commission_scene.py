"""A bench in memory for commissioning: the simulator's stations, reached at their own rate only."""

import asyncio
from collections.abc import Callable

from drivers.port import Opener, Port
from drivers.profiles import load_profiles
from farm.clock import loop_clock
from farm.document import Document
from farm.profile import Profile
from farm.site import Bus, Site
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.wire import Delivery
from trials.wires import MemoryPort

PROFILES = load_profiles()

SITE = """
schema: ras-site/1
id: bench
name: {zh: 台, en: Bench}
water: {alkalinity_mg_l: 90}
altitude_m: 200
systems:
  - id: "1"
    name: {zh: 一, en: One}
    plant:
      {design_flow_m3_h: 84, static_head_m: 3.2, friction_head_m: 1.3, pump_shutoff_head_m: 7.5,
       pump_power_kw: 2, sump_volume_m3: 20, sump_depth_m: 2, biofilter_area_m2: 3200,
       degasser_gas_to_liquid: 5, cone_g_h: 1400, valve_g_h: 1200, emergency_g_h: 3000,
       feeder_g_s: 10, makeup_m3_d: 9}
    tanks: [{id: 1-01, volume_m3: 42}, {id: 1-02, volume_m3: 42}]
buses:
  - {id: line, kind: rtu, wire: a, baud: 9600}
devices:
  - id: do
    profile: yosemitech/y504-a
    bus: line
    unit: 1
    points: {oxygen_mg_l: 1-01.do_a, temperature: 1-01.temperature}
"""
PH = """
  - {id: ph, profile: yosemitech/y532-a, bus: line, unit: 5, points: {ph: 1.ph}}
"""
FLOW = """
  - {id: flow, profile: dalian/tuf-2000m, bus: line, unit: 7, points: {flow: 1.flow}}
"""


def bench_site(more: str = "") -> Site:
    return Document("bench.yaml", SITE + more).parse(Site)


class Bench:
    """A simulated bench: `wires` open only at the bus's own serial settings."""

    def __init__(self, site: Site) -> None:
        clock = loop_clock()
        self.site = site
        self.farm = SimulatedFarm(site, [], 0, clock.now_s(), clock.utc_ms_at)
        self.row = site.buses[0]
        self.sent: list[bytes] = []
        self.opened: list[Bus] = []
        self.cut: Callable[[bytes], bool] = lambda _request: False
        """Requests whose answers get lost."""
        self.line = self.farm.wire(self.row.id)

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        self.sent.append(data)
        answers = self.line.feed(data, at_s)
        return [] if self.cut(data) else answers

    @property
    def opener(self) -> Opener:
        async def opened(row: Bus) -> Port:
            self.opened.append(row)
            same = (row.baud, row.parity, row.data_bits) == (
                self.row.baud, self.row.parity, self.row.data_bits,
            )  # fmt: skip
            return MemoryPort(_Tapped(self) if same else _Deaf())

        return opened

    def writes(self) -> list[bytes]:
        return [one for one in self.sent if one[1] in (5, 6, 15, 16)]


class _Tapped:
    next_due_s = None
    broken = False

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        return self._bench.feed(data, at_s)

    def due(self, at_s: float) -> list[Delivery]:
        return []


class _Deaf:
    next_due_s = None
    broken = False

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        return []

    def due(self, at_s: float) -> list[Delivery]:
        return []


def profile(name: str) -> Profile:
    return PROFILES[name]


def loop_now() -> Callable[[], float]:
    return asyncio.get_running_loop().time
