"""Every drive that may be started, through its real bytes: started, led, stopped, tripped, left.

Knows the drivers and the simulated devices, which share no register map.
"""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from drivers.field import Field, build_field
from drivers.profiles import load_profiles
from farm.clock import loop_clock, run_simulated
from farm.document import Document
from farm.profile import Profile
from farm.sample import Sample
from farm.site import Site
from farm.site_check import load_site
from farm.tag import TagName
from hil_sim.plant.drives import Drives
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.stocking import fullest_day
from tests.drivers.slaves import run_for
from trials.wires import memory_opener
from trials.writes import forbidden

START_MS = 1_795_305_600_000
PUMP = TagName("1.pump_1")
PROFILES = load_profiles()
STARTED = {
    "invt/gd20": "comm_loss_time: 10, comm_loss_action: 1",
    "delta/vfd-e": "comm_loss_time: 10, comm_loss_action: 0",
    "delta/ms300": "comm_loss_time: 10, comm_loss_action: 0",
    "schneider/atv320": "comm_loss_time: 10",
    "siemens/v20": "comm_loss_time: 10, comm_loss_action: 0",
    "danfoss/fc": "comm_loss_action: 1",
}
STOPS_ALONE = {
    "invt/gd20": "comm_loss_time: 10, comm_loss_action: 0",
    "delta/vfd-e": "comm_loss_time: 10, comm_loss_action: 2",
    "siemens/v20": "comm_loss_time: 10, comm_loss_action: 1",
    "danfoss/fc": "comm_loss_action: 2",
}
"""The same drive commissioned so that it stops when nobody talks to it any more."""

SITE = """
schema: ras-site/1
id: drives
name: {zh: 变频器, en: Drives}
water: {alkalinity_mg_l: 90}
systems:
  - id: "1"
    name: {zh: 一, en: One}
    plant:
      {design_flow_m3_h: 84, static_head_m: 3.2, friction_head_m: 1.3, pump_shutoff_head_m: 7.5,
       pump_power_kw: 2, sump_volume_m3: 20, sump_depth_m: 2, biofilter_area_m2: 3200,
       degasser_gas_to_liquid: 5, cone_g_h: 1400, valve_g_h: 1200, emergency_g_h: 3000,
       feeder_g_s: 10, makeup_m3_d: 9}
    tanks: [{id: 1-01, volume_m3: 42}]
buses: [{id: line, kind: rtu, wire: a, baud: 9600, parity: E}]
devices:
  - id: drive
    profile: PROFILE
    bus: line
    points: {output_hz: 1.pump_1_speed}
    outputs: {setpoint_hz: 1.pump_1}
    settings: {SETTINGS}
outputs: [{quantity: pump_1, low: 0, high: 50, safe: 40}]
"""


class Scene:
    """One drive on a line, its plant, and what the line's master said of it."""

    def __init__(self, profile: str, settings: str) -> None:
        text = SITE.replace("PROFILE", profile).replace("SETTINGS", settings)
        site = load_site("drives.yaml", text, PROFILES)
        assert Document("drives.yaml", text).parse(Site) == site
        self.site, self.profile = site, PROFILES[profile]
        self.farm = SimulatedFarm(
            site, fullest_day(site, START_MS), 1, 0.0, lambda at_s: START_MS + round(1000 * at_s)
        )
        self.samples: list[Sample] = []

    @property
    def drives(self) -> Drives:
        return self.farm.plant.drives

    def words(self) -> list[tuple[int, int]]:
        """Register and value of every single write on the wire, in order."""
        frames = [frame for _, _, frame in self.farm.record.writes]
        return [
            (int.from_bytes(f[2:4], "big"), int.from_bytes(f[4:6], "big"))
            for f in frames
            if f[1] == 6
        ]


Script = Callable[[Field, Scene], Awaitable[None]]


