"""Know how much feed largemouth bass want, what living costs them, and what the rest becomes.

Knows no tank and no feeder: weights, temperatures and what was eaten arrive as numbers. The energy
budget of Fish Bioenergetics 4.0 on dry pellets would grow bass three times as fast as any trial, so
growth is reckoned from feed by the plan's conversion, above what maintenance burns.
"""

from models.feeding import HOURS_PER_DAY
from models.floats import Floats, choose, exp, higher, lower, power
from models.growth import TGC_DEFAULT, feed_conversion
from models.respiration import (
    EGESTED,
    OXYCALORIC_J_G,
    PELLET_J_G,
    SDA,
    appetite_g_g_d,
    standard_mg_kg_h,
)

PREY_J_G = 5000.0  # J/g wet forage fish, 4200-5800, engineering memory: bass were fed prey in FB4
EXCRETED = 0.08817  # J/J of what is assimilated, FB4 largemouth bass
USABLE_J_G = PELLET_J_G * (1.0 - EGESTED) * (1.0 - EXCRETED - SDA)  # J/g pellets left for the body
PLAN_C = 26.0  # degC at which the plan's conversion holds (worked plan of 320 t)
CEILING_TGC = 1.0  # -, top of the published range 0.6-1.0; Zhu Ming 2025 measured 0.97


def satiation_g_g_d(weight_g: Floats, temperature_c: Floats, prey_j_g: Floats = PREY_J_G) -> Floats:
    """Return the pellets fish take in a day when they may, g/g/d: the energy of FB4's most prey.

    At 26 degC 3.9 %/d at 10 g and 1.1 %/d at 500 g; none from 37 degC up.
    """
    return appetite_g_g_d(weight_g, temperature_c) * prey_j_g / PELLET_J_G


def maintenance_g_g_d(weight_g: Floats, temperature_c: Floats) -> Floats:
    """Return the pellets that only keep a fish alive, g/g/d: FB4's standard respiration."""
    oxygen_g_g_d = standard_mg_kg_h(weight_g, temperature_c) * HOURS_PER_DAY / 1e6
    return oxygen_g_g_d * OXYCALORIC_J_G / USABLE_J_G


def thermal_growth_g_g_d(weight_g: Floats, tgc: Floats, temperature_c: Floats) -> Floats:
    """Return growth at a thermal growth coefficient, g/g/d."""
    return 3.0 * tgc * temperature_c / 1000.0 / power(weight_g, 1.0 / 3.0)


def feed_per_growth(weight_g: Floats) -> Floats:
    """Return feed above maintenance per growth, g/g, such that the plan's ration gives its FCR.

    The plan: TGC 0.80 at 26 degC and the conversion of each stage (`growth.feed_conversion`).
    """
    planned = thermal_growth_g_g_d(weight_g, TGC_DEFAULT, PLAN_C)
    return feed_conversion(weight_g) - maintenance_g_g_d(weight_g, PLAN_C) / planned


def growth_g_g_d(
    weight_g: Floats,
    temperature_c: Floats,
    eaten_g_g_d: Floats,
    usual_g_g_d: Floats,
    ceiling_tgc: Floats = CEILING_TGC,
) -> Floats:
    """Return growth now, g/g/d; below maintenance it is a loss.

    `usual_g_g_d`: the day's mean of what is eaten. Growth over a day never passes the ceiling;
    what is eaten beyond it is wasted, evenly over the day.
    """
    need = maintenance_g_g_d(weight_g, temperature_c)
    cost = feed_per_growth(weight_g)
    most = thermal_growth_g_g_d(weight_g, ceiling_tgc, temperature_c)
    offered = higher((usual_g_g_d - need) / cost, 1e-12)
    used = lower(most / offered, 1.0)
    gain = (eaten_g_g_d - need) / cost
    fed_well = usual_g_g_d > need
    return choose(fed_well, gain * used, gain)


def willingness(oxygen_mg_l: Floats, co2_mg_l: Floats, nh3_n_mg_l: Floats) -> Floats:
    """Return the part of their appetite fish keep in this water, 0-1.

    Oxygen: 4-6 mg/L cut food use and growth of bass (Brake 1972); the line from none at 2 to all at
    6 mg/L is engineering memory, as are carbon dioxide (all at 25, none at 60) and ammonia (all at
    0.05, half at 0.3 mg N/L).
    """
    breath = lower(higher((oxygen_mg_l - 2.0) / 4.0, 0.0), 1.0)
    acid = lower(higher((60.0 - co2_mg_l) / 35.0, 0.0), 1.0)
    bite = exp(-2.8 * higher(nh3_n_mg_l - 0.05, 0.0))
    return breath * acid * bite
