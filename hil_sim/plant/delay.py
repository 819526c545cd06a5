"""What comes out of pipes later than it went in: a pure delay and a first-order lag, per channel.

It refuses to know what flows in them.
"""

import numpy as np

from models.floats import FloatArray


class Delay:
    """A dead time for each of many channels, in whole steps of one second, then a lag."""

    def __init__(self, dead_s: FloatArray, lag_s: FloatArray, start: FloatArray) -> None:
        """All pipes are full of `start`."""
        self._steps = np.maximum(np.round(dead_s), 0).astype(np.intp)
        self._length = int(self._steps.max(initial=0)) + 1
        self._ring = np.tile(start, (self._length, 1))
        self._channels = np.arange(len(start))
        self._at = 0
        self._lag_s = np.maximum(lag_s, 1e-6)
        self.out = np.array(start, dtype=float)

    def step(self, entering: FloatArray, step_s: float) -> FloatArray:
        """What leaves after one more step with `entering` going in."""
        self._at = (self._at + 1) % self._length
        self._ring[self._at] = entering
        late = self._ring[(self._at - self._steps) % self._length, self._channels]
        self.out = self.out + (late - self.out) * -np.expm1(-step_s / self._lag_s)
        return self.out

    def fill(self, value: FloatArray) -> None:
        """Make it as if `value` had been flowing for ever."""
        self._ring[:] = value
        self.out = np.array(value, dtype=float)
