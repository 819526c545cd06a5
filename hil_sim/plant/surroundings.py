"""The water as fish feel it: oxygen, ammonia, nitrite, carbon dioxide and warmth of every tank.

It refuses to know instruments and what fish do about it.
"""

from dataclasses import dataclass

import numpy as np

from hil_sim.plant.water import Water
from models.ammonia import unionised_mg_l
from models.carbonate import equilibrium
from models.carbonate_direct import direct
from models.floats import FloatArray


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One moment in every tank; nitrogen as mg N/L."""

    oxygen_mg_l: FloatArray
    temperature_c: FloatArray
    nh3_n_mg_l: FloatArray
    nitrite_mg_l: FloatArray
    co2_mg_l: FloatArray
    ph: FloatArray


def felt(water: Water) -> Surroundings:
    """What the tanks' water is now; pH within 0.01 (`models.carbonate_direct`)."""
    tanks = water.tanks
    warm = np.asarray(tanks.temperature_c)
    at = equilibrium(warm, water.ionic_mol_l)
    ph, co2 = direct(tanks.carbonate_mol_m3, tanks.alkalinity_eq_m3, at)
    return Surroundings(
        oxygen_mg_l=np.asarray(tanks.oxygen_mg_l),
        temperature_c=warm,
        nh3_n_mg_l=np.asarray(unionised_mg_l(tanks.tan_mg_l, ph, warm)),
        nitrite_mg_l=np.asarray(tanks.nitrite_mg_l),
        co2_mg_l=np.asarray(co2),
        ph=np.asarray(ph),
    )
