"""A probe somebody cleans or calibrates: put aside at once, led by the other, back by itself.

Knows the trial site's tags; the page's button is tested in tests/dashboard.
"""

import asyncio
from dataclasses import replace

import pytest

from controller.checks import Check, in_check
from controller.decide import decide
from controller.granting import Granting
from controller.memory import as_json, of_json
from controller.plant import farm_plan
from controller.run import Run
from controller.store import PlainStore, Remembered
from farm.status import Ne107, Status, ne107
from farm.tag import TagName
from tests.controller.controller_talk import talked
from tests.controller.fake_farm import START_MS, FakeFarm, ask, calm, frozen, load
from tests.controller.test_controller_guards import taken_over

PLAN = farm_plan(load("trial"))
A, B, WARMTH = TagName("1-01.do_a"), TagName("1-01.do_b"), TagName("1-01.temperature")
OXYGEN, EMERGENCY = TagName("1-01.oxygen"), TagName("1-01.emergency_valve")
LATER_MS = START_MS + 900_000


def kinds(run: Run) -> set[str]:
    assert run.cycle is not None
    return {key for key, life in run.cycle.memory.lives.items() if life.is_shown}


def farm_of(run: Run) -> FakeFarm:
    assert isinstance(run.wires.field, FakeFarm)
    return run.wires.field


def test_a_probe_in_zero_solution_moves_nothing_while_somebody_says_so() -> None:
    store = PlainStore("boot")

    async def talk(run: Run, granting: Granting) -> None:
        assert run.cycle is not None
        before = run.cycle.memory.applied[TagName("1-01.oxygen_valve")]
        assert (await ask(run, granting, "start_check", tag=A))["accepted"]
        farm_of(run).over[A] = 0.0
        await asyncio.sleep(120)
        seen = run.cycle.decision
        assert seen is not None
        sample = seen.outlook.snapshot.samples[A]
        assert (sample.status, sample.reason) == (Status.BAD_OUT_OF_SERVICE, "function_check")
        assert ne107(sample.status) is Ne107.FUNCTION_CHECK
        assert seen.outlook.snapshot.read(OXYGEN) == pytest.approx(8.0, abs=0.3)
        assert run.cycle.memory.applied[EMERGENCY] == 0.0
        moved = run.cycle.memory.applied[TagName("1-01.oxygen_valve")] - before
        assert abs(moved) < 15, "without the other probe it would run to its end"
        assert not {key for key in kinds(run) if "1-01" in key}
        farm_of(run).over.pop(A)
        assert (await ask(run, granting, "end_check", tag=A))["accepted"]
        await asyncio.sleep(5)
        assert run.cycle.decision is not None
        assert run.cycle.decision.outlook.snapshot.read(A) is not None

    talked(talk, store=store)
    who = [(note.by, note.output, note.actor) for note in store.commands if note.output == A]
    assert who == [("start_check", A, "甲"), ("end_check", A, "甲")]


def test_what_it_showed_in_the_hand_is_in_no_history() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        await ask(run, granting, "start_check", tag=A)
        since_ms = run.around.clock.utc_ms() + 1000
        farm_of(run).over[A] = 0.25
        await asyncio.sleep(20)
        rows = [row for row in run.around.history.rows if row[0] == A and row[1] > since_ms]  # type: ignore[attr-defined]
        assert rows and {row[2:] for row in rows} == {(None, int(Status.BAD_OUT_OF_SERVICE))}

    talked(talk)


