"""Counts what production and money are made of: energy, oxygen, water, feed, stable weights.

It refuses to know where facts are kept; a fact without an identity is a draft until the tick
numbers it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from farm.fact import FactKind
from farm.snapshot import Snapshot
from farm.tag import TagName

HOUR_MS = 3_600_000
DOSE_MS = 600_000
"""What a feeder gave within ten minutes is one dose: facts stay few, a power cut loses little."""
LEAST_WEIGHT_KG = 0.1
WEIGHTS_HELD = 200
"""Weights kept while the date is doubted."""
FEEDER_HOLD_MS = 10_000
"""A feeder last seen on, still commanded on and now unread counts this long on, not longer, ms."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact without its identity (boot, seq)."""

    kind: FactKind
    place: str
    amount: int
    from_ms: int
    to_ms: int
    source: str
    held: bool = False
    """Told later than it was weighed: the frame that stands now is not the one behind it."""


@dataclass(frozen=True, slots=True)
class CounterPlan:
    """A counter whose hourly differences are facts; `units_factor`: whole units in one of it."""

    kind: FactKind
    place: str
    tag: TagName
    units_factor: float


@dataclass(frozen=True, slots=True)
class FlowPlan:
    """Oxygen let into one place: opening in % (or 0/1 with `full_value` = 1) of `full_g_h`."""

    place: str
    tag: TagName
    full_value: float
    full_g_h: float


@dataclass(frozen=True, slots=True)
class FeederPlan:
    """One feeder."""

    place: str
    tag: TagName
    g_s: float


