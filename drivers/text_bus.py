"""A wire with one device that speaks text: an EZO probe that is asked, a scale that never stops.

It refuses to know what the numbers mean; the formats stand in `ascii_text`.
"""

import asyncio
import math
from collections.abc import Sequence

from drivers.ascii_text import EZO_END, Stillness, ezo_lines, xk3190_frames
from drivers.decode import NEW, Judgement, Rule, judge, rule_of
from drivers.modbus_bus import BACKOFF_FIRST_S, BACKOFF_MAX_S, Sink
from drivers.outcome import WriteOutcome
from drivers.port import Opener, Port, PortClosed, PortUnavailable
from drivers.reads import process_range
from drivers.rtu_line import Tally
from drivers.schedule import Timetable
from drivers.station import NOT_CONNECTED, Finding, missed
from farm.clock import Clock
from farm.link import BusState
from farm.profile import Profile
from farm.quantity import QUANTITIES
from farm.sample import Sample
from farm.site import Bus as BusRow
from farm.site import Device, mapping
from farm.status import Status
from farm.tag import TagName

REBOOTED = ("*RS", "*RE")  # EZO: reset, boot complete (device reference 1.4)


class TextBus:
    """See drivers.bus.Bus; read-only."""

    def __init__(
        self,
        row: BusRow,
        device: Device,
        profile: Profile,
        opener: Opener,
        clock: Clock,
        sink: Sink,
    ) -> None:
        """Nothing is opened before `run`."""
        assert profile.ascii is not None
        self.id, self._row, self._opener, self._sink = row.id, row, opener, sink
        self._clock, self._now, self._text = clock, clock.now_s, profile.ascii
        self._timeout_s = profile.timing.response_timeout_ms / 1000
        self._worst_s = profile.timing.worst_reply_ms / 1000
        self._rows = _rows(row, device, profile)
        self._memories = [NEW] * len(self._rows)
        self._tally, self._timetable = Tally(), Timetable()
        vital = any(QUANTITIES[tag.partition(".")[2]].life_support for tag, _, _, _ in self._rows)
        self._timetable.add(device.period_s, life_support=vital)
        self._stillness = Stillness()
        self._started, self._backoff_s = False, BACKOFF_FIRST_S
        self.last_frame = b""
        """Raw bytes behind the latest reading, for the weighing ticket."""

    async def write(self, device_id: str, key: str, value: float) -> WriteOutcome:
        """See drivers.bus.Bus: text devices are never written."""
        return WriteOutcome("failed", None, "not_allowed", 0)

    def state(self) -> BusState:
        """See drivers.bus.Bus."""
        asked, answered, on_time = self._timetable.totals()
        return BusState(
            asked=asked,
            answered=answered,
            missed=asked - answered,
            on_time=on_time,
            worst_reply_ms=round(self._tally.worst_reply_s * 1000, 3),
            wrong_rejected=self._tally.wrong_rejected,
        )

    def findings(self) -> list[Finding]:
        """See drivers.bus.Bus: a text device has no settings to check."""
        return []

    async def run(self) -> None:
        """See drivers.bus.Bus."""
        if not self._started:
            self._timetable.start(self._now())
            self._started = True
        talk = self._poll if self._text.mode == "poll" else self._listen
        while True:
            try:
                port = await self._opener(self._row)
            except PortUnavailable:
                await self._pause()
                continue
            self._timetable.restart(self._now())
            try:
                await talk(port)
            except PortClosed:
                pass
            finally:
                port.close()
            await self._pause()

    async def _pause(self) -> None:
        now_s = self._now()
        if self._timetable.due(now_s):
            self._timetable.unreachable(0, now_s)
            self._blank(NOT_CONNECTED)
        await asyncio.sleep(self._backoff_s)
        self._backoff_s = min(2 * self._backoff_s, BACKOFF_MAX_S)

    # -- asked ---------------------------------------------------------------------------

    async def _poll(self, port: Port) -> None:
        ready = False
        while True:
            _, soonest_s = self._timetable.next(self._now())
            if math.isfinite(soonest_s):
                await asyncio.sleep(soonest_s - self._now())
            if not ready:
                await self._set_up(port)
            started_s = self._now()
            port.discard()
            await port.write(self._text.ask.encode("ascii") + EZO_END)
            values, ready = await self._value(port)
            if values is None:
                self._miss(started_s)
                await self._drain(port, started_s + self._worst_s)
            else:
                self._tally.replied(self._now() - started_s)
                self._show(values)

    async def _set_up(self, port: Port) -> None:
        for command in self._text.setup:
            await port.write(command.encode("ascii") + EZO_END)
            await self._drain(port, self._now() + self._timeout_s)

    async def _drain(self, port: Port, until_s: float) -> None:
        """Let what was said late, or of itself, pass by."""
        if (left_s := until_s - self._now()) > 0:
            await asyncio.sleep(left_s)
        port.discard()

    async def _value(self, port: Port) -> tuple[tuple[float, ...] | None, bool]:
        """First line of values, and False when the device has restarted meanwhile."""
        received, rebooted = b"", False
        try:
            async with asyncio.timeout(self._timeout_s):
                while True:
                    received += await port.read()
                    text = ezo_lines(received)
                    self._tally.wrong_rejected += text.wrong
                    received, said = text.rest, received
                    rebooted |= any(event in REBOOTED for event in text.events)
                    if text.values and not rebooted:
                        self.last_frame = said
                        return text.values[0], True
        except TimeoutError:
            return None, not rebooted

    # -- listened to ---------------------------------------------------------------------

    async def _listen(self, port: Port) -> None:
        received, slot = b"", self._timetable.slots[0]
        self._stillness = Stillness()
        while True:
            try:
                async with asyncio.timeout_at(max(slot.visit_s, self._now()) + self._worst_s):
                    received += await port.read()
            except TimeoutError:
                self._stillness = Stillness()
                self._miss(self._now())
                continue
            found = xk3190_frames(received)
            received = found.rest
            self._tally.wrong_rejected += found.wrong
            for weight in found.weights:
                self._stillness = self._stillness.after(weight.weight)
                self.last_frame = weight.frame
            if found.weights and self._now() >= slot.visit_s:
                stable = 1.0 if self._stillness.is_stable else 0.0
                self._show((found.weights[-1].weight, stable))

    # -- samples ---------------------------------------------------------------------------

    def _show(self, values: Sequence[float]) -> None:
        now_s = self._now()
        self._timetable.answered(0, now_s)
        self._backoff_s = BACKOFF_FIRST_S
        for number, (tag, source, place, rule) in enumerate(self._rows):
            if place < len(values):
                seen, self._memories[number] = judge(
                    rule, values[place], self._memories[number], now_s
                )
            else:
                seen = Judgement(None, Status.BAD_DECODING_ERROR, "value_missing")
            self._emit(tag, source, seen, now_s)

    def _miss(self, started_s: float) -> None:
        self._timetable.missed(0, started_s)
        dead = self._timetable.slots[0].breaker_open
        self._blank(missed("no_reply", breaker_open=dead))

    def _blank(self, why: Judgement) -> None:
        for tag, source, _, _ in self._rows:
            self._emit(tag, source, why, self._now())

    def _emit(self, tag: TagName, source: str, seen: Judgement, now_s: float) -> None:
        at_ms = self._clock.utc_ms_at(now_s)
        self._sink(Sample(tag, seen.value, seen.status, now_s, at_ms, source, seen.reason))


def _rows(row: BusRow, device: Device, profile: Profile) -> list[tuple[TagName, str, int, Rule]]:
    """Tag, source, place among the values, rule: for every mapped point."""
    assert profile.ascii is not None
    points = {point.key: point for point in profile.ascii.points}
    rows = []
    for key, raw in device.points.items():
        entry, point = mapping(raw), points[key]
        rule = rule_of(
            point,
            process_range(entry.tag),
            entry.span,
            invert=entry.invert,
            frozen_after_s=profile.quality.frozen_after_s,
        )
        rows.append((TagName(entry.tag), f"{row.id}/{device.id}/{key}", point.offset, rule))
    return rows
