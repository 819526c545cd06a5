"""One request and its answer on Modbus TCP, where a transaction number tells late from right.

It refuses to know what is asked, whose turn it is and how to connect. A late answer is dropped by
its number, so nothing has to be silent (DESIGN section 3, line silence).
"""

from collections.abc import Callable

from drivers.limit import Limit
from drivers.modbus import (
    Answer,
    Refused,
    Request,
    Wrong,
    check_pdu,
    mbap_frame,
    plain_answer,
    split_mbap,
)
from drivers.port import Port, PortClosed
from drivers.rtu_line import Pace
from drivers.tally import Tally

FIRST_TRANSACTION = 0x5A00
"""Any will do; the first byte is no broadcast address, should RTU stations get to hear it."""


class TcpLine:
    """One connection, one request in flight."""

    def __init__(self, now: Callable[[], float], tally: Tally) -> None:
        """`now`: the loop's clock."""
        self._now, self._tally = now, tally
        self.answered_s = 0.0
        """When the last answer came, at the latest; after a standstill it is looked at later."""
        self._port: Port | None = None
        self._received = b""
        self._limit = Limit()
        self._transaction = FIRST_TRANSACTION

    @property
    def port(self) -> Port | None:
        """The open connection."""
        return self._port

    @port.setter
    def port(self, port: Port | None) -> None:
        self._port, self._received = port, b""

    def rest_s(self, request: Request) -> float:
        """None: every answer carries its number."""
        return 0.0

    async def settle(self) -> None:
        """Nothing is owed here."""

    async def ask(self, request: Request, pace: Pace) -> Answer | Refused | Wrong:
        """Send and wait; PortClosed when the stream is no Modbus or the peer is gone."""
        assert self._port is not None
        self._transaction = (
            self._transaction + 1 if self._transaction < 0xFFFF else FIRST_TRANSACTION
        )
        sent_s = self._now()
        until_s = sent_s + pace.timeout_s
        await self._port.write(mbap_frame(request, self._transaction))
        verdict = await self._answer_by(self._port, request, until_s)
        heard_s = self._now()
        self.answered_s = min(heard_s, until_s)
        self._tally.load.busy(sent_s, heard_s)
        if verdict is None:
            return Wrong("no_reply")
        self._tally.replied(heard_s - sent_s, request.unit)
        self._tally.wrong_rejected += isinstance(verdict, Wrong)
        return verdict

    async def _answer_by(
        self, port: Port, request: Request, until_s: float
    ) -> Answer | Refused | Wrong | None:
        """What was answered in time; None for nothing."""
        try:
            with self._limit.until(until_s):
                while True:
                    self._received += await port.read()
                    if (verdict := self._taken(request)) is not None:
                        return verdict
        except TimeoutError:  # in a busy machine it may have come in time and not been looked at
            self._received += port.discard()
            return self._taken(request)

    def _taken(self, request: Request) -> Answer | Refused | Wrong | None:
        """Take whole frames off the stream up to the answer; None when it is not there yet."""
        plain = plain_answer(request, self._transaction, self._received)
        if plain is not None:
            self._received = b""
            return plain
        while (frame := split_mbap(self._received)) is not None:
            if isinstance(frame, Wrong):
                self._tally.wrong_rejected += 1
                raise PortClosed("not Modbus TCP")
            self._received = self._received[frame.size :]
            if frame.transaction == self._transaction:
                return check_pdu(request, frame.unit, frame.pdu)
            self._tally.wrong_rejected += 1
        return None
