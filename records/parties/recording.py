"""Whether new deeds about parties may join the log; an office that would collide is not given.

It refuses to write, and to refuse a kinship: that is a fact, and the collision it makes is told.
"""

from collections.abc import Sequence
from datetime import date

from records.deeds.deed import Deed
from records.deeds.recorded import Refused
from records.parties.conflicts import conflicts_on
from records.parties.offices import RoleGiven
from records.parties.persons import personal_problems
from records.parties.refusals import refusal
from records.parties.register import fold_parties, of_parties
from records.parties.words import KIND_WORDS
from records.refusal import Problem


def problems_of(deeds: Sequence[Deed], new: Sequence[Deed]) -> list[Problem]:
    """Why the new deeds cannot be appended, all of them together; empty if they can."""
    ours = [deed for deed in new if of_parties(deed)]
    mine = {deed.deed_id for deed in ours}
    refused = fold_parties([*deeds, *ours]).refused
    found = [one.problem if one.deed.deed_id in mine else _breaks_later(one) for one in refused]
    found = personal_problems(ours) + found
    return found or _new_conflicts(deeds, ours)


def _new_conflicts(deeds: Sequence[Deed], new: Sequence[Deed]) -> list[Problem]:
    found: dict[Problem, None] = {}
    given = [deed for deed in new if isinstance(deed, RoleGiven)]
    for entity in dict.fromkeys(deed.entity for deed in given):
        first = min(deed.day for deed in given if deed.entity == entity)
        for day in _days_of_change([*deeds, *new], first):
            before = conflicts_on(fold_parties(deeds, day).parties, entity, day)
            after = conflicts_on(fold_parties([*deeds, *new], day).parties, entity, day)
            found.update((one, None) for one in after if one not in before)
    return list(found)


def _days_of_change(deeds: Sequence[Deed], first: date) -> list[date]:
    days = {deed.day for deed in deeds if of_parties(deed) and deed.day >= first}
    return sorted(days)


def _breaks_later(refused: Refused) -> Problem:
    deed = refused.deed
    return refusal(
        "BREAKS_LATER_DEED", day=deed.day, kind=KIND_WORDS[deed.kind], deed_id=deed.deed_id,
        inner=refused.problem.explanation,
    )  # fmt: skip
