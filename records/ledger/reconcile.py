"""The bank's rows against our own: the same payment found on both sides, or told as open.

It refuses to call a guess a match: what is near is suggested, and a person says yes.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from records.ledger.accounts import Account
from records.ledger.deeds import BankMatched
from records.ledger.entry import Entry
from records.ledger.statement import Statement, StatementRow

NEAR_DAYS = 7
"""How many days a payment may be on its way to be suggested; engineering judgement."""


@dataclass(frozen=True, slots=True)
class BookRow:
    """One of our vouchers' movements on the bank account: in positive, out negative, fen."""

    entry_id: UUID
    day: date
    amount_fen: int
    summary: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One payment on both sides; `confirmed`: a person said so."""

    row: StatementRow
    booked: BookRow
    confirmed: bool = False


@dataclass(slots=True)
class Reconciled:
    """The 银行存款余额调节表: what agrees, what is near, what each side has alone; fen.

    `adjusted_bank_fen` and `adjusted_book_fen` are equal when nothing is lost and nothing made up.
    """

    matched: list[Pair] = field(default_factory=list)
    suggested: list[Pair] = field(default_factory=list)
    bank_only: list[StatementRow] = field(default_factory=list)
    book_only: list[BookRow] = field(default_factory=list)
    bank_fen: int | None = None
    book_fen: int = 0
    booked_later_fen: int = 0
    """What a person matched to vouchers that we booked only after the statement's last day."""

    @property
    def adjusted_book_fen(self) -> int:
        """Our balance with what only the bank has."""
        open_fen = sum(row.amount_fen for row in self._bank_open())
        return self.book_fen + self.booked_later_fen + open_fen

    @property
    def adjusted_bank_fen(self) -> int | None:
        """The bank's balance with what only we have; None if its file tells no balance."""
        if self.bank_fen is None:
            return None
        return self.bank_fen + sum(row.amount_fen for row in self._book_open())

    @property
    def agrees(self) -> bool:
        """Whether both adjusted balances are one."""
        return self.adjusted_bank_fen == self.adjusted_book_fen

    def _bank_open(self) -> list[StatementRow]:
        return [*self.bank_only, *(pair.row for pair in self.suggested)]

    def _book_open(self) -> list[BookRow]:
        return [*self.book_only, *(pair.booked for pair in self.suggested)]


def book_rows(entries: Iterable[Entry], entity: str, account: Account) -> list[BookRow]:
    """Movements on the account by voucher, red letters and what they take back left out."""
    every = [entry for entry in entries if entry.entity == entity]
    gone = _taken_back(every)
    rows = []
    for entry in every:
        amount_fen = sum(line.amount_fen for line in entry.lines if line.account.within(account))
        if amount_fen and entry.entry_id not in gone:
            rows.append(BookRow(entry.entry_id, entry.day, amount_fen, entry.summary))
    return rows


def reconcile(
    statement: Statement,
    booked: Sequence[BookRow],
    confirmed: Iterable[BankMatched] = (),
    carried: Sequence[StatementRow] = (),
    done: frozenset[UUID] = frozenset(),
) -> Reconciled:
    """Match every row once: confirmed pairs, then equal amounts of one day, then near days.

    `carried`: rows that earlier statements left open; `done`: vouchers that they matched, which
    count in our balance and are not asked again. Of equals the earlier one is taken.
    """
    last = statement.rows[-1].day if statement.rows else date.max
    rows = {row.row_id: row for row in (*carried, *statement.rows)}
    asked = {one.entry_id: one for one in booked if one.entry_id not in done}
    result = Reconciled(
        bank_fen=statement.closing_fen,
        book_fen=sum(one.amount_fen for one in booked if one.day <= last),
    )
    for said in confirmed:
        row, own = rows.get(said.row_id), asked.get(said.entry_id)
        if row is not None and own is not None and row.amount_fen == own.amount_fen:
            result.matched.append(Pair(rows.pop(row.row_id), asked.pop(own.entry_id), True))
            result.booked_later_fen += own.amount_fen if own.day > last else 0
    ours = {one.entry_id: one for one in asked.values() if one.day <= last}
    result.matched += _same_day(rows, ours)
    result.suggested = _near(rows, ours)
    result.bank_only = sorted(rows.values(), key=_row_order)
    result.book_only = sorted(ours.values(), key=_order)
    return result


def _same_day(rows: dict[UUID, StatementRow], ours: dict[UUID, BookRow]) -> list[Pair]:
    """Equal amounts of one day, which leave both sides."""
    waiting: dict[tuple[int, date], deque[BookRow]] = {}
    for own in sorted(ours.values(), key=_order):
        waiting.setdefault((own.amount_fen, own.day), deque()).append(own)
    pairs = []
    for row in sorted(rows.values(), key=_row_order):
        found = waiting.get((row.amount_fen, row.day))
        if found:
            own = found.popleft()
            pairs.append(Pair(rows.pop(row.row_id), ours.pop(own.entry_id)))
    return pairs


def _near(rows: dict[UUID, StatementRow], ours: dict[UUID, BookRow]) -> list[Pair]:
    """Equal amounts at most NEAR_DAYS apart, the nearest first, which leave both sides."""
    by_amount: dict[int, list[BookRow]] = {}
    for own in sorted(ours.values(), key=_order):
        by_amount.setdefault(own.amount_fen, []).append(own)
    pairs = []
    for row in sorted(rows.values(), key=_row_order):
        found = by_amount.get(row.amount_fen, [])
        nearest = min(found, key=lambda one: _apart(one, row), default=None)
        if nearest is not None and _apart(nearest, row) <= NEAR_DAYS:
            found.remove(nearest)
            pairs.append(Pair(rows.pop(row.row_id), ours.pop(nearest.entry_id)))
    return pairs


def _apart(own: BookRow, row: StatementRow) -> int:
    return abs((own.day - row.day).days)


def _row_order(row: StatementRow) -> tuple[date, int]:
    return row.day, row.line_no


def _order(row: BookRow) -> tuple[date, UUID]:
    return row.day, row.entry_id


def _taken_back(entries: Sequence[Entry]) -> set[UUID]:
    """Vouchers that were taken back whole, and those that did it."""
    by_id: Mapping[UUID, Entry] = {entry.entry_id: entry for entry in entries}
    gone: set[UUID] = set()
    for entry in entries:
        wrong = by_id.get(entry.corrects) if entry.corrects is not None else None
        if wrong is not None and entry.lines == tuple(line.reversed() for line in wrong.lines):
            gone |= {entry.entry_id, wrong.entry_id}
    return gone
