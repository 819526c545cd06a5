"""Know how much nitrogen gas water holds under air, and the pressure of all gases dissolved in it.

Knows no tank: what brings water above saturation (springs, cones, deep pumps) is elsewhere.
"""

from models.carbonate import CO2_MG_MOL, henry_mol_l_atm
from models.floats import Floats, exp, log
from models.oxygen import DRY_AIR_OXYGEN, saturation_mg_l, vapour_pressure_atm

N2_G_MOL = 28.0134  # g/mol
DRY_AIR_NITROGEN = 0.78084  # mol/mol in dry air
DRY_AIR_INERT = 0.79019  # mol/mol, nitrogen with argon and neon, counted as nitrogen's part


def nitrogen_saturation_mg_l(temperature_c: Floats, pressure_atm: Floats = 1.0) -> Floats:
    """Return N2 in equilibrium with moist air over fresh water, mg/L (0-40 degC).

    Source: Hamme & Emerson 2004 (per kg of water), density of water as Kell 1975 to 0.1 g/L.
    """
    scaled = log((298.15 - temperature_c) / (273.15 + temperature_c))
    umol_kg = exp(6.42931 + 2.92704 * scaled + 4.32531 * scaled**2 + 4.69149 * scaled**3)
    kg_l = 0.99997 - 7.0e-6 * (temperature_c - 4.0) ** 2 + 2.3e-8 * (temperature_c - 4.0) ** 3
    u = vapour_pressure_atm(temperature_c)
    return N2_G_MOL * 1e-3 * umol_kg * kg_l * (pressure_atm - u) / (1.0 - u)


def total_gas_percent(
    oxygen_mg_l: Floats,
    nitrogen_mg_l: Floats,
    carbon_dioxide_mg_l: Floats,
    temperature_c: Floats,
    pressure_atm: Floats = 1.0,
) -> Floats:
    """Return total dissolved gas pressure as percent of the air's: 100 is no supersaturation.

    Each gas by its tension, with water vapour (Colt 1984); argon goes with nitrogen.
    """
    u = vapour_pressure_atm(temperature_c)
    dry_atm = pressure_atm - u
    oxygen = oxygen_mg_l / saturation_mg_l(temperature_c, pressure_atm) * DRY_AIR_OXYGEN
    nitrogen = nitrogen_mg_l / nitrogen_saturation_mg_l(temperature_c, pressure_atm)
    carbon_dioxide_atm = carbon_dioxide_mg_l / (CO2_MG_MOL * henry_mol_l_atm(temperature_c))
    all_atm = (oxygen + nitrogen * DRY_AIR_INERT) * dry_atm + u + carbon_dioxide_atm
    return 100.0 * all_atm / pressure_atm
