"""What people do with the fish in a year: stock, spread and grade, feed by plan, fast, sell.

It refuses to know water and machines. Monthly cohorts as in the worked plan of 320 t; a cohort
takes another tank when one of its tanks nears the density of its stage, the largest fish going.
"""

from dataclasses import dataclass, field
from math import ceil

import numpy as np

from farm.stock import TankStock
from hil_sim.plant.plant import Plant
from models.cohorts import (
    DAYS_PER_YEAR,
    DENSITY_CEILINGS_KG_M3,
    GrowthPlan,
    in_house,
    stage_of,
)
from models.floats import FloatArray
from models.growth import feed_conversion, weight_g
from models.size_spread import bar_for_part, graded

FULL_PART = 0.97
"""A tank is spread when it comes this near to its stage's density."""
LEAST_MOVE = 0.02
"""Nobody nets a tank for a smaller part of its fish."""
HARVESTS_PER_D = 2
"""Tanks a day's work can empty."""
DAY_MS = 86_400_000


@dataclass(slots=True)
class Cohort:
    """Fish stocked together, and the tanks they are in; days count from the start of the year."""

    stocked_d: float
    heads: int
    tanks: list[int]


@dataclass(frozen=True, slots=True)
class Harvest:
    """One tank sold: day, heads, kilograms, mean weight, age in days."""

    day: int
    heads: int
    kg: float
    weight_g: float
    age_d: float


@dataclass(slots=True)
class Books:
    """What the year's paper would show."""

    seed_kg: float = 0.0
    seed_heads: int = 0
    harvests: list[Harvest] = field(default_factory=list)
    moved_heads: int = 0
    crowded_tank_days: int = 0
    most_kg_m3: float = 0.0
    waited_d: int = 0


