"""The uplift of a year as somebody asks for it, from vouchers, deeds and events of the journal.

It refuses to know where those are kept and what time it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from records.canonical import digest
from records.civil import civil_day, last_day_of, month_of
from records.deeds.deed import Deed
from records.journal.events import Harvest, ProductionEvent
from records.journal.stored import standing
from records.ledger.entry import Entry
from records.refusal import Problem
from records.reports.table import Provenance, Table
from records.uplift.gains import gains
from records.uplift.scope import scope_on
from records.uplift.tables import uplift_tables
from records.uplift.year import MONTHS_OF_YEAR, UpliftYear, uplift_year


@dataclass(frozen=True, slots=True)
class Records:
    """What the journal holds, each in the order written; vouchers of every entity."""

    entries: Sequence[Entry]
    deeds: Sequence[Deed]
    events: Sequence[ProductionEvent]


def uplift_asked(
    records: Records,
    year: int,
    project: str | None = None,
    last_month: int = MONTHS_OF_YEAR,
) -> tuple[UpliftYear, list[Problem]]:
    """The year up to and with `last_month`, and vouchers that count for nothing by mistake.

    RuleRefused NO_UPLIFT_SCOPE while no project and village are registered.
    """
    day: date = last_day_of(f"{year:04d}-{last_month:02d}")
    scope = scope_on(records.deeds, project, day)
    found = gains(records.entries, records.deeds, scope)
    harvested = harvested_by_month(records.events)
    return uplift_year(found, scope, harvested, year, last_month), found.problems


def uplift_sheets(told: UpliftYear, head_hash: str, made_at: str, made_by: str) -> list[Table]:
    """The sheets of the uplift, for a workbook; `made_at` in words of a person's clock."""
    about = Provenance(
        entity=told.scope.entity,
        period=f"{told.year} 年",
        ruleset="增收口径",
        inputs_hash=digest(told.as_json()),
        head_hash=head_hash,
        made_at=made_at,
        made_by=made_by,
    )
    return uplift_tables(told, about)


def harvested_by_month(events: Iterable[ProductionEvent]) -> dict[str, int]:
    """Fish harvested by civil month, g; what was reversed is left out."""
    found: dict[str, int] = {}
    for event in standing(events):
        if isinstance(event, Harvest):
            month = month_of(civil_day(event.happened_at))
            found[month] = found.get(month, 0) + event.mass_g
    return found
