"""What a year of the plant adds up to, minute by minute: feed, oxygen, nitrogen, heat, water, air.

It refuses to know fish as cohorts and what a good figure would be.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from hil_sim.plant.plant import Plant

HOURS = 1.0 / 60.0
"""Of one step."""
SHORT_MG_L = 6.0
"""Oxygen below this in a stocked tank is counted (the plan warns at 6.5, alarms at 5)."""


@dataclass(slots=True)
class Window:
    """Sums over a span of time, kg, kWh and m³, and the water's extremes in stocked tanks."""

    minutes: int = 0
    offered_kg: float = 0.0
    eaten_kg: float = 0.0
    oxygen_kg: float = 0.0
    dissolved_kg: float = 0.0
    fish_oxygen_kg: float = 0.0
    tan_kg: float = 0.0
    bicarbonate_kg: float = 0.0
    energy_kwh: float = 0.0
    heat_kwh: float = 0.0
    make_up_m3: float = 0.0
    oxygen_mean_mg_l: float = 0.0
    oxygen_low_mg_l: float = np.inf
    oxygen_high_mg_l: float = -np.inf
    short_part: float = 0.0
    tan_mean_mg_l: float = 0.0
    tan_high_mg_l: float = 0.0
    co2_mean_mg_l: float = 0.0
    co2_high_mg_l: float = 0.0
    biomass_mean_t: float = 0.0
    biomass_most_t: float = 0.0
    feed_most_kg_d: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """For programs."""
        return asdict(self)


class Tally:
    """Counts from where the plant's own counters stand now."""

    def __init__(self, plant: Plant) -> None:
        """From this moment."""
        self._plant = plant
        self.window = Window()
        self._start = self._counters()

    def _counters(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        plant = self._plant
        used_g = sum(float(grams.sum()) for grams in plant.supply.used_g.values())
        return np.array(
            [
                plant.fish.offered_g.sum() / 1000.0,
                plant.fish.eaten_g.sum() / 1000.0,
                used_g / 1000.0,
                plant.energy_kwh.sum(),
                plant.circulation.makeup_total_m3,
            ]
        )

    def minute(self) -> None:
        """One minute's water, and what has no counter of its own."""
        plant, window = self._plant, self.window
        window.minutes += 1
        part = 1.0 / window.minutes
        fish, water = plant.fish, plant.water
        window.fish_oxygen_kg += float(fish.oxygen_g_h.sum()) * HOURS / 1000.0
        gas_g_h = float(water.dissolved_g_h.sum() + water.cone_dissolved_g_h.sum())
        window.dissolved_kg += gas_g_h * HOURS / 1000.0
        window.tan_kg += float(fish.tan_g_h.sum()) * HOURS / 1000.0
        window.bicarbonate_kg += float(water.bicarbonate_g_h.sum()) * HOURS / 1000.0
        window.heat_kwh += float(np.maximum(water.heat_w, 0.0).sum()) * HOURS / 1000.0
        biomass_t = float(fish.biomass_kg.sum()) / 1000.0
        window.biomass_mean_t += (biomass_t - window.biomass_mean_t) * part
        window.biomass_most_t = max(window.biomass_most_t, biomass_t)
        oxygen = np.asarray(water.tanks.oxygen_mg_l)[fish.stock.alive]
        if oxygen.size:
            window.oxygen_mean_mg_l += (float(oxygen.mean()) - window.oxygen_mean_mg_l) * part
            window.oxygen_low_mg_l = min(window.oxygen_low_mg_l, float(oxygen.min()))
            window.oxygen_high_mg_l = max(window.oxygen_high_mg_l, float(oxygen.max()))
            short = float((oxygen < SHORT_MG_L).mean())
            window.short_part += (short - window.short_part) * part
        tan, co2 = np.asarray(water.sumps.tan_mg_l), water.co2_mg_l()
        window.tan_mean_mg_l += (float(tan.mean()) - window.tan_mean_mg_l) * part
        window.co2_mean_mg_l += (float(co2.mean()) - window.co2_mean_mg_l) * part
        window.tan_high_mg_l = max(window.tan_high_mg_l, float(tan.max()))
        window.co2_high_mg_l = max(window.co2_high_mg_l, float(co2.max()))

    def close(self) -> Window:
        """The window up to now."""
        moved = (self._counters() - self._start).tolist()
        window = self.window
        window.offered_kg, window.eaten_kg, window.oxygen_kg = moved[:3]
        window.energy_kwh, window.make_up_m3 = moved[3:]
        return window
