"""One visit of one station: who are you, then every planned read, one transaction a step.

Between two steps the line is free for a write; while a measurement that had to be started goes
on, for everybody. It refuses to know whose turn it is and what the answers mean.

Where nothing is gained by haste (Modbus TCP) its reads keep places of their own on the grid of its
station: how long one answer took does not move the next.
"""

from drivers.conversation import Conversation
from drivers.decode import Judgement
from drivers.modbus import Answer, Refused, Wrong
from drivers.proof import proof_due, prove_on
from drivers.route import Route
from drivers.station import Station, refused
from drivers.visit_plan import Output
from farm.status import Status

UNASKED = Judgement(None, Status.BAD_CONFIGURATION_ERROR, "draft")
"""What a draft would have to be written for is not asked (drivers.route)."""
PLACE_S = 0.04  # s from read to read; answers of I/O boxes take 10 to 30 ms
PLACES_SHARE = 0.5  # most of a period that the places of one visit may take


def place_s(station: Station, *, has_places: bool) -> float:
    """From the place of one read of a visit to that of the next, s; 0 where haste is gain."""
    if not has_places:
        return 0.0
    reads = max(len(station.requests), 1)
    return min(PLACE_S, PLACES_SHARE * station.device.period_s / reads)


class Visit:
    """`resume_s`: not to be continued before then. `spent_s`: time on the line so far.

    When `done`: `failed` is the first miss, `answers` are None when it is another device;
    `heard_s`: when each answer came.
    """

    def __init__(
        self,
        talk: Conversation,
        station: Station,
        route: Route,
        index: int,
        due_s: float,
        started_s: float,
        place_s: float = 0.0,
    ) -> None:
        """`index`: its slot in the timetable; `due_s`: when that fell due; `place_s`: as above."""
        self._talk, self.station, self.index, self.started_s = talk, station, index, started_s
        self._measurements = route.measurements
        self.resume_s, self.spent_s = started_s, 0.0
        self._due_s, self._place_s = due_s, place_s
        self.failed: Wrong | None = None
        self.answers: list[bytes | Judgement] | None = [UNASKED] * len(station.requests)
        self.heard_s = [started_s] * len(station.requests)
        self._left = list(route.order)
        self._proving = proof_due(station, started_s)
        self._started = False

    @property
    def done(self) -> bool:
        """True when nothing is left to ask."""
        return not (self._left or self._proving)

    def rests(self) -> bool:
        """True while others may have the line: a measurement goes on, or the next answer would
        look like the last one."""
        now_s = self._talk.now()
        if self._left and not self._proving and self.resume_s <= now_s:
            rest_s = self._talk.rest_s(self.station.requests[self._left[0]])
            self.resume_s = max(self.resume_s, now_s + rest_s)
        return self.resume_s > now_s

    def give_up(self, failed: Wrong, at_s: float) -> None:
        """Its station missed a question of somebody else at `at_s`."""
        self.failed, self.started_s, self._left, self._proving = failed, at_s, [], False

    def again(self, output: Output) -> None:
        """The output was written to: where it stood before is asked once more."""
        if self.answers is None or self.done:
            return
        for number in sorted(self.station.plan.reads_of(output)):
            if self.answers[number] is not UNASKED and number not in self._left:
                self._left.append(number)

    async def step(self) -> None:
        """Ask the next thing; PortClosed when the wire goes."""
        began_s = self._talk.now()
        if self._proving:
            await self._prove()
        if self._left and not self._proving:
            await self._read(self._left[0])
        self.spent_s += self._talk.now() - began_s

    async def _prove(self) -> None:
        station = self.station
        self._end_unless(await prove_on(self._talk.ask, station, self._talk.now))
        if self.failed is None and station.standing.proven is False:
            self.answers, self._left = None, []
        wrong = self.failed is not None or station.standing.proven is False
        self._proving = not wrong and proof_due(station, self._talk.now())

    async def _read(self, number: int) -> None:
        station, measurement = self.station, self._measurements.get(number)
        if measurement is not None and not self._started:
            verdict = await self._talk.ask(station, measurement.start)
            if isinstance(verdict, Answer):
                self._started = True
                self.resume_s = self._talk.now() + measurement.takes_s
                return
        else:
            verdict = await self._talk.ask(station, station.requests[number])
        self._took(number, verdict)

    def _took(self, number: int, verdict: Answer | Refused | Wrong) -> None:
        self._started = False
        if isinstance(verdict, Wrong):
            self._end_unless(verdict)
            return
        assert self.answers is not None
        self._left.pop(0)
        self.heard_s[number] = self._talk.answered_s
        self.answers[number] = (
            verdict.data if isinstance(verdict, Answer) else refused(verdict.code)
        )
        done = len(self.answers) - len(self._left)
        self.resume_s = max(self.resume_s, self._due_s + done * self._place_s)

    def _end_unless(self, failed: Wrong | None) -> None:
        if failed is not None:
            self.failed, self._left = failed, []
