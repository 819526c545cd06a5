"""A line in a person's hands: opened for one errand, one question at a time, everything overheard.

It refuses to know what is asked and to share the line with anybody. The rules of the wire (silence
before each request, judging of answers) are those of the running farm.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from drivers.conversation import line_of
from drivers.modbus import Answer, Refused, Request, Wrong
from drivers.port import Opener, Port, PortClosed
from drivers.rtu_line import Pace, Tally
from drivers.station import EXCEPTIONS_GATEWAY
from farm.profile import Profile
from farm.site import Bus as BusRow

AGAIN_S = 0.15
"""How long a second station with the same number may take longer than the first, s."""


class Overheard:
    """A port that remembers what came since the last request."""

    def __init__(self, port: Port) -> None:
        """Nothing heard yet."""
        self._port = port
        self.heard = b""

    async def write(self, data: bytes) -> None:
        """See Port."""
        self.heard = b""
        await self._port.write(data)

    async def read(self) -> bytes:
        """See Port."""
        data = await self._port.read()
        self.heard += data
        return data

    def discard(self) -> bytes:
        """See Port."""
        data = self._port.discard()
        self.heard += data
        return data

    def close(self) -> None:
        """See Port."""
        self._port.close()


class HandLine:
    """One open line and the rules of its wire."""

    def __init__(self, row: BusRow, port: Port, opener: Opener, now: Callable[[], float]) -> None:
        """`row`: wire and serial settings; `now`: the loop's clock."""
        self.row, self.port, self.now = row, Overheard(port), now
        self._opener = opener
        self._line = line_of(row, now, Tally())
        self._line.port = self.port

    async def ask(self, request: Request, pace: Pace) -> Answer | Refused | Wrong:
        """One question; a gateway that found nobody is a miss. PortClosed when the wire goes.

        A TCP peer that hangs up for want of an answer is called again.
        """
        try:
            verdict = await self._line.ask(request, pace)
        except PortClosed:
            if "tcp" not in self.row.kind:
                raise
            await self._reopen()
            return Wrong("no_reply")
        if isinstance(verdict, Refused) and verdict.code in EXCEPTIONS_GATEWAY:
            return Wrong("no_reply")
        return verdict

    async def asked(self, request: Request, pace: Pace, times: int = 3) -> Answer | Refused | Wrong:
        """The same read until it is answered, `times` at most."""
        verdict: Answer | Refused | Wrong = Wrong("no_reply")
        for _ in range(times):
            verdict = await self.ask(request, pace)
            if not isinstance(verdict, Wrong):
                return verdict
        return verdict

    async def _reopen(self) -> None:
        self.port.close()
        self.port = Overheard(await self._opener(self.row))
        self._line.port = self.port

    async def more(self, wait_s: float = AGAIN_S) -> bytes:
        """What still comes after an answer: a second station that has the same number."""
        await asyncio.sleep(wait_s)
        return self.port.discard()


@asynccontextmanager
async def hand_line(
    row: BusRow, opener: Opener, now: Callable[[], float]
) -> AsyncIterator[HandLine]:
    """The line of a bus row, open; PortUnavailable with the reason when it cannot be opened."""
    line = HandLine(row, await opener(row), opener, now)
    try:
        yield line
    finally:
        line.port.close()


def pace_of(profile: Profile) -> Pace:
    """The profile's own times."""
    timing = profile.timing
    return Pace(
        timing.response_timeout_ms / 1000, timing.worst_reply_ms / 1000, timing.guard_ms / 1000
    )
