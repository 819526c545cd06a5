"""Water on its way round: what two pumps give against lift and pipes, sump and tank levels, drum.

It refuses to know what is dissolved in the water and how drives are commanded.
"""

import numpy as np
from numpy.typing import NDArray

from hil_sim.plant.constants import Constants
from hil_sim.plant.layout import Layout
from hil_sim.plant.levels import Levels
from models.floats import FloatArray
from models.solids import Drum, head_m

LEVEL_PART = 0.7
"""Where the make-up float holds the sump, part of its depth."""
BACKWASH_S = 30.0
"""One backwash (ras-science 1.8: 20–40 s)."""
BACKWASH_M3_S = 0.0022
"""Rinse water of one backwash, about 8 m³/h."""
DRY_LEVEL_M = 0.15
"""Below this a pump draws air and gives nothing (engineering memory; 0.1–0.3 m)."""
VORTEX_LEVEL_M = 0.30
"""Below this air is drawn in with the water (engineering memory; 0.2–0.5 m)."""
BYPASS_M = 0.25
"""Level difference over the screen at which the drum's own weir lets water past, unscreened
(engineering memory; 0.15–0.4 m)."""
CHURNING_LOAD, DRY_LOAD = 0.5, 0.1
"""Part of rated torque of a pump that turns in water it cannot lift, and in air (engineering
memory; 0.4–0.6 and 0.05–0.2): a dry pump draws little more than its magnetising current."""
HALVINGS = 30


