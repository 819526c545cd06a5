"""A controller killed at any moment and started again tells feed, oxygen, energy and weight once.

Knows what truly fell, flowed and was metered on the fake farm, second by second.
"""

import asyncio
import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from controller.checkpoints import Checkpoints
from controller.facts import HOUR_MS, Tally
from controller.plant import farm_plan
from controller.reconcile import reconciled
from controller.run import Around, Run
from controller.store import PlainHistory, PlainStore, Remembered
from farm.clock import loop_clock, run_simulated
from farm.fact import Fact, FactKind
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, FakeFarm, Log
from tests.controller.whole_run import SITE

PLAN = farm_plan(SITE)
FEEDER, METER, VALVE = TagName("1-01.feeder"), TagName("1.energy"), TagName("1-01.oxygen_valve")
FEED_G_S = next(f.g_s for f in PLAN.facts.feeders if f.tag == FEEDER)
VALVE_G_H = next(f.full_g_h for f in PLAN.facts.flows if f.tag == VALVE)
WH_S = 2


class Truth:
    """What truly happened, over all runs."""

    def __init__(self) -> None:
        self.feed_g, self.oxygen_g = 0.0, 0.0

    async def seen(self, farm: FakeFarm) -> None:
        """Counts once a second, between two ticks."""
        await asyncio.sleep(0.5)
        while True:
            self.feed_g += FEED_G_S * farm.over.get(FEEDER, 0.0)
            self.oxygen_g += farm.values[VALVE] / 100 * VALVE_G_H / 3600
            farm.values[METER] = round(farm.values[METER] + WH_S / 1000, 6)
            await asyncio.sleep(1.0)


async def fed(farm: FakeFarm) -> None:
    """A meal by the farm's own switch: five seconds in forty, whatever the controller says."""
    while True:
        farm.over[FEEDER] = 1.0
        await asyncio.sleep(5)
        farm.over[FEEDER] = 0.0
        await asyncio.sleep(35)


def killed(
    farm: FakeFarm, folder: Path, store: PlainStore, truth: Truth, start_ms: int, for_s: float
) -> Log:
    """One run that ends without a word after `for_s`."""
    log = Log()

    async def main() -> None:
        checkpoints = Checkpoints(folder / "checkpoints")
        around = Around(log, loop_clock(), store, PlainHistory(10), checkpoints=checkpoints)
        run = Run(SITE, farm.wires, around)
        tasks = [asyncio.create_task(truth.seen(farm)), asyncio.create_task(fed(farm))]
        tasks.append(asyncio.create_task(run.until(asyncio.Event())))
        await asyncio.sleep(for_s)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    run_simulated(main(), start_ms)
    return log


def newest(*facts: Fact) -> tuple[Fact, ...]:
    return tuple({fact.source: fact for fact in facts}.values())


def total(facts: list[Fact], source: TagName) -> int:
    return sum(fact.amount for fact in facts if fact.source == source)


@pytest.mark.parametrize("after_s", [30, 90, 330, 631])
def test_nothing_is_told_twice_whenever_the_kill_comes(tmp_path: Path, after_s: int) -> None:
    """Killed `after_s` after a full hour (for feed: before, at and after a dose was told)."""
    farm, truth, first = FakeFarm(SITE), Truth(), PlainStore("one")
    farm.values[METER] = 1000.0
    begin_ms = START_MS + HOUR_MS - 1_500_000
    before_s = 1500 + after_s
    killed(farm, tmp_path, first, truth, begin_ms, before_s)
    held = Remembered(clean_stop=False, facts=newest(*first.facts))
    second = PlainStore("two", remembered=held)
    log = killed(farm, tmp_path, second, truth, begin_ms + (before_s + 20) * 1000, 3700 - after_s)
    facts = [*first.facts, *second.facts]
    end_ms = max(fact.to_ms for fact in second.facts if fact.source == METER)
    until_s = (end_ms - begin_ms) / 1000 - 20  # the meter stood while nothing ran
    assert until_s * WH_S - 60 <= total(facts, METER) <= until_s * WH_S + 2 * WH_S
    # A kill loses at most the minute that was not closed and the start; at the end of all up to
    # ten minutes of feed and an hour of oxygen are not told yet.
    untold_g = (60 + 10) * FEED_G_S + 600 * FEED_G_S * 5 / 40 + 5 * FEED_G_S
    assert truth.feed_g - untold_g <= total(facts, FEEDER) <= truth.feed_g + 2 * FEED_G_S
    assert truth.oxygen_g * 0.5 <= total(facts, VALVE) <= truth.oxygen_g + 1
    for source in {fact.source for fact in facts}:
        spans = sorted((f.from_ms, f.to_ms) for f in facts if f.source == source)
        assert all(one[1] <= then[0] for one, then in itertools.pairwise(spans)), source
    assert log.count("feed_and_oxygen_not_counted") == 1
    assert log.count("meter_span_lost") == 0


