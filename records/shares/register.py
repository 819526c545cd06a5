"""The register on the record day (登记基准日): who holds what, in which state, by which deeds.

It refuses to know money: which status is paid and which is held is decided by a distribution.

The hash is over the figures and states alone, not over the deeds behind them: an entry that
changes nothing, or a proof that is mended, leaves it as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from records.canonical import Json, digest
from records.deeds.deed import Deed
from records.refusal import EventRefused
from records.shares.book import Holding
from records.shares.classes import Standing
from records.shares.fold import Folded, fold
from records.shares.status import HolderStatus, Mark, status_on


@dataclass(frozen=True, slots=True)
class MemberShares:
    """One holder on the record day; hundredths of a share, one figure per class of the snapshot.

    `marks`: every tie on the shares with its dates and deed; `why`: by class, the deeds that made
    the figure; `household_by`, `standing_by`: the deeds that say so.
    """

    holder: str
    household: str
    standing: Standing
    hundredths: tuple[int, ...]
    status: HolderStatus
    marks: tuple[Mark, ...]
    why: tuple[tuple[UUID, ...], ...]
    household_by: UUID
    standing_by: UUID

    @property
    def weight(self) -> int:
        """Shares of all classes, hundredths."""
        return sum(self.hundredths)

    def as_json(self) -> Json:
        """The figures and states, as they are hashed."""
        return {
            "holder": self.holder,
            "household": self.household,
            "standing": self.standing.value,
            "hundredths": self.hundredths,
            "status": self.status.value,
            "marks": [mark.as_json() for mark in self.marks],
        }


@dataclass(frozen=True)
class Snapshot:
    """The register of one collective on one day; members by id, classes by name (UTF-8 bytes).

    Members are in it without shares too; anybody else only with shares. `cap_bp`: the holding cap
    in force, None while the collective has recorded none; `over_cap`: who holds an older excess.
    """

    entity: str
    record_day: date
    classes: tuple[str, ...]
    members: tuple[MemberShares, ...]
    total_hundredths: int
    cap_bp: int | None
    over_cap: tuple[str, ...]

    def as_json(self) -> dict[str, Json]:
        """The register as it is hashed."""
        return {
            "entity": self.entity,
            "record_day": self.record_day.isoformat(),
            "classes": self.classes,
            "members": [member.as_json() for member in self.members],
            "total_hundredths": self.total_hundredths,
        }

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of `as_json`."""
        return digest(self.as_json())

    @cached_property
    def class_hundredths(self) -> tuple[int, ...]:
        """Shares of each class, hundredths."""
        columns = zip(*(member.hundredths for member in self.members), strict=True)
        return tuple(map(sum, columns)) if self.members else (0,) * len(self.classes)

    @property
    def member_count(self) -> int:
        """Holders who are members on the day, with or without shares."""
        return sum(member.standing is Standing.MEMBER for member in self.members)

    @cached_property
    def households(self) -> dict[str, tuple[MemberShares, ...]]:
        """Who belongs together for payment and notice; a household holds what its people hold."""
        found: dict[str, list[MemberShares]] = {}
        for member in self.members:
            found.setdefault(member.household, []).append(member)
        return {household: tuple(found[household]) for household in sorted(found)}

    def household_hundredths(self, household: str) -> tuple[int, ...]:
        """Shares of a household, hundredths per class: the sum of its people."""
        people = self.households[household]
        return tuple(map(sum, zip(*(one.hundredths for one in people), strict=True)))

    @cached_property
    def _by_holder(self) -> dict[str, MemberShares]:
        return {member.holder: member for member in self.members}

    def member(self, holder: str) -> MemberShares | None:
        """The row of one holder; None if there is none."""
        return self._by_holder.get(holder)


def snapshot(
    deeds: Iterable[Deed], entity: str, record_day: date, known_by: date | None = None
) -> Snapshot:
    """The register on `record_day` from a whole log of deeds in the order of writing.

    `known_by`: as it was known when only deeds written down by that day were there. EventRefused
    with every reason if the log holds a deed that cannot stand.
    """
    folded = fold(deeds, entity, record_day, known_by)
    if folded.refused:
        raise EventRefused([refused.problem for refused in folded.refused])
    return _taken(folded, entity, record_day)


def _taken(folded: Folded, entity: str, record_day: date) -> Snapshot:
    book = folded.book
    classes = tuple(sorted(book.classes, key=str.encode))
    rows = [book.holders[holder] for holder in sorted(book.holders, key=str.encode)]
    assert sum(held.total for held in rows) == book.total, "DIV-I15: the register adds up"
    return Snapshot(
        entity=entity,
        record_day=record_day,
        classes=classes,
        members=tuple(_row(held, classes, record_day) for held in rows if _stands(held)),
        total_hundredths=book.total,
        cap_bp=None if folded.cap.in_force is None else folded.cap.in_force.cap_bp,
        over_cap=tuple(sorted(folded.cap.ceilings, key=str.encode)),
    )


def _stands(held: Holding) -> bool:
    return held.total > 0 or held.standing is Standing.MEMBER


def _row(held: Holding, classes: tuple[str, ...], day: date) -> MemberShares:
    marks = tuple(sorted(held.marks.values(), key=_mark_order)) if held.marks else ()
    return MemberShares(
        holder=held.holder,
        household=held.household,
        standing=held.standing,
        hundredths=tuple([held.hundredths.get(name, 0) for name in classes]),
        status=status_on(day, marks),
        marks=marks,
        why=tuple([tuple(held.why.get(name, ())) for name in classes]),
        household_by=held.household_by,
        standing_by=held.standing_by,
    )


def _mark_order(mark: Mark) -> tuple[date, str, str]:
    return (mark.since, mark.status.value, str(mark.deed_id))
