"""The farm as it is now: structure, snapshot, live stream, wires, overview, one tank.

It refuses to change anything.
"""

from fastapi import Response

from dashboard.api_live import Overview, SnapshotNow, TankPage
from dashboard.api_models import FarmInfo
from dashboard.api_stream import LiveState
from dashboard.api_wires import WiresNow
from dashboard.live import WATCHERS_MAX, EventStream
from dashboard.money.rules_home import rules_now
from dashboard.refusals import not_found, refuse
from dashboard.routes.doors import At, Who, router

api = router()


@api.get("/farm")
async def farm(_caller: Who, desk: At) -> FarmInfo:
    """Everything about the site that does not change while running, and the rules in force."""
    office = desk.money
    rules = await office.look(lambda: rules_now(office.deeds(), office.site, office.today()))
    return desk.info.model_copy(update={"rules": rules})


@api.get("/snapshot")
async def snapshot(_caller: Who, desk: At) -> SnapshotNow:
    """Every tag with value, unit, status and time."""
    return desk.present.snapshot()


@api.get(
    "/live",
    response_class=Response,
    responses={
        200: {
            "description": "Server-sent events; the data of each `state` is a LiveState",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
    },
)
async def live(caller: Who, desk: At) -> EventStream:
    """Changes as they happen, for as long as the session lasts."""
    if desk.live.watchers >= WATCHERS_MAX:
        raise refuse(
            503, "too_many_watchers", "同时查看的人太多", "too many people are watching",
            "关掉不用的页面", "close pages that are not used",
        )  # fmt: skip

    def still_allowed() -> bool:
        return caller.kind == "token" or desk.sessions.runs(caller.session)

    return EventStream(desk.live, still_allowed)


@api.get("/wires")
async def wires(_caller: Who, desk: At) -> WiresNow:
    """Every line and station: load, errors, reply times against their bounds, settings found."""
    return desk.wires.now(desk.present.at_ms)


@api.get("/overview")
async def overview(_caller: Who, desk: At) -> Overview:
    """All tanks at a glance, and which are worst."""
    return desk.glance.overview(await desk.books.view())


@api.get("/tanks/{tank}")
async def tank_page(tank: str, _caller: Who, desk: At) -> TankPage:
    """One tank: values, actuators with their why, alarms, books."""
    for one in desk.site.tanks():
        if one.id == tank:
            return desk.tank_desk.page(one, await desk.books.view())
    raise not_found("这口池", "such tank")


STREAMED = LiveState
"""Shape of what `live` sends; OpenAPI cannot say it."""
