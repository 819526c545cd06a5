"""What a chart of accounts says about each of its codes: name, kind, the side it grows on.

It refuses to know balances and to hold any one chart; those are data in records.ledger.charts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class AccountingSystem(StrEnum):
    """Which rules the books of an entity follow."""

    REC = "REC"
    """村集体经济组织会计制度 (财会〔2023〕14号)."""
    COOP = "COOP"
    """农民专业合作社会计制度 (财会〔2021〕37号)."""
    COMPANY = "COMPANY"
    """小企业会计准则."""


class AccountKind(StrEnum):
    """What an account stands for; income and expense are closed every year."""

    ASSET = "ASSET"
    LIABILITY = "LIABILITY"
    EQUITY = "EQUITY"
    COST = "COST"
    INCOME = "INCOME"
    EXPENSE = "EXPENSE"

    @property
    def closes_yearly(self) -> bool:
        """Whether its balance goes into the year's result."""
        return self in (AccountKind.INCOME, AccountKind.EXPENSE)


class Side(StrEnum):
    """The side on which an account normally has its balance."""

    DEBIT = "DEBIT"
    CREDIT = "CREDIT"
    EITHER = "EITHER"
    """Each sub-account by itself: a debit is owed to us, a credit is owed by us."""


_USUAL_SIDE = {
    AccountKind.ASSET: Side.DEBIT,
    AccountKind.LIABILITY: Side.CREDIT,
    AccountKind.EQUITY: Side.CREDIT,
    AccountKind.COST: Side.DEBIT,
    AccountKind.INCOME: Side.CREDIT,
    AccountKind.EXPENSE: Side.DEBIT,
}


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One code of a chart."""

    code: str
    name: str
    kind: AccountKind
    side: Side


@dataclass(frozen=True, slots=True)
class Chart:
    """The codes of one system; `verified`: checked by a person against the printed text."""

    source: str
    verified: bool
    rows: Mapping[str, ChartRow]

    @property
    def names(self) -> Mapping[str, str]:
        """Name by code, in the order of the chart."""
        return {code: row.name for code, row in self.rows.items()}


def chart_of(
    source: str,
    groups: Iterable[tuple[AccountKind, str]],
    contra: frozenset[str] = frozenset(),
    either: frozenset[str] = frozenset(),
) -> Chart:
    """An unverified chart of groups such as `101 库存现金, 102 银行存款`.

    `contra`: assets that grow on the credit side; `either`: accounts with two sides.
    """
    rows: dict[str, ChartRow] = {}
    for kind, text in groups:
        for item in text.split(", "):
            code, _, name = item.partition(" ")
            assert name and code not in rows, item
            usual = Side.CREDIT if code in contra else _USUAL_SIDE[kind]
            rows[code] = ChartRow(code, name, kind, Side.EITHER if code in either else usual)
    assert contra | either <= set(rows)
    return Chart(source, False, MappingProxyType(rows))
