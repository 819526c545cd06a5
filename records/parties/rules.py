"""Which deeds about organisations, capital and offices may stand, and why the others may not.

It refuses to judge conflicts of interest: an office is a fact first, and judged beside others.
"""

from collections.abc import Iterator
from datetime import date

from records.money import yuan_text
from records.parties.offices import (
    CloseRelatives,
    MarriageEnded,
    PersonLogin,
    Relation,
    RoleEnded,
    RoleGiven,
)
from records.parties.organisations import (
    CapitalPaidIn,
    CapitalRegistered,
    CapitalReturned,
    CapitalTransfer,
    EntityKind,
    FishGrown,
    Party,
)
from records.parties.refusals import refusal
from records.parties.state import Organisation, Parties
from records.parties.words import ENTITY_WORDS
from records.refusal import Problem


def party(parties: Parties, deed: Party) -> Iterator[Problem]:
    """A kind that stays."""
    found = parties.organisations.get(deed.entity)
    if found is not None and found.kind is not deed.party_kind:
        yield refusal(
            "PARTY_KIND_FIXED",
            entity=deed.entity,
            old=ENTITY_WORDS[found.kind],
            new=ENTITY_WORDS[deed.party_kind],
        )


def grows(parties: Parties, deed: FishGrown) -> Iterator[Problem]:
    """One organisation, with books of its own."""
    if parties.organisations[deed.entity].accounting is None:
        yield refusal("NO_BOOKS", entity=deed.entity)
    elif parties.grower not in (None, deed.entity):
        yield refusal("GROWER_KNOWN", entity=deed.entity, grower=parties.grower)


def registered(parties: Parties, deed: CapitalRegistered) -> Iterator[Problem]:
    """An organisation with capital, and no less than is paid in."""
    entity = parties.organisations[deed.entity]
    yield from _may_have_capital(entity)
    yield from _within(entity, sum(entity.paid_in.values()), deed.amount_fen, deed.day)


def paid_in(parties: Parties, deed: CapitalPaidIn) -> Iterator[Problem]:
    """A lawful payer, within the registered capital."""
    entity = parties.organisations[deed.entity]
    yield from _may_have_capital(entity)
    yield from _may_pay(parties, entity, deed.payer)
    if entity.registered_by is None:
        yield refusal("CAPITAL_NOT_REGISTERED", entity=deed.entity, day=deed.day)
    else:
        paid = sum(entity.paid_in.values()) + deed.amount_fen
        yield from _within(entity, paid, entity.registered_fen, deed.day)


def transfer(parties: Parties, deed: CapitalTransfer) -> Iterator[Problem]:
    """Between two parties, of what the one has."""
    entity = parties.organisations[deed.entity]
    if deed.from_payer == deed.to_payer:
        yield refusal("TRANSFER_TO_SELF", payer=deed.to_payer)
    yield from _may_pay(parties, entity, deed.to_payer)
    yield from _has_paid(entity, deed.from_payer, deed.amount_fen)


def returned(parties: Parties, deed: CapitalReturned) -> Iterator[Problem]:
    """Of what the payer has."""
    yield from _has_paid(parties.organisations[deed.entity], deed.payer, deed.amount_fen)


def role_given(parties: Parties, deed: RoleGiven) -> Iterator[Problem]:
    """Days in their order."""
    if deed.until is not None and deed.until < deed.day:
        yield refusal("ROLE_ENDS_BEFORE_START", until=deed.until, day=deed.day)


def role_ended(parties: Parties, deed: RoleEnded) -> Iterator[Problem]:
    """An office of that organisation that is held."""
    office = parties.offices.get(deed.ref)
    if office is None or office.entity != deed.entity or not office.held_on(deed.day):
        yield refusal("ROLE_UNKNOWN", entity=deed.entity, ref=deed.ref)


def relatives(parties: Parties, deed: CloseRelatives) -> Iterator[Problem]:
    """Two persons."""
    if deed.person == deed.relative:
        yield refusal("RELATION_TO_SELF", person=deed.person)


def marriage_ended(parties: Parties, deed: MarriageEnded) -> Iterator[Problem]:
    """A marriage that stands."""
    told = parties.relatives.get(deed.ref)
    if told is None or told.relation is not Relation.SPOUSE:
        yield refusal("MARRIAGE_UNKNOWN", ref=deed.ref)


def login(parties: Parties, deed: PersonLogin) -> Iterator[Problem]:
    """One login, one person."""
    owner = parties.logins.get(deed.login)
    if owner not in (None, deed.person):
        yield refusal("LOGIN_OF_OTHER", login=deed.login, person=owner)


def _may_have_capital(entity: Organisation) -> Iterator[Problem]:
    if entity.kind in (EntityKind.COLLECTIVE, EntityKind.PUBLIC_BODY):
        yield refusal("CAPITAL_NOT_FOR", entity=entity.entity, what=ENTITY_WORDS[entity.kind])


def _may_pay(parties: Parties, entity: Organisation, payer: str) -> Iterator[Problem]:
    if payer == entity.entity:
        yield refusal("PAYER_IS_ENTITY", entity=payer)
    known = parties.organisations.get(payer)
    if entity.kind is EntityKind.COOPERATIVE and known and known.kind is EntityKind.PUBLIC_BODY:
        yield refusal("PAYER_BARRED", payer=payer)


def _within(
    entity: Organisation, paid_fen: int, registered_fen: int, day: date
) -> Iterator[Problem]:
    if entity.kind is not EntityKind.COOPERATIVE and paid_fen > registered_fen:
        yield refusal(
            "PAID_IN_OVER_REGISTERED", entity=entity.entity, day=day,
            paid=yuan_text(paid_fen), registered=yuan_text(registered_fen),
        )  # fmt: skip


def _has_paid(entity: Organisation, payer: str, wanted_fen: int) -> Iterator[Problem]:
    held = entity.paid_in.get(payer, 0)
    if held < wanted_fen:
        yield refusal(
            "CAPITAL_NOT_ENOUGH", entity=entity.entity, payer=payer,
            held=yuan_text(held), wanted=yuan_text(wanted_fen),
        )  # fmt: skip
