"""The production controller and the simulated plant on one jumping clock, wires in memory.

It refuses to judge what happens; scenarios and verdicts do.
"""

import asyncio
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from controller.assemble import Memories, run_controller
from controller.run import Run
from controller.store import History, PlainStore, SampleRow
from farm.clock import TURN_S, loop_clock, run_simulated
from farm.link import BusState, Result, SetStock, Wish
from farm.profile import Profile
from farm.site import Site
from farm.stock import TankStock
from hil_sim.control import Control
from hil_sim.playback import Series
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.verdict import report
from trials.trace import Trace, TracedHistory
from trials.wires import memory_opener

START_UTC_MS = 1_795_304_400_000
"""2026-11-21T23:40:00Z = 07:40 in Yongkang: twenty minutes before the first meal."""


@dataclass(slots=True)
class Trial:
    """What a run leaves behind: the plant itself, the controller's run, the trace, figures."""

    farm: SimulatedFarm
    run: Run
    trace: Trace
    store: PlainStore
    report: dict[str, Any] = field(default_factory=dict)
    buses: Mapping[str, BusState] = field(default_factory=dict)


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
) -> Trial:
    """Run the farm for `seconds`; the same arguments give the same trial to the byte.

    `orders`: as the simulator's control takes them, each with `at_s`. `keep`: keep all samples and
    requests in the trace. `history`: also given every sample.
    """

    async def main() -> Trial:
        trial = _built(site, stock, seed, keep, series)
        control = Control(trial.farm)
        control.plan([dict(order) for order in orders])
        await _lived(trial, control, site, profiles, seconds, stock, history, watch)
        return trial

    return run_simulated(main(), start_utc_ms)


def _built(
    site: Site, stock: Sequence[TankStock], seed: int, keep: bool, series: Sequence[Series]
) -> Trial:
    clock = loop_clock()
    farm = SimulatedFarm(site, list(stock), seed, clock.now_s(), clock.utc_ms_at)
    for one in series:
        farm.play(one)
    trace = Trace(keep)
    farm.record.tap = trace.frame
    boot = uuid.UUID(int=seed).hex
    return Trial(farm, None, trace, PlainStore(boot))  # type: ignore[arg-type]


async def _lived(
    trial: Trial,
    control: Control,
    site: Site,
    profiles: Mapping[str, Profile],
    seconds: float,
    stock: Sequence[TankStock],
    history: History | None,
    watch: Watch | None,
) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    controlling = asyncio.create_task(_controlling(trial, site, profiles, history, stop))
    end_s = loop.time() + seconds
    told = False
    while loop.time() < end_s and not controlling.done():
        await asyncio.sleep(TURN_S / 2)  # between two decisions, so that each is seen once
        _note_decision(trial, loop.time())
        await asyncio.sleep(TURN_S / 2)
        trial.farm.step_to(loop.time())
        control.due(loop.time())
        if not told and trial.run.ready.is_set():
            told = (await wish(trial, SetStock(tanks=tuple(stock)))).accepted
        if watch is not None:
            watch(trial, loop.time())
    _note_decision(trial, loop.time())
    if controlling.done():
        await controlling  # it may end only by failing: say why before anything else
    trial.report, trial.buses = (
        report(trial.farm),
        {name: state() for name, state in trial.run.wires.states.items()},
    )
    stop.set()
    await controlling
    # A tick due at the very end may come after the last look, and its writes with it.
    _note_decision(trial, loop.time())


def _note_decision(trial: Trial, at_s: float) -> None:
    if trial.run.cycle is not None and trial.run.cycle.decision is not None:
        trial.trace.decision(at_s, trial.run.cycle.decision.outputs)


async def _controlling(
    trial: Trial,
    site: Site,
    profiles: Mapping[str, Profile],
    history: History | None,
    stop: asyncio.Event,
) -> None:
    """The production controller, no files, until `stop`."""

    def started(run: Run) -> None:
        trial.run = run

    await run_controller(
        site,
        profiles,
        None,
        memory_opener(trial.farm),
        stop=stop,
        memories=Memories(trial.store, _heard(trial.trace, history)),
        log=Silent(),
        notify=lambda text: None,
        started=started,
    )


def _heard(trace: Trace, history: History | None) -> History:
    return TracedHistory(trace) if history is None else _Both(trace, history)


class _Both(TracedHistory):
    """Tells the trace, then the history handed in."""

    def __init__(self, trace: Trace, history: History) -> None:
        super().__init__(trace)
        self._history = history

    def append(self, batch: Sequence[SampleRow]) -> None:
        super().append(batch)
        self._history.append(batch)

    def trouble(self) -> str:
        return self._history.trouble()


async def wish(trial: Trial, what: Any, actor: str = "trial") -> Result:
    """Ask the controller for something, as the dashboard would."""
    clock = loop_clock()
    made = Wish(
        id=uuid.uuid5(uuid.NAMESPACE_OID, f"{clock.utc_ms()}/{what}").hex,
        actor=actor,
        made_ms=clock.utc_ms(),
        what=what,
    )
    return Result.model_validate(await trial.run._answer(made))


class Silent:
    """A log nobody reads."""

    def info(self, event: str, **facts: Any) -> None:
        """Nothing."""

    def warning(self, event: str, **facts: Any) -> None:
        """Nothing."""

    def error(self, event: str, **facts: Any) -> None:
        """Nothing."""
