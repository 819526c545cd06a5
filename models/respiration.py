"""Know how much oxygen largemouth bass use at rest and after eating.

Knows no tank and no clock: rations, weights and temperatures arrive as numbers.
"""

from dataclasses import dataclass
from math import log as ln
from math import sqrt as root

from models.floats import Floats, choose, exp, expm1, higher, lower, power

# Fish Bioenergetics 4.0, largemouth bass (adult), Rice et al. 1983.
RA_G_G_D = 0.008352  # g O2/g/d, standard respiration of 1 g at 0 degC
RB = -0.355  # -, weight exponent
RQ_PER_C = 0.0313  # 1/degC
RTO_S_CM = 0.0196  # s/cm, at a swimming speed of 1 cm/s
CA_G_G_D = 0.33  # g/g/d
CB = -0.325  # -, weight exponent
CQ = 2.65  # -
CTO_C = 27.5  # degC, most appetite
CTM_C = 37.0  # degC, no appetite
SDA = 0.15848  # J/J of what is assimilated
EGESTED = 0.104  # J/J of what is eaten
OXYCALORIC_J_G = 13560.0  # J/g O2
PELLET_J_G = 19500.0  # J/g, dry pellets

MG_KG_H = 1e6 / 24.0  # (mg/kg/h)/(g/g/d)
DIGESTION_OXYGEN_G_G = SDA * (1.0 - EGESTED) * PELLET_J_G / OXYCALORIC_J_G  # g O2/g feed, 0.204

_CG = ln(CQ) * (CTM_C - CTO_C)
_CY = ln(CQ) * (CTM_C - CTO_C + 2.0)
_CX = _CG**2 * (1.0 + root(1.0 + 40.0 / _CY)) ** 2 / 400.0


def standard_mg_kg_h(weight_g: Floats, temperature_c: Floats) -> Floats:
    """Return oxygen use of unfed, quiet fish, mg/kg/h (FB4 respiration equation 1)."""
    rate = RA_G_G_D * power(weight_g, RB) * exp(RQ_PER_C * temperature_c + RTO_S_CM)
    return rate * MG_KG_H


def digestion_mg_kg_h(ration_g_g_d: Floats) -> Floats:
    """Return oxygen use of digesting, mg/kg/h, from the feed digested per body mass and day."""
    return DIGESTION_OXYGEN_G_G * ration_g_g_d * MG_KG_H


def oxygen_mg_kg_h(weight_g: Floats, temperature_c: Floats, ration_g_g_d: Floats) -> Floats:
    """Return a day's mean oxygen use, mg/kg/h, on pellets of 19.5 kJ/g (FB4)."""
    return standard_mg_kg_h(weight_g, temperature_c) + digestion_mg_kg_h(ration_g_g_d)


def appetite_g_g_d(weight_g: Floats, temperature_c: Floats) -> Floats:
    """Return the most feed a fish takes, g/g/d; none from 37 degC up (FB4 consumption 2)."""
    v = (CTM_C - temperature_c) / (CTM_C - CTO_C)
    warm = power(higher(v, 0.0), _CX) * exp(_CX * (1.0 - v))
    return CA_G_G_D * power(weight_g, CB) * choose(v > 0.0, warm, 0.0)


def limited_by_oxygen(use_g_h: Floats, oxygen_mg_l: Floats, critical_mg_l: Floats = 1.8) -> Floats:
    """Return oxygen use when water runs short: below the critical level it falls in proportion.

    1.8 mg/L is where wild bass leave water (Brown 2015); that it is the kink is unverified.
    """
    return use_g_h * lower(higher(oxygen_mg_l, 0.0) / critical_mg_l, 1.0)


@dataclass(frozen=True, slots=True)
class Digestion:
    """Feed on its way through the fish: two lags in a row, g/h each.

    `late_g_h` is what is digested now; time constant 1.5-2 h for ammonia and 0.5-1 h for oxygen
    at 26 degC are starting values to be fitted; 2.0-2.8 h was fitted on salmon at 14 degC.
    """

    early_g_h: Floats
    late_g_h: Floats

    def held_g(self, tau_h: Floats) -> Floats:
        """Return the feed eaten and not yet digested, g."""
        return tau_h * (self.early_g_h + self.late_g_h)

    def step(self, eaten_g_h: Floats, step_h: Floats, tau_h: Floats) -> "Digestion":
        """Return the digestion after a step with steady eating; exact for any step length."""
        gone = -expm1(-step_h / tau_h)
        left = 1.0 - gone
        early = self.early_g_h + (eaten_g_h - self.early_g_h) * gone
        pushed = (self.early_g_h - eaten_g_h) * (step_h / tau_h) * left
        late = self.late_g_h + (eaten_g_h - self.late_g_h) * gone + pushed
        return Digestion(early, late)


def digested_g(
    before: Digestion, after: Digestion, eaten_g_h: Floats, step_h: Floats, tau_h: Floats
) -> Floats:
    """Return the feed digested during a step, g; eaten less what stayed in the fish."""
    return eaten_g_h * step_h - (after.held_g(tau_h) - before.held_g(tau_h))


def excretion_g_h(
    daily_g: Floats, digested_g_h: Floats, daily_feed_g: Floats, basal_part: Floats = 0.25
) -> Floats:
    """Return excretion now, g/h: a steady basal part and the rest in step with digestion.

    basal_part 0.23-0.29 was fitted on salmon; a day's feed above 0.
    """
    moving = digested_g_h * 24.0 / daily_feed_g
    return daily_g / 24.0 * (basal_part + (1.0 - basal_part) * moving)


def meal_activity_g_h(standard_g_h: Floats, eating: Floats, raise_fraction: Floats = 0.2) -> Floats:
    """Return the extra oxygen of a feeding frenzy, g/h, while eating is 1 (0.15-0.25, unverified).

    eating is 0 to 1.
    """
    return standard_g_h * raise_fraction * eating
