"""The edge computer of a trial: one controller process after another on the simulated loop.

It knows what systemd does (deploy/systemd/ras-controller.service) and what a dying process takes
with it. It refuses to know plant and water, and to judge.
"""

import asyncio
import gc
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from controller.assemble import DiskStore, run_controller
from controller.memories import Memories
from controller.run import Run
from controller.store import History, PlainStore, Store
from drivers.port import Opener, Port, PortUnavailable
from farm.clock import Clock, loop_clock
from farm.health_tags import health_tags
from farm.profile import Profile
from farm.quantity import QUANTITIES
from farm.site import Bus, Site, mapping
from trials.breaking import Breaker
from trials.disk import Disk, FrailCheckpoints, FrailEnds, TurnedHistory, TurnedState
from trials.kept import NotedStore
from trials.left import NOTHING, Left, left
from trials.life import IN_ORDER, RENEWED, START_MB, Life, Silent, Told
from trials.trace import Trace

WATCHDOG_S, RESTART_S, START_WITHIN_S = 10.0, 1.0, 30.0
"""WatchdogSec, RestartSec and TimeoutStartSec of the unit file."""
IMPORTS_S = (0.8, 2.0)
"""From exec to our first line, s: docs/benchmarks.md has control back 2.25 s after a kill, 1 s of
RestartSec in it; the spread is engineering memory, drawn for each start."""
BOOT_S = (15.0, 40.0)
"""From power to the first exec, s: engineering memory, drawn for each boot."""


