"""The end of a year: income and expense into the result, the result into what is undistributed.

It refuses to distribute anything, and to close while differences still wait for a decision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from records.ledger.accounts import Account, AccountKind
from records.ledger.drafts import Books, of_month
from records.ledger.entry import Entry, EntryLine
from records.ledger.roles import Role, account_in
from records.money import yuan_text
from records.refusal import Problem, problem


@dataclass(slots=True)
class _Year:
    """Balances at the end of a year before it is closed, and the vouchers behind them."""

    balances: dict[Account, int] = field(default_factory=dict)
    sources: list[UUID] = field(default_factory=list)

    def of(self, kind: AccountKind) -> list[tuple[Account, int]]:
        """Accounts of the kind with a balance, by label as UTF-8 (DIV-SPEC-1.0 B11)."""
        found = [
            (account, fen) for account, fen in self.balances.items() if account.kind is kind and fen
        ]
        return sorted(found, key=lambda one: one[0].label.encode())


def closing_entries(entries: Iterable[Entry], books: Books, year: int) -> list[Entry]:
    """The vouchers that close the year, on its last day: income, expense, result; fewer if empty.

    财会〔2021〕37号 331 本年盈余, and the same for the two other systems. The lines stand as in
    DIV-SPEC-1.0 B11 vouchers 1 to 3; a loss changes the sides of the third. A distribution run
    closes the year by the same three vouchers of its own: where one is made, these are not posted.
    """
    ends = _balances(entries, books, year)
    result = account_in(books.system, Role.RESULT)
    income, cost = ends.of(AccountKind.INCOME), ends.of(AccountKind.EXPENSE)
    earned, spent = -sum(fen for _, fen in income), sum(fen for _, fen in cost)
    first = [EntryLine(account, -fen) for account, fen in income]
    second = [EntryLine(account, -fen) for account, fen in cost]
    undistributed = account_in(books.system, Role.UNDISTRIBUTED)
    third = [*_line(result, earned - spent), *_line(undistributed, spent - earned)]
    drafts = [
        _of(books, year, ("CLOSING_INCOME", "结转收入"), [*first, *_line(result, -earned)], ends),
        _of(books, year, ("CLOSING_COST", "结转支出"), [*_line(result, spent), *second], ends),
        _of(
            books, year, ("CLOSING_RESULT", "结转本年收益"), third if earned != spent else [], ends
        ),
    ]
    return [draft for draft in drafts if draft is not None]


def year_problems(entries: Iterable[Entry], books: Books, year: int) -> list[Problem]:
    """What must be settled before the year is closed; empty if nothing waits."""
    waiting = account_in(books.system, Role.SUSPENSE)
    ends = _balances(entries, books, year)
    return [
        problem(
            "LOSS_NOT_SETTLED",
            f"{account.label} 还有余额 {yuan_text(fen)} 元；须查明原因、批准转销后才能年终结账"
            "（财会〔2021〕37号 181 科目说明五）",
            f"{account.label} still holds {yuan_text(fen)} yuan: find the cause and have it "
            "settled before the year is closed (财会〔2021〕37号, account 181)",
        )
        for account, fen in sorted(ends.balances.items())
        if account.within(waiting) and fen
    ]


def _balances(entries: Iterable[Entry], books: Books, year: int) -> _Year:
    ends, last_day = _Year(), date(year, 12, 31)
    for entry in entries:
        if entry.entity != books.entity or entry.day > last_day or _closes(entry, year):
            continue
        for line in entry.lines:
            ends.balances[line.account] = ends.balances.get(line.account, 0) + line.amount_fen
        if entry.day.year == year and any(line.account.kind.closes_yearly for line in entry.lines):
            ends.sources.append(entry.entry_id)
    return ends


def _closes(entry: Entry, year: int) -> bool:
    return (
        entry.basis is not None
        and entry.basis.key.startswith("CLOSING_")
        and entry.basis.key.endswith(f"/{year}")
    )


def _line(account: Account, fen: int) -> list[EntryLine]:
    return [EntryLine(account, fen)] if fen else []


def _of(
    books: Books, year: int, what: tuple[str, str], lines: Sequence[EntryLine], ends: _Year
) -> Entry | None:
    key, word = what
    day = date(year, 12, 31)
    return of_month(books, f"{key}/{year}", day, f"{year} 年终{word}", lines, ends.sources)