def played(scene: Scene, script: Script) -> Scene:
    async def main() -> None:
        opener = memory_opener(scene.farm)
        clock = loop_clock()
        field = build_field(scene.site, PROFILES, opener, clock, scene.samples.extend)
        run = asyncio.ensure_future(field.buses["line"].run())
        await asyncio.sleep(3.0)
        try:
            await script(field, scene)
        finally:
            await run_for(run, 0.0)

    run_simulated(main())
    count, told = forbidden(scene.site, PROFILES, scene.farm.record.writes)
    assert count == len(scene.farm.record.writes) and told == []
    return scene


def start_address(profile: Profile) -> int:
    assert profile.start is not None
    return profile.start.address - profile.address_base


@pytest.mark.parametrize("name", STARTED)
def test_a_drive_is_started_led_and_stopped(name: str) -> None:
    async def script(field: Field, scene: Scene) -> None:
        stop = await field.write(PUMP, 0.0)
        assert stop.is_confirmed and not scene.drives.run[0, 0]
        before = len(scene.words())
        started = await field.write(PUMP, 42.5)
        assert started.is_confirmed, started
        assert started.actual == pytest.approx(42.5, abs=0.05) and started.attempts == 1
        assert scene.drives.run[0, 0]
        assert scene.drives.set_hz[0, 0] == pytest.approx(42.5, abs=0.05)
        first, *rest = scene.words()[before:]
        assert first[0] != start_address(scene.profile), "the set-point goes first"
        assert rest and all(address == start_address(scene.profile) for address, _ in rest)
        before = len(scene.words())
        assert (await field.write(PUMP, 35.0)).is_confirmed
        assert len(scene.words()) == before + 1, "a running drive costs its set-point only"
        assert (await field.write(PUMP, 0.0)).is_confirmed
        assert not scene.drives.run[0, 0]
        assert (await field.write(PUMP, 30.0)).is_confirmed and scene.drives.run[0, 0]

    played(Scene(name, STARTED[name]), script)


@pytest.mark.parametrize("name", STARTED)
def test_a_fault_is_told_and_never_reset(name: str) -> None:
    async def script(field: Field, scene: Scene) -> None:
        scene.drives.trip(0, 0, 4)
        before = len(scene.words())
        outcome = await field.write(PUMP, 40.0)
        assert (outcome.stage, outcome.reason) == ("failed", "drive_fault")
        assert len(scene.words()) <= before + 1
        assert scene.drives.fault[0, 0] == 4 and not scene.drives.run[0, 0]
        assert (await field.write(PUMP, 0.0)).is_confirmed, "a stop is always possible"
        assert scene.drives.fault[0, 0] == 4

    played(Scene(name, STARTED[name]), script)


@pytest.mark.parametrize("name", STARTED)
def test_no_frequency_beyond_the_limits_reaches_the_wire(name: str) -> None:
    async def script(field: Field, scene: Scene) -> None:
        for hertz in (50.5, -1.0, float("nan")):
            assert (await field.write(PUMP, hertz)).reason == "not_allowed"
        assert scene.words() == []

    played(Scene(name, STARTED[name]), script)


@pytest.mark.parametrize("name", STARTED)
def test_a_drive_is_found_set_up_as_the_site_says(name: str) -> None:
    async def script(field: Field, scene: Scene) -> None:
        assert field.buses["line"].findings() == []

    played(Scene(name, STARTED[name]), script)


@pytest.mark.parametrize("name", STARTED)
def test_left_alone_a_life_support_drive_runs_on(name: str) -> None:
    async def script(field: Field, scene: Scene) -> None:
        assert (await field.write(PUMP, 40.0)).is_confirmed

    scene = played(Scene(name, STARTED[name]), script)
    scene.farm.step_to(scene.farm.now_s + 120.0)
    assert scene.drives.wanted(0, 0) == pytest.approx(40.0, abs=0.05)


@pytest.mark.parametrize("name", STOPS_ALONE)
def test_left_alone_one_that_is_set_up_to_stop_stops(name: str) -> None:
    async def script(field: Field, scene: Scene) -> None:
        assert (await field.write(PUMP, 40.0)).is_confirmed

    scene = played(Scene(name, STOPS_ALONE[name]), script)
    scene.farm.step_to(scene.farm.now_s + 120.0)
    assert scene.drives.wanted(0, 0) == 0.0
