"""Whose books, by which rules, and what production they take.

It refuses to draft a voucher: records.cost does.
"""

from collections.abc import Sequence

from dashboard.money.office import Office
from records.cost.due import Accounts
from records.journal.events import ProductionEvent
from records.ledger.drafts import Books
from records.ledger.period import indexed
from records.parties.register import fold_parties
from records.refusal import RuleRefused, problem

MONTHS_MAX = 120
"""Months that are gone through in one request."""


def books_of(office: Office, entity: str) -> Books:
    """The books of an organisation; PARTY_UNKNOWN where none are kept here."""
    known = fold_parties(office.deeds()).parties.organisations.get(entity)
    if known is None or known.accounting is None:
        raise RuleRefused.of(
            problem(
                "PARTY_UNKNOWN",
                f"{entity} 没有登记，或不在这里记账：先登记单位和它的类型",
                f"{entity} is not on record, or keeps no books here: record it and its kind first",
            )
        )
    return Books(entity, known.accounting)


def accounts_of(office: Office, entity: str, first_month: str, last_month: str) -> Accounts:
    """The months of an organisation's books; corrections are booked today."""
    if first_month > last_month:
        raise RuleRefused.of(
            problem(
                "MONTHS_REVERSED",
                f"起月 {first_month} 晚于止月 {last_month}",
                f"{first_month} is after {last_month}",
            )
        )
    if _count(first_month, last_month) > MONTHS_MAX:
        raise RuleRefused.of(
            problem(
                "MONTHS_TOO_MANY",
                f"一次最多 {MONTHS_MAX} 个月，请分开办",
                f"at most {MONTHS_MAX} months at once: do it in parts",
            )
        )
    periods = indexed(office.store.ledger.periods())
    return Accounts(books_of(office, entity), first_month, last_month, office.today(), periods)


def production_of(office: Office, entity: str) -> Sequence[ProductionEvent]:
    """Every production event for whoever grows the fish; none for anybody else."""
    if fold_parties(office.deeds()).parties.grower != entity:
        return ()
    return [stored.event for stored in office.store.events()]


def _count(first_month: str, last_month: str) -> int:
    first, last = (int(month[:4]) * 12 + int(month[5:]) for month in (first_month, last_month))
    return last - first + 1
