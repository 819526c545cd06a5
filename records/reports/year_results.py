"""Income and cost of a year by account, as the books had them before they were closed.

It refuses to count the vouchers that close a year: they empty the very accounts shown here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from records.dividend.prepare.books import closes
from records.ledger.accounts import AccountKind
from records.ledger.entry import Entry


@dataclass(slots=True)
class EntityYear:
    """One entity's year: fen by account label; income positive as earned, cost as spent."""

    entity: str
    income: dict[str, int] = field(default_factory=dict)
    cost: dict[str, int] = field(default_factory=dict)


def year_results(entries: Iterable[Entry], year: int) -> list[EntityYear]:
    """Every entity with income or cost in the year, by name; vouchers of runs are left out too."""
    found: dict[str, EntityYear] = {}
    for entry in entries:
        if entry.day.year != year or entry.run_id is not None or closes(entry, year):
            continue
        of = found.setdefault(entry.entity, EntityYear(entry.entity))
        for line in entry.lines:
            if line.account.kind is AccountKind.INCOME:
                _add(of.income, line.account.label, -line.amount_fen)
            elif line.account.kind is AccountKind.EXPENSE:
                _add(of.cost, line.account.label, line.amount_fen)
    return [
        _sorted(found[name]) for name in sorted(found) if found[name].income or found[name].cost
    ]


def _add(sums: dict[str, int], label: str, fen: int) -> None:
    sums[label] = sums.get(label, 0) + fen


def _sorted(of: EntityYear) -> EntityYear:
    return EntityYear(of.entity, _without_zero(of.income), _without_zero(of.cost))


def _without_zero(sums: Mapping[str, int]) -> dict[str, int]:
    return {label: sums[label] for label in sorted(sums, key=str.encode) if sums[label]}
