"""Water that goes wrong faster than it ever does by itself: pH that falls, a loop that warms.

It refuses to know limits a value has passed (`conditions`) and what follows from an alarm.
"""

from collections.abc import Iterator, Mapping

from controller.alarms import Condition, Life
from controller.layout import Layout, SystemTags
from controller.trends import PH, WARMTH, Trends, of_base, of_warmth, per_h
from farm.alarm import Priority
from farm.site import WaterControl

PH_FALLS, WARMS, COOLS = "ph_falls", "temperature_rises", "temperature_falls"
LASTS_S = 60.0
"""So long must it go on to be told: a reading or two are no trend, s."""
BACK_PART = 0.5
"""It is over below this part of the limit."""


def too_fast(
    layout: Layout, trends: Trends, lives: Mapping[str, Life], at_ms: int, unknown: set[str]
) -> Iterator[Condition]:
    """Every loop whose water moves too fast; what cannot be judged goes to `unknown`."""
    control = layout.site.control.water
    for system in layout.systems:
        yield from _acid(system, control, trends, lives, at_ms, unknown)
        yield from _warmth(system, control, trends, lives, at_ms, unknown)


def _acid(
    system: SystemTags, control: WaterControl, trends: Trends, lives: Mapping[str, Life],
    at_ms: int, unknown: set[str],
) -> Iterator[Condition]:  # fmt: skip
    """What carbon dioxide explains is a meal: with its probe only the rest of the fall counts."""
    own = per_h(trends, system.ph, PH, at_ms)
    if own is None:
        unknown.add(f"{PH_FALLS}@{system.id}")
        return
    base = per_h(trends, of_base(system), PH, at_ms)
    fall = -own if base is None else min(-own, -base)
    most = control.ph_fall_per_h if base is None else control.ph_fall_at_equal_co2_per_h
    row = Condition(PH_FALLS, system.id, Priority.P2, LASTS_S, round(fall, 2), most, "1/h")
    if fall > _most(row, most, lives):
        yield row


def _warmth(
    system: SystemTags, control: WaterControl, trends: Trends, lives: Mapping[str, Life],
    at_ms: int, unknown: set[str],
) -> Iterator[Condition]:  # fmt: skip
    rise = per_h(trends, of_warmth(system), WARMTH, at_ms)
    if rise is None:
        unknown.update((f"{WARMS}@{system.id}", f"{COOLS}@{system.id}"))
        return
    most = control.temperature_c_per_h
    kind, pace = (WARMS, rise) if rise > 0 else (COOLS, -rise)
    row = Condition(kind, system.id, Priority.P2, LASTS_S, round(pace, 1), most, "°C/h")
    if pace > _most(row, most, lives):
        yield row


def _most(row: Condition, most: float, lives: Mapping[str, Life]) -> float:
    life = lives.get(row.id)
    return most * BACK_PART if life is not None and life.is_live else most
