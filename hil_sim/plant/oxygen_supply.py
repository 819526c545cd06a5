"""Oxygen gas from the tank to the water's edge: stock, pressure, valves, pipes, and who used it.

It refuses to know the water it ends in. Emergency valves are normally open: a coil needs its
contact and 24 V to hold one shut (safety page, L0). A reserve bank with a regulator set lower
takes over by pressure alone where a site has one.
"""

import numpy as np
from numpy.typing import NDArray

from hil_sim.plant.constants import Constants
from hil_sim.plant.delay import Delay
from hil_sim.plant.layout import Layout
from models.floats import FloatArray

SUPPLY_BAR = 6.0
"""Behind the regulator at no flow."""
SAG_BAR = 0.6
"""Lost at every valve open."""
VESSEL_BAR = 12.0
RESERVE_BAR = 4.0
"""Set-point of the reserve bank's regulator, below the vessel's (engineering memory; 3–5)."""
PURE_PERCENT = 99.6
"""Oxygen from the liquid (GB/T 3863 industrial oxygen: 99.5 and 99.2 %)."""
VESSEL_EMPTY_S = 120.0
"""How fast the pipe empties once the liquid is gone."""
EMERGENCY_DEAD_S, EMERGENCY_LAG_S = 3.0, 12.0
"""Own diffuser at the tank: open in less than 5 s (ras-science 2.5)."""


