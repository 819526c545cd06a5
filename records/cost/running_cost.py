"""What a month costs besides feed and fish: energy, oxygen, rent, spring water, depreciation.

It refuses to spread it over batches, and to invent a price that nobody recorded.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from farm.fact import FactKind
from records.cost.tally import Metered, MonthTally
from records.deeds.deed import Deed
from records.ledger.bookings import Matter
from records.ledger.deeds import AssetPlaced, AssetRemoved, FeeAgreed, FeePer, PricedItem
from records.ledger.depreciation import worn_fen
from records.ledger.drafts import About, Books, Drafted, OfMonth, lines_of
from records.ledger.entry import EntryLine
from records.ledger.fees import agreed_fees, covered_days, fee_fen
from records.ledger.prices import PriceList, cost_fen, no_price
from records.money import kilograms

_METERED = (
    (FactKind.ENERGY_USED_WH, PricedItem.ENERGY, Matter.ENERGY, "电费", "kWh"),
    (FactKind.OXYGEN_USED_G, PricedItem.OXYGEN, Matter.OXYGEN, "氧气", "kg"),
)

NOTHING = Metered()
"""No quantity at all: of a yearly fee, and of a meter that told nothing."""


def running_cost(
    books: Books, tally: MonthTally, prices: PriceList, deeds: Sequence[Deed]
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
        owed = About(credit_about=price.supplier)
        lines += lines_of(books, matter, cost_fen(price, by_price[since]), owed)
    figure = kilograms(sum(by_price.values()))  # thousandths: Wh of a kWh as g of a kg
    summary = f"{tally.month} {word} {figure} {unit}"
    key = f"{matter.value}/{tally.month}"
    drafted.add_month(books, OfMonth(key, tally.last_day, summary), lines, metered.sources)
    return drafted


def _fees(books: Books, tally: MonthTally, deeds: Sequence[Deed]) -> Drafted:
    """One voucher for each contract; what was agreed anew within the month is one line more."""
    drafted = Drafted()
    by_key: dict[str, list[FeeAgreed]] = {}
    for agreed in agreed_fees(deeds, books.entity):
        key = f"{agreed.matter.value}/{agreed.contract}/{tally.month}"
        by_key.setdefault(key, []).append(agreed)
    for key, fees in by_key.items():
        lines, sources = list[EntryLine](), list[UUID]()
        for agreed in fees:
            fee_lines = _fee_lines(books, tally, agreed)
            if fee_lines:
                lines += fee_lines
                sources += [agreed.deed_id, *_quantity_of(tally, agreed).sources]
        summary = f"{tally.month} {fees[-1].contract} {fees[-1].payee}"
        drafted.add_month(books, OfMonth(key, tally.last_day, summary), lines, sources)
    return drafted


def _fee_lines(books: Books, tally: MonthTally, agreed: FeeAgreed) -> tuple[EntryLine, ...]:
    covered = covered_days(agreed, tally.month)
    if covered is None:
        return ()
    quantity = _quantity_of(tally, agreed).between(*covered)
    amount_fen = fee_fen(agreed, tally.month, quantity)
    return lines_of(books, agreed.matter, amount_fen, About(about=agreed.payee))


def _quantity_of(tally: MonthTally, agreed: FeeAgreed) -> Metered:
    match agreed.per:
        case FeePer.KG_SOLD:
            return tally.sold
        case FeePer.KG_HARVESTED:
            return tally.harvested
        case FeePer.M3_USED:
            return tally.metered.get(FactKind.WATER_USED_L, NOTHING)
        case _:
            return NOTHING


def _depreciation(books: Books, tally: MonthTally, deeds: Sequence[Deed]) -> Drafted:
    """One voucher for all assets; of an asset told twice the later deed holds."""
    placed: dict[str, AssetPlaced] = {}
    removed: dict[str, AssetRemoved] = {}
    for deed in deeds:
        if isinstance(deed, AssetPlaced) and deed.entity == books.entity:
            placed[deed.asset] = deed
        elif isinstance(deed, AssetRemoved) and deed.entity == books.entity:
            removed[deed.asset] = deed
    lines, sources = list[EntryLine](), list[UUID]()
    for name, asset in placed.items():
        production = asset.use == "PRODUCTION"
        matter = Matter.DEPRECIATION_PRODUCTION if production else Matter.DEPRECIATION_ADMIN
        gone = removed[name].day if name in removed else None
        worn = lines_of(books, matter, worn_fen(asset, tally.month, gone), About(about=name))
        lines += worn
        sources += [asset.deed_id] if worn else []
    place = OfMonth(f"DEPRECIATION/{tally.month}", tally.last_day, f"{tally.month} 计提折旧")
    drafted = Drafted()
    drafted.add_month(books, place, lines, sources)
    return drafted
