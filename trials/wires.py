"""Wires in memory: the drivers' bytes go to the simulated devices through the same frames.

It refuses to know what the bytes mean; time is the loop's.
"""

import asyncio

from drivers.port import Opener, Port, PortClosed, PortUnavailable
from farm.site import Bus
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.wire import Delivery, Wire

LEAST_PAUSE_S = 1e-3
"""A far end that is always due is asked again after this, s."""


class MemoryPort:
    """One open wire to simulated devices; what they say arrives at the loop time they give."""

    def __init__(self, wire: Wire) -> None:
        """Join the port to the far end."""
        self._wire = wire
        self._received = bytearray()
        self._waiter: asyncio.Future[None] | None = None
        self._closed = False
        self._loop = asyncio.get_running_loop()
        self._next: asyncio.TimerHandle | None = None
        self._look()

    async def write(self, data: bytes) -> None:
        """Hand all bytes to the far end."""
        if self._closed:
            raise PortClosed("the wire in memory was cut")
        self._deliver(self._wire.feed(data, self._loop.time()))
        if self._wire.broken:
            self.close()
        self._look()

    async def read(self) -> bytes:
        """Everything received so far, waiting for the first byte."""
        while not self._received:
            if self._closed:
                raise PortClosed("the wire in memory was cut")
            self._waiter = self._loop.create_future()
            await self._waiter
        return self.discard()

    def discard(self) -> bytes:
        """Drop, and return, everything received so far."""
        if not self._received:
            return b""
        dropped = bytes(self._received)
        self._received.clear()
        return dropped

    def close(self) -> None:
        """Cut the wire."""
        self._closed = True
        self._awake()

    def _deliver(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            self._loop.call_at(delivery.at_s, self._arrive, delivery.data)

    def _arrive(self, data: bytes) -> None:
        if not self._closed:
            self._received += data
            self._awake()

    def _awake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _look(self) -> None:
        """Set the moment at which the far end will speak unasked, if it will."""
        next_s = None if self._closed else self._wire.next_due_s
        if next_s is None or (self._next is not None and self._next.when() <= next_s):
            return
        if self._next is not None:
            self._next.cancel()
        self._next = self._loop.call_at(max(next_s, self._loop.time() + LEAST_PAUSE_S), self._talk)

    def _talk(self) -> None:
        """What the far end says unasked."""
        self._next = None
        if not self._closed:
            self._deliver(self._wire.due(self._loop.time()))
            self._look()


def memory_opener(farm: SimulatedFarm) -> Opener:
    """Opens wires to this simulated farm."""

    async def opened(bus: Bus) -> Port:
        if bus.id not in farm.lines and bus.id not in farm.servers:
            raise PortUnavailable(f"the simulated farm has no wire {bus.id}")
        if farm.line_faults[bus.id].gone:
            raise PortUnavailable(f"wire {bus.id} is gone")
        port = MemoryPort(farm.wire(bus.id))
        farm.hang_up[bus.id] = port.close
        return port

    return opened
