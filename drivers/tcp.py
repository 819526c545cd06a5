"""A TCP connection as a Port.

It refuses to know what is said on it. Nagle's algorithm is off: a request is one small segment
that must leave at once.
"""

import asyncio
import socket

from drivers.port import Port, PortClosed, PortUnavailable
from farm.site import Bus as BusRow

CONNECT_WITHIN_S = 2.0
READ_BYTES = 4096
"""Most bytes taken from the socket at once; an answer has 260 at most."""
RECEIVE_BYTES_MAX = 1 << 16
"""More unread bytes than this is no fieldbus; the connection is closed."""


class TcpPort(asyncio.BufferedProtocol):
    """Bytes of one connection, kept until read."""

    def __init__(self) -> None:
        """Filled by the event loop."""
        self._transport: asyncio.Transport | None = None
        self._arriving = memoryview(bytearray(READ_BYTES))
        self._received = b""
        self._waiter: asyncio.Future[None] | None = None
        self._gone = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The loop has connected."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        wire = transport.get_extra_info("socket")
        if wire is not None:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where the loop puts what comes next."""
        return self._arriving

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes came."""
        self._received += self._arriving[:nbytes]
        if len(self._received) > RECEIVE_BYTES_MAX:
            self._gone = "flooded"
            self.close()
        self._awake()

    def connection_lost(self, exc: Exception | None) -> None:
        """The peer or we hung up."""
        self._gone = self._gone or (str(exc) if exc else "closed by the other side")
        self._awake()

    def _awake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def write(self, data: bytes) -> None:
        """See Port."""
        if self._gone or self._transport is None:
            raise PortClosed(self._gone)
        self._transport.write(data)

    async def read(self) -> bytes:
        """See Port."""
        while not self._received:
            if self._gone:
                raise PortClosed(self._gone)
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self.discard()

    def discard(self) -> bytes:
        """See Port."""
        data, self._received = self._received, b""
        return data

    def close(self) -> None:
        """See Port; what was not sent yet is thrown away."""
        if self._transport is not None:
            self._transport.abort()


async def open_tcp(bus: BusRow) -> Port:
    """Connect to `host:port`; PortUnavailable when nobody is there in time."""
    host, _, number = bus.wire.rpartition(":")
    if not host or not number.isdigit():
        raise PortUnavailable(f"{bus.wire}: not host:port")
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            _, port = await loop.create_connection(TcpPort, host.strip("[]"), int(number))
    except TimeoutError as error:
        raise PortUnavailable(f"{bus.wire}: no answer in {CONNECT_WITHIN_S:g} s") from error
    except (OSError, OverflowError) as error:
        raise PortUnavailable(f"{bus.wire}: {error}") from error
    return port
