"""When a weight is believed to stand still: the same load, said often enough, for long enough.

It refuses to know formats and to read a clock: every frame is handed in with its time.
"""

from dataclasses import dataclass
from typing import NamedTuple

GAP_S = 2.0  # s without a frame: nobody knows what was on the platform meanwhile


@dataclass(frozen=True, slots=True)
class Rest:
    """What a format demands: equal frames in a row, over at least so many seconds.

    Where the frame has a stable flag, two equal frames guard against one damaged one; where it
    has none, five frames and 1.5 s take its place (device practice: 1 to 2 s).
    """

    frames: int
    seconds: float


FLAGGED = Rest(frames=2, seconds=0.0)
UNFLAGGED = Rest(frames=5, seconds=1.5)


class Stillness(NamedTuple):
    """The last load, how often it came in a row, and since when."""

    load: object = None
    times: int = 0
    since_s: float = 0.0
    last_s: float = float("-inf")

    def after(self, load: object, at_s: float) -> "Stillness":
        """With one more frame at `at_s`; `load` None: the scale itself says that it moves."""
        if load is None:
            return Stillness(last_s=at_s)
        if load == self.load and at_s - self.last_s <= GAP_S:
            return Stillness(load, self.times + 1, self.since_s, at_s)
        return Stillness(load, 1, at_s, at_s)

    def holds(self, rest: Rest) -> bool:
        """True once the same load came often and long enough."""
        return self.times >= rest.frames and self.last_s - self.since_s >= rest.seconds
