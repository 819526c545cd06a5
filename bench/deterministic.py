"""Measure how fast whole farms run on the simulated loop, and how fast their readings are judged.

It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np

from drivers.profiles import load_profiles
from farm.site import Site
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.stocking import fullest_day
from trials.judge import Held, judge
from trials.readings import Readings
from trials.verdict import open_site
from trials.whole_farm import START_UTC_MS, Trial, try_farm

SECONDS = {"trial": 1800, "xiaojieling": 240}
QUICK = {"trial": 120, "xiaojieling": 30}
READINGS, TAGS, SPAN_S = 4_000_000, 700, 6000
REPEATS = 3


def took_s(work: Callable[[], object]) -> float:
    """Least time of a few runs, s: what else the machine does can only add."""
    best = float("inf")
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def whole(name: str, seconds: int) -> None:
    """Controller, drivers, frames and plant together; then the plant alone."""
    profiles = load_profiles()
    site = open_site(name, profiles)
    last: list[Trial] = []

    def run() -> None:
        last[:] = [try_farm(site, profiles, fullest_day(site), float(seconds))]

    each_s = took_s(run) / seconds
    alone_s = took_s(lambda: plant_alone(site, seconds)) / seconds
    trace = last[0].trace
    print(
        f"{name}: {1 / each_s:.0f} × real time, {1000 * each_s:.2f} ms a simulated second "
        f"(plant and instruments alone {1000 * alone_s:.2f} ms); "
        f"{trace.frames / seconds:.0f} frames and {trace.samples / seconds:.0f} samples a second"
    )


def plant_alone(site: Site, seconds: int) -> None:
    """The simulated farm with nobody on its wires."""

    def utc_ms_at(at_s: float) -> int:
        return START_UTC_MS + round(1000 * at_s)

    farm = SimulatedFarm(site, fullest_day(site), 1, 0.0, utc_ms_at)
    for second in range(1, seconds + 1):
        farm.step_to(float(second))


def judged(readings: int) -> None:
    """Readings of 100 simulated minutes of the reference plant against held rows."""
    dice = np.random.default_rng(1)
    rows = np.round(dice.normal(8.0, 0.03, (SPAN_S, TAGS)), 3)
    held = Held(
        tuple(f"t{n}" for n in range(TAGS)),
        np.ones(TAGS, dtype=bool),
        np.zeros(TAGS),
        START_UTC_MS + 1000 * np.arange(SPAN_S, dtype=np.int64),
        rows,
        np.array([], dtype=np.int64),
        np.array([], dtype=np.int64),
        np.array([]),
    )
    slot = dice.integers(0, TAGS, readings)
    second = np.sort(dice.integers(1, SPAN_S, readings))
    at_ms = START_UTC_MS + 1000 * second + 60
    good = np.zeros(readings, dtype=np.int64)
    read = Readings(held.tags, slot, at_ms, rows[second, slot], good)
    assert judge(read, held).ok
    print(f"judge: {readings} readings of {TAGS} tags in {took_s(lambda: judge(read, held)):.2f} s")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, rougher figures")
    quick: bool = parser.parse_args().quick
    for name, seconds in (QUICK if quick else SECONDS).items():
        whole(name, seconds)
    judged(READINGS // 10 if quick else READINGS)


if __name__ == "__main__":
    main()
