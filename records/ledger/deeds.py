"""Deeds about money that no fish or meter tells: prices, contracts, assets, wages, bills, claims.

It refuses to know accounts; records.ledger.deed_vouchers books what a deed says.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from records.deeds.deed import Deed, Fen, Proof
from records.integers import SAFE_INTEGER
from records.journal.happening import Name, Note
from records.ledger.bookings import Matter

Amount: TypeAlias = Annotated[int, Field(strict=True, gt=0, lt=SAFE_INTEGER)]
"""Whole fen, more than nothing."""

AmountOrNone: TypeAlias = Annotated[int, Field(strict=True, ge=0, lt=SAFE_INTEGER)]
People: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=100_000)]
Months: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=1200)]
Month: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]


class PricedItem(StrEnum):
    """What has a price in force, and the unit of that price (DIV-SPEC-1.0 B7.4)."""

    ENERGY = "ENERGY"
    """0.0001 yuan per kWh."""
    OXYGEN = "OXYGEN"
    """Fen per tonne."""
    FISH_ASSESSED = "FISH_ASSESSED"
    """Fen per kg of fish that a count found, by the market or an assessment."""
    FEED_ASSESSED = "FEED_ASSESSED"
    """Fen per tonne of feed that a stock-take found."""


class PriceSet(Deed):
    """The price from `day` on, until the next one; `verified`: held against contract or tariff.

    `supplier`: who is owed, under the name that payments to them use.
    """

    kind: Literal["PRICE_SET"] = "PRICE_SET"
    item: PricedItem
    price: Amount
    supplier: Name | None = None
    verified: bool = Field(default=False, strict=True)


class FeePer(StrEnum):
    """What a fee is counted by."""

    YEAR = "YEAR"
    KG_SOLD = "KG_SOLD"
    KG_HARVESTED = "KG_HARVESTED"
    M3_USED = "M3_USED"


class FeeAgreed(Deed):
    """A contract for rent or spring water: `amount_fen` per year, kg or m³ from `day` on."""

    kind: Literal["FEE_AGREED"] = "FEE_AGREED"
    contract: Name
    matter: Literal[Matter.RENT, Matter.WATER_FEE]
    payee: Name
    per: FeePer
    amount_fen: Amount
    last_day: date | None = None
    proof: Proof

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> "FeeAgreed":
        if self.last_day is not None and self.last_day < self.day:
            raise ValueError("last_day is before day")
        return self


class AssetPlaced(Deed):
    """A fixed asset came into use on `day`; it is worn in `months` down to `salvage_fen`."""

    kind: Literal["ASSET_PLACED"] = "ASSET_PLACED"
    asset: Name
    cost_fen: Amount
    salvage_fen: AmountOrNone
    months: Months
    use: Literal["PRODUCTION", "ADMIN"]

    @model_validator(mode="after")
    def _salvage_is_part_of_cost(self) -> "AssetPlaced":
        if self.salvage_fen > self.cost_fen:
            raise ValueError("salvage_fen cannot be more than cost_fen")
        return self


class AssetRemoved(Deed):
    """The asset went out of use on `day`; its last depreciation is of that month."""

    kind: Literal["ASSET_REMOVED"] = "ASSET_REMOVED"
    asset: Name


class WagesDue(Deed):
    """The payroll of a month and group as sums: never a person. `local_*`: villagers among them."""

    kind: Literal["WAGES_DUE"] = "WAGES_DUE"
    month: Month
    group: Literal["PRODUCTION", "LABOUR", "ADMIN"]
    people: People
    gross_fen: Amount
    local_people: People
    local_fen: AmountOrNone
    proof: Proof

    @model_validator(mode="after")
    def _villagers_are_among_them(self) -> "WagesDue":
        if self.local_people > self.people or self.local_fen > self.gross_fen:
            raise ValueError("local_people and local_fen cannot be more than the whole payroll")
        return self


BY_HAND = (
    Matter.SUPPLIES_BOUGHT, Matter.ENERGY, Matter.OXYGEN, Matter.WATER_FEE, Matter.RENT,
    Matter.ASSET_BOUGHT, Matter.REPAIR, Matter.ADMIN_COST, Matter.INTEREST_DUE, Matter.TAX_DUE,
    Matter.INCOME_TAX_DUE, Matter.OTHER_INCOME, Matter.RENT_EARNED, Matter.WATER_FEE_EARNED,
    Matter.CAPITAL_PAID_IN, Matter.CUSTOMER_PAID, Matter.SUPPLIER_PAID, Matter.WAGES_PAID,
    Matter.LABOUR_PAID, Matter.TAX_PAID, Matter.INTEREST_PAID, Matter.BANK_CHARGE,
    Matter.BANK_INTEREST,
)  # fmt: skip
"""Matters that a bill or a bank paper tells; all others follow from production."""


class Billed(Deed):
    """A paper with an amount: an invoice, a receipt, a payment. `party`: the other side."""

    kind: Literal["BILLED"] = "BILLED"
    matter: Matter
    party: Name
    amount_fen: Amount
    number: Name | None = None

    @model_validator(mode="after")
    def _matter_is_told_by_papers(self) -> "Billed":
        if self.matter not in BY_HAND:
            raise ValueError(f"{self.matter} follows from production and is not entered by hand")
        return self


class LossSettled(Deed):
    """What became of a difference that waited in 待处理财产损溢, approved by a second person.

    `of`: the vouchers it settles. `compensated_fen` is owed by `compensator`; `lost_fen` is our
    loss; `gained_fen` our gain, of what was found. 农民专业合作社会计制度 (2021): before year end.
    """

    kind: Literal["LOSS_SETTLED"] = "LOSS_SETTLED"
    of: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=1000)]
    compensator: Name | None = None
    compensated_fen: AmountOrNone = 0
    lost_fen: AmountOrNone = 0
    gained_fen: AmountOrNone = 0
    approved_by: Name
    proof: Proof

    @model_validator(mode="after")
    def _something_is_settled_by_two(self) -> "LossSettled":
        if not (self.compensated_fen or self.lost_fen or self.gained_fen):
            raise ValueError("nothing is settled: compensated, lost and gained are all 0")
        if (self.compensated_fen > 0) != (self.compensator is not None):
            raise ValueError("compensated_fen and compensator belong together")
        if self.approved_by == self.actor:
            raise ValueError("a second person must approve, not the one who enters it")
        return self


class BalanceClaimed(Deed):
    """What a witness outside the books says a balance is at the end of `day` (debit +), fen.

    `about`: the customer, supplier or material; without it the whole account counts.
    """

    kind: Literal["BALANCE_CLAIMED"] = "BALANCE_CLAIMED"
    code: Name
    sub: tuple[Name, ...] = ()
    about: Name | None = None
    balance_fen: Fen
    witness: Literal["BANK_STATEMENT", "CASH_COUNT", "STOCK_TAKE", "CONFIRMATION"]


class BankMatched(Deed):
    """A person says that a row of the bank's statement and a voucher are one payment."""

    kind: Literal["BANK_MATCHED"] = "BANK_MATCHED"
    row_id: UUID
    entry_id: UUID


class MoneyDeedWithdrawn(Deed):
    """The deed `ref` was wrong and never counted; its voucher is taken back by red letters."""

    kind: Literal["MONEY_DEED_WITHDRAWN"] = "MONEY_DEED_WITHDRAWN"
    ref: UUID
    reason: Note
    approved_by: Name

    @model_validator(mode="after")
    def _two_people(self) -> "MoneyDeedWithdrawn":
        if self.approved_by == self.actor:
            raise ValueError("a second person must approve, not the one who enters it")
        return self


LedgerDeed: TypeAlias = Annotated[
    PriceSet | FeeAgreed | AssetPlaced | AssetRemoved | WagesDue | Billed | LossSettled
    | BalanceClaimed | BankMatched | MoneyDeedWithdrawn,
    Field(discriminator="kind"),
]  # fmt: skip
