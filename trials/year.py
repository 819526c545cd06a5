"""A production year of a farm: cohorts, laws, fish and water together, a minute at a time.

It refuses to know frames, faults and whether the year was a good one (`trials.year_figures`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from farm.site import Site
from farm.stock import TankStock
from hil_sim.plant.constants import Constants, perturbed
from hil_sim.plant.fish import Fish
from hil_sim.plant.fish_constants import perturbed_fish
from hil_sim.plant.layout import layout_of
from hil_sim.plant.plant import Plant
from hil_sim.plant.steady import settle
from models.cohorts import GrowthPlan
from trials.year_husbandry import DAY_MS, Books, Husbandry
from trials.year_laws import MINUTE_S, YearLaws
from trials.year_tally import Tally, Window

START_UTC_MS = 1_767_196_800_000
"""2025-12-31T16:00:00Z: the first midnight of 2026 in Yongkang."""
MINUTES = 1440
LOX_LEAST_T, LOX_LOAD_T = 6.0, 12.0
"""The lorry comes when the vessel falls below, and leaves this much."""


@dataclass(slots=True)
class Year:
    """What a run leaves behind; `heads` and `kg`: of the ledger of live fish."""

    site: Site
    seed: int
    plan: GrowthPlan
    plant: Plant
    books: Books
    days: list[Window] = field(default_factory=list)
    whole: Window = field(default_factory=Window)
    start_kg: float = 0.0
    deliveries: int = 0


Watch = Callable[["Year", int, int, list[TankStock]], None]
"""Called before each minute is lived with the year, day, minute and the day's books."""


def minute_constants(constants: Constants) -> Constants:
    """The same plant for steps of a minute: pipes' dead times are counted in steps."""
    return replace(
        constants,
        trim_dead_s=constants.trim_dead_s / MINUTE_S,
        cone_dead_s=constants.cone_dead_s / MINUTE_S,
    )


def minute_plant(site: Site, seed: int, rows: list[TankStock]) -> Plant:
    """A farm for steps of a minute: the plant and the fish of this seed, machines standing."""
    plant = Plant(site, rows, seed, minute_constants(perturbed(layout_of(site), seed)))
    plant.fish = Fish(plant.layout, plant.constants, rows, perturbed_fish(seed), seed)
    return plant


def stocked_plant(site: Site, seed: int, plan: GrowthPlan) -> tuple[Plant, Husbandry]:
    """A farm at work on the plan's first day, steps of a minute."""
    plant = minute_plant(site, seed, [])
    people = Husbandry(plant, plan)
    people.begin()
    rows = people.day(0, START_UTC_MS)
    plant.fish.fed_evenly(np.array([1000.0 * row.ration_kg_d for row in rows]))
    settle(plant, site)
    return plant, people


def live(
    site: Site,
    seed: int = 1,
    days: int = 365,
    plan: GrowthPlan | None = None,
    watch: Watch | None = None,
    told: Callable[[Year, int], None] | None = None,
) -> Year:
    """Live so many days; the same arguments give the same year to the last bit.

    `watch`: before each minute; `told`: after each day, for a person who waits.
    """
    plan = plan or GrowthPlan()
    plant, people = stocked_plant(site, seed, plan)
    laws = YearLaws(site, plant)
    year = Year(site, seed, plan, plant, people.books, start_kg=float(plant.fish.biomass_kg.sum()))
    whole = Tally(plant)
    for day in range(days):
        at_ms = START_UTC_MS + day * DAY_MS
        rows = people.day(day, at_ms)
        laws.stocked(rows)
        plant.fish.ration_g_d = np.array([1000.0 * row.ration_kg_d for row in rows])
        tally = Tally(plant)
        for minute in range(MINUTES):
            if watch is not None:
                watch(year, day, minute, rows)
            laws.minute(at_ms + minute * 60_000)
            plant.step(MINUTE_S)
            tally.minute()
            whole.minute()
        year.days.append(tally.close())
        whole.window.feed_most_kg_d = max(whole.window.feed_most_kg_d, tally.window.offered_kg)
        _delivered(year)
        if told is not None:
            told(year, day)
    year.whole = whole.close()
    return year


def _delivered(year: Year) -> None:
    if year.plant.supply.lox_t < LOX_LEAST_T:
        year.plant.supply.lox_t += LOX_LOAD_T
        year.deliveries += 1
