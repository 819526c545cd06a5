"""A field whose writes follow a script, below the real dispatch, on the simulated loop.

Knows no wire and no protocol.
"""

import asyncio
from collections.abc import Awaitable, Callable

from controller.board import Board
from controller.dispatch import Dispatch, Written
from controller.layout import Layout
from farm.clock import loop_clock, run_simulated
from farm.sample import Sample
from farm.status import Status
from farm.tag import TagName
from tests.controller.fake_farm import Outcome, load

LAYOUT = Layout(load("trial"))
FAN, PUMP, FEEDER = TagName("1.fan"), TagName("1.pump_1"), TagName("1-01.feeder")
BUS_OF = {name: LAYOUT.station_of[name].bus for name in LAYOUT.outputs}


class Wire:
    """Answers writes from a script: True confirmed, False refused, None never."""

    def __init__(self, script: list[bool | None]) -> None:
        self.script, self.writes = list(script), list[tuple[float, TagName, float]]()

    async def write(self, output: TagName, value: float, *, pressing: bool = False) -> Written:
        self.writes.append((loop_clock().now_s(), output, value))
        await asyncio.sleep(0.1)
        verdict = self.script.pop(0) if self.script else True
        if verdict is None:
            await asyncio.sleep(10_000)
        return Outcome("confirmed", value) if verdict else Outcome("failed", None, "no_reply", 1)


Talk = Callable[[Dispatch, Board], Awaitable[None]]


def dispatched(wire: Wire, talk: Talk) -> None:
    async def main() -> None:
        board = Board(LAYOUT.periods_s)
        dispatch = Dispatch(wire, LAYOUT.rules, BUS_OF, board, loop_clock().now_s)
        workers = [asyncio.create_task(dispatch.run(bus)) for bus in dispatch.buses]
        await talk(dispatch, board)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    run_simulated(main())


def reads(board: Board, name: TagName, value: float) -> None:
    clock = loop_clock()
    board.take([Sample(name, value, Status.GOOD, clock.now_s(), clock.utc_ms(), "test")])


async def ticks(dispatch: Dispatch, seconds: int) -> None:
    for _ in range(seconds):
        dispatch.watch()
        await asyncio.sleep(1.0)
