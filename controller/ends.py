"""How often the controller failed lately, kept in one small file: the third end starts it safe.

It refuses to know why it failed.
"""

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

WITHIN_MS = 60_000
TOO_OFTEN = 3


@dataclass(frozen=True, slots=True)
class Ends:
    """Instants of vital failures, UTC ms, newest last, and whether LIFE_SUPPORT is in force."""

    at_ms: tuple[int, ...] = ()
    life_support: bool = False

    def after(self, now_ms: int) -> "Ends":
        """One failure more. The third within a minute brings LIFE_SUPPORT."""
        at_ms = (*self.at_ms, now_ms)[-TOO_OFTEN:]
        recent = [at for at in at_ms if now_ms - at <= WITHIN_MS]
        return Ends(at_ms, self.life_support or len(recent) >= TOO_OFTEN)

    def left(self) -> "Ends":
        """A person ended LIFE_SUPPORT."""
        return replace(self, at_ms=(), life_support=False)


class EndsFile:
    """The file. A disk that fails costs the memory of failures, never the start."""

    def __init__(self, path: Path) -> None:
        """Nothing is read yet."""
        self._path = path
        self._known = Ends()

    def load(self) -> Ends:
        """What the file says; nothing when there is none or it is unreadable."""
        try:
            body = json.loads(self._path.read_text(encoding="utf-8"))
            self._known = Ends(tuple(int(at) for at in body["at_ms"]), bool(body["life_support"]))
        except (OSError, ValueError, KeyError, TypeError):
            self._known = Ends()
        return self._known

    def save(self, ends: Ends) -> bool:
        """Replace the file; False when the disk does not take it."""
        self._known = ends
        text = json.dumps({"at_ms": list(ends.at_ms), "life_support": ends.life_support})
        fresh = self._path.with_suffix(".new")
        try:
            with fresh.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError:
            return False
        return True

    @property
    def known(self) -> Ends:
        """As last loaded or saved."""
        return self._known
