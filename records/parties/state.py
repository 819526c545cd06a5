"""Organisations, offices and kinship on a day: the values that deeds are folded into.

It refuses to know deeds' rules; what stands here was allowed before.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from records.ledger.accounts import AccountingSystem
from records.parties.offices import CloseRelatives, Role
from records.parties.organisations import ACCOUNTING, EntityKind


@dataclass(slots=True)
class Organisation:
    """One party; `paid_in`: fen by payer, `why`: the deeds behind each payer's figure."""

    entity: str
    kind: EntityKind
    title: str
    registered_fen: int = 0
    registered_by: UUID | None = None
    paid_in: dict[str, int] = field(default_factory=dict)
    why: dict[str, list[UUID]] = field(default_factory=dict)

    @property
    def accounting(self) -> AccountingSystem | None:
        """Which rules its books follow; None if none are kept here."""
        return ACCOUNTING[self.kind]

    def change(self, payer: str, amount_fen: int, by: UUID) -> None:
        """Add to what a payer has paid in; a payer with nothing left is no shareholder."""
        now = self.paid_in.get(payer, 0) + amount_fen
        assert now >= 0, "the rules let nobody give more than there is"
        self.paid_in[payer] = now
        self.why.setdefault(payer, []).append(by)
        if not now:
            del self.paid_in[payer]


@dataclass(frozen=True, slots=True)
class Office:
    """An office held by a person of an organisation; `until`: its last day, None = open."""

    entity: str
    person: str
    role: Role
    since: date
    until: date | None
    deed_id: UUID

    def held_on(self, day: date) -> bool:
        """Whether it is held on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(slots=True)
class Parties:
    """All organisations and persons after the deeds applied so far."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    offices: dict[UUID, Office] = field(default_factory=dict)
    relatives: dict[UUID, CloseRelatives] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    grower: str | None = None
    """Whose books take the production of the site."""

    def person_of(self, login: str) -> str | None:
        """Whose login it is; None if nobody has said."""
        return self.logins.get(login)

    def offices_on(self, entity: str, day: date) -> list[Office]:
        """The offices of an organisation that are held on a day."""
        return [
            office
            for office in self.offices.values()
            if office.entity == entity and office.held_on(day)
        ]

    def relatives_of(self, person: str) -> frozenset[str]:
        """The close relatives of a person."""
        pairs = [(told.person, told.relative) for told in self.relatives.values()]
        return frozenset(
            [one for one, other in pairs if other == person]
            + [other for one, other in pairs if one == person]
        )
