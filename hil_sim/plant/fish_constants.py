"""What these fish are and nobody has measured: appetite, ceiling of growth, tolerance of insults.

It refuses to know the laws of a farm; a seed moves every number, the fish of one site all alike.
"""

from dataclasses import dataclass, fields

import numpy as np

from models.fish_growth import CEILING_TGC, PREY_J_G
from models.insults import Tolerance
from models.size_spread import SEED_CV, USUAL_CV


@dataclass(frozen=True, slots=True)
class FishConstants:
    """One strain of bass on one farm."""

    prey_j_g: float
    """Energy of the prey behind FB4's most consumption, J/g; 4200–5800 (`models.fish_growth`)."""
    stomach_d: float
    """Most feed fish take at one sitting, days of appetite; 0.5–1.0 (engineering memory: bass empty
    a full stomach in 12 to 24 h at 25 °C)."""
    ceiling_tgc: float
    """Most growth over a day, whatever the feed; 0.9–1.1 (Zhu Ming 2025 measured 0.97)."""
    usual_cv: float
    """Spread of sizes where growing groups settle; 0.15–0.35."""
    seed_cv: float
    """Spread of sizes of what stands in a tank at the start; 0.10–0.20."""
    background_per_d: float
    """Deaths without any insult, 1/d: 90 % survive 290 days from 10 to 550 g (the plan); RAS trials
    98.9–100 % in 90 d (Zhu Ming 2025) to 81.8–96.6 % in 60 d (Park)."""
    basal_part: float
    """Ammonia that is given off evenly over the day; 0.23–0.29 (salmon, fitted)."""
    uneaten_solids_g_g: float
    """Suspended solids from feed nobody eats, g/g; 0.8–1.0 (dry pellets, engineering memory)."""
    tolerance: Tolerance


_CENTRE: dict[str, tuple[float, float]] = {
    "prey_j_g": (PREY_J_G, 0.12),
    "stomach_d": (0.75, 0.3),
    "ceiling_tgc": (CEILING_TGC, 0.08),
    "usual_cv": (USUAL_CV, 0.3),
    "seed_cv": (SEED_CV, 0.3),
    "background_per_d": (3.63e-4, 0.5),
    "basal_part": (0.25, 0.1),
    "uneaten_solids_g_g": (0.9, 0.1),
}
"""Centre, and half width as part of it."""

_TOLERANCE_WIDTH: dict[str, float] = {
    "oxygen_limit_mg_l": 0.2,
    "oxygen_none_h": 0.4,
    "ammonia_22c_mg_l": 0.15,
    "ammonia_30c_mg_l": 0.15,
    "nitrite_mg_l": 0.3,
    "carbon_dioxide_mg_l": 0.3,
    "heat_limit_c": 0.028,
    "heat_maximum_c": 0.02,
    "cold_limit_c": 0.4,
}
"""Half width of each limit, as part of it."""


def nominal_fish() -> FishConstants:
    """Every constant at its centre."""
    return FishConstants(
        **{name: centre for name, (centre, _) in _CENTRE.items()}, tolerance=Tolerance()
    )


def perturbed_fish(seed: int) -> FishConstants:
    """Every constant moved inside its width, the same way for the same seed."""
    dice = np.random.default_rng([seed, 0xF15B])
    moved = {
        name: centre * (1.0 + float(dice.uniform(-width, width)))
        for name, (centre, width) in _CENTRE.items()
    }
    centre = Tolerance()
    limits = {
        field.name: getattr(centre, field.name)
        * (1.0 + float(dice.uniform(-1.0, 1.0)) * _TOLERANCE_WIDTH[field.name])
        for field in fields(Tolerance)
    }
    return FishConstants(**moved, tolerance=Tolerance(**limits))
