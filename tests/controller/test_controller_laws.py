"""Circulation, cone, degasser, feeding and heartbeat, each against what it must never do.

Knows a few lines of plant for each; the oxygen law has a file of its own.
"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.gate import judged
from controller.laws.circulation import AFTER_S, CirculationLaw
from controller.laws.cone import ConeLaw
from controller.laws.degas import DegasLaw
from controller.laws.feeding import FeedingLaw
from controller.laws.heartbeat import HeartbeatLaw
from controller.laws.law import Outcome, recalled, remembered
from controller.plant import farm_plan
from farm.command import Rank
from farm.floors import FAN_LEAST_HZ
from farm.site import FeedingControl
from farm.stock import TankStock
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, calm, frozen, load

PLAN = farm_plan(load("trial"))
LAYOUT = PLAN.layout
PUMPS = (TagName("1.pump_1"), TagName("1.pump_2"))


def circulation() -> CirculationLaw:
    law = next(law for law in PLAN.laws if isinstance(law, CirculationLaw))
    found = {PUMPS[0]: Outcome(45.0, Rank.SAFE), PUMPS[1]: Outcome(0.0, Rank.SAFE)}
    return law.told(found)


Over = dict[str, float | None]


def stepped(
    law: CirculationLaw, seconds: int, start: float = 0, over: Over | None = None
) -> tuple[CirculationLaw, list[float]]:
    for second in range(seconds):
        snapshot = frozen(LAYOUT, calm(LAYOUT, **(over or {})), start + second)
        law, commands = law.step(snapshot, 1.0)
    return law, [c.value for c in commands]


def test_flow_meter_zero_alone_never_changes_over() -> None:
    """F-09: the meter says nothing while the drive turns and draws."""
    law, speeds = stepped(circulation(), 3600, 0, {"flow": 0.0})
    assert law.changes == 0 and speeds == [45.0, 0.0]


@pytest.mark.parametrize(
    ("witness", "seconds"),
    [
        ({"pump_1_speed": 0.0}, 15),
        ({"pump_1_current": 0.3}, 5),
        ({"pump_1_current": 0.3, "pump_1_speed": 30.0}, 8),
        ({"pump_1_fault": 4.0}, 3),
        ({"pump_1_speed": None, "pump_1_current": None, "pump_1_fault": None}, 15),
    ],
)
def test_with_a_second_witness_standby_takes_over_in_time(witness: Over, seconds: int) -> None:
    law, _ = stepped(circulation(), seconds - 1, 0, witness | {"flow": 5.0})
    assert law.changes == 0
    law, speeds = stepped(law, 1, seconds - 1, witness | {"flow": 5.0})
    assert law.changes == 1 and speeds[1] >= 40.0
    assert speeds[0] > 0, "the old pump is not let go before the new one is seen turning"
    turning: Over = {"pump_2_speed": 45.0, "pump_2_current": 6.0}
    law, speeds = stepped(law, 1, seconds, {"flow": 150.0} | witness | turning)
    assert speeds[0] == 0.0 and speeds[1] >= 40.0


@pytest.mark.parametrize("faults", [("pump_1_fault",), ("pump_1_fault", "pump_2_fault")])
def test_a_fault_code_beside_speed_current_and_flow_changes_nothing_over(
    faults: tuple[str, ...],
) -> None:
    """A contact with a broken wire, or a last fault that outlived its reset."""
    law, speeds = stepped(circulation(), 400, 0, dict.fromkeys(faults, 1.0))
    assert law.changes == 0 and speeds[0] >= 40.0 and speeds[1] == 0.0


def test_a_standby_that_reports_a_fault_is_tried_only_while_no_water_moves() -> None:
    opened: Over = {"pump_1_fault": 4.0, "pump_1_current": 0.0, "pump_2_fault": 1.0}
    law, speeds = stepped(circulation(), 300, 0, opened | {"flow": 150.0})
    assert law.changes == 0 and speeds[0] >= 40.0
    law, speeds = stepped(law, 4, 300, opened | {"flow": 5.0})
    assert law.changes == 1 and speeds[1] >= 40.0
    law, _ = stepped(law, 200, 304, opened | {"flow": 5.0})
    assert 2 <= law.changes <= 5, "each in turn, a minute at a time"


def test_a_change_over_whose_pump_never_carries_is_ended() -> None:
    """The old one turns again: the duty goes back to it, and the other is let go."""
    law, _ = stepped(circulation(), 3, 0, {"pump_1_fault": 4.0, "flow": 5.0})
    assert law.handover and law.duty == 1
    law, speeds = stepped(law, int(AFTER_S) - 1, 3, {})
    assert law.handover and min(speeds) >= 40.0
    law, speeds = stepped(law, 1, 62, {})
    assert not law.handover and law.duty == 0 and speeds[0] >= 40.0 and speeds[1] == 0.0


def test_a_change_over_between_two_dead_pumps_is_ended_too() -> None:
    dead: Over = {"flow": 0.0, "pump_1_speed": 0.0, "pump_2_speed": 0.0}
    law, _ = stepped(circulation(), 15, 0, dead)
    assert law.handover
    law, speeds = stepped(law, int(AFTER_S), 15, dead)
    assert not law.handover and law.duty == 1 and speeds[1] >= 40.0


def test_a_standby_that_carries_takes_over_whatever_its_fault_contact_says_by_then() -> None:
    law, _ = stepped(circulation(), 3, 0, {"pump_1_fault": 4.0, "flow": 5.0})
    turning: Over = {"pump_2_speed": 45.0, "pump_2_current": 6.0, "pump_2_fault": 1.0}
    law, speeds = stepped(law, 1, 3, turning)
    assert not law.handover and law.duty == 1 and speeds[0] == 0.0


def test_after_a_change_over_nothing_is_judged_for_a_minute() -> None:
    law, _ = stepped(circulation(), 15, 0, {"flow": 5.0, "pump_1_speed": 0.0})
    law, _ = stepped(law, int(AFTER_S), 15, {"flow": 5.0, "pump_1_speed": 0.0})
    assert law.changes == 1


def test_silence_of_drive_and_meter_together_changes_nothing() -> None:
    over: Over = {"pump_1_speed": None, "pump_1_current": None, "pump_1_fault": None, "flow": None}
    law, speeds = stepped(circulation(), 600, 0, over)
    assert law.changes == 0 and speeds[0] == 45.0


@settings(max_examples=15)
@given(gain=st.floats(2.5, 6.0), start=st.floats(40, 50))
def test_the_speed_brings_the_flow_to_its_target(gain: float, start: float) -> None:
    law = replace(circulation(), hz=start)
    flow, speeds = 167.0, [start, 0.0]
    for second in range(900):
        reached = gain * max(speeds[0] - 5, 0)
        flow += (reached - flow) / 10
        law, speeds = stepped(law, 1, second, {"flow": flow, "pump_1_speed": speeds[0]})
    within = abs(flow - 167.0) / 167.0 < 0.02
    assert within or speeds[0] in (law.plan.life_flow_hz, 50.0)


def test_pumps_of_a_cold_farm_start_one_system_after_another() -> None:
    law = circulation()
    cold = replace(law, hz=0.0, plan=replace(law.plan, turn=2))
    cold, speeds = stepped(cold, 10, 0, {"flow": 0.0, "pump_1_speed": 0.0})
    assert speeds == [0.0, 0.0]
    _, speeds = stepped(cold, 1, 10, {"flow": 0.0, "pump_1_speed": 0.0})
    assert speeds[0] >= law.plan.life_flow_hz


def test_the_cone_takes_over_the_steady_part() -> None:
    """Plant on paper: all trims stand where use - cone leaves them; they end at 35 %."""
    law = next(law for law in PLAN.laws if isinstance(law, ConeLaw))
    law = law.told({law.plan.cone: Outcome(10.0, Rank.SAFE)})
    percent = 10.0
    for second in range(4 * 3600):
        trim = max(80.0 - percent * law.plan.trim_per_cone_ratio, 0.0)
        values = calm(LAYOUT, oxygen_valve=trim) | {oxygen: 8.0 for oxygen, _ in law.plan.trims}
        law, (command,) = law.step(frozen(LAYOUT, values, second), 1.0)
        percent = command.value
    assert trim == pytest.approx(35.0, abs=1.0)


def test_cone_and_fan_keep_when_they_cannot_see() -> None:
    cone = next(law for law in PLAN.laws if isinstance(law, ConeLaw))
    cone = cone.told({cone.plan.cone: Outcome(42.0, Rank.SAFE)})
    fan = next(law for law in PLAN.laws if isinstance(law, DegasLaw))
    fan = fan.told({fan.plan.fan: Outcome(33.0, Rank.SAFE)})
    dark = frozen(LAYOUT, calm(LAYOUT, oxygen_valve=None, ph=None), 0.0)
    for _ in range(600):
        cone, (cone_command,) = cone.step(dark, 1.0)
        fan, (fan_command,) = fan.step(dark, 1.0)
    assert (cone_command.value, fan_command.value) == (42.0, 33.0)


def test_a_fan_that_was_switched_off_by_hand_comes_back_to_its_work() -> None:
    fan = next(law for law in PLAN.laws if isinstance(law, DegasLaw))
    fan = fan.told({fan.plan.fan: Outcome(33.0, Rank.SAFE)})
    fan = fan.told({fan.plan.fan: Outcome(0.0, Rank.OPERATOR)})
    assert fan.hz == 33.0
    assert fan.told({fan.plan.fan: Outcome(25.0, Rank.OPERATOR)}).hz == 25.0


def test_the_fan_never_stops() -> None:
    fan = next(law for law in PLAN.laws if isinstance(law, DegasLaw))
    values = calm(LAYOUT) | {fan.plan.co2: 1.0}
    for second in range(7200):
        fan, (command,) = fan.step(frozen(LAYOUT, values, second), 1.0)
    assert command.value == FAN_LEAST_HZ


def feeding(ration_kg: float = 28.0) -> FeedingLaw:
    law = next(law for law in PLAN.laws if isinstance(law, FeedingLaw))
    stock = TankStock(tank="1-01", heads=1, biomass_kg=1, ration_kg_d=ration_kg, at_ms=0)
    return law.stocked(stock, START_MS + 2 * 86_400_000)


def fed(law: FeedingLaw, seconds: int, start: float, oxygen: float | None = 8.0) -> float:
    """Grams given."""
    grams, stands = 0.0, 0.0
    for second in range(seconds):
        law = law.told({law.plan.feeder: Outcome(stands, Rank.LAW)})
        values = {law.plan.oxygen: oxygen}
        law, (command,) = law.step(frozen(LAYOUT, values, start + second), 1.0)
        stands = command.value
        grams += law.plan.feeder_g_s * stands
    return grams


def test_a_meal_gives_its_share_of_the_ration_spread_over_its_time() -> None:
    """08:00 in China is the start of the test's clock; three meals a day."""
    law = feeding()
    assert fed(law, 1800, 0.0) == pytest.approx(28_000 / 6, rel=0.03)
    assert fed(law, 3700, 0.0) == pytest.approx(28_000 / 3, rel=0.03)
    assert fed(law, 600, 7200.0) == 0.0


