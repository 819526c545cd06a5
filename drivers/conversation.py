"""What is said to one station: prove who you are, answer these reads, take this value and show it.

It refuses to know whose turn it is and who listens.
"""

from collections.abc import Callable
from typing import TypeAlias

from drivers.decode import Judgement, extractor, width
from drivers.modbus import Answer, Refused, Request, Wrong
from drivers.reads import probed_one, read_back
from drivers.rtu_line import RtuLine, Tally, character_s, gap_s
from drivers.station import (
    EXCEPTIONS_GATEWAY,
    IDENTITY_EVERY_S,
    Finding,
    Station,
    identity_matches,
    missed,
    refused,
)
from drivers.tcp_line import TcpLine
from drivers.writing import Job
from farm.profile import Setting
from farm.site import Bus as BusRow

Line: TypeAlias = RtuLine | TcpLine


def line_of(row: BusRow, now: Callable[[], float], tally: Tally) -> Line:
    """The rules of the wire a site's bus row describes."""
    if row.kind == "tcp":
        return TcpLine(now, tally)
    one_s = character_s(row.baud, row.data_bits, row.parity, row.stop_bits)
    return RtuLine(now, one_s, gap_s(row.baud, one_s), tally)


class Conversation:
    """Talks to the stations of one line, one request at a time."""

    def __init__(self, line: Line, now: Callable[[], float]) -> None:
        """`now`: the loop's clock."""
        self._line, self._now = line, now

    async def answers(self, station: Station) -> list[bytes | Judgement] | Wrong | None:
        """Answers to all reads; Wrong at the first miss; None when it is another device."""
        if (failed := await self._prove(station)) is not None:
            return failed
        if station.proven is False:
            return None
        answers: list[bytes | Judgement] = []
        for request in station.requests:
            verdict = await self._ask(station, request)
            if isinstance(verdict, Wrong):
                return verdict
            answers.append(verdict.data if isinstance(verdict, Answer) else refused(verdict.code))
        return answers

    async def step(self, job: Job) -> Judgement | None:
        """Take a write one step further; the read-back when there was one."""
        station = job.station
        if job.stage == "write":
            failed = await self._prove(station)
            if failed is not None or station.proven is not True:
                job.finish("failed", failed.reason if failed else "identity")
            else:
                await self._write(job)
            return None
        seen = await self._read_back(job)
        job.saw(seen, self._now())
        return seen if seen.value is not None else None

    async def _write(self, job: Job) -> None:
        job.attempts += 1
        reason = ""
        for request in job.requests:
            verdict = await self._ask(job.station, request)
            if isinstance(verdict, Refused):
                job.finish("failed", f"exception_{verdict.code}")
                return
            if isinstance(verdict, Wrong):
                reason = verdict.reason
                break
        job.written(self._now(), reason)

    async def _read_back(self, job: Job) -> Judgement:
        station, plan = job.station, job.station.plan
        answers: dict[int, bytes | Judgement] = {}
        for number in {plan.probes[probe].read for probe in job.output.probes}:
            verdict = await self._ask(station, station.requests[number])
            if isinstance(verdict, Wrong):
                return missed(verdict.reason, breaker_open=False)
            answers[number] = verdict.data if isinstance(verdict, Answer) else refused(verdict.code)
        return read_back(
            job.output,
            {
                probe: probed_one(plan, probe, answers, station.memories, self._now())
                for probe in job.output.probes
            },
        )

    async def _ask(self, station: Station, request: Request) -> Answer | Refused | Wrong:
        verdict = await self._line.ask(request, station.pace)
        if isinstance(verdict, Refused) and verdict.code in EXCEPTIONS_GATEWAY:
            return Wrong(f"exception_{verdict.code}")
        return verdict

    async def _prove(self, station: Station) -> Wrong | None:
        """Ask for the identity when it is due; Wrong when no answer came."""
        identify = station.profile.identify
        if station.proven is True and (identify is None or self._now() < station.identity_due_s):
            return None
        if identify is not None:
            request = station.request(identify.area, identify.address, identify.count)
            verdict = await self._ask(station, request)
            if isinstance(verdict, Wrong):
                return verdict
            station.proven = isinstance(verdict, Answer) and identity_matches(
                identify, station.profile.swap, verdict.data
            )
            if not station.proven:
                return None
        for row in station.settings():
            if (failed := await self._check_setting(station, row)) is not None:
                station.proven = None
                return failed
        station.proven = True
        station.identity_due_s = self._now() + IDENTITY_EVERY_S * station.identity_share
        return None

    async def _check_setting(self, station: Station, row: Setting) -> Wrong | None:
        request = station.request(row.area, row.address, width(row.type))
        verdict = await self._ask(station, request)
        if isinstance(verdict, Wrong):
            return verdict
        found = None
        if isinstance(verdict, Answer):
            found = int(extractor(row.type, 0, station.profile.swap, None)(verdict.data))
        must_be = row.must_be or ()
        station.findings.pop(row.key, None)
        if found not in must_be:
            finding = Finding(station.device.id, row.key, found, must_be, row.why)
            station.findings[row.key] = finding
        return None
