"""Water of all tanks and sumps: mixing, degasser, cone, biofilter, drum screen, heat, alkalinity.

It refuses to know who set the flows and gases it is given.
"""

from dataclasses import dataclass, replace

import numpy as np

from hil_sim.plant.constants import Constants
from hil_sim.plant.heating import Heating
from hil_sim.plant.layout import Layout
from models.carbonate import (
    CO2_MG_MOL,
    air_co2_mg_l,
    eq_m3_from_caco3,
    equilibrium,
    ionic_strength_mol_l,
    total_carbonate_mol_m3,
)
from models.feeding import HETEROTROPH_OXYGEN_PER_FEED, SOLIDS_PER_FEED
from models.floats import FloatArray, Floats
from models.gas_transfer import (
    column_efficiency,
    cone_outlet_mg_l,
    cone_transfer_g_h,
    degasser_efficiency,
    henry_oxygen,
    outlet_mg_l,
)
from models.nitrification import Biofilm, ammonia_rate_g_m2_d, nitrite_rate_g_m2_d
from models.oxygen import saturation_mg_l, under_gas_mg_l
from models.solids import Drum, caught_g_h
from models.sources import (
    Sources,
    from_bicarbonate,
    from_heterotrophs,
    from_nitrification,
)
from models.tank import Advanced, Exchange, Inflow, TankState, advance

CO2_G_MOL = CO2_MG_MOL / 1000.0
ALKALINITY_HELD_MG_L = 90.0
"""What the plant's own doser holds (ras-science 1.3: 70–100), mg/L as CaCO3."""
COLUMN_UNITS = 1.5
"""Transfer units of the degasser for oxygen (ras-science 1.6)."""
CONE_PRESSURE_ATM = 2.2
CONE_OXYGEN_PART = 0.8
"""Oxygen in the bubble once nitrogen has gathered (ras-science 1.7: 0.6–0.9)."""
CONE_FLOW_PART = 0.4
CONE_EFFICIENCY = 0.9
HALL_CO2_PPM = 1000.0
SURFACE_KLA_PER_H = 0.05
"""Still surface of a tank: next to nothing at these loads (ras-science 1.7)."""
WALL_W_K_M3 = 6.0
HETEROTROPH_LAG_S = 21_600.0
"""Bacteria eat what lies on the media for hours, not what fell this minute (unverified)."""
REFERENCE_MG_L = 8.0
"""Oxygen at which the diffusers' design share holds."""
PH_EVERY_STEPS = 5


@dataclass(frozen=True, slots=True)
class Gas:
    """Oxygen offered now: g/h at trim and emergency diffusers (n) and in the cones (s)."""

    trim_g_h: FloatArray
    emergency_g_h: FloatArray
    cone_g_h: FloatArray


