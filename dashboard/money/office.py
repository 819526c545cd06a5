"""The office of money: one act after the other, in one transaction with its audit row.

It refuses to know what an act says; a judge is handed in with it and is asked inside the
transaction, while nobody else can write.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from threading import Lock
from typing import TypeVar

from dashboard.caller import Caller
from dashboard.money.refusing import spoken_plainly
from dashboard.threads import Threads
from farm.clock import Clock
from farm.site import Site
from records.canonical import Json
from records.civil import civil_day
from records.deeds.deed import Deed
from records.dividend.prepare.gather import Archive
from records.personal.keys import KeyRing
from records.store.act import Act, Done
from records.store.audit_log import AuditEntry
from records.store.deed_log import Judge
from records.store.journal_store import JournalStore
from records.store.personal_log import Asker

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Office:
    """What the doors of money work with. `keys`: of personal fields; None: none were given."""

    store: JournalStore
    site: Site
    zone: tzinfo
    clock: Clock
    threads: Threads
    keys: KeyRing | None = None
    one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)
    alone: Lock = field(default_factory=Lock)
    """Acts are prepared and written one at a time, so that what was read still holds: they queue on
    the loop, and whoever went away in the middle of one is waited for in the thread."""

    def today(self) -> date:
        """The farm's civil day."""
        return civil_day(self.clock.utc(), self.zone)

    def now(self) -> datetime:
        """UTC, as the journal's own clock tells it."""
        return datetime.fromtimestamp(self.clock.utc_ms() / 1000, UTC)

    def archive(self) -> Archive:
        """Everything on record."""
        store = self.store
        return Archive(
            store.deeds.all(), store.ledger.entries(), store.ledger.periods(), self.today()
        )

    def deeds(self) -> list[Deed]:
        """Every deed in the order written."""
        return self.store.deeds.all()

    async def look(self, work: Callable[[], T]) -> T:
        """Result of reading and computing, beside the event loop; Refused with a rule's words."""

        def spoken() -> T:
            with spoken_plainly():
                return work()

        return await self.threads.run(spoken)

    async def act(self, work: Callable[[], T]) -> T:
        """As `look`, alone with the books: for whatever writes."""

        def by_itself() -> T:
            with self.alone:
                return work()

        async with self.one_by_one:
            return await self.look(by_itself)

    def carry_out(self, act: Act, caller: Caller, judge: Judge | None = None) -> Done:
        """Write all of an act under the caller's name; RuleRefused, EventRefused, StorageFault."""
        return self.store.carry_out(act, caller.name, judge)


def noted(
    caller: Caller,
    action: str,
    target: str,
    *,
    reason: str = "",
    detail: Json = None,
) -> AuditEntry:
    """The audit row of an act."""
    return AuditEntry(
        actor=caller.name,
        action=action,
        target=target,
        reason=reason,
        session=caller.session[:16],
        address=caller.address,
        detail=detail,
    )


def asker(caller: Caller) -> Asker:
    """The caller, as the log of personal fields notes them."""
    return Asker(caller.name, caller.session[:16], caller.address)


def ids(deeds: Sequence[Deed]) -> list[Json]:
    """Ids of deeds for an audit row."""
    return [str(deed.deed_id) for deed in deeds]
