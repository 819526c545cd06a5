"""Deeds about the shares themselves: issued, moved, tied up, set free, given back.

It refuses to know money: what a share was paid for or pays stands in the ledger.
"""

from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from records.deeds.recorded import Counter, Recorded
from records.journal.events import Name
from records.parties.persons import PersonId
from records.shares.classes import HoldingCap, Lots, ShareClass
from records.shares.people import (
    EstatePending,
    ExitRetain,
    HolderAdmit,
    HouseholdMerge,
    HouseholdSplit,
    MarryOut,
    MemberGain,
    MemberLoss,
    RestoreByJudgment,
)


class Issue(Recorded):
    """New shares for a holder."""

    kind: Literal["ISSUE"] = "ISSUE"
    holder: PersonId
    lots: Lots


class TransferInternal(Recorded):
    """Shares go from a holder to a member; never outside the collective."""

    kind: Literal["TRANSFER_INTERNAL"] = "TRANSFER_INTERNAL"
    from_holder: PersonId
    to_holder: PersonId
    lots: Lots


class Inheritance(BaseModel):
    """What one heir receives."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heir: PersonId
    lots: Lots


class Inherit(Recorded):
    """Shares of an estate go to heirs; what no heir receives here goes on waiting."""

    kind: Literal["INHERIT"] = "INHERIT"
    from_holder: PersonId
    heirs: Annotated[tuple[Inheritance, ...], Field(min_length=1, max_length=50)]


class Freeze(Recorded):
    """A court or a dispute ties up all shares of a holder."""

    kind: Literal["FREEZE"] = "FREEZE"
    holder: PersonId
    ordered_by: Name
    """The court or office, never a person."""


class Unfreeze(Recorded):
    """The freeze `ref` is lifted; another one may still hold."""

    kind: Literal["UNFREEZE"] = "UNFREEZE"
    holder: PersonId
    ref: UUID


class Pledge(Recorded):
    """The income right of all shares of a holder secures a loan (art. 52)."""

    kind: Literal["PLEDGE"] = "PLEDGE"
    holder: PersonId
    creditor: Name
    """The bank, never a person."""


class PledgeRelease(Recorded):
    """The pledge `ref` is released."""

    kind: Literal["PLEDGE_RELEASE"] = "PLEDGE_RELEASE"
    holder: PersonId
    ref: UUID


class Redeem(Recorded):
    """The collective takes shares back and they are no more."""

    kind: Literal["REDEEM"] = "REDEEM"
    holder: PersonId
    lots: Lots


class ShareCounter(Counter):
    """An entry of the share register was wrong and never counted."""

    kind: Literal["SHARE_COUNTER"] = "SHARE_COUNTER"


Entry: TypeAlias = (
    ShareClass | HoldingCap
    | MemberGain | MemberLoss | HolderAdmit | ExitRetain | MarryOut | EstatePending
    | RestoreByJudgment | HouseholdSplit | HouseholdMerge
    | Issue | TransferInternal | Inherit | Freeze | Unfreeze | Pledge | PledgeRelease | Redeem
)  # fmt: skip
"""What changes the register; a counter-deed only takes such an entry away."""

SharesDeed: TypeAlias = Annotated[Entry | ShareCounter, Field(discriminator="kind")]
"""Every deed of the share register."""
