"""What a scenario expects, read off the true plant, the wire and the readings of a run.

It refuses to know what the controller believed; only alarms are asked of it, for they are its own.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from farm.site import Device, mapping
from trials.finding import Finding
from trials.scenarios import (
    AlarmsShown,
    Expectation,
    OthersKeepPace,
    OxygenHeld,
    OxygenWithin,
    StationBad,
    Visited,
)
from trials.whole_farm import Trial
from trials.witness import Witness


@dataclass(frozen=True, slots=True)
class Ran:
    """A run that is over, and what was seen of it."""

    trial: Trial
    seen: Witness

    def ms(self, at_s: float) -> int:
        """UTC ms of a second of the run."""
        return self.trial.farm.utc_ms_at(at_s)

    def device(self, name: str) -> Device:
        """A device of the site."""
        return next(device for device in self.trial.farm.site.devices if device.id == name)


def found(ran: Ran, expected: Expectation) -> Finding:
    """Whether one expectation was met, with the figure."""
    match expected:
        case StationBad():
            return _station_bad(ran, expected)
        case OthersKeepPace():
            return _others(ran, expected)
        case Visited():
            return _visited(ran, expected)
        case OxygenWithin():
            return _within(ran, expected)
        case OxygenHeld():
            return _held(ran, expected)
        case AlarmsShown():
            return _alarms(ran, expected)


def _station_bad(ran: Ran, expected: StationBad) -> Finding:
    device = ran.device(expected.device)
    room_s = expected.polls * device.period_s
    from_ms, to_ms = ran.ms(expected.from_s + room_s), ran.ms(expected.to_s)
    back_ms = ran.ms(expected.to_s + expected.back_s)
    readings = ran.trial.trace.readings()
    good = late = 0
    for entry in device.points.values():
        mine = readings.of(mapping(entry).tag)
        good += int(mine.between(from_ms, to_ms).good.sum())
        good += len(mine.between(from_ms, to_ms).status) == 0
        late += not mine.between(to_ms, back_ms).good.any()
    said = f"{device.id}: {good} tags or readings not Bad {room_s:g} s after it fell silent"
    said += f", {late} tags not back {expected.back_s:g} s after"
    return Finding(expected.check, good == 0 and late == 0, said)


def _others(ran: Ran, expected: OthersKeepPace) -> Finding:
    silent = ran.device(expected.device)
    readings = ran.trial.trace.readings()
    span = ran.ms(expected.from_s), ran.ms(expected.to_s)
    worst, where, longest_s = 0.0, "", 0.0
    others = [
        device
        for device in ran.trial.farm.site.devices
        if device.enabled and device.bus == silent.bus and device.id != silent.id
    ]
    for device in others:
        tag = mapping(next(iter(device.points.values()))).tag
        mine = readings.of(tag).between(*span)
        gaps_s = np.diff(mine.at_ms[mine.good]) / 1000.0
        pace = float(gaps_s.mean()) / device.period_s if len(gaps_s) else float("inf")
        longest_s = max(longest_s, float(gaps_s.max(initial=0.0)))
        if pace > worst:
            worst, where = pace, device.id
    said = f"slowest of {len(others)} on {silent.bus}: {where}, {worst:.3f} of its period"
    said += f" (longest gap {longest_s:.2f} s)"
    return Finding(expected.check, bool(others) and worst <= expected.factor, said)


def _visited(ran: Ran, expected: Visited) -> Finding:
    device = ran.device(expected.device)
    asked_ms = np.array(ran.trial.trace.requests.to(device.bus, device.unit))
    within = asked_ms[(asked_ms >= ran.ms(expected.from_s)) & (asked_ms < ran.ms(expected.to_s))]
    gaps_s: NDArray[np.float64] = np.diff(within) / 1000.0
    if not len(gaps_s):
        return Finding(expected.check, False, f"{device.id} was not asked any more")
    low, high = float(gaps_s.min()), float(gaps_s.max())
    ok = expected.least_s <= low and high <= expected.most_s
    return Finding(expected.check, ok, f"{device.id} asked every {low:.2f} to {high:.2f} s")


def _within(ran: Ran, expected: OxygenWithin) -> Finding:
    rows = np.array(ran.seen.oxygen_mg_l)[:, ran.trial.farm.plant.fish.biomass_kg > 0.0]
    low, high = float(rows.min()), float(rows.max())
    said = f"true oxygen {low:.2f} to {high:.2f} mg/L in {rows.shape[1]} tanks"
    return Finding(expected.check, expected.low <= low and high <= expected.high, said)


def _held(ran: Ran, expected: OxygenHeld) -> Finding:
    at_s = np.array(ran.seen.at_s)
    rows = (at_s >= expected.from_s) & (at_s <= expected.to_s)
    column = ran.trial.farm.plant.layout.tank_ids.index(expected.tank)
    off = np.abs(np.array(ran.seen.oxygen_mg_l)[rows, column] - expected.at_mg_l)
    worst = float(off.max()) if len(off) else float("inf")
    said = f"{expected.tank}: true oxygen at most {worst:.2f} mg/L from {expected.at_mg_l:g}"
    return Finding(expected.check, worst <= expected.within_mg_l, said)


def _alarms(ran: Ran, expected: AlarmsShown) -> Finding:
    first = {shown.id: shown.from_s for shown in reversed(ran.seen.shown)}
    missing = [i for i in expected.ids if first.get(i, float("inf")) > expected.by_s]
    strange = sorted(set(first) - set(expected.ids))
    ok = not missing and not strange and ran.seen.shown_most <= expected.most
    said = f"at most {ran.seen.shown_most} shown at once: "
    said += ", ".join(f"{key} at {at_s:.0f} s" for key, at_s in first.items()) or "none"
    said += f"; missing {missing}" if missing else ""
    return Finding(expected.check, ok, said + (f"; not expected {strange}" if strange else ""))
