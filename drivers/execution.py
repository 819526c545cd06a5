"""Carrying out a write step by step: prove who is there, write, look whether it happened.

One question a step (a look is several when it has to be): between two the line is free for what
is more urgent, and a wish that was given up or superseded meanwhile is not carried further.

It refuses to know how bytes travel and to decide when to stop trying (drivers.writing).
"""

from collections.abc import Callable

from drivers.decode import Judgement
from drivers.modbus import Answer, Refused, Wrong
from drivers.proof import Ask, prove_on
from drivers.writing import Job


async def step(ask: Ask, job: Job, now: Callable[[], float]) -> Judgement | Wrong | None:
    """Take a write one step further; the read-back if there was one, Wrong for a miss."""
    station = job.station
    if job.stage == "write":
        # A proof that is merely due again waits for the next poll; a wish does not wait for it.
        if station.standing.proven is True:
            return await _write(ask, job, now)
        failed = await prove_on(ask, station, now)
        if station.standing.proven is False:
            job.finish("failed", "identity")
        return failed
    return await _look(ask, job, now)


async def _write(ask: Ask, job: Job, now: Callable[[], float]) -> Wrong | None:
    verdict = await ask(job.station, job.request())
    if isinstance(verdict, Refused):
        job.finish("failed", f"exception_{verdict.code}")
        return None
    missed = verdict if isinstance(verdict, Wrong) else None
    job.written(now(), missed.reason if missed else "")
    return None if job.wrong_echo else missed  # whose echo is wrong is there


async def _look(ask: Ask, job: Job, now: Callable[[], float]) -> Judgement | Wrong | None:
    answers: list[bytes] = []
    for request in job.look.requests:
        if job.done.done():
            return None
        verdict = await ask(job.station, request)
        if not isinstance(verdict, Answer):
            job.unseen(_why(verdict), now())
            return verdict if isinstance(verdict, Wrong) else None
        answers.append(verdict.data)
    seen = job.look.seen(answers)
    job.saw(seen, now())
    return seen.shown if seen.shown.value is not None else None


def _why(verdict: Refused | Wrong) -> str:
    return f"exception_{verdict.code}" if isinstance(verdict, Refused) else verdict.reason
