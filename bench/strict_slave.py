"""Measure how many of 60 reads succeed on a station that ignores requests sent too early.

It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse

from bench.wire.race import median, rounds, runners

BAUDS = (9600, 19200)
READS = 60


def main() -> None:
    """Print good reads of every client."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round, 9600 baud only")
    quick: bool = parser.parse_args().quick
    times = 1 if quick else 7
    print(f"== strict station: good reads of {READS}, {times} rounds, medians (least)")
    able = runners()
    for baud in BAUDS[:1] if quick else BAUDS:
        print(f"{baud} baud")
        for name, runs in rounds(able, times, baud, 0.0, READS, strict=True).items():
            good = [run.said["good"] for run in runs]
            dropped = sum(run.seen["dropped"] for run in runs)
            least = min(good, default=0)
            print(f"  {name:15} {median(good):3.0f} ({least}), dropped {dropped}")


if __name__ == "__main__":
    main()
