"""The production controller and the simulated plant on one jumping clock, wires in memory.

It refuses to judge what happens; scenarios and verdicts do.
"""

import asyncio
import gc
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from controller.run import Run
from controller.store import History
from farm.clock import TURN_S, loop_clock, run_simulated
from farm.link import BusState
from farm.profile import Profile
from farm.site import Site
from farm.stock import TankStock
from hil_sim.control import Control
from hil_sim.playback import Series
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.verdict import report
from trials.box_orders import BoxOrders
from trials.kept import NotedStore
from trials.orders.software import BOX_ORDERS
from trials.people import People
from trials.process import Box
from trials.trace import Trace
from trials.wires import memory_opener

START_UTC_MS = 1_795_304_400_000
"""2026-11-21T23:40:00Z = 07:40 in Yongkang: twenty minutes before the first meal."""

GRAIN_S = 1e-6
"""Two instants this close are one."""


@dataclass(slots=True)
class Trial:
    """What a run leaves behind: the plant itself, the computer and its lives, the trace, figures.

    `run`: the controller's newest run; its `cycle` is None while no process lives.
    """

    farm: SimulatedFarm
    box: Box
    people: People
    trace: Trace
    report: dict[str, Any] = field(default_factory=dict)
    buses: Mapping[str, BusState] = field(default_factory=dict)

    @property
    def run(self) -> Run:
        """The newest run."""
        run = next((life.run for life in reversed(self.box.lives) if life.run is not None), None)
        assert run is not None, "no controller was ever started"
        return run

    @property
    def store(self) -> NotedStore:
        """What all lives noted."""
        return self.box.store


Watch = Callable[["Trial", float], None]
"""Called once a simulated second with the trial and the loop time."""


def try_farm(
    site: Site,
    profiles: Mapping[str, Profile],
    stock: Sequence[TankStock],
    seconds: float,
    *,
    orders: Sequence[dict[str, Any]] = (),
    series: Sequence[Series] = (),
    seed: int = 1,
    keep: bool = True,
    history: History | None = None,
    watch: Watch | None = None,
    start_utc_ms: int = START_UTC_MS,
    files: bool = False,
) -> Trial:
    """Run the farm for `seconds`; the same arguments give the same trial to the byte.

    `orders`: as the simulator's control takes them, and those of `trials.orders.software`, each
    with `at_s`. `keep`: keep all samples and requests in the trace. `history`: also given every
    sample; not in a run with orders to the computer, or with `files`, which keeps its own.
    """
    to_box = [order for order in orders if order["do"] in BOX_ORDERS]
    to_farm = [order for order in orders if order["do"] not in BOX_ORDERS]
    lasting = files or any(order["do"] != "ask" for order in to_box)

    async def main(folder: Path | None) -> Trial:
        farm, trace = _farm(site, stock, seed, series), Trace(keep)
        farm.record.tap = trace.frame
        box = Box(site, profiles, memory_opener(farm), trace, seed, folder, history)
        trial = Trial(farm, box, People(box, stock), trace)
        await _World(trial, to_farm, to_box, watch).lived(seconds)
        return trial

    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory())) if lasting else None
        try:
            return run_simulated(main(folder), start_utc_ms)
        finally:
            gc.unfreeze()


def _farm(
    site: Site, stock: Sequence[TankStock], seed: int, series: Sequence[Series]
) -> SimulatedFarm:
    """The plant on the running loop's clock, playing `series` back."""
    clock = loop_clock()
    farm = SimulatedFarm(site, list(stock), seed, clock.now_s(), clock.utc_ms_at)
    for one in series:
        farm.play(one)
    return farm


class _World:
    """What goes on whether or not a controller lives: plant, orders, who watches."""

    def __init__(
        self,
        trial: Trial,
        to_farm: Sequence[dict[str, Any]],
        to_box: Sequence[dict[str, Any]],
        watch: Watch | None,
    ) -> None:
        self._trial, self._watch = trial, watch
        self._control = Control(trial.farm)
        self._control.plan([dict(order) for order in to_farm])
        self._seen_s = 0.0
        trial.box.told = lambda text: trial.trace.event(asyncio.get_running_loop().time(), text)
        trial.box.before_end = self._note_decision
        self._orders = BoxOrders(trial.box, trial.people, self.second, to_box)

    async def lived(self, seconds: float) -> None:
        """From the first start to an orderly stop."""
        loop, box, trial = asyncio.get_running_loop(), self._trial.box, self._trial
        self._orders.plan()
        self._control.due(0.0)  # what is wrong from the first second is so before the first poll
        box.start()
        turn = 0
        while turn * TURN_S < seconds and not box.failed:
            turn = max(turn, math.floor((loop.time() + GRAIN_S) / TURN_S)) + 1
            await _until((turn - 0.5) * TURN_S)
            self._note_decision()  # between two decisions, so that each is seen once
            await _until(turn * TURN_S)
            self.second()
            await trial.people.stock_told()
        self._note_decision()
        if box.failed:
            await box.failed  # it may end only by failing: say why before anything else
        trial.report = report(trial.farm)
        if box.run is not None:
            trial.buses = {name: state() for name, state in box.run.wires.states.items()}
        await box.end()
        # A tick due at the very end may come after the last look, and its writes with it.
        self._note_decision()

    def second(self) -> None:
        """The plant and whoever watches catch up with the clock."""
        trial, now_s = self._trial, asyncio.get_running_loop().time()
        if now_s - self._seen_s < TURN_S / 2:
            return
        self._seen_s = now_s
        trial.farm.live_to(now_s)
        self._control.due(now_s)
        trial.box.look(now_s)
        if self._watch is not None:
            self._watch(trial, now_s)

    def _note_decision(self) -> None:
        """At the time it was made: a loop that stands still is looked at later (F-52)."""
        run = self._trial.box.run_at_all
        if run is not None and run.cycle is not None and run.cycle.decision is not None:
            decision = run.cycle.decision
            self._trial.trace.decision(decision.outlook.snapshot.at_s, decision.outputs)


async def _until(at_s: float) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(max(at_s - loop.time(), 0.0))
