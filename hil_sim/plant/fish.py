"""What the fish of every tank eat, breathe and give off, how they grow, and when they die.

It refuses to know who fed them and what the water does with it. Water is fed from every step;
growth, appetite and death are reckoned once a minute.
"""

import numpy as np

from farm.stock import TankStock
from hil_sim.plant.constants import Constants
from hil_sim.plant.fish_constants import FishConstants, nominal_fish
from hil_sim.plant.gut import Gut
from hil_sim.plant.layout import Layout
from hil_sim.plant.mortality import Mortality
from hil_sim.plant.stock import Stock
from hil_sim.plant.surroundings import Surroundings
from models.feeding import solids_from_feed, tan_from_feed
from models.fish_growth import growth_g_g_d, satiation_g_g_d, willingness
from models.floats import FloatArray
from models.respiration import (
    DIGESTION_OXYGEN_G_G,
    RQ_PER_C,
    limited_by_oxygen,
    standard_mg_kg_h,
)
from models.sources import Sources, from_fish

FRENZY_TAU_S = 300.0
"""How long fish stay excited after the last pellet (engineering memory, 2–10 min)."""
MINUTE_S = 60.0
USUAL_D = 1.0
"""Days over which fish and their wastes know what feed is usual."""
REFERENCE_C = 26.0


