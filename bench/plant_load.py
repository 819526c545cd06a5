"""Measure what the reference plant costs the controller: share of one core, and each tag's jitter.

About 700 tags at 1 Hz: the simulated farm serves the real wires (RTU on pseudo-terminals, TCP), the
controller runs as in production, both as processes of their own; no dashboard. Processor time is
that of the whole controller process from /proc; jitter is how far two samples of a tag in the
history are from one period apart. The first seconds, with identity checks, are left out.
It refuses to judge the figures; they are written down in docs/benchmarks.md by a person.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from farm.clock import ANCHOR_ENV, anchor_now, wall_ms
from farm.site import Site, mapping
from ras.folders import controller_folder, history_folder, simulator_folder
from ras.processes import Child, wait_for
from ras.sites import WIRES, open_site
from records.history.query import HistoryReader

SITE = Path(__file__).parents[1] / "sites" / "xiaojieling.yaml"
READY_S, WARM_S, WORST = 60.0, 20.0, 5


def spent_s(pid: int) -> float:
    """Processor time of a process with all its threads, s."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def started(name: str, data: Path, sign: Path, *arguments: str, anchor: str) -> Child:
    """A child that is up; ends the measurement when it does not come up."""
    child = Child(name, arguments, data / f"{name}.log", {ANCHOR_ENV: anchor})
    child.start()
    if not wait_for(sign, child, READY_S):
        child.end()
        sys.exit(f"{name} did not come up:\n{child.tail()}")
    return child


def jitter_ms(folder: Path, site: Site, from_ms: int, to_ms: int) -> dict[str, list[np.ndarray]]:
    """Distances from the period, ms, of every measured tag, by wire."""
    reader = HistoryReader(folder)
    found: dict[str, list[np.ndarray]] = {}
    for device in site.devices:
        for entry in device.points.values():
            row = mapping(entry)
            period_ms = 1000 * (row.period_s or device.period_s)
            at_ms = np.asarray(reader.raw(row.tag, from_ms, to_ms).at_ms)
            if len(at_ms) > 1:
                off_ms = np.abs(np.diff(at_ms) - period_ms)
                found.setdefault(device.bus, []).append(off_ms)
    return found


def told(by_wire: dict[str, list[np.ndarray]], ours: float, simulated: float) -> None:
    """Print shares of a core and jitter."""
    off_ms = np.concatenate([row for rows in by_wire.values() for row in rows])
    p50, p99 = np.percentile(off_ms, (50, 99))
    tags = sum(len(rows) for rows in by_wire.values())
    print(f"  {tags} measured tags on {len(by_wire)} wires")
    print(f"  controller {100 * ours:.1f} % of one core (simulated farm {100 * simulated:.1f} %)")
    print(f"  off the period: p50 {p50:.0f} ms, p99 {p99:.0f} ms, most {off_ms.max():.0f} ms")
    worst = {name: np.percentile(np.concatenate(rows), 99) for name, rows in by_wire.items()}
    ranked = sorted(worst.items(), key=lambda item: -item[1])[:WORST]
    print("  p99 of the worst wires: " + ", ".join(f"{name} {ms:.0f} ms" for name, ms in ranked))


def main() -> None:
    """Run the plant for a while and print share of a core and jitter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="15 s instead of two minutes")
    parser.add_argument("--site", type=Path, default=SITE)
    options = parser.parse_args()
    seconds = 15.0 if options.quick else 120.0
    print(f"== {options.site.stem}: the controller alone for {seconds:g} s")
    site, _ = open_site(options.site)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        data, anchor = Path(name), anchor_now().as_env()
        simulator, controller = simulator_folder(data), controller_folder(data)
        for folder in (simulator, controller):
            folder.mkdir(parents=True, exist_ok=True)
        wires = simulator / WIRES
        farm = started(
            "sim", data, wires, "sim", str(options.site), "--data", str(simulator), anchor=anchor
        )
        sign = controller / "controller.sock"
        run = ("run", str(options.site), "--data", str(data), "--wires", str(wires))
        control = started("controller", data, sign, *run, anchor=anchor)
        try:
            time.sleep(WARM_S)
            assert control.process is not None and farm.process is not None
            began_ms, began_s = wall_ms(), time.monotonic()
            at_start = spent_s(control.process.pid), spent_s(farm.process.pid)
            time.sleep(seconds)
            at_end = spent_s(control.process.pid), spent_s(farm.process.pid)
            ended_ms, long_s = wall_ms(), time.monotonic() - began_s
        finally:
            control.end()
            farm.end()
        ours, simulated = (
            (after - before) / long_s for before, after in zip(at_start, at_end, strict=True)
        )
        told(jitter_ms(history_folder(data), site, began_ms, ended_ms), ours, simulated)


if __name__ == "__main__":
    main()
