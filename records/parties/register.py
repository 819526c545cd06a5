"""Organisations, their capital and the offices in them, as all deeds up to a day leave them.

It refuses to know where deeds are kept; what it is given is one log in the order of writing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from records.deeds.deed import Deed
from records.deeds.recorded import Recorded, Refused, in_force
from records.parties import rules
from records.parties.offices import (
    CloseRelatives,
    MarriageEnded,
    PartyCounter,
    PersonLogin,
    RoleEnded,
    RoleGiven,
)
from records.parties.organisations import (
    CapitalPaidIn,
    CapitalRegistered,
    CapitalReturned,
    CapitalTransfer,
    FishGrown,
    Party,
)
from records.parties.refusals import refusal
from records.parties.state import Office, Organisation, Parties
from records.parties.words import KIND_WORDS
from records.refusal import EventRefused, Problem, RuleRefused

Rule = Callable[[Parties, Any], Iterator[Problem]]
Effect = Callable[[Parties, Any], None]


def _party(parties: Parties, deed: Party) -> None:
    found = parties.organisations.get(deed.entity)
    if found is None:
        found = Organisation(deed.entity, deed.party_kind, deed.title)
        parties.organisations[deed.entity] = found
    found.title = deed.title


def _grows(parties: Parties, deed: FishGrown) -> None:
    parties.grower = deed.entity


def _registered(parties: Parties, deed: CapitalRegistered) -> None:
    entity = parties.organisations[deed.entity]
    entity.registered_fen, entity.registered_by = deed.amount_fen, deed.deed_id


def _paid_in(parties: Parties, deed: CapitalPaidIn) -> None:
    parties.organisations[deed.entity].change(deed.payer, deed.amount_fen, deed.deed_id)


def _transfer(parties: Parties, deed: CapitalTransfer) -> None:
    entity = parties.organisations[deed.entity]
    entity.change(deed.from_payer, -deed.amount_fen, deed.deed_id)
    entity.change(deed.to_payer, deed.amount_fen, deed.deed_id)


def _returned(parties: Parties, deed: CapitalReturned) -> None:
    parties.organisations[deed.entity].change(deed.payer, -deed.amount_fen, deed.deed_id)


def _role_given(parties: Parties, deed: RoleGiven) -> None:
    parties.offices[deed.deed_id] = Office(
        deed.entity, deed.person, deed.role, deed.day, deed.until, deed.deed_id
    )


def _role_ended(parties: Parties, deed: RoleEnded) -> None:
    office = parties.offices[deed.ref]
    last_day = deed.day - timedelta(days=1)
    parties.offices[deed.ref] = replace(office, until=last_day)


def _relatives(parties: Parties, deed: CloseRelatives) -> None:
    parties.relatives[deed.deed_id] = deed


def _marriage_ended(parties: Parties, deed: MarriageEnded) -> None:
    del parties.relatives[deed.ref]


def _login(parties: Parties, deed: PersonLogin) -> None:
    parties.logins[deed.login] = deed.person


_KINDS: dict[type[Recorded], tuple[Rule, Effect]] = {
    Party: (rules.party, _party),
    FishGrown: (rules.grows, _grows),
    CapitalRegistered: (rules.registered, _registered),
    CapitalPaidIn: (rules.paid_in, _paid_in),
    CapitalTransfer: (rules.transfer, _transfer),
    CapitalReturned: (rules.returned, _returned),
    RoleGiven: (rules.role_given, _role_given),
    RoleEnded: (rules.role_ended, _role_ended),
    CloseRelatives: (rules.relatives, _relatives),
    MarriageEnded: (rules.marriage_ended, _marriage_ended),
    PersonLogin: (rules.login, _login),
}
_ABOUT_PERSONS = (CloseRelatives, MarriageEnded, PersonLogin)
"""They hold for every organisation and need none."""
_NO_PROOF = (CloseRelatives, PersonLogin)


@dataclass(frozen=True, slots=True)
class PartiesFolded:
    """The parties and the deeds that could not stand; only without any of these is it true."""

    parties: Parties
    refused: tuple[Refused, ...]


def parties_on(deeds: Iterable[Deed], day: date, known_by: date | None = None) -> Parties:
    """All organisations, capital and offices on a day; EventRefused if the log cannot stand."""
    folded = fold_parties(deeds, day, known_by)
    if folded.refused:
        raise EventRefused([refused.problem for refused in folded.refused])
    return folded.parties


def fold_parties(
    deeds: Iterable[Deed], last_day: date | None = None, known_by: date | None = None
) -> PartiesFolded:
    """One pass over a whole log in the order of writing; other families are passed over."""
    chosen: list[Recorded] = [
        deed
        for deed in deeds
        if isinstance(deed, Recorded)
        and of_parties(deed)
        and (last_day is None or deed.day <= last_day)
        and (known_by is None or deed.recorded_day <= known_by)
    ]
    counting = in_force(chosen)
    parties, refused = Parties(), list(counting.refused)
    for deed in counting.deeds:
        found = list(_problems(parties, deed))
        refused.extend(Refused(deed, problem) for problem in found)
        if not found:
            _KINDS[type(deed)][1](parties, deed)
    return PartiesFolded(parties, tuple(refused))


def of_parties(deed: Deed) -> bool:
    """Whether a deed of any family is about organisations or offices."""
    return type(deed) in _KINDS or type(deed) is PartyCounter


@dataclass(frozen=True, slots=True)
class Capital:
    """What is registered and paid into one organisation on a day, fen, and by which deeds."""

    entity: str
    day: date
    registered_fen: int
    paid_in: Mapping[str, int]
    why: Mapping[str, tuple[UUID, ...]]


def capital_on(
    deeds: Iterable[Deed], entity: str, day: date, known_by: date | None = None
) -> Capital:
    """Registered and paid-in capital on a day, shareholders by id; RuleRefused if unknown."""
    found = parties_on(deeds, day, known_by).organisations.get(entity)
    if found is None:
        raise RuleRefused.of(refusal("PARTY_UNKNOWN", entity=entity))
    payers = sorted(found.paid_in, key=str.encode)
    return Capital(
        entity,
        day,
        found.registered_fen,
        {payer: found.paid_in[payer] for payer in payers},
        {payer: tuple(found.why[payer]) for payer in payers},
    )


def _problems(parties: Parties, deed: Recorded) -> Iterator[Problem]:
    if deed.proof is None and type(deed) not in _NO_PROOF:
        yield refusal("PROOF_MISSING", kind=KIND_WORDS[deed.kind])
    needs_party = type(deed) is not Party and type(deed) not in _ABOUT_PERSONS
    if needs_party and deed.entity not in parties.organisations:
        yield refusal("PARTY_UNKNOWN", entity=deed.entity)
        return
    yield from _KINDS[type(deed)][0](parties, deed)
