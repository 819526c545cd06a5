"""The project: its uplift, and the figures that the town may see, as people decided.

It refuses to count a stream: records.uplift does, and records.exchange makes the town's rows.
"""

from typing import Annotated

from fastapi import Query

from dashboard.money.families import ProjectHanded
from dashboard.money.handing_in import Recorded, hand_in
from dashboard.money.office import Office
from dashboard.money.project_shapes import TownShown, UpliftShown
from dashboard.money.run_shapes import Noted
from dashboard.routes.doors import At, Who, router
from records.exchange.asked import town_taken
from records.journal.stored import instant_text
from records.refusal import Problem
from records.uplift.asked import Records, uplift_asked

api = router()

Project = Annotated[str | None, Query(max_length=64, description="the project company's id")]
G_PER_KG = 1000


@api.post("/project/deeds", status_code=201)
async def enter(body: ProjectHanded, caller: Who, desk: At) -> Recorded:
    """What the uplift counts, what the town may see, milestones, permits, planned investment."""
    return await hand_in(desk, caller, body, "project")


@api.get("/project/uplift")
async def uplift(
    _caller: Who,
    desk: At,
    year: Annotated[int, Query(ge=2000, le=2100)],
    project: Project = None,
    last_month: Annotated[int, Query(ge=1, le=12)] = 12,
) -> UpliftShown:
    """Streams that are never counted twice, target against actual, per kg."""
    office = desk.money

    def found() -> UpliftShown:
        told, problems = uplift_asked(_records(office), year, project, last_month)
        return UpliftShown(told=dict(told.as_json()), problems=_noted(problems))

    return await office.look(found)


@api.get("/project/town")
async def town(
    _caller: Who,
    desk: At,
    period: Annotated[str, Query(max_length=10, description="2026-11 or 2026-Q4")],
    project: Project = None,
) -> TownShown:
    """The month's or quarter's rows for the town, only what people allowed."""
    office = desk.money

    def found() -> TownShown:
        plan_g = round(office.site.plan.yearly_kg * G_PER_KG)
        head, at = office.store.ledger.head().hash, instant_text(office.now())
        _, feed, problems = town_taken(_records(office), period, head, at, project, plan_g)
        return TownShown(feed=dict(feed), problems=_noted(problems))

    return await office.look(found)


def _records(office: Office) -> Records:
    events = [stored.event for stored in office.store.events()]
    return Records(office.store.ledger.entries(), office.deeds(), events)


def _noted(problems: list[Problem]) -> tuple[Noted, ...]:
    return tuple(Noted(code=one.code, text=one.explanation) for one in problems)
