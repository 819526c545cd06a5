"""Guarantees by contract: who owes whom how much a year, and how it adds to what was computed.

It refuses to pay one out of a company's dividend: it is a claim on the guarantor (公司法 art. 210).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from records.canonical import Json
from records.deeds.deed import Deed, Proof
from records.journal.events import Name


class GuaranteeAgreed(Deed):
    """From `day` to `last_day` the guarantor owes `entity` a yearly amount.

    `account`: where the entity books it, 502 as part of its return or 504 as other income.
    """

    kind: Literal["GUARANTEE_AGREED"] = "GUARANTEE_AGREED"
    contract: Name
    guarantor: Name
    mode: Literal["MAX", "PLUS"]
    amount_fen: Annotated[int, Field(strict=True, gt=0, lt=2**53)]
    account: Literal["502", "504"]
    last_day: date | None = None
    proof: Proof


@dataclass(frozen=True, slots=True)
class Guarantee:
    """One guarantee in force, yearly amount in fen."""

    contract: str
    guarantor: str
    mode: str
    amount_fen: int
    account: str
    document: str
    deed_id: str

    def as_json(self) -> dict[str, Json]:
        """As a run keeps it."""
        return {
            "contract": self.contract, "guarantor": self.guarantor, "mode": self.mode,
            "amount_fen": self.amount_fen, "account": self.account, "document": self.document,
            "deed_id": self.deed_id,
        }  # fmt: skip


def guarantees(deeds: Iterable[Deed], entity: str, year: int) -> tuple[Guarantee, ...]:
    """The guarantees that cover the last day of the year; the newest deed of a contract holds."""
    last = date(year, 12, 31)
    found: dict[str, Guarantee] = {}
    for deed in deeds:
        if not isinstance(deed, GuaranteeAgreed) or deed.entity != entity:
            continue
        if deed.day > last:
            continue
        if deed.last_day is None or last <= deed.last_day:
            found[deed.contract] = Guarantee(
                deed.contract, deed.guarantor, deed.mode, deed.amount_fen, deed.account,
                deed.proof.title, str(deed.deed_id),
            )  # fmt: skip
        else:
            found.pop(deed.contract, None)
    return tuple(found.values())
