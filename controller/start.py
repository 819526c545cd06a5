"""What memory a new run starts with: the last checkpoint if fresh, what the store holds, outputs.

It refuses to trust what it cannot read: a checkpoint then means fresh laws, a row of the store is
left out, both are said; a trip alone is never left out.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

from controller.alarms import Life
from controller.checkpoints import Minute
from controller.checks import Check, check_of, may_be_checked, still_kept
from controller.dosing import Dosed
from controller.facts import Tally
from controller.laws.law import Outcome
from controller.memory import Hand, Memory, hand_of, of_json
from controller.notes import life_of
from controller.plant import FarmPlan
from controller.reconcile import reconciled
from controller.store import Remembered
from controller.supervise import Log
from controller.trips import CAUSES, UNKNOWN, Trip
from controller.wishes import granted
from farm.command import Rank
from farm.link import TO_CONTROLLER, SetStock, SetTarget, Wish
from farm.tag import TagName, place_of
from farm.wish import CHECK_MAX_MIN

OF_PROGRAMS = frozenset(
    {"law_raised", "task_restarted", "message_test", "path_failing", "path_unproven"}
)
"""Alarms whose place is a part of the program, or a way to people."""
FRESH_MS = 900_000
"""A checkpoint older than this says nothing about water and fish now, ms."""


def first_memory(
    plan: FarmPlan,
    minute: Minute | None,
    remembered: Remembered,
    adopted: Mapping[TagName, float],
    at_ms: int,
    *,
    life_support: bool,
    log: Log,
    up_s: float = 0.0,
) -> Memory:
    """Memory before the first tick, `up_s` after the start. Never raises for anything remembered.

    In LIFE_SUPPORT only trips, people's hands and what feeders threw are taken over: what felled
    the controller three times may be any of the rest. Feed, and since when water stands, count from
    a checkpoint of any age.
    """
    memory = Memory(plan.laws) if life_support else _recalled(plan, minute, at_ms, log)
    memory = replace(
        memory,
        mode="life_support" if life_support else "normal",
        applied=dict(adopted),
        dosed=_dosed(minute, log),
        moved_ms=_moved(minute, log),
        hands=_hands(plan, remembered, at_ms, log),
        checks=_checks(plan, remembered, at_ms, log),
        trips={**_known(memory.trips), **_trips(plan, remembered, log)},
        up_s=up_s,
        raised={},
    )
    tally = _tally(plan, None if life_support else minute, remembered, at_ms, log)
    memory = replace(memory, tally=tally)
    if not life_support:
        lives = {**memory.lives, **_lives(remembered, log)}
        memory = replace(memory, lives=_of_this_site(plan, lives))
        memory = _wished(plan, memory, remembered, at_ms, log)
    outcomes = {name: Outcome(value, Rank.SAFE) for name, value in adopted.items()}
    return replace(memory, laws=tuple(law.told(outcomes) for law in memory.laws))


def _recalled(plan: FarmPlan, minute: Minute | None, at_ms: int, log: Log) -> Memory:
    if minute is None or not 0 <= at_ms - minute.ticks[-1] <= FRESH_MS:
        return Memory(plan.laws)
    try:
        memory = of_json(minute.memory, plan.laws)
        # Nobody has heard a probe yet: what all of them showed alike is seen anew in ten seconds.
        return replace(memory, slopes={}, probes=replace(memory.probes, same={}))
    except Exception as error:  # noqa: BLE001 - another version's words: the farm must be run
        log.warning("checkpoint_unreadable", error=repr(error))
        return Memory(plan.laws)


def _dosed(minute: Minute | None, log: Log) -> dict[TagName, Dosed]:
    """What feeders threw: a clock put back, or a stop of half an hour, must not clear a cap."""
    try:
        kept = {} if minute is None else minute.memory.get("dosed", {})
        return {TagName(name): Dosed.of_json(row) for name, row in kept.items()}
    except Exception as error:  # noqa: BLE001 - another version's words: the farm must be run
        log.warning("feed_caps_unreadable", error=repr(error))
        return {}


def _moved(minute: Minute | None, log: Log) -> dict[str, int]:
    """When water was last seen to move: what stilled it may have kept us away for long, too."""
    try:
        kept = {} if minute is None else minute.memory.get("moved_ms", {})
        return {str(system): int(at_ms) for system, at_ms in kept.items()}
    except Exception as error:  # noqa: BLE001 - another version's words: the farm must be run
        log.warning("still_water_unreadable", error=repr(error))
        return {}


def _tally(
    plan: FarmPlan, minute: Minute | None, remembered: Remembered, at_ms: int, log: Log
) -> Tally:
    """What is counted and not told, without what an earlier run told after its last checkpoint."""
    tally, as_of_ms = Tally({}), 0
    if minute is not None:
        try:
            # A line of an earlier version holds the tally of its start only.
            kept = minute.memory["tally"] if minute.tally is None else minute.tally
            tally = Tally.of_json(kept)
            as_of_ms = minute.before_ms if minute.tally is None else minute.ticks[-1]
        except Exception as error:  # noqa: BLE001 - another version's words: the farm must be run
            log.warning("counts_unreadable", error=repr(error))
    tally, lost = reconciled(plan.facts, tally, as_of_ms, remembered.facts, at_ms)
    if lost:
        log.warning("meter_span_lost", meters=lost)
    if remembered.clean_stop is False:
        log.warning("feed_and_oxygen_not_counted", from_ms=as_of_ms, to_ms=at_ms)
    return tally


def _known(trips: Mapping[str, Trip]) -> dict[str, Trip]:
    return {
        tank: trip if trip.cause in ("", *CAUSES) else replace(trip, cause=UNKNOWN)
        for tank, trip in trips.items()
    }


def _hands(plan: FarmPlan, remembered: Remembered, at_ms: int, log: Log) -> dict[TagName, Hand]:
    hands: dict[TagName, Hand] = {}
    for (scope, key), text in remembered.lasting.items():
        name = TagName(key.removeprefix("hand/"))
        if scope != "mode" or not key.startswith("hand/") or not text:
            continue
        try:
            hand = hand_of(json.loads(text))
            if not isfinite(hand.value):
                raise ValueError(hand.value)
        except Exception as error:  # noqa: BLE001 - one row must not keep the farm from running
            _left_out(log, key, error)
            continue
        if hand.until_ms > at_ms and name in plan.layout.rules:
            hands[name] = hand
    return hands


def _checks(plan: FarmPlan, remembered: Remembered, at_ms: int, log: Log) -> dict[TagName, Check]:
    """A probe in somebody's hand stays there whoever is restarted meanwhile."""
    checks: dict[TagName, Check] = {}
    for (scope, key), text in remembered.lasting.items():
        name = TagName(key.removeprefix("check/"))
        if scope != "mode" or not key.startswith("check/") or not text:
            continue
        try:
            if may_be_checked(plan.layout, name):
                checks[name] = check_of(json.loads(text))
        except Exception as error:  # noqa: BLE001 - one row must not keep the farm from running
            _left_out(log, key, error)
    # A clock put back must not keep an instrument out for longer than anybody may ask.
    latest_ms = at_ms + round(60_000 * CHECK_MAX_MIN)
    bounded = {n: one._replace(until_ms=min(one.until_ms, latest_ms)) for n, one in checks.items()}
    return dict(still_kept(bounded, at_ms))


