"""Real wires of the simulated farm: pseudo-terminals and loopback sockets on the running loop.

It refuses to know what the bytes mean.
"""

import asyncio
import contextlib
import os
import tty
from collections.abc import Callable

from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.wire import Delivery, Wire

CHUNK = 4096
LOOPBACK = "127.0.0.1"
CONNECTIONS_MOST = 16
"""Per listener; real I/O boxes take fewer."""


class _Unasked:
    """Says what a wire says unasked, whenever that is due; a wire may begin to talk at any feed."""

    def __init__(self, wire: Wire, say: Callable[[list[Delivery]], None]) -> None:
        self._wire, self._say = wire, say
        self._loop = asyncio.get_running_loop()
        self._handle: asyncio.TimerHandle | None = None

    def look(self) -> None:
        """Set the timer by what the wire says now."""
        self.stop()
        due_s = self._wire.next_due_s
        if due_s is not None:
            self._handle = self._loop.call_at(max(due_s, self._loop.time()), self._speak)

    def _speak(self) -> None:
        self._say(self._wire.due(self._loop.time()))
        self.look()

    def stop(self) -> None:
        """Be silent."""
        if self._handle is not None:
            self._handle.cancel()


class PtyWire:
    """A serial wire as a pseudo-terminal; `path` is what the master opens."""

    def __init__(self, farm: SimulatedFarm, bus: str) -> None:
        """Open it on the running loop."""
        self._farm, self._bus, self._line = farm, bus, farm.wire(bus)
        self._loop = asyncio.get_running_loop()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.path = os.ttyname(self._slave)
        self._timers: set[asyncio.TimerHandle] = set()
        self._unasked = _Unasked(self._line, self._later)
        self._loop.add_reader(self._master, self._readable)
        self._unasked.look()

    def _readable(self) -> None:
        try:
            data = os.read(self._master, CHUNK)
        except (BlockingIOError, OSError):
            return
        self._later(self._line.feed(data, self._loop.time()))
        self._unasked.look()

    def _later(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            self._at(delivery.at_s, self._write, delivery.data)

    def _at(self, at_s: float, act: Callable[..., None], *arguments: bytes) -> None:
        def fire() -> None:
            self._timers.discard(handle)
            act(*arguments)

        handle = self._loop.call_at(at_s, fire)
        self._timers.add(handle)

    def _write(self, data: bytes) -> None:
        try:
            os.write(self._master, data)
        except (BlockingIOError, OSError):
            self._farm.record.count(self._bus, "unheard")

    def close(self) -> None:
        """Close both ends and forget what was to be said."""
        self._unasked.stop()
        for handle in self._timers:
            handle.cancel()
        self._loop.remove_reader(self._master)
        for end in (self._master, self._slave):
            with contextlib.suppress(OSError):
                os.close(end)


class _Connection(asyncio.Protocol):
    """One TCP connection to a listener."""

    def __init__(self, listener: "Listener", wire: Wire) -> None:
        self._listener, self._wire = listener, wire
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._timers: set[asyncio.TimerHandle] = set()
        self._unasked = _Unasked(wire, self._later)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._listener.admit(self):
            self._unasked.look()
        else:
            transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unasked.stop()
        for handle in self._timers:
            handle.cancel()
        self._listener.open.discard(self)

    def data_received(self, data: bytes) -> None:
        self._later(self._wire.feed(data, self._loop.time()))
        self._unasked.look()
        if self._wire.broken:
            self.close()

    def _later(self, deliveries: list[Delivery]) -> None:
        now_s = self._loop.time()
        self._timers = {handle for handle in self._timers if handle.when() > now_s}
        for delivery in deliveries:
            handle = self._loop.call_at(delivery.at_s, self._write, delivery.data)
            self._timers.add(handle)

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()


class Listener:
    """A loopback listener: Modbus TCP, or a serial server in front of a line."""

    def __init__(self, farm: SimulatedFarm, bus: str) -> None:
        """Not yet listening."""
        self._farm, self._bus = farm, bus
        self.open: set[_Connection] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        """Listen on a free port; returns `host:port`."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, LOOPBACK, 0)
        port = self._server.sockets[0].getsockname()[1]
        return f"{LOOPBACK}:{port}"

    def admit(self, connection: _Connection) -> bool:
        """Whether one more connection is served."""
        if len(self.open) >= CONNECTIONS_MOST:
            return False
        self.open.add(connection)
        return True

    def _connection(self) -> _Connection:
        return _Connection(self, self._farm.wire(self._bus))

    def hang_up(self) -> None:
        """Reset every connection; new ones are welcome."""
        for connection in list(self.open):
            connection.close()

    async def close(self) -> None:
        """Stop listening and hang up."""
        self.hang_up()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
