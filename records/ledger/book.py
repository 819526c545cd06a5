"""Balances that follow from entries, and the book as a value that grows by posting.

It refuses to hold an unbalanced whole: every trial balance sums to zero.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from records.ledger.accounts import Account
from records.ledger.entry import Entry
from records.ledger.period import Period, posting_problem
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


@dataclass(frozen=True, slots=True)
class Book:
    """Entries and periods, of one or several entities."""

    periods: tuple[Period, ...] = ()
    entries: tuple[Entry, ...] = ()

    def post(self, entry: Entry) -> "Book":
        """The book with one more entry; the same entry again changes nothing."""
        found = next((old for old in self.entries if old.entry_id == entry.entry_id), None)
        if found is not None:
            if found != entry:
                raise RuleRefused.of(other_content(str(entry.entry_id)))
            return self
        refusal = posting_problem(entry.entity, entry.day, self.periods)
        if refusal is not None:
            raise RuleRefused.of(refusal)
        return replace(self, entries=(*self.entries, entry))


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
