"""Wishes to the controller: outputs by hand and back, alarms seen and shelved, ends of trips.

It refuses to judge a wish beyond rights and the second person; the controller judges it again.
"""

from typing import Annotated
from uuid import uuid4

import structlog
from fastapi import Query

from dashboard.api_live import AlarmList, Note, Shelve, StartCheckBody, Take, WishDone
from dashboard.caller import Caller
from dashboard.desk import Desk
from dashboard.limits import too_many
from dashboard.refusals import Refused, not_found, refuse
from dashboard.rights import Right
from dashboard.routes.doors import At, Who, router
from dashboard.second_person import second_person
from dashboard.two_people import needs_second
from farm.link import (
    AcknowledgeAlarm,
    Act,
    EndCheck,
    LeaveLifeSupport,
    ReleaseOutput,
    ResetEmergency,
    SetOutput,
    ShelveAlarm,
    StartCheck,
    StartLoop,
)
from farm.quantity import QUANTITIES, Kind, Quantity
from records.canonical import Json
from records.durable import StorageFault

api = router()
WishId = Annotated[str | None, Query(alias="id", pattern=r"^[A-Za-z0-9_-]{8,64}$")]
_log = structlog.get_logger()


@api.get("/alarms")
async def alarms(_caller: Who, desk: At) -> AlarmList:
    """Standing and recovered alarms, worst first."""
    last = desk.link.last
    return AlarmList(
        controller="live" if desk.link.live else "away",
        revision=last.revision,
        alarms=last.sorted_alarms(),
    )


@api.post("/alarms/{alarm}/acknowledge")
async def acknowledge(alarm: str, body: Note, caller: Who, desk: At) -> WishDone:
    """I have seen it and see to it."""
    what = AcknowledgeAlarm(alarm=_known_alarm(desk, alarm))
    return await _wish(
        desk, caller, what, alarm,
        id=body.id, reason=body.reason, revision=body.expected_revision,
    )  # fmt: skip


@api.post("/alarms/{alarm}/shelve")
async def shelve(alarm: str, body: Shelve, caller: Who, desk: At) -> WishDone:
    """Put it aside for a time, with the reason."""
    what = ShelveAlarm(alarm=_known_alarm(desk, alarm), minutes=body.minutes)
    return await _wish(
        desk, caller, what, alarm,
        id=body.id, reason=body.reason, revision=body.expected_revision,
    )  # fmt: skip


@api.post("/outputs/{tag}")
async def take(tag: str, body: Take, caller: Who, desk: At) -> WishDone:
    """Take an output by hand for a time."""
    quantity = _output(desk, tag)
    low = next((rule.low for rule in desk.site.outputs if rule.quantity == quantity.key), 0.0)
    high = next(
        (rule.high for rule in desk.site.outputs if rule.quantity == quantity.key), quantity.high
    )
    if not low <= body.value <= high:
        raise refuse(
            422, "outside_limits", f"{quantity.zh} 只能在 {low:g} 到 {high:g} {quantity.unit}",
            f"{quantity.en} goes from {low:g} to {high:g} {quantity.unit}",
            "改成范围内的值", "use a value within",
        )  # fmt: skip
    if quantity.life_support and not body.reason.strip():
        raise refuse(
            422, "reason_needed", "生命支持设备要写原因", "life support needs a reason",
            "写上原因", "say why",
        )  # fmt: skip
    second = ""
    if needs_second(desk.site, tag, body.value):
        second = await second_person(
            desk, caller, body.second_name, body.second_password, Right.OPERATE
        )
    return await _wish(
        desk, caller, SetOutput(output=tag, value=body.value, minutes=body.minutes), tag,
        id=body.id, reason=body.reason, second=second, revision=body.expected_revision,
    )  # fmt: skip


@api.delete("/outputs/{tag}")
async def release(tag: str, caller: Who, desk: At, wish_id: WishId = None) -> WishDone:
    """Give an output back to its law."""
    _output(desk, tag)
    return await _wish(desk, caller, ReleaseOutput(output=tag), tag, id=wish_id)


