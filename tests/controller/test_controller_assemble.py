"""The controller put together with real drivers and real files, on a farm whose wires are all dead.

Knows the data folder's layout; no process is started and no device answers.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from controller.assemble import SOCKET, STATE, run_controller
from controller.lease import LeaseTaken
from controller.run import Run
from drivers.port import Port, PortUnavailable
from drivers.profiles import load_profiles
from farm.clock import ScaledLoop, anchor_now, run_on
from farm.link import FROM_CONTROLLER, Hello, Result, State
from farm.quantity import Kind
from farm.site import Bus
from farm.tag import quantity_of
from tests.controller.fake_farm import Log, load, made

SITE = load("trial")
Story = Callable[[Run, Path, asyncio.Event], Coroutine[Any, Any, None]]


async def dead(bus: Bus) -> Port:
    raise PortUnavailable(f"{bus.id} is dead")


def ran(folder: Path, story: Story) -> Log:
    log = Log()

    async def main() -> None:
        stop, begun = asyncio.Event(), asyncio.get_running_loop().create_future()
        task = asyncio.create_task(
            run_controller(
                SITE,
                load_profiles(),
                folder,
                dead,
                stop=stop,
                log=log,
                notify=lambda text: None,
                started=begun.set_result,
            )
        )
        await asyncio.wait({task, begun}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        run: Run = await begun
        await run.ready.wait()
        assert run.door is not None
        await run.door.opened.wait()
        await story(run, folder, stop)
        stop.set()
        await task

    run_on(ScaledLoop(anchor_now(10.0)), main())
    return log


async def talk(run: Run, folder: Path, stop: asyncio.Event) -> None:
    reader, writer = await asyncio.open_unix_connection(str(folder / SOCKET), limit=1 << 21)
    hello = FROM_CONTROLLER.validate_json(await reader.readline())
    state = FROM_CONTROLLER.validate_json(await reader.readline())
    assert isinstance(hello, Hello) and hello.site == "trial"
    assert isinstance(state, State) and state.full
    delivered = {n: t for n, t in state.tags.items() if quantity_of(n).kind is not Kind.HEALTH}
    assert delivered and all(tag.value is None for tag in delivered.values())
    wish = made("set_output", run.around.clock.utc_ms(), output="farm.siren", value=1)
    writer.write(wish.model_dump_json().encode() + b"\n")
    results: list[Result] = []
    while not results:
        said = FROM_CONTROLLER.validate_json(await reader.readline())
        results += [said] if isinstance(said, Result) else []
    assert results[0].accepted, results
    writer.close()


def test_it_stands_up_on_dead_wires_answers_and_remembers(tmp_path: Path) -> None:
    log = ran(tmp_path, talk)
    assert log.count("stopped") == 1
    with sqlite3.connect(tmp_path / STATE) as state:
        siren = state.execute(
            "SELECT actor, result FROM command WHERE by = 'set_output'"
        ).fetchall()
        (stopped,) = state.execute("SELECT stopped_ms FROM run").fetchone()
    state.close()
    assert siren == [("甲", "accepted")] and stopped is not None
    assert not (tmp_path / SOCKET).exists()

    async def again(run: Run, folder: Path, stop: asyncio.Event) -> None:
        assert run.cycle is not None
        assert [hand.value for hand in run.cycle.memory.hands.values()] == [1.0]

    ran(tmp_path, again)


def test_a_second_controller_on_the_folder_is_refused(tmp_path: Path) -> None:
    async def second(run: Run, folder: Path, stop: asyncio.Event) -> None:
        with pytest.raises(LeaseTaken):
            await run_controller(SITE, load_profiles(), folder, dead, stop=stop, log=Log())

    ran(tmp_path, second)


def test_a_full_state_fits_a_line(tmp_path: Path) -> None:
    async def story(run: Run, folder: Path, stop: asyncio.Event) -> None:
        assert run.cycle is not None
        text = json.dumps(run.publisher.full(run.cycle.state))
        assert len(text) < 1 << 20

    ran(tmp_path, story)
