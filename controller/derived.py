"""What follows from measurements without being measured: oxygen's slope, minutes left, CO2.

It refuses to know tags and alarms.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from models.carbonate import co2_mg_l, ionic_strength_mol_l
from models.reserve import EMERGENCY_MG_L

FAST_S, SLOW_S = 10.0, 60.0
"""Two lags, s: on a ramp each trails by its own time, so their distance is the slope; together they
look back about the 2 minutes ras-science 2.5 asks for."""
READY_S = 30.0
"""A slope younger than this says nothing, s."""
GAP_S = 60.0
"""After a gap this long the slope starts anew, s."""
HORIZON_MIN = 1440.0
"""Time to 4 mg/L is not looked further ahead than a day; this value means a day or more."""
CALM_MG_L_MIN = 0.01
"""A fall slower than this is noise of the probe (0.05 mg/L over minutes), mg/L/min."""


@dataclass(frozen=True, slots=True)
class Slope:
    """How fast a value changes, from two lags of it."""

    fast: float = 0.0
    slow: float = 0.0
    age_s: float = 0.0
    gap_s: float = 0.0

    def step(self, value: float | None, elapsed_s: float) -> "Slope":
        """Take the next value; None lets the gap grow."""
        if value is None:
            return Slope(self.fast, self.slow, self.age_s, self.gap_s + elapsed_s)
        if self.age_s == 0.0 or self.gap_s > GAP_S:
            return Slope(value, value, elapsed_s)
        moved_s = elapsed_s + self.gap_s
        fast = self.fast + (value - self.fast) * -math.expm1(-moved_s / FAST_S)
        slow = self.slow + (value - self.slow) * -math.expm1(-moved_s / SLOW_S)
        return Slope(fast, slow, min(self.age_s + moved_s, 3600.0))

    def per_min(self) -> float | None:
        """Change per minute; None while too young or interrupted. Exact on a ramp at any age."""
        if self.age_s < READY_S or self.gap_s > GAP_S:
            return None
        lag_s = SLOW_S * -math.expm1(-self.age_s / SLOW_S) - FAST_S * -math.expm1(
            -self.age_s / FAST_S
        )
        return 60.0 * (self.fast - self.slow) / lag_s


LEVEL = Slope()
"""A slope that has seen nothing yet."""


def minutes_left(
    oxygen_mg_l: float, slope_mg_l_min: float | None, unfed_mg_l_min: float | None
) -> float | None:
    """Minutes to 4 mg/L, at most HORIZON_MIN; None while nothing is known.

    `slope_mg_l_min`: measured; `unfed_mg_l_min`: what the fish use (positive) where supply is known
    to be lost, else None. The faster fall counts.
    """
    falls = [-slope_mg_l_min] if slope_mg_l_min is not None else []
    falls += [unfed_mg_l_min] if unfed_mg_l_min is not None else []
    if not falls:
        return None
    if oxygen_mg_l <= EMERGENCY_MG_L:
        return 0.0
    fall = max(falls)
    if fall < CALM_MG_L_MIN:
        return HORIZON_MIN
    return min((oxygen_mg_l - EMERGENCY_MG_L) / fall, HORIZON_MIN)


@lru_cache(maxsize=4096)
def soft_co2_mg_l(
    alkalinity_mg_l: float, ph: float, temperature_c: float, conductivity_us_cm: float
) -> float:
    """CO2 from laboratory alkalinity and a pH probe, mg/L; 0.1 pH of error is 26 % of CO2."""
    strength = float(ionic_strength_mol_l(conductivity_us_cm))
    return float(co2_mg_l(alkalinity_mg_l, ph, temperature_c, strength))
