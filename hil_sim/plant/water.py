"""Water of all tanks and sumps: its state, and one step of everything that changes it.

It refuses to know who set the flows and gases it is given; coefficients come from the process
table.
"""

import numpy as np

from hil_sim.plant.acid import Acid
from hil_sim.plant.constants import Constants
from hil_sim.plant.film import Film
from hil_sim.plant.flows import Flows
from hil_sim.plant.gassing import Gas, Gassing
from hil_sim.plant.hall import Hall
from hil_sim.plant.heating import Heating
from hil_sim.plant.layout import Layout
from hil_sim.plant.loop import (
    ALKALINITY,
    CARBONATE,
    CELLS,
    HEAT,
    NITROGEN,
    OXYGEN,
    ROWS,
    SOLIDS,
    Into,
    Moved,
    Way,
    moved,
)
from hil_sim.plant.water_books import WaterBooks
from hil_sim.plant.water_rows import (
    ALKALINITY_HELD_MG_L,
    MADE,
    ON_FILM,
    SOURCE_ROW,
    SUMP_PROCESSES,
    clean,
    spring,
    stacked,
)
from models.carbonate import eq_m3_from_caco3, ionic_strength_mol_l
from models.floats import FloatArray
from models.nitrogen_gas import total_gas_percent
from models.process_table import NAHCO3_G_MOL
from models.solids import Drum, removal_fraction
from models.sources import Sources
from models.tank import HEAT_WH_M3_K, TankState

HEAT_PUMP_W_M3 = 500.0
"""Heat or cold of a heat pump for each m³ of its loop (engineering memory; 100–500)."""
HEATING_PER_H = 1.0
"""How fast its controller would close a gap in temperature, part per hour."""
CO2_KLA_PART = 0.85
"""KLa of CO2 over that of oxygen (diffusivities: 1.9 over 2.1–2.4 · 10⁻⁹ m²/s)."""
PH_EVERY_S, LOOK_EVERY_S = 5.0, 60.0
"""How often pH is solved, and what follows temperature renewed; every step if steps are longer."""


