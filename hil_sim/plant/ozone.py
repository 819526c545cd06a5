"""Ozone into each loop: generator, residual, the redox potential it makes, the hard-wired relay.

It refuses to know why a dose is wanted. The relay has an electrode of its own and cuts the
generator's supply (safety page, L0), whatever the instrument shows or the controller asks.
"""

import numpy as np
from numpy.typing import NDArray

from models.floats import FloatArray

RATED_G_M3_D = 10.0
"""Generator at 100 %, g a day for each m³ of the loop: 25 g/kg of feed at 0.4 kg/m³/d (engineering
memory: plants dose 10–25 g/kg; 4–15)."""
DECAY_PER_H = 20.0
"""Ozone in loaded water is gone in minutes (engineering memory; 3–60)."""
QUIET_MV = 280.0
"""Redox potential without ozone (engineering memory; 200–300)."""
MV_PER_MG_L = 9_000.0
"""Slope at small residuals: 300–320 mV at 0.005 mg/L (engineering memory; 4 000–15 000)."""
MOST_MV = 900.0
RELAY_MV = 400.0
"""Set-point of the hard-wired relay (engineering memory; 350–450 mV)."""
HARM_MG_L = 0.06
"""Residual that kills fish within hours (engineering memory; 0.03–0.1 mg/L)."""


class Ozone:
    """Ozone generators of all systems."""

    def __init__(self, systems: int) -> None:
        """All off, supplies on."""
        self.command = np.zeros(systems)
        """What the output asks for, 0–1 of rated."""
        self.stuck = np.full(systems, np.nan)
        """What it gives whatever is asked, 0–1; nan: it follows."""
        self.breaker_off: NDArray[np.bool_] = np.zeros(systems, dtype=bool)
        """Supplies that a shunt trip has opened; only a person closes one again."""
        self.relay_fitted: NDArray[np.bool_] = np.ones(systems, dtype=bool)
        self.relay_off: NDArray[np.bool_] = np.zeros(systems, dtype=bool)
        self.residual_mg_l = np.zeros(systems)
        self.given_g = np.zeros(systems)

    @property
    def output_part(self) -> FloatArray:
        """What each generator gives now, part of rated."""
        told = np.where(np.isnan(self.stuck), self.command, self.stuck)
        part: FloatArray = np.where(self.breaker_off | self.relay_off, 0.0, told)
        return part

    @property
    def orp_mv(self) -> FloatArray:
        """Redox potential of the water."""
        orp: FloatArray = np.minimum(QUIET_MV + MV_PER_MG_L * self.residual_mg_l, MOST_MV)
        return orp

    def step(self, live: bool, water_m3: FloatArray, step_s: float) -> None:
        """Dose, decay, and the relay's look at its electrode; `live`: there is power."""
        g_h = self.output_part * RATED_G_M3_D / 24.0 * water_m3 * live
        self.given_g = self.given_g + g_h * step_s / 3600.0
        balanced = g_h / water_m3 / DECAY_PER_H
        kept = np.exp(-DECAY_PER_H * step_s / 3600.0)
        self.residual_mg_l = balanced + (self.residual_mg_l - balanced) * kept
        self.relay_off = self.relay_off | (self.relay_fitted & (self.orp_mv > RELAY_MV))
