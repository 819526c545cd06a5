"""Production records: list, check, save, correct; stock and batches that follow from them.

It refuses to decide whether a record can stand: records.stock does, and its reasons are passed on.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Annotated, Literal
from uuid import UUID, uuid5

from fastapi import Query

from dashboard.api_books import (
    BatchList,
    Checked,
    Correction,
    CountEntry,
    EventEntry,
    EventList,
    Finding,
    Saved,
    StockNow,
    StockTakeEntry,
)
from dashboard.batches import batch_rows, stock_now
from dashboard.caller import Caller
from dashboard.desk import Desk
from dashboard.entries import event_of
from dashboard.event_rows import event_row, finding
from dashboard.event_text import event_text, preview_text
from dashboard.plausibility import unlikely
from dashboard.refusals import Refused, not_found, refuse
from dashboard.rights import Right
from dashboard.routes.doors import At, Who, router
from dashboard.second_person import second_person
from farm.words import Words
from records.journal.events import ProductionEvent, Reversal, tanks_of
from records.journal.stored import StoredEvent
from records.refusal import EventRefused, Problem

api = router()

Kinds = Literal[
    "STOCK_IN", "FEED", "MORT", "SAMPLE_WEIGH", "TRANSFER", "HARVEST", "SALE", "COUNT_ADJUST",
    "REVERSAL", "FACT_TAKEN", "CALIBRATION", "INPUT_RECEIVE", "STOCKTAKE",
]  # fmt: skip


@api.get("/events")
async def events(
    _caller: Who,
    desk: At,
    kind: Annotated[list[Kinds] | None, Query()] = None,
    tank: Annotated[str | None, Query(max_length=32)] = None,
    batch: Annotated[str | None, Query(max_length=64)] = None,
    before: Annotated[int | None, Query(ge=1, description="seq")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> EventList:
    """Newest first; without `kind` the controller's bare facts are left out."""
    view = await desk.books.view()
    if kind and "FACT_TAKEN" in kind:
        store = desk.books.store
        found = await desk.threads.run(
            lambda: store.log.events(
                kinds=kind, tank=tank, batch=batch, before_seq=before, limit=limit + 1,
                newest_first=True,
            )
        )  # fmt: skip
    else:
        wanted = (s for s in reversed(view.events) if _wanted(s, kind, tank, batch, before))
        found = list(islice(wanted, limit + 1))
    taken_back = _taken_back(view.events)
    rows = tuple(event_row(stored, taken_back) for stored in found[:limit])
    return EventList(events=rows, more=len(found) > limit)


def _taken_back(events: Sequence[StoredEvent]) -> frozenset[UUID]:
    return frozenset(s.event.ref for s in events if isinstance(s.event, Reversal))


def _wanted(
    stored: StoredEvent,
    kinds: list[Kinds] | None,
    tank: str | None,
    batch: str | None,
    before: int | None,
) -> bool:
    event = stored.event
    return (
        (before is None or stored.seq < before)
        and (not kinds or event.kind in kinds)
        and (tank is None or tank in tanks_of(event))
        and (batch is None or getattr(event, "batch", "") == batch)
    )


@api.post("/events/check")
async def check(body: EventEntry, caller: Who, desk: At) -> Checked:
    """What saving this would say; nothing is saved."""
    event = await _event(desk, caller, body, approved_by=body.second_name or "?")
    problems = await desk.books.check([event])
    findings = [finding(problem) for problem in problems]
    findings += unlikely(event, await desk.books.view())
    text = preview_text(event, desk.books.zone, caller.display.zh)
    return Checked(findings=tuple(findings), preview=text)


@api.post("/events", status_code=201)
async def save(body: EventEntry, caller: Who, desk: At) -> Saved:
    """Save one record; durable when this answers. The same `event_id` again is saved once."""
    before = await _saved_before(desk, body.event_id)
    if before is not None:
        return _repeated(before, body, caller)
    second = await _second(desk, caller, body)
    event = await _event(desk, caller, body, approved_by=second)
    findings = unlikely(event, await desk.books.view())
    _ask(findings, confirmed=body.confirmed)
    stored = (await _append(desk, [event]))[0]
    await desk.audit(caller, "event", str(event.event_id), detail=event_text(event).zh)
    return Saved(event=event_row(stored, frozenset()), repeated=False, findings=tuple(findings))


