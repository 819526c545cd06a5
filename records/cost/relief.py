"""What leaves the account of the fish: sold, dead, missing, each at the batch's average cost.

It refuses to value growth; a batch carries what was spent on it, and each gram of it the same.
"""

from uuid import UUID

from records.cost.carried import Carried
from records.cost.split import split_fen
from records.cost.tally import BatchMonth, Fate, MonthTally
from records.ledger.bookings import Matter
from records.ledger.deeds import PricedItem
from records.ledger.drafts import About, Books, Drafted, OfMonth, lines_of
from records.ledger.entry import EntryLine
from records.ledger.prices import PriceList, cost_fen, no_price
from records.money import yuan_text
from records.refusal import Problem, problem

_LEFT = "LEFT"

_OUT = (
    (Matter.FISH_SOLD_COST, Fate.SOLD, "结转售鱼成本"),
    (Matter.FISH_DIED, Fate.DIED, "鱼死亡转待处理"),
    (Matter.FISH_MISSING, Fate.MISSING, "鱼盘亏转待处理"),
)


def found_fish(books: Books, tally: MonthTally, prices: PriceList) -> Drafted:
    """The voucher of fish that counts found, at the assessed price."""
    drafted, lines, sources = Drafted(), list[EntryLine](), list[UUID]()
    for name, batch in tally.batches.items():
        for day, found_g in batch.found_by_day.items():
            price = prices.at(PricedItem.FISH_ASSESSED, day)
            if price is None:
                drafted.problems.append(no_price(PricedItem.FISH_ASSESSED, day))
                continue
            about = About(batch=name, debit_g=found_g)
            lines += lines_of(books, Matter.FISH_FOUND, cost_fen(price, found_g), about)
        sources += batch.sources.get(Fate.FOUND, [])
    drafted.add_month(books, _place(tally, Matter.FISH_FOUND, "鱼盘盈"), lines, sources)
    return drafted


def fish_out(books: Books, tally: MonthTally, carried: Carried) -> Drafted:
    """The vouchers of fish sold, dead and missing; what is left keeps the rest of the cost."""
    drafted = Drafted()
    shares = {
        name: _shares(carried.fish_fen.get(name, 0), batch) for name, batch in tally.batches.items()
    }
    for matter, fate, word in _OUT:
        lines: list[EntryLine] = []
        for name, batch in tally.batches.items():
            about = About(batch=name, credit_g=batch.of(fate) or None)
            lines += lines_of(books, matter, shares[name].get(fate, 0), about)
        sources = [one for batch in tally.batches.values() for one in batch.sources.get(fate, [])]
        drafted.add_month(books, _place(tally, matter, word), lines, sources)
    for name, amount_fen in sorted(carried.fish_fen.items()):
        if amount_fen and name not in tally.batches:
            drafted.problems.append(_never_stocked(name, amount_fen))
    return drafted


def _shares(pool_fen: int, batch: BatchMonth) -> dict[str, int]:
    weights = {fate.value: batch.of(fate) for _, fate, _ in _OUT}
    shares = split_fen(pool_fen, {**weights, _LEFT: batch.left_g})
    # Cost that comes after the last fish has gone belongs to fish that were sold.
    return {Fate.SOLD.value: pool_fen} if shares is None else shares


def _place(tally: MonthTally, matter: Matter, word: str) -> OfMonth:
    return OfMonth(f"{matter.value}/{tally.month}", tally.last_day, f"{tally.month} {word}")


def _never_stocked(name: str, amount_fen: int) -> Problem:
    return problem(
        "BATCH_NOT_STOCKED",
        f"批次 {name} 有成本 {yuan_text(amount_fen)} 元而从未放苗；请核对批次号",
        f"batch {name} carries {yuan_text(amount_fen)} yuan but was never stocked: check its name",
    )
