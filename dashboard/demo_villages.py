"""Constructed village collectives: their offices, rules, members and a year's books, as deeds.

It refuses to resemble any real village, member or account, and to write anything itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from dashboard.event_rows import CONSTRUCTED
from records.deeds.deed import Deed
from records.deeds.every import read_deed

IDS = UUID("5a0e3c54-9f0d-5b6a-8f6e-0d5a4c1b7e21")
LOGINS: Mapping[str, tuple[str, str]] = {
    "accountant": ("P1", "ACCOUNTANT"),
    "reviewer": ("P2", "SUPERVISOR"),
    "manager": ("P3", "BOARD"),
}
"""Accounts of the demonstration, whom they belong to, and the office held in every village."""

RULES: Mapping[str, int | str] = {
    "reserve_bp": 3000, "min_reserve_bp": 3000, "reserve_base": "AFTER_LOSS", "payout_bp": 9000,
    "split_mode": "B_PER_SHARE", "tax_regime": "WITHHOLD_20", "tax_basis": "示例税务答复",
    "posting_days": 15, "notice_days": 10, "body": "MEMBER_ASSEMBLY",
}  # fmt: skip
SIGNED = (
    "reserve_bp", "min_reserve_bp", "reserve_base", "payout_bp", "split_mode", "tax_regime",
    "tax_basis",
)  # fmt: skip
ANSWERS: Mapping[str, str] = {
    "CHARTER": "STATIC", "RESERVE_BASE": "AFTER_LOSS", "TAX_PRACTICE": "WITHHOLD_20",
    "PROVINCIAL_RULES": "IN_FORCE", "PUBLISHED_DATA": "MASKED",
}  # fmt: skip
CLASSES = ("人口股", "农龄股")
NOTE = f"{CONSTRUCTED}：虚构数据"


@dataclass(frozen=True, slots=True)
class Village:
    """One collective. `answered`: questions of ANSWERS that its assembly has answered so far."""

    id: str
    title: str
    households: int
    answered: tuple[str, ...] = tuple(ANSWERS)
    signed: bool = True


VILLAGES = (
    Village("shili", "示例村股份经济合作社", 24),
    Village("moshan", "示例二村股份经济合作社", 8),
    Village("tangxia", "示例三村股份经济合作社", 6, ("CHARTER", "RESERVE_BASE"), signed=False),
)


@dataclass(frozen=True, slots=True)
class Telling:
    """Makes the deeds of one village. `first`: first day of its year; `today`: when recorded."""

    village: Village
    first: date
    today: date

    def deed(self, kind: str, name: str, day: date | None = None, **fields: Any) -> Deed:
        """One deed; the same name always has the same id."""
        given = {
            "kind": kind, "deed_id": self.id(f"{kind}/{name}"), "entity": self.village.id,
            "day": day or self.first, "actor": CONSTRUCTED, "note": NOTE,
            "proof": {"title": f"{CONSTRUCTED}决议"}, **fields,
        }  # fmt: skip
        return read_deed(given)

    def id(self, name: str) -> UUID:
        """An id that follows from the village, its year and the name."""
        return uuid5(IDS, f"{self.village.id}/{self.first.year}/{name}")

    def offices(self, logins: bool) -> list[Deed]:
        """The collective and who holds which office; `logins`: whose accounts are whose."""
        now: Any = {"recorded_day": self.today}
        made = [
            self.deed("PARTY", "", party_kind="COLLECTIVE", title=self.village.title, **now),
        ]
        for login, (person, role) in LOGINS.items():
            if logins:
                made.append(self.deed("PERSON_LOGIN", login, login=login, person=person, **now))
            made.append(self.deed("ROLE_GIVEN", role, person=person, role=role, **now))
        return made

    def rules(self) -> list[Deed]:
        """The charter's rules and the assembly's answers."""
        version, source = str(self.first.year), f"{CONSTRUCTED}章程"
        rows = [{"key": key, "value": RULES[key], "source": source} for key in RULES]
        return [
            self.deed("RULESET_ADOPTED", version, version=version, system="REC", rows=rows),
            *(
                self.deed(
                    "QUESTION_ANSWERED", question, question=question, choice=ANSWERS[question],
                    answered_by=f"{CONSTRUCTED}成员大会",
                )
                for question in self.village.answered
            ),
        ]  # fmt: skip

    def signatures(self) -> list[Deed]:
        """The manager answers for the rules that somebody else entered."""
        version, login = str(self.first.year), "manager"
        return [
            self.deed("RULE_SIGNED", key, version=version, key=key, signed_by=login, actor=login)
            for key in (SIGNED if self.village.signed else ())
        ]

    def members(self) -> Iterator[Deed]:
        """Two classes of shares, every founder's lots, one frozen holder, one estate."""
        now: Any = {"recorded_day": self.today}
        for name in CLASSES:
            yield self.deed(
                "SHARE_CLASS", name, share_class=name, basis=f"{CONSTRUCTED}章程", form="DYNAMIC",
                holders=["MEMBER", "HEIR"], transferable=True, inheritable=True, **now,
            )  # fmt: skip
        for household, number in self.people():
            who = f"M{household:03d}{number:02d}"
            yield self.deed(
                "MEMBER_GAIN", who, holder=who, household=f"H{household:03d}", reason="FOUNDING",
                **now,
            )  # fmt: skip
            years = (household * 7 + number * 11) % 38 * 25
            lots = [{"share_class": CLASSES[0], "hundredths": 100}]
            lots += [{"share_class": CLASSES[1], "hundredths": years}] if years else []
            yield self.deed("ISSUE", who, holder=who, lots=lots, **now)
        june, july = self.first.replace(month=6), self.first.replace(month=7)
        court = f"{CONSTRUCTED}法院"
        yield self.deed("FREEZE", "", june, holder="M00301", ordered_by=court, **now)
        yield self.deed("ESTATE_PENDING", "", july, holder="M00502", **now)

    def people(self) -> list[tuple[int, int]]:
        """Household and number in it of every member."""
        return [
            (house, number)
            for house in range(1, self.village.households + 1)
            for number in range(1, 2 + house % 4 + 1)
        ]
