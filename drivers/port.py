"""One open wire as the drivers see it: bytes out, bytes in, drop, close.

It refuses to know frames, baud rates and whether the wire is real.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from farm.site import Bus as BusRow


class PortUnavailable(Exception):
    """The wire cannot be opened now; the text says why, in words a person can act on."""


class PortClosed(Exception):
    """The wire was there and is gone (adapter pulled, peer hung up)."""


class NobodyAnswers(PortClosed):
    """The wire is open, but nobody on it has answered for a while; it may be open on paper only."""


class Port(Protocol):
    """An open wire. One task uses it; no method but `read` and `write` waits."""

    async def write(self, data: bytes) -> None:
        """Hand all bytes to the wire; PortClosed when it is gone."""
        ...

    async def read(self) -> bytes:
        """Everything received so far, waiting for the first byte; PortClosed when it is gone."""
        ...

    def discard(self) -> bytes:
        """Drop, and return, everything received so far."""
        ...

    def close(self) -> None:
        """Let go of the wire; harmless a second time."""
        ...


Opener = Callable[[BusRow], Awaitable[Port]]
"""Opens the wire of a site's bus row, or raises PortUnavailable."""
