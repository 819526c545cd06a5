"""The share register while it is being folded: holders, households, classes, totals.

It refuses to know whether a change is allowed; the rules are asked before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from records.shares.classes import Lot, ShareClass, Standing
from records.shares.status import HolderStatus, Mark


@dataclass(slots=True)
class Holding:
    """One holder: where the shares stand and which deeds put them there."""

    holder: str
    household: str
    standing: Standing
    household_by: UUID
    standing_by: UUID
    total: int = 0
    hundredths: dict[str, int] = field(default_factory=dict)
    why: dict[str, list[UUID]] = field(default_factory=dict)
    marks: dict[UUID, Mark] = field(default_factory=dict)

    def marked(self, status: HolderStatus) -> bool:
        """Whether such a tie holds the shares."""
        return any(mark.status is status for mark in self.marks.values())

    def has(self, lot: Lot) -> bool:
        """Whether the holder has that many shares of the class."""
        return self.hundredths.get(lot.share_class, 0) >= lot.hundredths


@dataclass(slots=True)
class Book:
    """All of one collective's register, after the deeds applied so far."""

    holders: dict[str, Holding] = field(default_factory=dict)
    households: dict[str, set[str]] = field(default_factory=dict)
    classes: dict[str, ShareClass] = field(default_factory=dict)
    total: int = 0

    def admit(self, holder: str, household: str, standing: Standing, by: UUID) -> Holding:
        """The holder with that standing in that household, new or not."""
        found = self.holders.get(holder)
        if found is None:
            found = Holding(holder, household, standing, by, by)
            self.holders[holder] = found
            self.households.setdefault(household, set()).add(holder)
        found.standing, found.standing_by = standing, by
        if found.household != household:
            self.house(found, household, by)
        return found

    def house(self, holding: Holding, household: str, by: UUID) -> None:
        """Let the holder live in another household; one that is left by all is no more."""
        left = self.households[holding.household]
        left.discard(holding.holder)
        if not left:
            del self.households[holding.household]
        self.households.setdefault(household, set()).add(holding.holder)
        holding.household, holding.household_by = household, by

    def give(self, holder: str, lots: Iterable[Lot], by: UUID) -> None:
        """Add shares to a holder and to the totals."""
        for lot in lots:
            self._change(self.holders[holder], lot.share_class, lot.hundredths, by)

    def take(self, holder: str, lots: Iterable[Lot], by: UUID) -> None:
        """Take shares that the holder has, also off the totals."""
        for lot in lots:
            self._change(self.holders[holder], lot.share_class, -lot.hundredths, by)

    def _change(self, holding: Holding, share_class: str, hundredths: int, by: UUID) -> None:
        now = holding.hundredths.get(share_class, 0) + hundredths
        assert now >= 0, "the rules let nobody give more than there is"
        holding.hundredths[share_class] = now
        holding.total += hundredths
        holding.why.setdefault(share_class, []).append(by)
        self.total += hundredths
