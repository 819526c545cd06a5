"""A project of three parties for the tests: company, village, operator, and people in offices."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from records.deeds.deed import Deed, Proof
from records.deeds.recorded import Recorded
from records.parties.offices import CloseRelatives, PersonLogin, RoleGiven
from records.parties.organisations import CapitalPaidIn, CapitalRegistered, Party
from records.parties.recording import problems_of
from records.parties.register import Capital, capital_on, parties_on
from records.parties.state import Parties

FIRST = date(2024, 7, 1)
PAPER = Proof(title="营业执照", number="9133")
_NAMES = UUID(int=21)


def on(days: int) -> date:
    """The civil day so many days after the first."""
    return FIRST + timedelta(days=days)


class Project:
    """A log of deeds about parties; ids count up."""

    def __init__(self) -> None:
        self.log: list[Deed] = []
        self._count = 0

    def deed(self, kind: type[Recorded], entity: str, days: int = 0, **fields: Any) -> Any:
        """A deed that is not in the log yet."""
        self._count += 1
        given = {
            "deed_id": uuid5(_NAMES, str(self._count)), "entity": entity, "day": on(days),
            "recorded_day": on(days), "actor": "kuaiji", "proof": PAPER,
        }  # fmt: skip
        return kind.model_validate({**given, **fields})

    def add(self, kind: type[Recorded], entity: str, days: int = 0, **fields: Any) -> Any:
        """A deed that is appended as it is."""
        made = self.deed(kind, entity, days, **fields)
        self.log.append(made)
        return made

    def party(self, entity: str, kind: str, days: int = 0) -> None:
        self.add(Party, entity, days, party_kind=kind, title=f"{entity}（虚构）")

    def paid(self, payer: str, amount_fen: int, days: int = 0, entity: str = "GS") -> Any:
        return self.add(CapitalPaidIn, entity, days, payer=payer, amount_fen=amount_fen)

    def office(self, person: str, role: str, days: int = 0, entity: str = "V1", **more: Any) -> Any:
        return self.add(RoleGiven, entity, days, person=person, role=role, **more)

    def kin(self, person: str, relative: str, relation: str = "SIBLING", days: int = 0) -> Any:
        return self.add(
            CloseRelatives, "V1", days, person=person, relative=relative, relation=relation,
            proof=None,
        )  # fmt: skip

    def login(self, person: str, login: str, days: int = 0) -> None:
        self.add(PersonLogin, "V1", days, person=person, login=login, proof=None)

    def at(self, days: int, known: int | None = None) -> Parties:
        return parties_on(self.log, on(days), None if known is None else on(known))

    def capital(self, days: int, entity: str = "GS") -> Capital:
        return capital_on(self.log, entity, on(days))

    def refused(self, *new: Deed) -> list[str]:
        return [found.code for found in problems_of(self.log, new)]

    def refuses(self, kind: type[Recorded], entity: str, days: int = 1, **fields: Any) -> list[str]:
        return self.refused(self.deed(kind, entity, days, **fields))


def project() -> Project:
    """GS, a company of two villages and an operator; HZ, a cooperative; CW, a committee."""
    made = Project()
    for entity, kind in (
        ("GS", "COMPANY"), ("V1", "COLLECTIVE"), ("V2", "COLLECTIVE"), ("OP", "OPERATOR"),
        ("HZ", "COOPERATIVE"), ("CW", "PUBLIC_BODY"),
    ):  # fmt: skip
        made.party(entity, kind)
    made.add(CapitalRegistered, "GS", amount_fen=100_000_000)
    made.add(CapitalRegistered, "HZ", amount_fen=10_000_000)
    return made
