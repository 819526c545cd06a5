"""How long a killed controller is away, told by the simulated contacts.

It refuses to ask the controller.
"""

import time
from pathlib import Path

from farm.clock import Anchor
from ras.sim_door import ask

CONTACTS_LOOKED_AT = 400
"""Latest changes of contacts read after a kill; the reference plant makes about 80 a second."""
IN_FLIGHT_S = 0.5
"""What the dead process had handed to the wire may still move a contact this long, wall s."""


class Comeback:
    """Kills of the controller and the first effect on a contact after each."""

    def __init__(self, simulator: Path, anchor: Anchor) -> None:
        """`simulator`: folder of its control socket."""
        self._simulator, self._anchor = simulator, anchor
        self._killed_ms: list[int] = []
        self._back_s: list[float] = []

    def killed(self) -> None:
        """Note a kill: the process is gone now."""
        elapsed_s = (time.monotonic() - self._anchor.mono_s) * self._anchor.speed
        self._killed_ms.append(self._anchor.utc_ms + round(elapsed_s * 1000))

    def look(self) -> None:
        """Ask the simulator, while a comeback is awaited."""
        if len(self._back_s) == len(self._killed_ms):
            return
        killed_ms = self._killed_ms[len(self._back_s)]
        in_flight_ms = 1000 * IN_FLIGHT_S * self._anchor.speed
        rows = ask(self._simulator, {"ask": "contacts", "latest": CONTACTS_LOOKED_AT})
        moved = [
            int(row["at_ms"])
            for row in rows["contacts"]
            if row["cause"] == "wire" and row["at_ms"] > killed_ms + in_flight_ms
        ]
        if moved:
            self._back_s.append((min(moved) - killed_ms) / 1000 / self._anchor.speed)

    def outages_ms(self) -> list[tuple[int, int]]:
        """UTC ms from each kill to the next effect."""
        spans = zip(self._killed_ms, self._back_s, strict=False)
        return [(at, at + round(s * 1000 * self._anchor.speed)) for at, s in spans]

    def away_s(self) -> list[float]:
        """Wall seconds from each kill to the next effect; inf when there was none."""
        missing = len(self._killed_ms) - len(self._back_s)
        return self._back_s + [float("inf")] * missing
