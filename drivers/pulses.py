"""Turn a free-running counter of an I/O channel into a sum or a rate that never invents anything.

Pure: numbers and times in, judgement and memory out. It refuses to know channels and tags.

A counter of n bits turns over at 2^n. A step that no instrument could have made (faster than
`max_per_s`) is a restart of the counter: nothing is counted for it and the reading is Bad once. So
is any step over an outage so long that the instrument could have made half a turn: a restart looks
like a turn then. The first reading after a start is the counter's own number, its turns forgotten.
"""

from typing import NamedTuple

from drivers.decode import Judgement
from farm.profile import Pulses
from farm.status import Status

SLACK_PULSES = 2
"""A pulse more at either end of the time between two readings is no jump."""


class Counting(NamedTuple):
    """How one counter is read; `pulse_amount`: amount of a pulse (m³, kWh)."""

    pulses: Pulses
    pulse_amount: float


class Counted(NamedTuple):
    """Memory of one counter: last raw number and time, pulses so far, readings of the window."""

    raw: int | None = None
    at_s: float = 0.0
    pulses: int = 0
    window: tuple[tuple[float, int], ...] = ()


NOTHING = Counted()


def counted(rule: Counting, raw: float, memory: Counted, now_s: float) -> tuple[Judgement, Counted]:
    """Judge the counter's number read at `now_s` (s, any monotonic clock)."""
    number = int(raw)
    if memory.raw is None:
        fresh = Counted(number, now_s, number, ((now_s, number),))
        return _shown(rule, fresh), fresh
    turn = 1 << rule.pulses.bits
    step, most = (number - memory.raw) % turn, rule.pulses.max_per_s * (now_s - memory.at_s)
    if step > most + SLACK_PULSES or 2 * most >= turn:
        rebased = Counted(number, now_s, memory.pulses, ((now_s, memory.pulses),))
        return Judgement(None, Status.BAD_DEVICE_FAILURE, "counter_restarted"), rebased
    pulses = memory.pulses + step
    since_s = now_s - rule.pulses.window_s
    kept = [row for row in memory.window if row[0] >= since_s]
    before = [row for row in memory.window if row[0] < since_s][-1:]
    grown = Counted(number, now_s, pulses, (*before, *kept, (now_s, pulses)))
    return _shown(rule, grown), grown


def _shown(rule: Counting, memory: Counted) -> Judgement:
    if rule.pulses.shows == "total":
        value = memory.pulses * rule.pulse_amount
        return Judgement(value, Status.GOOD, "", value)
    (first_s, first), (last_s, last) = memory.window[0], memory.window[-1]
    if last_s - first_s < rule.pulses.window_s:
        return Judgement(None, Status.BAD_WAITING_FOR_INITIAL_DATA, "counting")
    per_s = (last - first) / (last_s - first_s)
    value = per_s * rule.pulse_amount * rule.pulses.rate_unit_s
    return Judgement(value, Status.GOOD, "", value)