def test_left_alone_it_comes_back_after_15_minutes_and_says_who_began() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        assert run.cycle is not None
        await ask(run, granting, "start_check", tag=A)
        await asyncio.sleep(890)
        assert run.cycle.decision is not None and kinds(run) <= {"stock_missing@farm"}
        assert run.cycle.decision.outlook.snapshot.read(A) is None
        await asyncio.sleep(15)
        life = run.cycle.memory.lives[f"function_check_over@{A}"]
        assert life.is_live and life.condition.note == "甲"
        assert run.cycle.decision.outlook.snapshot.read(A) is not None
        await asyncio.sleep(80)
        assert not run.cycle.memory.checks
        assert f"function_check_over@{A}" in kinds(run), "it stays until somebody has seen it"

    talked(talk)


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("not_checkable", "farm.mains_ok"),
        ("not_checkable", "1-01.level_float"),
        ("not_checkable", "1-01.oxygen"),
        ("not_checkable", "1-01.oxygen_valve"),
        ("not_checkable", "9-99.do_a"),
        ("other_checked", "1-01.do_b"),
        ("accepted", "1-01.do_a"),
        ("accepted", "1-02.do_b"),
        ("accepted", "1.ph"),
    ],
)
def test_what_may_be_put_aside(code: str, tag: str) -> None:
    async def talk(run: Run, granting: Granting) -> None:
        assert (await ask(run, granting, "start_check", tag=A))["accepted"]
        assert (await ask(run, granting, "start_check", tag=tag))["code"] == code
        if code != "accepted":
            ended = await ask(run, granting, "end_check", tag=tag)
            assert ended["code"] in ("not_checkable", "not_in_check")

    talked(talk)


def test_a_restart_leaves_it_in_the_hand_and_a_clock_put_back_no_longer_than_asked() -> None:
    store = PlainStore("boot")

    async def talk(run: Run, granting: Granting) -> None:
        await ask(run, granting, "start_check", tag=A)

    talked(talk, store=store)
    kept = {("mode", note.key): note.value for _, note in store.lastings}
    assert [key for _, key in kept] == [f"check/{A}"]

    async def after(run: Run, _: Granting) -> None:
        assert run.cycle is not None
        left_ms = run.cycle.memory.checks[A].until_ms - run.around.clock.utc_ms()
        assert 0 < left_ms <= 900_000
        assert run.cycle.decision is not None
        assert run.cycle.decision.outlook.snapshot.read(A) is None

    again = PlainStore("boot", remembered=Remembered(lasting=kept))
    talked(after, store=again)
    far = {("mode", f"check/{A}"): '[9000000000000, "wish-1", "乙"]'}
    talked(after, store=PlainStore("boot", remembered=Remembered(lasting=far)))
    broken = {
        ("mode", f"check/{A}"): "[1]",
        ("mode", "check/farm.mains_ok"): kept["mode", f"check/{A}"],
    }

    async def without(run: Run, _: Granting) -> None:
        assert run.cycle is not None and not run.cycle.memory.checks

    talked(without, store=PlainStore("boot", remembered=Remembered(lasting=broken)))


def test_the_thermometer_in_the_same_head_leaves_the_water_with_it() -> None:
    checks = {A: Check(LATER_MS, "wish", "甲")}
    assert in_check(PLAN.layout, checks, START_MS) == {A, WARMTH}
    assert in_check(PLAN.layout, {B: checks[A]}, START_MS) == {B}
    assert in_check(PLAN.layout, {WARMTH: checks[A]}, START_MS) == {A, WARMTH}
    assert in_check(PLAN.layout, checks, LATER_MS + 1) == frozenset()


def test_it_is_in_what_a_replay_starts_from() -> None:
    memory = replace(taken_over(), checks={A: Check(LATER_MS, "wish", "甲")})
    assert of_json(as_json(memory), PLAN.laws).checks == memory.checks


def test_the_last_probe_of_a_tank_may_be_cleaned_and_the_tank_then_runs_blind() -> None:
    """Blind is not off: base oxygen and a call, whatever the probe shows meanwhile."""
    memory = replace(taken_over(), checks={A: Check(LATER_MS, "wish", "甲")})
    for second in range(1, 30):
        snapshot = frozen(PLAN.layout, calm(PLAN.layout, t1_01__do_b=None), float(second))
        decision = decide(PLAN, snapshot, memory, 1.0)
        memory = decision.memory
    assert decision.outlook.votes["1-01"].is_blind
    assert "blind@1-01" in {key for key, life in memory.lives.items() if life.is_shown}
    assert decision.outputs[TagName("1-01.oxygen_valve")].value >= 35.0