class Box:
    """Starts the controller, starts it again, and makes it die."""

    def __init__(
        self,
        site: Site,
        profiles: Mapping[str, Profile],
        opener: Opener,
        trace: Trace,
        seed: int,
        folder: Path | None,
        history: History | None,
    ) -> None:
        """`folder` None: nothing is kept over a life, and no process may die."""
        self.lives: list[Life] = []
        self.wall_ms = 0
        """How far the system's clock is ahead of the true UTC."""
        self.leak_mb_min = 0.0
        """How fast every process grows, from its start or from a second of the run on."""
        self.leaks_from_s = 0.0
        self.dice = Random(f"{seed}:box")
        self.disk = Disk(folder, self.dice) if folder else None
        self.store = NotedStore()
        self.breaker = Breaker()
        self.stop = asyncio.Event()
        self.left: Left = NOTHING
        """What is on the disk after `end`."""
        self.told: Callable[[str], None] = lambda text: None
        """Told of each happening."""
        self.before_end: Callable[[], None] = lambda: None
        """Called while a dying process's last decision can still be seen."""
        self._site, self._profiles, self._opener = site, profiles, opener
        self._trace, self.seed, self._history = trace, seed, history
        self._ports: list[Port] = []
        self._task: asyncio.Task[None] | None = None
        self._held: list[asyncio.Future[object]] = []
        self._kept: tuple[TurnedState, TurnedHistory, FrailCheckpoints] | None = None

    @property
    def life(self) -> Life | None:
        """The process that lives now, if one does."""
        return self.lives[-1] if self.lives and self.lives[-1].ended_s is None else None

    @property
    def run(self) -> Run | None:
        """The controller of the process that lives now, once it decides."""
        life = self.life
        return life.run if life is not None and life.ready_s is not None else None

    @property
    def run_at_all(self) -> Run | None:
        """The same, also before it is ready and after an orderly stop."""
        return self.lives[-1].run if self.lives else None

    @property
    def failed(self) -> asyncio.Task[None] | None:
        """A process that ended by itself where nobody starts it again."""
        task = self._task
        return task if self.disk is None and task is not None and task.done() else None

    def start(self) -> None:
        """Exec: a new process, with what the disk kept."""
        clock, number = loop_clock(), len(self.lives)
        life = Life(clock.now_s(), self.wall_ms)
        self.lives.append(life)
        self.told(f"start {number}")
        self._ports = []
        self._task = asyncio.create_task(self._controlling(life, clock, number))
        self._task.add_done_callback(lambda task: self._ended(life, task))

    def start_in(self, wait_s: float) -> None:
        """Exec after a while."""
        wait_s += self.dice.uniform(*IMPORTS_S)
        asyncio.get_running_loop().call_later(wait_s, self.start)

    def look(self, now_s: float) -> None:
        """What systemd does each second: a process that tells nothing is killed."""
        life = self.life
        if life is None:
            return
        if life.ready_s is None and life.run is not None and life.run.ready.is_set():
            life.ready_s = now_s
            self.told("ready")
        told_s = max([*life.fed_s[-1:], life.ready_s or life.began_s])
        within_s = START_WITHIN_S if life.ready_s is None else WATCHDOG_S
        if self.disk is not None and now_s - told_s > within_s:
            self.die("watchdog")
            self.start_in(RESTART_S)

    def die(self, why: str) -> None:
        """The process is gone between two instructions: nothing it held goes anywhere."""
        life = self.life
        if life is None:
            return
        assert self.disk is not None, "a run in which a process dies keeps its files in a folder"
        self.told(f"{why} {life.began_s!r}")
        self._over(life, why)
        for port in self._ports:
            port.close()
        if self._task is not None:
            self._task.cancel()

    def hold(self, asked: "asyncio.Future[object]") -> None:
        """A question to the process: it breaks off when the process dies."""
        self._held = [held for held in self._held if not held.done()]
        self._held.append(asked)

    def written(self) -> None:
        """Production's writers have threads of their own: they go on while the loop stands."""
        for writer in (self._kept or ())[:2]:
            writer.turn()

    def power_cut(self) -> None:
        """The computer is gone too, and what was written without a sync."""
        kept = self._kept
        self.die("power")
        if kept is not None:
            kept[2].power_cut()

    async def end(self) -> None:
        """An orderly stop of the process that lives now."""
        self.stop.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        if self.disk is not None:
            self.disk.readers_end()
            tags = tuple(f"{tank.id}.do_a" for tank in self._site.tanks())
            clock = loop_clock()
            span_ms = clock.utc_ms_at(0.0) - 60_000, clock.utc_ms() + 60_000
            self.left = left(self.disk.folder, self._site.id, tags, *span_ms)

    def _over(self, life: Life, why: str) -> None:
        self.before_end()
        life.ended_s, life.why = asyncio.get_running_loop().time(), why
        for asked in self._held:
            asked.cancel()
        if life.run is not None:
            life.restarts = dict(life.run.supervisor.restarts)
            life.run.cycle = None if why != "stopped" else life.run.cycle
        if self._kept is not None:
            if why in IN_ORDER:
                self._kept[0].turn()
                self._kept[1].ended()
            self._kept[0].died()
            self._kept[1].died()
            self._kept = None
        self.store.ended()

    def _ended(self, life: Life, task: "asyncio.Task[None]") -> None:
        """By itself: systemd starts it again, unless it was told to stop."""
        error = None if task.cancelled() else task.exception()
        if life.ended_s is not None:
            return
        if self.disk is None:
            life.ended_s = asyncio.get_running_loop().time()
            return
        self.told("ended")
        why = f"ended: {error}" if error else RENEWED
        self._over(life, "stopped" if self.stop.is_set() else why)
        if not self.stop.is_set():
            self.start_in(RESTART_S)

    async def _controlling(self, life: Life, true: Clock, number: int) -> None:
        now_s = true.now_s()
        clock = Clock(true.now_s, now_s, true.utc_ms_at(now_s) + life.wrong_ms)

        def started(run: Run) -> None:
            life.run = run
            life.wrong_ms = run.around.clock.utc_ms() - true.utc_ms()
            self.breaker.watch(run)

        def notify(text: str) -> None:
            if text == "WATCHDOG=1" and life.ended_s is None:
                life.fed_s.append(true.now_s())

        def size_mb() -> float:
            leaked_s = true.now_s() - max(life.began_s, self.leaks_from_s)
            return START_MB + self.leak_mb_min * max(leaked_s, 0.0) / 60.0

        if number:  # the last life's cycles, before the next one is frozen with them
            gc.collect()
        await run_controller(
            self._site, self._profiles, None, self._opened, stop=self.stop,
            memories=self._memories(clock, number, life), log=Silent(), notify=notify,
            wall=lambda: true.utc_ms() + self.wall_ms, started=started, clock=clock,
            size_mb=size_mb,
        )  # fmt: skip

    def _memories(self, clock: Clock, number: int, life: Life) -> Memories:
        history: History = Told(self._trace, life, self._history)
        boot = uuid.UUID(int=self.seed + (number << 64)).hex
        store: Store
        if self.disk is None:
            store = PlainStore(boot)
            return Memories(self.store.over(store, life), history)
        self.disk.folder.mkdir(parents=True, exist_ok=True)
        state = TurnedState(self.disk, boot, clock.utc_ms())
        files = TurnedHistory(self.disk, _units(self._site))
        checkpoints = FrailCheckpoints(self.disk)
        self._kept = (state, files, checkpoints)
        store = DiskStore(self.disk.state, boot, clock.utc_ms(), state)
        history = Told(self._trace, life, files)
        return Memories(self.store.over(store, life), history, checkpoints, FrailEnds(self.disk))

    async def _opened(self, bus: Bus) -> Port:
        if self.life is None:
            raise PortUnavailable("the process is gone")
        port = await self._opener(bus)
        self._ports.append(port)
        return port


def _units(site: Site) -> dict[str, str]:
    tags = {
        mapping(entry).tag
        for device in site.devices
        for entry in [*device.points.values(), *device.outputs.values()]
    }
    names = [*sorted(tags), *health_tags(site)]
    return {name: QUANTITIES[name.partition(".")[2]].unit for name in names}
