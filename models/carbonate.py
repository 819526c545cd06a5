"""Know how carbon dioxide, alkalinity and pH hang together in fresh water.

Knows no tank: total carbonate and alkalinity are conserved elsewhere, pH is only ever solved here.
"""

from dataclasses import dataclass
from math import log

import numpy as np

from models.floats import Floats, choose, higher, log10, lower, power, sqrt
from models.oxygen import vapour_pressure_atm

CO2_MG_MOL = 44009.5  # mg/mol
CACO3_MG_EQ = 50043.5  # mg CaCO3 per equivalent: half of 100.087 g/mol
IONIC_STRENGTH_PER_US_CM = 1.6e-5  # (mol/L)/(uS/cm), fresh water, as QUAL2K
LN_10 = log(10.0)
PH_LOW = 3.0  # -, bracket of the pH solve
PH_HIGH = 12.0  # -, bracket of the pH solve
PH_START = 7.2  # -, where the search begins without a better guess
PH_CLOSE = 1e-13  # -, a step this small ends the search
MOST_ROUNDS = 60  # -, halvings alone would be done by then


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """Dissociation constants for one temperature and ionic strength.

    Mixed constants: hydrogen as the activity 10^-pH that a probe reads, all else in mol/L.
    """

    k1_mol_l: Floats
    k2_mol_l: Floats
    kw_mol2_l2: Floats


def henry_mol_l_atm(temperature_c: Floats) -> Floats:
    """Return the solubility of CO2, mol/(L atm) (Plummer & Busenberg 1982)."""
    T = temperature_c + 273.15
    return power(
        10.0,
        108.3865 + 0.01985076 * T - 6919.53 / T - 40.45154 * log10(T) + 669365.0 / T**2,
    )


def pk1(temperature_c: Floats) -> Floats:
    """Return pK1 of carbonic acid at no ionic strength (Plummer & Busenberg 1982)."""
    T = temperature_c + 273.15
    return 356.3094 + 0.06091964 * T - 21834.37 / T - 126.8339 * log10(T) + 1684915.0 / T**2


def pk2(temperature_c: Floats) -> Floats:
    """Return pK2 of carbonic acid at no ionic strength (Plummer & Busenberg 1982)."""
    T = temperature_c + 273.15
    return 107.8871 + 0.03252849 * T - 5151.79 / T - 38.92561 * log10(T) + 563713.9 / T**2


def pkw(temperature_c: Floats) -> Floats:
    """Return pKw of water (Stumm & Morgan)."""
    T = temperature_c + 273.15
    return 4470.99 / T - 6.0875 + 0.01706 * T


def ionic_strength_mol_l(conductivity_us_cm: Floats) -> Floats:
    """Return ionic strength from conductivity at 25 degC; fresh water only."""
    return IONIC_STRENGTH_PER_US_CM * conductivity_us_cm


def activity(charge: int, temperature_c: Floats, ionic_strength_mol_l: Floats) -> Floats:
    """Return an ion's activity coefficient (Davies); ionic strength up to about 0.5 mol/L."""
    A = 0.4918 + 6.614e-4 * temperature_c + 4.975e-6 * temperature_c**2
    root = sqrt(ionic_strength_mol_l)
    return power(10.0, -A * charge**2 * (root / (1.0 + root) - 0.3 * ionic_strength_mol_l))


def equilibrium(temperature_c: Floats, ionic_strength_mol_l: Floats = 0.0) -> Equilibrium:
    """Return the mixed constants at a temperature (0-40 degC) and ionic strength."""
    one = activity(1, temperature_c, ionic_strength_mol_l)
    two = activity(2, temperature_c, ionic_strength_mol_l)
    return Equilibrium(
        k1_mol_l=power(10.0, -pk1(temperature_c)) / one,
        k2_mol_l=power(10.0, -pk2(temperature_c)) * one / two,
        kw_mol2_l2=power(10.0, -pkw(temperature_c)) / one,
    )


def eq_m3_from_caco3(alkalinity_caco3_mg_l: Floats) -> Floats:
    """Return alkalinity in eq/m3 (meq/L) from mg/L as CaCO3."""
    return alkalinity_caco3_mg_l * 1000.0 / CACO3_MG_EQ


def caco3_mg_l_from_eq(alkalinity_eq_m3: Floats) -> Floats:
    """Return alkalinity in mg/L as CaCO3 from eq/m3 (meq/L)."""
    return alkalinity_eq_m3 * CACO3_MG_EQ / 1000.0


def alkalinity_eq_m3(total_carbonate_mol_m3: Floats, ph: Floats, at: Equilibrium) -> Floats:
    """Return the alkalinity of carbonate and water, eq/m3; rises with pH everywhere.

    Ammonia's own part is left out: it does not show below pH 8.
    """
    h = power(10.0, -ph)
    k1, k2 = at.k1_mol_l, at.k2_mol_l
    charge = (k1 * h + 2.0 * k1 * k2) / (h**2 + k1 * h + k1 * k2)
    return total_carbonate_mol_m3 * charge + 1000.0 * (at.kw_mol2_l2 / h - h)


