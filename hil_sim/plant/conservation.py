"""How far every balance of a whole plant closes over days of meals, breathing and running machines.

It refuses to know what the figures should be: whoever asks says how far is near enough.
"""

import numpy as np

from farm.site import Site
from farm.stock import TankStock
from hil_sim.plant.plant import Plant
from hil_sim.plant.steady import settle
from hil_sim.plant.water_books import Closure, WaterBooks

MEALS_A_DAY = 3
MEAL_S = 3600.0
VALVE_PERCENT_MG_L_MIN = 0.5
"""How a stand-in for the oxygen law moves its valves: percent a minute for each mg/L missing."""
LOX_T = 18.0


def closures(
    site: Site, stock: list[TankStock], seed: int, lasting_d: float, step_s: float = 60.0
) -> dict[str, Closure]:
    """Carbon and nitrogen (mol), oxygen demand (g O2), charge (eq), heat (kWh) and water (m³).

    The plant at work from its steady state, three meals a day, oxygen held, the vessel kept full.
    """
    plant = Plant(site, stock, seed)
    settle(plant, site)
    books = plant.water.books = WaterBooks(plant.water)
    water = _Water(plant)
    for number in range(round(86_400.0 * lasting_d / step_s)):
        _feed(plant, number * step_s, step_s)
        _hold_oxygen(plant, site.control.oxygen.target_mg_l, step_s)
        plant.supply.lox_t = LOX_T
        plant.step(step_s)
    return books.closures(plant.water) | {"water_m3": water.closure()}


def _feed(plant: Plant, at_s: float, step_s: float) -> None:
    if at_s % (86_400.0 / MEALS_A_DAY) < step_s:
        plant.feeders.by_hand_g = plant.fish.ration_g_d / MEALS_A_DAY
        plant.feeders.by_hand_g_s = plant.feeders.by_hand_g / MEAL_S


def _hold_oxygen(plant: Plant, target_mg_l: float, step_s: float) -> None:
    missing_mg_l = target_mg_l - plant.water.rows[0][0]
    moved = VALVE_PERCENT_MG_L_MIN * step_s / 60.0 * missing_mg_l
    plant.supply.valve_command = np.clip(plant.supply.valve_command + moved, 0.0, 100.0)


class _Water:
    """What stands in the loops against what the meters of the machines say came and went."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._start = self._figures()

    def _figures(self) -> tuple[float, float, float]:
        circulation, water = self._plant.circulation, self._plant.water
        lost_m3 = circulation.lost_m3 + circulation.levels.lost_m3
        return float(water.loop_m3.sum()), circulation.makeup_total_m3, lost_m3

    def closure(self) -> Closure:
        """Of all water since the start."""
        there, came, lost = (
            now - then for now, then in zip(self._figures(), self._start, strict=True)
        )
        return Closure(came + lost, there - (came - lost))
