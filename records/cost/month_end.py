"""What stands in the way of closing a month, or a year with its December.

It refuses to close anything: two people do that, with these reasons before them.
"""

from collections.abc import Sequence

from records.civil import month_of
from records.cost.due import Accounts, due_vouchers
from records.deeds.deed import Deed
from records.journal.events import ProductionEvent
from records.ledger.claims import claim_problems
from records.ledger.closing import year_problems
from records.ledger.deeds import BalanceClaimed
from records.ledger.entry import Entry
from records.ledger.recording import standing_deeds
from records.refusal import Problem, problem


def month_end_problems(
    accounts: Accounts,
    events: Sequence[ProductionEvent],
    deeds: Sequence[Deed],
    posted: Sequence[Entry],
) -> list[Problem]:
    """Facts without a value, vouchers not yet posted, witnesses that say otherwise, open losses.

    Empty if the months of `accounts` can be closed with a good conscience.
    """
    due = due_vouchers(accounts, events, deeds, posted)
    found = [one for month in due.problems.values() for one in month]
    if due.entries:
        found.append(_not_posted(len(due.entries), due.entries[0].summary))
    claims = [
        deed
        for deed in standing_deeds(deeds)
        if isinstance(deed, BalanceClaimed)
        and accounts.first_month <= month_of(deed.day) <= accounts.last_month
    ]
    found += claim_problems(posted, accounts.books, claims)
    year, month = accounts.last_month.split("-")
    if month == "12":
        found += year_problems(posted, accounts.books, int(year))
    return found


def _not_posted(count: int, first: str) -> Problem:
    return problem(
        "VOUCHERS_DUE",
        f"还有 {count} 张凭证应记未记（如“{first}”）；先记账，再结账",
        f"{count} vouchers follow from facts and are not posted (such as '{first}'): post them "
        "before closing",
    )
