"""The controller's socket from outside: the full state, whenever it is asked for.

Knows one JSON object a line; imports no application.
"""

import json
import socket
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.hil.hil_doors import until

ANSWER_S = 30.0


class Link:
    """A peer of the controller in `folder`."""

    def __init__(self, folder: Path) -> None:
        """Waits until the controller listens."""
        self._door = until(lambda: _met(folder), "the controller's socket")
        self._lines = self._door.makefile("rb")

    def __enter__(self) -> "Link":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._lines.close()
        self._door.close()

    def state(self) -> dict[str, Any]:
        """Everything as it stands."""
        number = uuid.uuid4().hex
        question = {"kind": "question", "id": number, "ask": "full_state"}
        self._door.sendall(json.dumps(question).encode() + b"\n")
        while True:
            said = json.loads(self._lines.readline())
            if said["kind"] == "answer" and said["id"] == number:
                body: dict[str, Any] = said["body"]
                return body


def _met(folder: Path) -> socket.socket | None:
    for path in folder.glob("*.sock"):
        door = socket.socket(socket.AF_UNIX)
        door.settimeout(ANSWER_S)
        try:
            door.connect(str(path))
        except OSError:
            door.close()
        else:
            return door
    return None
