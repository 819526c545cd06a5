"""Know how many minutes fish have before oxygen falls to a limit.

Knows no alarm: what few minutes mean is decided elsewhere.
"""

import math

from models.floats import Floats, choose

# Levels used with these functions: 4 mg/L opens emergency oxygen; 3 and 1.5 bound survival.
EMERGENCY_MG_L = 4.0  # mg/L


def minutes_to(oxygen_mg_l: Floats, limit_mg_l: Floats, slope_mg_l_min: Floats) -> Floats:
    """Return minutes until the limit at this slope: 0 at or below it, inf while not falling.

    An unknown level or slope (nan) gives nan, never time to spare.
    """
    falling = choose(slope_mg_l_min < 0.0, -slope_mg_l_min, math.nan)
    above = choose(slope_mg_l_min >= 0.0, math.inf, (oxygen_mg_l - limit_mg_l) / falling)
    minutes = choose(oxygen_mg_l > limit_mg_l, above, math.nan)
    return choose(oxygen_mg_l <= limit_mg_l, 0.0, minutes)


def minutes_without_flow(
    oxygen_mg_l: Floats,
    limit_mg_l: Floats,
    density_kg_m3: Floats,
    respiration_mg_kg_h: Floats,
) -> Floats:
    """Return minutes until the limit with no flow and no oxygen; inf with no fish.

    Takes respiration as steady and the surface as closed, so it errs to the short side.
    """
    slope_mg_l_min = -density_kg_m3 * respiration_mg_kg_h / 1000.0 / 60.0
    return minutes_to(oxygen_mg_l, limit_mg_l, slope_mg_l_min)
