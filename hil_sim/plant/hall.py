"""The air of the halls: its warmth, damp and CO2, and what it takes from the water.

It refuses to know the weather beyond one outside temperature, and who opens doors.
"""

import numpy as np

from hil_sim.plant.constants import Constants
from hil_sim.plant.layout import Layout
from models.floats import FloatArray
from models.heat import evaporation_kg_h, evaporation_w, humidity_kg_kg

OUTSIDE_C, OUTSIDE_PPM, OUTSIDE_PERCENT = 17.0, 425.0, 78.0
"""Yearly means of northern Zhejiang; a site's own weather may be put at any time."""
AREA_M2_M3 = 0.77
"""Surface of a tank per m³: 1.3 m deep."""
AIR_KG_M3, AIR_WH_KG_K = 1.19, 0.2794
MOLAR_L = 24.0
"""Litres of a mole of gas at the hall's temperature."""


class Hall:
    """One hall for each system."""

    def __init__(self, layout: Layout, constants: Constants) -> None:
        """Like outside; the first look brings it near its balance."""
        tanks_m3 = layout.summed(layout.volume_m3)
        self._area_m2 = AREA_M2_M3 * tanks_m3 * constants.evaporation_part
        self._air_speed_m_s = constants.air_speed_m_s
        self._air_m3 = constants.hall_air_m3_m3 * tanks_m3
        self._change_m3_h = constants.hall_air_ratio * layout.rated("design_flow_m3_h")
        self._wall_w_k = constants.wall_w_k_m3 * tanks_m3
        self._building_w_k = constants.building_w_k_m3 * tanks_m3
        self.outside_c = OUTSIDE_C
        self.temperature_c = np.full(layout.systems, 22.0)
        self.co2_ppm = np.full(layout.systems, 1000.0)
        self.evaporated_kg_h = np.zeros(layout.systems)
        self.evaporation_w = np.zeros(layout.systems)

    def look(self, water_c: FloatArray, co2_out_mol_h: FloatArray, lasting_h: float) -> None:
        """Move the air by `lasting_h`; `co2_out_mol_h`: what the water gives off."""
        turned = -np.expm1(-self._change_m3_h / self._air_m3 * lasting_h)
        raised = 1e6 * np.maximum(co2_out_mol_h, 0.0) * MOLAR_L / 1000.0 / self._change_m3_h
        self.co2_ppm = self.co2_ppm + (OUTSIDE_PPM + raised - self.co2_ppm) * turned
        air_w_k = self._change_m3_h * AIR_KG_M3 * AIR_WH_KG_K + self._building_w_k
        balance = self._wall_w_k * water_c + air_w_k * self.outside_c
        balance = balance / (self._wall_w_k + air_w_k)
        self.temperature_c = self.temperature_c + (balance - self.temperature_c) * turned
        self._evaporate(water_c)

    def _evaporate(self, water_c: FloatArray) -> None:
        """Damp settles within minutes: what evaporates leaves with the air."""
        surface = np.asarray(humidity_kg_kg(water_c))
        outside = np.asarray(humidity_kg_kg(self.outside_c, OUTSIDE_PERCENT))
        dry_kg_h = self._change_m3_h * AIR_KG_M3
        each = evaporation_kg_h(self._area_m2, self._air_speed_m_s, 1.0, 0.0)
        inside = (each * surface + dry_kg_h * outside) / (each + dry_kg_h)
        damp = np.minimum(inside, np.asarray(humidity_kg_kg(self.temperature_c)))
        self.evaporated_kg_h = np.maximum(np.asarray(each * (surface - damp)), 0.0)
        self.evaporation_w = np.asarray(evaporation_w(self.evaporated_kg_h))
