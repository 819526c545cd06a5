"""What must hold in every run, whatever happened in it: I1 to I5, I9, I10 (safety reference 6.1).

It refuses to know the scenario, but for what its hardware makes impossible: see `Allowance`.
I6 to I8 concern what is kept, and are judged where the computer was ordered to suffer: its files
are real then. Elsewhere the tests of `records` hold them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from controller.alarms import ALARMS_MAX
from farm.alarm import AlarmState
from farm.profile import Profile
from trials.booked import booked_no_more
from trials.finding import Finding
from trials.judge import Held, judge
from trials.talked_over import talked_over
from trials.whole_farm import Trial
from trials.witness import Longest, Witness
from trials.writes import forbidden_writes, untraced_changes

OXYGEN_FLOOR_MG_L = 4.0
"""True oxygen in every single-fault scenario (I4)."""
PUMP_STILL_S = 20.0
"""Longest without a turning pump while a healthy one exists (I4)."""
OPEN_WITHIN_S = 10.0
"""Both probes below the limit: the emergency valve is open within this, s (two polls, a write)."""
TRULY_LOW_S = 150.0
"""True oxygen below the limit by the probes' error: lag, 60 s of one probe, a write, s."""
FEEDER_OFF_S = 5.0
"""A feeder under an open emergency valve stops within this, s."""
NORMAL_WITHIN_S = 120.0
"""After the last fault has ended the mode is normal again within this (I9)."""
LINES_MOST = 6
"""Lines of the alarm list by themselves, whatever goes wrong (2.2: one alarm not twenty; F-69)."""
TASKS_MORE = 16
"""Tasks may come and go with wishes and timeouts; more than this is a leak (I10)."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the hardware of a scenario does not allow to hold: a lower floor, a longer stop.

    `quiet_since_s`: seconds into the run when the last fault had ended; None: never.
    """

    oxygen_floor_mg_l: float = OXYGEN_FLOOR_MG_L
    pump_still_s: float = PUMP_STILL_S
    quiet_since_s: float | None = 0.0


def invariants(
    trial: Trial, profiles: Mapping[str, Profile], seen: Witness, allowance: Allowance
) -> list[Finding]:
    """Every invariant that a run without files can break."""
    return [
        _values(trial, profiles),
        _writes(trial, profiles),
        _interlocks(seen),
        _life_support(trial, allowance),
        _announced(trial, seen),
        *_lively(seen, allowance),
        _bounded(trial, seen),
        booked_no_more(trial),
        *_kept(trial),
    ]


def _values(trial: Trial, profiles: Mapping[str, Profile]) -> Finding:
    held = Held.of(trial.farm.held.arrays(trial.farm.utc_ms_at))
    judged = judge(trial.trace.readings(), held)
    said = f"{judged.wrong} wrong values of {judged.checked} Good readings"
    said += f"; {held.dropped} s of the record are gone" if held.dropped else ""
    if judged.first_wrong:
        one = judged.first_wrong[0]
        said += f"; first: {one.tag} = {one.value:g} at {one.at_ms}, held {one.held[:4]}"
    over = talked_over(trial.trace, trial.farm.site, profiles)
    said += (
        f"; {len(over)} questions over an answer still to come, on {over[0].bus}" if over else ""
    )
    return Finding("I1", judged.ok and not held.dropped and not over, said)


def _writes(trial: Trial, profiles: Mapping[str, Profile]) -> Finding:
    writes, forbidden = forbidden_writes(trial, profiles)
    changes, untraced = untraced_changes(trial)
    said = f"{len(forbidden)} forbidden of {writes} writes, {len(untraced)} of {changes} changes"
    said += " without a command" + "".join(f"; {row}" for row in [*forbidden, *untraced][:2])
    return Finding("I2", not forbidden and not untraced, said)


def _interlocks(seen: Witness) -> Finding:
    low, shown = _worst(seen.low_and_shut), _worst(seen.seen_low_and_shut)
    fed = _worst(seen.fed_in_emergency)
    ok = low <= TRULY_LOW_S and shown <= OPEN_WITHIN_S and fed <= FEEDER_OFF_S
    said = f"emergency valve shut on low oxygen: {low:.0f} s truly, {shown:.0f} s on both probes"
    return Finding("I3", ok, f"{said}; fed beside it for {fed:.0f} s")


