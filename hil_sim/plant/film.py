"""The biofilter as living things: two films that grow, starve and crash, and what lies on them.

It refuses to know the water's balance: it gives rates of the processes in the table.
"""

import numpy as np

from hil_sim.plant.constants import Constants
from hil_sim.plant.layout import Layout
from hil_sim.plant.loop import ALKALINITY, HEAT, NITRITE, OXYGEN, SOLIDS, TAN
from models.carbonate import CACO3_MG_EQ
from models.floats import FloatArray
from models.nitrification import (
    FED_HALF_MG_L,
    GROWTH_PER_D,
    ZHU_CHEN_FLOOR_MG_L,
    Biofilm,
    both_rates_g_m2_d,
    carbon_factor,
    fed_part,
    grown,
    warmth,
)
from models.process_table import FAECES_CARBON_G_G

DESIGN_NITROGEN_G_M2_D = 0.45
"""What a film oxidises on the design day (ras-science 4)."""


class Film:
    """Biofilters of all systems."""

    def __init__(self, layout: Layout, constants: Constants) -> None:
        """Mature films, nothing lying on them."""
        self._constants = constants
        self.area_m2 = layout.rated("biofilter_area_m2")
        self.kind = Biofilm(
            temperature_factor=constants.film_theta,
            oxygen_half_mg_l=constants.film_oxygen_half_mg_l,
            nitrite_max_g_m2_d=constants.nitrite_max_g_m2_d,
        )
        self.grown = np.ones((2, layout.systems))
        """Ammonia and nitrite oxidisers, part of a mature film; a state that grows and starves."""
        self.organics_g = np.zeros(layout.systems)
        """Organic matter that lies on the media and is eaten, g dry."""

    def look(self, sumps: FloatArray, lasting_d: float) -> None:
        """Films grow or starve for so many days; what follows temperature is renewed."""
        temperature_c = sumps[HEAT]
        self._warmth = np.asarray(warmth(temperature_c, self.kind))
        if lasting_d <= 0.0:
            return
        oxygen = sumps[OXYGEN]
        foods = (sumps[TAN] - ZHU_CHEN_FLOOR_MG_L, sumps[NITRITE])
        for row, (food, half, growth) in enumerate(
            zip(foods, FED_HALF_MG_L, GROWTH_PER_D, strict=True)
        ):
            fed = fed_part(food, half, oxygen, self.kind)
            self.grown[row] = grown(
                self.grown[row],
                fed,
                growth * self._constants.film_growth_factor,
                temperature_c,
                lasting_d,
            )

    def rates(self, sumps: FloatArray, sump_m3: FloatArray, alive: FloatArray) -> list[FloatArray]:
        """Ammonia and nitrite oxidised, organics eaten, solids trapped, g/h of each system.

        `alive`: what works of the films now, 1 all.
        """
        oxygen = sumps[OXYGEN]
        hungry = oxygen / (oxygen + self._constants.eating_half_mg_l)
        eaten = self._constants.hydrolysis_per_h * self.organics_g * np.maximum(hungry, 0.0)
        carbon_g_m2_d = 24.0 * FAECES_CARBON_G_G * eaten / np.maximum(self.area_m2, 1e-9)
        extra = (
            np.maximum(carbon_g_m2_d - self._constants.usual_carbon_g_m2_d, 0.0)
            / DESIGN_NITROGEN_G_M2_D
        )
        first, second = both_rates_g_m2_d(
            sumps[TAN],
            sumps[NITRITE],
            oxygen,
            sumps[ALKALINITY] * (CACO3_MG_EQ / 1000.0),
            self._warmth,
            self.kind,
        )
        works = self._constants.film_activity * alive * carbon_factor(extra)
        whole = self.area_m2 / 24.0 * works
        trapped = self._constants.trapping_per_h * np.maximum(sumps[SOLIDS], 0.0) * sump_m3
        return [
            np.asarray(whole * self.grown[0] * first),
            np.asarray(whole * self.grown[1] * second),
            eaten,
            trapped,
        ]

    def settle(self, faeces_g_h: FloatArray, solids_mg_l: FloatArray, sump_m3: FloatArray) -> None:
        """Lie on the media what this load would leave there after long."""
        trapped = self._constants.trapping_per_h * solids_mg_l * sump_m3
        fed = self._constants.leached_g_g * faeces_g_h + trapped
        self.organics_g = fed / self._constants.hydrolysis_per_h

    def crash(self, system: int, left_part: float) -> None:
        """Lose both films of a system but for this part; they grow again by themselves."""
        self.grown[:, system] *= left_part
