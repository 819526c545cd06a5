"""Orders that get in each other's way: the same fault on the same place, twice at one time.

It refuses to know what a fault does. What was ordered without an end may be ordered anew with
another value: that is how a level moves and how something is undone.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from trials.orders.order import Lasting, Order

SAYS_WHERE = ("device", "bus", "tag", "tank", "place", "area", "address")
SAYS_WHAT = ("do", "kind", "what")

Key = tuple[Any, ...]


def overlapping(orders: Sequence[Order]) -> Iterator[tuple[int, int]]:
    """Pairs of places in the list: an order, and the earlier one that still holds when it comes."""
    lasting = [(index, order) for index, order in enumerate(orders) if isinstance(order, Lasting)]
    before: dict[Key, tuple[int, Lasting]] = {}
    for index, order in sorted(lasting, key=lambda row: row[1].at_s):
        earlier = before.get(_same(order))
        if earlier is not None and _still_holds(earlier[1], order, orders):
            yield index, earlier[0]
        if earlier is None or _outlasts(order, earlier[1]):
            before[_same(order)] = index, order


def _same(order: Lasting) -> Key:
    told = tuple(getattr(order, name, "") for name in (*SAYS_WHAT, *SAYS_WHERE))
    return (*told, *sorted(getattr(order, "setting", {})))


def _outlasts(later: Lasting, earlier: Lasting) -> bool:
    return later.ends_s is None or earlier.ends_s is None or later.ends_s >= earlier.ends_s


def _still_holds(earlier: Lasting, later: Lasting, orders: Sequence[Order]) -> bool:
    if later.at_s <= earlier.at_s:
        return True
    if earlier.ends_s is not None:
        return later.at_s < earlier.ends_s
    ended = any(
        _ends(order, earlier) and earlier.at_s < order.at_s <= later.at_s for order in orders
    )
    same = getattr(earlier, "value", None) == getattr(later, "value", None)
    return same and not ended


def _ends(order: Order, earlier: Lasting) -> bool:
    """Whether one order says that all is well again where the other did something."""
    if order.do == "clear":
        return getattr(order, "device", "") == getattr(earlier, "device", None)
    return order.do == "free" and getattr(order, "tag", "") == getattr(earlier, "tag", None)
