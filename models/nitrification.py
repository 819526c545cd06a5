"""Know how fast a biofilm oxidises ammonia and nitrite, and what that takes from the water.

Knows no reactor: area, flow and volume belong to whoever holds the water (`tank`).
"""

from dataclasses import dataclass

from models.floats import Floats, choose, exp, higher, power

# Per g TAN oxidised to nitrate, cell growth included: Ebeling, Timmons & Bisogni 2006.
OXYGEN_G_G = 4.18
ALKALINITY_CACO3_G_G = 7.05
CELLS_G_G = 0.20
NITRATE_N_G_G = 0.976
CO2_G_G = 5.85
CELL_N_G_G = 1.0 - NITRATE_N_G_G  # g N/g N, what nitrate does not hold is in the cells
# The first step takes 3.43 of the theoretical 4.57 g oxygen (stoichiometry of NH4+ to NO2-).
FIRST_STEP_OXYGEN_PART = 3.43 / 4.57

# Series-reactor kinetics at 27.2 degC, Zhu & Chen 1999.
ZHU_CHEN_MAX_G_M2_D = 1.859
ZHU_CHEN_FLOOR_MG_L = 0.07  # mg/L TAN, below it no net growth
ZHU_CHEN_HALF_MG_L = 1.93
ZHU_CHEN_TEMPERATURE_C = 27.2

# Moving-bed kinetics, Rusten et al. 2006: the clean-water upper bound.
RUSTEN_15C_G_M2_D = 0.82
RUSTEN_ORDER = 0.7
RUSTEN_THETA = 1.09
TEMPERATURE_FACTOR = 1.05  # -/degC, 1.09 where neither oxygen nor diffusion limits; unverified
STARVED_BELOW_G_G = 3.2  # g O2/g TAN, engineering memory after Rusten, unverified

# Life of a film: growth and decay of Pedersen et al. 2018 (salmon RAS, 14 degC).
GROWTH_PER_D = (0.525, 0.66)  # 1/d, ammonia (0.29-0.76) and nitrite oxidisers (0.28-1.04)
GROWTH_TEMPERATURE_C = 14.0
DECAY_PER_D = 0.05  # 1/d of a film that starves, 0.05-0.15
# What growth leaves on the carriers, 0.15-0.4: new cells come off. With the two inocula below it is
# set so that start-ups take what was measured: 18 d seeded 2:3 (Zhu Ming 2025), 6-7 weeks unseeded
# (Mnyoro 2022); neither is a test of the model.
STAYING_PART = 0.25
SEEDED_PART = 0.40  # -, two of five carriers are old ones (Zhu Ming 2025)
UNSEEDED_PART = 0.01  # -, what spring, fish and hands bring; engineering memory, 0.001-0.05
FED_HALF_MG_L = (0.10, 0.05)  # mg/L N above which a film is fed; engineering memory, 0.03-0.2
CARBON_SLOWS_G_G = (
    1.86  # -, 1/(1 + 1.86) of the rate is left at C:N of 1 (Zhu & Chen 2001: 30-40 %)
)


@dataclass(frozen=True, slots=True)
class Biofilm:
    """How one biofilm differs from clean-water kinetics; all but alkalinity unverified, fit them.

    Alkalinity half-saturation: 0.3 mmol/L (Pedersen 2018). Temperature factor per degC.
    """

    activity_factor: float = 0.75  # -, 0.5-1.0
    carbon_factor: float = 1.0  # -, 0.3-1; C:N of 1 takes 60-70 % away
    temperature_factor: Floats = TEMPERATURE_FACTOR  # -/degC
    oxygen_half_mg_l: Floats = 1.0  # mg/L
    alkalinity_half_caco3_mg_l: float = 15.0  # mg/L as CaCO3
    nitrite_max_g_m2_d: Floats = 2.5  # g N/m2/d at 27.2 degC
    nitrite_half_mg_l: float = 1.0  # mg/L NO2-N


@dataclass(frozen=True, slots=True)
class Nitrified:
    """What oxidising ammonia to nitrate takes and gives, g (alkalinity as CaCO3)."""

    oxygen_g: Floats
    alkalinity_caco3_g: Floats
    nitrate_n_g: Floats
    cells_g: Floats
    co2_g: Floats


def zhu_chen_g_m2_d(tan_mg_l: Floats) -> Floats:
    """Return the areal rate at 27.2 degC, g TAN/m2/d; 0 below 0.07 mg/L (Zhu & Chen 1999)."""
    above = higher(tan_mg_l - ZHU_CHEN_FLOOR_MG_L, 0.0)
    return ZHU_CHEN_MAX_G_M2_D * above / (tan_mg_l + ZHU_CHEN_HALF_MG_L)


def rusten_g_m2_d(tan_mg_l: Floats, temperature_c: Floats) -> Floats:
    """Return the areal rate of a clean moving bed, g TAN/m2/d (Rusten et al. 2006)."""
    k = RUSTEN_15C_G_M2_D * power(RUSTEN_THETA, temperature_c - 15.0)
    return k * power(higher(tan_mg_l, 0.0), RUSTEN_ORDER)


def _conditions(oxygen_mg_l: Floats, temperature_c: Floats, biofilm: Biofilm) -> Floats:
    """Return what oxygen and temperature leave of a rate at 27.2 degC, -."""
    oxygen = oxygen_mg_l / (oxygen_mg_l + biofilm.oxygen_half_mg_l)
    return oxygen * power(biofilm.temperature_factor, temperature_c - ZHU_CHEN_TEMPERATURE_C)


