"""The controllers' store over all lives of a run: what was handed over, and what of it is durable.

It refuses to know files. Instants are put right by how wrong each life's clock was.
"""

from concurrent.futures import Future
from typing import Any, Protocol

from controller.store import CommandNote, LastingNote, Remembered, Store
from farm.alarm import Alarm
from farm.fact import Fact


class Wrong(Protocol):
    """A process whose clock may be wrong."""

    wrong_ms: int


class NotedStore:
    """What every life noted, and the store of the life that runs now."""

    def __init__(self) -> None:
        """No life yet."""
        self.alarms: list[tuple[int, Alarm, str]] = []
        self.facts: list[Fact] = []
        self.commands: list[CommandNote] = []
        self.lastings: list[tuple[int, LastingNote]] = []
        self.stopped_ms: int | None = None
        self.facts_kept: set[tuple[str, int]] = set()
        """Facts that a disk said it keeps, by boot and number."""
        self.alarms_kept = 0
        self.forgotten: dict[int, frozenset[str]] = {}
        """Alarms the next life cannot know, by how many rows there were when the last one ended."""

    def over(self, store: Store, life: Wrong) -> "Store":
        """A store for one life that tells us too."""
        self._now = _Told(self, store, life)
        return self._now

    def ended(self) -> None:
        """The life is over; alarms that its disk did not keep are forgotten with it."""
        now = self._now
        now.over = True
        lost = {id(row) for row, saved in now.alarms if not _kept(saved)}
        self.alarms_kept += len(now.alarms) - len(lost)
        self.forgotten[len(self.alarms)] = frozenset(
            row[1].id for row, _ in now.alarms if id(row) in lost
        )
        self.facts_kept |= {(fact.boot, fact.seq) for fact, saved in now.facts if _kept(saved)}


def _kept(saved: Future[Any]) -> bool:
    return saved.done() and saved.result() is None


class _Told:
    def __init__(self, noted: NotedStore, store: Store, life: Wrong) -> None:
        self.boot, self.remembered = store.boot, store.remembered
        self._noted, self._store, self._life = noted, store, life
        self.over = False
        self.alarms: list[tuple[tuple[int, Alarm, str], Future[Any]]] = []
        self.facts: list[tuple[Fact, Future[Any]]] = []

    remembered: Remembered

    @property
    def _saved(self) -> Future[Any] | None:
        """The disk's answer to the newest row, where there is a disk."""
        saved: Future[Any] | None = getattr(self._store, "_last", None)
        return saved

    def fact(self, fact: Fact) -> None:
        if not self.over:
            self._noted.facts.append(fact)
            self._store.fact(fact)
            if (saved := self._saved) is not None:
                self.facts.append((fact, saved))

    def command(self, note: CommandNote) -> None:
        if not self.over:
            self._noted.commands.append(note)
            self._store.command(note)

    def alarm(self, at_ms: int, alarm: Alarm, actor: str) -> None:
        if not self.over:
            row = (at_ms - self._life.wrong_ms, alarm, actor)
            self._noted.alarms.append(row)
            self._store.alarm(at_ms, alarm, actor)
            if (saved := self._saved) is not None:
                self.alarms.append((row, saved))

    def lasting(self, at_ms: int, note: LastingNote) -> None:
        if not self.over:
            self._noted.lastings.append((at_ms - self._life.wrong_ms, note))
            self._store.lasting(at_ms, note)

    def clean_stop(self, at_ms: int) -> None:
        if not self.over:
            self._noted.stopped_ms = at_ms
            self._store.clean_stop(at_ms)

    def wish_result(self, wish_id: str) -> str | None:
        return self._store.wish_result(wish_id)

    async def saved(self, within_s: float) -> bool:
        return await self._store.saved(within_s)

    def trouble(self) -> str:
        return self._store.trouble()
