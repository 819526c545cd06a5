"""Every reading of a run in columns: tag, UTC ms, value, status; from memory or from history files.

It refuses to know what a reading should have been.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.floats import FloatArray
from records.history.query import HistoryReader

Row = tuple[str, int, float | None, int]
"""Tag, UTC ms, number or None, OPC UA status code."""
UNCERTAIN = 0x40000000
"""Lowest status code that is not Good (OPC UA part 4)."""


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Columns of equal length; `slot` is the place of a reading's tag in `tags`."""

    tags: tuple[str, ...]
    slot: NDArray[np.int64]
    at_ms: NDArray[np.int64]
    value: FloatArray
    """NaN where there was none."""
    status: NDArray[np.int64]

    @property
    def good(self) -> NDArray[np.bool_]:
        """Which of them may be controlled on."""
        good: NDArray[np.bool_] = self.status < UNCERTAIN
        return good

    def of(self, tag: str) -> "Readings":
        """Those of one tag, in the order they came."""
        number = self.tags.index(tag) if tag in self.tags else -1
        mine = np.flatnonzero(self.slot == number)
        return Readings(
            self.tags, self.slot[mine], self.at_ms[mine], self.value[mine], self.status[mine]
        )

    def between(self, from_ms: int, to_ms: int) -> "Readings":
        """Those of a span, the end excluded."""
        within = np.flatnonzero((self.at_ms >= from_ms) & (self.at_ms < to_ms))
        return Readings(
            self.tags, self.slot[within], self.at_ms[within], self.value[within],
            self.status[within],
        )  # fmt: skip


class Tape:
    """Collects rows as they come; 28 bytes each."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._slots: dict[str, int] = {}
        self._slot, self._at_ms = array("i"), array("q")
        self._value, self._status = array("d"), array("q")

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._slot)

    def append(self, rows: Iterable[Row]) -> None:
        """Keep rows."""
        slots = self._slots
        for tag, at_ms, value, status in rows:
            self._slot.append(slots.setdefault(tag, len(slots)))
            self._at_ms.append(at_ms)
            self._value.append(float("nan") if value is None else value)
            self._status.append(status)

    def readings(self) -> Readings:
        """What was kept, as arrays of their own."""
        return Readings(
            tuple(self._slots),
            np.array(self._slot, dtype=np.int64),
            np.array(self._at_ms, dtype=np.int64),
            np.array(self._value, dtype=float),
            np.array(self._status, dtype=np.int64),
        )


def of_history(
    reader: HistoryReader, from_ms: int, to_ms: int, tags: Sequence[str] = ()
) -> Readings:
    """Readings in history files; all tags ever recorded when none are named.

    Raises records' StorageFault when the files cannot be read.
    """
    names = tuple(tags) or tuple(reader.tags())
    series = [reader.raw(name, from_ms, to_ms) for name in names]
    lengths = [len(one.at_ms) for one in series]
    if not series:
        return Tape().readings()
    return Readings(
        names,
        np.repeat(np.arange(len(names), dtype=np.int64), lengths),
        np.concatenate([one.at_ms for one in series]).astype(np.int64),
        np.concatenate([one.value for one in series]).astype(float),
        np.concatenate([one.status for one in series]).astype(np.int64),
    )
