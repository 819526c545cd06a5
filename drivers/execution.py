"""Carrying out a write step by step: prove who is there, write, look whether it happened.

It refuses to know how bytes travel and to decide when to stop trying (drivers.writing).
"""

from collections.abc import Callable

from drivers.decode import Judgement
from drivers.modbus import Answer, Refused, Wrong
from drivers.proof import Ask, prove
from drivers.writing import Job


async def step(ask: Ask, job: Job, now: Callable[[], float]) -> Judgement | None:
    """Take a write one step further; the read-back when there was one."""
    station = job.station
    if job.stage == "write":
        # A proof that is merely due again waits for the next poll; a wish does not wait for it.
        failed = None if station.proven is True else await prove(ask, station, now)
        if failed is not None or station.proven is not True:
            job.finish("failed", failed.reason if failed else "identity")
        else:
            await _write(ask, job, now)
        return None
    return await _look(ask, job, now)


async def _write(ask: Ask, job: Job, now: Callable[[], float]) -> None:
    verdict = await ask(job.station, job.request())
    if isinstance(verdict, Refused):
        job.finish("failed", f"exception_{verdict.code}")
    else:
        job.written(now(), verdict.reason if isinstance(verdict, Wrong) else "")


async def _look(ask: Ask, job: Job, now: Callable[[], float]) -> Judgement | None:
    answers: list[bytes] = []
    for request in job.look.requests:
        verdict = await ask(job.station, request)
        if not isinstance(verdict, Answer):
            job.unseen(_why(verdict), now())
            return None
        answers.append(verdict.data)
    seen = job.look.seen(answers)
    job.saw(seen, now())
    return seen.shown if seen.shown.value is not None else None


def _why(verdict: Refused | Wrong) -> str:
    return f"exception_{verdict.code}" if isinstance(verdict, Refused) else verdict.reason
