"""Energy, oxygen, water, feed and weights as facts: nothing lost, nothing twice.

Knows a day of made-up readings.
"""

import itertools
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from controller.facts import HOUR_MS, Draft, Tally, tallied
from controller.plant import farm_plan
from farm.fact import FactKind
from tests.controller.fake_farm import calm, frozen, load

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


def test_an_unread_feeder_counts_as_commanded() -> None:
    feeder = ONE_TANK.feeders[0].tag
    values = calm(LAYOUT, feeder=None)
    tally, _ = tallied(ONE_TANK, Tally({}), frozen(LAYOUT, values, 0), {feeder: 1.0}, 1.0)
    assert tally.counted[feeder][0] == 25.0


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
