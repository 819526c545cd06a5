"""Whether the weight a scale says may be believed: stable by its own flag, and still by ours.

It refuses to know wires and formats' bytes.

Three answers, for whoever books a weight must not book one twice: *at rest* (weight, stable 1),
*in motion* (no weight, stable 0), and *not known yet* (no weight, no flag): one damaged frame, or a
scale just heard again, is no motion.
"""

from drivers.decode import Judgement
from drivers.text.formats import Format
from drivers.text.reading import Reading, Seen, not_said
from drivers.text.stillness import GAP_S, Stillness
from drivers.text.weight import STABLE, WEIGHT, same_load
from farm.status import Status

IN_MOTION = not_said("in_motion")
SETTLING = Judgement(None, Status.BAD_WAITING_FOR_INITIAL_DATA, "settling")
UNLIKE_FRAMES = 3
"""Frames in a row that differ from the load that rested: it moves. Fewer may be damage."""
MOTION_SHOWN_S = 2.5
"""A motion is shown at least this long: two ticks and two polls, so that nobody misses it."""


class ScaleReading:
    """Memory of one scale; readings of devices that are no scales pass unchanged."""

    def __init__(self, form: Format) -> None:
        """Nothing on the platform is known yet."""
        self._form = form
        self._stillness = Stillness()
        self._rested: object = None
        self._unlike = 0
        self._moving_since_s: float | None = None
        self._last: dict[int, Seen] = {}
        self._said_s: dict[int, float] = {}
        self.frame = b""
        """Raw bytes of the latest reading; of a scale, of the latest that said a weight."""

    def forget(self) -> None:
        """Nobody has heard the scale for a while; what rested on it last is still remembered."""
        self._stillness, self._last, self._unlike = Stillness(), {}, 0

    def after(self, reading: Reading, at_s: float) -> dict[int, Seen]:
        """Values after one more frame; a weight that is not at rest is none, with the reason."""
        if self._form.rest is None:
            self.frame = reading.frame
            return dict(reading.values)
        self._keep(reading, at_s)
        if WEIGHT in reading.values:
            self.frame = reading.frame
            self._weighed(reading, at_s)
        if WEIGHT not in self._last:
            return self._last | {STABLE: SETTLING, WEIGHT: SETTLING}
        weight, moves = self._last[WEIGHT], self._moving_since_s is not None
        weighed = isinstance(weight, float)
        if weighed and not moves and self._stillness.holds(self._form.rest):
            return self._last | {STABLE: 1.0}
        flaw, stable = (IN_MOTION, 0.0) if moves else (SETTLING, SETTLING)
        return self._last | {STABLE: stable, WEIGHT: flaw if weighed else weight}

    def _keep(self, reading: Reading, at_s: float) -> None:
        """Other kinds of frames may stand between; what none has said for a while is not known."""
        self._said_s |= dict.fromkeys(reading.values, at_s)
        self._last |= reading.values
        self._last = {
            place: seen for place, seen in self._last.items() if at_s - self._said_s[place] <= GAP_S
        }

    def _weighed(self, reading: Reading, at_s: float) -> None:
        """One frame with a weight, or with the reason why there is none."""
        rest, values = self._form.rest, reading.values
        assert rest is not None
        moves = values.get(STABLE, 1.0) != 1.0 or not isinstance(values[WEIGHT], float)
        load = None if moves else same_load(reading)
        self._stillness = self._stillness.after(load, at_s)
        if self._rested is None:
            self._rested = load
        self._unlike = self._unlike + 1 if moves or load != self._rested else 0
        still = self._stillness.holds(rest)
        if self._moving_since_s is None:
            changed = still and load != self._rested
            if changed or self._unlike >= UNLIKE_FRAMES:
                self._moving_since_s = at_s
        elif still and at_s - self._moving_since_s >= MOTION_SHOWN_S:
            self._moving_since_s = None
        if still and self._moving_since_s is None:
            self._rested, self._unlike = load, 0
