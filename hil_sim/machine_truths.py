"""What of the machines is true and shown by no instrument: water over the rim, residual, foul gas.

It refuses to know quantities of the farm's vocabulary; those stand in `truths`.
"""

from collections.abc import Callable

import numpy as np

from hil_sim.mishaps import Where, places_of
from hil_sim.plant.plant import Plant
from models.floats import FloatArray

VIEWS: dict[str, tuple[Where, Callable[[Plant], FloatArray]]] = {
    "tank_level_part": ("tank", lambda plant: plant.circulation.levels.part),
    "tank_overflow_m3_h": ("tank", lambda plant: plant.circulation.levels.overflow_m3_h),
    "h2s_mg_l": ("tank", lambda plant: plant.stagnation.tank_mg_l),
    "trim_g_h": ("tank", lambda plant: plant.supply.trim_g_h),
    "emergency_g_h": ("tank", lambda plant: plant.supply.emergency_out_g_h),
    "feed_g_h": ("tank", lambda plant: plant.feeders.falling_g_h),
    "fed_g": ("tank", lambda plant: plant.fish.eaten_g),
    "flow_part": ("system", lambda plant: plant.circulation.flow_m3_h / plant.target_m3_h),
    "pumps_turning": (
        "system",
        lambda plant: np.count_nonzero(plant.pump_speeds > 0.05, axis=1) * 1.0,
    ),
    "drum_bypassed": ("system", lambda plant: plant.circulation.bypassed),
    "ozone_part": ("system", lambda plant: plant.ozone.output_part),
    "ozone_mg_l": ("system", lambda plant: plant.ozone.residual_mg_l),
    "heat_cut_out": ("system", lambda plant: plant.water.heating.cut_out.astype(float)),
    "alkalinity_mg_l": ("system", lambda plant: plant.alkalinity_mg_l),
    "total_gas_percent": ("tank", lambda plant: plant.water.total_gas_percent),
    "nitrogen_gas_mg_l": ("tank", lambda plant: np.asarray(plant.water.tanks.nitrogen_gas_mg_l)),
    "tank_nitrite_mg_l": ("tank", lambda plant: np.asarray(plant.water.tanks.nitrite_mg_l)),
    "hall_co2_ppm": ("system", lambda plant: plant.water.hall.co2_ppm),
    "hall_c": ("system", lambda plant: plant.water.hall_c),
    "heat_pump_kw": ("system", lambda plant: plant.water.heat_pump_kw),
    "bars_live": ("farm", lambda plant: np.array([float(plant.power.bars_live)])),
}
"""By name: where it is found, and its value at every such place."""


def view(plant: Plant, name: str, place: str) -> float:
    """One of them now; KeyError or ValueError for a name or place that is not there."""
    where, of = VIEWS[name]
    return float(of(plant)[places_of(plant, where).index(place)])
