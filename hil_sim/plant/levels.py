"""How much water stands in every tank: inflow, outlet weir, leaks, and what runs over the rim.

It refuses to know what is dissolved in the water (it is mixed over the nominal volume) and pumps.
"""

import numpy as np

from hil_sim.plant.layout import Layout
from models.floats import FloatArray

HOLD_UP_S = 45.0
"""Water above the outlet and in the pipes for each flow, s of it: 15 % of the sump comes back when
water stands (engineering memory; 20–90 s)."""
RIM_PART = 1.10
"""Water at the rim, part of the nominal volume: 0.13 m on 1.3 m (engineering memory; 1.06–1.15)."""
FLOAT_PART = 0.85
"""Where the level float drops, part of the nominal volume (engineering memory; 0.8–0.95)."""


class Levels:
    """Water of every tank, m³; what leaves the farm is counted in `lost_m3`."""

    def __init__(self, layout: Layout) -> None:
        """Every tank at its outlet weir."""
        self._layout = layout
        self.nominal_m3 = layout.volume_m3
        self.tank_m3 = layout.volume_m3.copy()
        self.rim_m3 = RIM_PART * layout.volume_m3
        self.leak_m3_h = np.zeros(layout.tanks)
        self.outlet_part = np.ones(layout.tanks)
        """How far the outlet is free: 1 open, 0 blocked."""
        self.overflow_m3_h = np.zeros(layout.tanks)
        self.returned_m3_h = np.zeros(layout.tanks)
        """What went through each outlet in the last step."""
        self.lost_m3 = 0.0
        """Over the rims and through leaks since the start."""

    @property
    def part(self) -> FloatArray:
        """Water of each tank as part of its nominal volume."""
        part: FloatArray = self.tank_m3 / self.nominal_m3
        return part

    def settle(self, inflow_m3_h: FloatArray) -> None:
        """Stand as if this inflow (n) had been there for long."""
        self.tank_m3 = self.nominal_m3 + inflow_m3_h * HOLD_UP_S / 3600.0

    def step(self, inflow_m3_h: FloatArray, step_s: float) -> FloatArray:
        """What returns from the tanks of each system, m³/h, over one step (s > 0)."""
        hours = step_s / 3600.0
        over = self.tank_m3 - self.nominal_m3
        above = np.maximum(over, 0.0)
        filling_m3_h = np.maximum(inflow_m3_h + np.minimum(over, 0.0) / hours, 0.0)
        turns = np.maximum(self.outlet_part * step_s / HOLD_UP_S, 1e-6)
        gone = -np.expm1(-turns)
        out = above * gone / hours + filling_m3_h * (1.0 - gone / turns)
        leak = np.minimum(self.leak_m3_h, (self.tank_m3 - out * hours) / hours)
        water = self.tank_m3 + (inflow_m3_h - out - leak) * hours
        self.tank_m3 = np.minimum(water, self.rim_m3)
        self.overflow_m3_h = (water - self.tank_m3) / hours
        self.lost_m3 += float((leak + self.overflow_m3_h).sum()) * hours
        self.returned_m3_h = out
        return self._layout.summed(out)
