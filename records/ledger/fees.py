"""What a contract for rent or spring water costs in a month, by year, kg or m³.

It refuses to book it and to read a meter; the quantities are handed in.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import zip_longest

from records.civil import first_day_of, last_day_of
from records.deeds.deed import Deed
from records.integers import half_up_div
from records.ledger.deeds import FeeAgreed, FeePer

MONTHS_OF_YEAR = 12
UNITS_OF_QUANTITY = 1000
"""Grams in a kg, litres in a m³."""


def agreed_fees(deeds: Iterable[Deed], entity: str) -> list[FeeAgreed]:
    """The contracts of an entity; one that is agreed anew ends its former terms the day before."""
    by_contract: dict[tuple[str, str], list[FeeAgreed]] = {}
    for deed in deeds:
        if isinstance(deed, FeeAgreed) and deed.entity == entity:
            by_contract.setdefault((deed.matter, deed.contract), []).append(deed)
    found: list[FeeAgreed] = []
    for terms in by_contract.values():
        terms.sort(key=lambda one: one.day)
        for agreed, following in zip_longest(terms, terms[1:]):
            found.append(agreed if following is None else _ended_before(agreed, following.day))
    return found


def _ended_before(agreed: FeeAgreed, day: date) -> FeeAgreed:
    before = day - timedelta(days=1)
    last = before if agreed.last_day is None else min(before, agreed.last_day)
    return agreed.model_copy(update={"last_day": last})


def fee_fen(agreed: FeeAgreed, month: str, quantity: int) -> int:
    """Fen due for the month; `quantity` of its days under the contract: g sold, g harvested, L.

    A yearly amount is spread by twelfths, parts of months by their days, cut to whole fen as it
    adds up: twelve months together are the amount, to the fen.
    """
    if agreed.per is not FeePer.YEAR:
        return half_up_div(quantity * agreed.amount_fen, UNITS_OF_QUANTITY)
    covered = covered_days(agreed, month)
    if covered is None:
        return 0
    first, last = covered
    return _by_end_of(agreed, last) - _by_end_of(agreed, last.replace(day=first.day), -1)


def covered_days(agreed: FeeAgreed, month: str) -> tuple[date, date] | None:
    """First and last day of the month under the contract; None if it has none."""
    first, last = first_day_of(month), last_day_of(month)
    begins = max(first, agreed.day)
    ends = last if agreed.last_day is None else min(last, agreed.last_day)
    return (begins, ends) if begins <= ends else None


def _by_end_of(agreed: FeeAgreed, day: date, shift_days: int = 0) -> int:
    days = monthrange(day.year, day.month)[1]
    part = (day.month - 1) * days + day.day + shift_days
    return agreed.amount_fen * part // (MONTHS_OF_YEAR * days)
