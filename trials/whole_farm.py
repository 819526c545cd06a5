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
from controller.store import PlainHistory, PlainStore
from farm.clock import loop_clock, run_simulated
from farm.link import BusState, Result, SetStock, Wish
from farm.profile import Profile
from farm.site import Site
from farm.stock import TankStock
from hil_sim.control import Control
from hil_sim.playback import Series
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.verdict import report
from trials.wires import memory_opener

START_UTC_MS = 1_795_304_400_000
"""2026-11-21T23:40:00Z = 07:40 in Yongkang: twenty minutes before the first meal."""
ROWS_PER_S = 1500
"""Room for samples per simulated second of the reference plant."""


@dataclass(slots=True)
class Trial:
    """What a run leaves behind: the plant itself, the controller's run, samples, figures."""

    farm: SimulatedFarm
    run: Run
    history: PlainHistory
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
    keep_s: int = 0,
    watch: Watch | None = None,
    start_utc_ms: int = START_UTC_MS,
) -> Trial:
    """Run the farm for `seconds`; the same arguments give the same trial to the byte.

    `orders`: as the simulator's control takes them, each with `at_s`. `keep_s`: how many seconds of
    samples to keep.
    """

    async def main() -> Trial:
        trial = _built(site, stock, seed, keep_s, series)
        control = Control(trial.farm)
        control.plan([dict(order) for order in orders])
        await _lived(trial, control, site, profiles, seconds, stock, watch)
        return trial

    return run_simulated(main(), start_utc_ms)


def _built(
    site: Site, stock: Sequence[TankStock], seed: int, keep_s: int, series: Sequence[Series]
) -> Trial:
    clock = loop_clock()
    farm = SimulatedFarm(site, list(stock), seed, clock.now_s(), clock.utc_ms_at)
    for one in series:
        farm.play(one)
    boot = uuid.UUID(int=seed).hex
    history = PlainHistory(keep_s * ROWS_PER_S)
    return Trial(farm, None, history, PlainStore(boot))  # type: ignore[arg-type]


async def _lived(
    trial: Trial,
    control: Control,
    site: Site,
    profiles: Mapping[str, Profile],
    seconds: float,
    stock: Sequence[TankStock],
    watch: Watch | None,
) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def started(run: Run) -> None:
        trial.run = run

    controlling = asyncio.create_task(
        run_controller(
            site,
            profiles,
            None,
            memory_opener(trial.farm),
            stop=stop,
            memories=Memories(trial.store, trial.history),
            log=Silent(),
            notify=lambda text: None,
            started=started,
        )
    )
    end_s = loop.time() + seconds
    told = False
    while loop.time() < end_s and not controlling.done():
        await asyncio.sleep(1.0)
        trial.farm.step_to(loop.time())
        control.due(loop.time())
        if not told and trial.run.ready.is_set():
            told = (await wish(trial, SetStock(tanks=tuple(stock)))).accepted
        if watch is not None:
            watch(trial, loop.time())
    trial.report, trial.buses = report(trial.farm), dict(trial.run.wires.states())
    stop.set()
    await controlling


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
