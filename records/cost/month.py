"""The vouchers of one month of a fish farm, in the order in which each rests on those before.

It refuses to post them and to look at the clock; what is missing comes back beside them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from records.cost.carried import Carried
from records.cost.feed_value import feed_out, found_feed
from records.cost.relief import fish_out, found_fish
from records.cost.running_cost import running_cost
from records.cost.spread import DEFAULT_KEYS, SpreadKey, spread
from records.cost.tally import MonthTally
from records.deeds.deed import Deed
from records.ledger.deed_vouchers import bill_entry, settlement_entry, wages_entry
from records.ledger.deeds import Billed, LossSettled, WagesDue
from records.ledger.drafts import Books, Drafted
from records.ledger.entry import Entry
from records.ledger.event_vouchers import receipt_entry, sale_entry
from records.ledger.prices import price_list
from records.ledger.recording import standing_deeds


@dataclass(frozen=True, slots=True)
class MonthInputs:
    """What a month's vouchers follow from. `deeds`: of any entity, in the order recorded.

    `entries`: all that is posted in these books. `keys`: by which key each item of shared cost is
    spread. `months`: of events and deeds, also of those taken back, the month they belong to.
    """

    books: Books
    tally: MonthTally
    deeds: Sequence[Deed]
    entries: Iterable[Entry]
    keys: Mapping[str, SpreadKey] = field(default_factory=lambda: DEFAULT_KEYS)
    months: Mapping[UUID, str] = field(default_factory=dict)


def month_vouchers(given: MonthInputs) -> Drafted:
    """All vouchers of the month that follow from facts, and what is missing for the others."""
    books, tally = given.books, given.tally
    deeds = [deed for deed in standing_deeds(given.deeds) if deed.entity == books.entity]
    prices = price_list(deeds, books.entity)
    drafted = Drafted(problems=list(tally.problems))
    for part in (
        _of_events(books, tally),
        _of_deeds(books, tally, deeds),
        running_cost(books, tally, prices, deeds),
        found_feed(books, tally, prices),
        found_fish(books, tally, prices),
    ):
        drafted.take(part)
    carried = _carried(given, drafted.entries)
    for part in _valued(given, carried):
        carried.take(part.entries)
        drafted.take(part)
    return drafted


def _valued(given: MonthInputs, carried: Carried) -> Iterator[Drafted]:
    """Feed, shared cost, fish: each is valued when the one before it is carried."""
    books, tally = given.books, given.tally
    yield feed_out(books, tally, carried)
    yield spread(books, tally, carried, given.keys)
    yield fish_out(books, tally, carried)


def _of_events(books: Books, tally: MonthTally) -> Drafted:
    drafted = Drafted()
    for received in tally.receipts:
        drafted.add(receipt_entry(received, books))
    for sale in tally.sales:
        drafted.add(sale_entry(sale, books))
    return drafted


def _of_deeds(books: Books, tally: MonthTally, deeds: Sequence[Deed]) -> Drafted:
    drafted = Drafted()
    for deed in deeds:
        match deed:
            case WagesDue() if deed.month == tally.month:
                drafted.add(wages_entry(deed, books))
            case Billed() if _in(deed, tally):
                drafted.add(bill_entry(deed, books))
            case LossSettled() if _in(deed, tally):
                drafted.add(settlement_entry(deed, books))
    return drafted


def _in(deed: Billed | LossSettled, tally: MonthTally) -> bool:
    return tally.first_day <= deed.day <= tally.last_day


def _carried(given: MonthInputs, drafts: Sequence[Entry]) -> Carried:
    """Balances of everything posted for earlier months, of vouchers by hand, and of the drafts.

    A correction counts for the month it corrects, wherever the law had it booked: so what a month
    costs follows from facts alone, not from the day on which they became known.
    """
    month = given.tally.month
    months = {**given.months, **{one.event_id: month for one in drafts if one.event_id}}
    carried = Carried(given.books)
    mine = [entry for entry in given.entries if entry.entity == given.books.entity]
    carried.take(entry for entry in mine if (_month(entry, months) or month) < month)
    by_hand = [entry for entry in mine if _month(entry, months) is None]
    first, last = given.tally.first_day, given.tally.last_day
    carried.take(entry for entry in by_hand if entry.day < first)
    carried.take((entry for entry in by_hand if first <= entry.day <= last), own=True)
    carried.take(drafts, own=True)
    return carried


def _month(entry: Entry, months: Mapping[UUID, str]) -> str | None:
    """The month of the facts under a voucher; None for one that a person made by hand."""
    if entry.basis is not None:
        return entry.basis.key.rsplit("/", 1)[-1]
    return None if entry.event_id is None else months.get(entry.event_id)
