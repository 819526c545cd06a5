"""Know what fish, biofilm, heterotrophs, oxygen and chemicals put into water per hour.

Knows no volume and no concentration: `tank` turns these into change.
"""

from dataclasses import dataclass, fields

from models.carbonate import CACO3_MG_EQ, CO2_MG_MOL
from models.feeding import CO2_PER_OXYGEN, co2_from_oxygen
from models.floats import Floats
from models.heat import fish_w
from models.nitrification import (
    ALKALINITY_CACO3_G_G,
    CELLS_G_G,
    FIRST_STEP_OXYGEN_PART,
    NITRATE_N_G_G,
    OXYGEN_G_G,
)

CO2_G_MOL = CO2_MG_MOL / 1000.0  # g/mol
CACO3_G_EQ = CACO3_MG_EQ / 1000.0  # g/eq
N_G_MOL = 14.007  # g/mol
NAHCO3_G_MOL = 84.01  # g/mol
NAOH_G_MOL = 40.0  # g/mol
CELL_CARBON_MOL_G = 5.0 / 113.0  # mol C/g cells, C5H7O2N


@dataclass(frozen=True, slots=True)
class Sources:
    """What enters (or, negative, leaves) a volume other than with water; nitrogen as g N/h."""

    oxygen_g_h: Floats = 0.0
    carbonate_mol_h: Floats = 0.0
    alkalinity_eq_h: Floats = 0.0
    tan_g_h: Floats = 0.0
    nitrite_g_h: Floats = 0.0
    nitrate_g_h: Floats = 0.0
    solids_g_h: Floats = 0.0
    heat_w: Floats = 0.0

    def __add__(self, other: "Sources") -> "Sources":
        """Return both together."""
        return Sources(*(getattr(self, n) + getattr(other, n) for n in SOURCE_NAMES))


SOURCE_NAMES = tuple(field.name for field in fields(Sources))


def from_fish(
    oxygen_use_g_h: Floats,
    tan_g_h: Floats,
    solids_g_h: Floats,
    co2_per_oxygen: Floats = CO2_PER_OXYGEN,
) -> Sources:
    """Return what fish do to water; each mole of ammonia brings one equivalent of alkalinity."""
    return Sources(
        oxygen_g_h=-oxygen_use_g_h,
        carbonate_mol_h=co2_from_oxygen(oxygen_use_g_h, co2_per_oxygen) / CO2_G_MOL,
        alkalinity_eq_h=tan_g_h / N_G_MOL,
        tan_g_h=tan_g_h,
        solids_g_h=solids_g_h,
        heat_w=fish_w(oxygen_use_g_h),
    )


def from_nitrification(ammonia_oxidised_g_h: Floats, nitrite_oxidised_g_h: Floats) -> Sources:
    """Return what a biofilm does to water, from what it oxidises in each step, g N/h.

    The first step takes the alkalinity and builds the cells: what nitrite lacks is their nitrogen.
    Oxygen adds up to 4.18 g/g once both steps run evenly (Ebeling et al. 2006).
    """
    first = OXYGEN_G_G * FIRST_STEP_OXYGEN_PART * ammonia_oxidised_g_h
    second = OXYGEN_G_G * (1.0 - FIRST_STEP_OXYGEN_PART) / NITRATE_N_G_G * nitrite_oxidised_g_h
    cells_g_h = CELLS_G_G * ammonia_oxidised_g_h
    return Sources(
        oxygen_g_h=-(first + second),
        carbonate_mol_h=-CELL_CARBON_MOL_G * cells_g_h,
        alkalinity_eq_h=-ALKALINITY_CACO3_G_G / CACO3_G_EQ * ammonia_oxidised_g_h,
        tan_g_h=-ammonia_oxidised_g_h,
        nitrite_g_h=NITRATE_N_G_G * ammonia_oxidised_g_h - nitrite_oxidised_g_h,
        nitrate_g_h=nitrite_oxidised_g_h,
        solids_g_h=cells_g_h,
    )


def from_heterotrophs(oxygen_use_g_h: Floats) -> Sources:
    """Return what bacteria that eat solids do to oxygen and carbonate."""
    carbonate_mol_h = co2_from_oxygen(oxygen_use_g_h) / CO2_G_MOL
    return Sources(oxygen_g_h=-oxygen_use_g_h, carbonate_mol_h=carbonate_mol_h)


def from_bicarbonate(dosed_g_h: Floats) -> Sources:
    """Return what NaHCO3 adds: one equivalent and one carbonate per mole."""
    mol_h = dosed_g_h / NAHCO3_G_MOL
    return Sources(carbonate_mol_h=mol_h, alkalinity_eq_h=mol_h)


def from_caustic(dosed_g_h: Floats) -> Sources:
    """Return what NaOH adds: one equivalent per mole and no carbonate, so it binds CO2."""
    return Sources(alkalinity_eq_h=dosed_g_h / NAOH_G_MOL)
