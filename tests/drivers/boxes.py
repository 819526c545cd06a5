"""Serial servers: a box that hands every byte on, and one that speaks Modbus TCP.

They know both framings by heart; the units behind them are tests.drivers.slaves. In memory for
the simulated loop, or listening on loopback.
"""

import asyncio
import struct

from drivers.port import Port, PortClosed, PortUnavailable
from farm.clock import loop_clock
from farm.site import Bus as BusRow
from tests.drivers.inbox import Inbox
from tests.drivers.slaves import Slaves, crc

DELAY_S, APART_S = 0.01, 0.002
"""How long an answer takes, and how far apart its segments leave, s."""


class Box:
    """Counts its connections; `away`: nobody listens; `deaf`: takes what comes and does nothing."""

    def __init__(self, slaves: Slaves, pieces: int = 1, *, hangs_up: bool = True) -> None:
        """`pieces`: segments of an answer; `hangs_up`: on what it cannot read."""
        self.slaves, self.pieces, self.hangs_up = slaves, pieces, hangs_up
        self.connections, self.away, self.deaf = 0, False, False
        self.ports: list[BoxPort] = []

    def answers(self, data: bytes) -> list[tuple[float, bytes]] | None:
        """What goes back, and how late; None to hang up."""
        raise NotImplementedError

    def segments(self, data: bytes) -> list[tuple[float, bytes]] | None:
        """The answers to one segment cut up, with the time at which each piece leaves."""
        if (answers := self.answers(data)) is None:
            return None
        pieces = []
        for late_s, answer in answers:
            step = -(-len(answer) // self.pieces)
            for number, at in enumerate(range(0, len(answer), step)):
                after_s = late_s + DELAY_S + APART_S * number
                pieces.append((after_s, answer[at : at + step]))
        return pieces

    async def opener(self, row: BusRow) -> Port:
        """A connection in memory."""
        if self.away:
            raise PortUnavailable("nobody listens")
        self.connections += 1
        self.ports.append(BoxPort(self))
        return self.ports[-1]

    def leave(self) -> None:
        """Hang up on everybody and stop listening."""
        self.away = True
        for port in self.ports:
            port.close()


class Transparent(Box):
    """Bytes in, bytes out: RTU stations hear all of it and answer what is a frame for them."""

    def answers(self, data: bytes) -> list[tuple[float, bytes]] | None:
        """Only a whole RTU frame moves a station."""
        return self.slaves.reply(data, loop_clock().now_s())


class Gateway(Box):
    """Modbus TCP in, RTU behind."""

    def answers(self, data: bytes) -> list[tuple[float, bytes]] | None:
        """One request a segment is all our drivers ever send."""
        if len(data) < 8 or data[2:4] != b"\x00\x00" or len(data) != 6 + data[5]:
            return None if self.hangs_up else []
        body = data[6:]
        replies = self.slaves.reply(body + crc(body), loop_clock().now_s())
        return [
            (late_s, data[:4] + struct.pack(">H", len(answer) - 2) + answer[:-2])
            for late_s, answer in replies
        ]


class Switched(Box):
    """A box that a person sets from transparent to gateway mode: `mode` is the one in force."""

    def __init__(self, slaves: Slaves) -> None:
        super().__init__(slaves)
        self.mode: Box = Transparent(slaves)

    def answers(self, data: bytes) -> list[tuple[float, bytes]] | None:
        """As the mode in force does."""
        return self.mode.answers(data)


class BoxPort(Inbox):
    """One connection to a box in memory."""

    def __init__(self, box: Box) -> None:
        super().__init__()
        self.box = box

    async def write(self, data: bytes) -> None:
        if self.closed:
            raise PortClosed("closed")
        if self.box.deaf:
            return
        if (pieces := self.box.segments(data)) is None:
            self.loop.call_later(DELAY_S, self.close)
            return
        for after_s, piece in pieces:
            self.loop.call_later(after_s, self.arrive, piece)


class Listening:
    """The same box on loopback."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self.writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> str:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        for writer in self.writers:
            writer.transport.abort()
        await self.server.wait_closed()
        await asyncio.sleep(0.2)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.box.connections += 1
        self.writers.append(writer)
        loop = asyncio.get_running_loop()
        try:
            while data := await reader.read(4096):
                for after_s, piece in self.box.segments(data) or []:
                    loop.call_later(after_s, writer.write, piece)
        except ConnectionError:
            writer.close()
