"""Measure the plant's water step against the plainest correct version of the same equations.

The plain version (`plain_plant`) is given to scipy's solve_ivp; machines and fish stand as they
are. The error of our steps is against a tight solution, an hour after the fish have begun to
breathe and excrete half as much again.
It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import fields
from functools import partial

import numpy as np
from scipy.integrate import solve_ivp

from bench.plain_plant import Plain
from drivers.profiles import load_profiles
from farm.site import Site
from hil_sim.plant.plant import Plant
from hil_sim.plant.steady import settle
from hil_sim.stocking import fullest_day
from models.floats import FloatArray
from models.sources import Sources
from models.tank import STATE_NAMES
from trials.verdict import open_site

SITES = ("trial", "xiaojieling")
RAISED_PART = 1.5
HOUR_S = 3600
TIGHT, USUAL = 1e-10, 1e-6
"""Relative tolerance of the solution errors are told against, and of one that is good enough."""
STEPS_S = (1.0, 60.0)
SMALL = 1e-3
"""Differences of what is nearly nothing are told against this, in the row's own unit."""


def at_work(site: Site) -> Plant:
    """The farm on its fullest day, settled."""
    plant = Plant(site, fullest_day(site), 1)
    settle(plant, site)
    return plant


def busier(plant: Plant) -> Sources:
    """The fish as they are, half as busy again."""
    tanks = plant.water.tanks
    fish = plant.fish.resting(np.asarray(tanks.temperature_c), np.asarray(tanks.oxygen_mg_l))
    return Sources(
        *(np.asarray(getattr(fish, field.name)) * RAISED_PART for field in fields(Sources))
    )


def timed(work: Callable[[], FloatArray], seconds: float) -> tuple[FloatArray, float]:
    """What a run gives, and its processor time for each simulated second, ms."""
    began = time.process_time()
    found = work()
    return found, 1000.0 * (time.process_time() - began) / seconds


def ours(plant: Plant, fish: Sources, step_s: float, seconds: int) -> FloatArray:
    """Water of tanks, then sumps, after so many seconds of our steps, row × place."""
    for _ in range(round(seconds / step_s)):
        plant.move_water(fish, step_s)
    return np.hstack(plant.water.rows)


def solved(plain: Plain, seconds: float, method: str, tolerance: float) -> FloatArray:
    """The same by solve_ivp in one call; RuntimeError when it gives up."""
    start = plain.start()
    scale = np.maximum(np.abs(start), SMALL)
    told = solve_ivp(
        plain.change, (0.0, seconds / HOUR_S), start, method, rtol=tolerance, atol=tolerance * scale
    )
    if not told.success:
        raise RuntimeError(told.message)
    tanks, sumps, *_ = plain.opened(told.y[:, -1])
    return np.hstack([tanks, sumps])


def worst(found: FloatArray, exact: FloatArray) -> str:
    """The largest relative difference, and whose it is."""
    away = np.abs(found - exact) / np.maximum(np.abs(exact), SMALL)
    row = int(away.max(axis=1).argmax())
    oxygen_mg_l = np.abs(found[0] - exact[0]).max()
    return f"{away.max():.1e} ({STATE_NAMES[row]}), oxygen {oxygen_mg_l:.1e} mg/L"


def measure(name: str, seconds: int) -> None:
    """One site: time of each way for a simulated second, and how far it is from the truth."""
    plant = at_work(open_site(name, load_profiles()))
    fish = busier(plant)
    plain = Plain(plant, fish)
    exact = solved(plain, seconds, "DOP853", TIGHT)
    print(f"{name}: {plant.layout.tanks} tanks, {seconds} s after a raise by {RAISED_PART:g}")
    for step_s in STEPS_S:
        found, each_ms = timed(partial(ours, deepcopy(plant), fish, step_s, seconds), seconds)
        print(f"  ours, steps of {step_s:g} s: {each_ms:.4f} ms, error {worst(found, exact)}")
    found, each_ms = timed(lambda: solved(plain, seconds, "LSODA", USUAL), seconds)
    print(f"  solve_ivp, nothing moves: {each_ms:.4f} ms, error {worst(found, exact)}")
    _, each_ms = timed(lambda: solved(plain, 1.0, "LSODA", USUAL), 1.0)
    print(f"  solve_ivp, a second at a time, as machines move: {each_ms:.2f} ms")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="ten minutes of the small site")
    quick: bool = parser.parse_args().quick
    for name in SITES[:1] if quick else SITES:
        measure(name, 600 if quick else HOUR_S)


if __name__ == "__main__":
    main()
