"""Every Good reading against what the simulated registers held at that time: invariant I1.

It refuses to know who read them and what the values mean. Tags that no register carries (those
the reader derives) are counted and left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.floats import FloatArray
from trials.readings import Readings

BEFORE_MS = 1500
"""Longest from the moment a register was read to the reading's time: the slowest answer."""
AFTER_MS = 100
"""Room for the rounding of both clocks to milliseconds, and for a scaled clock's jitter."""
COUNT_PART = 0.51
"""A coarse register may be off by half of what one count is worth."""
FLOAT32_PART = 1.2e-6
"""A 32-bit float, and a formula over two of them, may be off by this part of the value."""
LEAST = 1e-9
SHOWN_WRONG = 20


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What tags showed: a row a second, and changes in between (hil_sim.recorder)."""

    tags: tuple[str, ...]
    recorded: NDArray[np.bool_]
    grains: FloatArray
    rows_ms: NDArray[np.int64]
    values: FloatArray
    change_slots: NDArray[np.int64]
    change_ms: NDArray[np.int64]
    change_values: FloatArray
    dropped: int = 0
    """Rows that were kept before the first one and are no more."""

    @classmethod
    def of(cls, arrays: Mapping[str, Any]) -> "Held":
        """From `HeldHistory.arrays`, or the opened file of `HeldHistory.save`."""
        return cls(
            tuple(str(tag) for tag in arrays["tags"]),
            arrays["recorded"],
            arrays["grains"],
            arrays["rows_ms"],
            arrays["values"],
            arrays["change_slots"],
            arrays["change_ms"],
            arrays["change_values"],
            int(arrays["dropped"]),
        )

    @classmethod
    def read(cls, path: Path) -> "Held":
        """From the file that `save_held` wrote."""
        with np.load(path) as arrays:
            return cls.of(dict(arrays))

    def since_ms(self, before_ms: int) -> int:
        """Earliest time of a reading that can be judged, UTC ms."""
        if not len(self.rows_ms):
            return 1 << 62
        return int(self.rows_ms[0]) + (before_ms if self.dropped else 0)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One reading that its register did not hold; `held`: what it did hold about then."""

    tag: str
    at_ms: int
    value: float
    held: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """Counts of readings. `unknown`: Good, but no register or no row to compare with."""

    checked: int
    unknown: int
    not_good: int
    wrong: int
    first_wrong: tuple[Wrong, ...]

    @property
    def ok(self) -> bool:
        """Something was compared, and nothing was wrong."""
        return self.checked > 0 and self.wrong == 0


def judge(
    readings: Readings, held: Held, before_ms: int = BEFORE_MS, after_ms: int = AFTER_MS
) -> Judged:
    """Compare each Good reading with all its register held from before to after its time.

    A reading that may have been taken before the oldest row that is left cannot be judged.
    """
    since_ms = held.since_ms(before_ms)
    slot_of = {tag: slot for slot, tag in enumerate(held.tags) if held.recorded[slot]}
    good = readings.good & ~np.isnan(readings.value)
    checked = 0
    bad: list[Wrong] = []
    wrong = 0
    order = np.flatnonzero(good)
    order = order[np.argsort(readings.slot[order], kind="stable")]
    bounds = np.searchsorted(readings.slot[order], np.arange(len(readings.tags) + 1))
    for number, tag in enumerate(readings.tags):
        slot = slot_of.get(tag)
        mine = order[bounds[number] : bounds[number + 1]]
        if slot is None or not len(mine):
            continue
        column = _Column(held, slot)
        mine = mine[readings.at_ms[mine] >= since_ms]
        checked += len(mine)
        at_ms, values = readings.at_ms[mine], readings.value[mine]
        strange = mine[~column.could_show(values, at_ms - before_ms, at_ms + after_ms)]
        wrong += len(strange)
        for index in strange[: SHOWN_WRONG - len(bad)]:
            moment, value = int(readings.at_ms[index]), float(readings.value[index])
            seen = column.between(moment - before_ms, moment + after_ms)
            bad.append(Wrong(tag, moment, value, seen))
    not_good = len(readings.status) - int(readings.good.sum())
    return Judged(checked, int(good.sum()) - checked, not_good, wrong, tuple(bad))


class _Column:
    """One tag's rows and changes, asked for many moments at once."""

    def __init__(self, held: Held, slot: int) -> None:
        self._rows_ms, self._rows = held.rows_ms, held.values[:, slot]
        mine = np.flatnonzero(held.change_slots == slot)
        mine = mine[np.argsort(held.change_ms[mine], kind="stable")]
        self._change_ms, self._changes = held.change_ms[mine], held.change_values[mine]
        self._room = COUNT_PART * float(held.grains[slot]) + LEAST

    def could_show(
        self, values: FloatArray, from_ms: NDArray[np.int64], to_ms: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Which values the tag showed between their two moments."""
        first = np.maximum(np.searchsorted(self._rows_ms, from_ms, "right") - 1, 0)
        last = np.searchsorted(self._rows_ms, to_ms, "right")
        fits = self._any(values, self._rows, first, last)
        if len(self._changes):
            first = np.searchsorted(self._change_ms, from_ms, "left")
            last = np.searchsorted(self._change_ms, to_ms, "right")
            fits |= self._any(values, self._changes, first, last)
        return fits

    def _any(
        self,
        values: FloatArray,
        shown: FloatArray,
        first: NDArray[np.int64],
        last: NDArray[np.int64],
    ) -> NDArray[np.bool_]:
        fits = np.zeros(len(values), dtype=bool)
        for step in range(int((last - first).max(initial=0))):
            at = first + step
            inside = at < last
            seen = shown[np.minimum(at, len(shown) - 1)]
            near = np.abs(values - seen) <= self._room + FLOAT32_PART * np.abs(seen)
            fits |= inside & near
        return fits

    def between(self, from_ms: int, to_ms: int) -> tuple[float, ...]:
        """All it showed between two moments, rows first."""
        first = max(int(np.searchsorted(self._rows_ms, from_ms, "right")) - 1, 0)
        rows = self._rows[first : int(np.searchsorted(self._rows_ms, to_ms, "right"))]
        within = (self._change_ms >= from_ms) & (self._change_ms <= to_ms)
        return tuple(map(float, [*rows, *self._changes[within]]))
