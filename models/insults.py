"""Know how long fish bear what kills them: the time in which half die, and how many a dose takes.

Knows no tank and no growth. A dose of 1 is one LT50: bad water adds to it at 1/LT50, good water
lets it fade. Each insult adds its own hazard; what they do together beyond that is not known.
For largemouth bass no full LT50 curve of low oxygen is published: shapes are engineering memory,
held to the published points named at each, and moved by seed.
"""

from dataclasses import dataclass

import numpy as np

from models.floats import FloatArray, Floats, choose, exp, higher, lower, power

INSULTS = ("oxygen", "ammonia", "nitrite", "carbon_dioxide", "heat", "cold")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What half of the fish bear; a factor of each limit is moved by seed (`each` in +-20 %)."""

    oxygen_limit_mg_l: float = 1.5
    """Below this oxygen kills in the end; 1.2-1.8. Bass adapted to low oxygen lived down to
    0.83-1.24 mg/L (NCASI bulletin 133, 1960), wild ones leave water below 1.8 (Brown 2015)."""
    oxygen_none_h: float = 0.15
    """LT50 in water without oxygen, h; 0.08-0.25, engineering memory. A farm without oxygen and
    flow may lose all within 30 minutes, the falling of the oxygen included (Losordo)."""
    ammonia_22c_mg_l: float = 0.72
    """LC50 of 96 h at 22 degC, mg NH3-N/L (Roseboom & Richey 1977)."""
    ammonia_30c_mg_l: float = 1.2
    """The same at 30 degC (Roseboom & Richey 1977)."""
    nitrite_mg_l: float = 140.0
    """LC50 of 96 h, mg NO2-N/L; bass keep nitrite out (Tomasso 1986), figure unverified."""
    carbon_dioxide_mg_l: float = 130.0
    """LC50 of 96 h, mg/L; 90-180, engineering memory. 31 mg/L for 58 d was survived (Dennis),
    swimming is unhurt to 40 (Dahlberg)."""
    heat_limit_c: float = 35.5
    """Above this heat kills in the end; 34.5-36.5, engineering memory; young stages, moved at once,
    32.8 (96 h, southeastern hatcheries 1986)."""
    heat_maximum_c: float = 38.5
    """Dead within minutes; appetite ends at 37 (FB4 CTM)."""
    cold_limit_c: float = 7.0
    """Below this fish used to 26 degC die in the end; 5-11, engineering memory."""


AMMONIA_POWER = 3.0  # -, 2-4: LT50 falls with this power of concentration, engineering memory
NITRITE_POWER = 2.0  # -, engineering memory
CARBON_DIOXIDE_POWER = 5.0  # -, narcosis comes steeply, engineering memory
INCIPIENT_PART = 0.5  # -, of the 96 h LC50: below, fish live on for ever, engineering memory
LC50_H = 96.0  # h
AT_LIMIT_H = 96.0  # h, LT50 just at a limit of heat or cold, engineering memory
STEEPNESS = 6.0  # -, 4-10: spread of tolerance within a tank, engineering memory
RECOVERY_H = (1.0, 24.0, 24.0, 6.0, 6.0, 24.0)  # h, a dose fades so, engineering memory


def suffocation_per_h(oxygen_mg_l: Floats, tolerance: Tolerance) -> Floats:
    """Return dose per hour: 1/LT50 grows with the square of what is missing below the limit."""
    missing = lower(higher(1.0 - oxygen_mg_l / tolerance.oxygen_limit_mg_l, 0.0), 1.0)
    return missing**2 / tolerance.oxygen_none_h


def ammonia_lc50_mg_l(temperature_c: Floats, tolerance: Tolerance) -> Floats:
    """Return the 96 h LC50, mg NH3-N/L: a line between both published points, flat outside."""
    part = lower(higher((temperature_c - 22.0) / 8.0, 0.0), 1.0)
    low, high = tolerance.ammonia_22c_mg_l, tolerance.ammonia_30c_mg_l
    return low + (high - low) * part


def poisoning_per_h(concentration: Floats, lc50: Floats, steepness: float) -> Floats:
    """Return dose per hour of a poison: a dose of 1 after 96 h at its LC50, none below half."""
    over = higher(concentration, 0.0) / lc50
    return choose(over > INCIPIENT_PART, power(over, steepness) / LC50_H, 0.0)


def heat_per_h(temperature_c: Floats, tolerance: Tolerance) -> Floats:
    """Return dose per hour: LT50 falls from 96 h at the limit, tenfold by each third to maximum."""
    way = (temperature_c - tolerance.heat_limit_c) / (
        tolerance.heat_maximum_c - tolerance.heat_limit_c
    )
    return choose(way > 0.0, exp(6.9 * lower(way, 1.2)) / AT_LIMIT_H, 0.0)


def cold_per_h(temperature_c: Floats, tolerance: Tolerance) -> Floats:
    """Return dose per hour: LT50 of 96 h at the limit, halved by each degree below."""
    below = tolerance.cold_limit_c - temperature_c
    return choose(below > 0.0, power(2.0, lower(below, 10.0)) / AT_LIMIT_H, 0.0)


def doses_per_h(
    oxygen_mg_l: FloatArray,
    nh3_n_mg_l: FloatArray,
    nitrite_mg_l: FloatArray,
    co2_mg_l: FloatArray,
    temperature_c: FloatArray,
    tolerance: Tolerance,
) -> FloatArray:
    """Return dose per hour of every insult (rows as INSULTS) in every tank."""
    lc50 = ammonia_lc50_mg_l(temperature_c, tolerance)
    rows = (
        suffocation_per_h(oxygen_mg_l, tolerance),
        poisoning_per_h(nh3_n_mg_l, lc50, AMMONIA_POWER),
        poisoning_per_h(nitrite_mg_l, tolerance.nitrite_mg_l, NITRITE_POWER),
        poisoning_per_h(co2_mg_l, tolerance.carbon_dioxide_mg_l, CARBON_DIOXIDE_POWER),
        heat_per_h(temperature_c, tolerance),
        cold_per_h(temperature_c, tolerance),
    )
    return np.stack([np.asarray(row, dtype=float) for row in rows])


def harmless(
    oxygen_mg_l: FloatArray,
    nh3_n_mg_l: FloatArray,
    nitrite_mg_l: FloatArray,
    co2_mg_l: FloatArray,
    temperature_c: FloatArray,
    tolerance: Tolerance,
) -> bool:
    """Return whether no tank's water adds to any dose, cheaply; False may be wrong, True never."""
    poison = min(tolerance.ammonia_22c_mg_l, tolerance.ammonia_30c_mg_l)
    return bool(
        oxygen_mg_l.min() >= tolerance.oxygen_limit_mg_l
        and nh3_n_mg_l.max() <= INCIPIENT_PART * poison
        and nitrite_mg_l.max() <= INCIPIENT_PART * tolerance.nitrite_mg_l
        and co2_mg_l.max() <= INCIPIENT_PART * tolerance.carbon_dioxide_mg_l
        and tolerance.cold_limit_c <= temperature_c.min()
        and temperature_c.max() <= tolerance.heat_limit_c
    )


def dead_part(dose: Floats) -> Floats:
    """Return the part of a group that a dose kills: half at 1 (log-logistic tolerance)."""
    raised = power(higher(dose, 0.0), STEEPNESS)
    return raised / (1.0 + raised)


def hazard(dose_before: Floats, dose_after: Floats) -> Floats:
    """Return minus the logarithm of survival of those alive while the dose rose; 0 if it fell."""
    before, after = (power(higher(d, 0.0), STEEPNESS) for d in (dose_before, dose_after))
    return higher(np.log((1.0 + after) / (1.0 + before)), 0.0)
