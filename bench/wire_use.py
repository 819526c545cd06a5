"""Measure how much of a serial line's speed clients use, and whether they keep its silence.

Ten registers, function 3, one paced station (bench/wire/paced_slave.c), every client in turn.
It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse

from bench.wire.arithmetic import read_s
from bench.wire.race import median, rounds, runners

BAUDS = (9600, 19200, 115200)
REGISTERS = 10


def main() -> None:
    """Print share of the limit, early requests and processor share of every client."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round")
    quick: bool = parser.parse_args().quick
    times, seconds = (1, 1.0) if quick else (7, 2.0)
    print(f"== wire use: FC03 x {REGISTERS}, {times} rounds of {seconds:g} s, medians")
    able = runners()
    for baud in BAUDS:
        limit = 1 / read_s(baud, REGISTERS)
        print(f"{baud} baud, limit {limit:.2f} reads/s")
        for name, runs in rounds(able, times, baud, seconds).items():
            rate = median(run.said["good"] / run.said["seconds"] for run in runs)
            core = median(run.said["cpu_s"] / run.said["seconds"] for run in runs)
            early = sum(run.seen["early"] for run in runs)
            asked = sum(run.seen["requests"] for run in runs)
            least = min((run.seen["least_gap_us"] for run in runs), default=float("nan"))
            wrong = sum(run.said["wrong"] for run in runs)
            print(
                f"  {name:15} {rate:7.2f} reads/s = {100 * rate / limit:5.1f} % of the limit, "
                f"early {early} of {asked}, shortest gap {least:.0f} us, wrong {wrong}, "
                f"{100 * core:.1f} % of a core"
            )


if __name__ == "__main__":
    main()
