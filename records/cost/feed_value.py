"""What feed costs that was given, missed or found: the month's weighted average by kind.

It refuses to value feed that the books do not have. 农民专业合作社会计制度 (2021) art. 18: first in
first out, weighted average or specific; the method is kept.
"""

from uuid import UUID

from records.cost.carried import Carried
from records.cost.split import split_fen
from records.cost.tally import Fate, FeedMonth, MonthTally
from records.ledger.bookings import Matter
from records.ledger.deeds import PricedItem
from records.ledger.drafts import About, Books, Drafted, OfMonth, lines_of
from records.ledger.entry import EntryLine
from records.ledger.prices import PriceList, cost_fen, no_price
from records.refusal import Problem, problem

_LEFT, _MISSING = "", "\n"
"""Keys of what stays and what is missing; no batch has such a name."""


def found_feed(books: Books, tally: MonthTally, prices: PriceList) -> Drafted:
    """The voucher of feed that stock-takes found, at its assessed price."""
    drafted, lines, sources = Drafted(), list[EntryLine](), list[UUID]()
    for item, feed in tally.feeds.items():
        for day, found_g in feed.found_by_day.items():
            price = prices.at(PricedItem.FEED_ASSESSED, day)
            if price is None:
                drafted.problems.append(no_price(PricedItem.FEED_ASSESSED, day))
                continue
            about = About(about=item, debit_g=found_g)
            lines += lines_of(books, Matter.FEED_FOUND, cost_fen(price, found_g), about)
        sources += feed.sources.get(Fate.FOUND, [])
    drafted.add_month(books, _place(tally, Matter.FEED_FOUND), lines, sources)
    return drafted


def feed_out(books: Books, tally: MonthTally, carried: Carried) -> Drafted:
    """The vouchers of feed given to batches and of feed that stock-takes missed."""
    drafted = Drafted()
    used, missing = list[EntryLine](), list[EntryLine]()
    for item, feed in tally.feeds.items():
        pool_fen = carried.feed_fen.get(item, 0)
        if pool_fen < 0:
            drafted.problems.append(_negative(item, pool_fen))
            continue
        shares = split_fen(pool_fen, _weights(feed)) or {}
        for batch, given_g in feed.used_g.items():
            about = About(batch=batch, about=item, credit_g=given_g)
            used += lines_of(books, Matter.FEED_USED, shares[batch], about)
        missing_g = feed.of(Fate.MISSING)
        if missing_g:
            about = About(about=item, credit_g=missing_g)
            missing += lines_of(books, Matter.FEED_MISSING, shares[_MISSING], about)
    for matter, lines, fate in (
        (Matter.FEED_USED, used, Fate.USED),
        (Matter.FEED_MISSING, missing, Fate.MISSING),
    ):
        sources = [one for feed in tally.feeds.values() for one in feed.sources.get(fate, [])]
        drafted.add_month(books, _place(tally, matter), lines, sources)
    return drafted


def _weights(feed: FeedMonth) -> dict[str, int]:
    return {**feed.used_g, _MISSING: feed.of(Fate.MISSING), _LEFT: feed.left_g}


_SUMMARY = {
    Matter.FEED_USED: "投喂饲料",
    Matter.FEED_MISSING: "饲料盘亏",
    Matter.FEED_FOUND: "饲料盘盈",
}


def _place(tally: MonthTally, matter: Matter) -> OfMonth:
    summary = f"{tally.month} {_SUMMARY[matter]}"
    return OfMonth(f"{matter.value}/{tally.month}", tally.last_day, summary)


def _negative(item: str, pool_fen: int) -> Problem:
    return problem(
        "NEGATIVE_STOCK_VALUE",
        f"{item} 的账面金额为负（{pool_fen} 分），不能计价；请核对进货凭证",
        f"the books value {item} at {pool_fen} fen: check the vouchers of its deliveries",
    )
