"""Whether new events can be true, given the journal so far.

It refuses to correct anything: it lists every reason found and leaves the event to its author.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from records.journal.events import (
    CountAdjust,
    Move,
    ProductionEvent,
    Reversal,
    StockTake,
    tanks_of,
)
from records.refusal import Problem, problem
from records.stock.fold import ImpossibleStock, fold

CLOCK_TOLERANCE = timedelta(minutes=2)
"""How far ahead of the books a tablet's clock may run before its event counts as future."""


@dataclass(frozen=True, slots=True)
class Books:
    """What new events are judged against.

    `events`: at least all events of the batches and references concerned, in recorded order.
    `tanks`: the tanks of the site, or None where they are not known.
    """

    events: Sequence[ProductionEvent]
    now: datetime
    tanks: frozenset[str] | None = None


def check(event: ProductionEvent, books: Books) -> list[Problem]:
    """Reasons why the event cannot stand; empty if it can."""
    return check_all([event], books)


def check_all(events: Sequence[ProductionEvent], books: Books) -> list[Problem]:
    """Reasons why the events cannot stand together, such as a reversal and its correction."""
    known = list(books.events)
    found: list[Problem] = []
    for event in events:
        found += alone(event, books)
        found += second_person(event)
        found += _references(event, known)
        known.append(event)
    return found or list(_stock(known))


def alone(event: ProductionEvent, books: Books) -> Iterable[Problem]:
    """What is wrong with an event whatever the stock: its time, its tanks."""
    if event.happened_at > books.now + CLOCK_TOLERANCE:
        yield problem(
            "IN_THE_FUTURE",
            f"发生时间 {event.happened_at:%Y-%m-%d %H:%M}Z 还没有到",
            f"the time {event.happened_at:%Y-%m-%d %H:%M}Z has not come yet",
        )
    for tank in tanks_of(event):
        if books.tanks is not None and tank not in books.tanks:
            yield problem("TANK_UNKNOWN", f"没有 {tank} 这个池", f"there is no tank {tank}")
    if isinstance(event, Move) and event.from_tank == event.to_tank:
        yield problem(
            "SAME_TANK",
            f"转出池与转入池都是 {event.to_tank}",
            f"both tanks are {event.to_tank}",
        )


def second_person(event: ProductionEvent) -> Iterable[Problem]:
    """Whether someone else approved what takes fish or records away."""
    if isinstance(event, Reversal | CountAdjust | StockTake) and event.approved_by == event.actor:
        yield problem(
            "SAME_PERSON",
            "须由第二个人同意，不能是录入人自己",
            "a second person must approve, not the one who enters it",
        )


def _references(event: ProductionEvent, known: Sequence[ProductionEvent]) -> Iterable[Problem]:
    by_id = {item.event_id: item for item in known}
    taken_back = {item.ref for item in known if isinstance(item, Reversal)}
    if isinstance(event, Reversal):
        yield from _reversal(event, by_id.get(event.ref), taken_back)
    if event.corrects is not None and event.corrects not in taken_back:
        yield problem(
            "NOT_REVERSED",
            "被订正的记录还没有冲销，先冲销再订正",
            "the event it corrects still stands: reverse that one first",
        )


def _reversal(
    event: Reversal, target: ProductionEvent | None, taken_back: set[UUID]
) -> Iterable[Problem]:
    if target is None:
        yield problem("REF_UNKNOWN", "找不到要冲销的记录", "the event to reverse does not exist")
    elif isinstance(target, Reversal):
        yield problem(
            "REVERSAL_OF_REVERSAL",
            "冲销不能再冲销，请重新录入原记录",
            "a reversal cannot be reversed: enter the event again",
        )
    elif event.ref in taken_back:
        yield problem("ALREADY_REVERSED", "该记录已经冲销过", "the event is reversed already")


def _stock(events: Iterable[ProductionEvent]) -> Iterable[Problem]:
    try:
        fold(events)
    except ImpossibleStock as impossible:
        yield impossible.problem
