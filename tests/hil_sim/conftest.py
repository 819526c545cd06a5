"""Small simulated farms for the tests of this room.

Knows a site of two tanks written here and the trial site; opens no wire.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from farm.document import Document
from farm.site import Site
from hil_sim.plant.constants import nominal
from hil_sim.plant.layout import layout_of
from hil_sim.plant.plant import Plant
from hil_sim.plant.steady import settle
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.stocking import fullest_day

SITES = Path(__file__).parents[2] / "sites"
START_MS = 1_795_305_600_000

SMALL = """
schema: ras-site/1
id: small
name: {zh: 小场, en: Small farm}
water: {alkalinity_mg_l: 90}
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
  - {id: probes, kind: rtu, wire: a, baud: 9600}
  - {id: drives, kind: rtu, wire: b, baud: 19200, parity: E}
  - {id: io, kind: tcp, wire: "h:1"}
  - {id: alarm, kind: tcp, wire: "h:2"}
  - {id: relays, kind: rtu, wire: c, baud: 9600}
  - {id: spring, kind: ascii, wire: d}
  - {id: scale, kind: ascii, wire: e}
devices:
  - id: do-a
    profile: yosemitech/y504-a
    bus: probes
    unit: 1
    points: {oxygen_mg_l: 1-01.do_a, temperature: 1-01.temperature}
  - {id: do-b, profile: yosemitech/y504-a, bus: probes, unit: 3, points: {oxygen_mg_l: 1-01.do_b}}
  - id: ph
    profile: yosemitech/y532-a
    bus: probes
    unit: 5
    points: {ph: 1.ph, temperature: 1.ph_temperature}
  - {id: flow, profile: dalian/tuf-2000m, bus: probes, unit: 7, points: {flow: 1.flow}}
  - id: meter
    profile: eastron/sdm630
    bus: probes
    unit: 9
    points: {power_kw: 1.power, energy_kwh: 1.energy}
  - id: pump-1
    profile: invt/gd20
    bus: drives
    unit: 1
    points: {output_hz: 1.pump_1_speed, current_a: 1.pump_1_current, fault: 1.pump_1_fault}
    outputs: {setpoint_hz: 1.pump_1}
  - id: pump-2
    profile: schneider/atv320
    bus: drives
    unit: 2
    points: {output_hz: 1.pump_2_speed}
    outputs: {setpoint_hz: 1.pump_2}
  - id: io
    profile: xjl/rio-1
    bus: io
    points:
      ai0: {tag: 1-01.oxygen_valve_position, span: [0, 100]}
      ai1: {tag: 1-01.hopper, span: [0, 200]}
      di0: 1-01.level_float
    outputs:
      ao0: {tag: 1-01.oxygen_valve, span: [0, 100]}
      do0: {tag: 1-01.emergency_valve, invert: true}
      do1: 1-01.feeder
  - id: alarm
    profile: advantech/adam-6050
    bus: alarm
    points: {di0: farm.mains_ok}
    outputs: {do0: farm.siren}
  - {id: relays, profile: waveshare/relay-8ch, bus: relays, outputs: {relay1: farm.heartbeat}}
  - {id: spring, profile: atlas/ezo-do, bus: spring, points: {oxygen_mg_l: farm.spring_oxygen}}
  - {id: scale, profile: yaohua/xk3190-a9, bus: scale, points: {weight: farm.scale}}
outputs:
  - {quantity: oxygen_valve, low: 0, high: 100, safe: 60}
  - {quantity: emergency_valve, low: 0, high: 1, safe: 1}
  - {quantity: feeder, low: 0, high: 1, safe: 0}
"""

Make = Callable[..., SimulatedFarm]


def utc_ms_at(at_s: float) -> int:
    return START_MS + round(at_s * 1000)


@pytest.fixture
def small_site() -> Site:
    """Two tanks, every kind of device."""
    return Document("small", SMALL).parse(Site)


@pytest.fixture
def trial_site() -> Site:
    """The trial site as it is shipped."""
    path = SITES / "trial.yaml"
    return Document(path.name, path.read_text(encoding="utf-8")).parse(Site)


@pytest.fixture
def make_farm() -> Make:
    """A farm at work at loop second 0, of any site."""

    def make(site: Site, seed: int = 1, part: float = 1.0, strict: bool = False) -> SimulatedFarm:
        stock = fullest_day(site, START_MS, part)
        return SimulatedFarm(site, stock, seed, 0.0, utc_ms_at, strict=strict)

    return make


@pytest.fixture
def small_farm(small_site: Site, make_farm: Make) -> SimulatedFarm:
    """The small farm at loop second 0."""
    return make_farm(small_site)


@pytest.fixture
def plant(small_site: Site) -> Plant:
    """The small site's plant at work, every constant at its centre."""
    plant = Plant(small_site, fullest_day(small_site), constants=nominal(layout_of(small_site)))
    settle(plant, small_site)
    return plant
