"""The samples of one tag in order of time: instants, numbers and status codes side by side.

It refuses to know the tag, the unit and where the samples came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Codes = NDArray[np.uint32]

UNCERTAIN = 0x40000000
"""First status code that is not Good (OPC UA Part 4: top two bits are the severity)."""

BAD = 0x80000000
"""First status code that is Bad."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Samples of one tag, `at_ms` (UTC milliseconds) strictly rising.

    `value`: NaN exactly where the status is Bad. `status`: OPC UA codes.
    """

    at_ms: Integers
    value: Floats
    status: Codes

    def __len__(self) -> int:
        """Number of samples, Bad ones included."""
        return len(self.at_ms)

    def cut(self, from_ms: int, to_ms: int) -> "Series":
        """Samples with from_ms <= at_ms < to_ms."""
        first, last = np.searchsorted(self.at_ms, [from_ms, to_ms])
        return Series(self.at_ms[first:last], self.value[first:last], self.status[first:last])


EMPTY = Series(np.empty(0, np.int64), np.empty(0, np.float64), np.empty(0, np.uint32))


def in_order(at_ms: Integers, value: Floats, status: Codes) -> Series:
    """Series of samples in order of arrival: sorted; of two at the same ms the later one holds."""
    if len(at_ms) < 2 or bool((at_ms[1:] > at_ms[:-1]).all()):
        return Series(at_ms, value, status)
    order = np.argsort(at_ms, kind="stable")
    ordered = at_ms[order]
    holds = np.append(ordered[1:] != ordered[:-1], True)
    kept = order[holds]
    return Series(at_ms[kept], value[kept], status[kept])


def joined(parts: Sequence[Series]) -> Series:
    """One series from parts in order of arrival; of a repeated instant the later part holds."""
    full = [part for part in parts if len(part)]
    if len(full) < 2:
        return full[0] if full else EMPTY
    return in_order(
        np.concatenate([part.at_ms for part in full]),
        np.concatenate([part.value for part in full]),
        np.concatenate([part.status for part in full]),
    )
