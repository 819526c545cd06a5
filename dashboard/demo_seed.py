"""An empty journal filled with a constructed past, so that every page has something true to show.

It refuses to touch a journal that holds anything. Every event has the actor 示例: constructed.

The past ends at the standing stock it is given: what was fed, what died, what was weighed and
harvested before is reckoned backward along the plan's growth curve.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from dashboard.demo_dividend import demo_dividend
from dashboard.dividend_inputs import DividendInputs, Prepared
from dashboard.event_rows import CONSTRUCTED
from farm.stock import TankStock
from models.growth import TGC_DEFAULT, feed_conversion, weight_g
from records.canonical import canonical_json
from records.journal.causes import DeathCause
from records.journal.events import Death, Feed, Harvest, ProductionEvent, Sale, StockIn, Weigh
from records.store.event_log import GROUP_MAX
from records.store.journal_store import JournalStore

DAYS = 28
TEMPERATURE_C = 26.0
DEAD_PER_DAY = 0.00036
"""Share that dies a day: 10 % over the plan's 290 days (ras-science 4)."""
WEIGH_EVERY_DAYS = 7
SAMPLE_HEADS = 60
HARVEST_OF_TANK_G = 450.0
"""Tanks heavier than this were thinned out for the market a while ago."""
HARVEST_SHARE = 0.12
PRICE_FEN_PER_KG = 3_600
IDS = UUID("0c5b1f3a-8a77-5d0e-9a0b-5f8f3a8e1d11")
CAUSES = (DeathCause.UNKNOWN, DeathCause.HANDLING, DeathCause.CANNIBALISM, DeathCause.BACTERIA)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Past:
    """One tank's weeks before now; `batch`: what swims in it."""

    site: str
    tank: TankStock
    batch: str
    now: datetime

    def at(self, day: int, at_h: float) -> datetime:
        """An instant on day 0 … DAYS - 1 of the past; everything ends an hour before now."""
        return self.now - timedelta(days=DAYS - day) + at_h * HOUR

    def about(self, what: str, day: int, at_h: float) -> dict[str, object]:
        """What every event of the past carries."""
        return {
            "event_id": uuid5(IDS, f"{self.site}/{self.now:%Y%m%d}/{self.tank.tank}/{what}/{day}"),
            "happened_at": self.at(day, at_h),
            "actor": CONSTRUCTED,
            "site": self.site,
            "batch": self.batch,
        }


def seed_journal(
    store: JournalStore,
    site_id: str,
    tanks: Sequence[TankStock],
    batches: Mapping[str, str],
    now_ms: int,
) -> int:
    """Write the past of `tanks` into an empty journal; number of events written, 0 if not empty.

    `batches`: batch by tank. The stock folded from it at `now_ms` is that of `tanks`: heads
    exactly, biomass to the rounding of the last weighing.
    """
    if store.events(limit=1):
        return 0
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    events: list[ProductionEvent] = []
    for tank in tanks:
        if tank.heads:
            past = Past(site_id, tank, batches[tank.tank], now)
            events += past_of(past)
    by_batch: dict[str, list[ProductionEvent]] = {}
    for event in sorted(events, key=lambda e: e.happened_at):
        by_batch.setdefault(getattr(event, "batch", ""), []).append(event)
    for group in by_batch.values():
        for start in range(0, len(group), GROUP_MAX):
            store.append_all(group[start : start + GROUP_MAX])
    _seed_dividend(store, now_ms)
    return len(events)


def past_of(past: Past) -> Iterator[ProductionEvent]:
    """Stocking, daily feed and deaths, weekly weighing, a harvest and its sale; one tank."""
    deaths = _deaths(past.tank)
    weights = _weights(past.tank.mean_weight_g)
    harvested = _harvested_heads(past.tank)
    heads = past.tank.heads + sum(deaths) + harvested
    yield StockIn.model_validate(
        {
            **past.about("stock", 0, 1.0),
            "tank": past.tank.tank,
            "count_heads": heads,
            "mass_g": round(heads * weights[0]),
            "supplier": CONSTRUCTED,
        }
    )
    for day in range(DAYS):
        if day == DAYS // 2 and harvested:
            yield from _market(past, harvested, weights[day])
            heads -= harvested
        yield from _daily(past, day, heads, weights[day], deaths[day])
        heads -= deaths[day]
    assert heads == past.tank.heads