def test_a_day_gives_the_ration() -> None:
    assert fed(feeding(6.0), 86_400, 0.0) == pytest.approx(6000, rel=0.05)


@pytest.mark.parametrize("oxygen", [None, 5.0])
def test_no_food_in_unfit_water_and_none_later_for_it(oxygen: float | None) -> None:
    law = feeding()
    assert fed(law, 1800, 0.0, oxygen) == 0.0
    assert fed(law, 1900, 1800.0) == pytest.approx(28_000 / 6, rel=0.05)


def test_no_ration_no_food_and_a_lapsed_one_neither() -> None:
    assert fed(feeding(0.0), 3600, 0.0) == 0.0
    assert fed(replace(feeding(), until_ms=START_MS), 3600, 0.0) == 0.0


def test_the_gate_opens_again_only_with_a_margin() -> None:
    control = FeedingControl()
    assert judged(True, 5.5, None, control).is_open
    assert not judged(True, 5.49, None, control).is_open
    assert not judged(False, 6.1, None, control).is_open
    assert judged(False, 6.2, None, control).is_open
    assert not judged(True, 9.0, 0.06, control).is_open
    assert not judged(True, None, None, control).is_open


def test_the_heart_beats_each_tick() -> None:
    law = HeartbeatLaw(next(p for p in PLAN.laws if isinstance(p, HeartbeatLaw)).plan)
    values = []
    for second in range(6):
        law, (command,) = law.step(frozen(LAYOUT, {}, second), 1.0)
        values.append(command.value)
    assert values == [1, 0, 1, 0, 1, 0]


@pytest.mark.parametrize("law", PLAN.laws, ids=lambda law: law.name)
def test_every_law_can_be_put_away_and_taken_up(law: HeartbeatLaw) -> None:
    after, _ = law.step(frozen(LAYOUT, calm(LAYOUT), 0.0), 1.0)
    assert recalled(law, remembered(after)) == after
    assert recalled(law, {"unknown": 1}) == law
