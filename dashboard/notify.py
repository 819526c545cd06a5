"""Tell systemd that the service is ready and alive.

It refuses to know what the service does; without systemd it says nothing.
"""

import asyncio
import contextlib
import os
import socket

QUIET_S = 10.0


class Notify:
    """The socket that systemd named, if any."""

    def __init__(self, address: str, watchdog_us: int) -> None:
        """`address`: NOTIFY_SOCKET; `watchdog_us`: WATCHDOG_USEC, 0 = none."""
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._every_s = watchdog_us / 2_000_000 if watchdog_us else QUIET_S
        self._watched = watchdog_us > 0

    @classmethod
    def from_env(cls) -> "Notify":
        """As the environment says."""
        watchdog_us = os.environ.get("WATCHDOG_USEC", "0")
        return cls(os.environ.get("NOTIFY_SOCKET", ""), int(watchdog_us or 0))

    def send(self, text: str) -> None:
        """One message; a supervisor that cannot be reached is no reason to stop."""
        if not self._address:
            return
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to,
        ):
            to.sendto(text.encode(), self._address)

    async def keep_telling(self, ready: asyncio.Event) -> None:
        """READY when that happens, then a sign of life for ever; needs the loop to turn."""
        await ready.wait()
        self.send("READY=1\nSTATUS=serving")
        while True:
            await asyncio.sleep(self._every_s)
            if self._watched:
                self.send("WATCHDOG=1")
