"""The registers as people look at them: organisations with capital and offices, shares by holder.

It refuses to judge an entry and to know names.
"""

from collections.abc import Iterable
from datetime import date

from dashboard.money.register_shapes import (
    ClassRow,
    EntryRow,
    KinRow,
    LoginRow,
    OfficeRow,
    PartyList,
    PartyRow,
    PayerRow,
    Register,
    ShareRow,
)
from records.deeds.deed import Deed
from records.deeds.recorded import Recorded
from records.parties.conflicts import conflicts_on
from records.parties.register import parties_on
from records.parties.state import Organisation, Parties
from records.parties.words import ENTITY_WORDS, ROLE_WORDS
from records.shares.entries import concerned
from records.shares.fold import of_register
from records.shares.register import MemberShares, snapshot
from records.shares.telling import told
from records.shares.words import STATUS_WORDS
from records.store.deed_log import StoredDeed


def party_list(deeds: Iterable[Deed], day: date) -> PartyList:
    """Every organisation on the day, with its conflicts of interest."""
    parties = parties_on(deeds, day)
    return PartyList(
        day=day.isoformat(),
        parties=tuple(
            _party(parties, parties.organisations[name], day)
            for name in sorted(parties.organisations, key=str.encode)
        ),
        logins=tuple(
            LoginRow(login=login, person=person)
            for login, person in sorted(parties.logins.items())
        ),
        relatives=tuple(
            KinRow(
                person=one.person, relative=one.relative, relation=one.relation.value,
                deed_id=str(one.deed_id),
            )
            for one in parties.relatives.values()
        ),
    )  # fmt: skip


def _party(parties: Parties, one: Organisation, day: date) -> PartyRow:
    offices = sorted(parties.offices_on(one.entity, day), key=lambda held: (held.role, held.person))
    return PartyRow(
        entity=one.entity,
        title=one.title,
        kind=one.kind.value,
        kind_title=ENTITY_WORDS[one.kind],
        accounting=one.accounting.value if one.accounting else None,
        registered_fen=one.registered_fen,
        paid_in=tuple(
            PayerRow(
                payer=payer, paid_in_fen=one.paid_in[payer], deeds=tuple(map(str, one.why[payer]))
            )
            for payer in sorted(one.paid_in, key=str.encode)
        ),
        offices=tuple(
            OfficeRow(
                person=held.person, role=held.role.value, title=ROLE_WORDS[held.role],
                since=held.since.isoformat(), until=held.until.isoformat() if held.until else None,
                deed_id=str(held.deed_id),
            )
            for held in offices
        ),
        conflicts=tuple(found.explanation for found in conflicts_on(parties, one.entity, day)),
    )  # fmt: skip


def register(deeds: Iterable[Deed], entity: str, day: date, known_by: date | None) -> Register:
    """The share register on the day; as it was known by another, if asked."""
    taken = snapshot(deeds, entity, day, known_by)
    return Register(
        entity=entity,
        day=day.isoformat(),
        classes=tuple(
            ClassRow(name=name, hundredths=held)
            for name, held in zip(taken.classes, taken.class_hundredths, strict=True)
        ),
        members=tuple(_member(row) for row in taken.members),
        households=len(taken.households),
        member_count=taken.member_count,
        total_hundredths=taken.total_hundredths,
        cap_bp=taken.cap_bp,
        over_cap=taken.over_cap,
        hash=taken.hash,
    )


def _member(row: MemberShares) -> ShareRow:
    return ShareRow(
        holder=row.holder, household=row.household, standing=row.standing.value,
        status=row.status.value, status_title=STATUS_WORDS[row.status],
        hundredths=row.hundredths, weight=row.weight,
        why=tuple(tuple(map(str, deeds)) for deeds in row.why),
    )  # fmt: skip


def entries_of(stored: Iterable[StoredDeed], entity: str, holder: str | None) -> Iterable[EntryRow]:
    """Entries of a collective's register in words, as written."""
    for one in stored:
        deed = one.deed
        if not isinstance(deed, Recorded) or not of_register(deed) or deed.entity != entity:
            continue
        if holder is None or holder in concerned(deed):
            yield EntryRow(
                seq=one.seq, deed_id=str(deed.deed_id), kind=deed.kind, day=deed.day.isoformat(),
                recorded_day=deed.recorded_day.isoformat(), actor=deed.actor, text=told(deed),
                data=deed.as_json(),
            )  # fmt: skip
