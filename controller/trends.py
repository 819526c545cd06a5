"""How fast slow water changes: pH, temperature, ammonia, each from two lags of its readings.

It refuses to know what is too fast (`water_conditions`) and what is done about it. Only Good
readings count; after a gap, or a jump that no water makes, a trend begins anew.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from controller.layout import Layout, SystemTags
from farm.snapshot import Snapshot
from farm.tag import TagName

EVERY_MS = 10_000
"""A trend takes the next reading no sooner: what it follows needs minutes to move, ms."""
GAP_MS = 300_000
"""After a gap this long it begins anew: the instrument may have been exchanged meanwhile, ms."""
CO2_LEAST_MG_L = 0.5
"""Below this a carbon dioxide probe shows its own zero, mg/L."""


class Pace(NamedTuple):
    """Lags of a trend; it speaks once `ready_s` of readings are in.

    A step from one reading to the next of more than `jump_limit` is no water: a probe was lifted or
    exchanged.
    """

    fast_s: float
    slow_s: float
    ready_s: float
    jump_limit: float


PH = Pace(120.0, 3600.0, 600.0, 0.5)
"""Noise of 0.005 leaves 0.01 pH/h after ten minutes, a thousandth later."""
WARMTH = Pace(60.0, 600.0, 600.0, 1.0)
"""A thermometer that shows tenths makes 0.5 °C/h at most of a tenth."""
SLOW = Pace(300.0, 1800.0, 1200.0, 1.0)
"""What limits look ahead on: ammonia, and whatever else moves over hours."""


class Trend(NamedTuple):
    """Two lags of a value, the last reading and since how long it is followed."""

    at_ms: int
    last_value: float
    fast: float
    slow: float
    age_s: float = 0.0

    def per_h(self, pace: Pace, at_ms: int) -> float | None:
        """Change an hour; None while too young or interrupted. Exact on a ramp at any age."""
        if self.age_s < pace.ready_s or at_ms - self.at_ms > GAP_MS:
            return None
        part = [lag * -math.expm1(-self.age_s / lag) for lag in (pace.slow_s, pace.fast_s)]
        return 3600.0 * (self.fast - self.slow) / (part[0] - part[1])


Trends = Mapping[str, Trend]


def stepped(before: Trend | None, value: float, at_ms: int, pace: Pace) -> Trend:
    """With the next reading."""
    if before is None or not 0 <= at_ms - before.at_ms <= GAP_MS:
        return Trend(at_ms, value, value, value)
    if abs(value - before.last_value) > pace.jump_limit:
        return Trend(at_ms, value, value, value)
    gap_s = (at_ms - before.at_ms) / 1000.0
    fast = before.fast + (value - before.fast) * -math.expm1(-gap_s / pace.fast_s)
    slow = before.slow + (value - before.slow) * -math.expm1(-gap_s / pace.slow_s)
    return Trend(at_ms, value, fast, slow, min(before.age_s + gap_s, 10.0 * pace.slow_s))


def followed(layout: Layout, snapshot: Snapshot, before: Trends) -> Trends:
    """Every trend of the farm, one tick on; the same object while none had its turn."""
    after: dict[str, Trend] = {}
    at_ms = snapshot.at_ms
    for system in layout.systems:
        for key, value, pace in _read(layout, system, snapshot, before):
            if value is not None:
                after[key] = stepped(before.get(key), value, at_ms, pace)
    return {**before, **after} if after else before


def of_warmth(system: SystemTags) -> str:
    """Key of a loop's temperature."""
    return f"{system.id}/warmth"


def of_base(system: SystemTags) -> str:
    """Key of pH at equal carbon dioxide: what moves it is alkalinity alone."""
    return f"{system.id}/base"


Row = tuple[str, float | None, Pace]


def _read(layout: Layout, system: SystemTags, snapshot: Snapshot, before: Trends) -> Iterator[Row]:
    """What is due of a system; a value that cannot be read now is None."""
    at_ms = snapshot.at_ms

    def due(key: str) -> bool:
        held = before.get(key)
        return held is None or not 0 <= at_ms - held.at_ms < EVERY_MS

    if system.ph in layout.known and due(system.ph):
        yield system.ph, snapshot.read(system.ph), PH
    if system.co2_probe in layout.known and due(of_base(system)):
        yield of_base(system), _base(system, snapshot), PH
    if due(of_warmth(system)):
        yield of_warmth(system), _warmth(system, snapshot), WARMTH
    for name in layout.looked_ahead.get(system.id, ()):
        if due(name):
            yield name, snapshot.read(name), SLOW


def _base(system: SystemTags, snapshot: Snapshot) -> float | None:
    ph, co2_mg_l = snapshot.read(system.ph), snapshot.read(system.co2_probe)
    if ph is None or co2_mg_l is None or co2_mg_l < CO2_LEAST_MG_L:
        return None
    return ph + math.log10(co2_mg_l)


def _warmth(system: SystemTags, snapshot: Snapshot) -> float | None:
    """Middle of the tanks' thermometers: one that fails moves it by next to nothing."""
    read = (snapshot.read(tank.temperature) for tank in system.tanks)
    ordered = sorted(value for value in read if value is not None)
    return ordered[len(ordered) // 2] if ordered else None


def as_json(trends: Trends) -> dict[str, list[Any]]:
    """Plain values."""
    return {key: list(trend) for key, trend in trends.items()}


def of_json(rows: Mapping[str, Any]) -> dict[str, Trend]:
    """From plain values."""
    return {key: Trend(*row) for key, row in rows.items()}


def per_h(trends: Trends, key: str | TagName, pace: Pace, at_ms: int) -> float | None:
    """How fast one of them changes now; None while nobody can tell."""
    held = trends.get(key)
    return None if held is None else held.per_h(pace, at_ms)
