"""What alarms force upon breakers, feeders and oxygen lines, and pumps that are surely down.

Knows the trial site's ozone, fan and feeders; no wire.
"""

from dataclasses import replace

import pytest

from controller.alarms import Condition, Life
from controller.decide import Decision, decide
from controller.guards import feed_held, tripped
from controller.laws.circulation import CirculationLaw, dry_a, surely_down
from controller.laws.degas import FAN_MOST_HZ, DegasLaw
from controller.laws.feeding import FeedingLaw
from controller.laws.law import Outcome
from controller.memory import Memory
from controller.plant import farm_plan
from controller.trips import Trip
from farm.alarm import AlarmState, Priority
from farm.command import Rank
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, calm, frozen, load

PLAN = farm_plan(load("trial"))
FEEDERS = {TagName(f"1-0{n}.feeder") for n in range(1, 5)}
OZONE_TRIP = TagName("1.ozone_trip")


def taken_over() -> Memory:
    found = calm(PLAN.layout)
    applied = {name: found[name] or 0.0 for name in PLAN.layout.outputs}
    outcomes = {name: Outcome(value, Rank.SAFE) for name, value in applied.items()}
    return Memory(tuple(law.told(outcomes) for law in PLAN.laws), applied=applied)


def lived(seconds: int, memory: Memory, from_s: int = 0, **over: float) -> Decision:
    for second in range(from_s, from_s + seconds):
        values = {**calm(PLAN.layout, **over)}
        for name in PLAN.layout.outputs:  # every output does as it was told
            values[name] = memory.applied.get(name, values[name])
        decision = decide(PLAN, frozen(PLAN.layout, values, float(second)), memory, 1.0)
        memory = decision.memory
    return decision


def standing(kind: str, place: str) -> dict[str, Life]:
    condition = Condition(kind, place, Priority.P1)
    return {condition.id: Life(condition, AlarmState.UNACKNOWLEDGED)}


def test_ozone_that_nobody_asked_for_loses_its_supply_in_time() -> None:
    """Six seconds of contradiction, seven at most (F-29: ten with poll and write)."""
    early = lived(5, taken_over(), ozone_running=1.0)
    assert early.outputs[OZONE_TRIP].value == 0.0
    late = lived(2, early.memory, 5, ozone_running=1.0)
    assert late.outputs[OZONE_TRIP].value == 1.0 and OZONE_TRIP in late.reasons
    asked = replace(taken_over(), applied={**taken_over().applied, TagName("1.ozone"): 1.0})
    condition = [
        life for life in lived(1, asked, ozone_running=1.0).memory.lives if "ozone" in life
    ]
    assert condition == []


def test_a_feeder_that_runs_away_opens_the_breaker_of_its_system() -> None:
    thrown = tripped(PLAN.layout, standing("feeder_runs_away", "1-03"))
    assert set(thrown) == {TagName("1.feeder_trip")}
    calm_again = {k: replace(v, state=AlarmState.NORMAL) for k, v in
                  standing("feeder_runs_away", "1-03").items()}  # fmt: skip
    assert tripped(PLAN.layout, calm_again) == {}


def test_no_feeder_of_a_system_is_called_on_behind_its_open_breaker() -> None:
    """Its relay would read back as on, and feed that never fell would be booked."""
    away = standing("feeder_runs_away", "1-03")
    assert set(feed_held(PLAN.layout, away)) == FEEDERS
    meal = replace(
        taken_over(), lives=away, applied={**taken_over().applied, TagName("1-01.feeder"): 1.0}
    )
    assert lived(1, meal).outputs[TagName("1-01.feeder")].value == 0.0


def test_limits_that_stop_feeding_do_so_while_their_alarm_stands() -> None:
    assert set(PLAN.layout.feed_stops) == {
        "tan_high_1@1", "ph_low_1@1", "oxygen_pressure_low_1@1", "drum_difference_high_1@1",
    }  # fmt: skip
    before = lived(119, taken_over(), tan=4.0)
    assert feed_held(PLAN.layout, before.memory.lives) == {}
    after = lived(4, before.memory, 119, tan=4.0)
    assert set(feed_held(PLAN.layout, after.memory.lives)) == FEEDERS


def test_the_reference_plant_stops_feeding_at_the_same_limits_as_the_trial_farm() -> None:
    """Where it measures: it has no ammonia probe and no difference gauge on its drums."""
    marked = {
        name: {(row.quantity, row.side, row.at) for row in load(name).limits if row.stops_feed}
        for name in ("trial", "xiaojieling")
    }
    measured = {name.partition(".")[2] for name in farm_plan(load("xiaojieling")).layout.known}
    assert marked["xiaojieling"] == {row for row in marked["trial"] if row[0] in measured}
    assert marked["xiaojieling"] == {("ph", "low", 6.5), ("oxygen_pressure", "low", 3.0)}


def test_a_valve_that_does_not_close_has_its_line_shut_until_oxygen_is_down() -> None:
    stuck = {"oxygen_valve_position": 100.0}
    line = TagName("1-02.oxygen_isolation")
    seen: dict[float, float] = {}
    decision, at_s = lived(40, taken_over(), 0, do_a=12.0, do_b=12.1, **stuck), 40
    seen[12.0] = decision.outputs[line].value
    for tenths in range(119, 74, -1):  # as fast as fish breathe, so that no probe is doubted
        level = tenths / 10.0
        over = {**stuck, "do_a": level, "do_b": level + 0.1}
        decision, at_s = lived(12, decision.memory, at_s, **over), at_s + 12
        seen[level] = decision.outputs[line].value
    assert seen[12.0] == seen[11.1] == 1.0, "until the law itself wants the valve open"
    assert seen[10.0] == seen[7.5] == 0.0


