"""Which holders of a register have no sealed bank account, so that their amount must wait.

It refuses to open a field: that there is one is enough.
"""

from dashboard.money.office import Office
from records.parties.organisations import EntityKind
from records.parties.register import fold_parties
from records.personal.fields import PersonalField
from records.shares.fold import fold
from records.store.personal_rows import newest_of


def without_account(office: Office, entity: str) -> tuple[str, ...]:
    """Holders without a bank account; nobody where no keys are given or no account is kept yet."""
    deeds = office.deeds()
    known = fold_parties(deeds).parties.organisations.get(entity)
    if office.keys is None or known is None or known.kind is not EntityKind.COLLECTIVE:
        return ()
    holders = sorted(fold(deeds, entity).book.holders)
    with office.store.database.reading() as connection:
        kept = newest_of(connection, holders)
    having = {one for one, fields in kept.items() if PersonalField.BANK_ACCOUNT in fields}
    return tuple(one for one in holders if one not in having) if having else ()
