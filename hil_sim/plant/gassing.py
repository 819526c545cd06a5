"""What degasser, cone and diffusers do to the gases of passing water: oxygen, CO2, nitrogen.

It refuses to know who set air and oxygen, and keeps no gas: `water` books what crosses.
"""

from dataclasses import dataclass

import numpy as np

from hil_sim.plant.acid import Acid
from hil_sim.plant.constants import Constants
from hil_sim.plant.layout import Layout
from hil_sim.plant.loop import CARBONATE, NITROGEN, OXYGEN, ROWS
from models.carbonate import air_co2_mg_l
from models.floats import FloatArray
from models.gas_transfer import (
    column_efficiency,
    degasser_efficiency,
    henry_co2,
    henry_nitrogen,
    henry_oxygen,
)
from models.nitrogen_gas import DRY_AIR_NITROGEN, nitrogen_saturation_mg_l
from models.oxygen import saturation_mg_l, under_gas_mg_l, vapour_pressure_atm
from models.process_table import CO2_G_MOL

CONE_EFFICIENCY = 0.9
"""Way to equilibrium in the side stream (LHO and cones 0.85–0.95, Nistad 2018)."""
LEAST_RATIO, MOST_RATIO = 0.05, 20.0
"""Air over water below which no air moves, and where the curve has long been flat."""
SAME_RATIO = 0.005
"""A smaller change of the ratio moves no efficiency by more than 0.002."""
REFERENCE_MG_L = 8.0
"""Oxygen at which the diffusers' design share holds."""
DIFFUSER_DEPTH_ATM = 0.1
"""Mean water above the bubbles of a tank of 1.3–2 m."""


@dataclass(frozen=True, slots=True)
class Gas:
    """Oxygen offered now: g/h at trim and emergency diffusers (n) and in the cones (s)."""

    trim_g_h: FloatArray
    emergency_g_h: FloatArray
    cone_g_h: FloatArray


