"""How well polls kept their period, told by the times of the readings in history.

It refuses to use the controller's own counts.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from farm.site import Site, mapping
from trials.readings import Readings

Span = tuple[int, int]
"""From, to: UTC ms."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Polls that were due, those that came within half a period of their time, the worst device."""

    intervals: int
    kept: int
    worst_device: str
    worst_share: float

    @property
    def share(self) -> float:
        """Share of intervals that kept the period; 0 when there was none."""
        return self.kept / self.intervals if self.intervals else 0.0


def kept_periods(
    readings: Readings, site: Site, span: Span, without: Collection[str], outages: Sequence[Span]
) -> Kept:
    """Each enabled device by one of its tags; `without`: devices made faulty on purpose."""
    intervals = kept = 0
    worst, worst_share = "", 1.0
    for device in site.devices:
        entries = [*device.points.values(), *device.outputs.values()]
        if not device.enabled or device.id in without or not entries:
            continue
        mine = readings.of(mapping(entries[0]).tag)
        at_ms = np.sort(mine.at_ms[mine.good])
        total, good = _intervals(at_ms, 1000 * device.period_s, span, outages)
        intervals, kept = intervals + total, kept + good
        if total and good / total < worst_share:
            worst, worst_share = device.id, good / total
    return Kept(intervals, kept, worst, worst_share)


def _intervals(
    at_ms: np.ndarray, period_ms: float, span: Span, outages: Sequence[Span]
) -> tuple[int, int]:
    """Intervals due in the span and those kept; time in outages is nobody's."""
    from_ms, to_ms = span
    within = at_ms[(at_ms >= from_ms) & (at_ms < to_ms)]
    if len(within) < 2:
        return max(1, int((to_ms - from_ms) / period_ms)), 0
    starts, ends = within[:-1], within[1:]
    touched = np.zeros(len(starts), dtype=bool)
    for out_ms, back_ms in outages:
        touched |= (ends >= out_ms) & (starts <= back_ms + 3 * period_ms)
    gaps = (ends - starts)[~touched]
    missed = np.maximum(np.rint(gaps / period_ms) - 1, 0)
    return len(gaps) + int(missed.sum()), len(gaps)
