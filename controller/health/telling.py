"""Which figures are worth a sample: what moved, and everything once a minute.

It refuses to know what a figure means. A figure that is no longer told simply grows old.
"""

from collections.abc import Mapping

from farm.quantity import QUANTITIES
from farm.sample import Sample
from farm.status import Status
from farm.tag import TagName

AGAIN_S = 60.0
"""Every figure is told at least this often, s: screens strike what is older than 90 s."""
MOVED_FRACTION = 0.1
"""A figure that moved less than this part of itself …"""
MOVED_LEAST = {"ms": 2.0, "%": 2.0, "s": 0.05, "1/min": 0.5, "MB": 5.0, "": 0.5}
"""… or less than this, by unit, is told with the minute."""
SOURCE = "controller"


class Telling:
    """Remembers what was told last of every figure."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self._told: dict[TagName, tuple[float, float]] = {}

    def samples(
        self, place: str, figures: Mapping[str, float], at_s: float, at_ms: int
    ) -> list[Sample]:
        """Samples of those figures of a place that are worth one now."""
        made = []
        for key, value in figures.items():
            name = TagName(f"{place}.{key}")
            if self._worth(name, QUANTITIES[key].unit, value, at_s):
                self._told[name] = (value, at_s)
                made.append(Sample(name, round(value, 3), Status.GOOD, at_s, at_ms, SOURCE))
        return made

    def _worth(self, name: TagName, unit: str, value: float, at_s: float) -> bool:
        held = self._told.get(name)
        if held is None or at_s - held[1] >= AGAIN_S - 1.0:
            return True
        least = max(MOVED_LEAST[unit], MOVED_FRACTION * abs(held[0]))
        return abs(value - held[0]) > least
