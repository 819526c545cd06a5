"""Is the page up? One question to `/healthz`.

It refuses to know anything else about the dashboard.
"""

import http.client
import time

from ras.processes import Child

ASK_S = 2.0
"""Longest wait for one answer, wall s."""


def healthy(host: str, port: int, child: Child, seconds: float) -> bool:
    """Wait until `/healthz` answers 200; False when the process died or time is up."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s and child.alive:
        if answers(host, port):
            return True
        time.sleep(0.1)
    return False


def answers(host: str, port: int) -> bool:
    """Whether a dashboard answers there, now."""
    door = http.client.HTTPConnection(host, port, timeout=ASK_S)
    try:
        door.request("GET", "/healthz")
        return door.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        door.close()
