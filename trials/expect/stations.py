"""What stations on a bus do: a silent one's tags, the pace of the others, how often it is asked.

It refuses to know what the values mean.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from farm.site import mapping
from trials.expect.expected import Ran, Span
from trials.finding import Finding


class StationBad(Span):
    """Tags of a silent station are Bad with a reason within `polls` polls, Good within `back_s`."""

    check: Literal["station_bad"]
    device: str
    polls: int = Field(3, ge=1, le=20)
    back_s: float = Field(5.0, gt=0)

    def found(self, ran: Ran) -> Finding:
        """Every tag of the device."""
        device = ran.device(self.device)
        room_s = self.polls * device.period_s
        from_ms, to_ms = ran.ms(self.from_s + room_s), ran.ms(self.to_s)
        back_ms = ran.ms(self.to_s + self.back_s)
        readings = ran.trial.trace.readings()
        good = late = 0
        for entry in device.points.values():
            mine = readings.of(mapping(entry).tag)
            good += int(mine.between(from_ms, to_ms).good.sum())
            good += len(mine.between(from_ms, to_ms).status) == 0
            late += not mine.between(to_ms, back_ms).good.any()
        said = f"{device.id}: {good} tags or readings not Bad {room_s:g} s after it fell silent"
        said += f", {late} tags not back {self.back_s:g} s after"
        return self.finding(good == 0 and late == 0, said)


class OthersKeepPace(Span):
    """All others on the station's bus: mean time between Good readings within `factor` periods."""

    check: Literal["others_keep_pace"]
    device: str
    factor: float = Field(1.2, ge=1)

    def found(self, ran: Ran) -> Finding:
        """The slowest of them."""
        silent = ran.device(self.device)
        readings = ran.trial.trace.readings()
        span = ran.ms(self.from_s), ran.ms(self.to_s)
        worst, where, longest_s = 0.0, "", 0.0
        others = [
            device
            for device in ran.farm.site.devices
            if device.enabled and device.bus == silent.bus and device.id != silent.id
        ]
        for device in others:
            tag = mapping(next(iter(device.points.values()))).tag
            mine = readings.of(tag).between(*span)
            gaps_s = np.diff(mine.at_ms[mine.good]) / 1000.0
            pace = float(gaps_s.mean()) / device.period_s if len(gaps_s) else float("inf")
            longest_s = max(longest_s, float(gaps_s.max(initial=0.0)))
            if pace > worst:
                worst, where = pace, device.id
        said = f"slowest of {len(others)} on {silent.bus}: {where}, {worst:.3f} of its period"
        said += f" (longest gap {longest_s:.2f} s)"
        return self.finding(bool(others) and worst <= self.factor, said)


class Visited(Span):
    """A silent station is still asked, `least_s` to `most_s` apart once its breaker is open."""

    check: Literal["visited"]
    device: str
    least_s: float = Field(gt=0)
    most_s: float = Field(gt=0)

    def found(self, ran: Ran) -> Finding:
        """Its requests on the wire."""
        device = ran.device(self.device)
        asked_ms = np.array(ran.trial.trace.requests.to(device.bus, device.unit))
        from_ms, to_ms = ran.ms(self.from_s), ran.ms(self.to_s)
        within = asked_ms[(asked_ms >= from_ms) & (asked_ms < to_ms)]
        gaps_s: NDArray[np.float64] = np.diff(within) / 1000.0
        if not len(gaps_s):
            return self.finding(False, f"{device.id} was not asked any more")
        low, high = float(gaps_s.min()), float(gaps_s.max())
        said = f"{device.id} asked every {low:.2f} to {high:.2f} s"
        return self.finding(self.least_s <= low and high <= self.most_s, said)
