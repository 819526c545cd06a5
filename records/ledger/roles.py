"""Which account plays which part in each accounting system: the bank, the fish, what customers owe.

It refuses to know when a part is booked; records.ledger.bookings says which parts meet in a matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from records.ledger.accounts import Account, account_of
from records.ledger.chart import AccountingSystem


class Role(StrEnum):
    """A part that an account plays in the books of a fish farm or of a village."""

    CASH = "CASH"
    BANK = "BANK"
    CUSTOMERS = "CUSTOMERS"
    CLAIMS = "CLAIMS"
    """Compensation that an insurer or a responsible person owes."""
    MATERIALS = "MATERIALS"
    FISH = "FISH"
    ASSETS = "ASSETS"
    WORN = "WORN"
    SUSPENSE = "SUSPENSE"
    SUPPLIERS = "SUPPLIERS"
    WAGES = "WAGES"
    LABOUR = "LABOUR"
    INTEREST_OWED = "INTEREST_OWED"
    TAX = "TAX"
    CAPITAL = "CAPITAL"
    RESULT = "RESULT"
    UNDISTRIBUTED = "UNDISTRIBUTED"
    SHARED_COST = "SHARED_COST"
    SALES = "SALES"
    INVESTMENT = "INVESTMENT"
    OTHER_INCOME = "OTHER_INCOME"
    COST_OF_SALES = "COST_OF_SALES"
    TAX_SURCHARGES = "TAX_SURCHARGES"
    ADMIN = "ADMIN"
    FINANCE = "FINANCE"
    LOSS = "LOSS"
    INCOME_TAX = "INCOME_TAX"


@dataclass(frozen=True, slots=True)
class RoleTable:
    """The accounts of one system by role; `verified`: held against the printed text."""

    source: str
    verified: bool
    accounts: Mapping[Role, Account]


def _table(system: AccountingSystem, source: str, text: str) -> RoleTable:
    accounts: dict[Role, Account] = {}
    for item in text.split():
        role, _, place = item.partition("=")
        code, *sub = place.split("-")
        accounts[Role(role)] = account_of(system, code, tuple(sub))
    return RoleTable(source, False, MappingProxyType(accounts))


ROLES: Mapping[AccountingSystem, RoleTable] = MappingProxyType(
    {
        AccountingSystem.COOP: _table(
            AccountingSystem.COOP,
            "财会〔2021〕37号 科目使用说明（公开转载），未与印刷文本核对",
            "CASH=101 BANK=102 CUSTOMERS=113 CLAIMS=113 MATERIALS=121 FISH=141 ASSETS=151 "
            "WORN=152 SUSPENSE=181-待处理流动资产损溢 SUPPLIERS=211 WAGES=212 LABOUR=213 TAX=214 "
            "INTEREST_OWED=215 CAPITAL=301 RESULT=331 UNDISTRIBUTED=332-未分配盈余 "
            "SHARED_COST=401 SALES=501 INVESTMENT=511 OTHER_INCOME=502 COST_OF_SALES=521 "
            "TAX_SURCHARGES=522 ADMIN=523 FINANCE=524 LOSS=529 INCOME_TAX=531",
        ),
        # Interest has no account of its own in this chart; 其他支出 as in the system of 2004.
        AccountingSystem.REC: _table(
            AccountingSystem.REC,
            "科目按名称对应财会〔2023〕14号，使用说明未见原文，未核对",
            "CASH=101 BANK=102 CUSTOMERS=112 CLAIMS=112 MATERIALS=121 FISH=131 ASSETS=151 "
            "WORN=152 SUSPENSE=181 SUPPLIERS=211 WAGES=212 LABOUR=213 TAX=214 "
            "INTEREST_OWED=211 CAPITAL=301 RESULT=321 UNDISTRIBUTED=322-未分配收益 "
            "SHARED_COST=401 SALES=501 INVESTMENT=502 OTHER_INCOME=504 COST_OF_SALES=511 "
            "TAX_SURCHARGES=512 ADMIN=513 FINANCE=515 LOSS=515 INCOME_TAX=521",
        ),
        AccountingSystem.COMPANY: _table(
            AccountingSystem.COMPANY,
            "小企业会计准则附录，按业内惯例对应，未与印刷文本核对",
            "CASH=1001 BANK=1002 CUSTOMERS=1122 CLAIMS=1221 MATERIALS=1403 FISH=1421 ASSETS=1601 "
            "WORN=1602 SUSPENSE=1901-待处理流动资产损溢 SUPPLIERS=2202 WAGES=2211 LABOUR=2211 "
            "TAX=2221 INTEREST_OWED=2231 CAPITAL=3001 RESULT=3103 UNDISTRIBUTED=3104-未分配利润 "
            "SHARED_COST=4001 SALES=5001 INVESTMENT=5111 OTHER_INCOME=5301 COST_OF_SALES=5401 "
            "TAX_SURCHARGES=5403 ADMIN=5602 FINANCE=5603 LOSS=5711 INCOME_TAX=5801",
        ),
    }
)


def account_in(system: AccountingSystem, role: Role, *sub: str) -> Account:
    """The account that plays the part in that system, with further sub-accounts."""
    found = ROLES[system].accounts[role]
    return account_of(system, found.code, (*found.sub, *sub))
