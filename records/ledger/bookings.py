"""What is booked where: for every matter the two parts that meet, and the accounts that play them.

It refuses to know amounts and days; accounts follow from the accounting system of the entity.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from records.ledger.accounts import Account
from records.ledger.chart import AccountingSystem
from records.ledger.roles import ROLES, Role, account_in


class Matter(StrEnum):
    """What a voucher is about."""

    FISH_SOLD = "FISH_SOLD"
    FISH_SOLD_COST = "FISH_SOLD_COST"
    FISH_BOUGHT = "FISH_BOUGHT"
    FISH_DIED = "FISH_DIED"
    FISH_MISSING = "FISH_MISSING"
    FISH_FOUND = "FISH_FOUND"
    FEED_BOUGHT = "FEED_BOUGHT"
    FEED_USED = "FEED_USED"
    SUPPLIES_BOUGHT = "SUPPLIES_BOUGHT"
    """Drugs, disinfectants and small things, which go into shared cost when bought."""
    ENERGY = "ENERGY"
    OXYGEN = "OXYGEN"
    WATER_FEE = "WATER_FEE"
    RENT = "RENT"
    WAGES_PRODUCTION = "WAGES_PRODUCTION"
    LABOUR_PRODUCTION = "LABOUR_PRODUCTION"
    WAGES_ADMIN = "WAGES_ADMIN"
    DEPRECIATION_PRODUCTION = "DEPRECIATION_PRODUCTION"
    DEPRECIATION_ADMIN = "DEPRECIATION_ADMIN"
    SHARED_ALLOCATED = "SHARED_ALLOCATED"
    FEED_MISSING = "FEED_MISSING"
    FEED_FOUND = "FEED_FOUND"
    SETTLED_COMPENSATED = "SETTLED_COMPENSATED"
    SETTLED_LOST = "SETTLED_LOST"
    SETTLED_GAINED = "SETTLED_GAINED"
    ASSET_BOUGHT = "ASSET_BOUGHT"
    REPAIR = "REPAIR"
    ADMIN_COST = "ADMIN_COST"
    INTEREST_DUE = "INTEREST_DUE"
    TAX_DUE = "TAX_DUE"
    INCOME_TAX_DUE = "INCOME_TAX_DUE"
    OTHER_INCOME = "OTHER_INCOME"
    RENT_EARNED = "RENT_EARNED"
    WATER_FEE_EARNED = "WATER_FEE_EARNED"
    CAPITAL_PAID_IN = "CAPITAL_PAID_IN"
    CUSTOMER_PAID = "CUSTOMER_PAID"
    SUPPLIER_PAID = "SUPPLIER_PAID"
    WAGES_PAID = "WAGES_PAID"
    LABOUR_PAID = "LABOUR_PAID"
    TAX_PAID = "TAX_PAID"
    INTEREST_PAID = "INTEREST_PAID"
    BANK_CHARGE = "BANK_CHARGE"
    BANK_INTEREST = "BANK_INTEREST"


Part: TypeAlias = tuple[Role, str]
"""A role and the sub-account within it; no sub-account is an empty text."""

TAKEN_OUT = "转出"
"""Sub-account of the fish that takes what leaves, so that the others keep what was spent."""

FEED_ITEM = "饲料"
FISH_ITEM = "苗种"
FOUND_ITEM = "盘盈"


def _by(debit: Role, debit_sub: str, credit: Role, credit_sub: str = "") -> tuple[Part, Part]:
    return (debit, debit_sub), (credit, credit_sub)


PARTS: Mapping[Matter, tuple[Part, Part]] = MappingProxyType(
    {
        Matter.FISH_SOLD: _by(Role.CUSTOMERS, "", Role.SALES),
        Matter.FISH_SOLD_COST: _by(Role.COST_OF_SALES, "", Role.FISH, TAKEN_OUT),
        Matter.FISH_BOUGHT: _by(Role.FISH, FISH_ITEM, Role.SUPPLIERS),
        Matter.FISH_DIED: _by(Role.SUSPENSE, "", Role.FISH, TAKEN_OUT),
        Matter.FISH_MISSING: _by(Role.SUSPENSE, "", Role.FISH, TAKEN_OUT),
        Matter.FISH_FOUND: _by(Role.FISH, FOUND_ITEM, Role.SUSPENSE),
        Matter.FEED_BOUGHT: _by(Role.MATERIALS, FEED_ITEM, Role.SUPPLIERS),
        Matter.FEED_USED: _by(Role.FISH, FEED_ITEM, Role.MATERIALS, FEED_ITEM),
        Matter.SUPPLIES_BOUGHT: _by(Role.SHARED_COST, "物料", Role.SUPPLIERS),
        Matter.ENERGY: _by(Role.SHARED_COST, "电费", Role.SUPPLIERS),
        Matter.OXYGEN: _by(Role.SHARED_COST, "氧气", Role.SUPPLIERS),
        Matter.WATER_FEE: _by(Role.SHARED_COST, "水资源费", Role.SUPPLIERS),
        Matter.RENT: _by(Role.SHARED_COST, "租金", Role.SUPPLIERS),
        Matter.WAGES_PRODUCTION: _by(Role.SHARED_COST, "人工", Role.WAGES),
        Matter.LABOUR_PRODUCTION: _by(Role.SHARED_COST, "人工", Role.LABOUR),
        Matter.WAGES_ADMIN: _by(Role.ADMIN, "工资", Role.WAGES),
        Matter.DEPRECIATION_PRODUCTION: _by(Role.SHARED_COST, "折旧", Role.WORN),
        Matter.DEPRECIATION_ADMIN: _by(Role.ADMIN, "折旧", Role.WORN),
        Matter.SHARED_ALLOCATED: _by(Role.FISH, "", Role.SHARED_COST),
        Matter.FEED_MISSING: _by(Role.SUSPENSE, "", Role.MATERIALS, FEED_ITEM),
        Matter.FEED_FOUND: _by(Role.MATERIALS, FEED_ITEM, Role.SUSPENSE),
        Matter.SETTLED_COMPENSATED: _by(Role.CLAIMS, "", Role.SUSPENSE),
        Matter.SETTLED_LOST: _by(Role.LOSS, "", Role.SUSPENSE),
        Matter.SETTLED_GAINED: _by(Role.SUSPENSE, "", Role.OTHER_INCOME),
        Matter.ASSET_BOUGHT: _by(Role.ASSETS, "", Role.SUPPLIERS),
        Matter.REPAIR: _by(Role.COST_OF_SALES, "修理费", Role.SUPPLIERS),
        Matter.ADMIN_COST: _by(Role.ADMIN, "", Role.SUPPLIERS),
        Matter.INTEREST_DUE: _by(Role.FINANCE, "利息", Role.INTEREST_OWED),
        Matter.TAX_DUE: _by(Role.TAX_SURCHARGES, "", Role.TAX),
        Matter.INCOME_TAX_DUE: _by(Role.INCOME_TAX, "", Role.TAX),
        Matter.OTHER_INCOME: _by(Role.CUSTOMERS, "", Role.OTHER_INCOME),
        Matter.RENT_EARNED: _by(Role.CUSTOMERS, "", Role.SALES, "租金"),
        Matter.WATER_FEE_EARNED: _by(Role.CUSTOMERS, "", Role.SALES, "水资源费"),
        Matter.CAPITAL_PAID_IN: _by(Role.BANK, "", Role.CAPITAL),
        Matter.CUSTOMER_PAID: _by(Role.BANK, "", Role.CUSTOMERS),
        Matter.SUPPLIER_PAID: _by(Role.SUPPLIERS, "", Role.BANK),
        Matter.WAGES_PAID: _by(Role.WAGES, "", Role.BANK),
        Matter.LABOUR_PAID: _by(Role.LABOUR, "", Role.BANK),
        Matter.TAX_PAID: _by(Role.TAX, "", Role.BANK),
        Matter.INTEREST_PAID: _by(Role.INTEREST_OWED, "", Role.BANK),
        Matter.BANK_CHARGE: _by(Role.FINANCE, "手续费", Role.BANK),
        Matter.BANK_INTEREST: _by(Role.BANK, "", Role.FINANCE, "利息"),
    }
)


@dataclass(frozen=True, slots=True)
class Booking:
    """The two accounts of a matter in one system, and where the rule comes from."""

    debit: Account
    credit: Account
    source: str
    verified: bool


def booking(system: AccountingSystem, matter: Matter, item: str = "") -> Booking:
    """Where the matter is booked; `item`: sub-account on both sides of an allocation."""
    (debit, debit_sub), (credit, credit_sub) = PARTS[matter]
    table = ROLES[system]
    return Booking(
        _account(system, debit, debit_sub or item),
        _account(system, credit, credit_sub or item),
        table.source,
        table.verified,
    )


def _account(system: AccountingSystem, role: Role, sub: str) -> Account:
    return account_in(system, role, sub) if sub else account_in(system, role)
