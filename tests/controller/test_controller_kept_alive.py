"""What fish breathe through is raised to its base even where a setting keeps the laws away from it.

Knows what a base is (docs/safety.md); drives decisions in closed form: what is written stands.
"""

import asyncio
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.as_found import AS_FOUND, RAISED
from controller.decide import Decision, decide
from controller.kept_alive import BLIND_S
from controller.memory import Hand, Memory, Mode
from controller.plant import farm_plan
from controller.run import Run
from farm.command import Rank
from farm.link import SettingFound
from farm.tag import TagName
from farm.words import Words
from tests.controller.fake_farm import START_MS, FakeFarm, calm, frozen
from tests.controller.whole_run import SITE, ran

PLAN = farm_plan(SITE)
TANKS, SYSTEM = PLAN.layout.tanks, PLAN.layout.systems[0]
OUTPUTS = sorted(PLAN.layout.outputs)
BASE = SITE.control.oxygen.blind_percent
FAN_HZ = 30.0
PUMPS = (TagName("1.pump_1"), TagName("1.pump_2"))
VALVE = TagName("1-01.oxygen_valve")
OXYGEN = ("oxygen_valve", "cone_valve", "fan")
DEAD = {"oxygen_valve": 0.0, "cone_valve": 0.0, "fan": 0.0}
BLIND: dict[str, float | None] = {"do_a": None, "do_b": None}
WHY = Words(zh="试验", en="test")


def ends(*quantities: str) -> frozenset[TagName]:
    return frozenset(n for n in PLAN.layout.outputs if n.partition(".")[2] in quantities)


def played(
    left: frozenset[TagName],
    values: Mapping[TagName, float | None],
    seconds: int,
    mode: Mode = "normal",
    hands: Mapping[TagName, Hand] | None = None,
) -> tuple[Decision, dict[TagName, float | None]]:
    """The last decision and the farm after it: every output becomes at once what was decided."""
    now = dict(values)
    applied = {name: now[name] or 0.0 for name in PLAN.layout.outputs}
    memory = Memory(PLAN.laws, mode, applied=applied, unattended=left, hands=hands or {})
    for second in range(seconds):
        decision = decide(PLAN, frozen(PLAN.layout, now, float(second)), memory, 1.0)
        memory = decision.memory
        now |= {name: c.value for name, c in decision.outputs.items() if now[name] is not None}
    return decision, now


@pytest.mark.parametrize("over", [{}, BLIND])
def test_life_support_means_base_oxygen_whatever_the_settings(over: dict[str, float]) -> None:
    values = calm(PLAN.layout, **{**DEAD, **over})
    _, after = played(frozenset(PLAN.layout.outputs), values, 60, "life_support")
    assert all(after[tank.valve] == BASE for tank in TANKS)
    assert (after[SYSTEM.cone], after[SYSTEM.fan]) == (BASE, FAN_HZ)
    assert all(after[tank.feeder] == 0.0 for tank in TANKS)


def test_life_support_starts_pumps_that_stand_and_leaves_the_one_that_turns() -> None:
    stand = calm(PLAN.layout, pump_1=0.0, pump_1_speed=0.0, pump_1_current=0.0, flow=0.0)
    _, after = played(frozenset(PUMPS), stand, 60, "life_support")
    life_hz = PLAN.circulation["1"].life_flow_hz
    assert [after[pump] for pump in PUMPS] == [life_hz, life_hz]
    _, after = played(frozenset(PUMPS), calm(PLAN.layout), 60, "life_support")
    assert [after[pump] for pump in PUMPS] == [45.0, 0.0]


def test_a_blind_tank_gets_its_base_after_the_hold_and_not_before() -> None:
    values, left = calm(PLAN.layout, **{**DEAD, **BLIND}), ends(*OXYGEN)
    decision, _ = played(left, values, int(BLIND_S))
    assert decision.outputs[VALVE].by == AS_FOUND
    decision, after = played(left, values, 60)
    assert all(after[tank.valve] == BASE for tank in TANKS)
    assert (after[SYSTEM.cone], after[SYSTEM.fan]) == (BASE, FAN_HZ)
    assert decision.outputs[VALVE].by == AS_FOUND, "once it stands it is left again"


def test_only_the_tank_that_is_short_is_raised() -> None:
    values = calm(PLAN.layout, **DEAD, t1_02__do_a=5.0, t1_02__do_b=5.0)
    _, after = played(ends("oxygen_valve"), values, 60)
    opened = {tank.id for tank in TANKS if after[tank.valve] == BASE}
    assert opened == {"1-02"}
    assert after[VALVE] == 0.0


