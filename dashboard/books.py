"""The journal from the dashboard's side: append, check, and a view that is always of today.

It refuses to judge an event itself; records.stock does, and this passes on what it said. Facts of
no batch are not held: a farm makes thousands a day, and only their sums are ever asked for.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from dashboard.book_view import BookView, book_view
from dashboard.fact_sums import MonthlyFacts, YearFacts
from dashboard.threads import Threads
from farm.clock import Clock
from farm.site import Site
from records.civil import civil_day
from records.journal.events import FactTaken, ProductionEvent, Reversal
from records.journal.stored import StoredEvent
from records.refusal import Problem
from records.stock.check import Books as Judged
from records.stock.check import check_all
from records.store.journal_store import JournalStore

VIEWED = (
    "STOCK_IN", "FEED", "MORT", "SAMPLE_WEIGH", "TRANSFER", "HARVEST", "SALE", "COUNT_ADJUST",
    "REVERSAL", "CALIBRATION", "INPUT_RECEIVE", "STOCKTAKE",
)  # fmt: skip
"""Kinds held in memory: every one but FACT_TAKEN."""


class Books:
    """One journal, seen whole."""

    def __init__(
        self, store: JournalStore, site: Site, zone: tzinfo, clock: Clock, threads: Threads
    ) -> None:
        """Nothing is read before it is asked for."""
        self.store, self.zone, self.clock = store, zone, clock
        self._site, self._threads = site, threads
        self._facts = MonthlyFacts(store, zone)
        self._tanks = frozenset(tank.id for tank in site.tanks())
        self._stored: list[StoredEvent] = []
        self._read_seq = 0
        self._view: BookView | None = None
        self._fresh = False
        self._building = asyncio.Lock()
        self.changed: list[Callable[[], None]] = []

    async def view(self) -> BookView:
        """All but bare facts, as of now; built anew after a change and on a new day."""
        async with self._building:
            now = self.clock.utc()
            view = self._view
            if view is None or not self._fresh or view.day != civil_day(now, self.zone):
                self._fresh = True
                try:
                    view = await self._threads.run(lambda: self._built(now))
                except BaseException:
                    self._fresh = False
                    raise
                self._view = view
            return view

    def _built(self, now: datetime) -> BookView:
        head = self.store.log.head().seq
        new = self.store.events(kinds=VIEWED, after_seq=self._read_seq)
        self._stored += new
        self._read_seq = max(head, new[-1].seq if new else 0)
        return book_view(tuple(self._stored), self._site, self.zone, now, self._view)

    async def append(self, events: Sequence[ProductionEvent]) -> list[StoredEvent]:
        """Write events that belong together; EventRefused with every reason, StorageFault."""
        stored = await self._threads.run(lambda: self.store.append_all(events))
        if not all(isinstance(event, FactTaken) for event in events):
            self._fresh = False
            for tell in self.changed:
                tell()
        return stored

    async def facts(self, year: int) -> YearFacts:
        """Monthly sums of the controller's facts in a civil year."""
        view = await self.view()
        reversals = sum(isinstance(item.event, Reversal) for item in view.events)
        return await self._threads.run(lambda: self._facts.of_year(year, reversals))

    async def check(self, events: Sequence[ProductionEvent]) -> list[Problem]:
        """Why the events could not stand; empty if they could. Nothing is written."""
        view = await self.view()
        now, known = self.clock.utc(), [item.event for item in view.events]
        judged = Judged(known, now, self._tanks)
        return await self._threads.run(lambda: check_all(events, judged))
