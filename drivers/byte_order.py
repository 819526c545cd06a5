"""Do the floats of a device come in the order its map says? Seen before the first one is believed.

It refuses to know wires and times, and to mend an order: a wrong map is for people. A float in
another order is absurd about half of the time; put right it is a number the device may have. A
right float is never absurd, and what it would be in another order seldom fits. Zero is zero in
every order.
"""

import math
import struct
from collections.abc import Callable, Sequence
from typing import NamedTuple

from drivers.decode import Extract, Judgement, Rule, swapped
from farm.profile import Swap
from farm.status import Status

LEAST = 1e-6
"""No instrument of a fish farm tells anything smaller, in whatever unit; zero it may."""
ABSURD_LOW, ABSURD_HIGH = 1e-20, 1e20
"""Outside of these a float is no number any instrument was made for."""
OTHERS = (Swap.WORD, Swap.BYTE, Swap.WORD_BYTE)
UNDECIDED_MOST = 4
"""So many visits that fit in two orders, and none against the map: then it is believed."""
AGAIN_RIGHT = 3
"""Visits in a row that speak for the map before a device once found wrong is believed again."""
WRONG = Judgement(None, Status.BAD_CONFIGURATION_ERROR, "byte_order")
UNSURE = Judgement(None, Status.BAD_CONFIGURATION_ERROR, "order_unsure")
"""Until its numbers have told: no alarm, for it is over after a few visits."""


class FloatAt(NamedTuple):
    """One float of a visit: its read, how it is taken out of the answer, what it may be."""

    read: int
    take: Extract
    rule: Rule


class ByteOrder:
    """What one device has shown of its byte order since its wire was opened."""

    __slots__ = ("_right", "_undecided", "is_sure", "is_wrong")

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self.is_sure = self.is_wrong = False
        self._right = self._undecided = 0

    def may_believe(self, floats: Sequence[FloatAt], answers: Sequence[bytes | Judgement]) -> bool:
        """Look at the floats of one visit, until the order is sure."""
        seen = [
            (raw, row.rule)
            for row in floats
            if isinstance(answer := answers[row.read], bytes) and (raw := row.take(answer)) != 0
        ]
        if not seen:
            return not self.is_wrong
        votes = {_vote(raw, rule) for raw, rule in seen}
        if -1 in votes:
            self.is_wrong, self._right = True, 0
        elif 1 in votes:
            self._right += 1
            self.is_sure = self._right >= (AGAIN_RIGHT if self.is_wrong else 1)
        else:
            self._right = 0
            self._undecided += all(_fits(raw, rule) for raw, rule in seen)
            self.is_sure = self._undecided >= UNDECIDED_MOST and not self.is_wrong
        self.is_wrong = self.is_wrong and not self.is_sure
        return self.is_sure


def _vote(raw: float, rule: Rule) -> int:
    """1: right as it is and in no other order; -1: absurd, and right in another; 0: who knows.

    Not-a-number says nothing: it is how a probe in trouble speaks, and 0x7FC00000 is -3.98 swapped.
    """
    if not math.isfinite(raw):
        return 0
    other = any(_fits(value, rule) for value in _in_other_orders(raw))
    if _fits(raw, rule):
        return 0 if other else 1
    absurd = not ABSURD_LOW < abs(raw) < ABSURD_HIGH
    return -1 if absurd and other and raw not in rule.sentinels else 0


def _fits(raw: float, rule: Rule) -> bool:
    if not math.isfinite(raw) or abs(raw) < LEAST:
        return False
    low, high = rule.valid or (-1e9, 1e9)
    return low <= raw * rule.gain + rule.bias <= high


_FLOAT: Callable[[bytes], tuple[float]] = struct.Struct(">f").unpack


def _in_other_orders(raw: float) -> list[float]:
    data = struct.pack(">f", raw)
    return [_FLOAT(swapped(data, swap))[0] for swap in OTHERS]
