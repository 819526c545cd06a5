"""Measure the plant's step: farm-days for each second of one core, and how it grows with tanks.

The reference plant as it is, then farms of 8 to 576 tanks made by repeating one system of eight.
The ratio to the plainest correct version is `bench/plant_reference.py`'s.
It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import time

import numpy as np

from drivers.profiles import load_profiles
from farm.site import Site
from hil_sim.plant.plant import Plant
from hil_sim.plant.steady import settle
from hil_sim.stocking import fullest_day
from trials.verdict import open_site

REFERENCE = "xiaojieling"
TANKS_A_SYSTEM = 8
TANKS = (8, 16, 32, 72, 144, 288, 576)
STEPS, QUICK_STEPS, ROUNDS = 1500, 150, 5
DAY_S = 86_400


def repeated(site: Site, tanks: int) -> Site:
    """A farm of so many tanks: the first eight of a system again and again, machines to match."""
    first, systems = site.systems[0], []
    for number in range(1, tanks // TANKS_A_SYSTEM + 1):
        named = tuple(
            tank.model_copy(update={"id": f"{number}-{place:02d}"})
            for place, tank in enumerate(first.tanks[:TANKS_A_SYSTEM], start=1)
        )
        update = {"id": str(number), "tanks": named, "plant": None}
        systems.append(first.model_copy(update=update))
    return site.model_copy(update={"systems": tuple(systems)})


def step_s(site: Site, steps: int) -> float:
    """Least processor time of one step of a second, s: what else the machine does can only add."""
    plant = Plant(site, fullest_day(site), 1)
    settle(plant, site)
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(steps):
            plant.step(1.0)
        best = min(best, (time.process_time() - began) / steps)
    return best


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, rougher figures")
    steps = QUICK_STEPS if parser.parse_args().quick else STEPS
    site = open_site(REFERENCE, load_profiles())
    whole_s = step_s(site, steps)
    print(
        f"{REFERENCE}: {len(site.tanks())} tanks, a step of 1 s in {1e6 * whole_s:.0f} µs: "
        f"{1 / (DAY_S * whole_s):.4f} farm-days a second ({1 / whole_s:.0f} × real time)"
    )
    took_us = [1e6 * step_s(repeated(site, tanks), steps) for tanks in TANKS]
    for tanks, each_us in zip(TANKS, took_us, strict=True):
        print(f"  {tanks:4d} tanks: {each_us:6.0f} µs a step, {each_us / tanks:6.2f} µs a tank")
    slope, start = np.polyfit(TANKS, took_us, 1)
    off = np.array(took_us) - (start + slope * np.array(TANKS))
    print(
        f"  linear: {start:.0f} µs + {slope:.3f} µs a tank, off by {np.abs(off).max():.0f} µs "
        "at most; farms of 8 tanks a system"
    )


if __name__ == "__main__":
    main()
