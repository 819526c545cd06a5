"""Measure what a production year of the reference plant costs one core, and its fish alone.

Minutes as steps, production laws, samples straight from the plant; processor time of this process.
It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np

from drivers.profiles import load_profiles
from farm.site import Site
from hil_sim.plant.fish import Fish
from hil_sim.plant.plant import Plant
from hil_sim.plant.surroundings import felt
from hil_sim.stocking import fullest_day
from models.cohorts import DAYS_PER_YEAR
from trials.verdict import open_site
from trials.year import MINUTES, live

SITE = "xiaojieling"
STEPS = 5000


def each_us(work: Callable[[], object], times: int) -> float:
    """Mean processor time of a call, µs."""
    began_s = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began_s) / times * 1e6


def fish_alone(site: Site, steps: int) -> None:
    """A second of the fish between meals, in a meal, and what a minute adds."""
    plant = Plant(site, fullest_day(site), 1)
    fish: Fish = plant.fish
    tanks = plant.layout.tanks
    warm, oxygen = np.full(tanks, 26.0), np.full(tanks, 8.0)
    none, meal = np.zeros(tanks), np.full(tanks, 300.0)
    between_us = each_us(lambda: fish.step(none, warm, oxygen, 1.0), steps)
    eating_us = each_us(lambda: fish.step(meal, warm, oxygen, 1.0), steps)
    fish.live(felt(plant.water))
    minute_us = each_us(lambda: _minute(plant), steps // 10) - between_us
    print(f"fish of {tanks} tanks: {between_us:.0f} µs a second, {eating_us:.0f} µs in a meal")
    print(f"  and {minute_us:.0f} µs once a minute (growth, deaths, appetite, water felt)")


def _minute(plant: Plant) -> None:
    none = np.zeros(plant.layout.tanks)
    plant.fish.step(none, none + 26.0, none + 8.0, 60.0)
    plant.fish.live(felt(plant.water))


def whole(site: Site, days: int) -> None:
    """Days of the year, whole."""
    began_s = time.process_time()
    year = live(site, 1, days)
    spent_s = time.process_time() - began_s
    step_us = spent_s / (days * MINUTES) * 1e6
    print(f"{site.id}: {days} days in {spent_s:.1f} s, {step_us:.0f} µs a minute-step")
    print(f"  a year: {spent_s / days * DAYS_PER_YEAR / 60.0:.1f} min of one core")
    print(f"  {days * 86_400 / spent_s:.0f} x real time, {len(year.books.harvests)} tanks sold")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, rougher figures")
    quick: bool = parser.parse_args().quick
    site = open_site(SITE, load_profiles())
    fish_alone(site, STEPS // 10 if quick else STEPS)
    whole(site, 1 if quick else 10)


if __name__ == "__main__":
    main()
