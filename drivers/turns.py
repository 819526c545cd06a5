"""Whose turn it is on an open wire: writes first, then a visit that has begun, then a new one.

It refuses to open wires and to know what values mean. One transaction at a time: a write that
comes in waits for the one on the line, never for the rest of a visit.
"""

import asyncio
from collections.abc import Callable, Sequence

from drivers.conversation import Conversation
from drivers.decode import Judgement
from drivers.port import PortClosed
from drivers.route import route_of
from drivers.schedule import Timetable
from drivers.station import NOT_CONNECTED, WRONG_DEVICE, Station, missed
from drivers.tally import Tally
from drivers.visit import Visit
from drivers.writing import Job
from farm.clock import Clock
from farm.sample import Sample

Sink = Callable[[Sample], None]


class Turns:
    """The wishes, the visits and the timetable of one bus."""

    def __init__(
        self,
        bus_id: str,
        stations: Sequence[Station],
        talk: Conversation,
        timetable: Timetable,
        tally: Tally,
        clock: Clock,
        sink: Sink,
        heard: Callable[[], None],
    ) -> None:
        """`heard` is called when a station answered a whole visit."""
        self._bus_id, self._stations, self._talk, self._tally = bus_id, stations, talk, tally
        self._timetable, self._clock, self._now = timetable, clock, clock.now_s
        self._sink, self._heard = sink, heard
        self._routes = [route_of(station) for station in stations]
        self._jobs: dict[tuple[str, str], Job] = {}
        self._visit: Visit | None = None
        self._parked: list[Visit] = []
        self._wake = asyncio.Event()

    def take(self, job: Job) -> None:
        """A wish; one that is still on its way to the same output is superseded."""
        key = job.station.device.id, job.output.key
        if (older := self._jobs.pop(key, None)) is not None:
            older.finish("failed", "superseded")
        self._jobs[key] = job
        self._wake.set()

    def drop(self, reason: str) -> None:
        """Nothing of what was begun goes on."""
        for job in self._jobs.values():
            job.finish("failed", reason)
        self._jobs.clear()
        self._visit, self._parked = None, []

    async def serve(self) -> None:
        """For ever; PortClosed when the wire goes."""
        while True:
            await self._talk.settle()
            now_s = self._now()
            if (job := self._next_job(now_s)) is not None:
                await self._carry(job)
            elif (visit := self._next_visit(now_s)) is not None:
                await self._go_on(visit)
            else:
                await self._idle(self._soonest_s(now_s))

    def _next_job(self, now_s: float) -> Job | None:
        if not self._jobs:
            return None
        self._jobs = {key: job for key, job in self._jobs.items() if not job.done.done()}
        ready = [job for job in self._jobs.values() if job.due_s <= now_s]
        return min(ready, key=lambda job: not job.life_support, default=None)

    async def _carry(self, job: Job) -> None:
        """One step of a write; a visit of the same device must not tell what it read before."""
        tally = self._tally.of(job.station.device.unit)
        writes = tally.writes
        seen = await self._talk.step(job)
        if tally.writes > writes:
            for visit in (self._visit, *self._parked):
                if visit is not None and visit.station.device.id == job.station.device.id:
                    visit.again(job.output)
        if seen is not None:
            self._show(job, seen)

    # -- visits ------------------------------------------------------------------------------

    def _next_visit(self, now_s: float) -> Visit | None:
        """The visit to go on with: on the line, its measurement over, or a new one."""
        if self._visit is not None:
            return self._visit
        for visit in self._parked:
            if visit.resume_s <= now_s:
                self._parked.remove(visit)
                return visit
        index, _ = self._timetable.next(now_s)
        if index is None:
            return None
        slot = self._timetable.slots[index]
        if not slot.misses:
            self._tally.lateness.add(now_s - slot.visit_s)
        self._timetable.begun(index)
        station, route = self._stations[index], self._routes[index]
        return Visit(self._talk, station, route, index, slot.visit_s, now_s)

    def _soonest_s(self, now_s: float) -> float:
        _, soonest_s = self._timetable.next(now_s)
        return min([soonest_s, *(visit.resume_s for visit in self._parked)])

    async def _go_on(self, visit: Visit) -> None:
        self._visit = visit
        try:
            while not (visit.done or visit.rests()):
                await visit.step()
                if self._jobs:
                    break
        except PortClosed:
            self._timetable.missed(visit.index, visit.started_s)
            self.blank(visit.station, NOT_CONNECTED)
            raise
        if visit.done:
            self._visit = None
            self._finish(visit)
        elif visit.rests():
            self._visit = None
            self._parked.append(visit)

    def _finish(self, visit: Visit) -> None:
        station, now_s = visit.station, self._now()
        self._tally.of(station.device.unit).visit_s = visit.spent_s
        if visit.failed is not None:
            self._timetable.missed(visit.index, visit.started_s)
            dead = self._timetable.slots[visit.index].breaker_open
            if dead:  # who comes back may be somebody else, or set up anew
                station.renew()
            self.blank(station, missed(visit.failed.reason, breaker_open=dead))
            return
        self._timetable.answered(visit.index, now_s)
        self._heard()
        if visit.answers is None:
            self.blank(station, WRONG_DEVICE)
        else:
            self._emit(station.samples(visit.answers, visit.heard_s, self._clock.utc_ms_at))

    async def _idle(self, until_s: float) -> None:
        until_s = min([until_s, *(job.due_s for job in self._jobs.values())])
        self._wake.clear()
        try:
            async with asyncio.timeout_at(until_s):
                await self._wake.wait()
        except TimeoutError:
            pass

    # -- what comes of it ----------------------------------------------------------------------

    def blank(self, station: Station, why: Judgement) -> None:
        """Nothing is known of a station, for this reason."""
        now_s = self._now()
        why = self._talk.trouble or why
        self._emit(station.blank(why, now_s, self._clock.utc_ms_at(now_s)))

    def _show(self, job: Job, seen: Judgement) -> None:
        """A read-back is news of the output's tag, whatever became of the write."""
        now_s, source = self._now(), f"{self._bus_id}/{job.station.device.id}/{job.output.key}"
        at_ms, tag = self._clock.utc_ms_at(now_s), job.output.tag
        self._sink(Sample(tag, seen.value, seen.status, now_s, at_ms, source, seen.reason))

    def _emit(self, samples: Sequence[Sample]) -> None:
        for sample in samples:
            self._sink(sample)
