"""The vouchers of one entity and span of days, with the numbers that they have in our books.

It refuses to number anew: a voucher keeps its number in every file that leaves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from records.civil import month_of
from records.ledger.balances import numbered
from records.ledger.entry import Entry


@dataclass(frozen=True, slots=True)
class Voucher:
    """An entry with its number: `word` 记 and `number`, counted anew in every civil month."""

    word: str
    number: int
    entry: Entry

    @property
    def name(self) -> str:
        """How people find it, such as `2026-11 记-7`."""
        return f"{month_of(self.entry.day)} {self.word}-{self.number}"


def chosen(entries: Iterable[Entry], entity: str, first_day: date, last_day: date) -> list[Voucher]:
    """The entity's vouchers of those days by month and number.

    `entries`: all of the entity from the first one on, in the order posted; a part has no numbers.
    """
    found = []
    for told, entry in numbered(entries):
        if entry.entity == entity and first_day <= entry.day <= last_day:
            word, _, number = told.partition("-")
            found.append(Voucher(word, int(number), entry))
    return sorted(found, key=lambda one: (month_of(one.entry.day), one.number))
