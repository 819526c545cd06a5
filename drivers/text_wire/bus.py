"""A wire with one device that speaks text: a probe that is asked, a scale that never stops.

It refuses to know formats (drivers.text), what is said to a device (text_talk) and how a number
is judged (text_points); here they meet, in one task that owns the wire.
"""

import asyncio
import math
from collections.abc import Sequence

from drivers.decode import Judgement
from drivers.limit import Limit
from drivers.outcome import WriteOutcome
from drivers.port import Opener, Port, PortClosed, PortUnavailable
from drivers.reconnect import Backoff, backoff_of
from drivers.schedule import Timetable
from drivers.station import NOT_CONNECTED, WRONG_DEVICE, Finding, missed
from drivers.tally import Tally
from drivers.text.formats import FORMATS
from drivers.text.reading import Scanned, Seen
from drivers.text_wire.health import text_state
from drivers.text_wire.message import Letters, carried, hushed
from drivers.text_wire.points import TextPoints
from drivers.text_wire.scale import ScaleReading
from drivers.text_wire.setup import SetUps
from drivers.text_wire.talk import SETTINGS_LOST, TextTalk
from drivers.wire_time import character_s
from farm.clock import Clock
from farm.link import BusState
from farm.profile import Profile
from farm.sample import Sink
from farm.site import Bus as BusRow
from farm.site import Device
from farm.status import Status
from farm.tag import TagName

LOST = Judgement(None, Status.BAD_OUT_OF_SERVICE, SETTINGS_LOST)


