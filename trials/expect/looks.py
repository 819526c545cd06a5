"""What expectations asked to see every second: true quantities, outputs, the mode.

It refuses to judge and to see what nobody asked for.
"""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from farm.tag import TagName
from hil_sim.dialer import relay_dropped
from hil_sim.machine_truths import view
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.truths import true_value
from models.floats import FloatArray
from trials.whole_farm import Trial

MODES = ("normal", "degraded", "life_support")
"""A mode is seen as its place here; another one as -1."""


@dataclass(frozen=True, slots=True)
class Look:
    """`what`: a key of SEEN; `name`: a quantity with its `place`, or a tag."""

    what: str
    name: str = ""
    place: str = ""


class Looks:
    """Call it once a second with the trial and the loop time."""

    def __init__(self, wanted: Iterable[Look]) -> None:
        """Nothing seen yet."""
        self.at_s = array("d")
        self._rows: dict[Look, array[float]] = {look: array("d") for look in wanted}

    def __call__(self, trial: Trial, at_s: float) -> None:
        """One second later."""
        self.at_s.append(at_s)
        for look, row in self._rows.items():
            row.append(SEEN[look.what](trial, look))

    def between(self, look: Look, from_s: float, to_s: float) -> FloatArray:
        """What was seen of one of them in a span, both ends included; KeyError: not asked for."""
        at_s = np.array(self.at_s)
        within = (at_s >= from_s) & (at_s <= to_s)
        return np.array(self._rows[look])[within]


def _truth(trial: Trial, look: Look) -> float:
    return true_value(trial.farm.plant, look.place, look.name)


def _output(trial: Trial, look: Look) -> float:
    return trial.farm.contacts.values[look.name]


def _mode(trial: Trial, _: Look) -> float:
    cycle = getattr(trial.run, "cycle", None)
    if cycle is None:
        return -1.0
    mode = str(cycle.health()["mode"])
    return float(MODES.index(mode)) if mode in MODES else -1.0


def _believed(trial: Trial, look: Look) -> float:
    """1 while the controller may act on a tag."""
    cycle = getattr(trial.run, "cycle", None)  # between two lives of the box there is no run
    if cycle is None or cycle.decision is None:
        return 0.0
    return float(cycle.decision.outlook.snapshot.read(TagName(look.name)) is not None)


def _machine(trial: Trial, look: Look) -> float:
    return view(trial.farm.plant, look.name, look.place)


def _dialer(trial: Trial, _: Look) -> float:
    farm = trial.farm
    return float(relay_dropped(farm.plant, farm.contacts, farm.now_s))


def _log(trial: Trial, _: Look) -> float:
    """Bytes of the state's write-ahead log; none where no files are kept."""
    disk = trial.box.disk
    log = disk.folder / "state.db-wal" if disk is not None else None
    return float(log.stat().st_size) if log is not None and log.exists() else 0.0


SEEN: dict[str, Callable[[Trial, Look], float]] = {
    "truth": _truth,
    "output": _output,
    "mode": _mode,
    "machine": _machine,
    "dialer": _dialer,
    "believed": _believed,
    "log": _log,
}
"""How each kind of look is taken."""


def can_be_seen(farm: SimulatedFarm, look: Look) -> bool:
    """Whether this farm has what is looked for."""
    if look.what == "output":
        return look.name in farm.contacts.values
    try:
        if look.what == "machine":
            return bool(np.isfinite(view(farm.plant, look.name, look.place)))
        return look.what in ("mode", "dialer") or np.isfinite(
            true_value(farm.plant, look.place, look.name)
        )
    except (KeyError, ValueError):
        return False
