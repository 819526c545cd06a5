"""Whether the weight a scale says may be believed: stable by its own flag, and still by ours.

It refuses to know wires and formats' bytes.
"""

from drivers.text.formats import Format
from drivers.text.reading import Reading, Seen, not_said
from drivers.text.stillness import Stillness
from drivers.text.weight import STABLE, TARE, WEIGHT, same_load

IN_MOTION = not_said("in_motion")


class ScaleReading:
    """Memory of one scale; readings of devices that are no scales pass unchanged."""

    def __init__(self, form: Format) -> None:
        """Nothing on the platform is known yet."""
        self._form = form
        self.forget()

    def forget(self) -> None:
        """Nobody has heard the scale for a while."""
        self._stillness = Stillness()
        self._last: dict[int, Seen] = {}

    def after(self, reading: Reading, at_s: float) -> dict[int, Seen]:
        """Values after one more frame; a weight that is not at rest is none, with the reason."""
        values = dict(reading.values)
        if self._form.rest is None:
            return values
        self._last = {TARE: self._last[TARE]} | values if TARE in self._last else values
        if WEIGHT not in values:
            return self._last | {WEIGHT: IN_MOTION, STABLE: 0.0}
        weight = values[WEIGHT]
        rests = values.get(STABLE, 1.0) == 1.0 and isinstance(weight, float)
        self._stillness = self._stillness.after(same_load(reading) if rests else None, at_s)
        if self._stillness.holds(self._form.rest):
            return self._last | {STABLE: 1.0}
        flaw = IN_MOTION if isinstance(weight, float) else weight
        return self._last | {STABLE: 0.0, WEIGHT: flaw}
