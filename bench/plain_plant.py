"""The plant's water once more, as plainly as it can be said: rates of change for any solver.

Every tank and sump by `models.tank.derivative`, the laws of `models` at the instant, nothing
remembered from a moment before. It refuses to move anything: pumps, valves and fish stand as given.
"""

from copy import deepcopy
from dataclasses import replace

import numpy as np

from hil_sim.plant.film import DESIGN_NITROGEN_G_M2_D
from hil_sim.plant.flows import standing
from hil_sim.plant.hall import AIR_KG_M3, AIR_WH_KG_K, MOLAR_L, OUTSIDE_PPM
from hil_sim.plant.loop import ROWS
from hil_sim.plant.plant import Plant
from hil_sim.plant.water import CO2_KLA_PART, HEAT_PUMP_W_M3, HEATING_PER_H
from hil_sim.plant.water_rows import ALKALINITY_HELD_MG_L, spring, stacked
from models.carbonate import CACO3_MG_EQ, air_co2_mg_l, eq_m3_from_caco3
from models.floats import FloatArray
from models.gas_transfer import (
    column_efficiency,
    degasser_efficiency,
    henry_nitrogen,
    henry_oxygen,
)
from models.nitrification import (
    DECAY_PER_D,
    FED_HALF_MG_L,
    GROWTH_PER_D,
    GROWTH_TEMPERATURE_C,
    STAYING_PART,
    TEMPERATURE_FACTOR,
    ZHU_CHEN_FLOOR_MG_L,
    both_rates_g_m2_d,
    carbon_factor,
    fed_part,
    warmth,
)
from models.nitrogen_gas import nitrogen_saturation_mg_l
from models.oxygen import saturation_mg_l
from models.process_table import CO2_G_MOL, FAECES_CARBON_G_G, NAHCO3_G_MOL
from models.solids import removal_fraction
from models.sources import Sources, from_bicarbonate, from_heterotrophs, from_nitrification
from models.tank import HEAT_WH_M3_K, STATE_NAMES, Exchange, Inflow, TankState, derivative

OXYGEN, CARBONATE, NITROGEN = (
    STATE_NAMES.index(name) for name in ("oxygen_mg_l", "carbonate_mol_m3", "nitrogen_gas_mg_l")
)
HELD_EQ_M3 = float(eq_m3_from_caco3(ALKALINITY_HELD_MG_L))


