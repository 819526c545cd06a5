"""A wire with Modbus stations (RTU, RTU over TCP, TCP): asks them in turn and carries writes.

It refuses to know what values mean. Judging, timetable, silence, what is said to a
station and the steps of a write stand in `reads`, `schedule`, `rtu_line`, `conversation` and
`writing`; here they meet, in one task that owns the wire.
"""

import asyncio
from collections.abc import Callable, Sequence

from drivers.conversation import Conversation, line_of
from drivers.decode import Judgement
from drivers.modbus import Wrong
from drivers.outcome import WriteOutcome
from drivers.port import Opener, Port, PortClosed, PortUnavailable
from drivers.rtu_line import Tally
from drivers.schedule import Timetable
from drivers.station import NOT_CONNECTED, WRONG_DEVICE, Finding, Station, missed
from drivers.writing import Job, NotAllowed, requests_for
from farm.clock import Clock
from farm.link import BusState
from farm.quantity import QUANTITIES
from farm.sample import Sample
from farm.site import Bus as BusRow

BACKOFF_FIRST_S, BACKOFF_MAX_S = 0.2, 2.0  # s, safety reference 3.2
Sink = Callable[[Sample], None]


class ModbusBus:
    """See drivers.bus.Bus. Built from checked site and profile data by drivers.field."""

    def __init__(
        self, row: BusRow, stations: Sequence[Station], opener: Opener, clock: Clock, sink: Sink
    ) -> None:
        """Nothing is opened before `run`."""
        self.id = row.id
        self._row, self._stations, self._opener = row, stations, opener
        self._clock, self._sink, self._now = clock, sink, clock.now_s
        self._tally = Tally()
        self._line = line_of(row, self._now, self._tally)
        self._talk = Conversation(self._line, self._now)
        self._timetable = Timetable()
        for station in stations:
            least_s = station.profile.timing.min_poll_ms / 1000
            period_s = station.device.period_s
            self._timetable.add(period_s, life_support=station.life_support, least_s=least_s)
        self._doors = {
            (station.device.id, output.key): (station, output)
            for station in stations
            for output in station.plan.outputs
        }
        self._jobs: dict[tuple[str, str], Job] = {}
        self._wake = asyncio.Event()
        self._started = False
        self._backoff_s = BACKOFF_FIRST_S

    # -- what others call ------------------------------------------------------------------

    async def write(self, device_id: str, key: str, value: float) -> WriteOutcome:
        """See drivers.bus.Bus; KeyError for an output the site does not have."""
        station, output = self._doors[device_id, key]
        try:
            requests = requests_for(station, output, value)
        except ValueError as error:
            reason = "not_allowed" if isinstance(error, NotAllowed) else "does_not_fit"
            return WriteOutcome("failed", None, reason, 0)
        if self._line.port is None:
            return WriteOutcome("failed", None, "no_wire", 0)
        done: asyncio.Future[WriteOutcome] = asyncio.get_running_loop().create_future()
        if (older := self._jobs.get((device_id, key))) is not None:
            older.finish("failed", "superseded")
        vital = QUANTITIES[output.tag.partition(".")[2]].life_support
        self._jobs[device_id, key] = Job(station, output, value, requests, done, vital)
        self._wake.set()
        return await done

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
        """See drivers.bus.Bus."""
        return [row for station in self._stations for row in station.findings.values()]

    async def run(self) -> None:
        """See drivers.bus.Bus."""
        if not self._started:
            self._timetable.start(self._now())
            self._started = True
        while True:
            port = await self._connected()
            self._line.port = port
            try:
                await self._serve()
            except PortClosed:
                pass
            finally:
                self._line.port = None
                port.close()
                self._drop_jobs("no_wire")
            await self._pause()

    # -- the wire comes and goes -----------------------------------------------------------

    async def _connected(self) -> Port:
        while True:
            try:
                port = await self._opener(self._row)
            except PortUnavailable:
                await self._pause()
                continue
            for station in self._stations:
                station.renew()
            self._timetable.restart(self._now())
            return port

    async def _pause(self) -> None:
        """Say of every station that was to be asked that there is no wire, then wait."""
        now_s = self._now()
        for index in self._timetable.due(now_s):
            self._timetable.unreachable(index, now_s)
            self._blank(self._stations[index], NOT_CONNECTED)
        await asyncio.sleep(self._backoff_s)
        self._backoff_s = min(2 * self._backoff_s, BACKOFF_MAX_S)

    def _drop_jobs(self, reason: str) -> None:
        for job in self._jobs.values():
            job.finish("failed", reason)
        self._jobs.clear()

    # -- turns -------------------------------------------------------------------------------

    async def _serve(self) -> None:
        while True:
            now_s = self._now()
            if (job := self._next_job(now_s)) is not None:
                seen = await self._talk.step(job)
                if seen is not None:
                    self._show(job, seen)
                continue
            index, soonest_s = self._timetable.next(now_s)
            if index is not None:
                await self._visit(index)
            else:
                await self._idle(soonest_s)

    def _next_job(self, now_s: float) -> Job | None:
        if not self._jobs:
            return None
        self._jobs = {key: job for key, job in self._jobs.items() if not job.done.done()}
        ready = [job for job in self._jobs.values() if job.due_s <= now_s]
        return min(ready, key=lambda job: not job.life_support, default=None)

    async def _idle(self, until_s: float) -> None:
        until_s = min([until_s, *(job.due_s for job in self._jobs.values())])
        self._wake.clear()
        try:
            async with asyncio.timeout_at(until_s):
                await self._wake.wait()
        except TimeoutError:
            pass

    # -- a visit -----------------------------------------------------------------------------

    async def _visit(self, index: int) -> None:
        station, started_s = self._stations[index], self._now()
        try:
            answers = await self._talk.answers(station)
        except PortClosed:
            self._timetable.missed(index, started_s)
            raise
        if isinstance(answers, Wrong):
            self._timetable.missed(index, started_s)
            dead = self._timetable.slots[index].breaker_open
            self._blank(station, missed(answers.reason, breaker_open=dead))
            return
        now_s = self._now()
        self._timetable.answered(index, now_s)
        self._backoff_s = BACKOFF_FIRST_S
        if answers is not None:
            self._emit(station.samples(answers, now_s, self._clock.utc_ms_at(now_s)))
        else:
            self._blank(station, WRONG_DEVICE)

    def _show(self, job: Job, seen: Judgement) -> None:
        """A read-back is news of the output's tag, whatever became of the write."""
        now_s, source = self._now(), f"{self.id}/{job.station.device.id}/{job.output.key}"
        at_ms, tag = self._clock.utc_ms_at(now_s), job.output.tag
        self._sink(Sample(tag, seen.value, seen.status, now_s, at_ms, source, seen.reason))

    def _blank(self, station: Station, why: Judgement) -> None:
        now_s = self._now()
        self._emit(station.blank(why, now_s, self._clock.utc_ms_at(now_s)))

    def _emit(self, samples: Sequence[Sample]) -> None:
        for sample in samples:
            self._sink(sample)
