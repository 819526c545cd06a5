"""Distribution runs: tried, prepared, reviewed, voted, booked, paid, set right, looked into.

It refuses to judge a step: records.dividend.runs does, and its reasons are passed on.
"""

from typing import Annotated

from fastapi import Query

from dashboard.money.computed_again import computed_of
from dashboard.money.line_why import explained, unexplained
from dashboard.money.masked_names import names_of
from dashboard.money.office import Office
from dashboard.money.run_deeds import no_own_result
from dashboard.money.run_forms import RunStep, Trying
from dashboard.money.run_shapes import (
    ChangeList,
    Figures,
    LineList,
    MemoShown,
    Payments,
    Preview,
    RunList,
    RunShown,
    StepTaken,
)
from dashboard.money.run_steps import take_step
from dashboard.money.run_trying import tried
from dashboard.money.run_view import (
    changes_of,
    figures_of,
    head_of,
    line_list,
    memo_shown,
    payments_of,
    run_shown,
)
from dashboard.routes.doors import At, RunName, Who, router
from records.dividend.posting.corrections import memo
from records.dividend.runs.deeds import Purpose
from records.dividend.runs.state import Run, run_named, runs
from records.refusal import RuleRefused, problem

api = router()

Some = Annotated[str | None, Query(max_length=64)]


@api.get("/runs")
async def every(
    caller: Who,
    desk: At,
    entity: Some = None,
    year: Annotated[int | None, Query(ge=1949, le=2999)] = None,
) -> RunList:
    """Runs, the newest first; of an entity or a year, if asked."""
    office = desk.money

    def found() -> RunList:
        rows = [
            head_of(one, caller)
            for one in runs(office.deeds()).values()
            if entity in (None, one.entity) and year in (None, one.year)
        ]
        return RunList(runs=tuple(reversed(rows)))

    return await office.look(found)


@api.post("/runs/preview")
async def preview(body: Trying, _caller: Who, desk: At) -> Preview:
    """What a run would come to, every line explained; nothing is kept."""
    office = desk.money
    return await office.look(lambda: tried(office, body))


@api.post("/runs/steps", status_code=201)
async def step(body: RunStep, caller: Who, desk: At) -> StepTaken:
    """Take one step of a run; the deed, its vouchers and its audit row, or nothing."""
    return await take_step(desk, caller, body)


@api.get("/runs/{run}")
async def one(caller: Who, desk: At, run: RunName) -> RunShown:
    """What was done by whom, what comes next, and the days that the law sets."""
    office = desk.money
    return await office.look(lambda: run_shown(_run(office, run), office.deeds(), caller))


@api.get("/runs/{run}/figures")
async def figures(_caller: Who, desk: At, run: RunName) -> Figures:
    """Every figure of a computed run with its why, the vouchers, and what it was made from."""
    office = desk.money
    return await office.look(lambda: figures_of(computed_of(_computed(office, run))))


@api.get("/runs/{run}/lines")
async def lines(
    _caller: Who, desk: At, run: RunName, household: Some = None, holder: Some = None
) -> LineList:
    """Who gets what, and why some of it waits; names are masked."""
    office = desk.money

    def found() -> LineList:
        done = computed_of(_computed(office, run))
        wanted = [
            line
            for line in done.lines
            if household in (None, line.household) and holder in (None, line.holder)
        ]
        names = names_of(office, [line.holder for line in wanted])
        one_asked = household is not None or holder is not None
        why = explained(done, office.deeds()) if one_asked else unexplained
        return line_list(run, done, wanted, names, why)

    return await office.look(found)


@api.get("/runs/{run}/payments")
async def payments(_caller: Who, desk: At, run: RunName) -> Payments:
    """What is owed, ordered, paid and held."""
    office = desk.money
    return await office.look(lambda: payments_of(_computed(office, run), office.deeds()))


@api.get("/runs/{run}/changes")
async def changes(_caller: Who, desk: At, run: RunName) -> ChangeList:
    """A correcting run against the one it stands in for, holder by holder."""
    office = desk.money

    def found() -> ChangeList:
        mine = _computed(office, run)
        return changes_of(mine, _computed(office, mine.of_run or ""))

    return await office.look(found)


@api.get("/runs/{run}/memo")
async def would_have_been(
    _caller: Who,
    desk: At,
    run: RunName,
    error_fen: Annotated[int, Query(gt=-(2**53), lt=2**53)],
) -> MemoShown:
    """What the run would have been with an error known then; disclosed, nothing claimed back."""
    office = desk.money

    def found() -> MemoShown:
        mine = _computed(office, run)
        if mine.purpose is Purpose.SUPPLEMENTARY:
            raise RuleRefused.of(no_own_result(mine))
        return memo_shown(memo(run, computed_of(mine), error_fen))

    return await office.look(found)


def _run(office: Office, name: str) -> Run:
    return run_named(runs(office.deeds()), name)


def _computed(office: Office, name: str) -> Run:
    found = _run(office, name)
    if found.computed is None:
        raise RuleRefused.of(
            problem(
                "WRONG_STATE",
                f"分配 {name} 还没有计算：先编制",
                f"run {name} has computed nothing yet: prepare it first",
            )
        )
    return found
