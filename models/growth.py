"""Know how largemouth bass grow with temperature and time, and how much feed that takes.

Knows no tank and no calendar: days are counted from stocking.
"""

from models.floats import Floats, choose, log, power

TGC_DEFAULT = 0.80  # -, 0.6-1.0; Zhu Ming 2025 measured 0.97 in RAS, Kentucky State University 0.60
FCR_DEFAULT = 1.15  # kg/kg, Zhu Ming 2025 1.16, Park 1.00-1.48
FCR_LOSS_DIVISOR = 1.02  # -, the plan's conversion counts feed of fish that die later
NURSERY_BELOW_G = 50.0  # g
PREGROW_BELOW_G = 200.0  # g


def _cube_root(weight_g: Floats) -> Floats:
    return power(weight_g, 1.0 / 3.0)


def weight_g(start_g: Floats, tgc: Floats, temperature_c: Floats, days: Floats) -> Floats:
    """Return the weight after days at a temperature, g (thermal growth coefficient)."""
    return (_cube_root(start_g) + tgc * temperature_c * days / 1000.0) ** 3


def days_to_grow(start_g: Floats, end_g: Floats, tgc: Floats, temperature_c: Floats) -> Floats:
    """Return the days from one weight to another."""
    return 1000.0 * (_cube_root(end_g) - _cube_root(start_g)) / (tgc * temperature_c)


def growth_coefficient(
    start_g: Floats, end_g: Floats, temperature_c: Floats, days: Floats
) -> Floats:
    """Return the thermal growth coefficient that two weighings show, -."""
    return 1000.0 * (_cube_root(end_g) - _cube_root(start_g)) / (temperature_c * days)


def specific_rate_fraction_d(temperature_c: Floats) -> Floats:
    """Return the specific growth rate of 60 g bass fed to satiation, 1/d, 9-33 degC.

    Source: Kentucky State University, World Aquaculture Society abstract 166442; the printed
    coefficients peak at 1.134 %/d, the abstract's own words say 1.113 %/d.
    """
    t = temperature_c
    return 0.0187 - 0.00367 * t + 0.000243 * t**2 - 4.34e-6 * t**3


def relative_index(temperature_c: Floats) -> Floats:
    """Return the relative thermal growth index of the same trial, -."""
    t = temperature_c
    return 1.494 - 0.301 * t + 0.0204 * t**2 - 0.000367 * t**3


def specific_rate_between_fraction_d(start_g: Floats, end_g: Floats, days: Floats) -> Floats:
    """Return the specific growth rate that two weighings show, 1/d."""
    return log(end_g / start_g) / days


def feed_conversion(at_weight_g: Floats, fcr: Floats = FCR_DEFAULT) -> Floats:
    """Return feed per growth at a weight, kg/kg; young fish convert better than the mean."""
    stage = choose(
        at_weight_g < NURSERY_BELOW_G, 0.9, choose(at_weight_g < PREGROW_BELOW_G, 1.0, 1.05)
    )
    return fcr * stage / FCR_LOSS_DIVISOR