def _worst(longest: Longest | None) -> float:
    return float(longest.ever_s.max(initial=0.0)) if longest is not None else 0.0


def _life_support(trial: Trial, allowance: Allowance) -> Finding:
    accounts = trial.farm.plant.accounts
    stocked = trial.farm.plant.fish.biomass_kg > 0.0
    lowest = float(np.where(stocked, accounts.lowest_mg_l, np.inf).min())
    still_s = float(accounts.longest_still_s.max())
    ok = lowest >= allowance.oxygen_floor_mg_l and still_s <= allowance.pump_still_s
    said = (
        f"true oxygen at least {lowest:.2f} mg/L, a system without a turning pump {still_s:.0f} s"
    )
    return Finding("I4", ok, said)


def _announced(trial: Trial, seen: Witness) -> Finding:
    twice: list[str] = []
    standing: set[str] = set()
    raised = 0
    for index, (_, alarm, _) in enumerate(trial.store.alarms):
        standing -= trial.store.forgotten.get(index, frozenset())
        if alarm.state is AlarmState.UNACKNOWLEDGED:
            raised += 1
            if alarm.id in standing:
                twice.append(alarm.id)
            standing.add(alarm.id)
        elif alarm.state in (AlarmState.NORMAL, AlarmState.RETURNED_UNACKNOWLEDGED):
            standing.discard(alarm.id)
    late = sorted(seen.late_alarms)
    said = f"{raised} alarms raised, {len(late)} late, {len(twice)} announced twice"
    said += f", at most {seen.shown_most} lines by themselves"
    ok = not late and not twice and seen.shown_most <= LINES_MOST
    return Finding("I5", ok, said + "".join(f"; {x}" for x in late[:2]))


def _kept(trial: Trial) -> list[Finding]:
    """I6, I7, I8 on the files of the computer, and on a journal that took its facts in twice."""
    box, kept = trial.box, trial.box.left
    if box.disk is None:
        return []
    lost = box.store.facts_kept - kept.facts
    alarms = box.store.alarms_kept - kept.alarms
    unkept = [
        one.wish.what.act
        for one in trial.people.asked
        if one.result.accepted
        and one.result.text.en == "done"
        and kept.commands.get(one.wish.id) != "accepted"
    ]
    said = f"{len(lost)} of {len(box.store.facts_kept)} facts, {max(alarms, 0)} of "
    said += f"{box.store.alarms_kept} alarm rows, {len(unkept)} wishes lost that were told kept"
    said += f"; {kept.trouble}" if kept.trouble else ""
    once = kept.journal_events == len(kept.facts)
    booked = f"{kept.journal_events} events of {len(kept.facts)} facts taken in twice"
    wrong = kept.journal_wrong
    return [
        Finding("I6", not lost and alarms <= 0 and not unkept and not kept.trouble, said),
        Finding("I7", once, booked),
        Finding("I8", not wrong, f"{len(wrong)} breaks in the journal's chains"),
    ]


def _lively(seen: Witness, allowance: Allowance) -> list[Finding]:
    since_s = allowance.quiet_since_s
    if since_s is None or not seen.at_s or seen.at_s[-1] - since_s < NORMAL_WITHIN_S:
        return []
    return [Finding("I9", seen.mode == "normal", f"mode {seen.mode or 'unknown'} at the end")]


def _bounded(trial: Trial, seen: Witness) -> Finding:
    dropped = trial.run.board.dropped
    lives = len(trial.run.cycle.memory.lives) if trial.run.cycle else 0
    more = seen.tasks_most - seen.tasks_first
    ok = dropped == 0 and lives <= ALARMS_MAX and more <= TASKS_MORE
    said = f"{dropped} samples dropped, {lives} alarms kept, at most {seen.tasks_most} tasks"
    return Finding("I10", ok, said)
