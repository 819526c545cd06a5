"""The receiving half of a port in memory, for every fake wire of these tests.

It refuses to know what is answered: a fake adds `write`.
"""

import asyncio

from drivers.port import PortClosed


class Inbox:
    """Bytes that arrived and were not read yet."""

    def __init__(self) -> None:
        self.received, self.closed = b"", False
        self.news, self.loop = asyncio.Event(), asyncio.get_running_loop()

    def arrive(self, data: bytes) -> None:
        self.received += data
        self.news.set()

    async def read(self) -> bytes:
        while not self.received:
            if self.closed:
                raise PortClosed("gone")
            self.news.clear()
            await self.news.wait()
        return self.discard()

    def discard(self) -> bytes:
        data, self.received = self.received, b""
        return data

    def close(self) -> None:
        self.closed = True
        self.news.set()
