"""Sealed fields as rows: the newest version of each, and who has a value by its blind index.

It refuses keys; a row goes in and comes out sealed.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from records.personal.fields import PersonalField
from records.personal.sealing import Place, SealedField
from records.store.schema import PERSONAL

PEOPLE_AT_ONCE = 500


def newest_of(
    connection: Connection, people: Sequence[str]
) -> dict[str, dict[PersonalField, SealedField]]:
    """The fields that stand, of these people, in the order asked for."""
    found: dict[str, dict[PersonalField, SealedField]] = {person: {} for person in people}
    for at in range(0, len(people), PEOPLE_AT_ONCE):
        asked = PERSONAL.c.person.in_(people[at : at + PEOPLE_AT_ONCE])
        for row in connection.execute(select(PERSONAL).where(asked).order_by(PERSONAL.c.version)):
            found[row.person][PersonalField(row.field)] = sealed_of(row)
    return {person: fields for person, fields in found.items() if fields}


def newest_in(connection: Connection, person: str) -> dict[PersonalField, SealedField]:
    """The fields of one person that stand."""
    return newest_of(connection, [person]).get(person, {})


def holders_in(connection: Connection, field: PersonalField, blinds: Sequence[str]) -> list[str]:
    """Who has one of these blind indexes in the version that stands."""
    query = select(PERSONAL.c.person, PERSONAL.c.version).where(
        PERSONAL.c.field == field.value, PERSONAL.c.blind.in_(blinds)
    )
    return sorted(
        row.person
        for row in connection.execute(query).all()
        if newest_in(connection, row.person)[field].place.version == row.version
    )


def sealed_of(row: Any) -> SealedField:
    """The field of a row."""
    place = Place(row.person, PersonalField(row.field), row.version, row.actor, row.recorded_at)
    return SealedField(place, row.key_id, row.sealed, row.blind)


def row_of(one: SealedField) -> dict[str, Any]:
    """The row of a field."""
    return {
        "person": one.place.person,
        "field": one.place.field.value,
        "version": one.place.version,
        "key_id": one.key_id,
        "sealed": one.sealed,
        "blind": one.blind,
        "actor": one.place.actor,
        "recorded_at": one.place.recorded_at,
    }
