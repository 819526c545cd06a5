"""Which wishes are refused, each with its code and words, and that none is executed twice.

Knows the wishes of farm.link; the socket has a file of its own.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.alarms import Condition, Life
from controller.granting import Granting
from controller.laws.oxygen import OxygenLaw
from controller.run import Around, Run
from controller.store import CommandNote, LastingNote, PlainHistory, PlainStore
from controller.trips import Trip
from farm.alarm import AlarmState, Priority
from farm.clock import loop_clock, run_simulated
from farm.link import Question, Wish
from farm.stock import TankStock
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, FakeFarm, Log, ask, load, made

SITE = load("trial")
Talk = Callable[[Run, Granting], Awaitable[None]]


def talked(talk: Talk, after_s: float = 10.0, store: PlainStore | None = None) -> Run:
    """Talk to a running controller of a fake farm on the simulated loop."""
    kept: list[Run] = []

    async def main() -> None:
        farm, clock = FakeFarm(SITE), loop_clock()
        memory = store or PlainStore("boot")
        run = Run(SITE, farm.wires, Around(Log(), clock, memory, PlainHistory(1000)))
        kept.append(run)
        stop = asyncio.Event()
        task = asyncio.create_task(run.until(stop))
        await asyncio.sleep(after_s)
        assert run._granting is not None
        await talk(run, run._granting)
        stop.set()
        await task

    run_simulated(main())
    return kept[0]


REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("unknown_output", "set_output", {"output": "1-99.oxygen_valve", "value": 5}),
    ("not_for_hands", "set_output", {"output": "farm.heartbeat", "value": 1}),
    ("out_of_limits", "set_output", {"output": "1-01.oxygen_valve", "value": 101}),
    ("out_of_limits", "set_output", {"output": "1-01.oxygen_valve", "value": float("nan")}),
    ("out_of_limits", "set_output", {"output": "1-01.feeder", "value": 0.5}),
    ("too_long", "set_output", {"output": "1-01.feeder", "value": 1, "minutes": 30}),
    ("second_person", "set_output", {"output": "1.pump_1", "value": 0}),
    ("second_person", "set_output", {"output": "1.pump_1", "value": 39.9}),
    ("second_person", "set_output", {"output": "1-01.oxygen_valve", "value": 0}),
    ("second_person", "set_output", {"output": "1-01.emergency_valve", "value": 0}),
    ("second_person", "set_output", {"output": "1.cone_valve", "value": 0}),
    ("same_person", "set_output", {"output": "1.pump_1", "value": 0, "second_actor": "甲"}),
    ("same_person", "set_output", {"output": "1.pump_1", "value": 0, "second_actor": " 甲 "}),
    ("revision", "set_output", {"output": "1.fan", "value": 30, "expected_revision": 99}),
    ("not_in_hand", "release_output", {"output": "1.fan"}),
    ("unknown_alarm", "acknowledge_alarm", {"alarm": "blind@1-01"}),
    ("unknown_place", "set_target",
     {"place": "9", "target": "oxygen_mg_l", "value": 8, "plan": "p"}),
    ("unknown_place", "set_target",
     {"place": "1-01", "target": "flow_m3_h", "value": 160, "plan": "p"}),
    ("out_of_limits", "set_target",
     {"place": "1", "target": "oxygen_mg_l", "value": 4.9, "plan": "p"}),
    ("out_of_limits", "set_target",
     {"place": "1", "target": "flow_m3_h", "value": 50, "plan": "p"}),
    ("unknown_tank", "set_stock", {"tanks": [
        {"tank": "9-09", "heads": 1, "biomass_kg": 1, "ration_kg_d": 1, "at_ms": 0}]}),
    ("not_in_life_support", "leave_life_support", {}),
    ("unknown_tank", "reset_emergency", {"tank": "9-09"}),
    ("not_tripped", "reset_emergency", {"tank": "1-01"}),
]  # fmt: skip


def test_each_refusal_has_its_code_and_words_and_changes_nothing() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        for code, act, what in REFUSED:
            assert run.cycle is not None
            before = run.cycle.memory
            answer = await ask(run, granting, act, **what)
            assert (answer["accepted"], answer["code"]) == (False, code), (act, what, answer)
            assert answer["text"]["zh"] and answer["text"]["en"]
            assert run.cycle.memory is before

    talked(talk)


@pytest.mark.parametrize(("age_ms", "code"), [(10_001, "stale"), (-2_001, "from_future")])
def test_a_wish_of_another_time_is_never_executed(age_ms: int, code: str) -> None:
    async def talk(run: Run, granting: Granting) -> None:
        at_ms = run.around.clock.utc_ms() - age_ms
        answer = await granting.answer(made("set_output", at_ms, output="1.fan", value=30))
        assert answer["code"] == code

    talked(talk, 20.0)


def test_a_hand_takes_the_output_until_it_is_released_or_lapses() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        assert run.cycle is not None
        answer = await ask(run, granting, "set_output", output="1-01.oxygen_valve", value=77)
        assert answer["accepted"]
        await asyncio.sleep(5)
        shown = run.publisher.full(run.cycle.state)["outputs"]["1-01.oxygen_valve"]
        assert (shown["wanted"], shown["actual"], shown["rank"]) == (77.0, 77.0, "operator")
        assert shown["stage"] == "confirmed" and "甲" in shown["why"]["zh"]
        answer = await ask(run, granting, "release_output", output="1-01.oxygen_valve")
        await asyncio.sleep(1.5)
        name = TagName("1-01.oxygen_valve")
        assert run.cycle.memory.applied[name] == pytest.approx(77.0, abs=1.0)
        await ask(run, granting, "set_output", output="1.fan", value=20, minutes=1)
        await asyncio.sleep(61)
        assert not run.cycle.memory.hands

    talked(talk)


def test_two_people_can_stop_what_one_cannot_but_never_the_last_pump() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        assert run.cycle is not None
        both = {"second_actor": "乙"}
        answer = await ask(run, granting, "set_output", output="1.pump_1", value=0, **both)
        assert answer["accepted"]
        answer = await ask(run, granting, "set_output", output="1.pump_2", value=0, **both)
        await asyncio.sleep(30)
        speeds = [run.cycle.memory.applied[TagName(f"1.pump_{n}")] for n in (1, 2)]
        assert max(speeds) >= 40.0

    talked(talk)


def test_a_trip_is_reset_only_when_the_water_is_fit() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        cycle = run.cycle
        assert cycle is not None
        cycle.memory = replace(cycle.memory, trips={"1-01": Trip("two_probes")})
        await asyncio.sleep(2)
        two = {"output": "1-01.emergency_valve", "value": 0, "second_actor": "乙"}
        assert (await ask(run, granting, "set_output", **two))["code"] == "interlock"
        feeder = {"output": "1-01.feeder", "value": 1, "minutes": 5}
        answer = await ask(run, granting, "set_output", **feeder)
        await asyncio.sleep(2)
        assert cycle.memory.applied[TagName("1-01.feeder")] == 0.0, answer
        answer = await ask(run, granting, "reset_emergency", tank="1-01")
        assert answer["accepted"], answer
        await asyncio.sleep(2)
        assert cycle.memory.applied[TagName("1-01.emergency_valve")] == 0.0

    talked(talk)


def test_targets_and_stock_reach_the_laws_and_outlive_the_run() -> None:
    store = PlainStore("boot")

    async def talk(run: Run, granting: Granting) -> None:
        stock = TankStock(tank="1-01", heads=100, biomass_kg=50, ration_kg_d=1, at_ms=START_MS)
        assert (await ask(run, granting, "set_stock", tanks=[stock.model_dump()]))["accepted"]
        target = {"place": "1", "target": "oxygen_mg_l", "value": 8.5, "plan": "p-1"}
        assert (await ask(run, granting, "set_target", **target))["accepted"]
        assert run.cycle is not None
        laws = [law for law in run.cycle.memory.laws if isinstance(law, OxygenLaw)]
        assert {law.goal_mg_l(run.around.clock.utc_ms()) for law in laws} == {8.5}
        assert run.cycle.memory.stock["1-01"].heads == 100

    talked(talk, store=store)
    kept = {note.key for _, note in store.lastings}
    assert kept == {"wish/stock", "wish/target/1/oxygen_mg_l"}


def test_p1_is_never_shelved_and_acknowledging_is_told() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        cycle = run.cycle
        assert cycle is not None
        lives = {
            c.id: Life(c, AlarmState.UNACKNOWLEDGED, changed_ms=5)
            for c in (
                Condition("blind", "1-01", Priority.P1),
                Condition("probe_bad", "1-02", Priority.P2),
            )
        }
        cycle.memory = replace(cycle.memory, lives=lives)
        shelve = {"alarm": "blind@1-01", "minutes": 5}
        assert (await ask(run, granting, "shelve_alarm", **shelve))["code"] == "shelve_p1"
        old = {"alarm": "blind@1-01", "expected_revision": 4}
        assert (await ask(run, granting, "acknowledge_alarm", **old))["code"] == "revision"
        shelve["alarm"] = "probe_bad@1-02"
        assert (await ask(run, granting, "shelve_alarm", **shelve))["accepted"]
        now = {"alarm": "blind@1-01", "expected_revision": 5}
        assert (await ask(run, granting, "acknowledge_alarm", **now))["accepted"]
        life = cycle.memory.lives["blind@1-01"]
        assert (life.state, life.acknowledged_by) == (AlarmState.ACKNOWLEDGED, "甲")

        assert [alarm.state.value for _, alarm, actor in store.alarms if actor == "甲"] == [
            "shelved",
            "acknowledged",
        ]

    store = PlainStore("boot")
    talked(talk, store=store)


def test_the_same_id_is_executed_once_and_answered_each_time() -> None:
    store = PlainStore("boot")

    async def talk(run: Run, granting: Granting) -> None:
        wish = made("set_output", run.around.clock.utc_ms(), output="1.fan", value=30)
        answers = await asyncio.gather(*(granting.answer(wish) for _ in range(5)))
        assert all(answer == answers[0] and answer["accepted"] for answer in answers)
        await ask(run, granting, "release_output", output="1.fan")
        await granting.answer(wish)
        assert run.cycle is not None and not run.cycle.memory.hands

    talked(talk, store=store)
    assert sum(note.output == "1.fan" and note.by == "set_output" for note in store.commands) == 1


def test_a_wish_of_an_earlier_run_is_not_executed_again() -> None:
    store, wishes = PlainStore("boot"), []

    async def first(run: Run, granting: Granting) -> None:
        wishes.append(made("set_output", run.around.clock.utc_ms(), output="1.fan", value=30))
        await granting.answer(wishes[0])

    async def second(run: Run, granting: Granting) -> None:
        again = replace_made(wishes[0], run.publisher.started_ms - 1)
        answer = await granting.answer(again)
        assert answer["accepted"] and run.cycle is not None and not run.cycle.memory.hands

    talked(first, store=store)
    talked(second, after_s=6.0, store=store)


def test_a_wish_noted_and_cut_off_is_unknown_and_not_executed_again() -> None:
    """The crash comes between the note and the act; then a repeat, in a new run and in the same."""
    store, wishes = PlainStore("boot"), []

    async def first(run: Run, granting: Granting) -> None:
        async def crash(within_s: float) -> bool:
            raise OSError("power cut")

        whole, store.saved = store.saved, crash  # type: ignore[method-assign]
        wishes.append(made("set_output", run.around.clock.utc_ms(), output="1.fan", value=30))
        with pytest.raises(OSError, match="power cut"):
            await granting.answer(wishes[0])
        store.saved = whole  # type: ignore[method-assign]
        assert store.wish_result(wishes[0].id) == "asked"
        await unknown(run, granting, wishes[0])

    async def second(run: Run, granting: Granting) -> None:
        await unknown(run, granting, replace_made(wishes[0], run.publisher.started_ms - 1))
        assert (await ask(run, granting, "set_output", output="1.fan", value=30))["accepted"]

    talked(first, store=store)
    talked(second, after_s=6.0, store=store)


def test_an_executed_wish_is_accepted_only_after_its_effect_is_noted() -> None:
    class Ordered(PlainStore):
        said: tuple[str, ...] = ()

        def command(self, note: CommandNote) -> None:
            if note.by == "set_output":
                self.said += (note.result,)
            super().command(note)

        def lasting(self, at_ms: int, note: LastingNote) -> None:
            self.said += (note.key,)
            super().lasting(at_ms, note)

    store = Ordered("boot")

    async def talk(run: Run, granting: Granting) -> None:
        assert (await ask(run, granting, "set_output", output="1.fan", value=30))["accepted"]

    talked(talk, store=store)
    assert store.said == ("asked", "hand/1.fan", "accepted")
    assert [n.result for n in store.commands if n.by == "set_output"] == ["accepted"]


async def unknown(run: Run, granting: Granting, wish: Wish) -> None:
    answer = await granting.answer(wish)
    assert (answer["accepted"], answer["code"]) == (False, "unknown_outcome")
    assert "new id" in answer["text"]["en"]
    assert run.cycle is not None and not run.cycle.memory.hands


def replace_made(wish: Wish, made_ms: int) -> Wish:
    return wish.model_copy(update={"made_ms": made_ms})


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 3)), max_size=12))
def test_no_interleaving_of_repeats_executes_a_wish_twice(order: list[tuple[int, float]]) -> None:
    """Every wish counts itself by a hand of its own value; repeats come at any time."""
    store = PlainStore("boot")

    async def talk(run: Run, granting: Granting) -> None:
        at_ms = run.around.clock.utc_ms()
        wishes = [made("set_output", at_ms, output="1.fan", value=20 + n) for n in range(6)]

        async def send(index: int, wait_s: float) -> None:
            await asyncio.sleep(wait_s)
            await granting.answer(wishes[index])

        await asyncio.gather(*(send(index, wait_s) for index, wait_s in order))

    talked(talk, store=store)
    ids = [note.id for note in store.commands if note.by == "set_output"]
    assert len(ids) == len(set(ids)) == len({index for index, _ in order})


def test_questions_are_answered_without_effect() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        asked = Question(id="question-1", ask="diagnostics")
        body = (await granting.answer(asked))["body"]
        assert body["health"]["mode"] == "normal"
        asked = Question(id="question-2", ask="full_state")
        assert (await granting.answer(asked))["body"]["full"] is True

    talked(talk)
