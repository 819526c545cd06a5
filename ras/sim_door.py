"""Questions and orders to a running simulator over its own socket.

It refuses to know what the answers mean.
"""

import json
import socket
from pathlib import Path
from typing import Any

from ras.refusal import Refused

ANSWER_S = 60.0
"""Longest wait for an answer, wall seconds."""


def ask(folder: Path, request: dict[str, object]) -> dict[str, Any]:
    """One request, one answer; refused when the simulator says why not."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(ANSWER_S)
        try:
            door.connect(str(folder / "sim.sock"))
            door.sendall(json.dumps(request).encode() + b"\n")
            with door.makefile("rb") as lines:
                answer = json.loads(lines.readline() or b"{}")
        except OSError as error:
            raise Refused(
                f"模拟器没有回答：{error}", f"the simulator did not answer: {error}"
            ) from error
    if not isinstance(answer, dict) or "error" in answer:
        raise Refused(f"模拟器拒绝：{answer}", f"the simulator refused: {answer}")
    return answer
