"""A farm of two batches in March, with prices and rent, for the tests of cost."""

from collections.abc import Sequence
from typing import Any

from records.cost.month import MonthInputs, month_vouchers
from records.cost.tallying import tallies
from records.deeds.deed import Deed
from records.journal.events import ProductionEvent
from records.ledger.bookings import Matter
from records.ledger.deeds import (
    FeeAgreed,
    FeePer,
    PriceSet,
)
from records.ledger.drafts import Drafted
from records.ledger.entry import Entry
from tests.records.ledger_scene import (
    FARM,
    PAPER,
    deed,
    delivery,
    event,
    metered,
)

WAITING = "181 待处理财产损溢-待处理流动资产损溢"
PRICES = [
    deed(PriceSet, "2026-01-01", 1, item="ENERGY", price=6000),
    deed(PriceSet, "2026-03-16", 2, item="ENERGY", price=8000, supplier="供电公司"),
    deed(PriceSet, "2026-01-01", 3, item="OXYGEN", price=100_000),
    deed(PriceSet, "2026-01-01", 4, item="FISH_ASSESSED", price=3000),
    deed(PriceSet, "2026-01-01", 5, item="FEED_ASSESSED", price=900_000),
]


def fish(batch: str, tank: str, day: str, heads: int, mass_g: int) -> ProductionEvent:
    return event("STOCK_IN", day, batch, batch=batch, tank=tank, count_heads=heads, mass_g=mass_g)


def drafted(
    events: Sequence[ProductionEvent],
    deeds: Sequence[Deed] = (),
    posted: Sequence[Entry] = (),
    **more: Any,
) -> Drafted:
    """The last month of the events, drafted after all months before it were posted."""
    entries, made = list(posted), Drafted()
    for tally in tallies(events):
        made = month_vouchers(MonthInputs(FARM, tally, [*PRICES, *deeds], entries, **more))
        entries += made.entries
    return made


def whole(events: Sequence[ProductionEvent], deeds: Sequence[Deed] = ()) -> list[Entry]:
    """Every voucher of every month."""
    entries: list[Entry] = []
    for tally in tallies(events):
        entries += month_vouchers(MonthInputs(FARM, tally, [*PRICES, *deeds], entries)).entries
    return entries


MARCH = [
    delivery("2026-03-01", 1_000_000, 900_000, lot="L1"),
    delivery(
        "2026-03-01", 30_000, 60_000, category="FISH", item="鱼苗", batch="B1", supplier="苗场"
    ),
    fish("B1", "T1", "2026-03-01", 1000, 100_000),
    fish("B2", "T2", "2026-03-01", 1000, 300_000),
    event("FEED", "2026-03-10", 1, mass_g=200_000, feed_lot="L1"),
    event("FEED", "2026-03-10", 2, batch="B2", tank="T2", mass_g=300_000),
    metered("2026-03-15", "energy_used_wh", 100_000, 1),
    metered("2026-03-16", "energy_used_wh", 50_000, 2),
    metered("2026-03-20", "oxygen_used_g", 250_000, 3),
    metered("2026-03-20", "water_used_l", 40_000, 4),
    event("MORT", "2026-03-31", count_heads=100, cause="HYPOXIA", hour=23),
    event("HARVEST", "2026-03-31", count_heads=450, mass_g=60_000, hour=23),
    event("SALE", "2026-03-31", mass_g=60_000, price_fen_per_kg=4000, customer="永康水产", hour=23),
]
RENT = deed(
    FeeAgreed, "2026-01-01", contract="地租", matter=Matter.RENT, payee="村", per=FeePer.YEAR,
    amount_fen=1_200_000, proof=PAPER,
)  # fmt: skip


def count(day: str, counted_g: int, item: str = "浮料") -> ProductionEvent:
    return event(
        "STOCKTAKE", day, item=item, counted_g=counted_g, reason="盘点", approved_by="wang", hour=20
    )
