"""Energy, oxygen, water, feed and weights as facts: nothing lost, nothing twice.

Knows a day of made-up readings.
"""

import asyncio
import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from controller.facts import HOUR_MS, Draft, Tally, tallied
from controller.plant import farm_plan
from controller.run import Run
from farm.fact import FactKind
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, FakeFarm, calm, frozen, load
from tests.controller.whole_run import SITE, ran

PLAN = farm_plan(load("trial"))
LAYOUT = PLAN.layout
ONE_TANK = replace(
    PLAN.facts,
    flows=tuple(f for f in PLAN.facts.flows if f.place == "1-01"),
    feeders=tuple(f for f in PLAN.facts.feeders if f.place == "1-01"),
)


def total(drafts: list[Draft], kind: FactKind, place: str) -> int:
    return sum(d.amount for d in drafts if (d.kind, d.place) == (kind, place))


def test_hourly_oxygen_is_valve_times_rating() -> None:
    """Two hours at 50 % of 1200 g/h, told in whole grams at full hours."""
    tally, drafts = Tally({}), []
    for second in range(0, 7201, 10):
        values = calm(LAYOUT, oxygen_valve=50.0)
        tally, told = tallied(ONE_TANK, tally, frozen(LAYOUT, values, second), {}, 10.0)
        drafts += told
    assert abs(total(drafts, FactKind.OXYGEN_USED_G, "1-01") - 1200) <= 10


@given(st.lists(st.floats(0, 3), min_size=3, max_size=30), st.sampled_from([None, 2]))
def test_energy_facts_add_up_to_the_meter(steps_kwh: list[float], gap: int | None) -> None:
    """Each reading an hour apart, one maybe Bad: in all, what the meter went up, to the Wh."""
    tally, drafts, meter = Tally({}), [], 1000.0
    readings = [meter := meter + step for step in steps_kwh]
    for index, reading in enumerate(readings):
        shown = None if index == gap else reading
        snapshot = frozen(LAYOUT, calm(LAYOUT, energy=shown), index * 3600.0)
        tally, told = tallied(PLAN.facts, tally, snapshot, {}, 1.0)
        drafts += told
    last = readings[-2] if gap is not None and gap == len(readings) - 1 else readings[-1]
    assert abs(total(drafts, FactKind.ENERGY_USED_WH, "1") - (last - readings[0]) * 1000) <= 1
    spans = [
        (d.from_ms, d.to_ms) for d in drafts if (d.kind.value, d.place) == ("energy_used_wh", "1")
    ]
    assert all(a < b for a, b in spans)
    assert all(first[1] <= then[0] for first, then in itertools.pairwise(spans))


def test_a_meter_that_was_changed_tells_nothing_wrong() -> None:
    tally, drafts = Tally({}), []
    for hour, reading in enumerate([500.0, 510.0, 3.0, 5.0]):
        snapshot = frozen(LAYOUT, calm(LAYOUT, energy=reading), hour * 3600.0)
        tally, told = tallied(PLAN.facts, tally, snapshot, {}, 1.0)
        drafts += told
    amounts = [d.amount for d in drafts if (d.kind, d.place) == (FactKind.ENERGY_USED_WH, "1")]
    assert amounts == [10_000, 2_000]


def test_feed_is_counted_by_what_the_relay_did_and_told_as_doses() -> None:
    tally, drafts = Tally({}), []
    for second in range(1300):
        values = calm(LAYOUT, feeder=1.0 if second % 40 < 5 and second < 1200 else 0.0)
        tally, told = tallied(ONE_TANK, tally, frozen(LAYOUT, values, second), {}, 1.0)
        drafts += told
    doses = [d for d in drafts if d.kind is FactKind.FEED_DOSED_G]
    assert sum(d.amount for d in doses) == 30 * 5 * 25
    assert len(doses) == 2


def fed_g(read: list[float | None], commanded: float = 1.0) -> float:
    """Grams counted for one feeder over these read-backs, a second each."""
    tally, feeder = Tally({}), ONE_TANK.feeders[0].tag
    for second, seen in enumerate(read):
        snapshot = frozen(LAYOUT, calm(LAYOUT, feeder=seen), second)
        tally, _ = tallied(ONE_TANK, tally, snapshot, {feeder: commanded}, 1.0)
        tally = Tally.of_json(tally.as_json())
    return tally.counted.get(feeder, (0.0, 0))[0]


def test_feed_that_nobody_saw_fall_is_not_counted() -> None:
    assert fed_g([None] * 60) == 0.0
    assert fed_g([0.0, *[None] * 60]) == 0.0
    assert fed_g([1.0, 1.0, 0.0, None, None]) == 2 * 25.0


def test_a_feeder_that_becomes_unread_counts_ten_seconds_on_while_commanded() -> None:
    assert fed_g([1.0, None, None, 1.0]) == 4 * 25.0
    assert fed_g([1.0, *[None] * 60]) == 11 * 25.0
    assert fed_g([1.0, *[None] * 60], commanded=0.0) == 25.0


def test_a_scale_unread_for_a_moment_does_not_weigh_twice() -> None:
    tally, drafts = Tally({}), []
    for second, kg in enumerate([812.5, 812.5, None, 812.5, 812.5]):
        values = calm(LAYOUT, scale=kg, scale_stable=None if kg is None else 1.0)
        tally, told = tallied(PLAN.facts, tally, frozen(LAYOUT, values, second), {}, 1.0)
        drafts += told
    assert [d.amount for d in drafts if d.kind is FactKind.WEIGHT_STABLE_G] == [812_500]


def test_a_weighing_is_told_once() -> None:
    tally, drafts = Tally({}), []
    seen = [(0.0, 1.0), (5.0, 0.0), (812.4, 0.0), (812.5, 1.0), (812.5, 1.0), (3.0, 0.0)]
    seen += [(812.5, 1.0), (0.0, 1.0)]
    for second, (kg, stable) in enumerate(seen):
        values = calm(LAYOUT, scale=kg, scale_stable=stable)
        tally, told = tallied(PLAN.facts, tally, frozen(LAYOUT, values, second), {}, 1.0)
        drafts += told
    weights = [d.amount for d in drafts if d.kind is FactKind.WEIGHT_STABLE_G]
    assert weights == [812_500, 812_500]


def test_a_tally_survives_a_checkpoint() -> None:
    tally = Tally({"1.energy": (1000.5, 12)}, 7, True)
    assert Tally.of_json(tally.as_json()) == tally
    assert HOUR_MS == 3_600_000


def test_a_meter_that_began_anew_adds_nothing_and_the_log_names_it() -> None:
    """A 16-bit pulse meter after a start of the drivers: its turns are forgotten (663.36 → 9.0)."""
    meter = TagName("1.energy")
    farm = FakeFarm(SITE)
    farm.values[meter] = 663.36

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(30)
        farm.values[meter] = 9.0
        await asyncio.sleep(60)

    _, log, store = ran(then, farm, start_ms=START_MS - 60_000)
    said = [fields["meters"] for event, fields in log.said if event == "meter_span_lost"]
    assert said == [(meter,)]
    assert not [fact for fact in store.facts if fact.source == meter]
