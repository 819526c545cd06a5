"""Tell the service manager that we live: only when every critical task has moved on.

It refuses to run on a free timer: a datagram without progress would be a lie (safety 3.10).
"""

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Send = Callable[[str], None]
EVERY_S = 2.0


@dataclass(slots=True)
class Progress:
    """Counters of critical tasks, each with the longest it may stand still, s."""

    limits_s: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def expect(self, name: str, within_s: float) -> None:
        """A task that must move at least this often."""
        self.limits_s[name] = within_s
        self.counts.setdefault(name, 0)

    def moved(self, name: str) -> None:
        """The task did a round."""
        self.counts[name] = self.counts.get(name, 0) + 1


class Watchdog:
    """Sends WATCHDOG=1 while every counter moves within its own limit."""

    def __init__(self, progress: Progress, send: Send, now_s: Callable[[], float]) -> None:
        """`send`: one notification; `now_s`: loop clock."""
        self._progress, self._send, self._now_s = progress, send, now_s
        self._seen: dict[str, tuple[int, float]] = {}
        self.stalled: tuple[str, ...] = ()

    async def run(self) -> None:
        """Look every EVERY_S, for ever."""
        while True:
            self.look()
            await asyncio.sleep(EVERY_S)

    def look(self) -> None:
        """One look: a datagram, or silence and the names of what stands still."""
        now_s = self._now_s()
        for name, count in self._progress.counts.items():
            if self._seen.get(name, (-1, 0.0))[0] != count:
                self._seen[name] = (count, now_s)
        limits = self._progress.limits_s
        self.stalled = tuple(n for n in limits if now_s - self._seen[n][1] > limits[n])
        if not self.stalled:
            self._send("WATCHDOG=1")


def notifier(env: Mapping[str, str] | None = None) -> Send:
    """Sender to NOTIFY_SOCKET of the environment; one that does nothing when there is none."""
    address = (os.environ if env is None else env).get("NOTIFY_SOCKET", "")
    if not address:
        return lambda text: None
    target = "\0" + address[1:] if address.startswith("@") else address

    def send(text: str) -> None:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as datagram:
            try:
                datagram.sendto(text.encode(), target)
            except OSError:
                return  # the manager is gone; nobody is left to tell

    return send
