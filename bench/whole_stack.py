"""Measure the whole stack on one core: times real time, and where its time goes.

Controller, drivers, frames and plant on the clock that jumps, in processor time. The shares come
from looking, while a run goes on, a thousand times a second of processor time, which function of
ours is at work: what asyncio, numpy and the like do counts for who asked them.
It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import signal
import time
from collections import Counter
from pathlib import Path
from types import FrameType

from drivers.profiles import load_profiles
from farm.profile import Profile
from farm.site import Site
from hil_sim.stocking import fullest_day
from trials.verdict import open_site
from trials.whole_farm import try_farm

SITES = {"trial": 600.0, "xiaojieling": 120.0}
QUICK = {"trial": 60.0, "xiaojieling": 10.0}
ROUNDS = 3
LOOK_EVERY_S = 0.001
PACE_ROWS, PACE_STRIDE = 400_000, 104_729
"""Objects the yardstick walks over, about 30 MB, and from one to the next."""
SEED = 3
ROOT = f"{Path(__file__).parents[1]}/"
PARTS = (
    ("hil_sim/plant/", "hil_sim: plant"),
    ("hil_sim/instruments", "hil_sim: instruments"),
    ("hil_sim/truths", "hil_sim: instruments"),
    ("hil_sim/recorder", "hil_sim: recorder"),
    ("hil_sim/", "hil_sim: wire and devices"),
    ("trials/wires", "hil_sim: wire and devices"),
    ("drivers/", "drivers"),
    ("controller/", "controller"),
    ("records/", "records"),
    ("trials/", "trials: trace and watch"),
    ("farm/clock", "clock and asyncio"),
)
"""Folders and what they are called, the first that fits; nouns and physics count for who asked."""


def part_of(frame: FrameType | None) -> str:
    """Who is at work."""
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(ROOT):
            place = path.removeprefix(ROOT)
            for start, name in PARTS:
                if place.startswith(start):
                    return name
        frame = frame.f_back
    return "start"


def run(site: Site, profiles: dict[str, Profile], seconds: float) -> float:
    """Processor time of a run, s, with its start."""
    began = time.process_time()
    try_farm(site, profiles, fullest_day(site), seconds, seed=SEED, keep=False)
    return time.process_time() - began


def own_pace_ms() -> float:
    """Processor time of a fixed piece of plain Python, ms: what this machine gives just now.

    It walks over more objects than a cache holds, as a farm does: shared machines differ from
    themselves by half within an hour, because of their neighbours, and this says by how much.
    """
    rows = [(number,) for number in range(PACE_ROWS)]
    began, total = time.process_time(), 0
    for number in range(PACE_ROWS):
        total += rows[number * PACE_STRIDE % PACE_ROWS][0]
    return 1000.0 * (time.process_time() - began)


def shares(site: Site, profiles: dict[str, Profile], seconds: float) -> Counter[str]:
    """How often each part was found at work."""
    found: Counter[str] = Counter()

    def look(_: int, frame: FrameType | None) -> None:
        found[part_of(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, LOOK_EVERY_S, LOOK_EVERY_S)
    try:
        run(site, profiles, seconds)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)
    return found


def main() -> None:
    """Print times real time, then a table of shares for docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, rougher figures")
    quick: bool = parser.parse_args().quick
    profiles, columns = dict(load_profiles()), {}
    for name, seconds in (QUICK if quick else SITES).items():
        site = open_site(name, profiles)
        start_s = run(site, profiles, 1.0)
        took_s = min(run(site, profiles, seconds) for _ in range(1 if quick else ROUNDS))
        pace_ms = min(own_pace_ms() for _ in range(ROUNDS))
        each_ms = 1000.0 * (took_s - start_s) / (seconds - 1.0)
        print(
            f"{name}: {seconds / took_s:.0f} × real time ({seconds:g} s in {took_s:.2f} s of one "
            f"core, {start_s:.2f} s of them to start); {each_ms:.2f} ms a simulated second; "
            f"yardstick {pace_ms:.0f} ms"
        )
        columns[name] = shares(site, profiles, seconds)
    names = list(columns)
    print("\n| share of processor time | " + " | ".join(names) + " |")
    print("|---|" + "---|" * len(names))
    parts = dict.fromkeys([name for _, name in PARTS] + ["start"])
    for part in parts:
        cells = [f"{100 * row[part] / max(row.total(), 1):.0f} %" for row in columns.values()]
        print(f"| {part} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
