"""The journal as one thing to open and close: events, ledger, deeds, audit, people in one file.

It refuses to be opened by two processes at once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from records.audit.anchor import Anchor
from records.audit.known_chains import CHAINS
from records.audit.verify import Recheck, verify
from records.canonical import Head
from records.journal.events import ProductionEvent
from records.journal.stored import StoredEvent, instant_text
from records.personal.keys import KeyRing
from records.refusal import Problem
from records.store.act import Act, Acts, Done
from records.store.audit_log import AuditLog
from records.store.database import Database
from records.store.deed_log import DeedLog, Judge
from records.store.dividend_inputs import DividendInputs
from records.store.event_log import EventLog
from records.store.facts_taken import FactsTaken
from records.store.ledger_log import LedgerLog
from records.store.links import ChainRows, asking, head_of
from records.store.opened import Opened
from records.store.people import People
from records.store.personal_log import PersonalLog
from records.store.schema import METADATA


class JournalStore(Opened):
    """Everything that is kept for ever, and who may log in. A context manager."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], tanks: frozenset[str] | None
    ) -> None:
        """Put the logs on one database; use open_journal."""
        self.database, self._clock = database, clock
        self.log = EventLog(database, clock, tanks)
        self.facts = FactsTaken(database)
        self.ledger = LedgerLog(database, clock)
        self.audit = AuditLog(database, clock)
        self.deeds = DeedLog(database, clock)
        self._acts = Acts(database, self.deeds, self.ledger, self.audit)
        self.dividend_inputs = DividendInputs(database)
        self.people = People(database, clock)
        self.events = self.log.events

    def append(self, event: ProductionEvent) -> StoredEvent:
        """Write one event; durable when it returns. EventRefused, StorageFault."""
        return self.log.append(event)

    def append_all(self, events: Sequence[ProductionEvent]) -> list[StoredEvent]:
        """Write events that belong together, all or none; durable when it returns."""
        return self.log.append_all(events)

    def head_hash(self) -> str:
        """Hash of the last event; printed on reports and sent off the box every day."""
        return self.log.head().hash

    def carry_out(self, act: Act, actor: str, judge: Judge | None = None) -> Done:
        """Write deeds, vouchers, decisions about periods and audit rows, all or none."""
        return self._acts.carry_out(act, actor, judge)

    def personal(self, ring: KeyRing) -> PersonalLog:
        """The sealed fields of people, opened with these keys (records.store.key_file)."""
        return PersonalLog(self.database, self.audit, self._clock, ring)

    def anchor(self, site: str) -> Anchor:
        """The heads of every chain now; what leaves the box every day."""
        with self.database.reading() as connection:
            heads = {
                name: head_of(connection, METADATA.tables[chain.table])
                for name, chain in CHAINS.items()
            }
        return Anchor(site, instant_text(self._clock()), heads)

    def verify(
        self, anchors: Mapping[str, Head] | None = None, rechecks: Sequence[Recheck] = ()
    ) -> list[Problem]:
        """What is wrong with anything that is kept; empty if nothing is.

        `anchors`: heads kept outside, by the names of records.audit.known_chains.CHAINS.
        """
        kept = {name: [head] for name, head in (anchors or {}).items()}
        with self.database.reading() as connection:
            sqlite = connection.dialect.name == "sqlite"
            return verify(ChainRows(asking(connection), sqlite), kept, rechecks).problems

    def close(self) -> None:
        """Let go of the file and its lock."""
        self.database.close()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def open_journal(
    url: str, *, clock: Callable[[], datetime] = _utc_now, tanks: frozenset[str] | None = None
) -> JournalStore:
    """Open the journal at a database URL, create or upgrade it, and be its only writer.

    `tanks`: names that events may use, None for any. Raises StorageFault if another process
    writes it, the disk or the settings are not fit, or a newer program wrote it.
    """
    return JournalStore(Database(url), clock, tanks)


def journal_url(path: Path) -> str:
    """The URL of a journal in a SQLite file."""
    return f"sqlite:///{path.absolute()}"
