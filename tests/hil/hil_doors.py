"""The doors of the project from outside: verbs as processes, HTTP, and patience.

Knows the command line; imports no application.
"""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120.0
"""Only a hang reaches it, wall s."""


def until(true: Callable[[], Any], what: str, seconds: float = PATIENCE_S) -> Any:
    """Ask again and again until the answer is not empty; fail when it never comes."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        if answer := true():
            return answer
        time.sleep(0.1)
    pytest.fail(f"waited {seconds:g} s for {what}")


def get(port: int, path: str, token: str = "") -> tuple[int, Any]:
    """Status and JSON body; status 0 when nobody answered."""
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=10.0)
    try:
        door.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        reply = door.getresponse()
        body = reply.read()
        return reply.status, json.loads(body) if body else None
    except (OSError, ValueError, http.client.HTTPException):
        return 0, None
    finally:
        door.close()


def told(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """A verb of `ras` that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "ras", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
