"""The share register as all deeds up to a day leave it: one pass, by day and then as written.

It refuses to know where deeds are kept; what it is given is one log in the order of writing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from records.deeds.deed import Deed
from records.deeds.recorded import Recorded, Refused, in_force
from records.refusal import Problem
from records.shares import effects, rules_holdings, rules_people
from records.shares.book import Book
from records.shares.classes import HoldingCap, ShareClass
from records.shares.holding_cap import CapWatch
from records.shares.holdings import (
    Freeze,
    Inherit,
    Issue,
    Pledge,
    PledgeRelease,
    Redeem,
    ShareCounter,
    TransferInternal,
    Unfreeze,
)
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
from records.shares.refusals import refusal
from records.shares.words import KIND_WORDS

Rule = Callable[[Book, Any], Iterator[Problem]]


def _no_rule(book: Book, deed: Recorded) -> Iterator[Problem]:
    return iter(())


_KINDS: dict[type[Recorded], tuple[Rule, effects.Effect]] = {
    ShareClass: (_no_rule, effects.share_class),
    HoldingCap: (_no_rule, effects.holding_cap),
    MemberGain: (rules_people.member_gain, effects.member_gain),
    MemberLoss: (rules_people.member_loss, effects.member_loss),
    HolderAdmit: (rules_people.holder_admit, effects.holder_admit),
    ExitRetain: (rules_people.exit_retain, effects.exit_retain),
    MarryOut: (rules_people.marry_out, effects.marry_out),
    EstatePending: (rules_people.estate_pending, effects.estate_pending),
    HouseholdSplit: (rules_people.household_split, effects.household_split),
    HouseholdMerge: (rules_people.household_merge, effects.household_merge),
    RestoreByJudgment: (rules_holdings.restore_by_judgment, effects.restore_by_judgment),
    Issue: (rules_holdings.issue, effects.issue),
    TransferInternal: (rules_holdings.transfer_internal, effects.transfer_internal),
    Inherit: (rules_holdings.inherit, effects.inherit),
    Freeze: (rules_holdings.freeze, effects.freeze),
    Unfreeze: (rules_holdings.unfreeze, effects.lift),
    Pledge: (rules_holdings.pledge, effects.pledge),
    PledgeRelease: (rules_holdings.pledge_release, effects.lift),
    Redeem: (rules_holdings.redeem, effects.redeem),
}
_OF_THE_REGISTER: frozenset[type] = frozenset({*_KINDS, ShareCounter})


@dataclass(frozen=True, slots=True)
class Folded:
    """The register and the deeds that could not stand; only without any of these is it true."""

    book: Book
    cap: CapWatch
    refused: tuple[Refused, ...]


def of_register(deed: Deed) -> bool:
    """Whether a deed of any family belongs to a share register."""
    return type(deed) in _OF_THE_REGISTER


def fold(
    deeds: Iterable[Deed], entity: str, last_day: date | None = None, known_by: date | None = None
) -> Folded:
    """The register of one collective after all deeds of days up to and including `last_day`.

    `deeds`: a whole log in the order of writing, other families and entities are passed over.
    `known_by`: only what had been written down by that day.
    """
    chosen: list[Recorded] = [
        deed
        for deed in deeds
        if isinstance(deed, Recorded)
        and type(deed) in _OF_THE_REGISTER
        and deed.entity == entity
        and (last_day is None or deed.day <= last_day)
        and (known_by is None or deed.recorded_day <= known_by)
    ]
    counting = in_force(chosen)
    book, cap = Book(), CapWatch()
    refused = list(counting.refused)
    for _, of_one_day in groupby(counting.deeds, key=attrgetter("day")):
        for deed in of_one_day:
            refused.extend(_apply(book, cap, deed))
        refused.extend(cap.end_of_day(book))
    return Folded(book, cap, tuple(refused))


def _apply(book: Book, cap: CapWatch, deed: Recorded) -> list[Refused]:
    rule, effect = _KINDS[type(deed)]
    found = [Refused(deed, problem) for problem in rule(book, deed)]
    if deed.proof is None and type(deed) is not MarryOut:
        found.insert(0, Refused(deed, refusal("PROOF_MISSING", kind=KIND_WORDS[deed.kind])))
    if not found:
        effect(book, cap, deed)
    return found
