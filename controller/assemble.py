"""Put the controller together: a site's drivers, its databases, the loop, the signals.

It refuses to decide anything. The only module of this room that knows drivers and records.
"""

import asyncio
import gc
import os
import signal
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog

from controller.checkpoints import Checkpoints
from controller.collector import look_rarely
from controller.dating import dated
from controller.health.own import CoreShare
from controller.health.size import resident_mb
from controller.health.watchdog import Send, notifier
from controller.layout import Layout
from controller.lease import lease_path, take_lease
from controller.memories import CHECKPOINTS, Memories
from controller.plant import farm_plan
from controller.replay import Replayed, Stored, replayed
from controller.run import Around, MakeWires, Run, Wires
from controller.store import CommandNote, LastingNote, Remembered
from controller.store import SampleRow as Row
from controller.supervise import Log, VitalFailure
from drivers.field import build_field
from drivers.port import Opener
from farm.alarm import Alarm
from farm.clock import Anchor, Clock, ScaledLoop, loop_clock, run_on, wall_ms
from farm.fact import Fact
from farm.health_tags import health_tags
from farm.link import SettingFound
from farm.profile import Profile
from farm.quantity import QUANTITIES
from farm.sample import Sink
from farm.site import Site
from farm.tag import TagName
from records.history.query import HistoryReader
from records.history.store import HistoryWriter
from records.state.reader import StateReader
from records.state.rows import AlarmEvent, AtStart, CommandRow, ModeRow, Scope
from records.state.writer import StateWriter

SOCKET, STATE, HISTORY = "controller.sock", "state.db", "history"


class DiskStore:
    """`state.db` behind the controller's own words."""

    def __init__(self, path: Path, boot: str, started_ms: int, writer: StateWriter | None = None):
        """Read what the last run left; start the writing thread, unless a writer is handed in."""
        self.boot = boot
        self._writer = StateWriter(path, boot, started_ms) if writer is None else writer
        self._reader = StateReader(path)
        self._last: Future[Any] | None = None
        self.remembered = _remembered(self._writer.at_start)

    def fact(self, fact: Fact) -> None:
        """Keep a fact."""
        self._last = self._writer.put_fact(fact)

    def command(self, note: CommandNote) -> None:
        """Keep a command, or its result."""
        self._last = self._writer.put_command(
            CommandRow(
                note.id, note.at_ms, note.output, note.value, note.rank, note.by, note.why,
                note.actor, note.second_actor, note.result,
            )
        )  # fmt: skip

    def alarm(self, at_ms: int, alarm: Alarm, actor: str) -> None:
        """Keep how an alarm stands."""
        self._last = self._writer.put_alarm_event(AlarmEvent(at_ms, alarm, actor))

    def lasting(self, at_ms: int, note: LastingNote) -> None:
        """Keep a mode or trip."""
        row = ModeRow(at_ms, Scope(note.scope), note.key, note.value, note.actor, note.why)
        self._last = self._writer.put_mode(row)

    def clean_stop(self, at_ms: int) -> None:
        """Mark this run as ended in order."""
        self._last = self._writer.put_clean_stop(at_ms)

    def wish_result(self, wish_id: str) -> str | None:
        """Result code of a wish of an earlier run, if it was executed."""
        try:
            row = self._reader.command(wish_id)
        except Exception as error:  # noqa: BLE001 - a dead disk remembers nothing, and is told
            structlog.get_logger().warning("wish_unknown", error=repr(error))
            return None
        return row.result if row else None

    async def saved(self, within_s: float) -> bool:
        """Wait until all that was handed over is durable; False when that failed in time."""
        if self._last is None:
            return True
        try:
            async with asyncio.timeout(within_s):
                return await asyncio.shield(asyncio.wrap_future(self._last)) is None
        except TimeoutError:
            return False

    def trouble(self) -> str:
        """What is wrong with the disk now, or nothing."""
        words = self._writer.health().trouble
        return f"{words.zh} / {words.en}" if words else ""

    def close(self) -> None:
        """Answer what waits and end the thread."""
        self._writer.close()


def _remembered(start: AtStart) -> Remembered:
    lasting = {("mode", key): row.value for key, row in start.modes.items()}
    lasting |= {("trip", key): row.value for key, row in start.trips.items()}
    alarms = tuple(event.alarm for event in start.alarms.values())
    return Remembered(lasting, alarms, start.clean_stop, start.facts, start.unreadable)


class DiskHistory:
    """The history folder behind the controller's own words."""

    def __init__(self, folder: Path, tags: Iterable[str], writer: HistoryWriter | None = None):
        """Start the writing thread, unless a writer is handed in; `tags`: all that may come."""
        units = {name: QUANTITIES[name.partition(".")[2]].unit for name in tags}
        self._writer = HistoryWriter(folder, units=units) if writer is None else writer

    def append(self, batch: Sequence[Row]) -> None:
        """Hand over samples; returns at once."""
        self._writer.append(batch)

    def trouble(self) -> str:
        """What is wrong with the disk now, or nothing."""
        words = self._writer.health().trouble
        return f"{words.zh} / {words.en}" if words else ""

    def close(self) -> None:
        """Make the rest durable and end the thread."""
        self._writer.close()


