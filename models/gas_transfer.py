"""Know how fast gases cross between water and air in tanks, degassers, columns and cones.

Knows no equilibrium of its own: concentrations at saturation come from `oxygen` and `carbonate`.
"""

from models.carbonate import henry_mol_l_atm
from models.floats import Floats, choose, exp, higher, lower, power
from models.nitrogen_gas import DRY_AIR_NITROGEN, N2_G_MOL, nitrogen_saturation_mg_l
from models.oxygen import (
    DRY_AIR_OXYGEN,
    OXYGEN_G_MOL,
    STANDARD_20C_MG_L,
    saturation_mg_l,
    under_gas_mg_l,
    vapour_pressure_atm,
)

GAS_CONSTANT_L_ATM_MOL_K = 0.082057  # L atm/(mol K)
TRANSFER_THETA = 1.024  # -/degC, temperature factor of KLa
DEGASSER_MAX = 0.87  # -, 1.6 m of random packing
DEGASSER_SCALE = 0.904  # -, 5.82/6.44 of Hu et al. 2011
DEGASSER_DECAY = 0.648  # - per unit of gas-to-liquid ratio, Hu et al. 2011


def kla_per_h(kla_20c_per_h: Floats, temperature_c: Floats) -> Floats:
    """Return the transfer coefficient at a temperature from the one at 20 degC, 1/h."""
    return kla_20c_per_h * power(TRANSFER_THETA, temperature_c - 20.0)


def transfer_mg_l_h(kla: Floats, equilibrium_mg_l: Floats, water_mg_l: Floats) -> Floats:
    """Return the rise of concentration by exchange, mg/L/h; kla in 1/h at temperature."""
    return kla * (equilibrium_mg_l - water_mg_l)


def field_transfer_kg_h(
    standard_kg_h: Floats,
    oxygen_mg_l: Floats,
    temperature_c: Floats,
    pressure_atm: Floats = 1.0,
    alpha_ratio: Floats = 0.85,
    beta_ratio: Floats = 0.95,
) -> Floats:
    """Return what an aerator of this standard rating (SOTR) moves here and now, kg O2/h.

    alpha 0.8-0.95 in fish water is unverified (0.5 in activated sludge, Metcalf & Eddy).
    """
    at_surface = beta_ratio * saturation_mg_l(temperature_c, 1.0) * pressure_atm
    drive = (at_surface - oxygen_mg_l) / STANDARD_20C_MG_L
    return alpha_ratio * standard_kg_h * drive * power(TRANSFER_THETA, temperature_c - 20.0)


def hu_removed_mg_l(gas_to_liquid: Floats) -> Floats:
    """Return CO2 removed from water of about 7 mg/L, mg/L (Hu et al. 2011)."""
    return 6.44 - 5.82 * power(DEGASSER_DECAY, gas_to_liquid)


def degasser_efficiency(gas_to_liquid: Floats, best: Floats = DEGASSER_MAX) -> Floats:
    """Return the part of excess CO2 a packed degasser takes per pass, 0-1.

    gas_to_liquid is air over water by volume; steep below 4, flat above 8; no air, no stripping.
    Source: Hu et al. 2011's curve, scaled to `best` (0.87 for 1.6 m of packing).
    """
    blown = best * (1.0 - DEGASSER_SCALE * power(DEGASSER_DECAY, gas_to_liquid))
    return choose(gas_to_liquid > 0.0, blown, 0.0)


def outlet_mg_l(inlet_mg_l: Floats, equilibrium_mg_l: Floats, efficiency: Floats) -> Floats:
    """Return what leaves a device that goes this part of the way to equilibrium, mg/L."""
    return equilibrium_mg_l + (1.0 - efficiency) * (inlet_mg_l - equilibrium_mg_l)


def henry_co2(temperature_c: Floats) -> Floats:
    """Return CO2 in gas over CO2 in water at equilibrium, by volume, -."""
    molar = GAS_CONSTANT_L_ATM_MOL_K * (temperature_c + 273.15)
    return 1.0 / (henry_mol_l_atm(temperature_c) * molar)


def henry_oxygen(temperature_c: Floats) -> Floats:
    """Return oxygen in gas over oxygen in water at equilibrium, by volume, -."""
    dry_air_atm = DRY_AIR_OXYGEN * (1.0 - vapour_pressure_atm(temperature_c))
    solubility = saturation_mg_l(temperature_c) / (1000.0 * OXYGEN_G_MOL) / dry_air_atm
    return 1.0 / (solubility * GAS_CONSTANT_L_ATM_MOL_K * (temperature_c + 273.15))


def henry_nitrogen(temperature_c: Floats) -> Floats:
    """Return N2 in gas over N2 in water at equilibrium, by volume, -."""
    dry_air_atm = DRY_AIR_NITROGEN * (1.0 - vapour_pressure_atm(temperature_c))
    solubility = nitrogen_saturation_mg_l(temperature_c) / (1000.0 * N2_G_MOL) / dry_air_atm
    return 1.0 / (solubility * GAS_CONSTANT_L_ATM_MOL_K * (temperature_c + 273.15))


def column_efficiency(transfer_units: Floats, gas_to_liquid: Floats, henry: Floats) -> Floats:
    """Return the part of excess gas a counter-current column takes, 0-1; gas_to_liquid > 0.

    henry is the dimensionless gas-over-water ratio. At stripping factor 1 the limit is used.
    """
    stripping = henry * gas_to_liquid
    even = (stripping - 1.0) ** 2 < 1e-12
    factor = choose(even, 2.0, stripping)
    x = exp(-transfer_units * (1.0 - 1.0 / factor))
    return choose(even, transfer_units / (1.0 + transfer_units), (1.0 - x) / (1.0 - x / factor))


def cone_outlet_mg_l(
    inlet_mg_l: Floats,
    temperature_c: Floats,
    pressure_atm: Floats,
    oxygen_fraction: Floats,
    efficiency: Floats,
) -> Floats:
    """Return dissolved oxygen after a cone at absolute pressure, mg/L.

    oxygen_fraction is 0.6-0.9 once nitrogen has gathered in the bubble (unverified).
    """
    at_gas = under_gas_mg_l(temperature_c, pressure_atm, oxygen_fraction)
    return outlet_mg_l(inlet_mg_l, at_gas, efficiency)


def cone_transfer_g_h(
    flow_m3_h: Floats,
    inlet_mg_l: Floats,
    outlet: Floats,
    oxygen_feed_g_h: Floats,
    absorption: Floats = 0.9,
) -> Floats:
    """Return oxygen dissolved by a cone, g/h: what the gas gives or what the water takes.

    outlet in mg/L as from `cone_outlet_mg_l`; absorption 0.9 on partial flow, 0.8 on full flow.
    """
    water_takes = higher(flow_m3_h * (outlet - inlet_mg_l), 0.0)
    return lower(absorption * oxygen_feed_g_h, water_takes)
