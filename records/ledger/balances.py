"""Balances with their turnover over a span of days, and the lines of one account as they ran.

It refuses to know where entries are kept; each of these is one pass over them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from records.civil import month_of
from records.ledger.accounts import Account
from records.ledger.chart import Side
from records.ledger.entry import Entry, EntryLine

Key: TypeAlias = tuple[Account, str]
"""An account, and what its balance is about; an empty text where that is not asked."""

Dimension: TypeAlias = Callable[[EntryLine], str | None]


@dataclass(slots=True)
class BalanceRow:
    """One account over a span: opening balance, turnover of both sides, fen; debit +."""

    account: Account
    about: str = ""
    opening_fen: int = 0
    debit_fen: int = 0
    credit_fen: int = 0

    @property
    def closing_fen(self) -> int:
        """Balance at the end of the span, debit +."""
        return self.opening_fen + self.debit_fen - self.credit_fen

    @property
    def side(self) -> Side:
        """The side on which the closing balance stands; the chart's own for a balance of 0."""
        if self.closing_fen == 0:
            return self.account.row.side
        return Side.DEBIT if self.closing_fen > 0 else Side.CREDIT


def _whole_account(_line: EntryLine) -> None:
    return None


def by_about(line: EntryLine) -> str | None:
    """Balances by customer, supplier, material or asset."""
    return line.about


def by_batch(line: EntryLine) -> str | None:
    """Balances by batch of fish."""
    return line.batch


def period_balance(
    entries: Iterable[Entry],
    entity: str,
    first_day: date,
    last_day: date,
    dimension: Dimension = _whole_account,
) -> list[BalanceRow]:
    """Opening, turnover and closing of every account of the entity, in the order of codes.

    The rows sum to zero, opening and closing; a row without opening and turnover is left out.
    """
    rows: dict[Key, BalanceRow] = {}
    for entry in entries:
        if entry.entity != entity or entry.day > last_day:
            continue
        for line in entry.lines:
            key = (line.account, dimension(line) or "")
            row = rows.get(key)
            if row is None:
                row = rows[key] = BalanceRow(*key)
            if entry.day < first_day:
                row.opening_fen += line.amount_fen
            else:
                row.debit_fen += line.debit_fen
                row.credit_fen += line.credit_fen
    shown = [rows[key] for key in sorted(rows)]
    assert sum(row.opening_fen for row in shown) == sum(row.closing_fen for row in shown) == 0
    return [row for row in shown if row.opening_fen or row.debit_fen or row.credit_fen]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of an account's ledger; `balance_fen` after it, debit +; `entry_id` to look up."""

    day: date
    number: str
    summary: str
    debit_fen: int
    credit_fen: int
    balance_fen: int
    entry_id: UUID
    line: EntryLine


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """An account with its sub-accounts over a span of days; fen, debit +."""

    account: Account
    opening_fen: int
    lines: tuple[LedgerLine, ...]

    @property
    def closing_fen(self) -> int:
        """Balance at the end of the span."""
        return self.lines[-1].balance_fen if self.lines else self.opening_fen


def account_ledger(
    entries: Iterable[Entry], entity: str, account: Account, first_day: date, last_day: date
) -> AccountLedger:
    """The lines of the account in the order of days, then of posting, with running balance."""
    opening_fen, found = 0, list[tuple[Entry, str, EntryLine]]()
    for number, entry in numbered(entries):
        if entry.entity != entity or entry.day > last_day:
            continue
        for line in entry.lines:
            if not line.account.within(account):
                continue
            if entry.day < first_day:
                opening_fen += line.amount_fen
            else:
                found.append((entry, number, line))
    found.sort(key=lambda one: one[0].day)
    lines, balance_fen = list[LedgerLine](), opening_fen
    for entry, number, line in found:
        balance_fen += line.amount_fen
        lines.append(_shown(entry, number, line, balance_fen))
    return AccountLedger(account, opening_fen, tuple(lines))


def _shown(entry: Entry, number: str, line: EntryLine, balance_fen: int) -> LedgerLine:
    return LedgerLine(
        entry.day,
        number,
        entry.summary,
        line.debit_fen,
        line.credit_fen,
        balance_fen,
        entry.entry_id,
        line,
    )


def numbered(entries: Iterable[Entry]) -> Iterable[tuple[str, Entry]]:
    """Entries in the order posted, with their number `记-7` of the entity's civil month.

    The order of posting never changes, so neither does a number.
    """
    counted: dict[tuple[str, str], int] = {}
    for entry in entries:
        month = (entry.entity, month_of(entry.day))
        counted[month] = counted.get(month, 0) + 1
        yield f"记-{counted[month]}", entry
