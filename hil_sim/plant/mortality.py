"""Who dies this minute: doses of bad water that add up, a background, and whole heads drawn.

It refuses to know what made the water bad. The draw is a seeded generator's: same seed, same dead.
"""

import numpy as np
from numpy.typing import NDArray

from hil_sim.plant.fish_constants import FishConstants
from hil_sim.plant.surroundings import Surroundings
from models.floats import FloatArray
from models.insults import INSULTS, RECOVERY_H, doses_per_h, harmless, hazard

_RECOVERY = np.array(RECOVERY_H)[:, None]


class Mortality:
    """Dose of every insult (rows as `models.insults.INSULTS`) in every tank."""

    def __init__(self, tanks: int, constants: FishConstants, seed: int) -> None:
        """All fish fresh."""
        self._constants = constants
        self._dice = np.random.default_rng([seed, 0xDEAD])
        self.dose = np.zeros((len(INSULTS), tanks))
        self._hurt = False
        self.dead_by = np.zeros((len(INSULTS) + 1, tanks))
        """Expected dead heads by insult since the start, the background last."""

    def drawn(
        self, heads: NDArray[np.int64], around: Surroundings, elapsed_h: float
    ) -> NDArray[np.int64]:
        """Dead heads of each tank over the last `elapsed_h` in this water."""
        water = (
            around.oxygen_mg_l,
            around.nh3_n_mg_l,
            around.nitrite_mg_l,
            around.co2_mg_l,
            around.temperature_c,
        )
        background = self._constants.background_per_d * elapsed_h / 24.0
        if not self._hurt and harmless(*water, self._constants.tolerance):
            dead = self._heads(heads, np.full(len(heads), background))
            self.dead_by[-1] += dead
            return dead
        rate = doses_per_h(*water, self._constants.tolerance)
        after = np.where(
            rate > 0.0, self.dose + rate * elapsed_h, self.dose * np.exp(-elapsed_h / _RECOVERY)
        )
        after = np.where((after < 1e-3) & (rate <= 0.0), 0.0, after)
        each = np.asarray(hazard(self.dose, after))
        self.dose, self._hurt = after, bool(after.any())
        total = each.sum(axis=0) + background
        dead = self._heads(heads, total)
        share = np.vstack([each, np.full(len(heads), background)]) / total
        self.dead_by = self.dead_by + share * dead
        return dead

    def _heads(self, heads: NDArray[np.int64], total: FloatArray) -> NDArray[np.int64]:
        dead: NDArray[np.int64] = self._dice.binomial(heads, -np.expm1(-total))
        return dead

    def join(self, tank: int, there: int, comers: int, dose: FloatArray) -> None:
        """Fish with another past come into a tank: the mean of both by heads."""
        part = comers / max(there + comers, 1)
        self.dose[:, tank] += part * (dose - self.dose[:, tank])
