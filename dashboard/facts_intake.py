"""Facts born in the controller become events of the journal, each once by its (boot, seq).

It refuses to write state.db and to lose a fact: feed of an empty tank is kept as a bare fact, and
one that lies in the books' future (two clocks disagree) is kept aside until its time has come.
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
HELD_MAX = 5000
"""Facts of the future that may be kept aside; beyond that nothing more is read. A day or two of a
large farm, so that memory stays bounded whatever a clock says."""
CLOCKS_APART_MS = 600_000
"""What was kept aside ended later than the last writing, by clocks at most so far apart."""
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
        self._back = 0
        self._begun = False
        self._held: dict[Cursor, Fact] = {}
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
        """Take the next facts and those whose time has come; True when there may be more."""
        if not self._begun:
            await self._threads.run(self._begin)
            self._begun = True
        now_ms = self._books.clock.utc_ms()
        due = {key: fact for key, fact in self._held.items() if fact.to_ms <= now_ms}
        room = AT_ONCE if len(self._held) < HELD_MAX else 0
        facts = await self._threads.run(lambda: self._next(room))
        todo = due | {_key(fact): fact for fact in facts}
        if todo:
            waiting = await self._taken_in(todo.values())
            self._hold({key: fact for key, fact in self._held.items() if key not in due} | waiting)
        if facts:
            self._cursor, self._back = _key(facts[-1]), 0
        return 0 < room == len(facts)

    async def _taken_in(self, facts: Iterable[Fact]) -> dict[Cursor, Fact]:
        """Write what is not written yet; what must wait comes back."""
        new = await self._threads.run(lambda: self._not_taken(facts))
        view = await self._books.view()
        waiting: list[Fact] = []
        for group in _groups(new, self._site, view):
            waiting += await self._append(group)
        return {_key(fact): fact for fact in waiting}

    def _hold(self, held: dict[Cursor, Fact]) -> None:
        if held and not self._held:
            fact = next(iter(held.values()))
            _log.warning("facts_of_the_future_wait", boot=fact.boot, seq=fact.seq, count=len(held))
        if len(held) >= HELD_MAX > len(self._held):
            _log.error("too_many_facts_of_the_future", count=len(held), do="check the clocks")
        self._held = held

    def _begin(self) -> None:
        """Go on where the journal ends: nothing that it holds is asked for fact by fact.

        What is read at once is written batch by batch, so the newest fact taken may have untaken
        ones up to AT_ONCE before it. What was kept aside ended after the last writing.
        """
        newest = self._books.store.facts.newest()
        if newest is None:
            return
        self._cursor, self._back = (newest.source.boot, newest.source.seq), AT_ONCE
        since_ms = round(newest.recorded_at.timestamp() * 1000) - CLOCKS_APART_MS
        late = self._reader.facts_ending_after(since_ms, HELD_MAX)
        self._held = {_key(fact): fact for fact in late}

    def _next(self, room: int) -> list[Fact]:
        return self._reader.facts_after(self._cursor, room, back=self._back) if room else []

    def _not_taken(self, facts: Iterable[Fact]) -> list[Fact]:
        log, new = self._books.store.log, []
        for fact in facts:
            if log.taken_fact(FactSource(boot=fact.boot, seq=fact.seq)) is None:
                new.append(fact)
        return new

    async def _append(self, group: list[tuple[Fact, ProductionEvent]]) -> list[Fact]:
        """Write a group, or what of it can stand; facts of the future come back."""
        try:
            await self._books.append([event for _, event in group])
        except EventRefused as refused:
            if len(group) > 1:
                return [fact for one in group for fact in await self._append([one])]
            fact, event = group[0]
            if any(found.code == "IN_THE_FUTURE" for found in refused.problems):
                return [fact]
            if not isinstance(event, FactTaken):
                return await self._append([(fact, bare_fact(fact, self._site))])
            _log.error("fact_refused", boot=fact.boot, seq=fact.seq, why=str(refused))
        return []


def _key(fact: Fact) -> Cursor:
    return fact.boot, fact.seq


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
