"""A scenario that was run with real processes, judged by the same expectations as a simulated run.

It knows what such a run leaves behind: the simulator's truths and contacts, the files of the
controller. It refuses to know processes (ras.scenario_hil). What only a simulated run can see is
not judged and left out of the verdict.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from controller.store import PlainStore
from drivers.profiles import load_profiles
from farm.alarm import Alarm, AlarmState
from farm.profile import Profile
from farm.site import Site
from hil_sim.contacts import Change
from models.floats import FloatArray
from trials.expect import Expected, Looks, Ran, found
from trials.expect.alarms import AlarmBy, AlarmsShown, NoAlarm
from trials.expect.general import OutputWithin, TagBad, TagGood
from trials.expect.looks import Look
from trials.expect.oxygen import OxygenHeld, OxygenWithin
from trials.expect.people import Asserted, LinesShown, SirenHeard
from trials.expect.software import Back, NoStep
from trials.expect.stations import OthersKeepPace, StationBad
from trials.finding import Finding
from trials.judge import Held, judge
from trials.life import Life
from trials.readings import Readings
from trials.scenarios import Scenario
from trials.whole_farm import Trial
from trials.witness import Shown, Witness
from trials.writes import forbidden

CHOSEN = (
    "F-14", "F-16", "F-17", "F-21", "F-25", "F-28", "F-50", "F-61", "F-67", "F-69",
)  # fmt: skip
"""Ten rows whose verdict must be the same with real processes and wires."""
JUDGED: tuple[type[Expected], ...] = (
    StationBad, OthersKeepPace, OxygenWithin, OxygenHeld, AlarmsShown, AlarmBy, NoAlarm, TagBad,
    TagGood, OutputWithin, Asserted, LinesShown, SirenHeard, Back, NoStep,
)  # fmt: skip
"""Expectations that a run with real processes leaves enough behind for."""
OF_THE_MACHINE = frozenset(
    {"reply_slow", "line_slow", "polls_late", "line_overloaded", "tick_late"}
)
"""Alarms that a busy machine earns itself at ten times the speed, where 30 ms are 0.3 s."""
ROOM_MS = 1500
"""Wall jitter at ten times the speed, ms of the run's clock, on either side of a reading."""


LATE_MOST_S = 1.0
"""An order given later than this makes a run that cannot be judged, seconds of the run's clock."""


@dataclass(slots=True)
class Recorded:
    """What was seen from outside, once a second of the run, and what the files said at the end."""

    site: Site
    zero_ms: int
    """UTC ms of second 0."""
    ended_ms: int = 0
    """Until when the simulator's record goes, UTC ms; nothing later can be compared."""
    late_s: float = 0.0
    """The latest order, after its time in the scenario."""
    at_s: list[float] = field(default_factory=list)
    truths: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    writes: list[tuple[int, str, bytes]] = field(default_factory=list)
    alarms: list[tuple[int, Alarm, str]] = field(default_factory=list)
    lives: list[Life] = field(default_factory=list)
    readings: Readings | None = None
    held: Held | None = None

    def ms_at(self, at_s: float) -> int:
        """UTC ms of a second of the run."""
        return self.zero_ms + round(1000 * at_s)


def judged(scenario: Scenario, recorded: Recorded, speed: float) -> tuple[Finding, ...]:
    """Values, writes and every expectation that can be judged.

    How long a process takes to start is not scaled with the clock: judged at speed 1 only.
    """
    ran = _ran(recorded)
    findings = [_pace(recorded), _values(recorded), _writes(recorded, load_profiles())]
    findings += [found(ran, row) for row in scenario.expect if _can(row, speed)]
    return tuple(findings)


def _can(row: Expected, speed: float) -> bool:
    return isinstance(row, JUDGED) and (speed == 1.0 or not isinstance(row, Back))


def _pace(recorded: Recorded) -> Finding:
    said = f"orders at most {recorded.late_s:.1f} s late"
    is_in_time = recorded.late_s <= LATE_MOST_S
    return Finding("pace", is_in_time, said + ("" if is_in_time else ": this machine is too busy"))


