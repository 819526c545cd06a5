"""Air for the degassers: what a fan gives at its speed, with a whole or a slipping belt, its heat.

It refuses to know drives and water.
"""

import numpy as np
from numpy.typing import NDArray

from models.floats import FloatArray, Floats

RATED_MBAR = 12.0
"""Head of a degasser fan at its rated air (engineering memory; 5–25 mbar)."""
SHEAVE_LOAD = 0.15
"""Part of rated torque of a fan whose belt has gone (engineering memory; 0.1–0.3)."""
WARM_C, HOT_C = 30.0, 45.0
"""Housing above the hall at rated air, and above that when no air carries heat away
(engineering memory; 20–40 and 30–60 K)."""
HEAT_UP_S = 300.0
"""Time constant of the housing (engineering memory; 120–900 s)."""


class Blower:
    """The fan of each system's degasser."""

    def __init__(self, rated_m3_h: FloatArray, hall_c: Floats) -> None:
        """Belts whole, housings warm."""
        self.rated_m3_h = rated_m3_h
        self.belt_part = np.ones(len(rated_m3_h))
        """Air at a speed against a whole belt: 1 whole, 0 gone."""
        self.hall_c = hall_c
        self.housing_c = np.zeros(len(rated_m3_h)) + hall_c
        self.heated_c = np.zeros(len(rated_m3_h))
        """Extra heat of a bearing or a blocked inlet, K."""

    def air_m3_h(self, speed_part: FloatArray) -> FloatArray:
        """Air at a part of rated speed (fan law: volume goes with speed)."""
        air: FloatArray = self.rated_m3_h * speed_part * self.belt_part
        return air

    def pressure_mbar(self, speed_part: FloatArray) -> FloatArray:
        """Pressure before the degasser (fan law: with the square of the air)."""
        pressure: FloatArray = RATED_MBAR * (speed_part * self.belt_part) ** 2
        return pressure

    @property
    def load(self) -> FloatArray:
        """Part of rated torque at a speed."""
        load: FloatArray = SHEAVE_LOAD + (1.0 - SHEAVE_LOAD) * self.belt_part
        return load

    def step(self, speed_part: FloatArray, step_s: float) -> None:
        """The housing warms up or cools."""
        cooled = np.minimum(self.belt_part, 1.0)
        wanted = self.hall_c + self.heated_c + (WARM_C + HOT_C * (1.0 - cooled)) * speed_part**2
        self.housing_c += (wanted - self.housing_c) * -np.expm1(-step_s / HEAT_UP_S)

    def too_hot(self, limit_c: float) -> NDArray[np.bool_]:
        """Whose housing is above a limit."""
        hot: NDArray[np.bool_] = self.housing_c > limit_c
        return hot
