"""The whole farm one second further: machines, gas, feed, fish, water, power, and the accounts.

It refuses to know registers, instruments and who commands.
"""

import numpy as np
from numpy.typing import NDArray

from farm.site import Site
from farm.stock import TankStock
from hil_sim.plant.accounts import Accounts
from hil_sim.plant.blower import Blower
from hil_sim.plant.circulation import Circulation
from hil_sim.plant.constants import Constants, perturbed
from hil_sim.plant.drives import RATED_HZ, UNDERVOLTAGE, Drives
from hil_sim.plant.feeders import Feeders
from hil_sim.plant.fish import Fish
from hil_sim.plant.fish_constants import nominal_fish, perturbed_fish
from hil_sim.plant.flows import running, standing
from hil_sim.plant.gassing import Gas
from hil_sim.plant.layout import layout_of
from hil_sim.plant.levels import FLOAT_PART
from hil_sim.plant.oxygen_supply import VESSEL_BAR, OxygenSupply
from hil_sim.plant.ozone import Ozone
from hil_sim.plant.power import Power
from hil_sim.plant.stagnation import Stagnation
from hil_sim.plant.surroundings import felt
from hil_sim.plant.water import Water
from models.carbonate import eq_m3_from_caco3
from models.floats import FloatArray
from models.sources import Sources

LOX_T = 18.0
"""In the vessel at the start."""
FAN_KW_PER_M3_H = 0.0037
"""Degasser fan (ras-science 1.6)."""
AUXILIARY_KW_PER_M3_H = 0.0163
"""Cone pump, drum, blower, UV and lights of a system (ras-science 4: about 50 kW for 3,000)."""
SHAFT_W_KW = 900.0
"""Of a pump's current what ends as heat in the water; the rest warms the hall (motor: 0.9)."""
PUMP_1, PUMP_2, FAN = 0, 1, 2


