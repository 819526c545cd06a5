"""A text device on a farm: its power fails now and then, and it says what it likes.

It refuses to know formats.
"""

from random import Random

from hil_sim.text_ezo import Ezo
from hil_sim.text_scales import TalkingScale
from hil_sim.wire import Delivery, Wire

POWER_CUT_S = (900.0, 3600.0)
"""From one power cut to the next, s."""
SILENT_BOOT_SHARE = 0.3
"""Boots whose `*RS` `*RE` nobody hears: only the lines of continuous mode tell."""
UNASKED_S = (60.0, 600.0)
"""From one event said for no reason to the next, s."""
LOOKED_AT_S = 0.2


class Restless:
    """The wire of one device with its mishaps."""

    def __init__(self, inner: Wire, dice: Random) -> None:
        """The first power cut comes after a while."""
        self._inner, self._dice = inner, dice
        self._cut_s = dice.uniform(*POWER_CUT_S)
        self._event_s = dice.uniform(*UNASKED_S)
        self.cuts = self.events = 0
        self.next_due_s: float | None = 0.0
        self.broken = False

    def feed(self, data: bytes, at_s: float) -> list[Delivery]:
        """As the device inside."""
        return self._inner.feed(data, at_s)

    def due(self, at_s: float) -> list[Delivery]:
        """As the device inside, and its mishaps."""
        out = self._power(at_s) + self._event(at_s) + self._inner.due(at_s)
        next_s = self._inner.next_due_s
        quiet_s = at_s + LOOKED_AT_S
        self.next_due_s = quiet_s if next_s is None or next_s > quiet_s else next_s
        return out

    def _power(self, at_s: float) -> list[Delivery]:
        if at_s < self._cut_s:
            return []
        self._cut_s = at_s + self._dice.uniform(*POWER_CUT_S)
        self.cuts += 1
        if isinstance(self._inner, TalkingScale):
            self._inner.power_cycle(at_s)
            return []
        if isinstance(self._inner, Ezo):
            says_so = self._dice.random() >= SILENT_BOOT_SHARE
            return self._inner.power_cycle(at_s, says_so=says_so)
        return []

    def _event(self, at_s: float) -> list[Delivery]:
        if at_s < self._event_s or not isinstance(self._inner, Ezo):
            return []
        self._event_s = at_s + self._dice.uniform(*UNASKED_S)
        self.events += 1
        said = self._dice.choice([b"*RS\r*RE\r", b"*RE\r", b"*WA\r", b"*UV\r"])
        return [Delivery(at_s, said)]
