"""Know how much oxygen water holds in equilibrium with a gas, at any pressure and salinity.

Knows no tank, no flow and no fish: how fast water gets there is `gas_transfer`.
"""

from models.floats import Floats, exp, power

HPA_PER_ATM = 1013.25  # hPa/atm, definition
MMHG_PER_ATM = 760.0  # mmHg/atm, definition
DRY_AIR_OXYGEN = 0.20946  # mol/mol in dry air, Benson & Krause 1984
OXYGEN_G_MOL = 32.0  # g/mol, as used with the Benson & Krause saturation
STANDARD_20C_MG_L = 9.092  # mg/L, fresh water at 20 degC and 1 atm; APHA 4500-O


def atm_from_hpa(pressure_hpa: Floats) -> Floats:
    """Return the pressure in atm; absolute station pressure, never one reduced to sea level."""
    return pressure_hpa / HPA_PER_ATM


def pressure_at_altitude_atm(altitude_m: Floats) -> Floats:
    """Return the standard atmosphere's pressure in atm; for a site without a barometer."""
    return power(1.0 - 2.25577e-5 * altitude_m, 5.25588)


def vapour_pressure_atm(temperature_c: Floats) -> Floats:
    """Return the saturated vapour pressure of fresh water in atm (Benson & Krause 1984)."""
    kelvin = temperature_c + 273.15
    return exp(11.8571 - 3840.70 / kelvin - 216961.0 / kelvin**2)


def pressure_slope_per_atm(temperature_c: Floats) -> Floats:
    """Return the non-ideality of oxygen in the pressure term, 1/atm; takes degC, not kelvin."""
    return 0.000975 - 1.426e-5 * temperature_c + 6.436e-8 * temperature_c**2


def _sea_level_mg_l(temperature_c: Floats, salinity_g_kg: Floats) -> Floats:
    """Return saturation under moist air at 1 atm (Benson & Krause 1984 eq. 32)."""
    T = temperature_c + 273.15
    fresh = (
        -139.34411 + 1.575701e5 / T - 6.642308e7 / T**2 + 1.243800e10 / T**3 - 8.621949e11 / T**4
    )
    return exp(fresh - salinity_g_kg * (0.017674 - 10.754 / T + 2140.7 / T**2))


def saturation_mg_l(
    temperature_c: Floats, pressure_atm: Floats = 1.0, salinity_g_kg: Floats = 0.0
) -> Floats:
    """Return dissolved oxygen in equilibrium with moist air, mg/L.

    Valid for 0-40 degC, 0-40 g/kg, pressures of weather and altitude.
    Source: Benson & Krause 1984 eq. 32 with its pressure term, as APHA 4500-O and USGS DOTABLES.
    """
    u = vapour_pressure_atm(temperature_c)
    theta = pressure_slope_per_atm(temperature_c)
    at_pressure = (pressure_atm - u) * (1.0 - theta * pressure_atm)
    at_one_atm = (1.0 - u) * (1.0 - theta)
    return _sea_level_mg_l(temperature_c, salinity_g_kg) * at_pressure / at_one_atm


def under_gas_mg_l(
    temperature_c: Floats,
    pressure_atm: Floats,
    oxygen_fraction: Floats,
    salinity_g_kg: Floats = 0.0,
) -> Floats:
    """Return dissolved oxygen in equilibrium with a gas in a cone or at a diffuser's depth, mg/L.

    oxygen_fraction is mol/mol of the dry gas, pressure_atm is absolute.
    Source: Henry's law fixed at the air saturation of Benson & Krause 1984.
    """
    u = vapour_pressure_atm(temperature_c)
    air = _sea_level_mg_l(temperature_c, salinity_g_kg) / (DRY_AIR_OXYGEN * (1.0 - u))
    return air * oxygen_fraction * (pressure_atm - u)


def percent_from_mg_l(
    oxygen_mg_l: Floats,
    temperature_c: Floats,
    pressure_atm: Floats = 1.0,
    salinity_g_kg: Floats = 0.0,
) -> Floats:
    """Return dissolved oxygen as percent of air saturation at the same pressure and salinity."""
    return 100.0 * oxygen_mg_l / saturation_mg_l(temperature_c, pressure_atm, salinity_g_kg)


def mg_l_from_percent(
    saturation_percent: Floats,
    temperature_c: Floats,
    pressure_atm: Floats = 1.0,
    salinity_g_kg: Floats = 0.0,
) -> Floats:
    """Return mg/L from percent of air saturation, for a probe that measures the fraction."""
    return saturation_percent / 100.0 * saturation_mg_l(temperature_c, pressure_atm, salinity_g_kg)