class Plant:
    """The true farm. `step()` moves it; everything may be read, nothing is ever rounded."""

    def __init__(
        self,
        site: Site,
        stock: list[TankStock],
        seed: int = 0,
        constants: Constants | None = None,
    ) -> None:
        """Machines standing still; `plant.steady.settle` makes it a farm at work."""
        self.layout = layout_of(site)
        self.constants = constants or perturbed(self.layout, seed)
        self.circulation = Circulation(self.layout, self.constants)
        self.drives = self._drives()
        self.supply = OxygenSupply(self.layout, self.constants, LOX_T)
        self.feeders = Feeders(self.layout, self.constants)
        strain = nominal_fish() if constants else perturbed_fish(seed)
        self.fish = Fish(self.layout, self.constants, stock, strain, seed)
        self.water = Water(self.layout, self.constants)
        self.power = Power()
        self.accounts = Accounts(self.layout)
        air_m3_h = self.layout.rated("degasser_gas_to_liquid") * self.circulation.design_m3_h
        self.blower = Blower(air_m3_h, self.water.hall_c)
        self.ozone = Ozone(self.layout.systems)
        self.loop_m3 = self.layout.summed(self.layout.volume_m3) + self.water.sump_m3
        self.stagnation = Stagnation(self.layout, self.water.sump_m3)
        wanted = site.control.circulation
        self.target_m3_h = self.circulation.design_m3_h.copy()
        """What the site file wants to go round."""
        if wanted is not None:
            self.target_m3_h[:] = wanted.target_m3_h
        self.energy_kwh = np.zeros(self.layout.systems)
        self.float_free: NDArray[np.bool_] = np.ones(self.layout.tanks, dtype=bool)
        """Whose level float is free to say that all is well; a hung one drops."""
        self.on_scale_kg = 0.0
        self.seconds = 0.0

    @property
    def lox_pressure_bar(self) -> float:
        """Pressure of the vessel; gone with the last of the liquid."""
        return VESSEL_BAR if self.supply.lox_t > 0.0 else 0.0

    def _drives(self) -> Drives:
        pump = self.layout.rated("pump_power_kw")
        fan = FAN_KW_PER_M3_H * self.layout.rated("design_flow_m3_h")
        rated = np.stack([pump, pump, fan], axis=1)
        ramp = np.repeat(self.constants.ramp_hz_s[:, None], 3, axis=1)
        return Drives(rated, ramp)

    @property
    def pump_speeds(self) -> FloatArray:
        """Speed of both pumps of each system, part of rated."""
        speeds: FloatArray = self.drives.shaft_hz[:, :FAN] / RATED_HZ
        return speeds

    @property
    def fan_speed(self) -> FloatArray:
        """Speed of the fan of each system, part of rated."""
        speed: FloatArray = self.drives.shaft_hz[:, FAN] / RATED_HZ
        return speed

    @property
    def air_m3_h(self) -> FloatArray:
        """Air through each degasser."""
        return self.blower.air_m3_h(self.fan_speed)

    @property
    def level_ok(self) -> NDArray[np.bool_]:
        """What the level float of each tank says."""
        ok: NDArray[np.bool_] = (self.circulation.levels.part >= FLOAT_PART) & self.float_free
        return ok

    @property
    def alkalinity_mg_l(self) -> FloatArray:
        """Alkalinity of each sump, mg/L as CaCO3."""
        left: FloatArray = np.asarray(self.water.sumps.alkalinity_eq_m3) / eq_m3_from_caco3(1.0)
        return left

    @property
    def load(self) -> FloatArray:
        """Part of rated torque of each drive at its speed."""
        pumps = self.circulation.load
        return np.column_stack([pumps, self.blower.load])

    def power_of(self, drive: int) -> float:
        """Electric power of one drive in all systems together, kW."""
        return float(self.drives.power_kw(self.load)[:, drive].sum())

    @property
    def power_kw(self) -> FloatArray:
        """Electric power of each system."""
        return self._power_kw(self.drives.power_kw(self.load))

    def _power_kw(self, drives_kw: FloatArray) -> FloatArray:
        auxiliary = AUXILIARY_KW_PER_M3_H * self.circulation.design_m3_h + self.water.heat_pump_kw
        power: FloatArray = drives_kw.sum(axis=1) + auxiliary * self.power.bars_live
        return power

    def step(self, step_s: float = 1.0) -> None:
        """Move everything by `step_s` seconds; pipes' dead times hold for steps of one second."""
        self.power.step(step_s)
        self._supply_drives()
        self.supply.holding = self.power.small_live
        self.drives.step(step_s)
        self.blower.step(self.fan_speed, step_s)
        self.circulation.step(self.pump_speeds, self.water.caught_g_h * step_s / 3600.0, step_s)
        self.supply.step(step_s)
        feed_g_h = self.feeders.step(step_s)
        fish = self.fish.step(
            feed_g_h,
            np.asarray(self.water.tanks.temperature_c),
            np.asarray(self.water.tanks.oxygen_mg_l),
            step_s,
        )
        self.move_water(fish, step_s, moving=True)
        if self.fish.minute_is_over:
            self.fish.live(felt(self.water))
        self.ozone.step(self.power.bars_live, self.loop_m3, step_s)
        self.stagnation.step(self.circulation.flow_m3_h, step_s)
        drives_kw = self.drives.power_kw(self.load)
        self.water.machine_w = SHAFT_W_KW * drives_kw[:, :FAN].sum(axis=1)
        self.energy_kwh = self.energy_kwh + self._power_kw(drives_kw) * step_s / 3600.0
        self.seconds += step_s
        turning = self.pump_speeds.max(axis=1) > 0.05
        self.accounts.step(
            np.asarray(self.water.tanks.oxygen_mg_l),
            feed_g_h > 0.0,
            self.supply.shut,
            turning,
            self.circulation.flow_m3_h > 0.0,
            step_s,
        )

    def move_water(self, fish: Sources, step_s: float, moving: bool = False) -> None:
        """Gas, flow and fish on the water for one step, machines standing as they are.

        `moving`: levels have just made the same step too; else they stand.
        """
        gas = Gas(self.supply.trim_g_h, self.supply.emergency_out_g_h, self.supply.cone_out_g_h)
        turning = np.where(self.circulation.drum_on & ~self.circulation.washing, 1.0, 0.5)
        turning = np.where(self.circulation.drum_on, turning, 0.0)
        turning = turning * (1.0 - self.circulation.bypassed)
        self.water.live = float(self.power.bars_live)
        flows = (running if moving else standing)(self.layout, self.circulation, self.air_m3_h)
        self.water.step(flows, gas, fish, (self.circulation.drum, turning), step_s)

    def _supply_drives(self) -> None:
        """Drives lose their bus with the bars; they restart by themselves when it is back."""
        live = self.power.bars_live
        if live != bool(self.drives.powered.all()):
            self.drives.powered[:] = live
        low = (self.drives.fault == UNDERVOLTAGE) & live
        self.drives.fault[low] = 0
