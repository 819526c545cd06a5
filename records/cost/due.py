"""What must be posted so that the books of some months say what happened in them.

It refuses to post it, and to touch a month nobody asked about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from records.civil import civil_day, month_of
from records.cost.month import MonthInputs, month_vouchers
from records.cost.spread import DEFAULT_KEYS, SpreadKey
from records.cost.tallying import EVERY_METER, Meters, tallies
from records.deeds.deed import Deed
from records.journal.events import InputReceive, ProductionEvent, Reversal, Sale
from records.ledger.deeds import WagesDue
from records.ledger.drafts import Books
from records.ledger.entry import Entry
from records.ledger.period import PeriodIndex
from records.ledger.recording import withdrawn_deeds
from records.ledger.settling import Settling, settle
from records.refusal import Problem


@dataclass(frozen=True, slots=True)
class Accounts:
    """Whose books, of which months (`2026-01`, `2026-03`), by which meters and keys.

    `found_on`: the day on which corrections of closed months are booked.
    """

    books: Books
    first_month: str
    last_month: str
    found_on: date
    periods: PeriodIndex
    meters: Meters = field(default_factory=lambda: EVERY_METER)
    keys: Mapping[str, SpreadKey] = field(default_factory=lambda: DEFAULT_KEYS)


@dataclass(slots=True)
class Due:
    """Vouchers to post in their order, what is missing by month, and the facts behind each key."""

    entries: list[Entry] = field(default_factory=list)
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    sources: dict[str, tuple[UUID, ...]] = field(default_factory=dict)


def due_vouchers(
    accounts: Accounts,
    events: Sequence[ProductionEvent],
    deeds: Sequence[Deed],
    posted: Iterable[Entry],
) -> Due:
    """Month by month, each on what the ones before it will have posted; nothing if all is said.

    `events`, `deeds`: all of them, in recorded order, reversals and withdrawals included; no
    events for an entity that grows no fish, such as a village that lets its spring.
    """
    own = [entry for entry in posted if entry.entity == accounts.books.entity]
    months = _months(events, deeds)
    withdrawn = withdrawn_deeds(deeds) | {
        event.ref for event in events if isinstance(event, Reversal)
    }
    span, due = (accounts.first_month, accounts.last_month), Due()
    for tally in tallies(events, accounts.meters, span=span):
        if not span[0] <= tally.month <= span[1]:
            continue
        drafted = month_vouchers(
            MonthInputs(accounts.books, tally, deeds, own, accounts.keys, months)
        )
        gone = frozenset(one for one in withdrawn if months.get(one) == tally.month)
        by = Settling(accounts.books.entity, tally.month, accounts.found_on, accounts.periods, gone)
        made = settle(drafted.entries, own, by)
        own += made
        due.entries += made
        due.sources |= drafted.sources
        if drafted.problems:
            due.problems[tally.month] = drafted.problems
    return due


def _months(events: Iterable[ProductionEvent], deeds: Iterable[Deed]) -> dict[UUID, str]:
    """Civil month of the facts that have a voucher of their own, also of those taken back."""
    of_events = {
        event.event_id: month_of(civil_day(event.happened_at))
        for event in events
        if isinstance(event, Sale | InputReceive)
    }
    of_deeds = {
        deed.deed_id: deed.month if isinstance(deed, WagesDue) else month_of(deed.day)
        for deed in deeds
    }
    return {**of_events, **of_deeds}
