"""The journal from the dashboard's side: append, check, and a view that is always of today.

It refuses to judge an event itself; records.stock does, and this passes on what it said.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from dashboard.book_view import BookView, book_view
from dashboard.threads import Threads
from farm.clock import Clock
from farm.site import Site
from records.civil import civil_day
from records.journal.events import ProductionEvent
from records.journal.stored import StoredEvent
from records.refusal import Problem
from records.stock.check import Books as Judged
from records.stock.check import check_all
from records.store.journal_store import JournalStore


class Books:
    """One journal, seen whole."""

    def __init__(
        self, store: JournalStore, site: Site, zone: tzinfo, clock: Clock, threads: Threads
    ) -> None:
        """Nothing is read before it is asked for."""
        self.store, self.zone = store, zone
        self._site, self._clock, self._threads = site, clock, threads
        self._tanks = frozenset(tank.id for tank in site.tanks())
        self._stored: list[StoredEvent] = []
        self._view: BookView | None = None
        self._fresh = False
        self._building = asyncio.Lock()
        self.changed: list[Callable[[], None]] = []

    async def view(self) -> BookView:
        """Everything as of now; built anew when something was written or the day changed."""
        async with self._building:
            now = self._clock.utc()
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
        last = self._stored[-1].seq if self._stored else 0
        self._stored += self.store.events(after_seq=last)
        return book_view(tuple(self._stored), self._site, self.zone, now, self._view)

    async def append(self, events: Sequence[ProductionEvent]) -> list[StoredEvent]:
        """Write events that belong together; EventRefused with every reason, StorageFault."""
        stored = await self._threads.run(lambda: self.store.append_all(events))
        self._fresh = False
        for tell in self.changed:
            tell()
        return stored

    async def check(self, events: Sequence[ProductionEvent]) -> list[Problem]:
        """Why the events could not stand; empty if they could. Nothing is written."""
        view = await self.view()
        now, known = self._clock.utc(), [item.event for item in view.events]
        judged = Judged(known, now, self._tanks)
        return await self._threads.run(lambda: check_all(events, judged))