def wires_of(
    site: Site, profiles: Mapping[str, Profile], opener: Opener, clock: Clock
) -> MakeWires:
    """Real drivers of a site as the controller uses them."""

    def make(sink: Sink) -> Wires:
        field = build_field(site, profiles, opener, clock, sink)

        def found() -> tuple[SettingFound, ...]:
            rows = (row for bus in field.buses.values() for row in bus.findings())
            return tuple(SettingFound.model_validate(row, from_attributes=True) for row in rows)

        return Wires(
            field=field,
            pollers={name: bus.run for name, bus in field.buses.items()},
            bus_of={name: door.bus_id for name, door in field.outputs.items()},
            states={name: bus.state for name, bus in field.buses.items()},
            findings=found,
            frame_behind=field.frame_behind,
            modems=field.modems(),
        )

    return make


async def run_controller(
    site: Site,
    profiles: Mapping[str, Profile],
    data_dir: Path | None,
    opener: Opener,
    *,
    stop: asyncio.Event,
    memories: Memories | None = None,
    log: Log | None = None,
    notify: Send | None = None,
    wall: Callable[[], int] | None = None,
    started: Callable[[Run], None] | None = None,
    clock: Clock | None = None,
    size_mb: Callable[[], float | None] | None = None,
) -> None:
    """Run a checked site's controller on the running loop until `stop`; VitalFailure otherwise.

    It also ends by itself, in order, to begin anew where somebody starts it again (`notify`).
    `data_dir` None (a simulated run): no files, no socket, `memories` must bring store and history.
    `wall`: the system's UTC ms. `started`: handed the `Run` before it begins. LeaseTaken.
    """
    clock, kept = clock or loop_clock(), (memories or Memories()).in_folder(data_dir)
    disk: list[DiskStore | DiskHistory] = []
    lease = take_lease(lease_path(data_dir, os.environ)) if data_dir else None
    try:
        said = log or structlog.get_logger()
        clock, doubt = dated(clock, kept.checkpoints) if wall is not None else (clock, "")
        around = _around(site, clock, data_dir, kept, disk, said, notify, wall)
        around = replace(around, doubt=doubt, size_mb=size_mb)
        run = Run(site, wires_of(site, profiles, opener, clock), around)
        # A full collection would walk what stands now and hold a tick up for 40 ms.
        gc.freeze()
        if started is not None:
            started(run)
        await run.until(stop)
    finally:
        for writer in disk:
            writer.close()
        if lease is not None:
            lease.close()


def _around(
    site: Site,
    clock: Clock,
    data_dir: Path | None,
    kept: Memories,
    disk: list[DiskStore | DiskHistory],
    log: Log,
    notify: Send | None,
    wall: Callable[[], int] | None,
) -> Around:
    store, history = kept.store, kept.history
    if store is None:
        assert data_dir is not None, "a run without a data folder brings its own store"
        made = DiskStore(data_dir / STATE, uuid.uuid4().hex, clock.utc_ms())
        disk.append(made)
        store = made
    if history is None:
        assert data_dir is not None, "a run without a data folder brings its own history"
        writer = DiskHistory(data_dir / HISTORY, (*Layout(site).periods_s, *health_tags(site)))
        disk.append(writer)
        history = writer
    return Around(
        log=log,
        clock=clock,
        store=store,
        history=history,
        ends=kept.ends,
        checkpoints=kept.checkpoints,
        socket=data_dir / SOCKET if data_dir else None,
        notify=notify or notifier(),
        core_share=CoreShare() if data_dir else None,
        renewed=notify is not None or "NOTIFY_SOCKET" in os.environ,
        wall_ms=wall,
    )


def serve(
    site: Site, profiles: Mapping[str, Profile], data_dir: Path, opener: Opener, anchor: Anchor
) -> int:
    """The controller as a process: SIGTERM and SIGINT stop it in order. Exit code 0, or 1."""

    async def main() -> int:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        try:
            wall = wall_ms if anchor.is_walls else None
            await run_controller(
                site, profiles, data_dir, opener, stop=stop, wall=wall, size_mb=resident_mb
            )
        except VitalFailure:
            return 1
        return 0

    look_rarely()
    return run_on(ScaledLoop(anchor), main())


def replay(site: Site, data_dir: Path, output: TagName, at_ms: int) -> Replayed | None:
    """Recompute the decision on `output` at a UTC instant, ms; None when that minute is not kept.

    Raises records' StorageFault when history cannot be read.
    """
    minute = Checkpoints(data_dir / CHECKPOINTS).holding(at_ms)
    if minute is None or minute.ticks[-1] < at_ms - 1000:
        return None
    reader = HistoryReader(data_dir / HISTORY)

    def samples(name: TagName, from_ms: int, to_ms: int) -> list[Stored]:
        series = reader.raw(name, from_ms, to_ms)
        return [
            (int(at), None if status >= 0x80000000 else float(value), int(status))
            for at, value, status in zip(series.at_ms, series.value, series.status, strict=True)
        ]

    return replayed(farm_plan(site), minute, samples, output, at_ms)
