"""What memory a new run starts with: the last checkpoint if fresh, what the store holds, outputs.

It refuses to trust a checkpoint it cannot read: then it starts with fresh laws and says so.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from controller.checkpoints import Minute
from controller.laws.law import Outcome
from controller.memory import Hand, Memory, hand_of, of_json
from controller.notes import life_of
from controller.plant import FarmPlan
from controller.store import Remembered
from controller.supervise import Log
from controller.trips import CAUSES, Trip
from controller.wishes import granted
from farm.command import Rank
from farm.link import TO_CONTROLLER, SetStock, SetTarget, Wish
from farm.tag import TagName

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
) -> Memory:
    """Memory before the first tick. In LIFE_SUPPORT no law memory is taken over."""
    memory = _recalled(plan, None if life_support else minute, at_ms, log)
    memory = replace(
        memory,
        mode="life_support" if life_support else "normal",
        applied=dict(adopted),
        hands=_hands(plan, remembered, at_ms),
        trips={**memory.trips, **_trips(plan, remembered)},
        lives={**memory.lives, **{alarm.id: life_of(alarm) for alarm in remembered.alarms}},
        up_s=0.0,
        raised={},
    )
    for wish in _wishes(remembered, at_ms):
        memory = granted(wish, plan, memory, wish.made_ms)
    outcomes = {name: Outcome(value, Rank.SAFE) for name, value in adopted.items()}
    return replace(memory, laws=tuple(law.told(outcomes) for law in memory.laws))


def _recalled(plan: FarmPlan, minute: Minute | None, at_ms: int, log: Log) -> Memory:
    fresh = Memory(plan.laws)
    if minute is None:
        return fresh
    try:
        memory = of_json(minute.memory, plan.laws)
    except (KeyError, TypeError, ValueError) as error:
        log.warning("checkpoint_unreadable", error=repr(error))
        return fresh
    if not 0 <= at_ms - minute.ticks[-1] <= FRESH_MS:
        return replace(fresh, tally=memory.tally)
    return replace(memory, slopes={})


def _hands(plan: FarmPlan, remembered: Remembered, at_ms: int) -> dict[TagName, Hand]:
    hands: dict[TagName, Hand] = {}
    for (scope, key), text in remembered.lasting.items():
        name = TagName(key.removeprefix("hand/"))
        if scope == "mode" and key.startswith("hand/") and text and name in plan.layout.rules:
            hand = hand_of(json.loads(text))
            if hand.until_ms > at_ms:
                hands[name] = hand
    return hands


def _trips(plan: FarmPlan, remembered: Remembered) -> dict[str, Trip]:
    trips: dict[str, Trip] = {}
    for (scope, key), cause in remembered.lasting.items():
        tank = key.removeprefix("emergency/")
        if scope == "trip" and tank in plan.layout.places:
            trips[tank] = Trip(cause) if cause in CAUSES else Trip()
    return trips


def _wishes(remembered: Remembered, at_ms: int) -> list[Wish]:
    """Targets and stock whose lease still runs, as the wishes that brought them."""
    found: list[Wish] = []
    for (scope, key), text in remembered.lasting.items():
        if scope != "mode" or not key.startswith("wish/") or not text:
            continue
        wish = TO_CONTROLLER.validate_json(text)
        if isinstance(wish, Wish) and isinstance(wish.what, SetStock | SetTarget):
            left_s = wish.what.lease_s - (at_ms - wish.made_ms) / 1000
            if left_s > 0:
                found.append(wish)
    return sorted(found, key=lambda wish: wish.made_ms)


def lasting_key(wish: Wish) -> str | None:
    """Key under which a wish is kept because its effect outlives a run, or None."""
    match wish.what:
        case SetStock():
            return "wish/stock"
        case SetTarget(place=place, target=target):
            return f"wish/target/{place}/{target}"
        case _:
            return None
