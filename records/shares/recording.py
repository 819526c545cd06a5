"""Whether new deeds may join the register, and what they change on days that are past.

It refuses to write: who keeps the log appends all of what is asked about here, or nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from records.deeds.deed import Deed
from records.deeds.recorded import Refused
from records.parties.persons import personal_problems
from records.refusal import Problem
from records.shares.fold import fold, of_register
from records.shares.refusals import refusal
from records.shares.register import MemberShares, Snapshot, snapshot
from records.shares.words import KIND_WORDS


def problems_of(deeds: Sequence[Deed], new: Sequence[Deed]) -> list[Problem]:
    """Why the new deeds cannot be appended to the log; empty if they can, all of them together.

    A late entry is judged on its own day, and so is everything written before it for later days.
    """
    ours = [deed for deed in new if of_register(deed)]
    return personal_problems(ours) + [refused.problem for refused in refused_of(deeds, new)]


def refused_of(deeds: Sequence[Deed], new: Sequence[Deed]) -> list[Refused]:
    """As `problems_of`, each with the deed that cannot stand."""
    ours = [deed for deed in new if of_register(deed)]
    found: list[Refused] = []
    for entity in dict.fromkeys(deed.entity for deed in ours):
        found += fold([*deeds, *ours], entity).refused
    mine = {deed.deed_id for deed in ours}
    return [
        refused if refused.deed.deed_id in mine else _breaks_later(refused) for refused in found
    ]


def _breaks_later(refused: Refused) -> Refused:
    deed = refused.deed
    outer = refusal(
        "BREAKS_LATER_DEED", day=deed.day, kind=KIND_WORDS[deed.kind], deed_id=deed.deed_id,
        inner=refused.problem.explanation,
    )  # fmt: skip
    return Refused(deed, outer)


@dataclass(frozen=True, slots=True)
class Change:
    """What one holder's row was and is; None where there is no row."""

    holder: str
    before: MemberShares | None
    after: MemberShares | None


@dataclass(frozen=True, slots=True)
class Memo:
    """What late or counter-deeds change of the register of one day that is past."""

    before: Snapshot
    after: Snapshot
    changes: tuple[Change, ...]

    @property
    def record_day(self) -> date:
        """The day looked back at."""
        return self.after.record_day

    @property
    def changed(self) -> bool:
        """Whether a distribution of that record day would start from another register."""
        return self.before.hash != self.after.hash


def memos(
    deeds: Sequence[Deed], new: Iterable[Deed], entity: str, record_days: Iterable[date]
) -> list[Memo]:
    """What the new deeds change of each record day, such as those of past distributions.

    EventRefused if the deeds cannot stand together: ask `problems_of` first.
    """
    together = [*deeds, *new]
    return [
        compared(snapshot(deeds, entity, day), snapshot(together, entity, day))
        for day in record_days
    ]


def compared(before: Snapshot, after: Snapshot) -> Memo:
    """The difference between two readings of the register, holder by holder."""
    was, now = _figures(before), _figures(after)
    differing = [holder for holder in {**was, **now} if was.get(holder) != now.get(holder)]
    return Memo(
        before,
        after,
        tuple(
            Change(holder, before.member(holder), after.member(holder))
            for holder in sorted(differing, key=str.encode)
        ),
    )


def _figures(taken: Snapshot) -> dict[str, object]:
    return {
        member.holder: (
            [pair for pair in zip(taken.classes, member.hundredths, strict=True) if pair[1]],
            member.household,
            member.standing,
            member.status,
            [(mark.status, mark.since, mark.until) for mark in member.marks],
        )
        for member in taken.members
    }  # fmt: skip