class OxygenSupply:
    """Valves of all tanks and cones of all systems on one LOX vessel."""

    def __init__(self, layout: Layout, constants: Constants, lox_t: float) -> None:
        """Everything shut; `lox_t`: tonnes in the vessel."""
        self._layout = layout
        self.valve_g_h = layout.rated("valve_g_h")[layout.system_of]
        self.emergency_g_h = layout.rated("emergency_g_h")[layout.system_of]
        self.cone_g_h = layout.rated("cone_g_h")
        self.travel_percent_s = constants.valve_travel_percent_s
        none, no_cone = np.zeros(layout.tanks), np.zeros(layout.systems)
        self.valve_command = none.copy()
        self.valve_percent = none.copy()
        self.stuck: NDArray[np.bool_] = np.zeros(layout.tanks, dtype=bool)
        self.isolated: NDArray[np.bool_] = np.zeros(layout.tanks, dtype=bool)
        """Trim lines shut off by hand or by their isolating valve."""
        self.emergency_open: NDArray[np.bool_] = np.zeros(layout.tanks, dtype=bool)
        """Whose coil has dropped its valve open."""
        self.emergency_blocked: NDArray[np.bool_] = np.zeros(layout.tanks, dtype=bool)
        """Valves that pass nothing whatever their coil does."""
        self.holding = True
        """24 V for the coils that hold emergency valves shut."""
        self.cone_command = no_cone.copy()
        self.cone_percent = no_cone.copy()
        self._trim_pipe = Delay(constants.trim_dead_s, constants.trim_lag_s, none)
        self._emergency_pipe = Delay(
            np.full(layout.tanks, EMERGENCY_DEAD_S), np.full(layout.tanks, EMERGENCY_LAG_S), none
        )
        self._cone_pipe = Delay(constants.cone_dead_s, constants.cone_lag_s, no_cone)
        self.lox_t = lox_t
        self.pressure_bar = np.full(layout.systems, SUPPLY_BAR)
        self.used_g = {"trim": no_cone.copy(), "cone": no_cone.copy(), "emergency": no_cone.copy()}
        self.cut_off: NDArray[np.bool_] = np.zeros(layout.systems, dtype=bool)
        self.reserve_g = 0.0
        """Gas in the reserve bank; no site of ours has one fitted."""
        self.vessel_fault_bar = 0.0
        """How far the vessel's regulator has fallen below its set-point."""
        self.vessel_falls_bar_min = 0.0
        self.purity_percent = PURE_PERCENT

    @property
    def shut(self) -> NDArray[np.bool_]:
        """Tanks whose every oxygen path is commanded shut: trim, cone and emergency."""
        no_cone = (self.cone_command <= 0.0)[self._layout.system_of]
        return (self.valve_command <= 0.0) & no_cone & ~self.emergency_open

    @property
    def emergency_passes(self) -> NDArray[np.bool_]:
        """Valves that let gas through: coil dropped or without current, and not blocked."""
        fallen = self.emergency_open if self.holding else np.ones_like(self.emergency_open)
        passes: NDArray[np.bool_] = fallen & ~self.emergency_blocked
        return passes

    @property
    def trim_g_h(self) -> FloatArray:
        """Gas now at each trim diffuser."""
        return self._trim_pipe.out

    @property
    def emergency_out_g_h(self) -> FloatArray:
        """Gas now at each emergency diffuser."""
        return self._emergency_pipe.out

    @property
    def cone_out_g_h(self) -> FloatArray:
        """Gas now in each cone."""
        return self._cone_pipe.out

    def step(self, step_s: float) -> None:
        """Valves travel, gas flows, the vessel empties."""
        most = self.travel_percent_s * step_s * ~self.stuck
        missing = self.valve_command - self.valve_percent
        self.valve_percent += np.minimum(np.maximum(missing, -most), most)
        cone_most = 10.0 * step_s
        missing = self.cone_command - self.cone_percent
        self.cone_percent += np.minimum(np.maximum(missing, -cone_most), cone_most)
        drive = self.pressure_bar / SUPPLY_BAR
        drive_of_tank = drive[self._layout.system_of]
        trim = self.valve_g_h * self.valve_percent / 100.0 * drive_of_tank * ~self.isolated
        emergency = self.emergency_g_h * self.emergency_passes * drive_of_tank
        cone = self.cone_g_h * self.cone_percent / 100.0 * drive
        self._account(trim, emergency, cone, step_s)
        if self.purity_percent != PURE_PERCENT:
            pure = self.purity_percent / PURE_PERCENT
            trim, emergency, cone = trim * pure, emergency * pure, cone * pure
        self._trim_pipe.step(trim, step_s)
        self._emergency_pipe.step(emergency, step_s)
        self._cone_pipe.step(cone, step_s)

    def _account(
        self, trim: FloatArray, emergency: FloatArray, cone: FloatArray, step_s: float
    ) -> None:
        by_kind = {
            "trim": self._layout.summed(trim),
            "emergency": self._layout.summed(emergency),
            "cone": cone,
        }
        drawn = np.zeros(self._layout.systems)
        for kind, g_h in by_kind.items():
            self.used_g[kind] = self.used_g[kind] + g_h * step_s / 3600.0
            drawn = drawn + g_h
        valves = self._layout.summed(self.valve_g_h + self.emergency_g_h) + self.cone_g_h
        sag_bar = SAG_BAR * drawn / valves
        given_bar = self._given_bar(float(drawn.sum()), step_s)
        target = np.where(self.cut_off, 0.0, np.maximum(given_bar - sag_bar, 0.0))
        falling = VESSEL_EMPTY_S if given_bar <= 0.0 else 5.0
        self.pressure_bar += (target - self.pressure_bar) * -np.expm1(-step_s / falling)

    def _given_bar(self, drawn_g_h: float, step_s: float) -> float:
        """Pressure at the head of the manifold; gas leaves the vessel or the reserve, not both."""
        fallen = self.vessel_fault_bar + self.vessel_falls_bar_min * step_s / 60.0
        self.vessel_fault_bar = min(fallen, SUPPLY_BAR)
        vessel_bar = SUPPLY_BAR - self.vessel_fault_bar if self.lox_t > 0.0 else 0.0
        drawn_g = drawn_g_h * step_s / 3600.0
        if self.reserve_g > 0.0 and vessel_bar < RESERVE_BAR:
            self.reserve_g = max(self.reserve_g - drawn_g, 0.0)
            return RESERVE_BAR
        self.lox_t = max(self.lox_t - drawn_g / 1e6, 0.0)
        return vessel_bar

    def settle(self, trim_percent: FloatArray, cone_percent: FloatArray) -> None:
        """Stand as if these openings had been there for long."""
        self.valve_command, self.valve_percent = trim_percent.copy(), trim_percent.copy()
        self.cone_command, self.cone_percent = cone_percent.copy(), cone_percent.copy()
        drive = self.pressure_bar / SUPPLY_BAR
        self._trim_pipe.fill(self.valve_g_h * trim_percent / 100.0 * drive[self._layout.system_of])
        self._cone_pipe.fill(self.cone_g_h * cone_percent / 100.0 * drive)
        self._emergency_pipe.fill(np.zeros(self._layout.tanks))
