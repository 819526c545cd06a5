"""Whether an entry is likely: far too many dead, a sample twice the book, the same thing twice.

It refuses to forbid anything: it asks, and the person who was at the tank decides.
"""

from collections.abc import Iterator

from dashboard.api_books import Finding
from dashboard.book_view import BookView, TankBook
from farm.words import Words
from records.journal.events import Death, Feed, Harvest, ProductionEvent, StockIn, Weigh

DEAD_SHARE_MAX = 0.02
"""More of a tank dead at once than this is a catastrophe or a slip of the finger."""
FEED_RATIONS_MAX = 2.0
MEAN_WEIGHT_OFF_MAX = 0.3
SAME_WITHIN_S = 600
_IDENTITY = {"event_id", "happened_at", "actor", "source", "backfilled", "backfill_reason"}


def unlikely(event: ProductionEvent, view: BookView) -> list[Finding]:
    """Everything about an event that a person should look at twice."""
    return [*_amounts(event, view), *_twice(event, view)]


def _amounts(event: ProductionEvent, view: BookView) -> Iterator[Finding]:
    match event:
        case Death():
            yield from _deaths(event, view.tank(event.tank))
        case Feed():
            yield from _feed(event, view.tank(event.tank))
        case Weigh(sample_heads=heads, sample_mass_g=mass_g):
            yield from _mean(mass_g / heads, view.tank(event.tank))
        case Harvest(count_heads=heads, mass_g=mass_g):
            yield from _mean(mass_g / heads, view.tank(event.tank))
        case StockIn() if view.tank(event.tank).batches not in ((), (event.batch,)):
            others = "、".join(view.tank(event.tank).batches)
            yield _ask(
                "mixed_batches",
                f"{event.tank} 池里已有批次 {others}，会混养",
                f"tank {event.tank} already holds {others}; the batches will mix",
            )


def _deaths(event: Death, tank: TankBook) -> Iterator[Finding]:
    if tank.heads and event.count_heads > DEAD_SHARE_MAX * tank.heads:
        percent = 100 * event.count_heads / tank.heads
        yield _ask(
            "many_dead",
            f"{event.count_heads} 尾是全池的 {percent:.1f} %",
            f"{event.count_heads} fish are {percent:.1f} % of the tank",
        )


def _feed(event: Feed, tank: TankBook) -> Iterator[Finding]:
    day_g = tank.ration_kg_d * 1000
    if day_g and event.mass_g > FEED_RATIONS_MAX * day_g:
        yield _ask(
            "much_feed",
            f"{event.mass_g / 1000:g} kg 超过一天投喂量 {tank.ration_kg_d:.1f} kg 的两倍",
            f"{event.mass_g / 1000:g} kg is over twice the day's ration, {tank.ration_kg_d:.1f} kg",
        )


def _mean(mean_g: float, tank: TankBook) -> Iterator[Finding]:
    book_g = tank.mean_weight_g
    if book_g and abs(mean_g / book_g - 1) > MEAN_WEIGHT_OFF_MAX:
        yield _ask(
            "mean_weight_off",
            f"均重 {mean_g:.0f} g，账面 {book_g:.0f} g，差得多",
            f"mean weight {mean_g:.0f} g, the book says {book_g:.0f} g",
        )


def _twice(event: ProductionEvent, view: BookView) -> Iterator[Finding]:
    said = event.model_dump(exclude=_IDENTITY)
    for stored in reversed(view.events[-200:]):
        other = stored.event
        apart_s = abs((other.happened_at - event.happened_at).total_seconds())
        if (
            other.event_id != event.event_id
            and apart_s <= SAME_WITHIN_S
            and other.model_dump(exclude=_IDENTITY) == said
        ):
            yield _ask(
                "entered_twice",
                "十分钟内已有一条同样的记录",
                "the same was entered within ten minutes",
            )
            return


def _ask(code: str, zh: str, en: str) -> Finding:
    return Finding(
        level="warning",
        code=code,
        text=Words(zh=zh, en=en),
        do=Words(zh="没有错就再按一次保存", en="if it is right, save once more"),
    )
