"""Feeders over the tanks: relay, calibration, hopper, jam and runaway.

It refuses to know when a meal is due.
"""

import numpy as np
from numpy.typing import NDArray

from hil_sim.plant.constants import Constants
from hil_sim.plant.layout import Layout
from models.floats import FloatArray

HOPPER_KG = 150.0
"""A full hopper."""


class Feeders:
    """One feeder over every tank."""

    def __init__(self, layout: Layout, constants: Constants) -> None:
        """All stand still, hoppers full."""
        self.g_s = layout.rated("feeder_g_s")[layout.system_of] * constants.feeder_factor
        self.relay: NDArray[np.bool_] = np.zeros(layout.tanks, dtype=bool)
        self.jammed: NDArray[np.bool_] = np.zeros(layout.tanks, dtype=bool)
        self.runaway: NDArray[np.bool_] = np.zeros(layout.tanks, dtype=bool)
        """Relays that are welded: they run whatever they are told, while their breaker is on."""
        self.breaker_off: NDArray[np.bool_] = np.zeros(layout.systems, dtype=bool)
        """Feeder circuits that a shunt trip has opened; only a person closes one again."""
        self._of = layout.system_of
        self.hopper_kg = np.full(layout.tanks, HOPPER_KG)
        self.by_hand_g = np.zeros(layout.tanks)
        """Feed a person still has to throw, at `by_hand_g_s`."""
        self.by_hand_g_s = self.g_s.copy()
        self.falling_g_h = np.zeros(layout.tanks)
        """What fell in the last step, from feeder and hand."""

    def step(self, step_s: float) -> FloatArray:
        """Feed falling into each tank, g/h, over one step."""
        live = ~self.breaker_off[self._of] & ~self.jammed & (self.hopper_kg > 0.0)
        turning = (self.relay | self.runaway) & live
        dosed = np.where(turning, np.minimum(self.g_s * step_s, self.hopper_kg * 1000.0), 0.0)
        self.hopper_kg = self.hopper_kg - dosed / 1000.0
        thrown = np.minimum(self.by_hand_g, self.by_hand_g_s * step_s)
        self.by_hand_g = self.by_hand_g - thrown
        self.falling_g_h = (dosed + thrown) * 3600.0 / step_s
        return self.falling_g_h
