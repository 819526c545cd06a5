"""Balances that follow from entries, and the book as a value that grows by posting.

It refuses to hold an unbalanced whole: every trial balance sums to zero.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from records.ledger.accounts import Account
from records.ledger.entry import Entry
from records.ledger.period import Period, indexed
from records.refusal import RuleRefused, other_content


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account of a trial balance: turnover of both sides and balance (debit +), fen."""

    account: Account
    debit_fen: int
    credit_fen: int

    @property
    def balance_fen(self) -> int:
        """Debit less credit, fen."""
        return self.debit_fen - self.credit_fen


class _Pages:
    """Entries in the order posted, and where each stands; shared by the books that grew on it."""

    __slots__ = ("entries", "place")

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries: list[Entry] = list(entries)
        self.place: dict[UUID, int] = {one.entry_id: at for at, one in enumerate(self.entries)}


class Book:
    """Entries and periods, of one or several entities, as an immutable value.

    Posting gives another book and costs the same however long the book is: both share their
    pages, and each knows how far its own go.
    """

    __slots__ = ("_count", "_index", "_pages", "periods")

    def __init__(self, periods: Iterable[Period] = (), entries: Iterable[Entry] = ()) -> None:
        """A book of periods that do not overlap, with entries that were posted already."""
        self.periods = tuple(periods)
        self._index = indexed(self.periods)
        self._pages = _Pages(entries)
        self._count = len(self._pages.entries)

    def __len__(self) -> int:
        """How many entries were posted."""
        return self._count

    def __iter__(self) -> Iterator[Entry]:
        """The entries in the order posted."""
        return (self._pages.entries[place] for place in range(self._count))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries in the order posted."""
        return tuple(self)

    def find(self, entry_id: UUID) -> Entry | None:
        """The entry of that id, if it was posted in this book."""
        place = self._pages.place.get(entry_id, self._count)
        return self._pages.entries[place] if place < self._count else None

    def post(self, entry: Entry) -> "Book":
        """The book with one more entry; the same entry again changes nothing."""
        found = self.find(entry.entry_id)
        if found is not None:
            if found != entry:
                raise RuleRefused.of(other_content(str(entry.entry_id)))
            return self
        refusal = self._index.posting_problem(entry.entity, entry.day)
        if refusal is not None:
            raise RuleRefused.of(refusal)
        return self._with(entry)

    def post_all(self, entries: Iterable[Entry]) -> "Book":
        """The book with entries that belong together: all of them, or a refusal and none."""
        book = self
        for entry in entries:
            book = book.post(entry)
        return book

    def _with(self, entry: Entry) -> "Book":
        pages = self._pages
        if len(pages.entries) > self._count:  # another book has grown on these pages already
            pages = _Pages(self)
        pages.place[entry.entry_id] = self._count
        pages.entries.append(entry)
        grown = Book.__new__(Book)
        grown.periods, grown._index = self.periods, self._index
        grown._pages, grown._count = pages, self._count + 1
        return grown


def trial_balance(
    entries: Iterable[Entry], entity: str, until: date | None = None
) -> list[TrialRow]:
    """Turnover and balance of every account of the entity, in the order of codes."""
    debit: dict[Account, int] = {}
    credit: dict[Account, int] = {}
    for entry in entries:
        if entry.entity != entity or (until is not None and entry.day > until):
            continue
        for line in entry.lines:
            debit[line.account] = debit.get(line.account, 0) + line.debit_fen
            credit[line.account] = credit.get(line.account, 0) + line.credit_fen
    rows = [TrialRow(account, debit[account], credit[account]) for account in sorted(debit)]
    assert sum(row.balance_fen for row in rows) == 0
    return rows
