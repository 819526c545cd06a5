"""Does every visit of a line end within its period, whatever the others do?

Times in, a verdict out; it refuses to know what a visit is.

Visits are not interrupted by other visits; those of life support go first, within each class the
earliest deadline. For every span L up to where the line must have caught up, what falls due
within L, all life support released in it, and one visit that has just begun must fit into L
(processor demand of non-preemptive earliest-deadline-first: Jeffay, Stanat, Martel 1991; the
class above counted in full, which errs on the safe side). While a visit rests the line is idle
only if nobody else is due, so of all rests each visit adds its own alone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

POINTS_MOST = 20_000
"""Spans looked at; a line so full that more were needed is not called fit."""


@dataclass(frozen=True, slots=True)
class Task:
    """One visit that falls due every `period_s` and takes `cost_s` of the line.

    `first`: life support. `rest_s`: how long it leaves the line to others in between, with the
    waits to get it back.
    """

    name: str
    period_s: float
    cost_s: float
    first: bool = False
    rest_s: float = 0.0


def use(tasks: Sequence[Task]) -> float:
    """Share of the line's time."""
    return sum(task.cost_s / task.period_s for task in tasks)


def late(tasks: Sequence[Task]) -> list[str]:
    """Names of visits that may end after their period; empty: every period is kept."""
    names: set[str] = set()
    for first in (True, False):
        names |= _late_of_class(tasks, first=first)
    return [task.name for task in tasks if task.name in names]


def _late_of_class(tasks: Sequence[Task], *, first: bool) -> set[str]:
    mine = [task for task in tasks if task.first is first]
    above = [task for task in tasks if task.first and not first]
    if not mine:
        return set()
    spare = 1.0 - use(mine) - use(above)
    blocking_s = max(task.cost_s for task in tasks)
    if spare <= 0:
        return {task.name for task in mine}
    rest_s = max(task.rest_s for task in mine)
    end_s = (sum(task.cost_s for task in above) + blocking_s + rest_s) / spare
    if sum(end_s / task.period_s for task in mine) > POINTS_MOST:
        return {task.name for task in mine}
    found: set[str] = set()
    for span_s, task in _deadlines(mine, end_s):
        if task.name not in found:
            needed_s = _demand_s(tasks, mine, above, span_s) + task.rest_s
            if needed_s > span_s * (1 + 1e-9):
                found.add(task.name)
    return found


def _deadlines(tasks: Sequence[Task], end_s: float) -> list[tuple[float, Task]]:
    """Every multiple of a period up to the end, each period once at least."""
    return [
        (count * task.period_s, task)
        for task in tasks
        for count in range(1, max(1, math.ceil(end_s / task.period_s)) + 1)
    ]


def _demand_s(
    tasks: Sequence[Task], mine: Sequence[Task], above: Sequence[Task], span_s: float
) -> float:
    due_s = sum(math.floor(span_s / task.period_s + 1e-9) * task.cost_s for task in mine)
    due_s += sum(math.ceil(span_s / task.period_s - 1e-9) * task.cost_s for task in above)
    inside = {task.name for task in mine if task.period_s <= span_s}
    inside |= {task.name for task in above}
    return due_s + max((t.cost_s for t in tasks if t.name not in inside), default=0.0)
