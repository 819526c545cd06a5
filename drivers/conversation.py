"""What is said to one station: prove who you are, answer these reads, take this value and show it.

It refuses to know whose turn it is and who listens.
"""

from collections.abc import Callable
from typing import TypeAlias

from drivers import execution
from drivers.decode import Judgement
from drivers.modbus import Answer, Refused, Request, Wrong
from drivers.proof import prove
from drivers.rtu_line import RtuLine
from drivers.station import EXCEPTIONS_GATEWAY, Station, refused
from drivers.tally import Tally
from drivers.tcp_line import TcpLine
from drivers.wire_time import character_s, gap_s
from drivers.writing import Job
from farm.site import Bus as BusRow

Line: TypeAlias = RtuLine | TcpLine


def line_of(row: BusRow, now: Callable[[], float], tally: Tally) -> Line:
    """The rules of the wire a site's bus row describes."""
    if row.kind == "tcp":
        return TcpLine(now, tally)
    one_s = character_s(row.baud, row.data_bits, row.parity, row.stop_bits)
    return RtuLine(now, one_s, gap_s(row.baud, one_s), tally, trickles=row.kind == "rtu")


class Conversation:
    """Talks to the stations of one line, one request at a time."""

    def __init__(self, line: Line, now: Callable[[], float]) -> None:
        """`now`: the loop's clock."""
        self._line, self._now = line, now

    async def answers(self, station: Station) -> list[bytes | Judgement] | Wrong | None:
        """Answers to all reads; Wrong at the first miss; None when it is another device."""
        if (failed := await prove(self.ask, station, self._now)) is not None:
            return failed
        if station.proven is False:
            return None
        answers: list[bytes | Judgement] = []
        for request in station.requests:
            verdict = await self.ask(station, request)
            if isinstance(verdict, Wrong):
                return verdict
            answers.append(verdict.data if isinstance(verdict, Answer) else refused(verdict.code))
        return answers

    async def step(self, job: Job) -> Judgement | None:
        """Take a write one step further; the read-back when there was one."""
        return await execution.step(self.ask, job, self._now)

    async def ask(self, station: Station, request: Request) -> Answer | Refused | Wrong:
        """One question; a gateway that found nobody is a miss."""
        verdict = await self._line.ask(request, station.pace)
        if isinstance(verdict, Refused) and verdict.code in EXCEPTIONS_GATEWAY:
            return Wrong(f"exception_{verdict.code}")
        return verdict
