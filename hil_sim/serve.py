"""The simulated farm as a process: wires opened, overlay written, clock followed, asked.

It refuses to know the programs that open the wires.
"""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from farm.clock import Anchor, ScaledLoop, anchor_from_env, loop_clock, run_on
from farm.site import Site
from farm.stock import TankStock
from hil_sim.control import Control
from hil_sim.playback import Series
from hil_sim.simulated_farm import STEP_S, SimulatedFarm
from hil_sim.transports import Listener, PtyWire

WIRES_FILE, SOCKET_FILE, LOG_FILE = "wires.yaml", "sim.sock", "wire.log"
LINE_BYTES_MOST = 32 << 20
"""Longest request on the control socket; `judge` carries many readings."""
SERIAL_KINDS = ("rtu", "modbus-ascii", "ascii")

Ready = Callable[[dict[str, str]], None]


class Served:
    """A simulated farm with its wires open on the running loop."""

    def __init__(self, farm: SimulatedFarm, data_dir: Path) -> None:
        """Nothing opened yet."""
        self.farm, self.control = farm, Control(farm)
        self._data = farm.finite.folder = data_dir
        self._ptys: list[PtyWire] = []
        self._listeners: list[Listener] = []
        self._questions: asyncio.Server | None = None
        self._asking: set[asyncio.StreamWriter] = set()
        self.wires: dict[str, str] = {}

    async def open(self) -> None:
        """Open every wire and the control socket, then write the overlay in one move."""
        for name in (WIRES_FILE, SOCKET_FILE):
            (self._data / name).unlink(missing_ok=True)
        for bus in self.farm.site.buses:
            if bus.id not in self.farm.lines and bus.id not in self.farm.servers:
                continue  # a line of text whose only device is switched off
            if bus.kind in SERIAL_KINDS:
                pty = PtyWire(self.farm, bus.id)
                self._ptys.append(pty)
                self.wires[bus.id] = pty.path
            else:
                listener = Listener(self.farm, bus.id)
                self._listeners.append(listener)
                self.farm.hang_up[bus.id] = listener.hang_up
                self.wires[bus.id] = await listener.start()
        self._questions = await asyncio.start_unix_server(
            self._ask, self._data / SOCKET_FILE, limit=LINE_BYTES_MOST
        )
        self._write_overlay()

    def _write_overlay(self) -> None:
        lines = [f"{json.dumps(bus)}: {json.dumps(wire)}\n" for bus, wire in self.wires.items()]
        draft = self._data / f"{WIRES_FILE}.{os.getpid()}"
        draft.write_text("".join(lines), encoding="utf-8")
        draft.replace(self._data / WIRES_FILE)

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._asking.add(writer)
        try:
            while line := await reader.readline():
                answer = self._answered(line)
                writer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (ConnectionError, ValueError):
            pass  # the asker went away, or sent a line beyond all bounds: nothing to tell it
        finally:
            self._asking.discard(writer)
            writer.close()

    def _answered(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
        except ValueError as error:
            return {"error": f"not JSON: {error}"}
        self.farm.step_to(asyncio.get_running_loop().time())
        return self.control.answer(request)

    async def follow(self) -> None:
        """Move the farm with the clock, for ever."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(STEP_S)
            self.farm.live_to(loop.time())
            self.control.due(loop.time())
            self.farm.record.flush()

    async def close(self) -> None:
        """Close everything; the overlay goes first, so that nobody opens a dead wire."""
        for name in (WIRES_FILE, SOCKET_FILE):
            (self._data / name).unlink(missing_ok=True)
        for pty in self._ptys:
            pty.close()
        for listener in self._listeners:
            await listener.close()
        if self._questions is not None:
            self._questions.close()
            for writer in list(self._asking):
                writer.transport.abort()
        self.farm.record.flush()


async def run(
    site: Site,
    stock: list[TankStock],
    data_dir: Path,
    *,
    seed: int = 0,
    orders: Sequence[dict[str, Any]] = (),
    series: Sequence[Series] = (),
    ready: Ready | None = None,
    wire_log: bool = True,
) -> None:
    """Serve until cancelled. `orders`: as in a scenario; `ready` is told the wires by bus id.

    ValueError for a profile the simulator cannot be or a tag nothing measures.
    """
    clock = loop_clock()
    folder = _folder(data_dir)
    log = folder / LOG_FILE if wire_log else None
    farm = SimulatedFarm(site, stock, seed, clock.now_s(), clock.utc_ms_at, log)
    for one in series:
        farm.play(one)
    served = Served(farm, folder)
    try:
        await served.open()
        served.control.plan(list(orders))
        if ready is not None:
            ready(served.wires)
        await served.follow()
    finally:
        await served.close()


def _folder(data_dir: Path) -> Path:
    data_dir.mkdir(parents=True, exist_ok=True)
    return data_dir


async def until_told(work: Callable[[], Any]) -> None:
    """Run `work()` until it ends, or SIGTERM or SIGINT ends it."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work())
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def main(
    site: Site,
    stock: list[TankStock],
    data_dir: Path,
    *,
    seed: int = 0,
    orders: Sequence[dict[str, Any]] = (),
    series: Sequence[Series] = (),
    ready: Ready | None = None,
    anchor: Anchor | None = None,
) -> None:
    """The process: own loop on the clock handed over by the supervisor, ended by SIGTERM."""

    def work() -> Any:
        return run(site, stock, data_dir, seed=seed, orders=orders, series=series, ready=ready)

    run_on(ScaledLoop(anchor or anchor_from_env()), until_told(work))
