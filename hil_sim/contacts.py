"""Every output of the farm as its contact or current really is, and each change with its cause.

It refuses to know who wrote it: a write on the wire, a watchdog and a person look alike here.
"""

import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from farm.tag import FARM
from hil_sim.instruments import Panel
from hil_sim.plant.plant import FAN, PUMP_1, PUMP_2, Plant
from hil_sim.truths import places

KEPT = 20_000
"""Changes kept; older ones are counted only."""
HEARTBEAT_RELAY_S = 10.0
"""The time relay behind the heartbeat contact (safety reference 3.3); armed by the first beat."""
DRIVE_OF = {"pump_1": PUMP_1, "pump_2": PUMP_2, "fan": FAN}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one output, in its engineering unit; UTC milliseconds."""

    at_ms: int
    tag: str
    from_value: float
    to_value: float
    cause: str


class Contacts:
    """What each output tag is, applied to the plant the moment it changes."""

    def __init__(self, plant: Plant, panel: Panel, utc_ms_at: Callable[[float], int]) -> None:
        """Outputs stand as the plant stands."""
        self._plant, self._panel, self._utc_ms_at = plant, panel, utc_ms_at
        self.values: dict[str, float] = {}
        self.log: deque[Change] = deque(maxlen=KEPT)
        self.changes = 0
        self._changed_s: dict[str, float] = {}
        self._hand = ""
        self.on_change: Callable[[str, float, float], None] | None = None
        """Told of each change: tag, value, loop seconds."""

    def adopt(self, tag: str) -> float:
        """Take over the plant's present state of an output and show it."""
        value = self._found(tag)
        self.values[tag] = value
        self._panel.put(tag, value)
        return value

    def follow(self, at_s: float, cause: str) -> None:
        """Take up what drives did by themselves: one that trips is no longer told to run."""
        for tag in self.values:
            if tag.partition(".")[2] in DRIVE_OF:
                self.set(tag, self._found(tag), at_s, cause)

    @contextlib.contextmanager
    def moved_by(self, cause: str) -> Iterator[None]:
        """Whatever moves meanwhile is put down to this cause."""
        before, self._hand = self._hand, cause
        try:
            yield
        finally:
            self._hand = before

    def set(self, tag: str, value: float, at_s: float, cause: str) -> None:
        """Make an output this value."""
        cause = self._hand or cause
        before = self.values.get(tag, 0.0)
        if value == before:
            return
        self.values[tag] = value
        self._panel.put(tag, value)
        self._apply(tag, value)
        self.changes += 1
        self._changed_s[tag] = at_s
        self.log.append(Change(self._utc_ms_at(at_s), tag, before, value, cause))
        if self.on_change is not None:
            self.on_change(tag, value, at_s)

    def siren_sounds(self, at_s: float) -> bool:
        """Whether people hear it: switched on, or the heartbeat stood still for 10 s."""
        if self.values.get(f"{FARM}.siren", 0.0) > 0.5:
            return True
        return self.heartbeat_lost(at_s)

    def heartbeat_lost(self, at_s: float) -> bool:
        """Whether the time relay behind the heartbeat contact has dropped."""
        last_s = self._changed_s.get(f"{FARM}.heartbeat")
        return last_s is not None and at_s - last_s > HEARTBEAT_RELAY_S

    def as_rows(self, latest: int = KEPT) -> list[dict[str, Any]]:
        """The latest changes, oldest first."""
        rows = list(self.log)[-latest:] if latest > 0 else []
        return [asdict(row) for row in rows]

    def _where(self, tag: str) -> tuple[str, int]:
        place, _, quantity = tag.partition(".")
        return quantity, list(places(self._plant, quantity)).index(place)

    def _found(self, tag: str) -> float:
        quantity, at = self._where(tag)
        plant = self._plant
        if quantity in DRIVE_OF:
            return plant.drives.wanted(at, DRIVE_OF[quantity])
        found = {
            "oxygen_valve": plant.supply.valve_command,
            "emergency_valve": plant.supply.emergency_open,
            "feeder": plant.feeders.relay,
            "cone_valve": plant.supply.cone_command,
            "drum": plant.circulation.drum_on,
            "oxygen_isolation": plant.supply.isolated,
            "ozone": plant.ozone.command,
        }
        return float(found[quantity][at]) if quantity in found else 0.0

    def _apply(self, tag: str, value: float) -> None:
        quantity, at = self._where(tag)
        plant = self._plant
        if quantity == "oxygen_valve":
            plant.supply.valve_command[at] = float(np.clip(value, 0.0, 100.0))
        elif quantity == "cone_valve":
            plant.supply.cone_command[at] = float(np.clip(value, 0.0, 100.0))
        elif quantity == "emergency_valve":
            plant.supply.emergency_open[at] = value > 0.5
        elif quantity == "feeder":
            plant.feeders.relay[at] = value > 0.5
        elif quantity == "drum":
            plant.circulation.drum_on[at] = value > 0.5
        elif quantity == "oxygen_isolation":
            plant.supply.isolated[at] = value > 0.5
        elif quantity == "ozone":
            plant.ozone.command[at] = value
        elif quantity == "ozone_trip" and value > 0.5:
            plant.ozone.breaker_off[at] = True
        elif quantity == "feeder_trip" and value > 0.5:
            plant.feeders.breaker_off[at] = True
