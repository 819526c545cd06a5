"""Conflicts of interest: offices that one person, or two close relatives, may not hold together.

It refuses to end an office or a marriage: it says what collides and under which law.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from farm.words import Words
from records.parties.offices import Role
from records.parties.organisations import EntityKind
from records.parties.refusals import refusal
from records.parties.state import Office, Organisation, Parties
from records.parties.words import ROLE_WORDS
from records.refusal import Problem

WATCHED = frozenset({Role.BOARD, Role.FINANCE, Role.ACCOUNTANT, Role.CASHIER})
"""Whom a supervisor watches over (农村集体经济组织法 art. 34)."""
NOT_FOR_CASHIER = frozenset({Role.ACCOUNTANT, Role.AUDIT, Role.ARCHIVE})
"""会计法: 出纳人员不得兼任稽核、会计档案保管和账目登记."""

_SUPERVISOR_LAW = {
    EntityKind.COLLECTIVE: "农村集体经济组织法第三十四条",
    EntityKind.COOPERATIVE: "农民专业合作社法",
}


def conflicts_on(parties: Parties, entity: str, day: date) -> list[Problem]:
    """Every collision among the offices of one organisation on a day; empty if there is none."""
    offices = sorted(
        parties.offices_on(entity, day), key=lambda office: (office.person, office.role)
    )
    return [
        problem
        for office in offices
        for problem in {
            Role.SUPERVISOR: _supervisor,
            Role.VILLAGE_SUPERVISION: _village_supervision,
            Role.CASHIER: _cashier,
        }.get(office.role, _free)(parties, office, offices)
    ]


def _free(parties: Parties, office: Office, offices: Sequence[Office]) -> Iterator[Problem]:
    return iter(())


def _supervisor(parties: Parties, office: Office, offices: Sequence[Office]) -> Iterator[Problem]:
    organisation = parties.organisations.get(office.entity)
    kind = EntityKind.COLLECTIVE if organisation is None else organisation.kind
    kin = parties.relatives_of(office.person) if kind is EntityKind.COLLECTIVE else frozenset()
    for other in offices:
        if other.role not in WATCHED:
            continue
        facts = {"person": office.person, "entity": office.entity, "role": ROLE_WORDS[other.role]}
        if other.person == office.person:
            law = _SUPERVISOR_LAW.get(kind, "公司法")
            yield refusal("SUPERVISOR_CONFLICT", **facts, law=law)
        elif other.person in kin:
            yield refusal("SUPERVISOR_RELATIVE", **facts, relative=other.person)


def _village_supervision(
    parties: Parties, office: Office, offices: Sequence[Office]
) -> Iterator[Problem]:
    barred = {office.person, *parties.relatives_of(office.person)}
    for other in offices:
        if other.role is Role.VILLAGE_COMMITTEE and other.person in barred:
            yield refusal(
                "VILLAGE_SUPERVISION_CONFLICT", person=office.person, entity=office.entity,
                relative=other.person,
            )  # fmt: skip


def _cashier(parties: Parties, office: Office, offices: Sequence[Office]) -> Iterator[Problem]:
    for other in offices:
        if other.person == office.person and other.role in NOT_FOR_CASHIER:
            yield refusal(
                "CASHIER_CONFLICT", person=office.person, entity=office.entity,
                role=ROLE_WORDS[other.role],
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Steps:
    """Who prepared, reviewed and approved one distribution, as persons."""

    prepared: str
    reviewed: str
    approved: str


_STEP_WORDS = {
    "prepared": Words(zh="编制人", en="the preparer"),
    "reviewed": Words(zh="复核人", en="the reviewer"),
    "approved": Words(zh="批准人", en="the approver"),
}


def steps_problems(parties: Parties, entity: str, day: date, steps: Steps) -> list[Problem]:
    """Why these three may not carry one distribution of that organisation; empty if they may.

    Three distinct persons; the review by nobody it watches nor their close relative
    (农村集体经济组织法 art. 34); the books by nobody who keeps the cash (会计法).
    """
    return [*_distinct(steps), *_reviewer(parties, entity, day, steps.reviewed)] + [
        refusal("CASHIER_PREPARES", person=steps.prepared, entity=entity)
        for office in parties.offices_on(entity, day)
        if office.person == steps.prepared and office.role is Role.CASHIER
    ]


def steps_of_logins(parties: Parties, logins: Steps) -> tuple[Steps | None, list[Problem]]:
    """The persons behind three logins; a login that is nobody's yet is a problem, not a person."""
    names = (logins.prepared, logins.reviewed, logins.approved)
    persons = [parties.person_of(login) for login in names]
    unknown = [login for login, person in zip(names, persons, strict=True) if person is None]
    if unknown:
        return None, [refusal("LOGIN_WITHOUT_PERSON", login=login) for login in unknown]
    return Steps(*(person for person in persons if person is not None)), []


def _distinct(steps: Steps) -> Iterator[Problem]:
    for first, second in (("prepared", "reviewed"), ("prepared", "approved"),
                          ("reviewed", "approved")):  # fmt: skip
        if getattr(steps, first) == getattr(steps, second):
            yield refusal(
                "SAME_PERSON", first=_STEP_WORDS[first], second=_STEP_WORDS[second],
                person=getattr(steps, first),
            )  # fmt: skip


def _reviewer(parties: Parties, entity: str, day: date, reviewer: str) -> Iterator[Problem]:
    kin = parties.relatives_of(reviewer)
    for office in parties.offices_on(entity, day):
        if office.role not in WATCHED:
            continue
        facts = {"person": reviewer, "entity": entity, "role": ROLE_WORDS[office.role]}
        if office.person == reviewer:
            yield refusal("REVIEWER_CONFLICT", **facts)
        elif office.person in kin:
            yield refusal("REVIEWER_RELATIVE", **facts, relative=office.person)


COOP_FEW_MEMBERS = 20
"""Up to so many members, one organisation may be among them (农民专业合作社法 art. 20)."""
COOP_ORGANISATIONS_PERCENT = 5
"""Above that, organisations are at most so many of the members, % (same article)."""
COOP_HOLDING_PERCENT = 20
"""Most of one member (浙江省农民专业合作社条例 2009 art. 13; whether in force is unverified)."""


def cooperative_problems(parties: Parties, cooperative: Organisation) -> list[Problem]:
    """What is wrong with who has paid into a cooperative; empty if nothing is."""
    paid_in = cooperative.paid_in
    found = [payer for payer in paid_in if payer in parties.organisations]
    few = len(paid_in) <= COOP_FEW_MEMBERS
    most = 1 if few else len(paid_in) * COOP_ORGANISATIONS_PERCENT // 100
    problems = []
    if len(found) > most:
        problems.append(
            refusal(
                "COOP_TOO_MANY_ORGANISATIONS",
                entity=cooperative.entity,
                members=len(paid_in),
                found=len(found),
                most=most,
            )
        )
    most_x100 = sum(paid_in.values()) * COOP_HOLDING_PERCENT
    return problems + [
        refusal("COOP_MEMBER_OVER_20PCT", payer=payer, entity=cooperative.entity)
        for payer in sorted(paid_in, key=str.encode)
        if paid_in[payer] * 100 > most_x100
    ]
