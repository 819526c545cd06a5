"""Children under one supervisor: started, restarted when they die, ended in order.

It refuses to know what they do; one that dies is started again, as systemd would.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

RESTART_S = 1.0
"""Wait before a dead child is started again, s (as RestartSec of the units)."""
PR_SET_PDEATHSIG = 1
"""prctl(2): the signal a process gets when its parent dies."""
GRACE_S = 8.0
"""Time a child has to end after SIGTERM, s, before it is killed."""


@dataclass(slots=True)
class Child:
    """One process: its verb and arguments, its log, how often it was started again."""

    name: str
    arguments: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    died_at_s: float | None = None
    exits: list[int] = field(default_factory=list)

    def start(self) -> None:
        """Start the process, its output appended to its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ras", *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self.died_at_s = None

    def poll(self, now_s: float) -> None:
        """Notice a death, and start again when the wait is over."""
        if self.process is None:
            return
        code = self.process.poll()
        if code is None:
            return
        if self.died_at_s is None:
            self.died_at_s = now_s
            self.exits.append(code)
        elif now_s - self.died_at_s >= RESTART_S:
            self.restarts += 1
            self.start()

    def send(self, number: signal.Signals) -> None:
        """Signal the process if it lives."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def end(self) -> None:
        """SIGTERM, then SIGKILL after the grace."""
        self.send(signal.SIGTERM)
        if self.process is None:
            return
        try:
            self.process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def alive(self) -> bool:
        """True while the process runs."""
        return self.process is not None and self.process.poll() is None

    def tail(self, lines: int = 12) -> str:
        """Last lines of the log, for the person who must see why it did not start."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def _end_with_parent() -> None:
    # A supervisor that is killed cannot end its children; the kernel does (Linux only).
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_for(what: Path, child: Child, seconds: float) -> bool:
    """Wait until the file `what` exists; False when the child died first or time is up."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        if what.exists():
            return True
        if not child.alive:
            return False
        time.sleep(0.05)
    return False
