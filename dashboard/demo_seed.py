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
from dashboard.event_rows import CONSTRUCTED
from farm.stock import TankStock
from models.growth import TGC_DEFAULT, feed_conversion, weight_g
from records.canonical import canonical_json
from records.journal.causes import DeathCause
from records.journal.events import Death, Feed, Harvest, ProductionEvent, Sale, StockIn, Weigh
from records.store.dividend_inputs import Prepared
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
YOUNG_BELOW_G, YOUNG_START = 60.0, 14
"""Fry came into emptied tanks on that day; what was there before went to the market."""
MARKET_HEADS, MARKET_G = 3_900, 548.0
IDS = UUID("0c5b1f3a-8a77-5d0e-9a0b-5f8f3a8e1d11")
CAUSES = (DeathCause.UNKNOWN, DeathCause.HANDLING, DeathCause.CANNIBALISM, DeathCause.BACTERIA)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Past:
    """One batch in one tank: what it comes to on day `end`, and the weeks before.

    `start`: day on which it was put in. Day DAYS is now.
    """

    site: str
    tank: TankStock
    batch: str
    now: datetime
    start: int = 0
    end: int = DAYS

    def about(self, what: str, day: int, at_h: float) -> dict[str, object]:
        """What every event of the past carries."""
        name = f"{self.site}/{self.now:%Y%m%d}/{self.tank.tank}/{self.batch}/{what}/{day}"
        return {
            "event_id": uuid5(IDS, name),
            "happened_at": self.now - timedelta(days=DAYS - day) + at_h * HOUR,
            "actor": CONSTRUCTED,
            "site": self.site,
            "batch": self.batch,
        }

    @property
    def days(self) -> int:
        """How many days it was in the tank."""
        return self.end - self.start


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
    for past in _pasts(site_id, tanks, batches, now):
        events += past_of(past)
    by_batch: dict[str, list[ProductionEvent]] = {}
    for event in sorted(events, key=lambda e: e.happened_at):
        by_batch.setdefault(getattr(event, "batch", ""), []).append(event)
    for group in by_batch.values():
        for start in range(0, len(group), GROUP_MAX):
            store.append_all(group[start : start + GROUP_MAX])
    _seed_dividend(store, now_ms)
    return len(events)


def _pasts(
    site: str, tanks: Sequence[TankStock], batches: Mapping[str, str], now: datetime
) -> Iterator[Past]:
    """What swims now, and in the tanks of the youngest the market fish that were there before."""
    market = f"C{len(set(batches.values())) + 1:02d}"
    emptied = 0
    for tank in tanks:
        if not tank.heads:
            continue
        young = tank.mean_weight_g < YOUNG_BELOW_G
        if young:
            before = tank.model_copy(
                update={"heads": MARKET_HEADS, "biomass_kg": MARKET_HEADS * MARKET_G / 1000}
            )
            yield Past(site, before, market, now, 0, 3 + emptied % 9)
            emptied += 1
        yield Past(site, tank, batches[tank.tank], now, YOUNG_START if young else 0)


def past_of(past: Past) -> Iterator[ProductionEvent]:
    """Stocking, daily feed and deaths, weekly weighing, harvest and sale; one tank."""
    deaths = _deaths(past)
    weights = _weights(past)
    gone = past.end < DAYS
    thinned = 0 if gone else _thinned_heads(past.tank)
    heads = past.tank.heads + sum(deaths) + thinned
    yield StockIn.model_validate(
        {
            **past.about("stock", past.start, 1.0),
            "tank": past.tank.tank,
            "count_heads": heads,
            "mass_g": round(heads * weights[0]),
            "supplier": CONSTRUCTED,
        }
    )
    for at, day in enumerate(range(past.start, past.end)):
        if day == DAYS // 2 and thinned:
            yield from _market(past, day, thinned, weights[at])
            heads -= thinned
        yield from _daily(past, day, heads, weights[at], deaths[at])
        heads -= deaths[at]
    assert heads == past.tank.heads
    if gone:
        yield from _market(past, past.end, heads, past.tank.mean_weight_g)


def _deaths(past: Past) -> list[int]:
    """Heads that died on each day, spread evenly and without chance."""
    due, deaths = 0.0, []
    for _ in range(past.days):
        due += past.tank.heads * DEAD_PER_DAY
        deaths.append(int(due))
        due -= int(due)
    return deaths


def _weights(past: Past) -> list[float]:
    """Mean weight at the start of each day, g, along the plan's curve up to the last."""
    last_g = past.tank.mean_weight_g
    daily = TGC_DEFAULT * TEMPERATURE_C / 1000
    start_g = max(last_g ** (1 / 3) - daily * past.days, 1.0) ** 3
    curve = (float(weight_g(start_g, TGC_DEFAULT, TEMPERATURE_C, day)) for day in range(past.days))
    return [min(mean_g, last_g) for mean_g in curve]


def _thinned_heads(tank: TankStock) -> int:
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


def _market(past: Past, day: int, heads: int, mean_g: float) -> Iterator[ProductionEvent]:
    mass_g = round(heads * mean_g)
    tank = past.tank.tank
    yield Harvest.model_validate(
        {
            **past.about("harvest", day, 2.0),
            "tank": tank,
            "count_heads": heads,
            "mass_g": mass_g,
            "ticket_no": f"{CONSTRUCTED}-{tank}-{day}",
        }
    )
    yield Sale.model_validate(
        {
            **past.about("sale", day, 5.0),
            "mass_g": mass_g,
            "price_fen_per_kg": PRICE_FEN_PER_KG,
            "customer": f"{CONSTRUCTED}客户",
            "ticket_no": f"{CONSTRUCTED}-{tank}-{day}",
        }
    )


def _seed_dividend(store: JournalStore, now_ms: int) -> None:
    document = canonical_json(demo_dividend())
    store.dividend_inputs.append(
        Prepared("demo-dividend", "示例：村集体年度分配", document, True, CONSTRUCTED, now_ms)
    )
