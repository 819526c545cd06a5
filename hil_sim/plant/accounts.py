"""What a verdict needs of the true farm: extremes of oxygen, longest time without gas, pump, flow.

It refuses to know what was meant to happen.
"""

import numpy as np
from numpy.typing import NDArray

from hil_sim.plant.layout import Layout
from models.floats import FloatArray

Flags = NDArray[np.bool_]

MEAL_PAUSE_S = 600.0
"""Feed after a pause this long is a new meal."""
NO_MEAL = -1.0


class Accounts:
    """Extremes since the start, and since each tank's last meal began."""

    def __init__(self, layout: Layout) -> None:
        """Nothing seen yet."""
        n, s = layout.tanks, layout.systems
        self.seconds = 0.0
        self.lowest_mg_l = np.full(n, np.inf)
        self.highest_mg_l = np.full(n, -np.inf)
        self.meal_lowest_mg_l = np.full(n, np.inf)
        self.meal_highest_mg_l = np.full(n, -np.inf)
        self.meal_started_s = np.full(n, NO_MEAL)
        self.meals = np.zeros(n, dtype=np.intp)
        self._fed_s = np.full(n, -MEAL_PAUSE_S - 1.0)
        self.shut_s = np.zeros(n)
        self.longest_shut_s = np.zeros(n)
        self.still_s = np.zeros(s)
        self.longest_still_s = np.zeros(s)
        self.dry_s = np.zeros(s)
        self.longest_dry_s = np.zeros(s)

    def step(
        self,
        oxygen_mg_l: FloatArray,
        fed: Flags,
        shut: Flags,
        pump_turns: Flags,
        water_moves: Flags,
        step_s: float,
    ) -> None:
        """One step: each tank's oxygen, feed, oxygen shut off; each system's pump and water."""
        self.seconds += step_s
        self.lowest_mg_l = np.minimum(self.lowest_mg_l, oxygen_mg_l)
        self.highest_mg_l = np.maximum(self.highest_mg_l, oxygen_mg_l)
        begins = fed & (self.seconds - self._fed_s > MEAL_PAUSE_S)
        self._fed_s = np.where(fed, self.seconds, self._fed_s)
        self.meal_started_s = np.where(begins, self.seconds, self.meal_started_s)
        self.meals = self.meals + begins
        eaten = self.meal_started_s >= 0.0
        low = np.where(begins, np.inf, self.meal_lowest_mg_l)
        high = np.where(begins, -np.inf, self.meal_highest_mg_l)
        self.meal_lowest_mg_l = np.where(eaten, np.minimum(low, oxygen_mg_l), low)
        self.meal_highest_mg_l = np.where(eaten, np.maximum(high, oxygen_mg_l), high)
        self.shut_s = np.where(shut, self.shut_s + step_s, 0.0)
        self.longest_shut_s = np.maximum(self.longest_shut_s, self.shut_s)
        self.still_s = np.where(pump_turns, 0.0, self.still_s + step_s)
        self.longest_still_s = np.maximum(self.longest_still_s, self.still_s)
        self.dry_s = np.where(water_moves, 0.0, self.dry_s + step_s)
        self.longest_dry_s = np.maximum(self.longest_dry_s, self.dry_s)

    def forget(self) -> None:
        """Begin anew from this moment: for figures that leave the start-up out."""
        self.lowest_mg_l[:], self.highest_mg_l[:] = np.inf, -np.inf
        self.longest_shut_s[:] = self.shut_s
        self.longest_still_s[:] = self.still_s
        self.longest_dry_s[:] = self.dry_s
