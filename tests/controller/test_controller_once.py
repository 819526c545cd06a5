"""No wish is executed twice: repeats, restarts, handling cut off in the middle.

Knows the ids of wishes and what the store keeps of them.
"""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.granting import Granting
from controller.run import Run
from controller.store import CommandNote, LastingNote, PlainStore
from farm.link import Wish
from tests.controller.controller_talk import talked
from tests.controller.fake_farm import ask, made


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
