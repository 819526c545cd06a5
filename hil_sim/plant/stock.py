"""The fish that truly stand in every tank, and how each came or went: the ledger of live weight.

It refuses to know why they grow, die or are moved. Weight of all tanks is what was stocked, plus
growth, less the dead, less what was taken out, at every moment.
"""

import numpy as np
from numpy.typing import NDArray

from farm.stock import TankStock
from hil_sim.plant.layout import Layout
from models.floats import FloatArray
from models.size_spread import joined, spread_after_growth

LEAST_WEIGHT_G = 1.0
"""Weight that stands for the fish of an empty tank, where none must be divided by."""


class Stock:
    """Heads (whole), mean weight, g, and CV of weight of every tank; sums since the start, kg."""

    def __init__(self, layout: Layout, rows: list[TankStock], cv: float) -> None:
        """As the books have it; tanks without a row are empty."""
        by_tank = {row.tank: row for row in rows}
        found = [by_tank.get(tank) for tank in layout.tank_ids]
        self.heads = np.array([row.heads if row else 0 for row in found], dtype=np.int64)
        mean = np.array([row.mean_weight_g if row else 0.0 for row in found])
        self.weight_g = np.where(self.heads > 0, mean, LEAST_WEIGHT_G)
        self.cv = np.full(layout.tanks, cv)
        self.dead_heads = np.zeros(layout.tanks, dtype=np.int64)
        self.dead_kg = np.zeros(layout.tanks)
        self.grown_kg = np.zeros(layout.tanks)
        self.taken_kg = np.zeros(layout.tanks)
        self._counted()
        self.stocked_kg = self.biomass_kg.copy()

    def _counted(self) -> None:
        self.alive: NDArray[np.bool_] = self.heads > 0
        self.biomass_kg: FloatArray = self.heads * self.weight_g / 1000.0 * self.alive

    def grow(self, gain_g_g: FloatArray, usual_cv: float) -> None:
        """Every fish grows by this part of its weight; what would eat it up leaves a tenth."""
        factor = np.where(self.alive, np.maximum(1.0 + gain_g_g, 0.1), 1.0)
        before = self.biomass_kg
        self.weight_g = self.weight_g * factor
        self._counted()
        self.grown_kg = self.grown_kg + (self.biomass_kg - before)
        self.cv = np.asarray(spread_after_growth(self.cv, np.maximum(factor - 1.0, 0.0), usual_cv))

    def die(self, heads: NDArray[np.int64]) -> None:
        """So many die in each tank and are taken out."""
        assert np.all((heads >= 0) & (heads <= self.heads)), "only living fish can die"
        self.heads = self.heads - heads
        self.dead_heads = self.dead_heads + heads
        self.dead_kg = self.dead_kg + heads * self.weight_g / 1000.0
        self._counted()

    def put(self, tank: int, heads: int, weight_g: float, cv: float) -> None:
        """Fish come into a tank, joining those there."""
        assert heads >= 0 and weight_g > 0.0, "fish have a number and a weight"
        if heads == 0:
            return
        there = int(self.heads[tank])
        group = joined(
            (there, heads), (float(self.weight_g[tank]), weight_g), (float(self.cv[tank]), cv)
        )
        self.heads[tank] = there + heads
        self.weight_g[tank], self.cv[tank] = group.mean_g, group.cv
        self.stocked_kg[tank] += heads * weight_g / 1000.0
        self._counted()

    def take(self, tank: int, heads: int, weight_g: float) -> None:
        """Fish of this mean weight leave a tank; the mean of those that stay follows from it."""
        there = int(self.heads[tank])
        assert 0 <= heads <= there, "a tank gives no more fish than it has"
        left = there - heads
        stay_g = (there * float(self.weight_g[tank]) - heads * weight_g) / left if left else 0.0
        assert left == 0 or stay_g > 0.0, "who stays weighs something"
        self.heads[tank] = left
        self.taken_kg[tank] += (there * float(self.weight_g[tank]) - left * stay_g) / 1000.0
        self.weight_g[tank] = stay_g if left else LEAST_WEIGHT_G
        self._counted()
