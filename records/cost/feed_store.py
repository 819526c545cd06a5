"""The feed store by the gram: what came in, what was given to which batch, what counts found.

It refuses to go below nothing: what was given beyond the stock is kept apart as short.
"""

from datetime import date

from records.cost.tally import Fate, FeedMonth, MonthTally
from records.journal.events import Feed, InputReceive, StockTake
from records.money import kilograms
from records.refusal import Problem, problem


class FeedStore:
    """Grams by kind of feed, in the order in which kinds first came.

    Feed whose lot nobody told (a feeder knows none) is taken from the kind that came first and is
    still there: an assumption, which the next stock-take of each kind corrects.
    """

    def __init__(self) -> None:
        """An empty store."""
        self._left_g: dict[str, int] = {}
        self._item_of_lot: dict[str, str] = {}

    def take(self, event: Feed | InputReceive | StockTake, day: date, month: MonthTally) -> None:
        """Carry one event into the month."""
        if isinstance(event, InputReceive):
            self._receive(event, month)
        elif isinstance(event, Feed):
            self._give(event, month)
        else:
            self._count(event, day, month)

    def close_month(self, month: MonthTally) -> None:
        """Write what is left of every kind, and tell what was given without being there."""
        for item in self._left_g:
            self._month(item, month).left_g = self._left_g[item]
        for item, feed in month.feeds.items():
            if feed.short_g:
                month.problems.append(_short(item, feed.short_g, month.month))

    def _month(self, item: str, month: MonthTally) -> FeedMonth:
        if item not in month.feeds:
            month.feeds[item] = FeedMonth(opening_g=self._left_g.get(item, 0))
        return month.feeds[item]

    def _receive(self, event: InputReceive, month: MonthTally) -> None:
        if event.category != "FEED":
            return
        assert event.mass_g is not None
        self._month(event.item, month).bought_g += event.mass_g
        self._left_g[event.item] = self._left_g.get(event.item, 0) + event.mass_g
        if event.lot is not None:
            self._item_of_lot[event.lot] = event.item

    def _give(self, event: Feed, month: MonthTally) -> None:
        told = self._item_of_lot.get(event.feed_lot or "")
        wanted_g = event.mass_g
        for item in list(self._left_g) if told is None else [told]:
            given_g = min(wanted_g, self._left_g[item])
            if given_g:
                self._out(item, event, given_g, month)
                wanted_g -= given_g
        if wanted_g:
            item = told or next(iter(self._left_g), event.feed_lot or UNKNOWN_FEED)
            feed = self._month(item, month)
            feed.short_g += wanted_g
            feed.sources.setdefault(Fate.USED, []).append(event.event_id)

    def _out(self, item: str, event: Feed, given_g: int, month: MonthTally) -> None:
        feed = self._month(item, month)
        feed.add(Fate.USED, given_g, event.event_id)
        feed.used_g[event.batch] = feed.used_g.get(event.batch, 0) + given_g
        self._left_g[item] -= given_g

    def _count(self, event: StockTake, day: date, month: MonthTally) -> None:
        if event.item not in self._left_g:
            month.problems.append(_never_came(event.item, day))
            return
        feed = self._month(event.item, month)
        more_g = event.counted_g - self._left_g[event.item]
        if more_g > 0:
            feed.found_by_day[day] = feed.found_by_day.get(day, 0) + more_g
            feed.add(Fate.FOUND, more_g, event.event_id)
        elif more_g < 0:
            feed.add(Fate.MISSING, -more_g, event.event_id)
        self._left_g[event.item] = event.counted_g


UNKNOWN_FEED = "饲料（未登记）"
"""Name of feed that was given before any came in."""


def _short(item: str, short_g: int, month: str) -> Problem:
    return problem(
        "FEED_SHORT",
        f"{month} {item} 投喂比账面库存多 {kilograms(short_g)} kg，未计价；请补录进货或先盘点",
        f"in {month} {kilograms(short_g)} kg more of {item} were fed than the books had, and have "
        "no value: enter the delivery or take stock",
    )


def _never_came(item: str, day: date) -> Problem:
    return problem(
        "ITEM_UNKNOWN",
        f"{day} 盘点的 {item} 从未入库；请核对名称或补录进货",
        f"{item} was counted on {day} but never came in: check its name or enter the delivery",
    )