def test_one_low_reading_raises_nothing_and_what_stands_higher_is_not_lowered() -> None:
    left = ends(*OXYGEN)
    values = calm(PLAN.layout, **DEAD)
    memory = Memory(PLAN.laws, applied={n: values[n] or 0.0 for n in OUTPUTS}, unattended=left)
    for second in range(60):
        dip = {"t1_01__do_a": 4.5} if second == 30 else {}
        now = calm(PLAN.layout, **DEAD, **dip)
        decision = decide(PLAN, frozen(PLAN.layout, now, float(second)), memory, 1.0)
        memory = decision.memory
        assert decision.outputs[VALVE].value == 0.0, second
    high = calm(PLAN.layout, **BLIND, oxygen_valve=90.0, cone_valve=85.0, fan=50.0)
    modes: tuple[Mode, ...] = ("normal", "life_support")
    for mode in modes:
        decision, after = played(left, high, 60, mode)
        assert (after[VALVE], after[SYSTEM.cone], after[SYSTEM.fan]) == (90.0, 85.0, 50.0)


def test_it_is_asked_for_as_long_as_nobody_has_read_it() -> None:
    values = calm(PLAN.layout, **{**DEAD, **BLIND}) | {VALVE: None}
    decision, _ = played(frozenset({VALVE}), values, 120)
    command = decision.outputs[VALVE]
    assert (command.by, command.value, command.rank) == (RAISED, BASE, Rank.SAFE)


def test_a_person_still_outranks_it() -> None:
    hand = Hand(10.0, START_MS + 600_000, "set_output", "甲", WHY)
    values = calm(PLAN.layout, **{**DEAD, **BLIND})
    decision, after = played(ends(*OXYGEN), values, 60, hands={VALVE: hand})
    assert after[VALVE] == 10.0 and decision.outputs[VALVE].rank is Rank.OPERATOR


@settings(deadline=None, max_examples=50)
@given(
    left=st.frozensets(st.sampled_from(OUTPUTS)),
    blind=st.frozensets(st.sampled_from([tank.id for tank in TANKS]), min_size=1),
    stands=st.floats(0, 100),
    mode=st.sampled_from(("normal", "life_support")),
    flow=st.sampled_from((None, 0.0, 167.0)),
)
def test_whatever_is_set_wrong_a_blind_tank_breathes(
    left: frozenset[TagName],
    blind: frozenset[str],
    stands: float,
    mode: Mode,
    flow: float | None,
) -> None:
    """Blind for 60 s: every path of oxygen at least at its base, or the emergency valve open."""
    start = calm(PLAN.layout, **DEAD, flow=flow) | {t.valve: stands for t in TANKS}
    start |= {probe: None for tank in TANKS if tank.id in blind for probe in tank.probes}
    _, after = played(left, start, 60, mode)
    for tank in (tank for tank in TANKS if tank.id in blind):
        paths = [(tank.valve, BASE)]
        paths += [(SYSTEM.cone, BASE)] if SYSTEM.cone in left else []
        paths += [(SYSTEM.fan, FAN_HZ)] if SYSTEM.fan in left else []
        enough = all((after[name] or 0.0) >= least for name, least in paths)
        assert enough or after[tank.emergency] == 1.0, (tank.id, paths)
        assert (after[tank.valve] or 0.0) >= min(stands, BASE), "nothing was lowered below base"
    pumps = [after[pump] or 0.0 for pump in PUMPS]
    assert max(pumps) >= PLAN.circulation["1"].life_flow_hz


def test_on_the_wires_a_blind_tank_is_opened_and_a_hand_at_the_valve_may_open_it_more() -> None:
    found = SettingFound(
        device_id="io", key="comm_loss_action", unit="", found=0.0, must_be=(1.0,),
        reason="differs", why=WHY, comm_loss=True, life_support=True, outputs=(VALVE,),
    )  # fmt: skip
    farm = FakeFarm(SITE, findings=(found,))
    farm.values[VALVE] = 0.0

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(60)
        assert farm.values[VALVE] == 0.0
        farm.mute = {PLAN.layout.station_of[probe].bus for probe in TANKS[0].probes}
        await asyncio.sleep(60)
        assert farm.values[VALVE] == BASE
        farm.values[VALVE] = 80.0
        await asyncio.sleep(30)
        assert farm.values[VALVE] == 80.0
        farm.values[VALVE] = 20.0
        await asyncio.sleep(30)
        # Raised from what it stood at before, no faster than it may fall: not below the base.
        assert BASE <= farm.values[VALVE] <= 80.0

    ran(then, farm)
