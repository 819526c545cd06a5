"""What the closed books of a year say: income and cost by account, and what was brought forward.

It refuses to change the books, and to read a year that is still open.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from records.canonical import Json, digest
from records.ledger.accounts import Account, AccountingSystem, AccountKind
from records.ledger.book import trial_balance
from records.ledger.entry import Entry
from records.ledger.period import Period, PeriodStatus
from records.refusal import Problem, RuleRefused, problem

CARRIED: Mapping[AccountingSystem, str] = {
    AccountingSystem.REC: "322",
    AccountingSystem.COOP: "332",
    AccountingSystem.COMPANY: "3104",
}
"""The account whose credit is undistributed income and whose debit is an uncovered loss."""

RESULT: Mapping[AccountingSystem, str] = {
    AccountingSystem.REC: "321",
    AccountingSystem.COOP: "331",
    AccountingSystem.COMPANY: "3103",
}
"""The account that takes the year's result; it must be empty before the run closes the year."""


@dataclass(frozen=True, slots=True)
class YearBooks:
    """One entity's year: balances by account label, debit positive, without this year's runs."""

    entity: str
    year: int
    system: AccountingSystem
    balances: Mapping[Account, int]

    @property
    def income(self) -> dict[str, int]:
        """Income by account label, fen; positive is earned."""
        return self._of_kind(AccountKind.INCOME, -1)

    @property
    def cost(self) -> dict[str, int]:
        """Cost by account label, fen; positive is spent."""
        return self._of_kind(AccountKind.EXPENSE, 1)

    @property
    def loss_bf(self) -> int:
        """Loss brought forward and not yet made good, fen."""
        return max(0, self.balance(CARRIED[self.system]))

    @property
    def undistributed_bf(self) -> int:
        """Income brought forward and not yet distributed, fen."""
        return max(0, -self.balance(CARRIED[self.system]))

    def balance(self, code: str, *sub: str) -> int:
        """Balance of a code, or of its sub-account and what lies below, debit positive, fen."""
        return sum(
            fen
            for account, fen in self.balances.items()
            if account.code == code and account.sub[: len(sub)] == sub
        )

    @property
    def hash(self) -> str:
        """Digest of all balances."""
        rows: dict[str, Json] = {account.label: fen for account, fen in self.balances.items()}
        return digest({"entity": self.entity, "year": self.year, "balances": rows})

    def _of_kind(self, kind: AccountKind, sign: int) -> dict[str, int]:
        return {
            account.label: sign * fen
            for account, fen in self.balances.items()
            if account.kind is kind and fen
        }


def read_books(
    entries: Iterable[Entry],
    periods: Iterable[Period],
    entity: str,
    year: int,
    system: AccountingSystem,
    own_runs: Collection[str] = (),
) -> YearBooks:
    """The books of a closed year, as they stood before income and cost went into the result.

    `own_runs`: runs of this year, whose vouchers are left out, as are the ledger's closing ones.
    BOOKS_OPEN while a period of the year is open: stock is taken and debts are cleared before the
    year is computed (财农〔2021〕121号 art. 29).
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    _need_closed(periods, entity, first, last)
    kept = (
        entry
        for entry in entries
        if (entry.run_id is None or entry.run_id not in own_runs) and not closes(entry, year)
    )
    rows = trial_balance(kept, entity, last)
    books = YearBooks(entity, year, system, {row.account: row.balance_fen for row in rows})
    waiting = books.balance(RESULT[system])
    if waiting:
        raise RuleRefused.of(_result_waits(books, waiting))
    return books


def closes(entry: Entry, year: int) -> bool:
    """Whether the ledger made the voucher to close income, cost or result of that year."""
    key = "" if entry.basis is None else entry.basis.key
    return key.startswith("CLOSING_") and key.endswith(f"/{year}")


def closed_in_ledger(entries: Iterable[Entry], entity: str, year: int) -> bool:
    """Whether the year's closing vouchers stand already, so that a run must not make them again."""
    return any(entry.entity == entity and closes(entry, year) for entry in entries)


def _need_closed(periods: Iterable[Period], entity: str, first: date, last: date) -> None:
    touching = [
        period
        for period in periods
        if period.entity == entity and period.first_day <= last and first <= period.last_day
    ]
    still_open = [period for period in touching if period.status is PeriodStatus.OPEN]
    if touching and not still_open:
        return
    span = f"{first} … {last}"
    shown = "、".join(f"{period.first_day}" for period in still_open) or span
    raise RuleRefused.of(
        problem(
            "BOOKS_OPEN",
            f"{entity} {first.year} 年的账未结（{shown}）：先盘点、清理债权债务并初步结账（财农〔"
            "2021〕121号第二十九条）",
            f"the books of {entity} for {first.year} are open ({shown}): take stock, clear debts "
            "and close them softly first (Finance rule 2021-121, article 29)",
        )
    )


def _result_waits(books: YearBooks, waiting: int) -> Problem:
    code = RESULT[books.system]
    return problem(
        "RESULT_NOT_EMPTY",
        f"{books.entity} 科目 {code} 尚有余额 {waiting} 分：年终结转由分配凭证完成，先冲回手工结转",
        f"account {code} of {books.entity} has a balance of {waiting} fen: the run itself closes "
        "the year, take the manual closing entry back first",
    )