class Fish:
    """Fish of every tank, and the feed on its way through them."""

    def __init__(
        self,
        layout: Layout,
        constants: Constants,
        stock: list[TankStock],
        strain: FishConstants | None = None,
        seed: int = 0,
    ) -> None:
        """Tanks without a row are empty; digestion starts at the day's mean, stomachs hungry."""
        self.strain = strain or nominal_fish()
        self.stock = Stock(layout, stock, self.strain.seed_cv)
        self.mortality = Mortality(layout.tanks, self.strain, seed)
        self._constants = constants
        rows = {row.tank: row for row in stock}
        rations = [rows[tank].ration_kg_d if tank in rows else 0.0 for tank in layout.tank_ids]
        none = np.zeros(layout.tanks)
        self.frenzy, self.offered_g, self.eaten_g = none.copy(), none.copy(), none.copy()
        self.uneaten_g_h, self.oxygen_g_h, self.tan_g_h = none.copy(), none.copy(), none.copy()
        self._minute_s, self._minute_g = 0.0, none.copy()
        self.willing = np.ones(layout.tanks)
        self.fed_evenly(1000.0 * np.array(rations))

    def fed_evenly(self, ration_g_d: FloatArray) -> None:
        """Be as if this ration had been eaten evenly for long; hungry all the same."""
        self.ration_g_d, self.usual_g_d = ration_g_d, ration_g_d.copy()
        lags = self._constants
        self.gut = Gut(ration_g_d / 24.0, lags.oxygen_tau_h, lags.nitrogen_tau_h)
        self._look(np.full(len(ration_g_d), REFERENCE_C), self.willing)
        self.hunger_g = self.appetite_g_d * self.strain.stomach_d

    @property
    def biomass_kg(self) -> FloatArray:
        """Living weight in each tank."""
        return self.stock.biomass_kg

    @property
    def weight_g(self) -> FloatArray:
        """Mean weight; 1 g stands where no fish are."""
        return self.stock.weight_g

    @property
    def minute_is_over(self) -> bool:
        """Whether `live` is due."""
        return self._minute_s >= MINUTE_S

    def step(
        self,
        offered_g_h: FloatArray,
        temperature_c: FloatArray,
        oxygen_mg_l: FloatArray,
        step_s: float,
    ) -> Sources:
        """Sources over one step; `offered_g_h`: feed falling into each tank."""
        elapsed_h = step_s / 3600.0
        self._minute_s += step_s
        if offered_g_h.any():
            eaten_g_h = self._fed(offered_g_h, elapsed_h)
        else:
            eaten_g_h = self.uneaten_g_h = np.zeros_like(offered_g_h)
            self.frenzy = self.frenzy * np.exp(-step_s / FRENZY_TAU_S)
        self.gut.step(eaten_g_h, elapsed_h)
        return self._sources(temperature_c, oxygen_mg_l)

    def _fed(self, offered_g_h: FloatArray, elapsed_h: float) -> FloatArray:
        """Feed eaten, g/h: what falls, as far as hunger goes and the water leaves them willing."""
        able = np.minimum(self.hunger_g / elapsed_h, offered_g_h * self.willing)
        eaten_g_h: FloatArray = np.where(self.stock.alive, able, 0.0)
        eaten_g = eaten_g_h * elapsed_h
        self.hunger_g = self.hunger_g - eaten_g
        self._minute_g = self._minute_g + eaten_g
        self.eaten_g = self.eaten_g + eaten_g
        self.offered_g = self.offered_g + offered_g_h * elapsed_h
        self.uneaten_g_h = offered_g_h - eaten_g_h
        calmed = self.frenzy * np.exp(-3600.0 * elapsed_h / FRENZY_TAU_S)
        self.frenzy = np.where(eaten_g_h > 0.0, 1.0, calmed)
        return eaten_g_h

    def resting(self, temperature_c: FloatArray, oxygen_mg_l: FloatArray) -> Sources:
        """Sources of the day's mean, for finding a steady state."""
        return self._sources(temperature_c, oxygen_mg_l)

    def _sources(self, temperature_c: FloatArray, oxygen_mg_l: FloatArray) -> Sources:
        standard = self._standard_g_h * np.exp(RQ_PER_C * (temperature_c - REFERENCE_C))
        digested = self.gut.for_oxygen_g_h
        calm = standard * (1.0 + self._constants.activity * self.frenzy)
        wanted = (calm + DIGESTION_OXYGEN_G_G * digested) * self._constants.respiration_factor
        self.oxygen_g_h = np.asarray(limited_by_oxygen(wanted, oxygen_mg_l))
        basal = self.strain.basal_part
        nitrogen = basal * self.usual_g_d / 24.0 + (1.0 - basal) * self.gut.for_nitrogen_g_h
        tan = self.tan_g_h = np.asarray(tan_from_feed(nitrogen))
        lost = self.strain.uneaten_solids_g_g * self.uneaten_g_h
        return from_fish(self.oxygen_g_h, tan, solids_from_feed(digested) + lost)

    def live(self, around: Surroundings) -> None:
        """The minute just over, in this water: growth, deaths, and how hungry they are now."""
        elapsed_h, self._minute_s = self._minute_s / 3600.0, 0.0
        assert elapsed_h > 0.0, "a minute is lived after it was stepped"
        self._grow(around.temperature_c, elapsed_h)
        self._lose(around, elapsed_h)
        willing = willingness(around.oxygen_mg_l, around.co2_mg_l, around.nh3_n_mg_l)
        self._look(around.temperature_c, np.asarray(willing))
        most = self.appetite_g_d * self.strain.stomach_d
        self.hunger_g = np.minimum(self.hunger_g + self.appetite_g_d * elapsed_h / 24.0, most)

    def _grow(self, temperature_c: FloatArray, elapsed_h: float) -> None:
        days, mass_g = elapsed_h / 24.0, np.maximum(1000.0 * self.stock.biomass_kg, 1e-9)
        daily_g = self._minute_g / days
        self._minute_g = np.zeros_like(self._minute_g)
        self.usual_g_d = self.usual_g_d + (daily_g - self.usual_g_d) * -np.expm1(-days / USUAL_D)
        rate = growth_g_g_d(
            self.stock.weight_g,
            temperature_c,
            daily_g / mass_g,
            self.usual_g_d / mass_g,
            self.strain.ceiling_tgc,
        )
        self.stock.grow(np.asarray(rate) * days, self.strain.usual_cv)

    def _lose(self, around: Surroundings, elapsed_h: float) -> None:
        heads = self.stock.heads
        dead = self.mortality.drawn(heads, around, elapsed_h)
        if dead.any():
            self._keep(1.0 - dead / np.maximum(heads, 1))
            self.stock.die(dead)

    def _keep(self, part: FloatArray) -> None:
        """Only this part of each tank's fish is still there to digest and to be hungry."""
        self.gut.keep(part)
        self.hunger_g, self.usual_g_d = self.hunger_g * part, self.usual_g_d * part

    def _look(self, temperature_c: FloatArray, willing: FloatArray) -> None:
        """Renew what changes slowly: use at rest at the reference, appetite, willingness."""
        stock = self.stock
        rest = standard_mg_kg_h(stock.weight_g, REFERENCE_C)
        self._standard_g_h = np.asarray(rest) * stock.biomass_kg / 1000.0
        most = satiation_g_g_d(stock.weight_g, temperature_c, self.strain.prey_j_g)
        self.appetite_g_d = np.asarray(most) * stock.biomass_kg * 1000.0
        self.willing = willing

    def put(self, tank: int, heads: int, weight_g: float, cv: float) -> None:
        """New fish come into a tank, hungry and with empty guts."""
        there = int(self.stock.heads[tank])
        self.mortality.join(tank, there, heads, np.zeros(len(self.mortality.dose)))
        self.stock.put(tank, heads, weight_g, cv)
        self._look(np.full(len(self.willing), REFERENCE_C), self.willing)

    def take(self, tank: int, heads: int, weight_g: float) -> None:
        """Fish leave a tank with what is in them."""
        part = np.ones(len(self.hunger_g))
        part[tank] = 1.0 - heads / max(int(self.stock.heads[tank]), 1)
        self._keep(part)
        self.stock.take(tank, heads, weight_g)
        self._look(np.full(len(self.willing), REFERENCE_C), self.willing)
