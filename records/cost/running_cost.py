"""What a month costs besides feed and fish: energy, oxygen, rent, spring water, depreciation.

It refuses to spread it over batches, and to invent a price that nobody recorded.
"""

from collections.abc import Sequence
from datetime import date

from farm.fact import FactKind
from records.cost.tally import Metered, MonthTally
from records.ledger.bookings import Matter
from records.ledger.deeds import AssetPlaced, AssetRemoved, FeeAgreed, FeePer, PricedItem
from records.ledger.depreciation import worn_fen
from records.ledger.drafts import About, Books, Drafted, lines_of, of_month
from records.ledger.entry import EntryLine
from records.ledger.fees import covered_days, fee_fen
from records.ledger.prices import PriceList, cost_fen, no_price
from records.money import kilograms

_METERED = (
    (FactKind.ENERGY_USED_WH, PricedItem.ENERGY, Matter.ENERGY, "电费", "kWh"),
    (FactKind.OXYGEN_USED_G, PricedItem.OXYGEN, Matter.OXYGEN, "氧气", "kg"),
)


def running_cost(
    books: Books, tally: MonthTally, prices: PriceList, deeds: Sequence[object]
) -> Drafted:
    """The vouchers of what meters, contracts and assets cost in the month."""
    drafted = Drafted()
    for kind, item, matter, word, unit in _METERED:
        metered = tally.metered.get(kind)
        if metered is not None:
            drafted.take(_at_price(books, tally, prices, metered, (item, matter, word, unit)))
    drafted.take(_fees(books, tally, deeds))
    drafted.take(_depreciation(books, tally, deeds))
    return drafted


def _at_price(
    books: Books,
    tally: MonthTally,
    prices: PriceList,
    metered: Metered,
    what: tuple[PricedItem, Matter, str, str],
) -> Drafted:
    """One voucher; each price that held in the month is rounded once over its own quantity."""
    item, matter, word, unit = what
    drafted = Drafted()
    by_price: dict[date, int] = {}
    for day, amount in metered.by_day.items():
        price = prices.at(item, day)
        if price is None:
            drafted.problems.append(no_price(item, day))
            return drafted
        by_price[price.day] = by_price.get(price.day, 0) + amount
    lines: list[EntryLine] = []
    for since in sorted(by_price):
        price = prices.at(item, since)
        assert price is not None
        lines += lines_of(books, matter, cost_fen(price, by_price[since]))
    figure = kilograms(sum(by_price.values()))  # thousandths: Wh of a kWh as g of a kg
    summary = f"{tally.month} {word} {figure} {unit}"
    key = f"{matter.value}/{tally.month}"
    drafted.add(of_month(books, key, tally.last_day, summary, lines, metered.sources))
    return drafted


def _fees(books: Books, tally: MonthTally, deeds: Sequence[object]) -> Drafted:
    drafted = Drafted()
    for deed in deeds:
        if not isinstance(deed, FeeAgreed) or deed.entity != books.entity:
            continue
        covered = covered_days(deed, tally.month)
        if covered is None:
            continue
        amount_fen = fee_fen(deed, tally.month, _quantities(tally, *covered))
        lines = lines_of(books, deed.matter, amount_fen, About(about=deed.payee))
        key = f"{deed.matter.value}/{deed.contract}/{tally.month}"
        summary = f"{tally.month} {deed.contract} {deed.payee}"
        drafted.add(of_month(books, key, tally.last_day, summary, lines, [deed.deed_id]))
    return drafted


def _quantities(tally: MonthTally, first: date, last: date) -> dict[FeePer, int]:
    water = tally.metered.get(FactKind.WATER_USED_L, Metered())
    return {
        FeePer.KG_SOLD: tally.sold.between(first, last),
        FeePer.KG_HARVESTED: tally.harvested.between(first, last),
        FeePer.M3_USED: water.between(first, last),
    }


def _depreciation(books: Books, tally: MonthTally, deeds: Sequence[object]) -> Drafted:
    placed = [one for one in deeds if isinstance(one, AssetPlaced) and one.entity == books.entity]
    removed = {
        one.asset: one.day
        for one in deeds
        if isinstance(one, AssetRemoved) and one.entity == books.entity
    }
    lines: list[EntryLine] = []
    for asset in placed:
        production = asset.use == "PRODUCTION"
        matter = Matter.DEPRECIATION_PRODUCTION if production else Matter.DEPRECIATION_ADMIN
        worn = worn_fen(asset, tally.month, removed.get(asset.asset))
        lines += lines_of(books, matter, worn, About(about=asset.asset))
    key, summary = f"DEPRECIATION/{tally.month}", f"{tally.month} 计提折旧"
    sources = [asset.deed_id for asset in placed]
    drafted = Drafted()
    drafted.add(of_month(books, key, tally.last_day, summary, lines, sources))
    return drafted
