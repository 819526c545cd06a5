"""Sealed fields of people in the journal, and the audit row of everything done with them.

It refuses to write a field without an audit row in the same transaction, to show one without one,
and to change a value: a correction is a new version, and the old one stays as it was.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from records.audit.sealed_checked import RECORDED
from records.canonical import Json
from records.journal.stored import instant_text
from records.personal.access import HOUR, StepUp, reason_problem, reveal_problem
from records.personal.fields import PersonalField, as_kept, mask_of
from records.personal.keys import KeyRing
from records.personal.sealing import (
    Place,
    Random,
    SealedField,
    blinds,
    reseal,
    seal,
    unreadable_fields,
    unseal,
    unsealing_problem,
)
from records.personal.secret import Secret
from records.refusal import Problem, RuleRefused, problem
from records.store.audit_log import AuditEntry, AuditLog
from records.store.database import Database
from records.store.personal_rows import (
    holders_in,
    newest_in,
    newest_of,
    row_of,
    sealed_of,
)
from records.store.schema import AUDIT, PERSONAL

REVEALED, RESEALED = "PERSONAL_REVEALED", "PERSONAL_RESEALED"
MANY_MAX = 10_000
"""Most people whose field is shown together, for one file of payments."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who acts, and from where; what the audit trail says of them."""

    login: str
    session: str = ""
    address: str = ""