def _off_and_slope(
    total_carbonate_mol_m3: Floats, wanted_alkalinity_eq_m3: Floats, ph: Floats, at: Equilibrium
) -> tuple[Floats, Floats]:
    """Return alkalinity less the wanted one at a pH, eq/m3, and how fast it rises with pH."""
    h = power(10.0, -ph)
    k1 = at.k1_mol_l
    single, double = k1 * h, k1 * at.k2_mol_l
    acid = h * h
    whole = acid + single + double
    hydroxide = at.kw_mol2_l2 / h
    charge = total_carbonate_mol_m3 * ((single + 2.0 * double) / whole)
    off = charge + 1000.0 * (hydroxide - h) - wanted_alkalinity_eq_m3
    buffer = (acid * (single + 4.0 * double) + single * double) / (whole * whole)
    slope = LN_10 * (total_carbonate_mol_m3 * buffer + 1000.0 * (hydroxide + h))
    return off, slope


def solve_ph(
    total_carbonate_mol_m3: Floats,
    wanted_alkalinity_eq_m3: Floats,
    at: Equilibrium,
    start_ph: Floats = PH_START,
) -> Floats:
    """Return the pH at which the water has this total carbonate and alkalinity.

    Newton's steps inside a bracket of pH 3-12 that only narrows; one that leaves it is a halving,
    so it cannot fail; water outside that range answers with the nearer end.
    """
    shape = total_carbonate_mol_m3 + wanted_alkalinity_eq_m3 + at.k1_mol_l
    low: Floats = 0.0 * shape + PH_LOW
    high: Floats = 0.0 * shape + PH_HIGH
    ph: Floats = lower(higher(0.0 * shape + start_ph, PH_LOW), PH_HIGH)
    for _ in range(MOST_ROUNDS):
        off, slope = _off_and_slope(total_carbonate_mol_m3, wanted_alkalinity_eq_m3, ph, at)
        low = choose(off < 0.0, ph, low)
        high = choose(off < 0.0, high, ph)
        stepped = ph - off / slope
        inside = (stepped >= low) & (stepped <= high)
        following = choose(inside, stepped, 0.5 * (low + high))
        moved = float(np.max(np.abs(following - ph)))
        ph = following
        if moved < PH_CLOSE:
            break
    return choose(ph > PH_HIGH - 1e-9, PH_HIGH, choose(ph < PH_LOW + 1e-9, PH_LOW, ph))


def co2_fraction(ph: Floats, at: Equilibrium) -> Floats:
    """Return the part of total carbonate that is dissolved CO2, mol/mol."""
    h = power(10.0, -ph)
    return h**2 / (h**2 + at.k1_mol_l * h + at.k1_mol_l * at.k2_mol_l)


def co2_per_carbonate(total_carbonate_mol_m3: Floats, ph: Floats, at: Equilibrium) -> Floats:
    """Return how much CO2 a little more total carbonate makes at the same alkalinity, mol/mol.

    About 1 between pH 5 and 8, where stripped carbonate is nearly all CO2; 0-1.
    """
    h = power(10.0, -ph)
    k1, k2 = at.k1_mol_l, at.k2_mol_l
    whole = h**2 + k1 * h + k1 * k2
    co2, single, double = h**2 / whole, k1 * h / whole, k1 * k2 / whole
    charge = single + 2.0 * double
    buffer = co2 * single + 4.0 * co2 * double + single * double
    water = 1000.0 * (at.kw_mol2_l2 / h + h)
    return co2 + total_carbonate_mol_m3 * co2 * charge**2 / (
        total_carbonate_mol_m3 * buffer + water
    )


def total_carbonate_mol_m3(wanted_alkalinity_eq_m3: Floats, ph: Floats, at: Equilibrium) -> Floats:
    """Return the total carbonate of water with this alkalinity and pH, mol/m3."""
    water = alkalinity_eq_m3(0.0, ph, at)
    return (wanted_alkalinity_eq_m3 - water) / (alkalinity_eq_m3(1.0, ph, at) - water)


def co2_mg_l(
    alkalinity_caco3_mg_l: Floats,
    ph: Floats,
    temperature_c: Floats,
    ionic_strength_mol_l: Floats = 0.0,
) -> Floats:
    """Return dissolved CO2 from laboratory alkalinity and a pH probe, mg/L.

    The soft sensor of CO2: 0.1 pH of error is 26 % of CO2.
    """
    at = equilibrium(temperature_c, ionic_strength_mol_l)
    total = total_carbonate_mol_m3(eq_m3_from_caco3(alkalinity_caco3_mg_l), ph, at)
    return total * co2_fraction(ph, at) * CO2_MG_MOL / 1000.0


def air_co2_mg_l(
    temperature_c: Floats, co2_ppm: Floats = 425.0, pressure_atm: Floats = 1.0
) -> Floats:
    """Return dissolved CO2 in equilibrium with the air of a hall, mg/L; ppm of dry air."""
    partial_atm = co2_ppm * 1e-6 * (pressure_atm - vapour_pressure_atm(temperature_c))
    return CO2_MG_MOL * henry_mol_l_atm(temperature_c) * partial_atm
