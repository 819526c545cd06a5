"""A small collective for the tests of the share register: deeds with short names for long words."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from records.deeds.deed import Deed, Proof
from records.deeds.recorded import Recorded
from records.refusal import EventRefused
from records.shares.classes import HoldingCap, Lot, ShareClass
from records.shares.holdings import Issue
from records.shares.people import MemberGain
from records.shares.recording import problems_of
from records.shares.register import Snapshot, snapshot

VILLAGE = "xiaojieling"
FOUNDED = date(2020, 1, 1)
PAPER = Proof(title="成员大会决议", number="2020-1")
_NAMES = UUID(int=20)


def on(days: int) -> date:
    """The civil day so many days after the founding."""
    return FOUNDED + timedelta(days=days)


def lot(hundredths: int, share_class: str = "人口股") -> tuple[Lot, ...]:
    return (Lot(share_class=share_class, hundredths=hundredths),)


class Village:
    """A log of deeds in the order of writing; ids count up, so every test has the same ones."""

    def __init__(self, entity: str = VILLAGE) -> None:
        self.entity = entity
        self.log: list[Deed] = []
        self._count = 0

    def deed(self, kind: type[Recorded], days: int = 0, **fields: Any) -> Any:
        """A deed that is not in the log yet."""
        self._count += 1
        given = {
            "deed_id": uuid5(_NAMES, f"{self.entity} {self._count}"),
            "entity": self.entity, "day": on(days), "recorded_day": on(days), "actor": "kuaiji",
            "proof": PAPER,
        }  # fmt: skip
        return kind.model_validate({**given, **fields})

    def add(self, kind: type[Recorded], days: int = 0, **fields: Any) -> Any:
        """A deed that is appended as it is, whether it may stand or not."""
        made = self.deed(kind, days, **fields)
        self.log.append(made)
        return made

    def share_class(self, name: str = "人口股", days: int = 0, **fields: Any) -> ShareClass:
        usual = {
            "share_class": name, "basis": "每名成员 1 股", "form": "DYNAMIC",
            "holders": ("MEMBER", "HEIR"), "transferable": True, "inheritable": True,
        }  # fmt: skip
        made: ShareClass = self.add(ShareClass, days, **{**usual, **fields})
        return made

    def member(
        self, holder: str, hundredths: int = 0, household: str = "H1", days: int = 0
    ) -> None:
        self.add(MemberGain, days, holder=holder, household=household, reason="FOUNDING")
        if hundredths:
            self.add(Issue, days, holder=holder, lots=lot(hundredths))

    def cap(self, days: int = 0, cap_bp: int = 300) -> HoldingCap:
        source = "浙江省农村集体资产管理条例(2020)第三十条"
        made: HoldingCap = self.add(HoldingCap, days, cap_bp=cap_bp, source=source)
        return made

    def at(self, days: int, known: int | None = None) -> Snapshot:
        known_by = None if known is None else on(known)
        return snapshot(self.log, self.entity, on(days), known_by)

    def refused(self, *new: Deed) -> list[str]:
        """The codes with which new deeds are refused."""
        return [found.code for found in problems_of(self.log, new)]

    def refuses(self, kind: type[Recorded], days: int = 1, **fields: Any) -> list[str]:
        """The codes with which one new deed of that day is refused."""
        return self.refused(self.deed(kind, days, **fields))


def forty(hundredths: int = 100) -> Village:
    """Forty members M00…M39 of ten households, each with the same shares; four thousand in all."""
    village = Village()
    village.share_class()
    for number in range(40):
        village.member(f"M{number:02d}", hundredths, f"H{number // 4}")
    return village


def broken(village: Village, days: int) -> list[str]:
    """The codes that a snapshot of a log gives that cannot stand."""
    with pytest.raises(EventRefused) as refusal:
        village.at(days)
    return [found.code for found in refusal.value.problems]