def ammonia_rate_g_m2_d(
    tan_mg_l: Floats,
    oxygen_mg_l: Floats,
    temperature_c: Floats,
    alkalinity_caco3_mg_l: Floats,
    biofilm: Biofilm,
) -> Floats:
    """Return ammonia oxidised, g TAN/m2/d, in the water that bathes the biofilm.

    Zhu & Chen's form with Monod limits of oxygen and alkalinity; negative states give no rate.
    """
    alkalinity = higher(alkalinity_caco3_mg_l, 0.0)
    buffered = alkalinity / (alkalinity + biofilm.alkalinity_half_caco3_mg_l)
    rate = zhu_chen_g_m2_d(tan_mg_l) * buffered
    limits = _conditions(higher(oxygen_mg_l, 0.0), temperature_c, biofilm)
    return biofilm.activity_factor * biofilm.carbon_factor * rate * limits


def nitrite_rate_g_m2_d(
    nitrite_n_mg_l: Floats, oxygen_mg_l: Floats, temperature_c: Floats, biofilm: Biofilm
) -> Floats:
    """Return nitrite oxidised, g N/m2/d: Monod with 1 mg/L by default (Pedersen 2018)."""
    nitrite = higher(nitrite_n_mg_l, 0.0)
    rate = biofilm.nitrite_max_g_m2_d * nitrite / (nitrite + biofilm.nitrite_half_mg_l)
    limits = _conditions(higher(oxygen_mg_l, 0.0), temperature_c, biofilm)
    return biofilm.activity_factor * biofilm.carbon_factor * rate * limits


def both_rates_g_m2_d(
    tan_mg_l: Floats,
    nitrite_n_mg_l: Floats,
    oxygen_mg_l: Floats,
    alkalinity_caco3_mg_l: Floats,
    warmth_factor: Floats,
    biofilm: Biofilm,
) -> tuple[Floats, Floats]:
    """Return ammonia and nitrite oxidised by a whole film of activity 1, g N/m2/d.

    `ammonia_rate_g_m2_d` and `nitrite_rate_g_m2_d` at once; warmth_factor as from `warmth`.
    """
    oxygen = higher(oxygen_mg_l, 0.0)
    limit = warmth_factor * (oxygen / (oxygen + biofilm.oxygen_half_mg_l))
    alkalinity = higher(alkalinity_caco3_mg_l, 0.0)
    buffered = alkalinity / (alkalinity + biofilm.alkalinity_half_caco3_mg_l)
    nitrite = higher(nitrite_n_mg_l, 0.0)
    second = biofilm.nitrite_max_g_m2_d * (nitrite / (nitrite + biofilm.nitrite_half_mg_l))
    return zhu_chen_g_m2_d(tan_mg_l) * buffered * limit, second * limit


def warmth(temperature_c: Floats, biofilm: Biofilm) -> Floats:
    """Return a rate at a temperature over that at 27.2 degC, -."""
    return power(biofilm.temperature_factor, temperature_c - ZHU_CHEN_TEMPERATURE_C)


def carbon_factor(carbon_to_nitrogen_g_g: Floats) -> Floats:
    """Return what organic carbon eaten beside ammonia leaves of its rate, 0-1 (Zhu & Chen 2001)."""
    return 1.0 / (1.0 + CARBON_SLOWS_G_G * higher(carbon_to_nitrogen_g_g, 0.0))


def fed_part(food_mg_l: Floats, half_mg_l: float, oxygen_mg_l: Floats, biofilm: Biofilm) -> Floats:
    """Return how well a film is fed, 0-1: by nitrogen above its floor, and by oxygen."""
    food, oxygen = higher(food_mg_l, 0.0), higher(oxygen_mg_l, 0.0)
    return food / (food + half_mg_l) * oxygen / (oxygen + biofilm.oxygen_half_mg_l)


def grown(
    film_part: Floats, fed: Floats, growth_per_d: Floats, temperature_c: Floats, lasting_d: float
) -> Floats:
    """Return a film's activity after so many days, part of a mature one; exact at steady food.

    Growth is logistic: carriers have room for one mature film; a film that starves decays.
    """
    warm = power(TEMPERATURE_FACTOR, temperature_c - GROWTH_TEMPERATURE_C)
    grows = higher(STAYING_PART * growth_per_d * warm * fed, 1e-9)
    net = grows - DECAY_PER_D * (1.0 - fed)
    still = choose(net * net < 1e-18, 1e-9, net)
    room = grows / still
    swollen = exp(still * lasting_d)
    return film_part * swollen / (1.0 + film_part * room * (swollen - 1.0))


def nitrified(tan_g: Floats) -> Nitrified:
    """Return what this much ammonia nitrogen, oxidised to nitrate, takes and gives, g."""
    return Nitrified(
        oxygen_g=OXYGEN_G_G * tan_g,
        alkalinity_caco3_g=ALKALINITY_CACO3_G_G * tan_g,
        nitrate_n_g=NITRATE_N_G_G * tan_g,
        cells_g=CELLS_G_G * tan_g,
        co2_g=CO2_G_G * tan_g,
    )


def oxygen_starved(oxygen_mg_l: Floats, tan_mg_l: Floats) -> Floats:
    """Return 1.0 where oxygen, not ammonia, limits the film (below 3.2 g/g, unverified), else 0."""
    return choose(oxygen_mg_l < STARVED_BELOW_G_G * tan_mg_l, 1.0, 0.0)