@api.post("/instruments/{tag}/check")
async def start_check(tag: str, body: StartCheckBody, caller: Who, desk: At) -> WishDone:
    """I take it out to clean or calibrate it: believe it no more until I put it back."""
    _instrument(desk, tag)
    what = StartCheck(tag=tag, minutes=body.minutes)
    return await _wish(desk, caller, what, tag, id=body.id, reason=body.reason)


@api.delete("/instruments/{tag}/check")
async def end_check(tag: str, caller: Who, desk: At, wish_id: WishId = None) -> WishDone:
    """It is back in its place."""
    _instrument(desk, tag)
    return await _wish(desk, caller, EndCheck(tag=tag), tag, id=wish_id)


@api.post("/tanks/{tank}/reset-emergency")
async def reset_emergency(tank: str, body: Note, caller: Who, desk: At) -> WishDone:
    """End a latched emergency-oxygen trip."""
    if tank not in {one.id for one in desk.site.tanks()}:
        raise not_found("这口池", "such tank")
    what = ResetEmergency(tank=tank)
    return await _wish(desk, caller, what, tank, id=body.id, reason=body.reason)


@api.post("/systems/{system}/start-loop")
async def start_loop(system: str, body: Note, caller: Who, desk: At) -> WishDone:
    """I have looked at the loop that stood still: its pumps may start."""
    if system not in {one.id for one in desk.site.systems}:
        raise not_found("这个系统", "such system")
    what = StartLoop(place=system)
    return await _wish(desk, caller, what, system, id=body.id, reason=body.reason)


@api.post("/leave-life-support")
async def leave_life_support(body: Note, caller: Who, desk: At) -> WishDone:
    """End LIFE_SUPPORT."""
    return await _wish(desk, caller, LeaveLifeSupport(), "farm", id=body.id, reason=body.reason)


def _known_alarm(desk: Desk, alarm: str) -> str:
    if alarm not in desk.link.last.alarms:
        raise not_found("这个报警（可能已恢复）", "such alarm (it may have gone)")
    return alarm


def _instrument(desk: Desk, tag: str) -> None:
    quantity = QUANTITIES.get(tag.partition(".")[2])
    if tag not in desk.tags or quantity is None or not quantity.is_cleaned:
        raise not_found("这个可清洗标定的探头", "such instrument to clean or calibrate")


def _output(desk: Desk, tag: str) -> Quantity:
    quantity = QUANTITIES.get(tag.partition(".")[2])
    if tag not in desk.tags or quantity is None or quantity.kind is not Kind.OUTPUT:
        raise not_found("这个输出", "such output")
    return quantity


async def _wish(
    desk: Desk,
    caller: Caller,
    what: Act,
    target: str,
    *,
    id: str | None,
    reason: str = "",
    second: str = "",
    revision: int | None = None,
) -> WishDone:
    _limited(desk, caller, target)
    wish_id = id or str(uuid4())
    result = "unknown"
    try:
        said = await desk.link.wish(
            what, actor=caller.name, second_actor=second, reason=reason, id=wish_id,
            expected_revision=revision,
        )  # fmt: skip
        result = "ok" if said.accepted else said.code
    except Refused as refused:
        result = refused.failure.error
        raise
    finally:
        detail: Json = {"wish": wish_id, "second": second, "what": what.model_dump_json()}
        await _written_down(desk, caller, what.act, target, result, reason, detail)
    if not said.accepted:
        raise refuse(
            409, said.code, said.text.zh, said.text.en,
            "看清现在的状态再操作", "look at the present state, then try again",
        )  # fmt: skip
    return WishDone(id=said.id, accepted=said.accepted, code=said.code, text=said.text)


async def _written_down(
    desk: Desk, caller: Caller, act: str, target: str, result: str, reason: str, detail: Json
) -> None:
    # A full disk must not keep anybody from opening oxygen (security reference 5).
    try:
        await desk.audit(caller, act, target, result=result, reason=reason, detail=detail)
    except (StorageFault, Refused) as lost:
        _log.error("audit_lost", actor=caller.name, act=act, target=target, why=str(lost))


def _limited(desk: Desk, caller: Caller, target: str) -> None:
    wait_s = max(desk.unit_limit.wait_s(target), desk.wish_limit.wait_s(caller.name))
    if wait_s > 0:
        raise too_many(wait_s)
    desk.unit_limit.count(target)
    desk.wish_limit.count(caller.name)
