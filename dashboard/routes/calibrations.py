"""Calibrations: what is due, and a new one written down.

It refuses to touch a device; the command line does, beside it.
"""

from datetime import UTC, datetime

from dashboard.api_books import Saved
from dashboard.api_calibration import (
    CalibrationEntry,
    CalibrationList,
    CalibrationRow,
    StandardShown,
)
from dashboard.caller import Caller
from dashboard.desk import Desk
from dashboard.entries import LATE_AFTER_MS
from dashboard.event_rows import event_row
from dashboard.event_text import event_text
from dashboard.refusals import refuse
from dashboard.rights import Right
from dashboard.routes.doors import At, Who, router
from dashboard.second_person import second_person
from farm.site import Device, Site, mapping
from records.calibrations import Calibrated, calibrated, too_far
from records.civil import civil_day
from records.journal.events import Calibration, read_event
from records.refusal import EventRefused

api = router()

WANTS = frozenset({"do_a", "do_b", "ph", "flow", "makeup_flow", "spring_oxygen"})
"""Quantities whose instruments drift and are shown even if they were never calibrated."""
NEVER = Calibrated("", None, None, 0)
NOT_OF_EVENT = {"happened_ms", "late_reason", "second_name", "second_password"}


@api.get("/calibrations")
async def calibrations(_caller: Who, desk: At) -> CalibrationList:
    """Every device that needs calibration, with the last one and the day it is due."""
    view = await desk.books.view()
    known = calibrated(item.event for item in view.events)
    devices = {row.id: row for row in desk.site.devices}
    names = list(dict.fromkeys([*_wanting(desk.site), *known]))
    rows = [_row(name, devices.get(name), known.get(name, NEVER), desk) for name in names]
    rows.sort(key=lambda row: (not row.overdue, row.due_on or "", row.device))
    feeders = desk.wires.feeders(civil_day(desk.clock.utc(), desk.books.zone))
    return CalibrationList(at_ms=desk.clock.utc_ms(), devices=tuple(rows), feeders=feeders)


def _wanting(site: Site) -> list[str]:
    return [
        device.id
        for device in site.devices
        if device.enabled
        and any(
            mapping(entry).tag.partition(".")[2] in WANTS and mapping(entry).span is None
            for entry in device.points.values()
        )
    ]


def _row(name: str, device: Device | None, known: Calibrated, desk: At) -> CalibrationRow:
    last = known.last
    today = civil_day(desk.clock.utc(), desk.books.zone)
    shown = [] if last is None else [row.model_dump() for row in last.standards]
    profile = last.profile if last else device.profile if device else ""
    return CalibrationRow(
        device=name,
        profile=profile,
        serial_number=(last.serial_number or "") if last else "",
        procedure=last.procedure if last else "",
        quantity=last.quantity if last else "",
        unit=(last.unit or "") if last else "",
        by=last.actor if last else "",
        calibrated_ms=round(last.happened_at.timestamp() * 1000) if last else None,
        result=last.result if last else None,
        standards=tuple(StandardShown.model_validate(row) for row in shown),
        drift=last.drift if last else None,
        due_on=last.due_on.isoformat() if last and last.due_on else None,
        overdue=known.is_overdue(today),
        failed_ms=round(known.failed.happened_at.timestamp() * 1000) if known.failed else None,
        times=known.times,
    )


@api.post("/calibrations", status_code=201)
async def save(body: CalibrationEntry, caller: Who, desk: At) -> Saved:
    """Write one down; durable when this answers. The same `event_id` again is saved once."""
    if desk.clock.utc_ms() - body.happened_ms > LATE_AFTER_MS and not body.late_reason:
        raise refuse(
            422, "late_reason_needed", "这是 24 小时以前的事", "this happened more than 24 h ago",
            "写上补记原因", "say why it is entered late",
        )  # fmt: skip
    event = _event(body, caller.name, desk.site.id)
    before = await desk.threads.run(lambda: desk.books.store.log.event(body.event_id))
    if before is not None:
        standing = before.event
        assert isinstance(standing, Calibration)
        if standing.model_copy(update={"accepted_by": None}).canonical() != event.canonical():
            raise refuse(
                409, "id_used", "这个编号已用于另一条记录", "this id stands for another record",
                "重新填写", "enter it again",
            )  # fmt: skip
        return Saved(event=event_row(before, frozenset()), repeated=True, findings=())
    event = await _accepted(event, body, caller, desk)
    try:
        stored = (await desk.books.append([event]))[0]
    except EventRefused as refused:
        words = refused.problems[0].explanation
        raise refuse(
            409, refused.problems[0].code.lower(), words.zh, words.en,
            "改正后再保存", "put it right and save again",
        ) from refused  # fmt: skip
    await desk.audit(caller, "calibration", body.device, detail=event_text(event).zh)
    return Saved(event=event_row(stored, frozenset()), repeated=False, findings=())


async def _accepted(
    event: Calibration, body: CalibrationEntry, caller: Caller, desk: Desk
) -> Calibration:
    """With the second person's name where it moves the instrument too far; Refused without one."""
    words = too_far(event)
    if words is None:
        return event
    if not body.second_name or not body.second_password:
        raise refuse(
            403, "second_person_needed", f"{words.zh}，要第二个人核对同意",
            f"{words.en}: a second person must look and agree",
            "先确认标准液、探头位置都对；请技术员或场长输入姓名和密码，或标为失败",
            "check standard and probe first; a technician or manager enters name and password, "
            "or record it as failed",
        )  # fmt: skip
    right = Right.ACCEPT_CALIBRATION
    second = await second_person(desk, caller, body.second_name, body.second_password, right)
    return event.model_copy(update={"accepted_by": second})


def _event(body: CalibrationEntry, actor: str, site: str) -> Calibration:
    written = body.model_dump(mode="json", exclude=NOT_OF_EVENT)
    document = {key: value for key, value in written.items() if value not in ("", None)}
    document |= {
        "kind": "CALIBRATION",
        "happened_at": datetime.fromtimestamp(body.happened_ms / 1000, UTC),
        "actor": actor,
        "site": site,
    }
    if body.late_reason:
        document |= {"backfilled": True, "backfill_reason": body.late_reason}
    event = read_event(document)
    assert isinstance(event, Calibration)
    return event