def _trips(plan: FarmPlan, remembered: Remembered, log: Log) -> dict[str, Trip]:
    """Only the word `reset` means not tripped: an unknown cause stays tripped."""
    trips: dict[str, Trip] = {}
    for (scope, key), cause in remembered.lasting.items():
        tank = key.removeprefix("emergency/")
        if scope != "trip" or tank not in plan.layout.places:
            continue
        if cause != "reset" and cause not in CAUSES:
            log.warning("trip_cause_unknown", tank=tank, cause=cause)
            cause = UNKNOWN
        trips[tank] = Trip() if cause == "reset" else Trip(cause)
    return trips


def _lives(remembered: Remembered, log: Log) -> dict[str, Life]:
    for key in remembered.unreadable:
        log.warning("remembered_row_left_out", key=key)
    lives: dict[str, Life] = {}
    for alarm in remembered.alarms:
        try:
            lives[alarm.id] = life_of(alarm)
        except Exception as error:  # noqa: BLE001 - one row must not keep the farm from running
            _left_out(log, str(getattr(alarm, "id", "alarm")), error)
    return lives


def _of_this_site(plan: FarmPlan, lives: Mapping[str, Life]) -> dict[str, Life]:
    """Without alarms of tanks, systems, lines and devices the site no longer has."""
    layout = plan.layout
    here = set(layout.places)
    for station in layout.stations:
        here |= {station.device, station.bus}
    return {
        key: life
        for key, life in lives.items()
        if life.condition.kind in OF_PROGRAMS or place_of(life.condition.place) in here
    }


def _wished(plan: FarmPlan, memory: Memory, remembered: Remembered, at_ms: int, log: Log) -> Memory:
    """Memory after the targets and stock whose lease still runs, in the order they were made."""
    found: list[tuple[str, Wish]] = []
    for (scope, key), text in remembered.lasting.items():
        if scope != "mode" or not key.startswith("wish/") or not text:
            continue
        try:
            wish = TO_CONTROLLER.validate_json(text)
        except Exception as error:  # noqa: BLE001 - one row must not keep the farm from running
            _left_out(log, key, error)
            continue
        if isinstance(wish, Wish) and isinstance(wish.what, SetStock | SetTarget):
            left_s = wish.what.lease_s - (at_ms - wish.made_ms) / 1000
            if left_s > 0:
                found.append((key, wish))
    for key, wish in sorted(found, key=lambda row: row[1].made_ms):
        try:
            memory = granted(wish, plan, memory, wish.made_ms)
        except Exception as error:  # noqa: BLE001 - one row must not keep the farm from running
            _left_out(log, key, error)
    return memory


def _left_out(log: Log, key: str, error: Exception) -> None:
    said: dict[str, Any] = {"key": key, "error": repr(error)[:500]}
    log.warning("remembered_row_left_out", **said)


def lasting_key(wish: Wish) -> str | None:
    """Key under which a wish is kept because its effect outlives a run, or None."""
    match wish.what:
        case SetStock():
            return "wish/stock"
        case SetTarget(place=place, target=target):
            return f"wish/target/{place}/{target}"
        case _:
            return None
