"""Facts born in the controller become events of the journal, each once by its (boot, seq).

It refuses to write state.db and to lose a fact: feed of an empty tank is kept as a bare fact.
"""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

import structlog
from pydantic import ValidationError

from dashboard.book_view import BookView
from dashboard.books import Books
from dashboard.threads import Threads
from farm.fact import Fact, FactKind
from records.durable import StorageFault
from records.journal.events import FactSource, FactTaken, Feed, ProductionEvent
from records.refusal import EventRefused
from records.state.reader import Cursor, StateReader

EVERY_S = 10.0
AT_ONCE = 500
ACTOR = "controller"
FACTS = UUID("5a1f1c1e-6f0c-5b7b-9a53-0d6d3c1f2b10")
"""Namespace of the ids made of (boot, seq)."""

_log = structlog.get_logger()


def event_of_fact(fact: Fact, site: str, view: BookView) -> ProductionEvent:
    """Feed goes to the batch with most fish in its tank; everything else stays a bare fact."""
    if fact.kind is FactKind.FEED_DOSED_G and fact.amount > 0:
        lots = view.stock.in_tank(fact.place)
        if lots:
            batch = max(sorted(lots), key=lambda name: lots[name].heads)
            return Feed(
                event_id=_id(fact),
                happened_at=_at(fact.to_ms),
                actor=ACTOR,
                site=site,
                source=FactSource(boot=fact.boot, seq=fact.seq),
                batch=batch,
                tank=fact.place,
                mass_g=fact.amount,
            )
    return bare_fact(fact, site)


def bare_fact(fact: Fact, site: str) -> FactTaken:
    """The fact as it is."""
    return FactTaken(
        event_id=_id(fact),
        happened_at=_at(fact.to_ms),
        actor=ACTOR,
        site=site,
        source=FactSource(boot=fact.boot, seq=fact.seq),
        fact=fact.kind,
        place=fact.place,
        amount=fact.amount,
        began_at=_at(fact.from_ms),
    )


def _id(fact: Fact) -> UUID:
    return uuid5(FACTS, f"{fact.boot}/{fact.seq}")


def _at(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)


class FactsIntake:
    """Looks for new facts every few seconds; `run` is a task of the app."""

    def __init__(self, path: Path, books: Books, site: str, threads: Threads) -> None:
        """`path`: of state.db, which may not exist yet."""
        self._reader, self._books = StateReader(path), books
        self._site, self._threads = site, threads
        self._cursor: Cursor | None = None
        self._failing = False

    async def run(self) -> None:
        """Take facts in for ever; a failing disk is said once and tried again."""
        while True:
            try:
                more = await self.take_in()
                if self._failing:
                    self._failing = False
                    _log.info("facts_intake_recovered")
            except StorageFault as fault:
                more = False
                if not self._failing:
                    self._failing = True
                    _log.warning("facts_intake_failed", zh=fault.words.zh, en=fault.words.en)
            if not more:
                await asyncio.sleep(EVERY_S)

    async def take_in(self) -> bool:
        """Take the next facts; True when there may be more."""
        cursor = self._cursor
        facts = await self._threads.run(lambda: self._reader.facts_after(cursor, AT_ONCE))
        if not facts:
            return False
        new = await self._threads.run(lambda: self._not_taken(facts))
        view = await self._books.view()
        for group in _groups(new, self._site, view):
            await self._append(group)
        self._cursor = (facts[-1].boot, facts[-1].seq)
        return len(facts) == AT_ONCE

    def _not_taken(self, facts: Iterable[Fact]) -> list[Fact]:
        log, new = self._books.store.log, []
        for fact in facts:
            if log.taken_fact(FactSource(boot=fact.boot, seq=fact.seq)) is None:
                new.append(fact)
        return new

    async def _append(self, group: list[tuple[Fact, ProductionEvent]]) -> None:
        try:
            await self._books.append([event for _, event in group])
        except EventRefused as refused:
            if len(group) > 1:
                for one in group:
                    await self._append([one])
                return
            fact, event = group[0]
            if isinstance(event, FactTaken):
                _log.error("fact_refused", boot=fact.boot, seq=fact.seq, why=str(refused))
                return
            await self._append([(fact, bare_fact(fact, self._site))])


def _groups(
    facts: Iterable[Fact], site: str, view: BookView
) -> list[list[tuple[Fact, ProductionEvent]]]:
    groups: dict[str, list[tuple[Fact, ProductionEvent]]] = {}
    for fact in facts:
        try:
            event = event_of_fact(fact, site, view)
        except ValidationError as error:
            _log.error("fact_unusable", boot=fact.boot, seq=fact.seq, why=str(error))
            continue
        batch = event.batch if isinstance(event, Feed) else ""
        groups.setdefault(batch, []).append((fact, event))
    return list(groups.values())
