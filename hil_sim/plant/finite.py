"""Whether the plant's state is still made of numbers; the last good one, kept for whoever mends it.

It refuses to repair anything: a run whose water is no number any more has nothing left to say.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from hil_sim.plant.plant import Plant
from models.floats import FloatArray
from models.tank import STATE_NAMES

EVERY_S = 60.0
"""Simulated seconds between two looks; a look takes 0.1 ms for 72 tanks, a step some 2 ms."""
FOLDER = Path("var/not-finite")

State = dict[str, FloatArray]


class NotFinite(Exception):
    """The run stops. `where`: state and places that are no number; `file`: last good state."""

    def __init__(self, seed: int, at_s: float, good_s: float, where: list[str], file: str) -> None:
        """Seconds since the start of the run."""
        self.seed, self.at_s, self.good_s, self.where, self.file = seed, at_s, good_s, where, file
        super().__init__(
            f"seed {seed}: at second {at_s:.0f} {', '.join(where[:5])} "
            f"{'is' if len(where) == 1 else 'are'} no finite number; "
            f"the last good state, of second {good_s:.0f}, is in {file}"
        )


def state_of(plant: Plant) -> State:
    """Everything the next step is made from, by name."""
    found: State = {}
    for part, water in (("tanks", plant.water.tanks), ("sumps", plant.water.sumps)):
        for name in STATE_NAMES:
            found[f"{part}.{name}"] = np.atleast_1d(np.asarray(getattr(water, name), dtype=float))
    found["circulation.flow_m3_h"] = plant.circulation.flow_m3_h
    found["circulation.stock_m3"] = plant.circulation.stock_m3
    found["drives.actual_hz"] = plant.drives.actual_hz.ravel()
    found["supply.valve_percent"] = plant.supply.valve_percent
    found["fish.biomass_kg"] = plant.fish.biomass_kg
    return found


@dataclass(slots=True)
class Finite:
    """Looks once a simulated minute."""

    plant: Plant
    seed: int
    start_s: float
    folder: Path = FOLDER
    _due_s: float = field(init=False)
    _good_s: float = field(init=False)
    _good: State = field(init=False)

    def __post_init__(self) -> None:
        """What it starts from counts as good only if it is."""
        self._due_s, self._good_s, self._good = self.start_s, self.start_s, {}

    def look(self, at_s: float) -> None:
        """Look, when a minute is over; NotFinite stops the run."""
        if at_s < self._due_s:
            return
        self._due_s = at_s + EVERY_S
        now = state_of(self.plant)
        if np.isfinite(np.concatenate(list(now.values()))).all():
            self._good_s = at_s
            self._good = {name: values.copy() for name, values in now.items()}
            return
        where = [name for name, values in now.items() if not np.isfinite(values).all()]
        since_s = at_s - self.start_s
        raise NotFinite(
            self.seed, since_s, self._good_s - self.start_s, where, self._saved(since_s)
        )

    def look_now(self, at_s: float) -> None:
        """Look whether or not a minute is over: something else has just gone wrong."""
        self._due_s = at_s
        self.look(at_s)

    def _saved(self, since_s: float) -> str:
        file = self.folder / f"seed-{self.seed}-second-{since_s:.0f}.json"
        body = {
            "seed": self.seed,
            "second": self._good_s - self.start_s,
            "state": {name: values.tolist() for name, values in self._good.items()},
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            return f"no file ({error.strerror})"
        return str(file)
