"""Know the year's plan as cohorts: how many fish of what weight are in the house on a day.

Knows no tank and no real fish: actual stock is folded from the journal, not from here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.floats import FloatArray, Floats, exp, log
from models.growth import (
    FCR_DEFAULT,
    NURSERY_BELOW_G,
    PREGROW_BELOW_G,
    TGC_DEFAULT,
    days_to_grow,
    feed_conversion,
    weight_g,
)
from models.respiration import oxygen_mg_kg_h

DAYS_PER_YEAR = 365.0
DENSITY_CEILINGS_KG_M3 = (20.0, 35.0, 50.0)  # kg/m3: nursery, pre-grow, grow-out
STAGES = ("nursery", "pregrow", "growout")


@dataclass(frozen=True, slots=True)
class GrowthPlan:
    """A year of equal cohorts; the defaults are the worked plan of 320 t of largemouth bass."""

    tgc: float = TGC_DEFAULT
    output_kg_y: float = 320_000.0
    start_g: float = 10.0
    harvest_g: float = 550.0
    temperature_c: float = 26.0
    survival_fraction: float = 0.90
    fcr: float = FCR_DEFAULT
    cohorts_per_y: int = 12

    @property
    def days(self) -> float:
        """Days from stocking to harvest."""
        return float(days_to_grow(self.start_g, self.harvest_g, self.tgc, self.temperature_c))

    @property
    def harvested_per_cohort(self) -> float:
        """Fish harvested from each cohort."""
        return self.output_kg_y / (self.harvest_g / 1000.0) / self.cohorts_per_y

    @property
    def stocked_per_cohort(self) -> float:
        """Seed fish that start each cohort."""
        return self.harvested_per_cohort / self.survival_fraction


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Cohorts at given ages, one entry each, youngest first."""

    age_d: FloatArray
    number: FloatArray
    mean_weight_g: FloatArray
    biomass_kg: FloatArray
    feed_kg_d: FloatArray
    oxygen_kg_d: FloatArray

    def stage(self) -> NDArray[np.intp]:
        """Return 0, 1 or 2 for nursery, pre-grow, grow-out."""
        return stage_of(self.mean_weight_g)

    def stage_biomass_kg(self) -> FloatArray:
        """Return the biomass in each of the three stages, kg."""
        stage = self.stage()
        return np.array([self.biomass_kg[stage == which].sum() for which in range(len(STAGES))])


@dataclass(frozen=True, slots=True)
class YearOfStock:
    """What a year of the plan asks for: means and maxima over its days."""

    cohorts_max: int
    biomass_mean_kg: float
    biomass_max_kg: float
    feed_mean_kg_d: float
    feed_max_kg_d: float
    oxygen_mean_kg_d: float
    oxygen_max_kg_d: float
    stage_max_kg: tuple[float, float, float]
    overall_fcr: float

    def tank_volumes_m3(self) -> tuple[float, float, float]:
        """Return the water each stage needs at its density ceiling, m3."""
        nursery, pregrow, growout = (
            kg / ceiling
            for kg, ceiling in zip(self.stage_max_kg, DENSITY_CEILINGS_KG_M3, strict=True)
        )
        return nursery, pregrow, growout


def stage_of(mean_weight_g: Floats) -> NDArray[np.intp]:
    """Return 0 below 50 g, 1 below 200 g, else 2: nursery, pre-grow, grow-out."""
    bounds = (NURSERY_BELOW_G, PREGROW_BELOW_G)
    return np.asarray(np.searchsorted(bounds, mean_weight_g, side="right"), dtype=np.intp)


def at_ages(plan: GrowthPlan, age_d: FloatArray) -> Cohorts:
    """Return the plan's cohorts at these ages in days, each within the plan's days."""
    fading_per_d = -log(plan.survival_fraction) / plan.days
    number = np.asarray(plan.stocked_per_cohort * exp(-fading_per_d * age_d))
    today = np.asarray(weight_g(plan.start_g, plan.tgc, plan.temperature_c, age_d))
    tomorrow = weight_g(plan.start_g, plan.tgc, plan.temperature_c, age_d + 1.0)
    biomass = number * today / 1000.0
    feed = np.asarray(number * (tomorrow - today) * feed_conversion(today, plan.fcr) / 1000.0)
    use_mg_kg_h = oxygen_mg_kg_h(today, plan.temperature_c, feed / biomass)
    oxygen = np.asarray(biomass * use_mg_kg_h * 24.0 / 1e6)
    return Cohorts(age_d, number, today, biomass, feed, oxygen)


def in_house(plan: GrowthPlan, phase_d: float) -> Cohorts:
    """Return the cohorts in the house when the youngest was stocked phase_d days ago."""
    gap_d = DAYS_PER_YEAR / plan.cohorts_per_y
    assert 0.0 <= phase_d < gap_d, "a younger cohort is there by then"
    ages = np.arange(phase_d, plan.days, gap_d)
    return at_ages(plan, ages)


def days_of_a_gap(plan: GrowthPlan) -> list[Cohorts]:
    """Return the house on each whole day between two stockings; the year repeats them."""
    return [in_house(plan, float(day)) for day in range(int(DAYS_PER_YEAR / plan.cohorts_per_y))]


def fullest_day(plan: GrowthPlan) -> Cohorts:
    """Return the house on the day with the most biomass."""
    return max(days_of_a_gap(plan), key=lambda cohorts: float(cohorts.biomass_kg.sum()))


def year_of_stock(plan: GrowthPlan) -> YearOfStock:
    """Return the year's means and maxima; stage maxima may fall on different days."""
    days = days_of_a_gap(plan)
    biomass = np.array([day.biomass_kg.sum() for day in days])
    feed = np.array([day.feed_kg_d.sum() for day in days])
    oxygen = np.array([day.oxygen_kg_d.sum() for day in days])
    nursery, pregrow, growout = np.max([day.stage_biomass_kg() for day in days], axis=0).tolist()
    seed_kg = plan.stocked_per_cohort * plan.cohorts_per_y * plan.start_g / 1000.0
    return YearOfStock(
        cohorts_max=max(len(day.age_d) for day in days),
        biomass_mean_kg=float(biomass.mean()),
        biomass_max_kg=float(biomass.max()),
        feed_mean_kg_d=float(feed.mean()),
        feed_max_kg_d=float(feed.max()),
        oxygen_mean_kg_d=float(oxygen.mean()),
        oxygen_max_kg_d=float(oxygen.max()),
        stage_max_kg=(nursery, pregrow, growout),
        overall_fcr=float(feed.mean()) * DAYS_PER_YEAR / (plan.output_kg_y - seed_kg),
    )
