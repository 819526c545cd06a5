"""Accounts by accounting system and code: the same number means different things in each.

It refuses to know balances; a chart is data with its source and whether anyone has verified it.
"""

from dataclasses import dataclass
from functools import lru_cache

from farm.words import Words
from records.ledger.chart import AccountingSystem, AccountKind, Chart, ChartRow, Side
from records.ledger.charts import CHARTS
from records.refusal import RuleRefused

__all__ = ["CHARTS", "Account", "AccountKind", "AccountingSystem", "Chart", "Side"]

ACCOUNTS_KEPT = 8192
"""Accounts that are made once and shared; books of some villages use a few hundred."""


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """One account of one system, down to its sub-accounts."""

    system: AccountingSystem
    code: str
    sub: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a code that the chart of the system does not have."""
        if self.code not in CHARTS[self.system].rows:
            raise RuleRefused(
                "UNKNOWN_ACCOUNT",
                Words(
                    zh=f"{self.system} 会计制度没有科目 {self.code}",
                    en=f"the chart of {self.system} has no account {self.code}",
                ),
            )

    @property
    def row(self) -> ChartRow:
        """What the chart says about the code."""
        return CHARTS[self.system].rows[self.code]

    @property
    def kind(self) -> AccountKind:
        """Asset, liability, equity, cost, income or expense."""
        return self.row.kind

    @property
    def label(self) -> str:
        """Code, name and sub-accounts, such as `322 收益分配-未分配收益`."""
        return "-".join((f"{self.code} {self.row.name}", *self.sub))

    def within(self, other: "Account") -> bool:
        """Whether this is `other` or one of its sub-accounts."""
        return (
            self.system is other.system
            and self.code == other.code
            and self.sub[: len(other.sub)] == other.sub
        )

    @classmethod
    def of_label(cls, system: AccountingSystem, label: str) -> "Account":
        """The account of a label; the name must be the chart's, so that numbers cannot cross."""
        head, *sub = label.split("-")
        account = cls(system, head.split(" ", 1)[0], tuple(sub))
        if account.label != label:
            raise RuleRefused(
                "UNKNOWN_ACCOUNT",
                Words(
                    zh=f"“{label}”与 {system} 会计制度的科目名称不符（{account.label}）",
                    en=f"'{label}' is not the chart's name in {system} ({account.label})",
                ),
            )
        return account


@lru_cache(maxsize=ACCOUNTS_KEPT)
def account_of(system: AccountingSystem, code: str, sub: tuple[str, ...] = ()) -> Account:
    """The account, made once: reading a million lines must not judge the chart a million times."""
    return Account(system, code, sub)
