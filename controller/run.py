"""One run of the controller, from adopting the outputs to an orderly stop or a vital failure.

It refuses to know drivers, databases and signals: they are handed in as wires and stores.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as made_of
from functools import partial
from pathlib import Path
from typing import Any

from controller.adopt import adopt
from controller.board import Board
from controller.calls.caller import Caller, Letters
from controller.checkpoints import Checkpoints
from controller.cycle import Cycle, Parts
from controller.dating import Doubt
from controller.dispatch import Dispatch, Field
from controller.door import Door
from controller.ends import EndsFile
from controller.facts import fell_back
from controller.granting import Granting
from controller.health.own import OwnHealth
from controller.health.watchdog import Progress, Send, Watchdog
from controller.health.wires import WireHealth
from controller.heard import taken
from controller.memory import Memory
from controller.notes import Notes, no_frame
from controller.plant import FarmPlan, farm_plan
from controller.publish import Publisher, line
from controller.shutdown import orderly_end, orderly_stop
from controller.start import first_memory
from controller.store import History, Store
from controller.supervise import Child, Log, Supervisor, VitalFailure
from controller.tick import Pace, ticking
from controller.upkeep import Upkeep
from farm.clock import TURN_S, Clock
from farm.link import BusState, SettingFound
from farm.names import Names
from farm.sample import Sink
from farm.site import Site
from farm.tag import TagName

TICK_WITHIN_S = 5.0
"""A tick that stands still longer than this ends the WATCHDOG datagrams (safety 3.10), s."""


@dataclass(frozen=True, slots=True)
class Wires:
    """The field as the controller uses it: one poller a bus, a writer, how each bus is.

    `states` are asked once in 10 s each, `findings` at every tick.
    """

    field: Field
    pollers: Mapping[str, Callable[[], Awaitable[None]]]
    bus_of: Mapping[TagName, str]
    states: Mapping[str, Callable[[], BusState]]
    findings: Callable[[], tuple[SettingFound, ...]] = tuple
    frame_behind: Callable[[TagName], bytes] = no_frame
    """Raw bytes behind a weight as last read."""
    modems: Mapping[str, Letters] = made_of(default_factory=dict)
    """By device id: what sends text messages."""


MakeWires = Callable[[Sink], Wires]


@dataclass(frozen=True, slots=True)
class Around:
    """Everything around one run. `socket` None: no door; `checkpoints` None: no replay."""

    log: Log
    clock: Clock
    store: Store
    history: History
    ends: EndsFile | None = None
    checkpoints: Checkpoints | None = None
    socket: Path | None = None
    notify: Send = lambda text: None
    adopt_s: float = 5.0
    core_share: Callable[[], float] | None = None
    """Part of one core used since it was last asked; None: not known (a simulated run)."""
    wall_ms: Callable[[], int] | None = None
    """The system's clock, to see ours drift from it; None: not comparable."""
    doubt: Doubt = ""
    """Why the date is not believed; `clock` then goes by an estimate."""
    size_mb: Callable[[], float | None] | None = None
    """Resident size of this process; None: not looked at."""
    renewed: bool = False
    """Somebody starts the process again when it ends by itself."""


