"""Loops that stand still: oxygen goes, sludge gives off hydrogen sulphide, a restart pumps it out.

It refuses to know why the water stood and whether anybody asked before it moved again.
"""

import numpy as np

from hil_sim.plant.layout import Layout
from models.floats import FloatArray

STILL_PART = 0.1
"""Flow below this part of the design's is none."""
BEGINS_S = 1800.0
"""Still water over sludge and loaded media begins to give off sulphide after this (failure
catalogue F-44: 30 min; 900–7200 s)."""
RISES_MG_L_H = 0.4
"""In the pipes, sump and filter from then on (engineering memory; 0.05–1)."""
STRIPPED_PER_H = 3.0
"""Gone over the degasser and by oxidation once water moves (engineering memory; 1–6)."""
HARM_MG_L = 0.05
"""In a tank: half of the fish die within minutes to hours (engineering memory; 0.02–0.1)."""


class Stagnation:
    """Hydrogen sulphide in every loop's dead water and in every tank, mg/L."""

    def __init__(self, layout: Layout, loop_m3: FloatArray) -> None:
        """Everything moves. `loop_m3`: water outside the tanks, of each system."""
        self._layout, self._loop_m3 = layout, loop_m3
        self._design_m3_h = layout.rated("design_flow_m3_h")
        self.still_s = np.zeros(layout.systems)
        self.loop_mg_l = np.zeros(layout.systems)
        self.tank_mg_l = np.zeros(layout.tanks)

    def step(self, flow_m3_h: FloatArray, step_s: float) -> None:
        """Still water grows foul; moving water carries it into the tanks and strips it."""
        still = flow_m3_h < STILL_PART * self._design_m3_h
        self.still_s = np.where(still, self.still_s + step_s, 0.0)
        foul = self.still_s > BEGINS_S
        if not foul.any() and not self.loop_mg_l.any():
            return
        hours = step_s / 3600.0
        self.loop_mg_l = self.loop_mg_l + RISES_MG_L_H * hours * foul
        of, share = self._layout.system_of, self._layout.share
        turn = -np.expm1(-flow_m3_h[of] * share / self._layout.volume_m3 * hours)
        out = self.tank_mg_l
        self.tank_mg_l = out + (self.loop_mg_l[of] - out) * turn
        back = self._layout.summed(out * share)
        turn = -np.expm1(-flow_m3_h / self._loop_m3 * hours)
        mixed = self.loop_mg_l + (back - self.loop_mg_l) * turn
        kept = np.where(still, 1.0, np.exp(-STRIPPED_PER_H * hours))
        self.loop_mg_l = np.where(mixed * kept < 1e-6, 0.0, mixed * kept)
        self.tank_mg_l = np.where(self.tank_mg_l < 1e-6, 0.0, self.tank_mg_l)
