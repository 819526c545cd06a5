"""Wires that can be pulled out and put back: a pseudo-terminal, a TCP server, a mute connection.

They know Modbus by heart, never from what they are there to test.
"""

import asyncio
import contextlib
import socket
import struct
from pathlib import Path
from typing import Protocol

from farm.site import Bus as BusRow
from tests.drivers.slaves import PtySlaves, Slaves

_HEAD = struct.Struct(">HHHB")


class Wire(Protocol):
    """A wire with stations on it; `row` is how a site would name it."""

    row: BusRow

    async def put(self) -> None: ...

    async def pull(self) -> None: ...


class PulledPty:
    """A serial adapter: the device under its lasting name comes and goes."""

    def __init__(self, folder: Path, name: str = "line") -> None:
        self._name = folder / name
        self._pty: PtySlaves | None = None
        self.row = BusRow(id=name, kind="rtu", wire=str(self._name), baud=115200)

    async def put(self) -> None:
        self._pty = PtySlaves(Slaves(turnaround_s=0.002), baud=115200)
        self._name.symlink_to(self._pty.wire)

    async def pull(self) -> None:
        assert self._pty is not None
        self._name.unlink()
        self._pty.close()


class PulledTcp:
    """A TCP device: reset and gone, then back on the same port."""

    def __init__(self, name: str = "line") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.slaves = Slaves()
        self._server: asyncio.Server | None = None
        self._peers: set[asyncio.StreamWriter] = set()
        self.row = BusRow(id=name, kind="tcp", wire=f"127.0.0.1:{self.port}")

    async def put(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def pull(self) -> None:
        assert self._server is not None
        self._server.close()
        for peer in list(self._peers):
            wire = peer.get_extra_info("socket")
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.transport.abort()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._peers.add(writer)
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    head = await reader.readexactly(_HEAD.size)
                    transaction, _, length, unit = _HEAD.unpack(head)
                    pdu = self.slaves.answer(unit, await reader.readexactly(length - 1))
                    if pdu is not None and self._answers(writer):
                        writer.write(_HEAD.pack(transaction, 0, len(pdu) + 1, unit) + pdu)
        finally:
            self._peers.discard(writer)
            writer.close()

    def _answers(self, writer: asyncio.StreamWriter) -> bool:
        return True


class HalfOpenTcp(PulledTcp):
    """A path that swallows everything: no answer, no end of the connection, no reset.

    What was connected while it was pulled stays dead for ever, as behind a firewall that forgot.
    """

    def __init__(self, name: str = "line") -> None:
        super().__init__(name)
        self._dead: set[asyncio.StreamWriter] = set()
        self._pulled = False

    async def put(self) -> None:
        self._pulled = False
        if self._server is None:
            await super().put()

    async def pull(self) -> None:
        self._dead |= self._peers
        self._pulled = True

    async def end(self) -> None:
        """Let the test end."""
        await super().pull()

    def _answers(self, writer: asyncio.StreamWriter) -> bool:
        if self._pulled:
            self._dead.add(writer)
        return writer not in self._dead