class Water:
    """State of every tank and of every sump with its biofilter."""

    def __init__(self, layout: Layout, constants: Constants, by_column: bool = False) -> None:
        """Clean water at the design temperature; `plant.steady` brings it to a working state."""
        self.layout, self.constants = layout, constants
        self.temperature_set_c = layout.rated("temperature_c")
        self.ionic_mol_l = float(ionic_strength_mol_l(layout.conductivity_us_cm))
        self.tank_m3 = layout.volume_m3.copy()
        self.sump_m3 = layout.rated("sump_volume_m3")
        self.film = Film(layout, constants)
        self.gassing = Gassing(layout, constants, by_column)
        self.hall = Hall(layout, constants)
        self.heating = Heating(self.temperature_set_c)
        self.film_part = np.ones(layout.systems)
        """What of each biofilter's films works; poisoned films are 0.1."""
        self.doser_on = np.ones(layout.systems)
        """Whose bicarbonate doser works."""
        none = np.zeros(layout.systems)
        self.bicarbonate_g_h = none.copy()
        self.caustic_g_h, self.soda_g_h = none.copy(), none.copy()
        self.machine_w = none.copy()
        """Heat of the pumps' shafts."""
        self.live = 1.0
        """1 while biofilter blowers, heat pumps and dosers have current, else 0."""
        self.heat_w, self.caught_g_h = none.copy(), none.copy()
        self._no_tank = np.zeros(layout.tanks)
        self.cone_dissolved_g_h, self.dissolved_g_h = none.copy(), self._no_tank
        self.books: WaterBooks | None = None
        """Where every gram that crosses the water's border is added up, when asked for."""
        self._of = layout.system_of
        self.first = np.searchsorted(self._of, np.arange(layout.systems))
        self._sumps = clean(layout, self.temperature_set_c, self.ionic_mol_l)
        self._tanks = self._sumps[:, self._of]
        self.acid = Acid(self._sumps, self._sumps[HEAT], self.ionic_mol_l)
        self._pumped, self._returned_mg_l = self._sumps, self._sumps[SOLIDS]
        self._tank_view: TankState | None = None
        self._sump_view: TankState | None = None
        self._since_ph_s = self._since_look_s = 0.0
        self._co2_out_mol_h = none.copy()
        self._renew(0.0)

    @property
    def tanks(self) -> TankState:
        """The tanks' water; put a whole new state to change it."""
        if self._tank_view is None:
            self._tank_view = TankState(*self._tanks)
        return self._tank_view

    @tanks.setter
    def tanks(self, state: TankState) -> None:
        self._tanks, self._tank_view = stacked(state, self.layout.tanks), None

    @property
    def sumps(self) -> TankState:
        """The sumps' and filters' water; put a whole new state to change it."""
        if self._sump_view is None:
            self._sump_view = TankState(*self._sumps)
        return self._sump_view

    @sumps.setter
    def sumps(self, state: TankState) -> None:
        self._sumps, self._sump_view = stacked(state, self.layout.systems), None
        self._pumped = self._sumps

    @property
    def rows(self) -> tuple[FloatArray, FloatArray]:
        """State of tanks and sumps, row × place, in the order of `models.tank.STATE_NAMES`."""
        return self._tanks, self._sumps

    @property
    def hall_c(self) -> FloatArray:
        """Air of each hall."""
        return self.hall.temperature_c

    @property
    def ph(self) -> FloatArray:
        """pH of the sumps when last solved."""
        return self.acid.ph

    def co2_mg_l(self) -> FloatArray:
        """CO2 of the sumps, mg/L, on the slope where last solved."""
        return self.acid.co2_mg_l(self._sumps)

    @property
    def total_gas_percent(self) -> FloatArray:
        """Pressure of all gases dissolved in each tank, percent of the air's."""
        tanks = self.tanks
        co2 = tanks.carbonates(self.ionic_mol_l).co2_mg_l
        return np.asarray(
            total_gas_percent(
                tanks.oxygen_mg_l,
                tanks.nitrogen_gas_mg_l,
                co2,
                tanks.temperature_c,
                self.layout.pressure_atm,
            )
        )

    @property
    def heat_pump_kw(self) -> FloatArray:
        """Current of each heat pump, kW."""
        return np.asarray(np.abs(self.heat_w) / self.constants.heat_pump_cop / 1000.0)

    @property
    def loop_m3(self) -> FloatArray:
        """All water of each system."""
        return self.layout.summed(self.tank_m3) + self.sump_m3

    def degassed_oxygen_mg_l(self, flow_m3_h: FloatArray, air_m3_h: FloatArray) -> FloatArray:
        """Oxygen of the sumps' water behind the degasser."""
        return self.gassing.degassed_oxygen_mg_l(self._sumps[OXYGEN], flow_m3_h, air_m3_h)

    def diffused_g_h(self, gas_g_h: FloatArray) -> FloatArray:
        """Oxygen that would dissolve from so much gas at the diffusers."""
        return self.gassing.diffused_g_h(gas_g_h, self._tanks[OXYGEN])

    def step(
        self,
        flows: Flows,
        gas: Gas,
        fish: Sources,
        drum: tuple[Drum, FloatArray],
        step_s: float,
    ) -> None:
        """One step; `drum`: the screen and how much of the flow each system's screen sees (0–1)."""
        step_h = step_s / 3600.0
        self._renew_when_due(step_s)
        way, rates = self._way(flows, gas, drum), self._rates()
        into = self._into_tanks(fish), self._into_sumps(rates)
        volumes_m3 = self.tank_m3, self.sump_m3
        groups = self.first, self._of
        after = moved(self.rows, volumes_m3, flows, self.spring_rows, into, way, step_h, groups)
        fallen_g_h = np.add.reduceat(fish.solids_g_h + self._no_tank, self.first)
        leached_g_h = self.constants.leached_g_g * fallen_g_h
        if self.books is not None:
            self.books.add(self, flows, fish, rates, leached_g_h, into, way, after, step_h)
        self.film.organics_g = self.film.organics_g + step_h * (leached_g_h + ON_FILM @ rates)
        self._keep(flows, way, after)

    def _way(self, flows: Flows, gas: Gas, drum: tuple[Drum, FloatArray]) -> Way:
        """Screen, degasser and cone on the water's way; what diffusers give is kept for later."""
        pumped_m3_h, gassing = flows.pumped_m3_h, self.gassing
        gain, added = gassing.passed(pumped_m3_h, flows.air_m3_h, self.acid)
        before = gain[OXYGEN] * self._pumped[OXYGEN] + added[OXYGEN]
        self.cone_dissolved_g_h = gassing.cone(pumped_m3_h, before, gas.cone_g_h, gain, added)
        self.dissolved_g_h = self.diffused_g_h(gas.trim_g_h + gas.emergency_g_h)
        kept = np.ones((ROWS, self.layout.systems))
        kept[[SOLIDS, CELLS]] -= removal_fraction(self._returned_mg_l, drum[0]) * drum[1]
        return Way(gain, added, kept)

    def _keep(self, flows: Flows, way: Way, after: Moved) -> None:
        """Take over what the step made."""
        caught = (1.0 - way.kept[SOLIDS]) * after.returned
        self.caught_g_h = caught[SOLIDS] + caught[CELLS]
        back_m3_h = np.maximum(np.add.reduceat(flows.back_m3_h, self.first), 1e-9)
        self._returned_mg_l = (after.returned[SOLIDS] + after.returned[CELLS]) / back_m3_h
        stripped = flows.pumped_m3_h * (after.pumped[CARBONATE] - after.supply[CARBONATE])
        self._co2_out_mol_h = stripped
        self._tanks, self._sumps, self._pumped = after.tanks, after.sumps, after.pumped
        self.tank_m3, self.sump_m3 = flows.tank_m3, flows.sump_m3
        self._tank_view = self._sump_view = None

    def _rates(self) -> FloatArray:
        """Rates of `SUMP_PROCESSES` in each system, g/h."""
        alkalinity = self._sumps[ALKALINITY]
        missing = np.maximum(float(eq_m3_from_caco3(ALKALINITY_HELD_MG_L)) - alkalinity, 0.0)
        whole = NAHCO3_G_MOL * self.constants.dosing_per_h * missing * self.sump_m3
        self.bicarbonate_g_h = whole * self.doser_on * self.live
        rates = np.empty((len(SUMP_PROCESSES), self.layout.systems))
        rates[:4] = self.film.rates(self._sumps, self.sump_m3, self.film_part)
        rates[4], rates[5], rates[6] = self.bicarbonate_g_h, self.caustic_g_h, self.soda_g_h
        return rates

    def _into_tanks(self, fish: Sources) -> Into:
        gained = self._through_walls.copy()
        for name, row in SOURCE_ROW.items():
            gained[row] += getattr(fish, name) / (HEAT_WH_M3_K if row == HEAT else 1.0)
        gained[OXYGEN] += self.dissolved_g_h
        return Into(gained, self._tank_leaving)

    def _into_sumps(self, rates: FloatArray) -> Into:
        gained = MADE @ rates
        kla = self.constants.sump_kla_per_h * self.live
        leaving = np.zeros((ROWS, self.layout.systems))
        leaving[[OXYGEN, NITROGEN]] = kla
        leaving[CARBONATE] = CO2_KLA_PART * kla * self.acid.slope
        blown = kla * self.sump_m3
        gained[OXYGEN] += blown * self.gassing.oxygen_air_mg_l
        gained[NITROGEN] += blown * self.gassing.nitrogen_air_mg_l
        missing = self.gassing.carbon_dioxide_air_mol_m3 - self.acid.offset_mol_m3
        gained[CARBONATE] += CO2_KLA_PART * blown * missing
        self.heat_w = self._heat()
        warmed = self.heat_w + self.machine_w - self.hall.evaporation_w
        gained[HEAT] += warmed / HEAT_WH_M3_K
        return Into(gained, leaving)

    def _heat(self) -> FloatArray:
        """What the heat pumps give: their controllers', unless a machine has its own will."""
        whole_m3, water_c = self._whole_m3, self._sumps[HEAT]
        cold = self.temperature_set_c - water_c
        most = HEAT_PUMP_W_M3 * whole_m3
        wanted = HEAT_WH_M3_K * HEATING_PER_H * whole_m3 * cold
        heat: FloatArray = np.minimum(np.maximum(wanted, -most), most)
        if not self.heating.is_plain:
            self.heating.step(water_c)
            heat = self.heating.watts(heat, whole_m3)
        return heat * self.live

    def _renew_when_due(self, step_s: float) -> None:
        self._since_ph_s += step_s
        self._since_look_s += step_s
        if self._since_look_s >= LOOK_EVERY_S:
            self._renew(self._since_look_s / 3600.0)
            self._since_look_s = 0.0
        if self._since_ph_s >= PH_EVERY_S:
            self.look()

    def look(self) -> None:
        """Solve pH and the CO2 part of the sumps anew."""
        self._since_ph_s = 0.0
        self.acid.look(self._sumps)

    def _renew(self, lasting_h: float) -> None:
        """Renew what follows temperature: equilibria, films, hall, walls, the spring."""
        sump_c, of, constants = self._sumps[HEAT], self._of, self.constants
        self._whole_m3 = self.loop_m3
        self.acid.warm(sump_c)
        self.hall.look(sump_c, self._co2_out_mol_h, lasting_h)
        self.gassing.look(sump_c, self._tanks[HEAT], self.hall.co2_ppm)
        self.film.look(self._sumps, lasting_h / 24.0)
        kla, wall_w_k = constants.surface_kla_per_h[of], constants.wall_w_k_m3[of]
        wall_per_h = wall_w_k * self.layout.volume_m3 / (HEAT_WH_M3_K * self.tank_m3)
        self._tank_leaving = np.stack([np.zeros(self.layout.tanks), kla, wall_per_h])
        self._through_walls = np.zeros((ROWS, self.layout.tanks))
        self._through_walls[OXYGEN] = kla * self.tank_m3 * self.gassing.oxygen_air_mg_l[of]
        self._through_walls[NITROGEN] = kla * self.tank_m3 * self.gassing.nitrogen_air_mg_l[of]
        self._through_walls[HEAT] = wall_per_h * self.tank_m3 * self.hall.temperature_c[of]
        self.spring_rows = spring(self.layout, constants, sump_c, self.ionic_mol_l)
