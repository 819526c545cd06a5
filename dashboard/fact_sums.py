"""What the controller's facts come to, month by month: energy and oxygen for the yield report.

It refuses to hold facts: the database adds them up, and only rows written since are added anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from threading import Lock

from records.civil import next_month
from records.store.facts_taken import FactSums
from records.store.journal_store import JournalStore


@dataclass(frozen=True, slots=True)
class YearFacts:
    """Sums by month such as `2026-11`; `began`: first event of the journal, None when empty."""

    months: Mapping[str, FactSums] = field(default_factory=dict)
    began: datetime | None = None


def months_of(year: int) -> tuple[str, ...]:
    """The twelve civil months of a year."""
    return tuple(f"{year:04d}-{month:02d}" for month in range(1, 13))


@dataclass(slots=True)
class _Known:
    upto_seq: int = 0
    sums: FactSums = field(default_factory=dict)


class MonthlyFacts:
    """Running sums of the months that were asked for. Safe to use from several threads."""

    def __init__(self, store: JournalStore, zone: tzinfo) -> None:
        """Nothing is read before it is asked for."""
        self._store, self._zone = store, zone
        self._months: dict[str, _Known] = {}
        self._reversals = 0
        self._lock = Lock()

    def of_year(self, year: int, reversals: int) -> YearFacts:
        """Sums of a year; `reversals`: how many the journal has, a new one may be of a fact."""
        with self._lock:
            if reversals != self._reversals:
                self._months.clear()
                self._reversals = reversals
            head = self._store.log.head().seq
            months = {month: dict(self._upto(month, head)) for month in months_of(year)}
        return YearFacts(months, self._store.facts.began())

    def _upto(self, month: str, head: int) -> FactSums:
        known = self._months.setdefault(month, _Known())
        if head > known.upto_seq:
            span = (self._begins(month), self._begins(next_month(month)))
            new = self._store.facts.sums(*span, known.upto_seq, head)
            for key, amount in new.items():
                known.sums[key] = known.sums.get(key, 0) + amount
            known.upto_seq = head
        return known.sums

    def _begins(self, month: str) -> datetime:
        return datetime(int(month[:4]), int(month[5:]), 1, tzinfo=self._zone)