class Husbandry:
    """The people of one farm; `begin` stocks it as the plan has it on a day between two cohorts."""

    def __init__(self, plant: Plant, plan: GrowthPlan) -> None:
        """Nothing stocked."""
        self._fish, self._layout, self.plan = plant.fish, plant.layout, plan
        self.cohorts: list[Cohort] = []
        self.books = Books()
        self._fasting: dict[int, int] = {}
        self._next_d = DAYS_PER_YEAR / plan.cohorts_per_y

    def begin(self) -> None:
        """All cohorts of the plan in the house, each in as few tanks as its density allows."""
        house = in_house(self.plan, 0.0)
        rows = zip(house.age_d, house.number, house.mean_weight_g, strict=True)
        for age_d, number, mean_g in sorted(rows, key=lambda row: -row[0]):
            self._stock(-float(age_d), round(float(number)), float(mean_g))

    def _stock(self, at_d: float, heads: int, mean_g: float) -> None:
        room_kg = self._room_kg(mean_g)
        kg, tanks = heads * mean_g / 1000.0, list[int]()
        while not tanks or kg > FULL_PART * sum(room_kg[tank] for tank in tanks):
            free = self._free(tanks)
            if free is None:
                break
            tanks.append(free)
        if not tanks:
            raise ValueError(
                f"池子不够：{len(self.cohorts) + 1} 批鱼，{self._layout.tanks} 口池 / "
                f"too few tanks: {len(self.cohorts) + 1} cohorts, {self._layout.tanks} tanks"
            )
        for place, tank in enumerate(tanks):
            share = heads * (place + 1) // len(tanks) - heads * place // len(tanks)
            self._fish.put(tank, share, mean_g, self._fish.strain.seed_cv)
        self.cohorts.append(Cohort(at_d, heads, tanks))

    def _room_kg(self, mean_g: float) -> FloatArray:
        ceiling = DENSITY_CEILINGS_KG_M3[int(stage_of(mean_g))]
        room: FloatArray = ceiling * self._layout.volume_m3
        return room

    def _free(self, besides: list[int]) -> int | None:
        """An empty tank, in the system that is fed least; None when the house is full."""
        empty = [
            tank
            for tank in range(self._layout.tanks)
            if self._fish.stock.heads[tank] == 0 and tank not in besides
        ]
        fed = self._layout.summed(self._fish.biomass_kg)
        for tank in besides:
            fed[self._layout.system_of[tank]] += float(self._fish.biomass_kg.sum()) / 1e3
        return min(empty, key=lambda tank: (fed[self._layout.system_of[tank]], tank), default=None)

    def day(self, day: int, at_ms: int) -> list[TankStock]:
        """The work of a day's first hour; what the books say of every tank after it."""
        self._harvest(day)
        self.cohorts = [c for c in self.cohorts if any(self._fish.stock.heads[c.tanks] > 0)]
        if day >= self._next_d:
            self._seed(day)
        for cohort in self.cohorts:
            self._spread(cohort)
        self._look()
        return self._rows(day, at_ms)

    def _seed(self, day: int) -> None:
        if self._free([]) is None:
            self.books.waited_d += 1
            return
        heads = ceil(self.plan.stocked_per_cohort)
        self._stock(float(day), heads, self.plan.start_g)
        self.books.seed_heads += heads
        self.books.seed_kg += heads * self.plan.start_g / 1000.0
        self._next_d += DAYS_PER_YEAR / self.plan.cohorts_per_y

    def _spread(self, cohort: Cohort) -> None:
        """Open one more tank when the fullest nears its ceiling; the largest of each move on.

        Fish that fast for the market are left alone.
        """
        stock = self._fish.stock
        cohort.tanks = [tank for tank in cohort.tanks if stock.heads[tank] > 0]
        donors = [tank for tank in cohort.tanks if tank not in self._fasting]
        full = max((self._fullness(tank) for tank in donors), default=0.0)
        new = self._free([]) if full > FULL_PART else None
        if new is None:
            return
        mean_kg = float(stock.biomass_kg[donors].sum()) / (len(donors) + 1)
        for tank in donors:
            surplus = 1.0 - mean_kg / float(stock.biomass_kg[tank])
            if surplus > LEAST_MOVE:
                self._grade(tank, new, surplus)
        cohort.tanks.append(new)

    def _fullness(self, tank: int) -> float:
        stock = self._fish.stock
        room_kg = self._room_kg(float(stock.weight_g[tank]))
        return float(stock.biomass_kg[tank] / room_kg[tank])

    def _grade(self, tank: int, new: int, part: float) -> None:
        """The largest fish, this part of all heads, go over the bar into the new tank."""
        stock = self._fish.stock
        mean_g, cv = float(stock.weight_g[tank]), float(stock.cv[tank])
        small, large = graded(mean_g, cv, bar_for_part(mean_g, cv, part))
        heads = int(part * int(stock.heads[tank]))
        self._fish.take(tank, heads, large.mean_g)
        stock.cv[tank] = small.cv
        self._fish.put(new, heads, large.mean_g, large.cv)
        self.books.moved_heads += heads

    def _harvest(self, day: int) -> None:
        """Sell tanks that have fasted a day, heaviest first; those now ready begin to fast."""
        stock = self._fish.stock
        self._fasting = {tank: d for tank, d in self._fasting.items() if stock.heads[tank] > 0}
        ready = sorted(
            (tank for tank, since in self._fasting.items() if day > since),
            key=lambda tank: -stock.weight_g[tank],
        )
        for tank in ready[:HARVESTS_PER_D]:
            self._sell(tank, day)
        grown = np.flatnonzero(stock.alive & (stock.weight_g >= self.plan.harvest_g))
        for tank in map(int, grown):
            if len(self._fasting) < HARVESTS_PER_D:
                self._fasting.setdefault(tank, day)

    def _sell(self, tank: int, day: int) -> None:
        stock = self._fish.stock
        cohort = next(cohort for cohort in self.cohorts if tank in cohort.tanks)
        heads, mean_g = int(stock.heads[tank]), float(stock.weight_g[tank])
        self._fish.take(tank, heads, mean_g)
        cohort.tanks.remove(tank)
        kg = heads * mean_g / 1000.0
        self.books.harvests.append(Harvest(day, heads, kg, mean_g, day - cohort.stocked_d))
        del self._fasting[tank]

    def _look(self) -> None:
        stock = self._fish.stock
        density = stock.biomass_kg / self._layout.volume_m3
        ceilings = np.array(DENSITY_CEILINGS_KG_M3)[stage_of(stock.weight_g)]
        self.books.crowded_tank_days += int(np.sum(density > ceilings))
        self.books.most_kg_m3 = max(self.books.most_kg_m3, float(density.max()))

    def _rows(self, day: int, at_ms: int) -> list[TankStock]:
        """The plan's ration for the true weight of every tank; nothing for those that fast."""
        stock, plan = self._fish.stock, self.plan
        today = stock.weight_g
        grown = np.asarray(weight_g(today, plan.tgc, plan.temperature_c, 1.0)) - today
        ration = stock.heads * grown * np.asarray(feed_conversion(today, plan.fcr)) / 1000.0
        ration[list(self._fasting)] = 0.0
        rows = zip(self._layout.tank_ids, stock.heads, stock.biomass_kg, ration, strict=True)
        return [
            TankStock(
                tank=tank,
                heads=int(heads),
                biomass_kg=float(kg),
                ration_kg_d=float(kg_d),
                at_ms=at_ms,
            )
            for tank, heads, kg, kg_d in rows
        ]