def test_a_valve_that_does_not_open_is_made_up_for_by_the_emergency_line() -> None:
    """Below 7 mg/L for half a minute, until 9; the feeder stands meanwhile."""
    valve = TagName("1-02.emergency_valve")
    memory = taken_over()
    memory = replace(memory, applied={**memory.applied, TagName("1-02.oxygen_valve"): 90.0})
    stuck = {"oxygen_valve_position": 0.0}
    short = lived(40, memory, 0, do_a=6.6, do_b=6.7, **stuck)
    assert short.outputs[valve].value == 1.0 and not short.memory.trips["1-02"].is_open
    assert TagName("1-02.feeder") in feed_held(PLAN.layout, short.memory.lives)
    decision, at_s = short, 40
    for tenths in range(67, 93):
        over = {**stuck, "do_a": tenths / 10.0, "do_b": tenths / 10.0 + 0.1}
        decision, at_s = lived(12, decision.memory, at_s, **over), at_s + 12
    assert decision.outputs[valve].value == 0.0


@pytest.mark.parametrize(("mbar", "weak"), [(4.5, True), (4.8, False)])
def test_a_fan_is_weak_below_six_tenths_of_what_its_speed_gives(mbar: float, weak: bool) -> None:
    """12 mbar at 50 Hz are 7.68 at 40."""
    lives = lived(7, taken_over(), fan_speed=40.0, air_pressure=mbar).memory.lives
    assert ("fan_weak@1" in lives and lives["fan_weak@1"].is_live) == weak


def circulation() -> CirculationLaw:
    return next(law for law in PLAN.laws if isinstance(law, CirculationLaw))


def test_the_current_below_which_a_pump_runs_dry_lies_above_its_magnetising_current() -> None:
    """4 kW at 50 Hz: 7.2 A · (0.35 + 0.35 · 0.65) = 4.16 A; magnetising alone is 2.5 A."""
    assert dry_a(circulation().plan, 50.0) == pytest.approx(4.158)
    assert dry_a(circulation().plan, 30.0) > 0.35 * 7.2


@pytest.mark.parametrize(
    ("over", "down"),
    [
        ({}, False),
        ({"pump_1_fault": 4.0}, False),
        ({"pump_1_fault": 4.0, "pump_1_current": 0.0}, True),
        ({"pump_1_fault": 4.0, "pump_1_speed": 0.0}, True),
        ({"pump_1_running": 0.0}, False),
        ({"pump_1_running": 0.0, "pump_1_current": 0.0}, True),
        ({"pump_1_current": 0.0}, False),
    ],
)
def test_two_witnesses_of_its_own_make_sure_that_a_pump_is_down(
    over: dict[str, float], down: bool
) -> None:
    plan = circulation().plan
    snapshot = frozen(PLAN.layout, calm(PLAN.layout, **over), 0.0)
    assert surely_down(plan, plan.pumps[0], snapshot, no_flow=False) == down


def test_a_fault_beside_lost_flow_is_a_pump_that_is_down() -> None:
    plan = circulation().plan
    snapshot = frozen(PLAN.layout, calm(PLAN.layout, pump_1_fault=4.0, flow=5.0), 0.0)
    assert surely_down(plan, plan.pumps[0], snapshot, no_flow=True)


def test_a_tripped_drive_hands_over_after_three_seconds_and_lets_go_when_the_other_carries() -> (
    None
):
    law = replace(circulation(), hz=48.0, up_s=100.0)
    over = {"pump_1_fault": 4.0, "pump_1_speed": 0.0, "flow": 20.0}
    for second in range(3):
        assert law.duty == 0
        law, _ = law.step(frozen(PLAN.layout, calm(PLAN.layout, **over), float(second)), 1.0)
    assert law.duty == 1 and law.handover
    for hz, handover in ((20.0, True), (39.0, False)):
        turning = {**over, "pump_2_speed": hz, "pump_2_current": 6.0}
        law, _ = law.step(frozen(PLAN.layout, calm(PLAN.layout, **turning), 4.0), 1.0)
        assert law.handover == handover


def test_emergency_oxygen_is_called_long_after_a_quarter_of_an_hour() -> None:
    trip = Trip("no_flow", since_ms=START_MS - 898_000)
    memory = replace(taken_over(), trips={"1-01": trip})
    assert "emergency_long@1-01" not in lived(1, memory).memory.lives
    assert "emergency_long@1-01" in lived(3, memory).memory.lives


def test_a_ration_that_an_interlock_held_back_is_not_thrown_later() -> None:
    law = next(law for law in PLAN.laws if isinstance(law, FeedingLaw))
    owing = replace(law, owed_g=900.0, runs=True)
    held = owing.told({law.plan.feeder: Outcome(0.0, Rank.INTERLOCK)})
    assert held.owed_g == 0.0
    assert owing.told({law.plan.feeder: Outcome(1.0, Rank.LAW)}).owed_g == 900.0


def test_the_fan_goes_to_full_speed_at_the_alarm_of_carbon_dioxide() -> None:
    law = next(law for law in PLAN.laws if isinstance(law, DegasLaw))
    values = {**calm(PLAN.layout), TagName("1.co2"): 26.0}
    fast, _ = replace(law, hz=20.0).step(frozen(PLAN.layout, values, 0.0), 1.0)
    assert fast.hz == FAN_MOST_HZ
