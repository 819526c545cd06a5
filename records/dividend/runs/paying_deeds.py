"""The deeds about money on its way: a batch ordered, the bank's answer, a held amount released.

It refuses to know names and bank numbers: a payee is an id that must not look like one, and the
file for the bank is made elsewhere from encrypted records.
"""

from enum import StrEnum
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from records.deeds.deed import Deed, Proof, Sha256
from records.dividend.contract_terms import TaxRegime
from records.journal.events import Name, Note
from records.parties.persons import PartyId

PositiveFen: TypeAlias = Annotated[int, Field(strict=True, gt=0, lt=2**53)]
ROWS_MAX = 10_000


class BankStatus(StrEnum):
    """What the bank says about one payment; RETURNED: it was paid and came back."""

    PAID = "PAID"
    FAILED = "FAILED"
    RETURNED = "RETURNED"


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PaymentRow(_Row):
    """One payment of a batch: what `payee` gets of what the run owes `holder`, net of tax."""

    payment: UUID
    holder: PartyId
    payee: PartyId
    amount_fen: PositiveFen


class PaymentOrdered(Deed):
    """A payment file was made by `actor` and released by a second person."""

    kind: Literal["PAYMENT_ORDERED"] = "PAYMENT_ORDERED"
    run: Name
    batch: Name
    approved_by: Name
    rows: Annotated[tuple[PaymentRow, ...], Field(min_length=1, max_length=ROWS_MAX)]
    file_hash: Sha256


class ResultRow(_Row):
    """One line of the bank's return file."""

    payment: UUID
    amount_fen: PositiveFen
    status: BankStatus
    reason: Name | None = None


class PaymentResults(Deed):
    """The bank's return file of `day`; `file_hash` of the file as it came."""

    kind: Literal["PAYMENT_RESULTS"] = "PAYMENT_RESULTS"
    run: Name
    batch: Name
    rows: Annotated[tuple[ResultRow, ...], Field(min_length=1, max_length=ROWS_MAX)]
    file_hash: Sha256


class ReleasedPart(_Row):
    """What one payee gets of a released amount, gross and net of the tax withheld now, fen."""

    payee: PartyId
    gross_fen: PositiveFen
    tax_fen: Annotated[int, Field(strict=True, ge=0, lt=2**53)]

    @property
    def net_fen(self) -> int:
        """What is paid out, fen."""
        return self.gross_fen - self.tax_fen


class HeldReleased(Deed):
    """A held amount may be paid, to the holder or to those who come in the holder's place.

    The run is not computed again; `tax_regime` is that of the day of release, with its basis.
    """

    kind: Literal["HELD_RELEASED"] = "HELD_RELEASED"
    run: Name
    holder: PartyId
    parts: Annotated[tuple[ReleasedPart, ...], Field(min_length=1, max_length=50)]
    tax_regime: TaxRegime
    tax_basis: Name
    approved_by: Name
    proof: Proof
    note: Note
