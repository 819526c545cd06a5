"""Which price is in force on a day, and what a quantity costs at it.

It refuses to guess: where no price holds there is none, and the voucher waits for one.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from records.deeds.deed import Deed
from records.integers import half_up_div
from records.ledger.deeds import PricedItem, PriceSet
from records.refusal import Problem, problem

UNITS: Mapping[PricedItem, int] = {
    PricedItem.ENERGY: 100_000,
    PricedItem.OXYGEN: 1_000_000,
    PricedItem.FISH_ASSESSED: 1_000,
    PricedItem.FEED_ASSESSED: 1_000_000,
}
"""Divisor from quantity × price to fen: Wh × 0.0001 yuan/kWh, g × fen/t, g × fen/kg.

For whole kWh and kg this is DIV-SPEC-1.0 B7.4: half_up(kWh × price / 100), half_up(kg × price /
1000).
"""

_NAMES = {
    PricedItem.ENERGY: ("电价", "price of electricity"),
    PricedItem.OXYGEN: ("氧气价格", "price of oxygen"),
    PricedItem.FISH_ASSESSED: ("盘盈鱼的评估价", "assessed price of fish found"),
    PricedItem.FEED_ASSESSED: ("盘盈饲料的评估价", "assessed price of feed found"),
}


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices by item in the order of days."""

    by_item: Mapping[PricedItem, Sequence[PriceSet]]

    def at(self, item: PricedItem, day: date) -> PriceSet | None:
        """The price in force on the day; of two of one day the one recorded later."""
        prices = self.by_item.get(item, ())
        place = bisect_right(prices, day, key=lambda one: one.day)
        return prices[place - 1] if place else None


def price_list(deeds: Iterable[Deed], entity: str) -> PriceList:
    """The prices of an entity among its deeds, in the order recorded."""
    by_item: dict[PricedItem, list[PriceSet]] = {}
    for deed in deeds:
        if isinstance(deed, PriceSet) and deed.entity == entity:
            by_item.setdefault(deed.item, []).append(deed)
    for prices in by_item.values():
        prices.sort(key=lambda one: one.day)
    return PriceList(by_item)


def cost_fen(price: PriceSet, quantity: int) -> int:
    """Fen for a quantity at the price, rounded once: Wh of energy, g of everything else."""
    return half_up_div(quantity * price.price, UNITS[price.item])


def no_price(item: PricedItem, day: date) -> Problem:
    """The problem of a quantity that has no price on its day."""
    zh, en = _NAMES[item]
    return problem(
        "NO_PRICE",
        f"{day} 没有{zh}，请先登记价格及其依据",
        f"there is no {en} on {day}: record it with its document first",
    )
