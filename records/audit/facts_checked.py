"""Facts taken from the controller against the events they became: the same pairs, each once.

It refuses to hold a million pairs in memory: two sums over all of them are equal or not.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any, TypeAlias

from records.audit.chains import Told
from records.refusal import Problem, problem

Taken: TypeAlias = tuple[Any, Any, Any]
"""boot, number of the fact in it, event id."""

_WIDTH = 2**256


class FactSum:
    """Adds up facts and their events in any order; equal sums are equal facts (SHA-256)."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._total = 0

    def add(self, boot: object, seq: object, event_id: object) -> None:
        """One fact and the event that it became."""
        text = f"{boot}\n{seq}\n{event_id}".encode(errors="replace")
        self._total = (self._total + int.from_bytes(sha256(text).digest(), "big")) % _WIDTH

    def event(self, told: Told) -> None:
        """The fact of an event, if it has one."""
        source = told.get("source")
        if isinstance(source, dict):
            self.add(source.get("boot"), source.get("seq"), told.get("event_id"))

    def problem(self, taken: Iterable[Taken]) -> Problem | None:
        """What is wrong with the facts noted as taken, held against the events added here."""
        noted = FactSum()
        for boot, seq, event_id in taken:
            noted.add(boot, seq, event_id)
        if noted._total == self._total:
            return None
        return problem(
            "FACTS_BROKEN",
            "已取事实表 taken_facts 与生产日志不符：有一条被改动、删去或添加",
            "the table taken_facts contradicts the journal: a row was changed, removed or added",
        )