@api.post("/events/{event}/correct", status_code=201)
async def correct(event: UUID, body: Correction, caller: Who, desk: At) -> Saved:
    """Take a record back, with a second person's consent, and put it right."""
    wrong = await _saved_before(desk, event)
    if wrong is None:
        raise not_found("这条记录", "such record")
    before = await _saved_before(desk, body.event_id)
    if before is not None:
        return Saved(event=event_row(before, frozenset()), repeated=True, findings=())
    second = await second_person(
        desk, caller, body.second_name, body.second_password, Right.ADD_RECORD
    )
    group = await _correction(desk, caller, wrong, body, second)
    stored = await _append(desk, group)
    await desk.audit(
        caller, "correct", str(event), reason=body.reason,
        detail={"second": second, "by": [str(item.event.event_id) for item in stored]},
    )  # fmt: skip
    return Saved(event=event_row(stored[0], frozenset()), repeated=False, findings=())


async def _correction(
    desk: Desk, caller: Caller, wrong: StoredEvent, body: Correction, second: str
) -> list[ProductionEvent]:
    reversal = Reversal(
        event_id=body.event_id,
        happened_at=desk.clock.utc(),
        actor=caller.name,
        site=desk.site.id,
        ref=wrong.event.event_id,
        reason=body.reason,
        approved_by=second,
    )
    if body.entry is None:
        return [reversal]
    happened_ms = body.happened_ms or round(wrong.event.happened_at.timestamp() * 1000)
    now_ms = desk.clock.utc_ms()
    right = event_of(
        body.entry,
        event_id=uuid5(body.event_id, "replacement"),
        happened_ms=happened_ms,
        late_reason=body.reason,
        actor=caller.name,
        site=desk.site.id,
        view=await desk.books.view(),
        now_ms=now_ms,
        corrects=wrong.event.event_id,
        approved_by=second,
    )
    return [reversal, right]


@api.get("/stock")
async def stock(_caller: Who, desk: At) -> StockNow:
    """Book stock of every tank."""
    return stock_now(await desk.books.view(), desk.site, desk.clock.utc_ms())


@api.get("/batches")
async def batches(_caller: Who, desk: At) -> BatchList:
    """Every batch, the youngest first."""
    return BatchList(batches=batch_rows(await desk.books.view(), desk.books.zone))


async def _second(desk: Desk, caller: Caller, body: EventEntry) -> str:
    if not isinstance(body.entry, CountEntry | StockTakeEntry):
        return ""
    return await second_person(
        desk, caller, body.second_name, body.second_password, Right.ADD_RECORD
    )


async def _event(desk: Desk, caller: Caller, body: EventEntry, approved_by: str) -> ProductionEvent:
    return event_of(
        body.entry,
        event_id=body.event_id,
        happened_ms=body.happened_ms,
        late_reason=body.late_reason,
        actor=caller.name,
        site=desk.site.id,
        view=await desk.books.view(),
        now_ms=desk.clock.utc_ms(),
        approved_by=approved_by,
    )


async def _saved_before(desk: Desk, event_id: UUID) -> StoredEvent | None:
    return await desk.threads.run(lambda: desk.books.store.log.event(event_id))


def _repeated(before: StoredEvent, body: EventEntry, caller: Caller) -> Saved:
    event = before.event
    same = (
        event.actor == caller.name
        and event.kind == body.entry.kind
        and round(event.happened_at.timestamp() * 1000) == body.happened_ms
    )
    if not same:
        raise refuse(
            409, "id_used", "这个编号已用于另一条记录", "this id stands for another record",
            "重新填写", "enter it again",
        )  # fmt: skip
    return Saved(event=event_row(before, frozenset()), repeated=True, findings=())


async def _append(desk: Desk, events: list[ProductionEvent]) -> list[StoredEvent]:
    try:
        return await desk.books.append(events)
    except EventRefused as refused:
        raise _not_saved(refused.problems) from refused


def _not_saved(problems: list[Problem]) -> Refused:
    first = finding(problems[0])
    more = [problem.explanation for problem in problems[1:]]
    return Refused(
        409,
        problems[0].code.lower(),
        Words(
            zh="；".join([first.text.zh, *(words.zh for words in more)]),
            en="; ".join([first.text.en, *(words.en for words in more)]),
        ),
        first.do,
    )


def _ask(findings: list[Finding], *, confirmed: bool) -> None:
    if findings and not confirmed:
        raise Refused(
            409,
            "needs_confirmation",
            Words(
                zh="；".join(one.text.zh for one in findings),
                en="; ".join(one.text.en for one in findings),
            ),
            Words(zh="看清楚，没有错就再保存一次", en="look again; if it is right, save once more"),
        )