class Gassing:
    """Equilibria at the water's temperature, and how far each device goes toward them."""

    def __init__(self, layout: Layout, constants: Constants, by_column: bool = False) -> None:
        """`by_column`: CO2 by the counter-current column too, not by the curve of Hu 2011."""
        self._layout, self._constants = layout, constants
        self._by_column = by_column
        self._ratio = np.full(layout.systems, -1.0)
        transfer = layout.rated("cone_transfer") * constants.cone_factor
        self.cone_transfer = np.minimum(transfer, 0.98)
        of = layout.system_of
        self.trim_transfer = layout.rated("valve_transfer")[of] * constants.trim_factor

    def look(self, sump_c: FloatArray, tank_c: FloatArray, hall_co2_ppm: FloatArray) -> None:
        """Renew the equilibria; they follow temperature, which moves slowly."""
        pressure = self._layout.pressure_atm
        part, cone_atm = self._constants.cone_oxygen_part, self._constants.cone_pressure_atm
        self.oxygen_air_mg_l = np.asarray(saturation_mg_l(sump_c, pressure))
        self.nitrogen_air_mg_l = np.asarray(nitrogen_saturation_mg_l(sump_c, pressure))
        air_co2 = air_co2_mg_l(sump_c, hall_co2_ppm, pressure)
        self.carbon_dioxide_air_mol_m3 = np.asarray(air_co2) / CO2_G_MOL
        self._cone_oxygen = np.asarray(under_gas_mg_l(sump_c, cone_atm, part))
        u = vapour_pressure_atm(sump_c)
        bubble_atm = (1.0 - part) * (cone_atm - u)
        at_one = nitrogen_saturation_mg_l(sump_c) / (DRY_AIR_NITROGEN * (1.0 - u))
        self._cone_nitrogen = np.asarray(at_one * bubble_atm)
        self._henry = [np.asarray(h(sump_c)) for h in (henry_oxygen, henry_nitrogen, henry_co2)]
        self._pure_mg_l = np.asarray(under_gas_mg_l(tank_c, pressure + DIFFUSER_DEPTH_ATM, 1.0))
        self._ratio = np.full(self._layout.systems, -1.0)

    def _set_degasser(self, flow_m3_h: FloatArray, air_m3_h: FloatArray) -> None:
        """Efficiencies for O2, N2 and CO2, renewed when their ratio or temperature moved."""
        ratio = np.minimum(air_m3_h / np.maximum(flow_m3_h, 1.0), MOST_RATIO)
        if (np.abs(ratio - self._ratio) < SAME_RATIO).all():
            return
        self._ratio = ratio
        units, blown = self._constants.column_units, ratio > LEAST_RATIO
        column = [column_efficiency(units, np.maximum(ratio, 0.02), h) for h in self._henry]
        self._oxygen_part = np.where(blown, column[0], self._constants.fall_part)
        self._nitrogen_part = np.where(blown, column[1], self._constants.fall_part)
        curve = np.asarray(degasser_efficiency(ratio, self._constants.degasser_best))
        self._co2_part = np.where(blown, column[2], 0.0) if self._by_column else curve

    def degassed_oxygen_mg_l(
        self, oxygen_mg_l: FloatArray, flow_m3_h: FloatArray, air_m3_h: FloatArray
    ) -> FloatArray:
        """Oxygen behind the degasser of water that comes with so much."""
        self._set_degasser(flow_m3_h, air_m3_h)
        out: FloatArray = oxygen_mg_l + self._oxygen_part * (self.oxygen_air_mg_l - oxygen_mg_l)
        return out

    def passed(
        self, flow_m3_h: FloatArray, air_m3_h: FloatArray, acid: Acid
    ) -> tuple[FloatArray, FloatArray]:
        """What leaves the degasser as gain × sump water + added, row × system.

        Only dissolved CO2 is stripped: carbonate follows it in seconds, not inside the packing.
        """
        self._set_degasser(flow_m3_h, air_m3_h)
        gain = np.ones((ROWS, len(flow_m3_h)))
        added = np.zeros_like(gain)
        gain[OXYGEN] -= self._oxygen_part
        added[OXYGEN] = self._oxygen_part * self.oxygen_air_mg_l
        gain[NITROGEN] -= self._nitrogen_part
        added[NITROGEN] = self._nitrogen_part * self.nitrogen_air_mg_l
        gain[CARBONATE] -= self._co2_part * acid.slope
        missing = self.carbon_dioxide_air_mol_m3 - acid.offset_mol_m3
        added[CARBONATE] = self._co2_part * missing
        return gain, added

    def cone(
        self,
        flow_m3_h: FloatArray,
        oxygen_mg_l: FloatArray,
        gas_g_h: FloatArray,
        gain: FloatArray,
        added: FloatArray,
    ) -> FloatArray:
        """Add what the cone's side stream does (to `gain` and `added`); oxygen dissolved, g/h.

        `oxygen_mg_l`: before the cone. Nitrogen leaves with the bubble as far as the bubble is
        used: no oxygen given, no bubble.
        """
        way = CONE_EFFICIENCY * self._constants.cone_flow_part
        missing = np.maximum(self._cone_oxygen - oxygen_mg_l, 0.0)
        most_g_h = way * flow_m3_h * missing
        taken_g_h = np.minimum(gas_g_h, most_g_h)
        dissolved: FloatArray = taken_g_h * self.cone_transfer
        used = way * taken_g_h / np.maximum(most_g_h, 1e-9)
        added[OXYGEN] += dissolved / np.maximum(flow_m3_h, 1e-9) * (flow_m3_h > 0.0)
        added[NITROGEN] += used * (self._cone_nitrogen - added[NITROGEN])
        gain[NITROGEN] *= 1.0 - used
        return dissolved

    def diffused_g_h(self, gas_g_h: FloatArray, oxygen_mg_l: FloatArray) -> FloatArray:
        """Oxygen that dissolves from diffusers; less the nearer the water is to pure oxygen."""
        pure = self._pure_mg_l
        hunger = np.maximum((pure - oxygen_mg_l) / (pure - REFERENCE_MG_L), 0.0)
        dissolved: FloatArray = gas_g_h * np.minimum(self.trim_transfer * hunger, 0.95)
        return dissolved
