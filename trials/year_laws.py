"""The production laws driven once a simulated minute with samples straight from the plant.

It refuses to know frames, ranks and interlocks: what a law commands stands at once, and nothing it
reads is noisy, late or missing. Faults are tried elsewhere, on the whole stack.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from controller.laws.circulation import AMPERE_PER_KW, CirculationLaw
from controller.laws.cone import ConeLaw
from controller.laws.degas import DegasLaw
from controller.laws.feeding import FeedingLaw
from controller.laws.law import Law, Outcome
from controller.laws.oxygen import OxygenLaw
from controller.plant import farm_plan
from farm.command import Rank
from farm.sample import Sample
from farm.site import Site
from farm.snapshot import Snapshot
from farm.status import Status
from farm.stock import TankStock
from farm.tag import TagName
from hil_sim.plant.drives import RATED_HZ
from hil_sim.plant.plant import FAN, PUMP_1, PUMP_2, Plant
from models.floats import FloatArray

L = TypeVar("L", bound=Law)
MINUTE_S = 60.0
TURNS = 2
"""A tank's oxygen law has its turn once in so many minutes: half of the tanks each minute."""
FEEDER_S = 10.0
"""How long a feeder runs or stands at least; in the true stack one second, pulses from 5."""
SOURCE = "plant"
LONG_MS = 10**15
"""A ration in the books stands until the next one."""


