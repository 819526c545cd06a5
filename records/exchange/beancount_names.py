"""Our accounts under names that Beancount takes: five roots, capitals or digits first, no signs.

It refuses to lose the Chinese label: it stands beside every name, and two labels never share one.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType

from records.ledger.accounts import ACCOUNTS_KEPT, Account
from records.ledger.chart import AccountKind

ROOTS: Mapping[AccountKind, str] = MappingProxyType(
    {
        AccountKind.ASSET: "Assets",
        AccountKind.COST: "Assets",
        AccountKind.LIABILITY: "Liabilities",
        AccountKind.EQUITY: "Equity",
        AccountKind.INCOME: "Income",
        AccountKind.EXPENSE: "Expenses",
    }
)
"""Cost of production is work in progress until the fish are sold: an asset."""

MARK_CHARS = 6
"""Hexadecimal digits that tell two labels apart whose letters are the same."""


@lru_cache(maxsize=ACCOUNTS_KEPT)
def beancount_name(account: Account) -> str:
    """Such as `Equity:322-收益分配:322-未分配收益`: every part begins with the code's digits."""
    top = f"{account.code}-{_letters(account.row.name)}"
    parts = (f"{account.code}-{_part(part)}" for part in account.sub)
    return ":".join((ROOTS[account.kind], top, *parts))


def ancestors(account: Account) -> list[Account]:
    """The account's own general account and every level down to itself."""
    return [
        Account(account.system, account.code, account.sub[:depth])
        for depth in range(len(account.sub) + 1)
    ]


def _part(text: str) -> str:
    plain = _letters(text)
    if plain == text:
        return plain
    return f"{plain}-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:MARK_CHARS]}"


def _letters(text: str) -> str:
    return "".join(sign if _allowed(sign) else "-" for sign in text)


def _allowed(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return sign == "-" or kind == "Nd" or kind.startswith("L")