def _values(recorded: Recorded) -> Finding:
    assert recorded.readings is not None and recorded.held is not None
    seen = judge(recorded.readings, recorded.held, 1500 + ROOM_MS, 100 + ROOM_MS)
    said = f"{seen.wrong} wrong values of {seen.checked} Good readings"
    for row in seen.first_wrong[:3]:
        at_s = (row.at_ms - recorded.zero_ms) / 1000
        said += f"; {row.tag} {row.value:g} at {at_s:.1f} s, held {row.held[:4]}"
    return Finding("I1", seen.ok, said)


def _writes(recorded: Recorded, profiles: dict[str, Profile]) -> Finding:
    count, told = forbidden(recorded.site, profiles, recorded.writes)
    said = f"{len(told)} forbidden of {count} writes" + "".join(f"; {row}" for row in told[:2])
    return Finding("I2", not told and count > 0, said)


def _ran(recorded: Recorded) -> Ran:
    first = recorded.truths[0]["tanks"]
    tanks = tuple(first)
    biomass = np.array([float(first[tank]["biomass_kg"]) for tank in tanks])
    plant = SimpleNamespace(
        fish=SimpleNamespace(biomass_kg=biomass), layout=SimpleNamespace(tank_ids=tanks)
    )
    farm = SimpleNamespace(
        site=recorded.site,
        plant=plant,
        utc_ms_at=recorded.ms_at,
        now_s=recorded.at_s[-1],
        contacts=SimpleNamespace(log=[Change(**row) for row in recorded.contacts]),
    )
    store = PlainStore("")
    store.alarms.extend(recorded.alarms)
    readings = recorded.readings
    trial = SimpleNamespace(
        farm=farm,
        store=store,
        trace=SimpleNamespace(readings=lambda: readings),
        box=SimpleNamespace(lives=recorded.lives),
    )
    return Ran(cast(Trial, trial), _seen(recorded, tanks), _Contacts(recorded))


def _seen(recorded: Recorded, tanks: tuple[str, ...]) -> Witness:
    seen = Witness()
    seen.at_s = recorded.at_s
    seen.oxygen_mg_l = [
        np.array([float(truth["tanks"][tank]["oxygen_mg_l"]) for tank in tanks])
        for truth in recorded.truths
    ]
    seen.siren = [bool(truth["siren_sounds"]) for truth in recorded.truths]
    seen.shown, seen.shown_most = _shown(recorded)
    return seen


def _shown(recorded: Recorded) -> tuple[list[Shown], int]:
    """Alarms shown by themselves, and the most at once, as the store kept them."""
    shown: list[Shown] = []
    standing: dict[str, Shown] = {}
    most = 0
    for at_ms, alarm, _ in recorded.alarms:
        at_s = (at_ms - recorded.zero_ms) / 1000.0
        if alarm.kind in OF_THE_MACHINE:
            continue
        live = alarm.state not in (AlarmState.NORMAL, AlarmState.RETURNED_UNACKNOWLEDGED)
        if live and not alarm.inside and alarm.id not in standing:
            standing[alarm.id] = Shown(alarm.id, at_s, recorded.at_s[-1])
            shown.append(standing[alarm.id])
        elif alarm.id in standing and (not live or alarm.inside):
            standing.pop(alarm.id).to_s = at_s
        most = max(most, len(standing))
    return shown, most


class _Contacts(Looks):
    """Looks at outputs in the truths that were asked for; a real run offers no others."""

    def __init__(self, recorded: Recorded) -> None:
        super().__init__(())
        self._recorded = recorded

    def between(self, look: Look, from_s: float, to_s: float) -> FloatArray:
        rows = zip(self._recorded.at_s, self._recorded.truths, strict=True)
        return np.array(
            [float(row["outputs"][look.name]) for at_s, row in rows if from_s <= at_s <= to_s]
        )
