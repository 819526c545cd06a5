"""Deeds about the people of a collective: membership, exit, death, households.

It refuses to know sex and names: neither a weight nor a right depends on them
(农村集体经济组织法 art. 8).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from records.deeds.recorded import Recorded
from records.parties.persons import HouseholdId, PersonId
from records.shares.classes import Lots, Standing

ELECTORATE_MAX = 1_000_000


class GainReason(StrEnum):
    """How a person became a member (农村集体经济组织法 art. 11, 12)."""

    FOUNDING = "FOUNDING"
    """Confirmed when the collective was founded or its members were first confirmed."""
    BIRTH = "BIRTH"
    MARRIAGE = "MARRIAGE"
    ADOPTION = "ADOPTION"
    RESETTLEMENT = "RESETTLEMENT"
    OTHER_BY_LAW = "OTHER_BY_LAW"


class LossReason(StrEnum):
    """What is given as the reason for striking a member off; most of them are none in law."""

    DEATH = "DEATH"
    NATIONALITY_LOST = "NATIONALITY_LOST"
    MEMBER_ELSEWHERE = "MEMBER_ELSEWHERE"
    CIVIL_SERVANT = "CIVIL_SERVANT"
    OTHER_BY_LAW = "OTHER_BY_LAW"
    VOLUNTARY_EXIT = "VOLUNTARY_EXIT"
    """By written request, with compensation and nothing kept; EXIT_RETAIN keeps rights a while."""
    CIVIL_SERVANT_ON_CONTRACT = "CIVIL_SERVANT_ON_CONTRACT"
    STUDY = "STUDY"
    MILITARY_SERVICE = "MILITARY_SERVICE"
    WORK_ELSEWHERE = "WORK_ELSEWHERE"
    TRADE = "TRADE"
    MARRIAGE = "MARRIAGE"
    DIVORCE = "DIVORCE"
    WIDOWHOOD = "WIDOWHOOD"
    PRISON = "PRISON"


LOSS_BY_LAW = frozenset(
    {
        LossReason.DEATH,
        LossReason.NATIONALITY_LOST,
        LossReason.MEMBER_ELSEWHERE,
        LossReason.CIVIL_SERVANT,
        LossReason.OTHER_BY_LAW,
        LossReason.VOLUNTARY_EXIT,
    }
)
"""农村集体经济组织法 art. 16 and 17; every other reason is blocked by art. 17 or 18."""


class MemberGain(Recorded):
    """A person is a member from `day` on, in that household."""

    kind: Literal["MEMBER_GAIN"] = "MEMBER_GAIN"
    holder: PersonId
    household: HouseholdId
    reason: GainReason


class MemberLoss(Recorded):
    """A person is no member from `day` on; the shares stay where they are.

    After a death they wait for the heirs, as with ESTATE_PENDING. `kept_until`: last day of the
    income right where it was agreed to be kept for a time only (art. 17).
    """

    kind: Literal["MEMBER_LOSS"] = "MEMBER_LOSS"
    holder: PersonId
    reason: LossReason
    kept_until: date | None = None


class HolderAdmit(Recorded):
    """Somebody who is not a member may hold shares from `day` on.

    A BENEFICIARY (农村集体经济组织法 art. 15) needs the votes of three quarters of all members.
    """

    kind: Literal["HOLDER_ADMIT"] = "HOLDER_ADMIT"
    holder: PersonId
    household: HouseholdId
    standing: Literal[Standing.HEIR, Standing.BENEFICIARY, Standing.COLLECTIVE]
    votes_for: Annotated[int, Field(strict=True, ge=0, le=ELECTORATE_MAX)] | None = None
    electorate: Annotated[int, Field(strict=True, gt=0, le=ELECTORATE_MAX)] | None = None


class ExitRetain(Recorded):
    """A member leaves of free will and keeps the income right up to and including `until`."""

    kind: Literal["EXIT_RETAIN"] = "EXIT_RETAIN"
    holder: PersonId
    until: date


class MarryOut(Recorded):
    """A member married into another place: noted, and nothing changes (art. 18)."""

    kind: Literal["MARRY_OUT"] = "MARRY_OUT"
    holder: PersonId


class EstatePending(Recorded):
    """A holder has died; the shares wait for the heirs, the amounts on them are held."""

    kind: Literal["ESTATE_PENDING"] = "ESTATE_PENDING"
    holder: PersonId


class RestoreByJudgment(Recorded):
    """A court gave back membership, and the shares named; no rule of the register stands above it.

    `taken_from`: who held them wrongly; without it they are issued anew. The proof carries the
    number of the judgment.
    """

    kind: Literal["RESTORE_BY_JUDGMENT"] = "RESTORE_BY_JUDGMENT"
    holder: PersonId
    household: HouseholdId
    lots: Lots | None = None
    taken_from: PersonId | None = None


class HouseholdSplit(Recorded):
    """These holders leave a household and are a new one."""

    kind: Literal["HOUSEHOLD_SPLIT"] = "HOUSEHOLD_SPLIT"
    household: HouseholdId
    new_household: HouseholdId
    holders: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=100)]


class HouseholdMerge(Recorded):
    """All of a household join another, which must be there."""

    kind: Literal["HOUSEHOLD_MERGE"] = "HOUSEHOLD_MERGE"
    household: HouseholdId
    into: HouseholdId
