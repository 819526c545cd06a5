"""A bench in memory for commissioning: the simulator's stations, reached at their own rate only."""

import asyncio
from collections.abc import Callable

from drivers.calibration.guided import calibrate, check
from drivers.calibration.watch import Stopped
from drivers.calibration.workbench import Outcome, Place, Workbench
from drivers.commissioning.hand_line import hand_line
from drivers.commissioning.scan_plan import Setting, row_of
from drivers.port import Opener, Port
from drivers.profiles import load_profiles
from farm.clock import loop_clock, run_simulated
from farm.document import Document
from farm.profile import Profile
from farm.site import Bus, Site
from farm.words import Words
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.wire import Delivery
from models.oxygen import pressure_at_altitude_atm, saturation_mg_l
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


SITE_ATM = float(pressure_at_altitude_atm(200.0))
DO, PH_UNIT, FLOW_UNIT = ("yosemitech/y504-a", 1), ("yosemitech/y532-a", 5), ("dalian/tuf-2000m", 7)


class Hand:
    """A person who does what is asked: `acts` is told of every question and says yes or no."""

    def __init__(self, acts: Callable[[int], bool] = lambda _n: True) -> None:
        self.asked: list[Words] = []
        self.acts = acts

    def tell(self, words: Words) -> None:
        pass

    def agree(self, words: Words) -> bool:
        self.asked.append(words)
        return self.acts(len(self.asked))

    def number(self, words: Words) -> float | None:
        return 8.0

    def progress(self, text: str) -> None:
        pass


def on_bench(
    what: tuple[str, int],
    prepare: Callable[[Bench, Hand], None],
    *,
    more: str = "",
    today_atm: float = SITE_ATM,
    procedure: int = 0,
    point: str | None = None,
    reference: float | None = None,
) -> tuple[Bench, Hand, Outcome | Stopped]:
    async def main() -> tuple[Bench, Hand, Outcome | Stopped]:
        bench, hand = Bench(bench_site(more)), Hand()
        prepare(bench, hand)
        model = profile(what[0])
        async with hand_line(row_of("w", "rtu", Setting()), bench.opener, loop_now()) as line:
            work = Workbench(line, model, what[1], hand, Place(SITE_ATM, today_atm))
            try:
                if point:
                    return bench, hand, await check(work, point, reference)
                row = model.commissioning.calibrations[procedure]
                return bench, hand, await calibrate(work, row)
            except Stopped as stopped:
                return bench, hand, stopped

    return run_simulated(main())


def in_air(bench: Bench, fraction: float) -> None:
    """The probe shows this share of saturation at the site's pressure."""
    bench.farm.panel.hold("1-01.temperature", 22.0)
    full = float(saturation_mg_l(22.0, bench.farm.plant.layout.pressure_atm))
    bench.farm.panel.hold("1-01.do_a", fraction * full)
