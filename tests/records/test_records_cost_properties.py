"""Whatever happens on the farm, no fen and no gram is lost."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from records.cost.report import batch_costs
from records.cost.tally import Fate
from records.cost.tallying import tallies
from records.journal.events import ProductionEvent
from tests.records.cost_scene import RENT, whole
from tests.records.ledger_scene import (
    FARM,
    FEWER,
    delivery,
    event,
    metered,
    told,
)

BATCHES = ("B1", "B2")


class Farm:
    """Two batches that a test lets live: only what the fish there allow happens to them."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.events = draw, list[ProductionEvent]()
        self.heads, self.unsold = dict.fromkeys(BATCHES, 0), dict.fromkeys(BATCHES, 0)

    def some(self, most: int) -> int:
        return self.draw(st.integers(1, most))

    def happen(self, what: str, day: str, seq: int) -> None:
        batch = self.draw(st.sampled_from(BATCHES))
        at: dict[str, Any] = {"batch": batch, "tank": f"T-{batch}", "hour": seq / 2, "name": seq}
        if what == "power":
            self.events.append(metered(day, "energy_used_wh", self.some(10**6), seq))
        elif what == "delivery":
            lot = {"lot": f"L{seq}", "hour": seq / 2}
            self.events.append(delivery(day, self.some(9_000), self.some(9_000) - 1, **lot))
        elif what == "sale" and self.unsold[batch]:
            sold = {"mass_g": self.some(self.unsold[batch]), "price_fen_per_kg": 3000}
            self.unsold[batch] -= sold["mass_g"]
            self.events.append(
                event("SALE", day, seq, hour=seq / 2, batch=batch, customer="甲", **sold)
            )
        elif self.heads[batch]:
            self.fish(what, day, batch, at)
        else:
            self.heads[batch] = 100
            self.events.append(event("STOCK_IN", day, count_heads=100, mass_g=5_000, **at))

    def fish(self, what: str, day: str, batch: str, at: dict[str, Any]) -> None:
        gone = self.some(self.heads[batch])
        match what:
            case "death":
                made = event("MORT", day, count_heads=gone, cause="UNKNOWN", **at)
            case "missing":
                counted: dict[str, Any] = {
                    "delta_heads": -gone,
                    "reason": "点数",
                    "approved_by": "wang",
                }
                made = event("COUNT_ADJUST", day, **counted, **at)
            case "harvest":
                self.unsold[batch] += gone * 60
                made = event("HARVEST", day, count_heads=gone, mass_g=gone * 60, **at)
            case "weigh":
                grams, gone = self.some(900), 0
                made = event("SAMPLE_WEIGH", day, sample_heads=1, sample_mass_g=grams, **at)
            case _:
                grams, gone = self.some(9_000), 0
                made = event("FEED", day, mass_g=grams, **at)
        self.heads[batch] -= gone
        self.events.append(made)


WHAT = st.sampled_from(
    ("feed", "feed", "death", "missing", "harvest", "sale", "weigh", "power", "delivery")
)


@st.composite
def journals(draw: st.DrawFn) -> list[ProductionEvent]:
    """Some months of a farm that could have been: fish come, eat, die, go missing, are sold."""
    farm, day = Farm(draw), date(2026, 1, 3)
    for seq in range(1, draw(st.integers(2, 26))):
        day += timedelta(days=draw(st.integers(0, 12)))
        farm.happen(draw(WHAT), day.isoformat(), seq)
    return farm.events


@FEWER
@given(journals(), st.randoms(use_true_random=False))
def test_whatever_happens_no_fen_is_lost(events: list[ProductionEvent], shuffler: Random) -> None:
    """Every voucher balances; money that came in is somewhere; the order of writing is nothing."""
    entries = whole(events, [RENT])
    assert all(sum(line.amount_fen for line in one.lines) == 0 for one in entries)
    sums = told(entries)
    paid = -sums.get("211 应付款", 0)
    kept = sum(
        fen
        for label, fen in sums.items()
        if label.split(" ")[0] in {"121", "141", "401", "181", "521"}
    )
    assert paid == kept
    for cost in batch_costs(entries, FARM, tallies(events)):
        assert cost.left_fen >= 0 and cost.sold.amount_fen >= 0 and cost.lost.amount_fen >= 0
    last = list(tallies(events))[-1]
    gone = [name for name, batch in last.batches.items() if batch.left_g == 0]
    for cost in batch_costs(entries, FARM, tallies(events)):
        assert cost.batch not in gone or cost.left_fen == 0
    mixed = list(events)
    shuffler.shuffle(mixed)
    assert {one.entry_id: one for one in whole(sorted(mixed, key=at_hour), [RENT])} == {
        one.entry_id: one for one in entries
    }


def at_hour(one: ProductionEvent) -> datetime:
    return one.happened_at


@FEWER
@given(journals())
def test_mass_that_left_a_batch_is_told_once(events: list[ProductionEvent]) -> None:
    months = list(tallies(events))
    for before, after in pairwise(months):
        assert (after.first_day - before.last_day).days == 1
    died = [one for one in events if one.kind == "MORT"]
    sources = [
        source
        for month in months
        for batch in month.batches.values()
        for source in batch.sources.get(Fate.DIED, [])
    ]
    assert sorted(sources) == sorted(one.event_id for one in died)
