"""The stock of one batch carried along, so that the next event need not fold the whole journal.

It refuses late entries, reversals and corrections: those are judged against all events.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from records.journal.events import ProductionEvent, Reversal, batch_of
from records.journal.stored import standing
from records.refusal import Problem
from records.stock.check import Books, alone, second_person
from records.stock.fold import FarmStock, ImpossibleStock, applied


@dataclass(frozen=True, slots=True)
class RunningStock:
    """Stock of one batch after its events, and when the latest of them happened."""

    batch: str
    stock: FarmStock
    latest: datetime | None

    def follows(self, events: Sequence[ProductionEvent]) -> bool:
        """Whether the events simply come next, in order, in this batch."""
        latest = self.latest
        for event in events:
            if isinstance(event, Reversal) or event.corrects or batch_of(event) != self.batch:
                return False
            if latest is not None and event.happened_at < latest:
                return False
            latest = event.happened_at
        return True

    def after(self, events: Iterable[ProductionEvent]) -> "RunningStock":
        """The stock after events that follow; ImpossibleStock if one cannot be."""
        stock, latest = self.stock, self.latest
        for event in events:
            stock, latest = applied(stock, event), event.happened_at
        return RunningStock(self.batch, stock, latest)


def running(batch: str, events: Iterable[ProductionEvent]) -> RunningStock:
    """The stock of a batch from all its events, in recorded order."""
    return RunningStock(batch, FarmStock(), None).after(standing(events))


def check_next(
    events: Sequence[ProductionEvent], current: RunningStock, books: Books
) -> list[Problem]:
    """As check_all, for events that follow the running stock; `books.events` is not needed."""
    assert current.follows(events)
    found = [
        problem for event in events for problem in (*alone(event, books), *second_person(event))
    ]
    if not found:
        try:
            current.after(events)
        except ImpossibleStock as impossible:
            found.append(impossible.problem)
    return found
