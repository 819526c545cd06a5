"""The holding cap: nobody comes to hold more of all shares than the figure in force.

It refuses to know the law's text: the figure is a deed with its source. Judged at the end of a
day, so that the order in which one day's deeds were written does not matter.

Who holds more on the day the figure comes into force keeps it and may not add to it
(浙江省农村集体资产管理条例 2020 art. 30). Only a judgment may lift a holder above.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from records.deeds.recorded import Recorded, Refused
from records.integers import BP_WHOLE, decimal_text
from records.refusal import Problem
from records.shares.book import Book, Holding
from records.shares.classes import HoldingCap, Standing
from records.shares.refusals import refusal


@dataclass(slots=True)
class CapWatch:
    """The figure in force, what older excess may stand, and what this day has changed."""

    in_force: HoldingCap | None = None
    ceilings: dict[str, int] = field(default_factory=dict)
    """Hundredths that a holder above the cap may keep."""
    highest: int = 0
    """No holder within the cap has more, hundredths; may be too high, never too low."""
    decided: HoldingCap | None = None
    grown: dict[str, Recorded] = field(default_factory=dict)
    judged: dict[str, int] = field(default_factory=dict)
    lessened: Recorded | None = None

    def end_of_day(self, book: Book) -> list[Refused]:
        """What the day's deeds made too large, each with the deed that did."""
        refused: list[Refused] = []
        if self.decided is not None:
            refused = self._changed(book, self.decided)
        elif self.in_force is not None:
            refused = [*self._grown_too_far(book), *self._too_much_of_less(book)]
            self._forget_settled(book)
        self.decided, self.lessened = None, None
        self.grown.clear()
        self.judged.clear()
        return refused

    def limit(self, book: Book) -> int | None:
        """Most hundredths one holder may have; None while no figure is in force."""
        return None if self.in_force is None else book.total * self.in_force.cap_bp // BP_WHOLE

    def _changed(self, book: Book, decided: HoldingCap) -> list[Refused]:
        first = self.in_force is None
        self.in_force = decided
        refused = [] if first else list(self._grown_too_far(book))
        self._begin(book)
        return refused

    def _begin(self, book: Book) -> None:
        limit = self._limit(book)
        bound = [held for held in book.holders.values() if _bound(held)]
        self.ceilings = {held.holder: held.total for held in bound if held.total > limit}
        self.highest = max((held.total for held in bound if held.total <= limit), default=0)

    def _grown_too_far(self, book: Book) -> Iterator[Refused]:
        limit = self._limit(book)
        for holder, deed in self.grown.items():
            held = book.holders[holder]
            if not _bound(held):
                continue
            if held.total <= limit:
                self.highest = max(self.highest, held.total)
                continue
            judged = self.judged.get(holder, 0)
            if held.total > max(limit, self.ceilings.get(holder, 0)) + judged:
                yield Refused(deed, self._over(book, held, deed))
            self.ceilings[holder] = held.total

    def _too_much_of_less(self, book: Book) -> Iterator[Refused]:
        limit = self._limit(book)
        if self.lessened is None or self.highest <= limit:
            return
        self.highest = 0
        for held in book.holders.values():
            if not _bound(held) or held.holder in self.ceilings:
                continue
            if held.total > limit:
                self.ceilings[held.holder] = held.total
                yield Refused(self.lessened, self._over(book, held, self.lessened))
            else:
                self.highest = max(self.highest, held.total)

    def _forget_settled(self, book: Book) -> None:
        limit = self._limit(book)
        for holder in list(self.ceilings):
            held = book.holders[holder].total
            self.ceilings[holder] = min(self.ceilings[holder], held)
            if held <= limit:
                del self.ceilings[holder]
                self.highest = max(self.highest, held)

    def _limit(self, book: Book) -> int:
        limit = self.limit(book)
        assert limit is not None, "asked only while a figure is in force"
        return limit

    def _over(self, book: Book, held: Holding, deed: Recorded) -> Problem:
        assert self.in_force is not None
        return refusal(
            "HOLDER_OVER_3PCT", day=deed.day, holder=held.holder,
            held=decimal_text(held.total, 100, 2), total=decimal_text(book.total, 100, 2),
            cap=f"{decimal_text(self.in_force.cap_bp, 100, 2)} %",
            limit=decimal_text(self._limit(book), 100, 2),
        )  # fmt: skip


def _bound(held: Holding) -> bool:
    return held.standing is not Standing.COLLECTIVE