def _deaths(tank: TankStock) -> list[int]:
    """Heads that died on each day, spread evenly and without chance."""
    due, deaths = 0.0, []
    for _ in range(DAYS):
        due += tank.heads * DEAD_PER_DAY
        deaths.append(int(due))
        due -= int(due)
    return deaths


def _weights(now_g: float) -> list[float]:
    """Mean weight at the start of each day, g, along the plan's curve up to `now_g`."""
    root = now_g ** (1 / 3)
    daily = TGC_DEFAULT * TEMPERATURE_C / 1000
    start_g = max(root - daily * DAYS, 1.0) ** 3
    return [
        min(float(weight_g(start_g, TGC_DEFAULT, TEMPERATURE_C, d)), now_g) for d in range(DAYS)
    ]


def _harvested_heads(tank: TankStock) -> int:
    heavy = tank.mean_weight_g >= HARVEST_OF_TANK_G
    return round(tank.heads * HARVEST_SHARE) if heavy else 0


def _daily(past: Past, day: int, heads: int, mean_g: float, dead: int) -> Iterator[ProductionEvent]:
    tank = past.tank.tank
    growth_g = float(weight_g(mean_g, TGC_DEFAULT, TEMPERATURE_C, 1.0)) - mean_g
    feed_g = max(1, round(heads * growth_g * float(feed_conversion(mean_g))))
    yield Feed.model_validate({**past.about("feed", day, 10.0), "tank": tank, "mass_g": feed_g})
    if dead:
        cause = CAUSES[(day + len(tank) + sum(map(ord, tank))) % len(CAUSES)]
        yield Death.model_validate(
            {**past.about("mort", day, 12.0), "tank": tank, "count_heads": dead, "cause": cause}
        )
    if (day + 1) % WEIGH_EVERY_DAYS == 0:
        last = day == DAYS - 1
        sample = _sample(past.tank) if last else _evenly(heads - dead, mean_g + growth_g)
        yield Weigh.model_validate(
            {
                **past.about("weigh", day, 22.0),
                "tank": tank,
                "sample_heads": sample[0],
                "sample_mass_g": sample[1],
            }
        )


def _sample(tank: TankStock) -> tuple[int, int]:
    """The last weighing: the whole tank, so that the book ends at the stock it was given."""
    return tank.heads, max(1, round(tank.biomass_kg * 1000))


def _evenly(heads: int, mean_g: float) -> tuple[int, int]:
    sample = max(1, min(SAMPLE_HEADS, heads))
    return sample, max(1, round(sample * mean_g))


def _market(past: Past, heads: int, mean_g: float) -> Iterator[ProductionEvent]:
    mass_g, day = round(heads * mean_g), DAYS // 2
    tank = past.tank.tank
    yield Harvest.model_validate(
        {
            **past.about("harvest", day, 2.0),
            "tank": tank,
            "count_heads": heads,
            "mass_g": mass_g,
            "ticket_no": f"{CONSTRUCTED}-{tank}",
        }
    )
    yield Sale.model_validate(
        {
            **past.about("sale", day, 5.0),
            "mass_g": mass_g,
            "price_fen_per_kg": PRICE_FEN_PER_KG,
            "customer": f"{CONSTRUCTED}客户",
            "ticket_no": f"{CONSTRUCTED}-{tank}",
        }
    )


def _seed_dividend(store: JournalStore, now_ms: int) -> None:
    document = canonical_json(demo_dividend())
    DividendInputs(store.database).append(
        Prepared("demo-dividend", "示例：村集体年度分配", document, True, CONSTRUCTED, now_ms)
    )
