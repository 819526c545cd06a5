"""What a soak has found so far, and the page that says it.

It refuses to run anything; records in, Markdown out.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

SLOWEST = 5
BREAKS_TOLD = 500
"""Most breaks with a line of their own; the records have them all."""
HOUR_S = 3600.0


@dataclass(slots=True)
class Soaked:
    """Figures of one soak. `began`: UTC as a person reads it; `_s`: of the machine's clock."""

    site: str
    began: str
    first_seed: int
    processes: int
    planned_h: float
    began_s: float = 0.0
    now_s: float = 0.0
    ended: bool = False
    runs: int = 0
    same: int = 0
    """Runs done twice that did the same to the byte."""
    simulated_s: float = 0.0
    processor_s: float = 0.0
    breaks: list[dict[str, Any]] = field(default_factory=list)
    slowest: list[tuple[float, int, float, str]] = field(default_factory=list)
    drawn: Counter[str] = field(default_factory=Counter)
    broke: Counter[str] = field(default_factory=Counter)

    def take(self, record: dict[str, Any]) -> None:
        """Count one run."""
        self.runs += 1
        self.simulated_s += record["seconds"]
        self.processor_s += record["took_s"]
        faults = [fault.partition(" ")[0] for fault in record["faults"]]
        self.drawn.update(faults)
        if record["broken"]:
            self.breaks.append(record)
            self.broke.update(faults[:1])
        if record["took_s"] > 0.0:
            speed = record["seconds"] / record["took_s"]
            row = (round(speed, 1), record["seed"], record["took_s"], " + ".join(record["faults"]))
            self.slowest = sorted([*self.slowest, row])[:SLOWEST]

    @property
    def speed(self) -> float:
        """Simulated seconds for each second of one core."""
        return self.simulated_s / self.processor_s if self.processor_s else 0.0


def replay(seed: int, site: str) -> str:
    """The one command that does a run again and tells all of it."""
    return f"ras soak --replay {seed} --site {site}"


def markdown(soaked: Soaked) -> str:
    """The page."""
    parts = [_head(soaked), _by_invariant(soaked), _breaks(soaked), _slowest(soaked)]
    return "\n".join([*parts, _faults(soaked)])


def _head(soaked: Soaked) -> str:
    state = "ended" if soaked.ended else "still running, or killed"
    wall_h = (soaked.now_s - soaked.began_s) / HOUR_S
    rows = [
        ("site", soaked.site),
        ("began (UTC)", soaked.began),
        ("lasted", f"{wall_h:.2f} h of {soaked.planned_h:g} h, {state}"),
        ("processes", str(soaked.processes)),
        ("seeds", f"from {soaked.first_seed} on"),
        ("runs", str(soaked.runs)),
        ("simulated", f"{soaked.simulated_s / HOUR_S:.1f} h"),
        ("speed", f"{soaked.speed:.0f} × real time a core"),
        ("run twice, the same to the byte", str(soaked.same)),
        ("runs with a break", str(len(soaked.breaks))),
    ]
    return "# 浸泡试验 / Soak\n\n" + _table(("", ""), rows)


def _by_invariant(soaked: Soaked) -> str:
    found: dict[str, list[int]] = {}
    for record in soaked.breaks:
        for name in record["broken"]:
            found.setdefault(name, []).append(record["seed"])
    rows = [(name, str(len(seeds)), str(seeds[0])) for name, seeds in sorted(found.items())]
    return "## Breaks by what did not hold\n\n" + _table(("what", "runs", "first seed"), rows)


def _breaks(soaked: Soaked) -> str:
    rows = [
        (
            f"`{replay(record['seed'], record['site'])}`",
            " + ".join(record["faults"]),
            "; ".join(f"{name}: {said}" for name, said in record["broken"].items()),
        )
        for record in soaked.breaks[:BREAKS_TOLD]
    ]
    return "## Every break\n\n" + _table(("again", "faults", "said"), rows)


def _slowest(soaked: Soaked) -> str:
    rows = [
        (str(seed), f"{speed:g}", f"{took_s:.1f} s", faults)
        for speed, seed, took_s, faults in soaked.slowest
    ]
    return "## Slowest\n\n" + _table(("seed", "× real time", "processor", "faults"), rows)


def _faults(soaked: Soaked) -> str:
    rows = [
        (name, str(number), str(soaked.broke.get(name, 0)))
        for name, number in sorted(soaked.drawn.items())
    ]
    return "## Faults drawn\n\n" + _table(("fault", "drawn", "broke as the main one"), rows)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    body = ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows]
    if not body:
        return "none\n"
    rule = "|".join(["---"] * len(heads))
    return "\n".join(["| " + " | ".join(heads) + " |", f"|{rule}|", *body]) + "\n"