class Water:
    """State of every tank and of every sump with its biofilter."""

    def __init__(self, layout: Layout, constants: Constants) -> None:
        """Clean water at the design temperature; `plant.steady` brings it to a working state."""
        self.layout, self.constants = layout, constants
        self.temperature_set_c = layout.rated("temperature_c")
        self.ionic = float(ionic_strength_mol_l(layout.conductivity_us_cm))
        self.hall_c = 22.0
        self.sump_m3 = layout.rated("sump_volume_m3")
        self.area_m2 = layout.rated("biofilter_area_m2")
        self.film = Biofilm()
        self.film_part = np.ones(layout.systems)
        """What is left of each biofilter's films; a crash is 0.1."""
        self.doser_on = np.ones(layout.systems)
        """Whose bicarbonate doser works."""
        self.heating = Heating(self.temperature_set_c)
        self.trim_transfer = layout.rated("valve_transfer")[layout.system_of]
        self.trim_transfer = self.trim_transfer * constants.trim_factor
        self.cone_transfer = np.minimum(layout.rated("cone_transfer") * constants.cone_factor, 0.98)
        self.sumps = self._clean(self.temperature_set_c)
        self._of = layout.system_of
        self.tanks = self.sumps.each(lambda field: np.asarray(field)[self._of])
        self._return = self.sumps
        self._pumped = self.sumps
        self.spring = self._clean(np.full(layout.systems, layout.spring_temperature_c))
        self.spring = replace(
            self.spring, oxygen_mg_l=np.full(layout.systems, layout.spring_oxygen_mg_l)
        )
        self.carbonates = self.sumps.carbonates(self.ionic)
        self._carbonate_then = np.asarray(self.sumps.carbonate_mol_m3)
        self.dissolved_g_h = np.zeros(layout.tanks)
        self.cone_dissolved_g_h = np.zeros(layout.systems)
        self.caught_g_h = np.zeros(layout.systems)
        self.solids_load_g_h = np.zeros(layout.systems)
        self._steps = 0

    def _clean(self, temperature_c: FloatArray) -> TankState:
        zero = np.zeros(self.layout.systems)
        alkalinity = zero + float(eq_m3_from_caco3(ALKALINITY_HELD_MG_L))
        at = equilibrium(temperature_c, self.ionic)
        carbonate = np.asarray(total_carbonate_mol_m3(alkalinity, 7.2, at))
        oxygen = np.asarray(saturation_mg_l(temperature_c, self.layout.pressure_atm))
        return TankState(
            oxygen, carbonate, alkalinity, zero, zero, zero, zero, temperature_c.copy()
        )

    @property
    def ph(self) -> FloatArray:
        """pH of the sumps when last solved."""
        return np.asarray(self.carbonates.ph)

    def co2_mg_l(self, carbonate_mol_m3: Floats | None = None) -> FloatArray:
        """CO2 of the sumps (or of this much carbonate), mg/L, on the slope where last solved."""
        total = self.sumps.carbonate_mol_m3 if carbonate_mol_m3 is None else carbonate_mol_m3
        moved = (np.asarray(total) - self._carbonate_then) * self.carbonates.co2_slope * CO2_G_MOL
        co2: FloatArray = np.maximum(self.carbonates.co2_mg_l + moved, 0.0)
        return co2

    def air_saturation_mg_l(self) -> FloatArray:
        """Oxygen of the sumps' water in equilibrium with the hall's air."""
        return np.asarray(saturation_mg_l(self.sumps.temperature_c, self.layout.pressure_atm))

    def degassed(self, flow_m3_h: FloatArray, air_m3_h: FloatArray) -> TankState:
        """Sump water after the degasser; no air through it is a plain fall of the water."""
        water = self._pumped
        ratio = np.clip(air_m3_h / np.maximum(flow_m3_h, 1.0), 0.0, 20.0)
        henry = henry_oxygen(water.temperature_c)
        blown = np.asarray(column_efficiency(COLUMN_UNITS, np.maximum(ratio, 0.02), henry))
        oxygen = outlet_mg_l(
            water.oxygen_mg_l, self.air_saturation_mg_l(), np.where(ratio > 0.05, blown, 0.2)
        )
        co2 = self.co2_mg_l(water.carbonate_mol_m3)
        air = air_co2_mg_l(water.temperature_c, HALL_CO2_PPM, self.layout.pressure_atm)
        kept = outlet_mg_l(co2, air, degasser_efficiency(ratio))
        carbonate = water.carbonate_mol_m3 + (kept - co2) / CO2_G_MOL
        return replace(water, oxygen_mg_l=oxygen, carbonate_mol_m3=carbonate)

    def coned(self, water: TankState, flow_m3_h: FloatArray, gas_g_h: FloatArray) -> TankState:
        """The same water after the cone's side stream."""
        side = CONE_FLOW_PART * flow_m3_h
        out = cone_outlet_mg_l(
            water.oxygen_mg_l,
            water.temperature_c,
            CONE_PRESSURE_ATM,
            CONE_OXYGEN_PART,
            CONE_EFFICIENCY,
        )
        taken = cone_transfer_g_h(side, water.oxygen_mg_l, out, gas_g_h, 1.0)
        self.cone_dissolved_g_h = np.asarray(taken) * self.cone_transfer
        rise = self.cone_dissolved_g_h / np.maximum(flow_m3_h, 1e-9)
        return replace(water, oxygen_mg_l=water.oxygen_mg_l + np.where(flow_m3_h > 0, rise, 0.0))

    def diffused_g_h(self, gas_g_h: FloatArray) -> FloatArray:
        """Oxygen that dissolves from diffusers; less the nearer the water is to pure oxygen."""
        pure = under_gas_mg_l(self.tanks.temperature_c, self.layout.pressure_atm + 0.1, 1.0)
        hunger = (pure - self.tanks.oxygen_mg_l) / (pure - REFERENCE_MG_L)
        share = np.clip(self.trim_transfer * np.maximum(hunger, 0.0), 0.0, 0.95)
        dissolved: FloatArray = gas_g_h * share
        return dissolved

    def step(
        self,
        flow_m3_h: FloatArray,
        air_m3_h: FloatArray,
        makeup_m3_h: FloatArray,
        gas: Gas,
        fish: Sources,
        drum: tuple[Drum, FloatArray],
        step_s: float,
    ) -> None:
        """One step; `drum`: the screen and which systems' drums turn (1 or 0)."""
        degassed = self.degassed(flow_m3_h, air_m3_h)
        supply = self.coned(degassed, flow_m3_h, gas.cone_g_h)
        self.dissolved_g_h = self.diffused_g_h(gas.trim_g_h + gas.emergency_g_h)
        tanks = self._tanks(flow_m3_h, supply, fish, step_s)
        back = self._screened(self._joined(tanks.outflow), flow_m3_h, drum)
        sumps = self._sumps(flow_m3_h, makeup_m3_h, back, fish, step_s)
        self.tanks, self.sumps = tanks.state, sumps.state
        self._pumped = sumps.outflow
        self._steps += 1
        if self._steps % PH_EVERY_STEPS == 0 or step_s > 1.0:
            self.look()

    def look(self) -> None:
        """Solve pH and the CO2 part of the sumps anew."""
        self.carbonates = self.sumps.carbonates(self.ionic)
        self._carbonate_then = np.asarray(self.sumps.carbonate_mol_m3)

    def _tanks(
        self, flow_m3_h: FloatArray, supply: TankState, fish: Sources, step_s: float
    ) -> Advanced:
        inflow = Inflow(
            flow_m3_h[self._of] * self.layout.share,
            supply.each(lambda field: np.asarray(field)[self._of]),
        )
        exchange = Exchange(
            oxygen_kla_per_h=SURFACE_KLA_PER_H,
            oxygen_equilibrium_mg_l=self.air_saturation_mg_l()[self._of],
            wall_ua_w_k=WALL_W_K_M3 * self.layout.volume_m3,
            air_c=self.hall_c,
        )
        sources = replace(fish, oxygen_g_h=fish.oxygen_g_h + self.dissolved_g_h)
        return advance(
            self.tanks, inflow, self.layout.volume_m3, sources, exchange, step_s, self.ionic
        )

    def _joined(self, outflow: TankState) -> TankState:
        def run_together(field: object) -> FloatArray:
            return self.layout.summed(np.asarray(field, dtype=float) * self.layout.share)

        return outflow.each(run_together)

    def _screened(
        self, water: TankState, flow_m3_h: FloatArray, drum: tuple[Drum, FloatArray]
    ) -> TankState:
        screen, turning = drum
        self.caught_g_h = np.asarray(caught_g_h(water.solids_mg_l, flow_m3_h, screen)) * turning
        kept = self.caught_g_h / np.maximum(flow_m3_h, 1e-9)
        return replace(water, solids_mg_l=water.solids_mg_l - np.where(flow_m3_h > 0, kept, 0.0))

    def _sumps(
        self,
        flow_m3_h: FloatArray,
        makeup_m3_h: FloatArray,
        back: TankState,
        fish: Sources,
        step_s: float,
    ) -> Advanced:
        total = np.maximum(flow_m3_h + makeup_m3_h, 1e-9)
        part = makeup_m3_h / total
        mixed = TankState(
            *(
                np.asarray(getattr(back, name)) * (1.0 - part)
                + np.asarray(getattr(self.spring, name)) * part
                for name in TankState.__slots__
            )
        )
        fallen = self.layout.summed(np.asarray(fish.solids_g_h, dtype=float))
        followed = -np.expm1(-step_s / HETEROTROPH_LAG_S)
        self.solids_load_g_h = self.solids_load_g_h + (fallen - self.solids_load_g_h) * followed
        sources = self._biology() + self._stripped_and_heated()
        exchange = Exchange(
            oxygen_kla_per_h=self.constants.sump_kla_per_h,
            oxygen_equilibrium_mg_l=self.air_saturation_mg_l(),
        )
        inflow = Inflow(flow_m3_h + makeup_m3_h, mixed)
        return advance(self.sumps, inflow, self.sump_m3, sources, exchange, step_s, self.ionic)

    def _biology(self) -> Sources:
        sumps, activity = self.sumps, self.constants.film_activity * self.film_part
        alkalinity = np.asarray(sumps.alkalinity_eq_m3) * 50.0435
        scale = self.area_m2 / 24.0 * activity / self.film.activity_factor
        ammonia = scale * ammonia_rate_g_m2_d(
            sumps.tan_mg_l, sumps.oxygen_mg_l, sumps.temperature_c, alkalinity, self.film
        )
        nitrite = scale * nitrite_rate_g_m2_d(
            sumps.nitrite_mg_l, sumps.oxygen_mg_l, sumps.temperature_c, self.film
        )
        eaten = HETEROTROPH_OXYGEN_PER_FEED / SOLIDS_PER_FEED * self.solids_load_g_h
        hungry = np.asarray(sumps.oxygen_mg_l) / (np.asarray(sumps.oxygen_mg_l) + 0.5)
        missing = np.maximum(eq_m3_from_caco3(ALKALINITY_HELD_MG_L) - sumps.alkalinity_eq_m3, 0.0)
        dosed = from_bicarbonate(84.01 * missing * self.sump_m3 * 6.0 * self.doser_on)
        return from_nitrification(ammonia, nitrite) + from_heterotrophs(eaten * hungry) + dosed

    def _stripped_and_heated(self) -> Sources:
        air = air_co2_mg_l(self.sumps.temperature_c, HALL_CO2_PPM, self.layout.pressure_atm)
        kla = 0.85 * self.constants.sump_kla_per_h
        out_mol_h = kla * (self.co2_mg_l() - air) * self.sump_m3 / CO2_G_MOL
        cold = self.temperature_set_c - np.asarray(self.sumps.temperature_c)
        whole_m3 = self.layout.summed(self.layout.volume_m3) + self.sump_m3
        heat = np.clip(1163.0 * whole_m3 * cold * 1.0, -500.0 * whole_m3, 500.0 * whole_m3)
        if not self.heating.is_plain:
            self.heating.step(np.asarray(self.sumps.temperature_c))
            heat = self.heating.watts(heat, whole_m3)
        return Sources(carbonate_mol_h=-out_mol_h, heat_w=heat)