class Run:
    """One run. `ready` is set after the first tick; `cycle` is there once outputs are adopted."""

    def __init__(self, site: Site, make_wires: MakeWires, around: Around) -> None:
        """Build everything; nothing runs yet."""
        self.plan: FarmPlan = farm_plan(site)
        self.around = around
        layout, clock = self.plan.layout, around.clock
        self._began_s = clock.now_s()
        self.board = Board(layout.periods_s)
        self.wires = make_wires(self.board.take)
        self.dispatch = Dispatch(
            self.wires.field, layout.rules, self.wires.bus_of, self.board, clock.now_s
        )
        self.supervisor = Supervisor(around.log, clock.now_s)
        self.pace, self.progress = Pace(), Progress()
        self.names = Names(site)
        self.publisher = Publisher(site.id, around.store.boot, clock.utc_ms(), self.names)
        self.wire_health = WireHealth(layout, self.wires.states, self.wires.findings)
        self.own_health = OwnHealth(
            clock, self.pace, around.core_share, around.wall_ms, around.doubt, around.size_mb
        )
        self.upkeep = Upkeep(clock, around.store, around.history, self.own_health)
        self.caller = Caller(
            *(site, self.wires.modems, around.store, clock, around.log, self.names)
        )
        self.ready = asyncio.Event()
        self.cycle: Cycle | None = None
        self.door: Door | None = None
        self.watchdog = Watchdog(self.progress, around.notify, clock.now_s)
        self._granting: Granting | None = None

    async def until(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then stop in order; VitalFailure when control itself failed."""
        main = asyncio.create_task(self.supervisor.run(self._children()), name="controller")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        renewing = asyncio.create_task(self.upkeep.due.wait(), name="renewal")
        tasks = (main, stopping, renewing)
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if main.done():
                await main
            self.around.notify("STOPPING=1")
            await self._ended_in_order(stop)
        except VitalFailure as failure:
            self._failed(failure)
            raise
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _ended_in_order(self, stop: asyncio.Event) -> None:
        cycle, log = self.cycle, self.around.log
        if cycle is None:
            return
        begins_anew = self.upkeep.due.is_set() and not stop.is_set()
        await (
            orderly_end(cycle, log, self.upkeep.cause) if begins_anew else orderly_stop(cycle, log)
        )
        self.upkeep.ended()

    def _children(self) -> list[Child]:
        children = [
            Child(f"bus {bus}", poller) for bus, poller in sorted(self.wires.pollers.items())
        ]
        children += [
            Child(f"dispatch {bus}", partial(self.dispatch.run, bus), vital=True)
            for bus in self.dispatch.buses
        ]
        children.append(Child("control", self._control, vital=True))
        children.append(Child("watchdog", self._watched))
        if self.caller.paths:
            children.append(Child("caller", self._called))
        if self.around.socket is not None:
            self.door = Door(self.around.socket, self._greeting, self._answer, self.around.log)
            children.append(Child("door", self._opened))
        return children

    async def _control(self) -> None:
        around, layout = self.around, self.plan.layout
        found = await adopt(self.board, layout.rules, around.clock.now_s, around.adopt_s)
        self.dispatch.adopted(found)
        missing = set(layout.rules.keys() - found.keys())
        around.log.info("outputs_adopted", found=len(found), missing=sorted(missing))
        cycle = self._cycle(taken(found, layout.rules))
        self._granting = Granting(
            *(cycle, self.diagnostics, self._left_life_support, self.caller.reported)
        )
        self.cycle = cycle
        self.progress.expect("tick", TICK_WITHIN_S)

        async def turn() -> None:
            before = cycle.memory.tally
            await cycle.turn()
            if lost := fell_back(self.plan.facts, before, cycle.memory.tally):
                around.log.warning("meter_span_lost", meters=lost)
            late = missing & cycle.memory.applied.keys()
            if late:
                missing.difference_update(late)
                around.log.info("outputs_adopted_late", found=sorted(late))
            self.upkeep.look(cycle, renewed=around.renewed)
            self.progress.moved("tick")
            if not self.ready.is_set():
                self.ready.set()
                around.notify("READY=1")

        await ticking(around.clock.now_s, turn, self.pace)

    def _cycle(self, adopted: Mapping[TagName, float]) -> Cycle:
        around, layout = self.around, self.plan.layout
        memory = self._first_memory(adopted)
        frame_behind = self.wires.frame_behind
        notes = Notes(around.store, self.upkeep.history, layout.rules, self.names, frame_behind)
        open_trips = {tank: trip.cause for tank, trip in memory.trips.items() if trip.cause}
        notes.found(open_trips, memory.hands, memory.checks)
        parts = Parts(
            plan=self.plan,
            board=self.board,
            dispatch=self.dispatch,
            store=around.store,
            history=self.upkeep.history,
            checkpoints=around.checkpoints,
            publisher=self.publisher,
            clock=around.clock,
            pace=self.pace,
            wires=self.wire_health,
            own=self.own_health,
            children=self.supervisor.lately,
            broadcast=self._broadcast,
            calls=self.caller.faults,
        )
        return Cycle(parts, memory, notes)

    def _first_memory(self, adopted: Mapping[TagName, float]) -> Memory:
        around = self.around
        life_support = around.ends is not None and around.ends.load().life_support
        return first_memory(
            self.plan,
            around.checkpoints.newest() if around.checkpoints else None,
            around.store.remembered,
            adopted,
            around.clock.utc_ms(),
            life_support=life_support,
            log=around.log,
            # The first tick counts a whole second of its own.
            up_s=around.clock.now_s() - self._began_s - TURN_S,
        )

    async def _watched(self) -> None:
        await self.ready.wait()
        await self.watchdog.run()

    async def _called(self) -> None:
        """People outside are called once alarms live."""
        await self.ready.wait()
        cycle = self.cycle
        assert cycle is not None
        await self.caller.run(lambda: cycle.memory.lives)

    async def _opened(self) -> None:
        """People and programs are let in once control stands."""
        await self.ready.wait()
        assert self.door is not None
        await self.door.run()

    def _broadcast(self, data: bytes) -> None:
        if self.door is not None:
            self.door.broadcast(data)

    def _greeting(self) -> bytes:
        assert self.cycle is not None
        hello = self.publisher.hello(self.around.clock.utc_ms())
        return hello + line(self.publisher.full(self.cycle.state))

    async def _answer(self, asked: Any) -> dict[str, Any]:
        assert self._granting is not None
        return await self._granting.answer(asked)

    def _left_life_support(self) -> None:
        ends = self.around.ends
        if ends is not None:
            ends.save(ends.known.left())

    def _failed(self, failure: VitalFailure) -> None:
        around = self.around
        around.log.error("vital_failure", part=failure.name, cause=repr(failure.__cause__))
        if around.ends is not None:
            around.ends.save(around.ends.load().after(around.clock.utc_ms()))

    def diagnostics(self) -> dict[str, Any]:
        """What a person who looks for a fault wants to know."""
        lines = self.dispatch.lines
        return {
            "health": self.cycle.health() if self.cycle else {},
            "restarts": dict(self.supervisor.restarts),
            "stalled": list(self.watchdog.stalled),
            "peers": self.door.peers if self.door else 0,
            "dropped_peers": self.door.dropped_peers if self.door else 0,
            "ticks_skipped": self.pace.skipped,
            "writes": self.dispatch.writes,
            "foreign_writes": self.dispatch.foreign_writes,
            "outputs_failed": {n: v.reason for n, v in lines.items() if v.stage == "failed"},
        }
