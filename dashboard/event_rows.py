"""Events and reasons of the journal in the shapes of the API.

It refuses to know HTTP.
"""

from collections.abc import Collection
from uuid import UUID

from dashboard.api_books import EventRow, Finding
from dashboard.event_text import event_text
from farm.words import Words
from records.journal.events import FactTaken, Reversal, batch_of, tanks_of
from records.journal.stored import StoredEvent
from records.refusal import Problem

CONSTRUCTED = "示例"
"""Actor of events that a demo made up; every screen and report marks what rests on them."""

_CARRIED = {"event_id", "happened_at", "actor", "site", "kind", "source", "tank", "batch"}
_CORRECT = Words(zh="改正后再保存", en="put it right and save again")
_DO: dict[str, Words] = {
    "IN_THE_FUTURE": Words(
        zh="检查日期、时间和手机的钟", en="check date, time and the phone's clock"
    ),
    "TANK_UNKNOWN": Words(zh="从列表里选池", en="choose a tank of the list"),
    "STOCK_SHORT": Words(
        zh="核对池号、批次和尾数；账面不对先盘点", en="check tank, batch and number; count first"
    ),
    "SOLD_MORE_THAN_HARVESTED": Words(zh="先记出鱼，再记销售", en="enter the harvest first"),
    "SAME_PERSON": Words(zh="请另一个人同意", en="ask another person to agree"),
    "ALREADY_REVERSED": Words(zh="不用再冲销", en="nothing is left to do"),
}


def is_constructed(stored: StoredEvent) -> bool:
    """Whether a demo made it up."""
    return stored.event.actor == CONSTRUCTED


def event_row(stored: StoredEvent, taken_back: Collection[UUID]) -> EventRow:
    """One event as the list shows it; `taken_back`: ids of reversed events."""
    event = stored.event
    tanks, reversed_ = tanks_of(event), event.event_id in taken_back
    data: dict[str, object] = dict(event.as_json())
    return EventRow(
        event_id=str(event.event_id),
        seq=stored.seq,
        kind=event.kind,
        happened_ms=round(event.happened_at.timestamp() * 1000),
        written_ms=round(stored.recorded_at.timestamp() * 1000),
        by=event.actor,
        tank=tanks[0] if tanks else "",
        batch=batch_of(event) or "",
        data={key: value for key, value in data.items() if key not in _CARRIED},
        text=event_text(event),
        reversed=reversed_,
        correctable=not reversed_ and not isinstance(event, Reversal | FactTaken),
        constructed=is_constructed(stored),
    )


def finding(problem: Problem) -> Finding:
    """A reason against an event, with what to do."""
    return Finding(
        level="error",
        code=problem.code.lower(),
        text=problem.explanation,
        do=_DO.get(problem.code, _CORRECT),
    )