class Circulation:
    """Flow of each system, its sump and its drum filter."""

    def __init__(self, layout: Layout, constants: Constants) -> None:
        """Pump curve through the design point at 50 Hz with one pump."""
        flow = layout.rated("design_flow_m3_h")
        self.design_m3_h = flow
        self.static_m = layout.rated("static_head_m")
        friction = layout.rated("friction_head_m")
        shutoff = layout.rated("pump_shutoff_head_m")
        self.shutoff_m = shutoff * constants.pump_head_factor
        self.droop = (shutoff - self.static_m - friction) / flow**2
        self.friction = friction / flow**2
        depth = layout.rated("sump_depth_m")
        self.depth_m = depth
        self.area_m2 = layout.rated("sump_volume_m3") / depth
        self.stock_m3 = LEVEL_PART * depth * self.area_m2
        self.rated_makeup_m3_h = layout.rated("makeup_m3_d") / 24.0
        self.flow_m3_h = np.zeros(layout.systems)
        self.makeup_m3_h = self.rated_makeup_m3_h.copy()
        self.makeup_total_m3 = 0.0
        self.makeup_stuck_m3_h = np.full(layout.systems, np.nan)
        """What flows in whatever the float says; nan: the float rules."""
        self.leak_m3_h = np.zeros(layout.systems)
        self.lost_m3 = 0.0
        """Rinse, exchange, leaks and spills of the sumps since the start."""
        self.suction = np.ones((layout.systems, 2))
        """How much of a pump's head its suction leaves: 1 flooded, 0 air, between: cavitation."""
        self.levels = Levels(layout)
        self._share, self._of = layout.share, layout.system_of
        self.drum = Drum(rated_flow_m3_h=float(flow.mean()), blinding_g=float(2.4 * flow.mean()))
        self.drum_on: NDArray[np.bool_] = np.ones(layout.systems, dtype=bool)
        self.held_g = np.zeros(layout.systems)
        self.wash_left_s = np.zeros(layout.systems)
        self.wash_blocked: NDArray[np.bool_] = np.zeros(layout.systems, dtype=bool)
        self.clogging_g_h = np.zeros(layout.systems)
        """What settles on the screen besides solids: slime, lime."""

    @property
    def level_m(self) -> FloatArray:
        """Water in the sump; it rises when the flow stops and the tanks' water comes back."""
        level: FloatArray = self.stock_m3 / self.area_m2
        return level

    @property
    def drum_head_m(self) -> FloatArray:
        """Level difference over the screen; never above where the weir runs over."""
        full = np.asarray(head_m(self.flow_m3_h, self.held_g, self.drum))
        head: FloatArray = np.minimum(full, BYPASS_M)
        return head

    @property
    def bypassed(self) -> FloatArray:
        """Part of the flow that goes over the weir, past the screen."""
        full = np.asarray(head_m(self.flow_m3_h, self.held_g, self.drum))
        past: FloatArray = 1.0 - np.sqrt(BYPASS_M / np.maximum(full, BYPASS_M))
        return past

    @property
    def wet(self) -> FloatArray:
        """How much water a pump can draw from the sump: 1 all, 0 air only."""
        span = VORTEX_LEVEL_M - DRY_LEVEL_M
        wet: FloatArray = np.minimum(np.maximum((self.level_m - DRY_LEVEL_M) / span, 0.0), 1.0)
        return wet

    @property
    def load(self) -> FloatArray:
        """Part of rated torque of both pumps of each system at their speed."""
        full = np.where(self.flow_m3_h > 0.0, 1.0, CHURNING_LOAD)
        water = self.suction * self.wet[:, None]
        load: FloatArray = DRY_LOAD + (full[:, None] - DRY_LOAD) * water
        return load

    @property
    def washing(self) -> NDArray[np.bool_]:
        """Whose drum rinses now."""
        return self.wash_left_s > 0.0

    def flow_at(self, speeds: FloatArray) -> FloatArray:
        """Flow, m³/h, for the speeds (part of rated) of both pumps of each system."""
        static = self.static_m + self.drum_head_m
        lift = self.shutoff_m[:, None] * speeds**2 * self.suction
        fast = lift.max(axis=1)
        alone = np.sqrt(np.maximum(fast - static, 0.0) / (self.droop + self.friction))
        both = (lift > static[:, None]).all(axis=1)
        flow = self._parallel(lift, static) if both.any() else alone
        given: FloatArray = np.where(both, flow, alone) * self.wet
        return given

    def _parallel(self, lift: FloatArray, static: FloatArray) -> FloatArray:
        low, high = static.copy(), lift.max(axis=1)
        for _ in range(HALVINGS):
            head = 0.5 * (low + high)
            pumped = np.sqrt(np.maximum(lift - head[:, None], 0.0) / self.droop[:, None]).sum(1)
            taken = np.sqrt(np.maximum(head - static, 0.0) / self.friction)
            low = np.where(pumped > taken, head, low)
            high = np.where(pumped > taken, high, head)
        flow: FloatArray = np.sqrt(np.maximum(0.5 * (low + high) - static, 0.0) / self.friction)
        return flow

    def settle(self) -> None:
        """Tanks' water as if this flow had been there for long; the sump at its float."""
        self.levels.settle(self.flow_m3_h[self._of] * self._share)
        self.stock_m3 = LEVEL_PART * self.depth_m * self.area_m2

    def step(self, speeds: FloatArray, caught_g: FloatArray, step_s: float) -> None:
        """Flow, filter and levels one step on; `caught_g`: solids the screen kept meanwhile."""
        self.flow_m3_h = self.flow_at(speeds)
        if step_s <= 0.0:
            return
        self.held_g = self.held_g + caught_g + self.clogging_g_h * step_s / 3600.0
        start = self.drum_on & ~self.washing & (self.held_g > self.drum.blinding_g)
        self.wash_left_s = np.where(start & ~self.wash_blocked, BACKWASH_S, self.wash_left_s)
        washing = self.washing & self.drum_on
        rinsed = np.where(washing, self.drum.rinse_part * step_s / BACKWASH_S, 0.0)
        self.held_g = np.maximum(self.held_g - rinsed * self.drum.blinding_g, 0.0)
        self.wash_left_s = np.maximum(self.wash_left_s - step_s, 0.0)
        rinse_m3_h = np.where(washing, BACKWASH_M3_S * 3600.0, 0.0)
        returned = self.levels.step(self.flow_m3_h[self._of] * self._share, step_s)
        self._sump(returned - self.flow_m3_h, rinse_m3_h, step_s)

    def _sump(self, gained_m3_h: FloatArray, rinse_m3_h: FloatArray, step_s: float) -> None:
        """Water of the sumps: what the loop gives back, make-up, exchange, rinse, leaks, spills."""
        hours, rated = step_s / 3600.0, self.rated_makeup_m3_h
        missing = LEVEL_PART - self.stock_m3 / self.area_m2 / self.depth_m
        floated = rated * np.minimum(np.maximum(1.0 + 20.0 * missing, 0.0), 3.0)
        stuck = self.makeup_stuck_m3_h
        self.makeup_m3_h = np.where(np.isnan(stuck), floated, stuck)
        self.makeup_total_m3 += float(self.makeup_m3_h.sum()) * hours
        exchanged = np.maximum(rated * (1.0 + 10.0 * np.minimum(-missing, 0.0)), 0.0)
        lost = exchanged + rinse_m3_h + self.leak_m3_h
        stock = self.stock_m3 + (gained_m3_h + self.makeup_m3_h) * hours
        taken = np.minimum(lost * hours, np.maximum(stock, 0.0))
        held = np.minimum(stock - taken, self.depth_m * self.area_m2)
        self.lost_m3 += float((stock - held).sum())
        self.stock_m3 = held
