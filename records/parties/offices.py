"""Deeds about persons: the offices they hold, who is a close relative of whom, whose login it is.

It refuses to know names; a person is an opaque id.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from pydantic import Field

from records.deeds.recorded import Counter, Recorded
from records.journal.events import Name
from records.parties.organisations import (
    CapitalPaidIn,
    CapitalRegistered,
    CapitalReturned,
    CapitalTransfer,
    FishGrown,
    Party,
)
from records.parties.persons import PersonId


class Role(StrEnum):
    """An office in one organisation."""

    BOARD = "BOARD"
    """理事会成员, 董事."""
    FINANCE = "FINANCE"
    """财务人员."""
    ACCOUNTANT = "ACCOUNTANT"
    """会计, also of an agency that keeps the books."""
    CASHIER = "CASHIER"
    """出纳."""
    AUDIT = "AUDIT"
    """稽核."""
    ARCHIVE = "ARCHIVE"
    """会计档案保管."""
    SUPERVISOR = "SUPERVISOR"
    """监事会成员, 监事."""
    VILLAGE_SUPERVISION = "VILLAGE_SUPERVISION"
    """村务监督委员会成员."""
    VILLAGE_COMMITTEE = "VILLAGE_COMMITTEE"
    """村民委员会成员."""
    APPROVER = "APPROVER"
    """审批人."""


class Relation(StrEnum):
    """Close relatives (民法典 art. 1045)."""

    SPOUSE = "SPOUSE"
    PARENT_CHILD = "PARENT_CHILD"
    SIBLING = "SIBLING"
    GRANDPARENT = "GRANDPARENT"


class RoleGiven(Recorded):
    """A person holds an office of `entity` from `day`, up to and including `until` if told."""

    kind: Literal["ROLE_GIVEN"] = "ROLE_GIVEN"
    person: PersonId
    role: Role
    until: date | None = None


class RoleEnded(Recorded):
    """The office given by `ref` is no longer held from `day` on."""

    kind: Literal["ROLE_ENDED"] = "ROLE_ENDED"
    ref: UUID


class CloseRelatives(Recorded):
    """Two persons are close relatives; it holds for every organisation."""

    kind: Literal["CLOSE_RELATIVES"] = "CLOSE_RELATIVES"
    person: PersonId
    relative: PersonId
    relation: Relation


class MarriageEnded(Recorded):
    """The marriage told by `ref` is over from `day` on."""

    kind: Literal["MARRIAGE_ENDED"] = "MARRIAGE_ENDED"
    ref: UUID


class PersonLogin(Recorded):
    """The login is this person's, for every organisation."""

    kind: Literal["PERSON_LOGIN"] = "PERSON_LOGIN"
    person: PersonId
    login: Name


class PartyCounter(Counter):
    """An entry about parties, capital or offices was wrong and never counted."""

    kind: Literal["PARTY_COUNTER"] = "PARTY_COUNTER"


PartyEntry: TypeAlias = (
    Party | FishGrown | CapitalRegistered | CapitalPaidIn | CapitalTransfer | CapitalReturned
    | RoleGiven | RoleEnded | CloseRelatives | MarriageEnded | PersonLogin
)  # fmt: skip
PartiesDeed: TypeAlias = Annotated[PartyEntry | PartyCounter, Field(discriminator="kind")]
"""Every deed about organisations and offices."""