@dataclass(frozen=True, slots=True)
class FactsPlan:
    """Everything that is counted on a farm."""

    counters: tuple[CounterPlan, ...]
    flows: tuple[FlowPlan, ...]
    feeders: tuple[FeederPlan, ...]
    scale: TagName | None
    stable: TagName | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Memory: what is counted and not yet told; keys are tags, values (amount, since ms)."""

    counted: Mapping[str, tuple[float, int]]
    hour: int = 0
    weighed: bool = False
    fed: Mapping[str, int] = field(default_factory=dict)
    """UTC ms at which a feeder was last read Good and on; left out once it is read off."""
    weights: tuple[tuple[int, int], ...] = ()
    """Weights seen while the date is doubted: grams, UTC ms; the oldest go."""

    def moved(self, add_ms: int) -> "Tally":
        """What was weighed under a doubted date, put right by this many ms."""
        return replace(self, weights=tuple((g, at_ms + add_ms) for g, at_ms in self.weights))

    def as_json(self) -> dict[str, Any]:
        """Plain values for a checkpoint."""
        return {
            "counted": {k: list(v) for k, v in self.counted.items()},
            "hour": self.hour,
            "weighed": self.weighed,
            "fed": dict(self.fed),
            "weights": [list(row) for row in self.weights],
        }

    @classmethod
    def of_json(cls, text: Mapping[str, Any]) -> "Tally":
        """From a checkpoint."""
        counted = {k: (float(v[0]), int(v[1])) for k, v in text["counted"].items()}
        fed = {k: int(v) for k, v in text.get("fed", {}).items()}
        weights = tuple((int(g), int(at_ms)) for g, at_ms in text.get("weights", ()))
        return cls(counted, int(text["hour"]), bool(text["weighed"]), fed, weights)


def tallied(
    plan: FactsPlan,
    tally: Tally,
    snapshot: Snapshot,
    applied: Mapping[TagName, float],
    elapsed_s: float,
    *,
    dated: bool = True,
) -> tuple[Tally, list[Draft]]:
    """Count one tick on and tell what is due; what has no date is counted and not told.

    Valves by read-back, else command (oxygen is on the safe side of the bill); feeders by
    read-back only: feed that nobody saw fall is not booked.
    """
    counted = dict(tally.counted)
    for flow in plan.flows:
        opening = _stands(snapshot, applied, flow.tag)
        _add(
            counted,
            flow.tag,
            opening / flow.full_value * flow.full_g_h * elapsed_s / 3600,
            snapshot,
        )
    fed = _fed(plan, tally, snapshot, applied)
    for feeder in plan.feeders:
        if feeder.tag in fed:
            # After a hold-up the whole of it counts only where it was seen on before as well.
            seen_s = elapsed_s if feeder.tag in tally.fed else min(elapsed_s, FEEDER_HOLD_MS / 1000)
            _add(counted, feeder.tag, feeder.g_s * seen_s, snapshot)
    _baselines(plan, counted, snapshot)
    weighed, weights = _weight(plan, tally, snapshot)
    if not dated:
        held = (*tally.weights, *((draft.amount, draft.to_ms) for draft in weights))
        return Tally(counted, tally.hour, weighed, fed, held[-WEIGHTS_HELD:]), []
    drafts = list(_held_weights(plan, tally))
    drafts += _doses(plan, counted, snapshot.at_ms)
    hour = snapshot.at_ms // HOUR_MS
    if hour != tally.hour:
        drafts += _hourly(plan, counted, snapshot)
    return Tally(counted, hour, weighed, fed), drafts + weights


def _held_weights(plan: FactsPlan, tally: Tally) -> Iterator[Draft]:
    kind, scale = FactKind.WEIGHT_STABLE_G, plan.scale
    for grams, at_ms in tally.weights if scale is not None else ():
        yield Draft(kind, "farm", grams, at_ms, at_ms, scale or "", held=True)


def _stands(snapshot: Snapshot, applied: Mapping[TagName, float], name: TagName) -> float:
    seen = snapshot.read(name)
    return applied.get(name, 0.0) if seen is None else seen


def _fed(
    plan: FactsPlan, tally: Tally, snapshot: Snapshot, applied: Mapping[TagName, float]
) -> dict[str, int]:
    """Feeders that run: read on, or unread, commanded on and read on a moment ago."""
    fed: dict[str, int] = {}
    for feeder in plan.feeders:
        name, seen = feeder.tag, snapshot.read(feeder.tag)
        last_ms, commanded = tally.fed.get(name), applied.get(name, 0.0) > 0.5
        if seen is not None and seen > 0.5:
            fed[name] = snapshot.at_ms
        elif seen is None and commanded and last_ms is not None:
            held = 0 <= snapshot.at_ms - last_ms <= FEEDER_HOLD_MS
            fed |= {name: last_ms} if held else {}
    return fed


def _baselines(plan: FactsPlan, counted: dict[str, tuple[float, int]], snapshot: Snapshot) -> None:
    """A meter counts from its first reading on, not from the next full hour."""
    for counter in plan.counters:
        now = snapshot.read(counter.tag)
        if now is not None:
            counted.setdefault(counter.tag, (now, snapshot.at_ms))


def _add(
    counted: dict[str, tuple[float, int]], name: str, amount: float, snapshot: Snapshot
) -> None:
    held, since_ms = counted.get(name, (0.0, snapshot.at_ms))
    counted[name] = (held + amount, since_ms)


def _doses(plan: FactsPlan, counted: dict[str, tuple[float, int]], at_ms: int) -> Iterator[Draft]:
    for feeder in plan.feeders:
        held, since_ms = counted.get(feeder.tag, (0.0, at_ms))
        if at_ms - since_ms < DOSE_MS:
            continue
        yield from _whole(counted, FactKind.FEED_DOSED_G, feeder.place, feeder.tag, held, at_ms)
        counted.pop(feeder.tag, None)


def _hourly(
    plan: FactsPlan, counted: dict[str, tuple[float, int]], snapshot: Snapshot
) -> Iterator[Draft]:
    for flow in plan.flows:
        if flow.tag in counted:
            held = counted[flow.tag][0]
            yield from _whole(
                counted, FactKind.OXYGEN_USED_G, flow.place, flow.tag, held, snapshot.at_ms
            )
    for counter in plan.counters:
        yield from _counter(counter, counted, snapshot)


def _whole(
    counted: dict[str, tuple[float, int]],
    kind: FactKind,
    place: str,
    name: str,
    held_total: float,
    at_ms: int,
) -> Iterator[Draft]:
    """Tell the whole units; the rest stays counted."""
    amount, since_ms = int(held_total), counted[name][1]
    if amount > 0:
        yield Draft(kind, place, amount, since_ms, at_ms, name)
        counted[name] = (held_total - amount, at_ms)


def _counter(
    plan: CounterPlan, counted: dict[str, tuple[float, int]], snapshot: Snapshot
) -> Iterator[Draft]:
    """Difference since the last fact; a meter that ran backward starts anew and tells nothing."""
    now = snapshot.read(plan.tag)
    if now is None:
        return
    held, since_ms = counted.get(plan.tag, (now, snapshot.at_ms))
    amount = round((now - held) * plan.units_factor)
    if amount < 0:
        held, since_ms, amount = now, snapshot.at_ms, 0
    if amount > 0:
        yield Draft(plan.kind, plan.place, amount, since_ms, snapshot.at_ms, plan.tag)
        held, since_ms = held + amount / plan.units_factor, snapshot.at_ms
    counted[plan.tag] = (held, since_ms)


def fell_back(plan: FactsPlan, before: Tally, after: Tally) -> tuple[str, ...]:
    """Meters that began anew below what was told of them: the span between is in no fact."""
    if before.hour == after.hour:
        return ()
    held = ((c.tag, before.counted.get(c.tag), after.counted.get(c.tag)) for c in plan.counters)
    return tuple(name for name, old, new in held if old and new and new[0] < old[0])


def _weight(plan: FactsPlan, tally: Tally, snapshot: Snapshot) -> tuple[bool, list[Draft]]:
    """One fact each time the scale comes to rest with something on it."""
    if plan.scale is None or plan.stable is None:
        return False, []
    stable, kg = snapshot.read(plan.stable), snapshot.read(plan.scale)
    if stable is not None and stable <= 0.5:
        return False, []
    if stable is None or kg is None:
        # A scale unread for a moment, as at every start, still carries what was told.
        return tally.weighed, []
    if abs(kg) < LEAST_WEIGHT_KG:
        return False, []
    if tally.weighed:
        return True, []
    grams = round(kg * 1000)
    at_ms = snapshot.at_ms
    draft = Draft(FactKind.WEIGHT_STABLE_G, "farm", grams, at_ms, at_ms, plan.scale)
    return True, [draft]
