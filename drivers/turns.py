"""Whose turn it is on an open wire: writes first, then a visit that has begun, then a new one.

It refuses to open wires and to know what values mean. One transaction at a time: a write that
comes in waits for the one on the line, never for the rest of a visit.

A mute station costs what its visits cost, whatever is wanted of it. The first question of a write
that it misses is its visit; from then on its writes wait for the next one: answered, they go on
at once (one whose answer was lost by looking), missed, they have failed. Once its breaker is open
they are refused as they come.
"""

import asyncio
from collections.abc import Callable, Sequence

from drivers.conversation import Conversation
from drivers.decode import Judgement
from drivers.modbus import Wrong
from drivers.port import PortClosed
from drivers.route import route_of
from drivers.schedule import Timetable
from drivers.station import NOT_CONNECTED, WRONG_DEVICE, Station, missed
from drivers.tally import Tally
from drivers.visit import Visit, place_s
from drivers.writing import Job
from farm.clock import Clock
from farm.sample import Sample, Sink

NO_REPLY = "no_reply"


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
        self._places_s = [place_s(station, has_places=talk.has_places) for station in stations]
        self._first = {row.device.id: n for n, row in reversed(list(enumerate(stations)))}
        self._jobs: dict[tuple[str, str], Job] = {}
        self._visit: Visit | None = None
        self._parked: list[Visit] = []
        self._waiter: asyncio.Future[None] | None = None

    def take(self, job: Job) -> None:
        """A wish; one that is still on its way to the same output is superseded."""
        key = job.station.device.id, job.output.key
        if (older := self._jobs.pop(key, None)) is not None:
            older.finish("failed", "superseded")
        if self._timetable.slots[self._index(job.station)].breaker_open:
            job.finish("failed", NO_REPLY)
            return
        self._jobs[key] = job
        self._awake()

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
                continue
            visit, soonest_s = self._next_visit(now_s)
            if visit is not None:
                await self._go_on(visit)
            else:
                await self._idle(soonest_s)

    def _next_job(self, now_s: float) -> Job | None:
        if not self._jobs:
            return None
        self._jobs = {key: job for key, job in self._jobs.items() if not job.done.done()}
        ready = [job for job in self._jobs.values() if self._ready_s(job) <= now_s]
        return min(ready, key=_urgency, default=None)

    def _ready_s(self, job: Job) -> float:
        """When it may go on; one whose station missed waits for what its next visit brings."""
        misses = self._timetable.slots[self._index(job.station)].misses
        return float("inf") if misses else job.due_s

    async def _carry(self, job: Job) -> None:
        """One step of a write; a visit of the same device must not tell what it read before."""
        tally, began_s = self._tally.of(job.station.device.unit), self._now()
        writes = tally.writes
        seen = await self._talk.step(job)
        if isinstance(seen, Wrong):
            self._missed(job, seen, began_s)
            return
        if tally.writes > writes and (visit := self._under_way(job.station)) is not None:
            visit.again(job.output)
        if seen is not None:
            self._show(job, seen)

    def _missed(self, job: Job, failed: Wrong, began_s: float) -> None:
        """A step of a write was not answered: that was the visit its station gets for now."""
        visit = self._under_way(job.station)
        if visit is None:
            job.station.standing.doubted = True
            self._timetable.missed(self._index(job.station), began_s)
            return
        visit.give_up(failed, began_s)
        if visit is self._visit:
            self._visit = None
        else:
            self._parked.remove(visit)
        self._mute(visit, failed)

    def _under_way(self, station: Station) -> Visit | None:
        """The visit of this device that has begun and is not over."""
        visits = [row for row in (self._visit, *self._parked) if row is not None]
        same = (row for row in visits if row.station.device.id == station.device.id)
        return next(same, None)

    def _give_up(self, station: Station, reason: str) -> None:
        """A visit showed that no write gets through to this station."""
        for job in self._jobs.values():
            if job.station.device.id == station.device.id:
                job.finish("failed", reason)

    def _index(self, station: Station) -> int:
        return self._first[station.device.id]

    # -- visits ------------------------------------------------------------------------------

    def _next_visit(self, now_s: float) -> tuple[Visit | None, float]:
        """The visit to go on with: on the line, its measurement over, or a new one.

        Without one: when there will be.
        """
        if self._visit is not None:
            return self._visit, now_s
        for visit in self._parked:
            if visit.resume_s <= now_s:
                self._parked.remove(visit)
                return visit, now_s
        index, soonest_s = self._timetable.next(now_s)
        if index is None:
            return None, min([soonest_s, *(visit.resume_s for visit in self._parked)])
        return self._begun(index, now_s), now_s

    def _begun(self, index: int, now_s: float) -> Visit:
        slot = self._timetable.slots[index]
        if not slot.misses:
            self._tally.lateness.add(now_s - slot.visit_s)
        self._timetable.begun(index)
        station, route = self._stations[index], self._routes[index]
        places_s = self._places_s[index]
        return Visit(self._talk, station, route, index, slot.visit_s, now_s, places_s)

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
            self._mute(visit, visit.failed)
            self._give_up(station, visit.failed.reason)
            return
        self._timetable.answered(visit.index, now_s)
        self._heard()
        if visit.answers is None:
            self._give_up(station, WRONG_DEVICE.reason)
            self.blank(station, WRONG_DEVICE)
        else:
            samples = station.samples(visit.answers, visit.heard_s, self._clock.utc_ms_at)
            station.back(now_s)
            warm = station.standing.warm_at_s <= visit.started_s
            self._sink(samples if warm else station.held_back(samples))

    def _mute(self, visit: Visit, failed: Wrong) -> None:
        """Who comes back may be somebody else: asked who it is, after a longer silence wholly."""
        station = visit.station
        self._timetable.missed(visit.index, visit.started_s)
        dead = self._timetable.slots[visit.index].breaker_open
        station.standing.doubted = True
        if dead:
            if station.standing.dead_since_s is None:
                station.standing.dead_since_s = visit.started_s
            station.renew()
        self.blank(station, missed(failed.reason, breaker_open=dead))

    async def _idle(self, until_s: float) -> None:
        if self._jobs:
            until_s = min(until_s, *map(self._ready_s, self._jobs.values()))
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        # A wake-up call, no timeout: nothing is cancelled, and nothing raised, to go on in time.
        call = loop.call_at(until_s, self._awake)
        try:
            await self._waiter
        finally:
            call.cancel()
            self._waiter = None

    def _awake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    # -- what comes of it ----------------------------------------------------------------------

    def blank(self, station: Station, why: Judgement) -> None:
        """Nothing is known of a station, for this reason."""
        now_s = self._now()
        why = self._talk.trouble or why
        self._sink(station.blank(why, now_s, self._clock.utc_ms_at(now_s)))

    def _show(self, job: Job, seen: Judgement) -> None:
        """A read-back is news of the output's tag, whatever became of the write."""
        now_s, source = self._now(), f"{self._bus_id}/{job.station.device.id}/{job.output.key}"
        at_ms, tag = self._clock.utc_ms_at(now_s), job.output.tag
        self._sink([Sample(tag, seen.value, seen.status, now_s, at_ms, source, seen.reason)])


def _urgency(job: Job) -> tuple[bool, bool]:
    """Life support first; whose station must prove itself before, behind those that need not."""
    return not job.life_support, job.station.standing.proven is not True