class PersonalLog:
    """Record, mask, reveal, find and reseal. Safe to use from several threads."""

    def __init__(
        self,
        database: Database,
        audit: AuditLog,
        clock: Callable[[], datetime],
        ring: KeyRing,
        random: Random = os.urandom,
    ) -> None:
        """`ring`: the keys, from a file outside the data (records.store.key_file)."""
        self._database, self._audit, self._clock = database, audit, clock
        self._ring, self._random = ring, random

    def record(
        self, person: str, values: Mapping[PersonalField, Secret], asker: Asker, reason: str
    ) -> dict[PersonalField, int]:
        """Keep fields of a person; the versions they have now. A value that stands stays.

        RuleRefused: PERSONAL_MALFORMED, REASON_NEEDED, REASON_PERSONAL, ID_NUMBER_TAKEN.
        """
        with self._database.writing() as connection:
            return self.record_in(connection, person, values, asker, reason)

    def record_in(
        self,
        connection: Connection,
        person: str,
        values: Mapping[PersonalField, Secret],
        asker: Asker,
        reason: str,
    ) -> dict[PersonalField, int]:
        """As `record`, in the transaction of something larger."""
        _refuse(reason_problem(reason))
        before, at = newest_in(connection, person), instant_text(self._clock())
        sealed = [
            self._sealed(connection, Place(person, field, 1, asker.login, at), value, before)
            for field, value in values.items()
            if not self._stands(before.get(field), value)
        ]
        if sealed:
            connection.execute(insert(PERSONAL), [row_of(one) for one in sealed])
            new = {one.place.field: one.place.version for one in sealed}
            versions: dict[str, Json] = {field.value: new[field] for field in new}
            self._told(connection, RECORDED, person, asker, reason, {"versions": versions})
        kept = {field: row.place.version for field, row in before.items() if field in values}
        return kept | {one.place.field: one.place.version for one in sealed}

    def masked(self, people: Sequence[str]) -> dict[str, dict[PersonalField, str]]:
        """What screens show of these people; a person without fields is left out."""
        shown: dict[str, dict[PersonalField, str]] = {}
        with self._database.reading() as connection:
            for person, fields in newest_of(connection, people).items():
                for field, row in fields.items():
                    mask = mask_of(field, unseal(self._ring, row).shown())
                    shown.setdefault(person, {})[field] = mask
        return shown

    def reveal(
        self, person: str, field: PersonalField, asker: Asker, reason: str, step_up: StepUp
    ) -> Secret:
        """One field of one person; its audit row is durable before the value is handed over.

        RuleRefused: REASON_NEEDED, REASON_PERSONAL, STEP_UP_NEEDED, REVEAL_TOO_OFTEN,
        PERSONAL_UNKNOWN, PERSONAL_UNREADABLE.
        """
        with self._database.writing() as connection:
            self._refuse_reveal(connection, asker, reason, step_up)
            found = newest_in(connection, person).get(field)
            if found is None:
                raise RuleRefused.of(_unknown(person, field))
            value = unseal(self._ring, found)
            detail: dict[str, Json] = {"field": field.value, "version": found.place.version}
            self._told(connection, REVEALED, person, asker, reason, detail)
        return value

    def reveal_many(
        self,
        people: Sequence[str],
        field: PersonalField,
        asker: Asker,
        reason: str,
        step_up: StepUp,
        approved_by: str,
    ) -> dict[str, Secret]:
        """A field of many people for one file of payments, agreed by a second person; told once.

        RuleRefused: SAME_PERSON and those of `reveal`; then nothing is shown.
        """  # fmt: skip
        assert 0 < len(people) <= MANY_MAX
        if approved_by == asker.login:
            raise RuleRefused.of(_same_person())
        with self._database.writing() as connection:
            self._refuse_reveal(connection, asker, reason, step_up)
            kept = newest_of(connection, people)
            values: dict[str, Secret] = {}
            for person in people:
                if field not in kept.get(person, {}):
                    raise RuleRefused.of(_unknown(person, field))
                values[person] = unseal(self._ring, kept[person][field])
            detail: dict[str, Json] = {
                "field": field.value, "people": list(people), "approved_by": approved_by,
            }  # fmt: skip
            self._told(connection, REVEALED, "", asker, reason, detail)
        return values

    def holders_of(self, field: PersonalField, value: Secret) -> list[str]:
        """Who has this very value now: somebody entered twice, or two people with one account."""
        with self._database.reading() as connection:
            return self._holders(connection, field, value)

    def versions(self, person: str) -> list[tuple[PersonalField, int, str, datetime]]:
        """Field, version, who recorded it and when (UTC); no value."""
        columns = (PERSONAL.c.field, PERSONAL.c.version, PERSONAL.c.actor, PERSONAL.c.recorded_at)
        query = select(*columns).where(PERSONAL.c.person == person).order_by(*columns[:2])
        with self._database.reading() as connection:
            return [
                (PersonalField(row.field), row.version, row.actor,
                 datetime.fromisoformat(row.recorded_at))
                for row in connection.execute(query)
            ]  # fmt: skip

    def reseal_all(self, asker: Asker, reason: str) -> int:
        """Bring every field under the current key, all or none; how many were brought."""
        _refuse(reason_problem(reason))
        with self._database.writing() as connection:
            query = select(PERSONAL).where(PERSONAL.c.key_id != self._ring.current)
            old = [sealed_of(row) for row in connection.execute(query)]
            for row in old:
                fresh = reseal(self._ring, row, self._random)
                connection.execute(
                    update(PERSONAL)
                    .where(PERSONAL.c.person == row.place.person)
                    .where(PERSONAL.c.field == row.place.field.value)
                    .where(PERSONAL.c.version == row.place.version)
                    .values(key_id=fresh.key_id, sealed=fresh.sealed, blind=fresh.blind)
                )
            detail: dict[str, Json] = {"fields": len(old), "key": self._ring.current}
            self._told(connection, RESEALED, "", asker, reason, detail)
        return len(old)

    def unreadable(self) -> list[Problem]:
        """Fields that cannot be opened with these keys, every version of them."""
        with self._database.reading() as connection:
            return unreadable_fields(
                self._ring, (sealed_of(row) for row in connection.execute(select(PERSONAL)))
            )

    def _sealed(
        self,
        connection: Connection,
        first: Place,
        value: Secret,
        before: Mapping[PersonalField, SealedField],
    ) -> SealedField:
        field, old = first.field, before.get(first.field)
        place = replace(first, version=old.place.version + 1) if old else first
        sealed = seal(self._ring, place, value, self._random)
        if field is PersonalField.ID_NUMBER:
            holders = self._holders(connection, field, value)
            others = [one for one in holders if one != place.person]
            if others:
                raise RuleRefused.of(_id_taken(others[0]))
        return sealed

    def _stands(self, before: SealedField | None, value: Secret) -> bool:
        if before is None:
            return False
        old = unsealing_problem(self._ring, before)
        return isinstance(old, Secret) and old == Secret(as_kept(before.place.field, value.shown()))

    def _holders(self, connection: Connection, field: PersonalField, value: Secret) -> list[str]:
        return holders_in(connection, field, blinds(self._ring, field, value))

    def _refuse_reveal(
        self, connection: Connection, asker: Asker, reason: str, step_up: StepUp
    ) -> None:
        now = self._clock()
        query = (
            select(func.count())
            .where(AUDIT.c.at > instant_text(now - HOUR))
            .where(AUDIT.c.actor == asker.login, AUDIT.c.action == REVEALED)
        )
        lately = connection.execute(query).scalar_one()
        _refuse(reveal_problem(asker.login, reason, step_up, now, lately))

    def _told(
        self, connection: Connection, action: str, person: str, asker: Asker, reason: str,
        detail: Mapping[str, Json],
    ) -> None:  # fmt: skip
        entry = AuditEntry(
            asker.login, action, person, reason=reason, session=asker.session,
            address=asker.address, detail=detail,
        )  # fmt: skip
        self._audit.append_in(connection, entry)


def _refuse(found: Problem | None) -> None:
    if found is not None:
        raise RuleRefused.of(found)


def _unknown(person: str, field: PersonalField) -> Problem:
    return problem(
        "PERSONAL_UNKNOWN",
        f"{person} 没有登记 {field.value}，请先补登",
        f"{field.value} of {person} was never recorded: record it first",
    )


def _id_taken(other: str) -> Problem:
    return problem(
        "ID_NUMBER_TAKEN",
        f"这个身份证号已登记在 {other} 名下；同一个人不能登记两次，请核对",
        f"this ID number is recorded for {other}; nobody is recorded twice: check which is right",
    )


def _same_person() -> Problem:
    return problem(
        "SAME_PERSON",
        "批量取出账号须由第二个人同意",
        "to take out many at once needs a second person",
    )