def told(kind: FactKind, source: TagName, amount: int, from_ms: int, to_ms: int) -> Fact:
    return Fact(
        boot="one", seq=1, kind=kind, place="1", amount=amount, from_ms=from_ms, to_ms=to_ms,
        source=source,
    )  # fmt: skip


def test_a_meter_goes_on_from_what_the_fact_accounted_to() -> None:
    tally = Tally({METER: (1000.25, 5000)}, hour=0)
    fact = told(FactKind.ENERGY_USED_WH, METER, 1500, 5000, HOUR_MS)
    after, lost = reconciled(PLAN.facts, tally, 4000, [fact], HOUR_MS + 9)
    assert (after.counted, after.hour, lost) == ({METER: (1001.75, HOUR_MS)}, 1, ())
    again, _ = reconciled(PLAN.facts, after, 4000, [fact], HOUR_MS + 9)
    assert again == after


def test_a_meter_whose_facts_do_not_chain_starts_anew_and_is_named() -> None:
    tally = Tally({METER: (1000.25, 5000)}, hour=0)
    fact = told(FactKind.ENERGY_USED_WH, METER, 1500, 7000, HOUR_MS)
    after, lost = reconciled(PLAN.facts, tally, 4000, [fact], HOUR_MS + 9)
    assert (dict(after.counted), lost) == ({}, (METER,))


def test_what_was_not_told_stays_counted() -> None:
    tally = Tally({FEEDER: (75.0, 9000), VALVE: (12.5, 9000)}, hour=3)
    old = [
        told(FactKind.FEED_DOSED_G, FEEDER, 100, 1000, 8000),
        told(FactKind.OXYGEN_USED_G, VALVE, 100, 1000, 9000),
    ]
    assert reconciled(PLAN.facts, tally, 9500, old, 10_000)[0] == tally


def test_a_load_told_after_the_checkpoint_is_not_weighed_again() -> None:
    scale = PLAN.facts.scale
    assert scale is not None
    fact = told(FactKind.WEIGHT_STABLE_G, scale, 812_500, 8000, 8000)
    assert reconciled(PLAN.facts, Tally({}), 7000, [fact], 9000)[0].weighed
    assert not reconciled(PLAN.facts, Tally({}), 8000, [fact], 9000)[0].weighed


def test_a_clock_that_was_ahead_leaves_no_span_that_begins_after_now() -> None:
    fact = told(FactKind.OXYGEN_USED_G, VALVE, 100, 1000, 9_000_000_000)
    after, _ = reconciled(PLAN.facts, Tally({VALVE: (3.0, 1000)}), 900, [fact], HOUR_MS)
    assert after == replace(after, counted={VALVE: (0.0, HOUR_MS)}, hour=1)


def test_an_unreadable_last_line_falls_back_to_the_one_before(tmp_path: Path) -> None:
    farm, store = FakeFarm(SITE), PlainStore("one")
    killed(farm, tmp_path, store, Truth(), START_MS, 200)
    file = next((tmp_path / "checkpoints").glob("*.jsonl"))
    kept = Checkpoints(tmp_path / "checkpoints").newest()
    for odd in (b"123 cut", b"124 eJyrrgUAAXUA+Q=="):
        file.write_bytes(file.read_bytes() + odd + b"\n")
    assert kept is not None and Checkpoints(tmp_path / "checkpoints").newest() == kept
