"""Where the steps of a trail stand in a journal (records.audit.trail.Lookup).

It refuses to draft vouchers anew: the facts under a voucher of many are asked of `sources`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from uuid import UUID

from records.audit.trail import Numbered
from records.journal.events import Reversal
from records.ledger.accounts import Account
from records.ledger.entry import Entry
from records.store.journal_store import JournalStore


def no_sources(_entry: Entry) -> Sequence[UUID]:
    """Where nobody drafts the vouchers of a month anew: their facts stay unproven."""
    return ()


class StoreLookup:
    """Looks in one journal."""

    def __init__(
        self, store: JournalStore, sources: Callable[[Entry], Sequence[UUID]] = no_sources
    ) -> None:
        """`sources`: the facts under a voucher of many, as a new draft of its month has them."""
        self._store = store
        self.sources = sources

    def entry(self, entry_id: UUID) -> Entry | None:
        """A voucher."""
        return self._store.ledger.entry(entry_id)

    def entries_of_run(self, run: str) -> Sequence[Entry]:
        """The vouchers of a distribution run."""
        return self._store.ledger.entries(run_id=run)

    def entries_of_account(
        self, entity: str, account: Account, first_day: date, last_day: date
    ) -> Iterator[Entry]:
        """Vouchers with a line of the account or of one of its sub-accounts."""
        for entry in self._store.ledger.stream(entity, first_day, last_day):
            if any(line.account.within(account) for line in entry.lines):
                yield entry

    def fact(self, fact_id: UUID) -> Numbered | None:
        """An event or a deed."""
        event = self._store.log.event(fact_id)
        if event is not None:
            return Numbered(event.seq, event.event)
        deed = self._store.deeds.deed(fact_id)
        return Numbered(deed.seq, deed.deed) if deed else None

    def deeds_of_run(self, run: str) -> Sequence[Numbered]:
        """The deeds of a distribution run."""
        return [
            Numbered(stored.seq, stored.deed)
            for stored in self._store.deeds.deeds()
            if getattr(stored.deed, "run", None) == run
        ]

    def harvests(self, batch: str) -> Sequence[Numbered]:
        """The harvests of a batch that stand."""
        found = self._store.events(batch=batch, kinds=["HARVEST", "REVERSAL"])
        gone = {one.event.ref for one in found if isinstance(one.event, Reversal)}
        return [
            Numbered(one.seq, one.event)
            for one in found
            if not isinstance(one.event, Reversal) and one.event.event_id not in gone
        ]
