"""Which wishes are refused, each with its code and words.

Knows the wishes of farm.link; the socket has a file of its own.
"""

import asyncio
from dataclasses import replace

import pytest
from pydantic import ValidationError

from controller.alarms import Condition, Life
from controller.granting import Granting
from controller.laws.oxygen import OxygenLaw
from controller.run import Run
from controller.store import PlainStore
from controller.trips import Trip
from farm.alarm import AlarmState, Priority
from farm.link import Question
from farm.stock import TankStock
from farm.tag import TagName
from tests.controller.controller_talk import REFUSED, talked
from tests.controller.fake_farm import START_MS, ask, made


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


def test_what_is_no_number_is_refused_by_the_link_and_again_by_the_controller() -> None:
    with pytest.raises(ValidationError):
        made("set_output", START_MS, output="1-01.oxygen_valve", value=float("nan"))

    async def talk(run: Run, granting: Granting) -> None:
        at_ms = run.around.clock.utc_ms()
        wish = made("set_output", at_ms, output="1-01.oxygen_valve", value=50)
        what = wish.what.model_copy(update={"value": float("nan")})
        answer = await granting.answer(wish.model_copy(update={"what": what}))
        assert answer["code"] == "out_of_limits"

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


def test_questions_are_answered_without_effect() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        asked = Question(id="question-1", ask="diagnostics")
        body = (await granting.answer(asked))["body"]
        assert body["health"]["mode"] == "normal"
        asked = Question(id="question-2", ask="full_state")
        assert (await granting.answer(asked))["body"]["full"] is True

    talked(talk)


def test_a_wish_is_dated_by_the_clock_the_controller_tells_whatever_the_machines_was_set_to() -> (
    None
):
    """People's orders must not be refused because the time server moved the machine's clock."""

    async def talk(run: Run, granting: Granting) -> None:
        at_ms = run.around.clock.utc_ms()
        answer = await granting.answer(made("set_output", at_ms, output="1.fan", value=30))
        assert answer["accepted"], answer

    for off_ms in (-3_600_000, 3_600_000):
        talked(talk, 20.0, wall_off_ms=off_ms)
