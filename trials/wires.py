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
        self._arrived = asyncio.Event()
        self._closed = False
        self._loop = asyncio.get_running_loop()
        self._talk()

    async def write(self, data: bytes) -> None:
        """Hand all bytes to the far end."""
        if self._closed:
            raise PortClosed("the wire in memory was cut")
        self._deliver(self._wire.feed(data, self._loop.time()))
        if self._wire.broken:
            self.close()

    async def read(self) -> bytes:
        """Everything received so far, waiting for the first byte."""
        while not self._received:
            if self._closed:
                raise PortClosed("the wire in memory was cut")
            self._arrived.clear()
            await self._arrived.wait()
        return self.discard()

    def discard(self) -> bytes:
        """Drop, and return, everything received so far."""
        dropped = bytes(self._received)
        self._received.clear()
        return dropped

    def close(self) -> None:
        """Cut the wire."""
        self._closed = True
        self._arrived.set()

    def _deliver(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            self._loop.call_at(delivery.at_s, self._arrive, delivery.data)

    def _arrive(self, data: bytes) -> None:
        if not self._closed:
            self._received += data
            self._arrived.set()

    def _talk(self) -> None:
        """What the far end says unasked, and the moment it will speak next."""
        if self._closed or self._wire.next_due_s is None:
            return
        now_s = self._loop.time()
        self._deliver(self._wire.due(now_s))
        next_s = self._wire.next_due_s
        if next_s is not None:
            self._loop.call_at(max(next_s, now_s + LEAST_PAUSE_S), self._talk)


def memory_opener(farm: SimulatedFarm) -> Opener:
    """Opens wires to this simulated farm."""

    async def opened(bus: Bus) -> Port:
        if bus.id not in farm.lines and bus.id not in farm.servers:
            raise PortUnavailable(f"the simulated farm has no wire {bus.id}")
        return MemoryPort(farm.wire(bus.id))

    return opened
