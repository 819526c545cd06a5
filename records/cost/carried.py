"""What waits on the accounts of feed, shared cost and fish, by kind, item and batch.

It refuses to look at other accounts; these three are what a month's cost is made of.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from records.ledger.accounts import Account
from records.ledger.bookings import FEED_ITEM
from records.ledger.drafts import Books
from records.ledger.entry import Entry, EntryLine
from records.ledger.roles import Role, account_in


@dataclass(slots=True)
class Carried:
    """Balances in fen (debit +). `shared_sources`: the month's own vouchers on shared cost."""

    books: Books
    feed_fen: dict[str, int] = field(default_factory=dict)
    shared_fen: dict[Account, int] = field(default_factory=dict)
    fish_fen: dict[str, int] = field(default_factory=dict)
    shared_sources: list[UUID] = field(default_factory=list)

    def take(self, entries: Iterable[Entry], own: bool = False) -> None:
        """Carry vouchers of the books on, in any order; `own`: of the month itself."""
        system = self.books.system
        feed = account_in(system, Role.MATERIALS, FEED_ITEM)
        shared, fish = account_in(system, Role.SHARED_COST), account_in(system, Role.FISH)
        for entry in entries:
            on_shared = 0
            for line in entry.lines:
                account = line.account
                if account.code == feed.code and account.within(feed):
                    _add(self.feed_fen, line.about, line)
                elif account.code == fish.code:
                    _add(self.fish_fen, line.batch, line)
                elif account.code == shared.code:
                    self.shared_fen[account] = self.shared_fen.get(account, 0) + line.amount_fen
                    on_shared += 1
            if on_shared and own:
                self.shared_sources.append(entry.entry_id)


def _add(balances: dict[str, int], key: str | None, line: EntryLine) -> None:
    # A line that names no kind or batch was made by hand and stays where it is.
    if key is not None:
        balances[key] = balances.get(key, 0) + line.amount_fen
