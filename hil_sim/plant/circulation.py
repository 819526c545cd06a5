"""Water on its way round: what two pumps give against lift and pipes, sump level, drum filter.

It refuses to know what is dissolved in the water and how drives are commanded.
"""

import numpy as np
from numpy.typing import NDArray

from hil_sim.plant.constants import Constants
from hil_sim.plant.layout import Layout
from models.floats import FloatArray
from models.solids import Drum, head_m

LEVEL_PART = 0.7
"""Where the make-up float holds the sump, part of its depth."""
DRAIN_BACK_PART = 0.15
"""Water of the tanks' rims and pipes that falls into the sump when it stops, part of its depth."""
BACKWASH_S = 30.0
"""One backwash (ras-science 1.8: 20–40 s)."""
BACKWASH_M3_S = 0.0022
"""Rinse water of one backwash, about 8 m³/h."""
DRY_LEVEL_M = 0.15
"""Below this a pump draws air and gives nothing."""
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
        self.leak_m3_h = np.zeros(layout.systems)
        self.drum = Drum(rated_flow_m3_h=float(flow.mean()), blinding_g=float(2.4 * flow.mean()))
        self.drum_on: NDArray[np.bool_] = np.ones(layout.systems, dtype=bool)
        self.held_g = np.zeros(layout.systems)
        self.wash_left_s = np.zeros(layout.systems)

    @property
    def level_m(self) -> FloatArray:
        """Water in the sump; it rises by the drain-back when the flow stops."""
        still = 1.0 - np.minimum(self.flow_m3_h / self.design_m3_h, 1.0)
        raised = self.stock_m3 / self.area_m2 + DRAIN_BACK_PART * self.depth_m * still
        level: FloatArray = np.clip(raised, 0.0, self.depth_m)
        return level

    @property
    def washing(self) -> NDArray[np.bool_]:
        """Whose drum rinses now."""
        return self.wash_left_s > 0.0

    def flow_at(self, speeds: FloatArray) -> FloatArray:
        """Flow, m³/h, for the speeds (part of rated) of both pumps of each system."""
        static = self.static_m + head_m(self.flow_m3_h, self.held_g, self.drum)
        lift = self.shutoff_m[:, None] * speeds**2
        fast = lift.max(axis=1)
        alone = np.sqrt(np.maximum(fast - static, 0.0) / (self.droop + self.friction))
        both = (lift > static[:, None]).all(axis=1)
        flow = self._parallel(lift, static) if both.any() else alone
        wet = self.level_m > DRY_LEVEL_M
        given: FloatArray = np.where(wet, np.where(both, flow, alone), 0.0)
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

    def step(self, speeds: FloatArray, caught_g: FloatArray, step_s: float) -> None:
        """Flow, filter and level one step on; `caught_g`: solids the screen kept meanwhile."""
        self.flow_m3_h = self.flow_at(speeds)
        self.held_g = self.held_g + caught_g
        start = self.drum_on & ~self.washing & (self.held_g > self.drum.blinding_g)
        self.wash_left_s = np.where(start, BACKWASH_S, self.wash_left_s)
        washing = self.washing & self.drum_on
        rinsed = np.where(washing, self.drum.rinse_part * step_s / BACKWASH_S, 0.0)
        self.held_g = np.maximum(self.held_g - rinsed * self.drum.blinding_g, 0.0)
        self.wash_left_s = np.maximum(self.wash_left_s - step_s, 0.0)
        rinse_m3_h = np.where(washing, BACKWASH_M3_S * 3600.0, 0.0)
        self._level(rinse_m3_h, step_s)

    def _level(self, rinse_m3_h: FloatArray, step_s: float) -> None:
        missing = LEVEL_PART - self.stock_m3 / self.area_m2 / self.depth_m
        self.makeup_m3_h = self.rated_makeup_m3_h * np.clip(1.0 + 20.0 * missing, 0.0, 3.0)
        self.makeup_total_m3 += float(self.makeup_m3_h.sum()) * step_s / 3600.0
        overflow = self.rated_makeup_m3_h * (1.0 + 10.0 * np.minimum(-missing, 0.0))
        lost = np.maximum(overflow, 0.0) + rinse_m3_h + self.leak_m3_h
        self.stock_m3 = self.stock_m3 + (self.makeup_m3_h - lost) * step_s / 3600.0
        self.stock_m3 = np.clip(self.stock_m3, 0.0, self.depth_m * self.area_m2)