class YearLaws:
    """The laws of one farm, and the plant they steer."""

    def __init__(self, site: Site, plant: Plant) -> None:
        """Every law takes up what the plant does now."""
        laws = farm_plan(site).laws
        ids = plant.layout.tank_ids
        self._plant = plant
        self._oxygen = {ids.index(one.plan.tank): one for one in laws if isinstance(one, OxygenLaw)}
        self._feeding = {
            ids.index(one.plan.tank): one for one in laws if isinstance(one, FeedingLaw)
        }
        systems = plant.layout.system_ids
        self._pumps = {
            systems.index(one.plan.system): one for one in laws if isinstance(one, CirculationLaw)
        }
        self._cones = {systems.index(o.plan.system): o for o in laws if isinstance(o, ConeLaw)}
        self._fans = {systems.index(o.plan.system): o for o in laws if isinstance(o, DegasLaw)}
        self._was_meal = False
        self._stocked = list(self._oxygen)
        self._turn, self._thrown = 0, np.zeros(plant.layout.tanks)
        self._rated_g_s = {tank: one.plan.feeder_g_s for tank, one in self._oxygen.items()}
        self.take_up()

    def take_up(self) -> None:
        """Every law adopts what stands, as after a restart of the controller."""
        supply, drives = self._plant.supply, self._plant.drives
        for tank, law in self._oxygen.items():
            found = {law.plan.valve: Outcome(float(supply.valve_command[tank]), Rank.SAFE)}
            self._oxygen[tank] = law.told(found)
        for system, cone in self._cones.items():
            self._cones[system] = replace(cone, percent=float(supply.cone_command[system]))
        for system, fan in self._fans.items():
            self._fans[system] = replace(fan, hz=drives.wanted(system, FAN))
        for system, pumps in self._pumps.items():
            self._pumps[system] = replace(pumps, hz=drives.wanted(system, PUMP_1), up_s=1e6)

    def stocked(self, rows: Sequence[TankStock]) -> None:
        """Today's books: fish and ration of every tank; one without fish has its oxygen shut."""
        by_tank = {row.tank: row for row in rows}
        for tank, law in self._oxygen.items():
            self._oxygen[tank] = law.stocked(by_tank.get(law.plan.tank))
        alive = self._plant.fish.stock.alive
        self._stocked = [tank for tank in self._oxygen if alive[tank]]
        for tank, feeder in self._feeding.items():
            self._feeding[tank] = feeder.stocked(by_tank.get(feeder.plan.tank), LONG_MS)

    def minute(self, at_ms: int) -> None:
        """Decide the coming minute and let the plant's machines and feeders have it."""
        snapshot = Snapshot(at_ms / 1000.0, at_ms, self._seen(at_ms), {})
        feeders = self._plant.feeders
        feeders.by_hand_g = self._meals(snapshot)
        feeders.by_hand_g_s = feeders.by_hand_g / MINUTE_S
        self._thrown += feeders.by_hand_g_s / feeders.g_s / TURNS
        self._trims(snapshot)
        self._machines(snapshot)

    def _trims(self, snapshot: Snapshot) -> None:
        """Trim valves of the tanks whose turn it is; none where no fish are."""
        supply = self._plant.supply
        supply.valve_command = np.where(self._plant.fish.stock.alive, supply.valve_command, 0.0)
        for tank in self._stocked[self._turn :: TURNS]:
            law = self._fed(tank, float(self._thrown[tank]))
            self._oxygen[tank], (value,) = _moved(law, snapshot, TURNS * MINUTE_S)
            supply.valve_command[tank], self._thrown[tank] = value, 0.0
        self._turn = (self._turn + 1) % TURNS

    def _machines(self, snapshot: Snapshot) -> None:
        """Cones, fans and pumps."""
        supply, drives = self._plant.supply, self._plant.drives
        for system, cone in self._cones.items():
            self._cones[system], (value,) = _moved(cone, snapshot)
            supply.cone_command[system] = value
        for system, fan in self._fans.items():
            self._fans[system], (value,) = _moved(fan, snapshot)
            drives.set_hz[system, FAN] = value
        for system, pumps in self._pumps.items():
            self._pumps[system], speeds = _moved(pumps, snapshot)
            for drive, hz in zip((PUMP_1, PUMP_2), speeds, strict=False):
                drives.set_hz[system, drive], drives.run[system, drive] = hz, hz > 0.0

    def _fed(self, tank: int, running_part: float) -> OxygenLaw:
        """A tank's law, its feeder throwing what it did on average; `running_part`: of its turn.

        The law counts feed while the relay is on, each second; over minutes it is on and off, so
        here the relay reads on throughout and throws less.
        """
        law = self._oxygen[tank]
        rated_g_s = self._rated_g_s[tank] * running_part
        if law.plan.feeder_g_s == rated_g_s:
            return law
        return replace(law, plan=replace(law.plan, feeder_g_s=rated_g_s))

    def _meals(self, snapshot: Snapshot) -> FloatArray:
        """Feed each feeder throws in this minute, g, its law stepped pulse by pulse."""
        grams = np.zeros(self._plant.layout.tanks)
        one = next(iter(self._feeding.values()), None)
        is_meal = one is not None and one.meal(snapshot.at_ms)
        if not is_meal and not self._was_meal:
            return grams
        self._was_meal = is_meal
        for tank, law in self._feeding.items():
            if law.ration_g <= 0.0:
                continue
            for _ in range(int(MINUTE_S / FEEDER_S)):
                law, commands = law.step(snapshot, FEEDER_S)
                value = commands[0].value
                law = law.told({law.plan.feeder: Outcome(value, Rank.LAW)})
                grams[tank] += value * FEEDER_S
            self._feeding[tank] = law
        return grams * self._plant.feeders.g_s

    def _seen(self, at_ms: int) -> dict[TagName, Sample]:
        """Every tag a law reads, as it truly is."""
        at_s = at_ms / 1000.0
        return {
            name: Sample(name, value, Status.GOOD, at_s, at_ms, SOURCE)
            for name, value in (*self._of_tanks(), *self._of_systems())
        }

    def _of_tanks(self) -> Iterator[tuple[TagName, float]]:
        plant = self._plant
        oxygen = np.asarray(plant.water.tanks.oxygen_mg_l).tolist()
        warm = np.asarray(plant.water.tanks.temperature_c).tolist()
        valves = plant.supply.valve_percent.tolist()
        for tank in self._stocked:
            plan = self._oxygen[tank].plan
            yield plan.oxygen, oxygen[tank]
            yield plan.temperature, warm[tank]
            yield plan.valve, valves[tank]
            yield plan.feeder, 1.0

    def _of_systems(self) -> Iterator[tuple[TagName, float]]:
        plant = self._plant
        cones, co2 = plant.supply.cone_percent.tolist(), plant.water.co2_mg_l().tolist()
        for system, cone in self._cones.items():
            yield cone.plan.cone, cones[system]
        for system, fan in self._fans.items():
            yield fan.plan.co2, co2[system]
        flow = plant.circulation.flow_m3_h.tolist()
        turning = plant.drives.actual_hz
        for system, pumps in self._pumps.items():
            yield pumps.plan.flow, flow[system]
            for drive, pump in enumerate(pumps.plan.pumps):
                hz = float(turning[system, drive])
                yield pump.speed, hz
                yield pump.current, AMPERE_PER_KW * pumps.plan.pump_kw * (hz / RATED_HZ) ** 2
                yield pump.fault, 0.0


def _moved(law: L, snapshot: Snapshot, elapsed_s: float = MINUTE_S) -> tuple[L, list[float]]:
    """The law so much later, told that what it wants stands; and what it wants."""
    after, commands = law.step(snapshot, elapsed_s)
    outcomes = {command.output: Outcome(command.value, Rank.LAW) for command in commands}
    return after.told(outcomes), [command.value for command in commands]  # type: ignore[return-value]
