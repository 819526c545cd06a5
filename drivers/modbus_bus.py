"""A wire with Modbus stations: what others call, and how it comes and goes.

It refuses to know what values mean and whose turn it is (drivers.turns).
"""

import asyncio
from collections.abc import Sequence

from drivers.astray import Astray
from drivers.bus_health import bus_state, station_states
from drivers.byte_order import WRONG
from drivers.conversation import Conversation, line_of
from drivers.outcome import WriteOutcome
from drivers.port import NobodyAnswers, Opener, Port, PortClosed, PortUnavailable
from drivers.reconnect import BACKOFF_FIRST_S, BACKOFF_MAX_S, Backoff, backoff_of
from drivers.schedule import Timetable
from drivers.station import NOT_CONNECTED, Finding, Station, share_standings
from drivers.tally import Tally
from drivers.turns import Turns
from drivers.writing import Job, NotAllowed, requests_for
from drivers.wrong_mode import Suspicion
from farm.clock import Clock
from farm.link import BusState, StationState
from farm.quantity import QUANTITIES
from farm.sample import Sink
from farm.site import Bus as BusRow

__all__ = ["BACKOFF_FIRST_S", "BACKOFF_MAX_S", "ModbusBus"]

SERIAL_KINDS = ("rtu", "modbus-ascii")
HELD = "held"
"""Reason of a write that was not put on the wire because another one landed elsewhere (F-24)."""
PRESSING = {"emergency_valve": 1.0}
"""By quantity, what is tried on a held device whoever asks: only interlocks and people do."""
STATIONS_EVERY_S = 5.0
"""How often the states of the stations are put together anew; they cost more than the counts."""


class ModbusBus:
    """See drivers.bus.Bus. Built from checked site and profile data by drivers.field."""

    def __init__(
        self,
        row: BusRow,
        stations: Sequence[Station],
        opener: Opener,
        clock: Clock,
        sink: Sink,
        backoff: Backoff | None = None,
    ) -> None:
        """Nothing is opened before `run`. `stations`: one for each pace of a device."""
        self.id = row.id
        share_standings(stations)
        self._standings = list({row.device.id: row.standing for row in stations}.values())
        self._row, self._stations, self._opener, self._now = row, stations, opener, clock.now_s
        self._backoff = backoff or backoff_of(row.id)
        self._tally = Tally()
        self._line = line_of(row, self._now, self._tally)
        self._suspicion = Suspicion(row, stations)
        self._talk = Conversation(
            *(self._line, self._now, self._tally, self._suspicion, stations),
            over_tcp=row.kind not in SERIAL_KINDS,
        )
        self._timetable = _timetable(stations)
        self._turns = Turns(
            *(row.id, stations, self._talk, self._timetable, self._tally, clock, sink),
            self._backoff.reset,
        )
        self._doors = {
            (station.device.id, output.key): (station, output)
            for station in stations
            for output in station.plan.outputs
        }
        self._astray = Astray()
        self._started = False
        self._states: dict[str, StationState] = {}
        self._states_until_s = float("-inf")

    # -- what others call ------------------------------------------------------------------

    async def write(
        self, device_id: str, key: str, value: float, *, pressing: bool = False
    ) -> WriteOutcome:
        """See drivers.bus.Bus; KeyError for an output the site does not have."""
        station, output = self._doors[device_id, key]
        try:
            requests = requests_for(station, output, value)
        except ValueError as error:
            reason = "not_allowed" if isinstance(error, NotAllowed) else "does_not_fit"
            return WriteOutcome("failed", None, reason, 0)
        if self._line.port is None:
            return WriteOutcome("failed", None, "no_wire", 0)
        if station.standing.order.is_wrong:
            return WriteOutcome("failed", None, WRONG.reason, 0)
        quantity = output.tag.partition(".")[2]
        pressing = pressing or PRESSING.get(quantity) == value
        if not self._astray.may_write(device_id, key, self._now(), pressing=pressing):
            return WriteOutcome("failed", None, HELD, 0)
        done: asyncio.Future[WriteOutcome] = asyncio.get_running_loop().create_future()
        vital = QUANTITIES[quantity].life_support
        job = Job(station, output, value, requests, done, vital)
        self._turns.take(job)
        outcome = await done
        astray, confirmed = job.wrong_echo, outcome.is_confirmed
        self._astray.landed(device_id, self._now(), astray=astray, confirmed=confirmed)
        return outcome

    def state(self) -> BusState:
        """See drivers.bus.Bus."""
        now_s = self._now()
        if now_s >= self._states_until_s:
            self._states = station_states(self._tally, self._timetable, self._stations)
            self._states_until_s = now_s + STATIONS_EVERY_S
        no_wire = "no_wire" if self._line.port is None else ""
        trouble = self._suspicion.proven or no_wire
        return bus_state(self._tally, self._timetable, trouble, now_s, self._states)

    def findings(self) -> list[Finding]:
        """See drivers.bus.Bus."""
        return [row for standing in self._standings for row in standing.findings.values()]

    async def run(self) -> None:
        """See drivers.bus.Bus."""
        if not self._started:
            self._timetable.start(self._now(), orders=bool(self._doors))
            self._started = True
        patient = False
        while True:
            port = await self._connected(patient=patient)
            try:
                await self._turns.serve()
            except PortClosed as error:
                patient = isinstance(error, NobodyAnswers)
                if not patient:
                    self._suspicion.hung_up()
            finally:
                self._line.port = None
                port.close()
                self._turns.drop("no_wire")
            await self._pause(reached=patient)

    # -- the wire comes and goes -----------------------------------------------------------

    async def _connected(self, *, patient: bool) -> Port:
        while True:
            tried_s = self._now()
            try:
                port = await self._opener(self._row)
            except PortUnavailable:
                await self._pause(self._now() - tried_s)
                patient = False
                continue
            if self._suspicion.probe_due(self._now()):
                try:
                    await self._suspicion.probe(port, self._now)
                finally:
                    port.close()
                continue
            self._renew(patient=patient)
            self._line.port = port
            return port

    def _renew(self, *, patient: bool) -> None:
        """Whatever stands on a wire that was opened anew has to prove itself again."""
        self._tally.opened += 1
        self._astray.clear()
        self._talk.renew()
        for station in self._stations:
            station.renew()
        self._timetable.restart(self._now(), patient=patient)

    async def _pause(self, spent_s: float = 0.0, *, reached: bool = False) -> None:
        """Say of every station that was to be asked that there is no wire, then wait.

        `reached`: the far end took the connection, only nobody answered. How often its stations
        are asked is the timetable's business; the wire must be open when their turn comes.
        """
        now_s = self._now()
        for index in self._timetable.due(now_s):
            self._timetable.unreachable(index, now_s)
            self._turns.blank(self._stations[index], NOT_CONNECTED)
        await asyncio.sleep(BACKOFF_FIRST_S if reached else self._backoff.pause_s(spent_s))


def _timetable(stations: Sequence[Station]) -> Timetable:
    timetable = Timetable()
    for station in stations:
        timetable.add(
            station.device.period_s,
            life_support=station.life_support,
            least_s=station.profile.timing.min_poll_ms / 1000,
            station=station.device.id,
        )
    return timetable
