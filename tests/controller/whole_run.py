"""Runs of the whole controller on a fake farm and the simulated loop.

Knows how to begin, to tell a story and to stop; what is judged stands in the tests.
"""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from controller.checkpoints import Checkpoints
from controller.ends import EndsFile
from controller.run import Around, Run
from controller.store import PlainHistory, PlainStore
from farm.clock import loop_clock, run_simulated
from tests.controller.fake_farm import START_MS, FakeFarm, Log, load

SITE = load("trial")
Then = Callable[[Run, FakeFarm], Coroutine[Any, Any, None]]


def ran(
    then: Then,
    farm: FakeFarm | None = None,
    folder: Path | None = None,
    store: PlainStore | None = None,
    history: PlainHistory | None = None,
    start_ms: int = START_MS,
) -> tuple[FakeFarm, Log, PlainStore]:
    """One run on a fresh loop; a vital failure is raised."""
    farm, log = farm or FakeFarm(SITE), Log()
    store = store or PlainStore("boot")

    async def main() -> None:
        around = Around(
            log,
            loop_clock(),
            store,
            history or PlainHistory(100_000),
            ends=EndsFile(folder / "ends.json") if folder else None,
            checkpoints=Checkpoints(folder / "checkpoints") if folder else None,
        )
        run = Run(SITE, farm.wires, around)
        stop = asyncio.Event()
        main_task = asyncio.create_task(run.until(stop))
        story = asyncio.create_task(then(run, farm))
        await asyncio.wait({main_task, story}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        story.cancel()
        await asyncio.gather(story, return_exceptions=True)
        await main_task
        if story.done() and not story.cancelled():
            story.result()

    run_simulated(main(), start_ms)
    return farm, log, store
