"""A device not set up for a loss of communication: no law moves it, people and interlocks do.

Knows the fake farm's writes and its true flow; which law wanted what is not asked.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from controller.as_found import AS_FOUND, NEVER_LEFT, RAISED, unattended
from controller.checkpoints import Checkpoints
from controller.decide import Decision, decide
from controller.interlocks import LAST_PUMP
from controller.laws.law import Outcome
from controller.memory import Hand, Memory, as_json, of_json
from controller.plant import farm_plan
from controller.replay import Stored, replayed
from controller.run import Run
from controller.store import PlainHistory
from farm.command import Rank
from farm.link import SettingFound
from farm.tag import TagName
from farm.words import Words
from tests.controller.fake_farm import START_MS, FakeFarm, ask, calm, frozen
from tests.controller.whole_run import SITE, ran

PLAN = farm_plan(SITE)
PUMP_1, PUMP_2 = TagName("1.pump_1"), TagName("1.pump_2")
WHY = Words(zh="断线时要继续转", en="it must go on turning")


def wrong(device: str, *outputs: str, comm_loss: bool = True) -> SettingFound:
    return SettingFound(
        device_id=device, key="comm_loss_action", unit="", found=0.0, must_be=(1.0,),
        reason="differs", why=WHY, comm_loss=comm_loss, life_support=True, outputs=outputs,
    )  # fmt: skip


WRONG_1, WRONG_2 = wrong("s1-pump-1", PUMP_1), wrong("s1-pump-2", PUMP_2)


def standing(run: Run) -> set[str]:
    assert run.cycle is not None
    return {key for key, life in run.cycle.memory.lives.items() if life.is_live}


def written(farm: FakeFarm, name: TagName) -> list[float]:
    return [value for _, output, value in farm.writes if output == name]


# -- whole runs ------------------------------------------------------------------------------------


def test_a_pump_with_a_wrong_setting_is_left_alone_and_released_by_itself() -> None:
    farm = FakeFarm(SITE, findings=(WRONG_1,))
    farm.values[PUMP_1] = 41.5  # below what the flow asks for: the law would move it

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(300)
        assert written(farm, PUMP_1) == []
        assert "comm_loss_differs@s1-pump-1.comm_loss_action" in standing(run)
        assert run.cycle is not None and run._granting is not None
        state = run.publisher.full(run.cycle.state)["outputs"][PUMP_1]
        assert (state["rank"], state["wanted"]) == ("none", 41.5)
        assert state["why"]["zh"] == "设备设置不符，不自动控制"
        told = await ask(run, run._granting, "set_output", output=PUMP_1, value=44.0, minutes=2)
        assert told["accepted"], told
        await asyncio.sleep(20)
        assert farm.values[PUMP_1] == 44.0
        await asyncio.sleep(200)
        assert farm.values[PUMP_1] == 44.0, "after the hand it stays as the hand left it"
        moved = len(written(farm, PUMP_1))
        farm.values[PUMP_1] = 42.0  # somebody turns it at its own panel: nobody puts it back
        await asyncio.sleep(60)
        assert len(written(farm, PUMP_1)) == moved
        assert not any(key.startswith("foreign_write") for key in standing(run))
        farm.findings = ()
        await asyncio.sleep(120)
        assert len(written(farm, PUMP_1)) > moved, "the law has it back"
        assert not any(key.startswith("comm_loss") for key in standing(run))

    ran(then, farm)


def test_the_fit_standby_takes_over_from_a_pump_that_may_not_be_moved() -> None:
    farm = FakeFarm(SITE, findings=(WRONG_1,))

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(60)
        farm.dead.add("pump_1")
        farm.over[TagName("1.pump_1_fault")] = 4.0
        await asyncio.sleep(30)
        assert farm.values[TagName("1.flow")] > 60
        stopped = []
        for _ in range(600):
            await asyncio.sleep(1)
            stopped.append(farm.values[PUMP_2] < 25)
        assert not any(stopped), "no flapping between the two"
        assert written(farm, PUMP_1) == []
        assert 150 < farm.values[TagName("1.flow")] < 185, "the flow is under control again"
        assert "standby_runs@1" in standing(run)

    ran(then, farm)


def test_a_pump_found_standing_leaves_the_duty_to_the_other() -> None:
    farm = FakeFarm(SITE, findings=(WRONG_1,))
    farm.values |= {PUMP_1: 0.0, PUMP_2: 0.0}

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(60)
        assert written(farm, PUMP_1) == [] and farm.values[PUMP_2] >= 30

    ran(then, farm)


def test_fish_come_before_settings_when_both_pumps_are_left_alone() -> None:
    farm = FakeFarm(SITE, findings=(WRONG_1, WRONG_2))

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(60)
        assert written(farm, PUMP_1) == written(farm, PUMP_2) == []
        farm.dead.add("pump_1")
        farm.over[TagName("1.pump_1_fault")] = 4.0
        await asyncio.sleep(20)
        life_hz = PLAN.circulation["1"].life_flow_hz
        assert farm.values[PUMP_2] == life_hz
        await asyncio.sleep(300)
        assert farm.values[PUMP_2] == life_hz and written(farm, PUMP_1) == []

    ran(then, farm)
    assert LAST_PUMP.zh


def test_a_decision_about_an_output_left_alone_can_be_recomputed(tmp_path: Path) -> None:
    history, farm = PlainHistory(1_000_000), FakeFarm(SITE)

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(90)
        farm.findings = (WRONG_1,)
        await asyncio.sleep(20)
        farm.values[PUMP_1] = 43.5
        await asyncio.sleep(60)

    ran(then, farm, folder=tmp_path, history=history)

    def stored(name: TagName, from_ms: int, to_ms: int) -> list[Stored]:
        return [r[1:] for r in history.rows if r[0] == name and from_ms <= r[1] < to_ms]

    kept = Checkpoints(tmp_path / "checkpoints")
    for second, rank in ((80, Rank.LAW), (95, Rank.SAFE), (115, Rank.SAFE), (150, Rank.SAFE)):
        minute = kept.holding(START_MS + second * 1000)
        assert minute is not None
        again = replayed(PLAN, minute, stored, PUMP_1, START_MS + second * 1000)
        assert again is not None and again.same and again.rank is rank, (second, again)


# -- one decision ----------------------------------------------------------------------------------


def decided(
    left: frozenset[TagName], values: Mapping[TagName, float | None], seconds: int = 5, **more: Hand
) -> Decision:
    layout = PLAN.layout
    applied = {name: values.get(name) or 0.0 for name in layout.outputs}
    laws = tuple(
        law.told({n: Outcome(v, Rank.SAFE) for n, v in applied.items()}) for law in PLAN.laws
    )
    hands = {TagName(name.replace("__", ".")): hand for name, hand in more.items()}
    memory = Memory(laws, applied=applied, unattended=left, hands=hands)
    for second in range(seconds):
        decision = decide(PLAN, frozen(layout, values, float(second)), memory, 1.0)
        memory = replace(decision.memory, unattended=left)
    return decision


@settings(deadline=None, max_examples=60)
@given(
    left=st.frozensets(st.sampled_from(sorted(PLAN.layout.outputs))),
    oxygen=st.floats(2.0, 14.0),
    flow=st.floats(0.0, 200.0),
)
def test_whatever_happens_no_law_moves_what_is_left_alone(
    left: frozenset[TagName], oxygen: float, flow: float
) -> None:
    left = frozenset(n for n in left if n.partition(".")[2] not in NEVER_LEFT)
    values = calm(PLAN.layout, do_a=oxygen, do_b=oxygen, flow=flow)
    decision = decided(left, values, 40)
    for name in left & decision.outputs.keys():
        command = decision.outputs[name]
        assert command.rank is not Rank.LAW
        if command.rank is Rank.SAFE and not name.endswith(".feeder"):
            stood = values[name]
            assert stood is not None
            raised = command.by == RAISED and command.value > stood and oxygen < 5.6
            assert raised or (command.by == AS_FOUND and command.value == stood)
    pumps = [decision.outputs[name].value for name in (PUMP_1, PUMP_2)]
    assert max(pumps) >= PLAN.circulation["1"].life_flow_hz


def test_a_person_and_an_interlock_reach_it() -> None:
    valve, emergency = TagName("1-01.oxygen_valve"), TagName("1-01.emergency_valve")
    hand = Hand(77.0, START_MS + 600_000, "set_output", "甲", WHY)
    values = calm(PLAN.layout, t1_01__do_a=3.0, t1_01__do_b=3.0)
    decision = decided(frozenset({valve, emergency}), values, 90, **{"1-01__oxygen_valve": hand})
    assert decision.outputs[valve].value == 77.0
    assert decision.outputs[valve].rank is Rank.OPERATOR
    assert decision.outputs[emergency].value == 1.0
    assert decision.outputs[emergency].rank is Rank.INTERLOCK


def test_a_feeder_is_stopped_and_not_left_feeding() -> None:
    feeder = TagName("1-01.feeder")
    values = calm(PLAN.layout, feeder=1.0)
    assert decided(frozenset({feeder}), values).outputs[feeder].value == 0.0


def test_what_tells_that_something_is_wrong_is_never_left() -> None:
    found = wrong("f-relay", "farm.siren", "farm.heartbeat", "1.drum")
    assert unattended([found]) == {TagName("1.drum")}
    assert unattended([wrong("x", comm_loss=False)]) == frozenset()
    assert unattended([wrong("x", "1.drum", comm_loss=False)]) == {TagName("1.drum")}


def test_it_is_kept_over_a_restart() -> None:
    memory = Memory(PLAN.laws, unattended=frozenset({PUMP_1}))
    assert of_json(as_json(memory), PLAN.laws).unattended == {PUMP_1}
    old = {key: value for key, value in as_json(memory).items() if key != "unattended"}
    assert of_json(old, PLAN.laws).unattended == frozenset()
