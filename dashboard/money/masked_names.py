"""Names as screens may show them: masked, by the holder's id.

It refuses to show one in full.
"""

from collections.abc import Sequence

from dashboard.money.office import Office
from records.personal.fields import PersonalField


def names_of(office: Office, holders: Sequence[str]) -> dict[str, str]:
    """Masked names of those who have one sealed; nobody's without keys."""
    if office.keys is None or not holders:
        return {}
    shown = office.store.personal(office.keys).masked(holders)
    return {
        holder: fields[PersonalField.NAME]
        for holder, fields in shown.items()
        if PersonalField.NAME in fields
    }
