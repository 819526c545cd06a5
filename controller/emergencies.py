"""Emergency oxygen as alarms: of one tank, of many and of the farm for a cause outside them.

It refuses to know valves and when they open (`trips`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from controller.alarms import Condition
from controller.layout import Layout
from controller.trips import Trip
from farm.alarm import Priority
from farm.tag import FARM

LONG_MS = 900_000
"""Emergency oxygen without an end lets carbon dioxide build (F-47: 15 min)."""
FROM_OUTSIDE = frozenset({"no_flow", "blind_no_flow", "no_power", "life_support"})
"""Causes of a trip that are not the tank's own: one event for all tanks of a system. A tank whose
oxygen fell is never counted among them."""
MANY_LEAST = 3
"""So many tanks of a system, or systems of the farm, at once are one event."""
OF_MANY = {"emergency_open": "emergency_many", "emergency_long": "emergency_many_long"}
OF_ALL = {"emergency_many": "emergency_all", "emergency_many_long": "emergency_all_long"}


def emergency(tank: str, trip: Trip, at_ms: int) -> tuple[Condition, ...]:
    """Conditions of a tank whose trip is open."""
    opened = Condition("emergency_open", tank, Priority.P1, note=trip.cause)
    if at_ms - trip.since_ms < LONG_MS:
        return (opened,)
    return opened, Condition("emergency_long", tank, Priority.P1, note=trip.cause)


def many_emergencies(layout: Layout, conditions: Sequence[Condition]) -> list[Condition]:
    """One for each system with many of them, one more once they last long; so for the farm."""
    here = [row for row in conditions if row.kind in OF_MANY and row.note in FROM_OUTSIDE]
    systems = _many((OF_MANY[row.kind], layout.system_of[row.place], row.note) for row in here)
    farm = _many((OF_ALL[row.kind], FARM, row.note) for row in systems)
    return [*systems, *farm]


def _many(rows: Iterable[tuple[str, str, str]]) -> list[Condition]:
    """By kind and place, where there are many; the first cause stands for all."""
    found: Counter[tuple[str, str]] = Counter()
    causes: dict[tuple[str, str], str] = {}
    for kind, place, cause in rows:
        found[kind, place] += 1
        causes.setdefault((kind, place), cause)
    return [
        Condition(*key, Priority.P1, value=float(count), note=causes[key], counted=True)
        for key, count in found.items()
        if count >= MANY_LEAST
    ]


def of_many(condition: Condition) -> str:
    """Kind of alarm that a tank's belongs inside, or nothing: its cause is its own."""
    return OF_MANY.get(condition.kind, "") if condition.note in FROM_OUTSIDE else ""
