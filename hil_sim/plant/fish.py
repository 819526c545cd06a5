"""What the fish of every tank eat, breathe and give off, from the books' heads and weights.

It refuses to know who fed them and what the water does with it.
"""

import numpy as np
from numpy.typing import NDArray

from farm.stock import TankStock
from hil_sim.plant.constants import Constants
from hil_sim.plant.layout import Layout
from models.feeding import solids_from_feed, tan_from_feed
from models.floats import FloatArray
from models.respiration import (
    DIGESTION_OXYGEN_G_G,
    Digestion,
    excretion_g_h,
    limited_by_oxygen,
    meal_activity_g_h,
    standard_mg_kg_h,
)
from models.sources import Sources, from_fish

FRENZY_TAU_S = 300.0
"""How long fish stay excited after the last pellet."""
LEAST_WEIGHT_G = 1.0


class Fish:
    """Stock of every tank, and the feed on its way through it."""

    def __init__(self, layout: Layout, constants: Constants, stock: list[TankStock]) -> None:
        """Tanks without a row are empty; digestion starts at the day's mean."""
        rows = {row.tank: row for row in stock}
        found = [rows.get(tank) for tank in layout.tank_ids]
        self._constants = constants
        self.biomass_kg = np.array([row.biomass_kg if row else 0.0 for row in found])
        weight = np.array([row.mean_weight_g if row else 0.0 for row in found])
        self.weight_g = np.maximum(weight, LEAST_WEIGHT_G)
        self.ration_g_d = np.array([1000.0 * row.ration_kg_d if row else 0.0 for row in found])
        self.frenzy = np.zeros(layout.tanks)
        self.eaten_g = np.zeros(layout.tanks)
        self.oxygen_g_h = np.zeros(layout.tanks)
        mean = self.ration_g_d / 24.0
        self._gas = Digestion(mean.copy(), mean.copy())
        self._nitrogen = Digestion(mean.copy(), mean.copy())

    def step(
        self,
        eaten_g_h: FloatArray,
        temperature_c: FloatArray,
        oxygen_mg_l: FloatArray,
        step_s: float,
    ) -> Sources:
        """Sources over one step; `eaten_g_h`: feed arriving in each tank."""
        hours = step_s / 3600.0
        self.eaten_g = self.eaten_g + eaten_g_h * hours
        eating = (eaten_g_h > 0.0) & (self.biomass_kg > 0.0)
        calmed = self.frenzy * np.exp(-step_s / FRENZY_TAU_S)
        self.frenzy = np.where(eating, 1.0, calmed)
        self._gas = self._gas.step(eaten_g_h, hours, self._constants.oxygen_tau_h)
        self._nitrogen = self._nitrogen.step(eaten_g_h, hours, self._constants.nitrogen_tau_h)
        return self._sources(temperature_c, oxygen_mg_l)

    def resting(self, temperature_c: FloatArray, oxygen_mg_l: FloatArray) -> Sources:
        """Sources of the day's mean, for finding a steady state."""
        return self._sources(temperature_c, oxygen_mg_l)

    def _sources(self, temperature_c: FloatArray, oxygen_mg_l: FloatArray) -> Sources:
        alive: NDArray[np.bool_] = self.biomass_kg > 0.0
        standard = standard_mg_kg_h(self.weight_g, temperature_c) * self.biomass_kg / 1000.0
        digested = np.asarray(self._gas.late_g_h)
        wanted = (
            standard
            + DIGESTION_OXYGEN_G_G * digested
            + meal_activity_g_h(standard, self.frenzy, 1.0) * self._constants.activity
        )
        use = limited_by_oxygen(wanted * self._constants.respiration_factor, oxygen_mg_l)
        self.oxygen_g_h = np.where(alive, use, 0.0)
        daily = np.maximum(self.ration_g_d, 1e-9)
        tan = excretion_g_h(tan_from_feed(daily), self._nitrogen.late_g_h, daily)
        return from_fish(self.oxygen_g_h, np.where(alive, tan, 0.0), solids_from_feed(digested))
