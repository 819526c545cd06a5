"""A text device in a person's hands: opened for one errand, proven, hushed, read and told.

It refuses to know what it is told and to share the line with anybody.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from drivers.calibration.watch import Stopped, Watch
from drivers.calibration.workbench import Guide
from drivers.port import Opener
from drivers.tally import Tally
from drivers.text.formats import FORMATS
from drivers.text_wire.setup import SetUps
from drivers.text_wire.talk import TextTalk
from farm.profile import Point, Profile
from farm.site import Bus as BusRow
from farm.site import Device
from farm.words import Words


class TextGauge(Watch):
    """Reads one point of a text device."""

    def __init__(self, talk: TextTalk, point: Point, guide: Guide) -> None:
        """`point`: of the profile's text."""
        least_s = talk.profile.timing.min_poll_ms / 1000
        super().__init__(point.key, talk.now, least_s, guide.progress, guide.tell)
        self._talk, self._point = talk, point

    async def once(self) -> tuple[float, float | None] | Words:
        """See Watch; Stopped when it is another model."""
        answers = await self._talk.visit()
        if self._talk.proven is False:
            raise Stopped(
                f"应答的不是 {self._talk.profile.id}；没有写",
                f"what answers is no {self._talk.profile.id}; nothing written",
            )
        seen = None
        for answer in answers or ():
            for reading in answer.readings[-1:]:
                seen = reading.values.get(self._point.offset, seen)
        if seen is None:
            return Words(zh="没有应答", en="no answer")
        if not isinstance(seen, float):
            return Words(zh=f"仪表说无值（{seen.reason}）", en=f"it has no value ({seen.reason})")
        value = seen * self._point.scale + self._point.add
        low, high = self._point.valid or (value, value)
        if not low <= value <= high:
            return Words(zh=f"{self.key} 超出量程", en=f"{self.key} is out of its range")
        return value, None


@dataclass(slots=True)
class TextBench:
    """One text device on an open line."""

    talk: TextTalk
    profile: Profile
    guide: Guide

    def gauge(self, point: str, temperature: str | None = None) -> TextGauge:
        """Watches a point of this device; Stopped when it has no such point."""
        points = {row.key: row for row in self.profile.ascii.points} if self.profile.ascii else {}
        if point not in points:
            raise Stopped(f"{self.profile.id} 没有 {point}", f"{self.profile.id} has no {point}")
        return TextGauge(self.talk, points[point], self.guide)

    def ready(self, zh: str, en: str) -> None:
        """Ask whether to go on; Stopped when not."""
        if not self.guide.agree(Words(zh=zh, en=en)):
            raise Stopped("停下了", "stopped")


@asynccontextmanager
async def text_bench(
    row: BusRow, device: Device, profile: Profile, guide: Guide, opener: Opener,
    now: Callable[[], float],
) -> AsyncIterator[TextBench]:  # fmt: skip
    """The device of a text bus, its line open; PortUnavailable when it cannot be opened."""
    assert profile.ascii is not None
    port = await opener(row)
    form = FORMATS[profile.ascii.parse]
    talk = TextTalk(port, device, profile, profile.ascii, form, now, Tally(), SetUps())
    try:
        yield TextBench(talk, profile, guide)
    finally:
        port.close()
