"""What is said to one station: a question, and what its silence means for the wire.

It refuses to know whose turn it is and who listens.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from drivers import execution
from drivers.decode import Judgement
from drivers.framing import ASCII, READS_UP_TO
from drivers.modbus import Answer, Refused, Request, Wrong
from drivers.port import NobodyAnswers
from drivers.rtu_line import RtuLine
from drivers.station import EXCEPTIONS_GATEWAY, Station
from drivers.tally import Tally
from drivers.tcp_line import TcpLine
from drivers.wire_time import character_s, gap_s
from drivers.writing import Job
from drivers.wrong_mode import REASONS, Suspicion
from farm.profile import Trust
from farm.site import Bus as BusRow

Line: TypeAlias = RtuLine | TcpLine

HALF_OPEN_MISSES = 3
"""Questions in a row without any answer, whoever was asked, after which a TCP connection itself
is doubted (F-21)."""


def line_of(row: BusRow, now: Callable[[], float], tally: Tally) -> Line:
    """The rules of the wire a site's bus row describes."""
    if row.kind == "tcp":
        return TcpLine(now, tally)
    one_s = character_s(row.baud, row.data_bits, row.parity, row.stop_bits)
    if row.kind == "modbus-ascii":  # frames have marks of their own; one character to turn round
        return RtuLine(now, one_s, one_s, tally, framing=ASCII, trickles=True)
    return RtuLine(now, one_s, gap_s(row.baud, one_s), tally, trickles=row.kind == "rtu")


class Conversation:
    """Talks to the stations of one line, one request at a time."""

    def __init__(
        self,
        line: Line,
        now: Callable[[], float],
        tally: Tally,
        suspicion: Suspicion,
        stations: Sequence[Station],
        *,
        over_tcp: bool,
    ) -> None:
        """`now`: the loop's clock; `over_tcp`: silence may mean that the connection is gone.

        `has_places`: a question may wait for its place in time, for the wire is idle anyway.
        """
        self._stations = stations
        self._line, self.now, self._tally, self._suspicion = line, now, tally, suspicion
        self._over_tcp = over_tcp
        self.has_places = isinstance(line, TcpLine)
        self._heard: dict[int, tuple[Station, Request]] = {}
        self.settle = line.settle
        """Listen as long as the line must be silent; a late answer is measured, never believed."""

    def renew(self) -> None:
        """The wire was opened anew."""
        self._heard.clear()

    @property
    def answered_s(self) -> float:
        """When the last answer came, at the latest."""
        return self._line.answered_s

    @property
    def trouble(self) -> Judgement | None:
        """Why nothing can be known on this wire, when that is proven."""
        return REASONS.get(self._suspicion.proven)

    def rest_s(self, request: Request) -> float:
        """How long the line should be left to other questions before this one."""
        return self._line.rest_s(request)

    async def step(self, job: Job) -> Judgement | Wrong | None:
        """Take a write one step further; the read-back if there was one, Wrong for a miss."""
        return await execution.step(self.ask, job, self.now)

    async def ask(self, station: Station, request: Request) -> Answer | Refused | Wrong:
        """One question; a gateway that found nobody is a miss. PortClosed when the wire is gone."""
        if request.function > READS_UP_TO:
            assert station.profile.status is not Trust.DRAFT, station.device.id
            self._tally.of(request.unit).writes += 1
        verdict = await self._line.ask(request, station.pace)
        if isinstance(verdict, Answer):
            self._suspicion.answered()
            if request.function <= READS_UP_TO:
                self._heard.pop(request.unit, None)  # so that the newest stands last
                self._heard[request.unit] = station, request
            return verdict
        if isinstance(verdict, Refused):
            return self._refused(verdict, request.unit)
        self._tally.failed(verdict.reason, request.unit)
        if verdict.reason == "no_reply":
            self._heard.pop(request.unit, None)
            self._suspicion.missed(request.unit)
            if self._over_tcp:
                return await self._doubt(station, request) or verdict
        return verdict

    def _refused(self, verdict: Refused, unit: int) -> Refused | Wrong:
        self._suspicion.answered()
        reason = f"exception_{verdict.code}"
        self._tally.failed(reason, unit)
        return Wrong(reason) if verdict.code in EXCEPTIONS_GATEWAY else verdict

    async def _doubt(self, station: Station, request: Request) -> Answer | None:
        """Is the connection still there? Ask at once who answered last, or who else there is.

        Where there is nobody else it is the same question: its answer is one to the first as well.
        """
        questions = self._others(station, request)
        for number in range(HALF_OPEN_MISSES - 1 if questions else 0):
            witness, question = questions[number % len(questions)]
            verdict = await self._line.ask(question, witness.pace)
            if not isinstance(verdict, Wrong):
                self._suspicion.answered()
                if question is request and isinstance(verdict, Answer):
                    return verdict
                return None
            if verdict.reason != "no_reply":
                return None
            self._heard.pop(question.unit, None)
        if questions:
            raise NobodyAnswers("no answer from anyone")
        return None

    def _others(self, station: Station, request: Request) -> list[tuple[Station, Request]]:
        """Reads that tell whether anybody else is there: who answered last, then who did not."""
        rows = [row for row in self._stations if row.requests and row.device.unit != request.unit]
        mute = [row for row in rows if row.device.unit not in self._heard]
        others = [*reversed(self._heard.values()), *((row, row.requests[0]) for row in mute)]
        if others:
            return others
        return [(station, request)] if request.function <= READS_UP_TO else []
