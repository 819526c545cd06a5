"""One request and its answer on Modbus TCP, where a transaction number tells late from right.

It refuses to know what is asked, whose turn it is and how to connect. A late answer is dropped by
its number, so nothing has to be silent (DESIGN section 3, line silence).
"""

import asyncio
from collections.abc import Callable

from drivers.modbus import Answer, Refused, Request, Wrong, check_pdu, mbap_frame, split_mbap
from drivers.port import Port, PortClosed
from drivers.rtu_line import Pace, Tally

HALF_OPEN_MISSES = 3
"""Timeouts in a row, whoever was asked, after which the connection itself is doubted (F-21)."""


class TcpLine:
    """One connection, one request in flight."""

    def __init__(self, now: Callable[[], float], tally: Tally) -> None:
        """`now`: the loop's clock."""
        self._now, self._tally = now, tally
        self._port: Port | None = None
        self._received = b""
        self._transaction = 0
        self._misses = 0

    @property
    def port(self) -> Port | None:
        """The open connection."""
        return self._port

    @port.setter
    def port(self, port: Port | None) -> None:
        self._port, self._received, self._misses = port, b"", 0

    async def ask(self, request: Request, pace: Pace) -> Answer | Refused | Wrong:
        """Send and wait; PortClosed when the stream is no Modbus or the peer seems gone."""
        assert self._port is not None
        self._transaction = self._transaction % 0xFFFF + 1
        sent_s = self._now()
        await self._port.write(mbap_frame(request, self._transaction))
        try:
            async with asyncio.timeout_at(sent_s + pace.timeout_s):
                verdict = await self._answer(self._port, request)
        except TimeoutError:
            return self._missed()
        self._misses = 0
        self._tally.replied(self._now() - sent_s)
        self._tally.wrong_rejected += isinstance(verdict, Wrong)
        return verdict

    async def _answer(self, port: Port, request: Request) -> Answer | Refused | Wrong:
        while True:
            frame = split_mbap(self._received)
            if frame is None:
                self._received += await port.read()
            elif isinstance(frame, Wrong):
                self._tally.wrong_rejected += 1
                raise PortClosed("not Modbus TCP")
            else:
                self._received = self._received[frame.size :]
                if frame.transaction == self._transaction:
                    return check_pdu(request, frame.unit, frame.pdu)
                self._tally.wrong_rejected += 1

    def _missed(self) -> Wrong:
        self._misses += 1
        if self._misses >= HALF_OPEN_MISSES:
            raise PortClosed("no answer from anyone")
        return Wrong("no_reply")
