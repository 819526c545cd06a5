"""Heat pump of each loop: its controller, its contact, what it does when it sticks, the cut-out.

It refuses to know the water; the cut-out is a thermostat of its own, wired before the contactor
(safety page, L0: thermal cut-outs).
"""

import numpy as np
from numpy.typing import NDArray

from models.floats import FloatArray, Floats

HEAT_W_M3 = 1500.0
"""Heat or cold at full power for each m³ of the loop: 1.3 °C/h (engineering memory; 500–2500)."""
OPENS_ABOVE_C, OPENS_BELOW_C = 3.0, 4.0
"""The thermostat opens this far above the set temperature, and below it for cold (engineering
memory; 2–5)."""
CLOSES_AGAIN_C = 1.0
"""Nearer than this to the set temperature it closes again by itself."""


class Heating:
    """Heat pumps of all systems; `stuck`: +1 full heat, -1 full cold, 0 follows its controller."""

    def __init__(self, set_c: FloatArray) -> None:
        """All follow their own controllers, released."""
        self.set_c = set_c
        self.stuck = np.zeros(len(set_c))
        self.released: NDArray[np.bool_] = np.ones(len(set_c), dtype=bool)
        """The contact that our outputs move, where one is fitted."""
        self.cut_out: NDArray[np.bool_] = np.zeros(len(set_c), dtype=bool)

    @property
    def is_plain(self) -> bool:
        """Whether every heat pump simply follows its controller."""
        return not self.stuck.any() and bool(self.released.all())

    def watts(self, wanted_w: Floats, water_m3: FloatArray) -> FloatArray:
        """Heat into each loop; `wanted_w`: what its own controller asks for."""
        full = HEAT_W_M3 * water_m3
        given = np.where(self.stuck == 0.0, wanted_w * self.released, self.stuck * full)
        watts: FloatArray = np.where(self.cut_out, 0.0, given)
        return watts

    def step(self, water_c: FloatArray) -> None:
        """The thermostat looks at the water."""
        off_c = water_c - self.set_c
        opens = (off_c > OPENS_ABOVE_C) | (off_c < -OPENS_BELOW_C)
        self.cut_out = opens | (self.cut_out & (np.abs(off_c) > CLOSES_AGAIN_C))
