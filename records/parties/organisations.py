"""Deeds about organisations: what kind they are, their registered and their paid-in capital.

It refuses to know accounts; only which rules the books of a kind follow.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from records.deeds.recorded import Recorded
from records.integers import SAFE_INTEGER
from records.journal.events import Name
from records.ledger.accounts import AccountingSystem
from records.parties.persons import PartyId

CapitalFen: TypeAlias = Annotated[int, Field(strict=True, gt=0, lt=SAFE_INTEGER // 1000)]
"""Fen of one payment or registration; a thousand of them still sum below 2^53."""


class EntityKind(StrEnum):
    """What an organisation is in law."""

    COLLECTIVE = "COLLECTIVE"
    """村股份经济合作社, a special legal person (农村集体经济组织法)."""
    COMPANY = "COMPANY"
    """强村公司 or project company, a limited company (公司法)."""
    COOPERATIVE = "COOPERATIVE"
    """农民专业合作社 (农民专业合作社法)."""
    OPERATOR = "OPERATOR"
    """合作主体: the company that runs the plant."""
    PUBLIC_BODY = "PUBLIC_BODY"
    """A unit with public-administration functions, such as a villagers' committee."""


ACCOUNTING: Mapping[EntityKind, AccountingSystem | None] = MappingProxyType(
    {
        EntityKind.COLLECTIVE: AccountingSystem.REC,
        EntityKind.COMPANY: AccountingSystem.COMPANY,
        EntityKind.COOPERATIVE: AccountingSystem.COOP,
        EntityKind.OPERATOR: AccountingSystem.COMPANY,
        EntityKind.PUBLIC_BODY: None,
    }
)
"""Which rules the books of a kind follow; None: no books are kept here."""


class Party(Recorded):
    """The organisation `entity` is of that kind and called `title`; told again, it is renamed."""

    kind: Literal["PARTY"] = "PARTY"
    party_kind: EntityKind
    title: Name


class FishGrown(Recorded):
    """`entity` grows the fish of this site from `day` on: production is booked in its books."""

    kind: Literal["FISH_GROWN"] = "FISH_GROWN"


class CapitalRegistered(Recorded):
    """The registered capital of `entity` is this amount from `day` on."""

    kind: Literal["CAPITAL_REGISTERED"] = "CAPITAL_REGISTERED"
    amount_fen: CapitalFen


class CapitalPaidIn(Recorded):
    """A shareholder paid capital into `entity`; the proof is the bank's receipt."""

    kind: Literal["CAPITAL_PAID_IN"] = "CAPITAL_PAID_IN"
    payer: PartyId
    amount_fen: CapitalFen


class CapitalTransfer(Recorded):
    """Paid-in capital of `entity` passes from one shareholder to another."""

    kind: Literal["CAPITAL_TRANSFER"] = "CAPITAL_TRANSFER"
    from_payer: PartyId
    to_payer: PartyId
    amount_fen: CapitalFen


class CapitalReturned(Recorded):
    """Capital of `entity` went back to a shareholder: a lawful reduction, or an exit."""

    kind: Literal["CAPITAL_RETURNED"] = "CAPITAL_RETURNED"
    payer: PartyId
    amount_fen: CapitalFen