class Plain:
    """Rates of change of one plant's water, films and halls, per hour, as the laws say them."""

    def __init__(self, plant: Plant, fish: Sources) -> None:
        """Machines and fish as they are now."""
        self.layout, self.constants = plant.layout, plant.constants
        self.water, self.fish = deepcopy(plant.water), fish
        self.flows = standing(plant.layout, plant.circulation, plant.air_m3_h)
        self.gas_g_h = plant.supply.trim_g_h + plant.supply.emergency_out_g_h
        self.cone_g_h = plant.supply.cone_out_g_h.copy()
        self.drum = plant.circulation.drum
        turning = np.where(plant.circulation.drum_on, 1.0, 0.0)
        turning = np.where(plant.circulation.washing, 0.5 * turning, turning)
        self.turning = turning * (1.0 - plant.circulation.bypassed)
        self.volumes = self.flows.tank_m3, self.flows.sump_m3

    def start(self) -> FloatArray:
        """What the water, the films and the halls hold."""
        water = self.water
        tanks, sumps = water.rows
        halls = water.hall.temperature_c, water.hall.co2_ppm
        parts = (tanks, sumps, water.film.organics_g, water.film.grown, *halls)
        return np.concatenate([np.ravel(part) for part in parts])

    def opened(self, y: FloatArray) -> list[FloatArray]:
        """Tanks, sumps, organics, films, hall's warmth and CO2 of a stacked state."""
        n, s = self.layout.tanks, self.layout.systems
        ends = np.cumsum([ROWS * n, ROWS * s, s, 2 * s, s])
        tanks, sumps, organics, films, hall_c, hall_ppm = np.split(y, ends)
        shaped = tanks.reshape(ROWS, n), sumps.reshape(ROWS, s), organics, films.reshape(2, s)
        return [*shaped, hall_c, hall_ppm]

    def change(self, _hour: float, y: FloatArray) -> FloatArray:
        """Every rate of change, per hour."""
        tanks, sumps, organics, films, hall_c, hall_ppm = self.opened(y)
        water = TankState(*sumps)
        supply, stripped_mol_h = self._supplied(sumps, tanks, hall_ppm)
        in_tanks = self._tanks(tanks, sumps, supply, hall_c)
        into, eaten, trapped = self._biology(water, organics, films)
        in_sumps = self._sumps(tanks, water, hall_c, hall_ppm, into)
        fallen = self.layout.summed(np.asarray(self.fish.solids_g_h) + np.zeros(tanks.shape[1]))
        lying = self.constants.leached_g_g * fallen + trapped - eaten
        halls = self._hall(sumps, hall_c, hall_ppm, stripped_mol_h)
        parts = (in_tanks, in_sumps, lying, self._growth(water, films), *halls)
        return np.concatenate([np.ravel(part) for part in parts])

    def _supplied(
        self, sumps: FloatArray, tanks: FloatArray, hall_ppm: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Water behind degasser and cone, and the CO2 the degasser gives to the hall, mol/h."""
        flow, pressure = self.flows.pumped_m3_h, self.layout.pressure_atm
        water, gassing = TankState(*sumps), self.water.gassing
        sump_c = np.asarray(water.temperature_c)
        gassing.look(sump_c, np.asarray(TankState(*tanks).temperature_c), hall_ppm)
        ratio = self.flows.air_m3_h / flow
        units, best = self.constants.column_units, self.constants.degasser_best
        gain, added = np.ones_like(sumps), np.zeros_like(sumps)
        for row, henry, air_mg_l in (
            (OXYGEN, henry_oxygen, saturation_mg_l(sump_c, pressure)),
            (NITROGEN, henry_nitrogen, nitrogen_saturation_mg_l(sump_c, pressure)),
        ):
            part = np.asarray(column_efficiency(units, ratio, henry(sump_c)))
            gain[row], added[row] = 1.0 - part, part * air_mg_l
        air_co2 = air_co2_mg_l(sump_c, hall_ppm, pressure)
        missing = air_co2 - water.carbonates(self.water.ionic_mol_l).co2_mg_l
        taken = degasser_efficiency(ratio, best) * missing / CO2_G_MOL
        added[CARBONATE] = taken
        before = gain[OXYGEN] * sumps[OXYGEN] + added[OXYGEN]
        gassing.cone(flow, before, self.cone_g_h, gain, added)
        return gain * sumps + added, np.asarray(-flow * taken)

    def _tanks(
        self, tanks: FloatArray, sumps: FloatArray, supply: FloatArray, hall_c: FloatArray
    ) -> FloatArray:
        of, gassing, volume = self.layout.system_of, self.water.gassing, self.volumes[0]
        kla = self.constants.surface_kla_per_h[of]
        exchange = Exchange(
            oxygen_kla_per_h=kla,
            oxygen_equilibrium_mg_l=gassing.oxygen_air_mg_l[of],
            wall_ua_w_k=self.constants.wall_w_k_m3[of] * self.layout.volume_m3,
            air_c=hall_c[of],
        )
        blown = kla * volume * (gassing.nitrogen_air_mg_l[of] - tanks[NITROGEN])
        dissolved = gassing.diffused_g_h(self.gas_g_h, tanks[OXYGEN])
        sources = self.fish + Sources(oxygen_g_h=dissolved, nitrogen_gas_g_h=blown)
        inflow = Inflow(self.flows.inlet_m3_h, TankState(*supply[:, of]))
        moved = derivative(TankState(*tanks), inflow, volume, sources, exchange)
        return stacked(moved, len(of))

    def _sumps(
        self,
        tanks: FloatArray,
        water: TankState,
        hall_c: FloatArray,
        hall_ppm: FloatArray,
        into: Sources,
    ) -> FloatArray:
        gassing, volume, flows = self.water.gassing, self.volumes[1], self.flows
        kla, pressure = self.constants.sump_kla_per_h, self.layout.pressure_atm
        sump_c = np.asarray(water.temperature_c)
        exchange = Exchange(
            oxygen_kla_per_h=kla,
            oxygen_equilibrium_mg_l=gassing.oxygen_air_mg_l,
            co2_kla_per_h=CO2_KLA_PART * kla,
            co2_equilibrium_mg_l=air_co2_mg_l(sump_c, hall_ppm, pressure),
        )
        blown = kla * volume * (gassing.nitrogen_air_mg_l - np.asarray(water.nitrogen_gas_mg_l))
        loop_m3 = self.layout.summed(self.volumes[0]) + volume
        most = HEAT_PUMP_W_M3 * loop_m3
        cold = self.water.temperature_set_c - sump_c
        heat = np.clip(HEAT_WH_M3_K * HEATING_PER_H * loop_m3 * cold, -most, most)
        hall = deepcopy(self.water.hall)
        hall.temperature_c = hall_c
        hall._evaporate(sump_c)
        warmed = heat + self.water.machine_w - hall.evaporation_w
        sources = into + Sources(nitrogen_gas_g_h=blown, heat_w=warmed)
        rows = [self.layout.summed(flows.back_m3_h * row) for row in tanks]
        back_m3_h = self.layout.summed(flows.back_m3_h)
        returned = TankState(*(row / back_m3_h for row in rows))
        total_m3_h = back_m3_h + flows.makeup_m3_h
        fresh = spring(self.layout, self.constants, sump_c, self.water.ionic_mol_l)
        mixed = stacked(self._screened(returned), len(sump_c)) * back_m3_h
        mixed = (mixed + fresh * flows.makeup_m3_h) / total_m3_h
        inflow = Inflow(total_m3_h, TankState(*mixed))
        moved = derivative(water, inflow, volume, sources, exchange, self.water.ionic_mol_l)
        return stacked(moved, len(sump_c))

    def _screened(self, water: TankState) -> TankState:
        seen = np.asarray(water.solids_mg_l) + np.asarray(water.cells_mg_l)
        kept = 1.0 - removal_fraction(seen, self.drum) * self.turning
        return replace(
            water, solids_mg_l=water.solids_mg_l * kept, cells_mg_l=water.cells_mg_l * kept
        )

    def _biology(
        self, water: TankState, organics: FloatArray, films: FloatArray
    ) -> tuple[Sources, FloatArray, FloatArray]:
        """What films, bacteria and doser do to the sumps; organics eaten and trapped, g/h."""
        film, oxygen = self.water.film, np.asarray(water.oxygen_mg_l)
        constants = self.constants
        hungry = oxygen / (oxygen + constants.eating_half_mg_l)
        eaten = constants.hydrolysis_per_h * organics * hungry
        carbon = 24.0 * FAECES_CARBON_G_G * eaten / film.area_m2
        extra = np.maximum(carbon - constants.usual_carbon_g_m2_d, 0.0) / DESIGN_NITROGEN_G_M2_D
        alkalinity = np.asarray(water.alkalinity_eq_m3)
        first, second = both_rates_g_m2_d(
            water.tan_mg_l, water.nitrite_mg_l, oxygen, alkalinity * CACO3_MG_EQ / 1000.0,
            warmth(water.temperature_c, film.kind), film.kind,
        )  # fmt: skip
        whole = film.area_m2 / 24.0 * self.constants.film_activity * carbon_factor(extra)
        trapped = self.constants.trapping_per_h * np.asarray(water.solids_mg_l) * self.volumes[1]
        missing = np.maximum(HELD_EQ_M3 - alkalinity, 0.0)
        dosed = NAHCO3_G_MOL * constants.dosing_per_h * missing * self.volumes[1]
        into = from_nitrification(whole * films[0] * first, whole * films[1] * second)
        into = into + from_heterotrophs(eaten) + from_bicarbonate(dosed)
        return into + Sources(solids_g_h=-trapped), eaten, trapped

    def _growth(self, water: TankState, films: FloatArray) -> FloatArray:
        kind, rows = self.water.film.kind, []
        warm = TEMPERATURE_FACTOR ** (np.asarray(water.temperature_c) - GROWTH_TEMPERATURE_C)
        foods = np.asarray(water.tan_mg_l) - ZHU_CHEN_FLOOR_MG_L, np.asarray(water.nitrite_mg_l)
        for film, food, half, growth in zip(films, foods, FED_HALF_MG_L, GROWTH_PER_D, strict=True):
            fed = np.asarray(fed_part(food, half, water.oxygen_mg_l, kind))
            grows = STAYING_PART * growth * self.constants.film_growth_factor * warm * fed
            rows.append((grows * (1.0 - film) - DECAY_PER_D * (1.0 - fed)) * film / 24.0)
        return np.array(rows)

    def _hall(
        self, sumps: FloatArray, hall_c: FloatArray, hall_ppm: FloatArray, stripped: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        hall = self.water.hall
        turned_per_h = hall._change_m3_h / hall._air_m3
        raised = 1e6 * np.maximum(stripped, 0.0) * MOLAR_L / 1000.0 / hall._change_m3_h
        air_w_k = hall._change_m3_h * AIR_KG_M3 * AIR_WH_KG_K + hall._building_w_k
        water_c = np.asarray(TankState(*sumps).temperature_c)
        balance = hall._wall_w_k * water_c + air_w_k * hall.outside_c
        balance = balance / (hall._wall_w_k + air_w_k)
        return (balance - hall_c) * turned_per_h, (OUTSIDE_PPM + raised - hall_ppm) * turned_per_h
