"""Looks once a simulated second at the true plant and the standing alarms, and remembers the worst.

It refuses to say what is allowed; `invariants` and `trials.expect` do.
"""

import asyncio
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from farm.alarm import AlarmState
from farm.site import mapping
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.wire_faults import WireFaults
from models.floats import FloatArray
from trials.whole_farm import Trial

Flags = NDArray[np.bool_]
TRUE_MARGIN_MG_L = 0.3
"""Probes lag and are biased: true oxygen this far below the limit leaves no excuse."""
HEALTHY = WireFaults()
LATE_ALARM_S = 2.0
"""A condition past its delay must be announced within this (I5)."""


@dataclass(slots=True)
class Longest:
    """For each place, how long something has been so, and how long it ever was, s."""

    now_s: FloatArray
    ever_s: FloatArray

    @classmethod
    def of(cls, places: int) -> "Longest":
        """Never so far."""
        return cls(np.zeros(places), np.zeros(places))

    def step(self, so: Flags) -> None:
        """One more second of it, or an end to it."""
        self.now_s = np.where(so, self.now_s + 1.0, 0.0)
        self.ever_s = np.maximum(self.ever_s, self.now_s)


@dataclass(slots=True)
class Shown:
    """An alarm shown by itself (inside no other) from `from_s` to `to_s`, loop seconds."""

    id: str
    from_s: float
    to_s: float


class Witness:
    """Call it as the watch of `trials.whole_farm.try_farm`."""

    def __init__(self) -> None:
        """Nothing seen yet."""
        self.at_s: list[float] = []
        self.oxygen_mg_l: list[FloatArray] = []
        """True oxygen of every tank, a row a second."""
        self.low_and_shut: Longest | None = None
        self.seen_low_and_shut: Longest | None = None
        self.fed_in_emergency: Longest | None = None
        self.late_alarms: set[str] = set()
        self.shown: list[Shown] = []
        self.shown_most = 0
        self.tasks_first = self.tasks_most = 0
        self.mode = ""
        self.siren: list[bool] = []
        """Whether people hear it, a row a second."""
        self._probes: list[tuple[tuple[int, str], ...]] = []

    def __call__(self, trial: Trial, at_s: float) -> None:
        """One second later."""
        farm = trial.farm
        if not self.at_s:
            self._begin(farm)
        self.at_s.append(at_s)
        true = np.array(farm.plant.water.tanks.oxygen_mg_l)
        self.oxygen_mg_l.append(true)
        self.siren.append(farm.contacts.siren_sounds(at_s))
        self._valves(farm, true)
        self._alarms(trial, at_s)
        tasks = len(asyncio.all_tasks())
        self.tasks_first = self.tasks_first or tasks
        self.tasks_most = max(self.tasks_most, tasks)

    def _begin(self, farm: SimulatedFarm) -> None:
        tanks = farm.plant.layout.tank_ids
        self.low_and_shut, self.seen_low_and_shut = Longest.of(len(tanks)), Longest.of(len(tanks))
        self.fed_in_emergency = Longest.of(len(tanks))
        of_tag = {
            mapping(entry).tag: device.id
            for device in farm.site.devices
            if device.enabled
            for entry in device.points.values()
        }
        self._probes = [
            tuple(
                (farm.panel.slot[tag], of_tag[tag])
                for tag in (f"{tank}.do_a", f"{tank}.do_b")
                if tag in of_tag
            )
            for tank in tanks
        ]

    def _valves(self, farm: SimulatedFarm, true_mg_l: FloatArray) -> None:
        assert self.low_and_shut and self.seen_low_and_shut and self.fed_in_emergency
        limit = farm.site.control.oxygen.emergency_open_mg_l
        supply = farm.plant.supply
        stocked = farm.plant.fish.biomass_kg > 0.0
        shut = ~supply.emergency_open & stocked
        self.low_and_shut.step(shut & (true_mg_l < limit - TRUE_MARGIN_MG_L))
        self.seen_low_and_shut.step(shut & self._all_probes_below(farm, limit))
        self.fed_in_emergency.step(supply.emergency_open & farm.plant.feeders.relay)

    def _all_probes_below(self, farm: SimulatedFarm, limit_mg_l: float) -> Flags:
        """Tanks with two healthy probes that both show less than the limit."""
        panel = farm.panel
        return np.array(
            [
                len(probes) == 2
                and all(
                    panel.shown[slot] < limit_mg_l
                    and slot not in panel.held
                    and farm.faults[device] == HEALTHY
                    for slot, device in probes
                )
                for probes in self._probes
            ]
        )

    def _alarms(self, trial: Trial, at_s: float) -> None:
        cycle = trial.run.cycle
        if cycle is None:
            self.mode = ""
            return
        alone: set[str] = set()
        for key, life in cycle.memory.lives.items():
            overdue_s = life.true_s - life.condition.delay_s
            if life.state is AlarmState.NORMAL and overdue_s > LATE_ALARM_S:
                self.late_alarms.add(key)
            if life.is_live and not life.inside:
                alone.add(key)
        self.shown_most = max(self.shown_most, len(alone))
        for shown in self.shown:
            if shown.id in alone and shown.to_s >= at_s - 1.5:
                shown.to_s = at_s
                alone.discard(shown.id)
        self.shown += [Shown(key, at_s, at_s) for key in sorted(alone)]
        self.mode = str(cycle.health()["mode"])
