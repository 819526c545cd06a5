"""How shared cost comes to batches: each item by its key, exact to the fen.

It refuses to spread over no fish; then the cost waits for the next month that has some.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from records.cost.carried import Carried
from records.cost.split import split_fen
from records.cost.tally import BatchMonth, MonthTally
from records.ledger.accounts import Account
from records.ledger.drafts import Books, Drafted, OfMonth
from records.ledger.entry import EntryLine
from records.ledger.roles import Role, account_in
from records.money import yuan_text
from records.refusal import Problem, problem


class SpreadKey(StrEnum):
    """What an item of shared cost is spread by."""

    GRAM_DAYS = "GRAM_DAYS"
    """Book mass of the fish at the end of each day, added up: who had how much room."""
    FEED = "FEED"
    """Feed given: oxygen follows what fish eat."""
    HARVEST = "HARVEST"


KEY_WORDS: Mapping[SpreadKey, str] = {
    SpreadKey.GRAM_DAYS: "存池量·天",
    SpreadKey.FEED: "投喂量",
    SpreadKey.HARVEST: "产量",
}

_WEIGHTS: Mapping[SpreadKey, Callable[[BatchMonth], int]] = {
    SpreadKey.GRAM_DAYS: lambda batch: batch.gram_days,
    SpreadKey.FEED: lambda batch: batch.feed_g,
    SpreadKey.HARVEST: lambda batch: batch.harvested_g,
}

DEFAULT_KEYS: Mapping[str, SpreadKey] = MappingProxyType({"氧气": SpreadKey.FEED})
"""Key by item; every other item by GRAM_DAYS. Engineering judgement, unverified, a parameter."""


def spread(
    books: Books, tally: MonthTally, carried: Carried, keys: Mapping[str, SpreadKey]
) -> Drafted:
    """The voucher that brings what waits on shared cost to the batches of the month."""
    drafted, lines = Drafted(), list[EntryLine]()
    for account in sorted(carried.shared_fen):
        amount_fen = carried.shared_fen[account]
        if amount_fen == 0:
            continue
        key = keys.get(account.sub[0], SpreadKey.GRAM_DAYS) if account.sub else SpreadKey.GRAM_DAYS
        shares = _shares(amount_fen, tally, key)
        if shares is None:
            drafted.problems.append(_nobody(account, amount_fen, tally.month))
            continue
        lines += _lines(books, account, shares)
    place = OfMonth(
        f"SHARED_ALLOCATED/{tally.month}", tally.last_day, f"{tally.month} 分配生产成本"
    )
    drafted.add_month(books, place, lines, carried.shared_sources)
    return drafted


def _shares(amount_fen: int, tally: MonthTally, key: SpreadKey) -> dict[str, int] | None:
    by_key = {name: _WEIGHTS[key](batch) for name, batch in tally.batches.items()}
    # A month without feed or harvest still had fish in the water.
    return split_fen(amount_fen, by_key) or split_fen(
        amount_fen, {name: batch.gram_days for name, batch in tally.batches.items()}
    )


def _lines(books: Books, account: Account, shares: Mapping[str, int]) -> list[EntryLine]:
    to = account_in(books.system, Role.FISH, *account.sub)
    debits = [EntryLine(to, fen, batch) for batch, fen in sorted(shares.items()) if fen]
    return [*debits, EntryLine(account, -sum(shares.values()))]


def _nobody(account: Account, amount_fen: int, month: str) -> Problem:
    return problem(
        "NO_FISH_FOR_COST",
        f"{month} 池中无鱼，{account.label} {yuan_text(amount_fen)} 元无处分配，留待下月",
        f"no fish in {month}: {yuan_text(amount_fen)} yuan of {account.label} wait for next month",
    )
