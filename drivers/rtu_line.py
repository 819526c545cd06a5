"""One request and its answer on a line that carries no transaction numbers (RTU, also over TCP).

It knows when the line must be silent; it refuses to know what is asked and whose turn it is.

Silence (DESIGN section 3): before every request the line has been idle for t3.5 and the guard
time of the station asked before. After a miss nothing is sent until the longest answer that
station can give (`worst_reply_s` from the end of the request) has passed and the line has then
been idle for t3.5; a frame of the expected header and length with a wrong CRC is an answer that
came, so idleness alone is enough. The debt is written down before the wait for the answer begins:
a cancelled request leaves it behind like a missed one. See docs/decisions/0002.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from drivers.modbus import Answer, Refused, Request, Wrong, blame, bytes_missing, find_reply
from drivers.port import Port
from drivers.tally import Tally
from drivers.wire_time import character_s, gap_s

__all__ = ["Pace", "RtuLine", "Tally", "character_s", "gap_s"]

AFTER_BAD_CRC_S = 0.02  # s, time for a frame cut up by an adapter to go on (USB latency is 16 ms)
MARGIN_S = 0.00002  # s, more than t3.5, for two clocks that read one instant
CHATTER_MAX_S = 2.0  # s, longest wait for a line that does not fall idle before a visit is given up


@dataclass(frozen=True, slots=True)
class Pace:
    """Timing of one station, s: see farm.profile.Timing."""

    timeout_s: float
    worst_reply_s: float
    guard_s: float = 0.0


class RtuLine:
    """Outlives the port: what is owed to the line is still owed after a reopening."""

    def __init__(
        self,
        now: Callable[[], float],
        one_character_s: float,
        idle_s: float,
        tally: Tally,
        *,
        trickles: bool = False,
    ) -> None:
        """`now`: the loop's clock; `idle_s`: t3.5.

        `trickles`: bytes come one by one, at the pace of the copper (a serial device, not TCP).
        """
        self._now, self._tally, self._trickles = now, tally, trickles
        self._character_s, self._idle_s = one_character_s, idle_s
        self.port: Port | None = None
        self._heard_s = 0.0
        self._gap_s = idle_s
        self._quiet_until_s = 0.0
        self._last: Request | None = None
        self._last_sent_s = 0.0

    async def ask(self, request: Request, pace: Pace) -> Answer | Refused | Wrong:
        """Send when the line allows it and wait for the answer; PortClosed when the wire goes."""
        assert self.port is not None
        begun_s = self._now()
        if not await self._fall_silent(request):
            self._tally.wrong_rejected += 1
            self._tally.load.busy(begun_s, self._now())
            return Wrong("line_busy")
        sent_s = self._now() + len(request.rtu) * self._character_s
        self._last, self._last_sent_s = request, sent_s
        self._gap_s = max(self._idle_s, pace.guard_s)
        self._heard_s, self._quiet_until_s = sent_s, sent_s + pace.worst_reply_s
        await self.port.write(request.rtu)
        until_s = sent_s + pace.timeout_s + request.rtu_reply_bytes * self._character_s
        verdict = await self._answer(self.port, request, until_s)
        self._tally.load.busy(begun_s, self._now())
        if not isinstance(verdict, Wrong):
            self._tally.replied(self._heard_s - sent_s, request.unit)
            self._quiet_until_s = 0.0
        elif verdict.reason == "crc":
            self._quiet_until_s = 0.0
        return verdict

    async def _answer(
        self, port: Port, request: Request, until_s: float
    ) -> Answer | Refused | Wrong:
        received = b""
        verdict: Answer | Refused | Wrong | None = None
        try:
            async with asyncio.timeout_at(until_s) as limit:
                while verdict is None or isinstance(verdict, Wrong):
                    received += await port.read()
                    self._heard_s = self._now()
                    verdict = find_reply(request, received)
                    if isinstance(verdict, Wrong):
                        limit.reschedule(min(until_s, self._heard_s + AFTER_BAD_CRC_S))
                    elif verdict is None and self._trickles:
                        await self._doze(bytes_missing(request, received))
        except TimeoutError:
            verdict = verdict or Wrong(blame(request, received))
            self._tally.wrong_rejected += bool(received)
        return verdict

    async def _doze(self, missing: int) -> None:
        """Sleep while the answer cannot be whole; awake for its last byte, which starts the gap."""
        if missing > 1:
            await asyncio.sleep((missing - 1) * self._character_s)

    async def _fall_silent(self, request: Request) -> bool:
        """Wait until the line is ours; False when it does not fall idle."""
        assert self.port is not None
        if self._quiet_until_s > self._now():
            await self._quarantine(self.port)
        gap_s = self._gap_s + MARGIN_S + self._doubt_s(request)
        give_up_s = self._now() + CHATTER_MAX_S
        while True:
            wait_s = self._heard_s + gap_s - self._now()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            if not self.port.discard():
                return True
            self._tally.wrong_rejected += 1
            self._heard_s = self._now()
            if self._heard_s > give_up_s:
                return False

    async def _quarantine(self, port: Port) -> None:
        """Listen out the longest answer; a late one tells how slow its station can be."""
        received = b""
        while (left_s := self._quiet_until_s - self._now()) > 0:
            try:
                async with asyncio.timeout(left_s):
                    received += await port.read()
            except TimeoutError:
                break
            self._heard_s = self._now()
            if self._last and isinstance(find_reply(self._last, received), Answer | Refused):
                self._tally.replied(self._heard_s - self._last_sent_s, self._last.unit)
                received = b""
        for _ in range(2):  # had the loop been held up, it fetches now what waits in the kernel
            await asyncio.sleep(0)
        self._heard_s = max(self._heard_s, self._quiet_until_s)
        self._tally.wrong_rejected += bool(received)

    def _doubt_s(self, request: Request) -> float:
        """More idleness when a repeated answer to the last request would fit this one as well.

        An adapter that hands over whole frames may deliver a duplicate one frame time late.
        """
        last = self._last
        if last is None or last.rtu == request.rtu or last.rtu_header != request.rtu_header:
            return 0.0
        return request.rtu_reply_bytes * self._character_s + AFTER_BAD_CRC_S
