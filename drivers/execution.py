"""Carrying out a write step by step: prove who is there, write, look whether it happened.

It refuses to know how bytes travel and to decide when to stop trying (drivers.writing).
"""

from collections.abc import Callable

from drivers.decode import Judgement
from drivers.modbus import Answer, Refused, Wrong
from drivers.proof import Ask, prove
from drivers.reads import probed_one, read_back
from drivers.station import missed, refused
from drivers.writing import Job


async def step(ask: Ask, job: Job, now: Callable[[], float]) -> Judgement | None:
    """Take a write one step further; the read-back when there was one."""
    station = job.station
    if job.stage == "write":
        failed = await prove(ask, station, now)
        if failed is not None or station.proven is not True:
            job.finish("failed", failed.reason if failed else "identity")
        else:
            await _write(ask, job, now)
        return None
    seen = await _look(ask, job, now)
    job.saw(seen, now())
    return seen if seen.value is not None else None


async def _write(ask: Ask, job: Job, now: Callable[[], float]) -> None:
    job.attempts += 1
    reason = ""
    for request in job.requests:
        verdict = await ask(job.station, request)
        if isinstance(verdict, Refused):
            job.finish("failed", f"exception_{verdict.code}")
            return
        if isinstance(verdict, Wrong):
            reason = verdict.reason
            break
    job.written(now(), reason)


async def _look(ask: Ask, job: Job, now: Callable[[], float]) -> Judgement:
    station, plan = job.station, job.station.plan
    answers: dict[int, bytes | Judgement] = {}
    for number in {plan.probes[probe].read for probe in job.output.probes}:
        verdict = await ask(station, station.requests[number])
        if isinstance(verdict, Wrong):
            return missed(verdict.reason, breaker_open=False)
        answers[number] = verdict.data if isinstance(verdict, Answer) else refused(verdict.code)
    return read_back(
        job.output,
        {
            probe: probed_one(plan, probe, answers, station.memories, now())
            for probe in job.output.probes
        },
    )
