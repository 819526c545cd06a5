"""One request and its answer on a line that carries no transaction numbers (RTU, ASCII; over TCP).

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

from drivers.framing import RTU, Framing
from drivers.limit import Limit
from drivers.modbus import Answer, Refused, Request, Wrong
from drivers.port import Port
from drivers.tally import Tally
from drivers.wire_time import character_s, gap_s

__all__ = ["Pace", "RtuLine", "Tally", "character_s", "gap_s"]

AFTER_BAD_CRC_S = 0.02  # s, time for a frame cut up by an adapter to go on (USB latency is 16 ms)
LEAD_MOST_S, LEAD_LEAST_S, LEAD_STEP_S = 0.0003, 0.00001, 0.00001
"""s: bounds of what a sleep is cut short by, and how fast that grows from one to the next."""
AWAKE_S = 0.0003  # s, at most, before the last byte can come: a machine wakes late
MARGIN_S = 0.00002  # s, more than t3.5, for two clocks that read one instant
DAMAGED = ("crc", "lrc")
"""The station has answered, but what came is not whole: nothing more is to be feared from it."""
RECEIVED_BYTES = 2048  # kept of what comes after a request; the longest frame (ASCII) has 513
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
        framing: Framing = RTU,
        trickles: bool = False,
    ) -> None:
        """`now`: the loop's clock; `idle_s`: least silence between frames, t3.5 for RTU.

        `trickles`: bytes come one by one, at the pace of the copper (a serial device, not TCP).
        """
        self._now, self._tally, self._trickles = now, tally, trickles
        self._framing, self._limit = framing, Limit()
        self._character_s, self._idle_s = one_character_s, idle_s
        self.port: Port | None = None
        self.answered_s = 0.0
        """When the last answer came, at the latest; after a standstill it is looked at later."""
        self._heard_s = 0.0
        self._gap_s = idle_s
        self._lead_s = 0.0
        self._quiet_until_s = 0.0
        self._last: Request | None = None
        self._last_sent_s = 0.0

    def rest_s(self, request: Request) -> float:
        """How long this question should wait, and others need not, because of what was asked last.

        Its answer would look like the last one's, should that come a second time.
        """
        doubt_s = self._doubt_s(request)
        return max(0.0, self._heard_s + self._gap_s + doubt_s - self._now()) if doubt_s else 0.0

    async def _until(self, at_s: float) -> None:
        """Wait, and be neither early nor as late as this machine always is.

        A sleep is cut short by the least that sleeps were late so far; what is left, some
        microseconds if anything, is waited out on the spot.
        """
        lead_s = self._lead_s if self._lead_s >= LEAD_LEAST_S else 0.0
        aim_s = at_s - lead_s
        if (wait_s := aim_s - self._now()) > 0:
            await asyncio.sleep(wait_s)
            late_s = self._now() - aim_s
            self._lead_s = min(self._lead_s + LEAD_STEP_S, late_s, LEAD_MOST_S)
        while lead_s and self._now() < at_s:
            pass

    async def settle(self) -> None:
        """Listen while silence is owed; nobody could send in that time anyway."""
        if self.port is not None and self._quiet_until_s > self._now():
            await self._quarantine(self.port)

    async def ask(self, request: Request, pace: Pace) -> Answer | Refused | Wrong:
        """Send when the line allows it and wait for the answer; PortClosed when the wire goes."""
        assert self.port is not None
        begun_s = self._now()
        if not await self._fall_silent(request):
            self._tally.wrong_rejected += 1
            self._tally.load.busy(begun_s, self._now())
            return Wrong("line_busy")
        frame = self._framing.frame(request)
        sent_s = self._now() + len(frame) * self._character_s
        self._last, self._last_sent_s = request, sent_s
        self._gap_s = max(self._idle_s, pace.guard_s)
        self._heard_s, self._quiet_until_s = sent_s, sent_s + pace.worst_reply_s
        await self.port.write(frame)
        until_s = sent_s + pace.timeout_s + self._reply_s(request)
        verdict = await self._answer(self.port, request, until_s)
        self.answered_s = min(self._now(), until_s)
        self._tally.load.busy(begun_s, self._now())
        if not isinstance(verdict, Wrong):
            self._tally.replied(self._heard_s - sent_s, request.unit)
            self._quiet_until_s = 0.0
        elif verdict.reason in DAMAGED:
            self._quiet_until_s = 0.0
        return verdict

    async def _answer(
        self, port: Port, request: Request, until_s: float
    ) -> Answer | Refused | Wrong:
        received, wait_until_s = b"", until_s
        verdict: Answer | Refused | Wrong | None = None
        try:
            while verdict is None or isinstance(verdict, Wrong):
                with self._limit.until(wait_until_s):
                    received = (received + await port.read())[-RECEIVED_BYTES:]
                self._heard_s = self._now()
                verdict = self._framing.find(request, received)
                wait_until_s = until_s  # it may have been our own question, not yet whole
                if isinstance(verdict, Wrong):
                    wait_until_s = min(until_s, self._heard_s + AFTER_BAD_CRC_S)
                elif verdict is None and self._trickles:
                    with self._limit.until(until_s):
                        await self._doze(self._framing.missing(request, received))
        except TimeoutError:
            if more := port.discard():  # a busy machine: it came in time and was not looked at
                self._heard_s = self._now()
                received += more
                verdict = self._framing.find(request, received)
        if verdict is None:
            verdict = Wrong(self._framing.blame(request, received))
        self._tally.wrong_rejected += isinstance(verdict, Wrong) and bool(received)
        return verdict

    async def _doze(self, missing: int) -> None:
        """Sleep while the answer cannot be whole; awake for its last byte, which starts the gap."""
        wait_s = (missing - 1) * self._character_s - min(AWAKE_S, self._character_s)
        if wait_s > 0:
            await asyncio.sleep(wait_s)

    async def _fall_silent(self, request: Request) -> bool:
        """Wait until the line is ours; False when it does not fall idle."""
        assert self.port is not None
        await self.settle()
        gap_s = self._gap_s + MARGIN_S + self._doubt_s(request)
        give_up_s = self._now() + CHATTER_MAX_S
        while True:
            await self._until(self._heard_s + gap_s)
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
                    received = (received + await port.read())[-RECEIVED_BYTES:]
            except TimeoutError:
                break
            self._heard_s = self._now()
            if self._last and isinstance(
                self._framing.find(self._last, received), Answer | Refused
            ):
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
        return self._reply_s(request) + AFTER_BAD_CRC_S

    def _reply_s(self, request: Request) -> float:
        return self._framing.reply_characters(request) * self._character_s
