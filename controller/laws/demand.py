"""How much oxygen the fish of one tank will use now: at rest, digesting and while eating.

It refuses to know water and valves; stock and what was eaten are handed in.
"""

import math
from dataclasses import dataclass, replace

from farm.stock import TankStock
from models.respiration import (
    DIGESTION_OXYGEN_G_G,
    Digestion,
    meal_activity_g_h,
    standard_mg_kg_h,
)

DIGESTION_H = 0.75
"""Time constant of each of the two lags between eating and oxygen use, 0.5–1 h at 26 °C."""
REFRESH_S = 10.0
"""Estimate renewed this often: digestion is slow and the numbers are dear, s."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Oxygen use of the fish of one tank, g/h, and what it is made from."""

    biomass_kg: float = 0.0
    weight_g: float = 0.0
    early_g_h: float = 0.0
    late_g_h: float = 0.0
    eaten_g: float = 0.0
    since_s: float = 0.0
    use_g_h: float = 0.0

    def stocked(self, stock: TankStock | None) -> "Demand":
        """The same digestion with the fish the books have now."""
        if stock is None:
            return replace(self, biomass_kg=0.0, weight_g=0.0)
        return replace(self, biomass_kg=stock.biomass_kg, weight_g=stock.mean_weight_g)

    def step(self, eaten_g: float, temperature_c: float, elapsed_s: float) -> "Demand":
        """Add what was eaten; every REFRESH_S digest it and renew `use_g_h`."""
        eaten, since_s = self.eaten_g + eaten_g, self.since_s + elapsed_s
        if since_s < REFRESH_S:
            return replace(self, eaten_g=eaten, since_s=since_s)
        step_h = since_s / 3600
        rate_g_h = eaten / step_h
        after = Digestion(self.early_g_h, self.late_g_h).step(rate_g_h, step_h, DIGESTION_H)
        return replace(
            self,
            early_g_h=float(after.early_g_h),
            late_g_h=float(after.late_g_h),
            eaten_g=0.0,
            since_s=0.0,
            use_g_h=self._use_g_h(float(after.late_g_h), rate_g_h > 0, temperature_c),
        )

    def _use_g_h(self, digested_g_h: float, eating: bool, temperature_c: float) -> float:
        if self.biomass_kg <= 0 or self.weight_g <= 0:
            return 0.0
        rest = self.biomass_kg * float(standard_mg_kg_h(self.weight_g, temperature_c)) / 1000
        frenzy = float(meal_activity_g_h(rest, 1.0 if eating else 0.0))
        use = rest + frenzy + DIGESTION_OXYGEN_G_G * digested_g_h
        assert math.isfinite(use)
        return use
