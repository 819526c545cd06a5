"""Runs clients one after another on the same kind of line, round after round, and keeps figures.

It refuses to know what the figures mean.
"""

import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.wire.peers import PEERS, python_of
from bench.wire.slave import PacedLine

ROOT = Path(__file__).parents[2]
CLIENTS = Path(__file__).with_name("clients.py")
OURS = "ours"
HANGS_AFTER_S = 120.0


@dataclass(frozen=True, slots=True)
class Run:
    """One client on one line: what it says, and what the stations saw."""

    said: dict[str, Any]
    seen: dict[str, Any]


def runners() -> dict[str, Path]:
    """Interpreter of everyone who can take part; who cannot is told, with the reason."""
    able = {OURS: Path(sys.executable)}
    for name in PEERS:
        python = python_of(name)
        if isinstance(python, Path):
            able[name] = python
        else:
            print(f"  {name}: not measured here: {python}")
    return able


def one(name: str, python: Path, baud: int, seconds: float, count: int, strict: bool) -> Run | None:
    """One run; None when the client failed (its message is shown)."""
    with PacedLine(baud, "--strict", int(strict)) as line:
        course = [line.wire, str(baud), str(seconds), str(count), "0.2"]
        inside = {"PYTHONPATH": str(ROOT)} if python == Path(sys.executable) else {}
        done = subprocess.run(
            [str(python), str(CLIENTS), name, *course],
            capture_output=True,
            text=True,
            timeout=HANGS_AFTER_S,
            env=os.environ | inside,
            check=False,
        )
        if done.returncode != 0:
            print(f"  {name} failed: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
            return None
        return Run(json.loads(done.stdout.splitlines()[-1]), line.seen())


def rounds(
    able: dict[str, Path],
    times: int,
    baud: int,
    seconds: float,
    count: int = 0,
    strict: bool = False,
) -> dict[str, list[Run]]:
    """Everyone once a round, in an order that changes (seed 1)."""
    dice, kept = random.Random(1), {name: list[Run]() for name in able}
    for _ in range(times):
        for name in dice.sample(sorted(able), len(able)):
            run = one(name, able[name], baud, seconds, count, strict)
            if run is not None:
                kept[name].append(run)
    return kept


def median(figures: Iterable[float]) -> float:
    """Median; NaN of nothing."""
    listed = list(figures)
    return statistics.median(listed) if listed else float("nan")