class TextBus:
    """See drivers.bus.Bus; read-only, but for the text messages of a modem."""

    def __init__(
        self,
        row: BusRow,
        device: Device,
        profile: Profile,
        opener: Opener,
        clock: Clock,
        sink: Sink,
        backoff: Backoff | None = None,
    ) -> None:
        """Nothing is opened before `run`."""
        assert profile.ascii is not None
        self.id, self._row, self._opener, self._sink = row.id, row, opener, sink
        self.device_id = device.id
        self._device, self._profile, self._text = device, profile, profile.ascii
        self._clock, self._now = clock, clock.now_s
        self._format = FORMATS[self._text.parse]
        self._worst_s = profile.timing.worst_reply_ms / 1000
        self._character_s = character_s(row.baud, row.data_bits, row.parity, row.stop_bits)
        self._points = TextPoints(row.id, device, profile)
        self._scale, self._set_ups = ScaleReading(self._format), SetUps()
        self._tally, self._timetable, self._limit = Tally(), Timetable(), Limit()
        self._timetable.add(device.period_s, life_support=self._points.life_support)
        self._backoff = backoff or backoff_of(row.id)
        self._started, self._open = False, False
        self.letters = Letters() if self._format.sends else None
        """Text messages that are to go out over this wire; None: it sends none."""

    async def write(
        self, device_id: str, key: str, value: float, *, pressing: bool = False
    ) -> WriteOutcome:
        """See drivers.bus.Bus: text devices are never written."""
        return WriteOutcome("failed", None, "not_allowed", 0)

    def state(self) -> BusState:
        """See drivers.bus.Bus."""
        trouble = "" if self._open else "no_wire"
        return text_state(
            self._tally, self._timetable, self._device, self._worst_s, trouble, self._now()
        )

    def findings(self) -> list[Finding]:
        """See drivers.bus.Bus: a text device has no settings to check."""
        return []

    def frame_behind(self, tag: TagName) -> bytes:
        """Raw bytes behind a tag of this wire, for the ticket; empty for any other tag."""
        return self._scale.frame if tag in self._points.tags else b""

    async def run(self) -> None:
        """See drivers.bus.Bus."""
        if not self._started:
            self._timetable.start(self._now())
            self._started = True
        talk = self._poll if self._text.mode == "poll" else self._listen
        while True:
            tried_s = self._now()
            try:
                port = await self._opener(self._row)
            except PortUnavailable:
                await self._pause(self._now() - tried_s)
                continue
            self._timetable.restart(self._now())
            self._tally.opened += 1
            self._open = True
            try:
                await talk(port)
            except PortClosed:
                pass
            finally:
                self._open = False
                if self.letters is not None:
                    self.letters.closed()
                port.close()
            await self._pause()

    async def _pause(self, spent_s: float = 0.0) -> None:
        """Say that there is no wire, then leave it alone for a while."""
        now_s = self._now()
        if self._timetable.due(now_s):
            self._timetable.unreachable(0, now_s)
            self._blank(NOT_CONNECTED)
        await asyncio.sleep(self._backoff.pause_s(spent_s))

    # -- asked ---------------------------------------------------------------------------

    async def _poll(self, port: Port) -> None:
        talk = TextTalk(
            *(port, self._device, self._profile, self._text, self._format, self._now),
            *(self._tally, self._set_ups),
        )
        if self.letters is not None:
            await hushed(port)
            self.letters.opened()
        while True:
            _, soonest_s = self._timetable.next(self._now())
            if math.isfinite(soonest_s):
                await self._idle(talk, soonest_s)
            started_s = self._now()
            self._tally.lateness.add(started_s - self._timetable.slots[0].visit_s)
            values = await self._asked(talk)
            if values is not None:
                self._show(values)
            elif talk.proven is False:
                self._timetable.answered(0, self._now())
                self._blank(WRONG_DEVICE)
            elif talk.reason == SETTINGS_LOST:
                self._timetable.answered(0, self._now())
                self._tally.errors[SETTINGS_LOST] += 1
                self._blank(LOST)
            else:
                self._miss(started_s, talk.reason)
                await talk.drain(started_s + self._worst_s)
            self._tally.of(0).visit_s = self._now() - started_s
            self._tally.load.busy(started_s, self._now())

    async def _idle(self, talk: TextTalk, until_s: float) -> None:
        """Until the next visit; what is to be sent meanwhile goes first."""
        if self.letters is None:
            await asyncio.sleep(until_s - self._now())
            return
        while (letter := await self.letters.until(until_s, self._now)) is not None:
            started_s = self._now()
            await carried(talk, letter)
            self._tally.load.busy(started_s, self._now())

    async def _asked(self, talk: TextTalk) -> dict[int, Seen] | None:
        """Values of one visit; what has moved far is asked once more at once."""
        values = await self._once(talk)
        if values is None or not self._points.doubtful(values):
            return values
        again = await self._once(talk)
        return None if again is None else self._points.confirmed(values, again)

    async def _once(self, talk: TextTalk) -> dict[int, Seen] | None:
        answers = await talk.visit()
        if answers is None:
            return None
        return self._values(answers)

    def _values(self, answers: Sequence[Scanned]) -> dict[int, Seen]:
        values: dict[int, Seen] = {}
        for answer in answers:
            self._tally.wrong_rejected += len(
                answer.readings[:-1]
            )  # late ones, held back on the way
            for reading in answer.readings[-1:]:
                values.update(self._scale.after(reading, self._now()))
            if answer.refused:
                refused = Judgement(None, Status.BAD_CONFIGURATION_ERROR, answer.refused)
                flaws: dict[int, Seen] = {row.offset: refused for row in self._text.points}
                values = flaws | values
        return values

    # -- listened to ---------------------------------------------------------------------

    async def _listen(self, port: Port) -> None:
        received, slot = b"", self._timetable.slots[0]
        self._scale.forget()
        heard_s, babble, values = self._now(), 0, dict[int, Seen]()
        while True:
            deadline_s = max(slot.visit_s, heard_s) + self._worst_s
            try:
                with self._limit.until(deadline_s):
                    came = await port.read()
                received, babble = received + came, babble + len(came)
                self._tally.load.busy(self._now() - len(came) * self._character_s, self._now())
            except TimeoutError:
                pass
            found = self._format.scan(received, "")
            received = found.rest
            self._tally.wrong_rejected += found.wrong
            for reading in found.readings:
                values = self._scale.after(reading, self._now())
            if found.readings:
                heard_s, babble = self._now(), 0
                if heard_s >= slot.visit_s:
                    self._show(values)
            elif self._now() >= deadline_s:
                self._scale.forget()
                self._tally.wrong_rejected += bool(babble)
                self._miss(self._now(), "no_frame" if babble else "no_reply")
                heard_s, babble = self._now(), 0

    # -- samples ---------------------------------------------------------------------------

    def _show(self, values: dict[int, Seen]) -> None:
        now_s = self._now()
        self._timetable.answered(0, now_s)
        self._backoff.reset()
        self._sink(self._points.samples(values, now_s, self._clock.utc_ms_at(now_s)))

    def _miss(self, started_s: float, reason: str) -> None:
        self._timetable.missed(0, started_s)
        self._tally.failed(reason)
        dead = self._timetable.slots[0].breaker_open
        self._blank(missed(reason, breaker_open=dead))

    def _blank(self, why: Judgement) -> None:
        now_s = self._now()
        self._sink(self._points.blank(why, now_s, self._clock.utc_ms_at(now_s)))
