"""What speaks against a probe whose answer is Good: it stands still, jumps, hangs in air, reckons
with a dead thermometer, shows every tank the same.

Values, times and neighbours in, a word for the doubt out; it refuses to know tags, votes and what
is done about it. A doubt ends by itself when the probe lives again.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

STILL_MG_L = 0.03
"""A probe in moving water with fish wanders further than this within a minute (noise of optical
probes 0.01–0.05 mg/L, engineering memory), mg/L."""
STILL_PH, DEAD_PH, DEAD_PART = 0.008, 7.0, 0.02
"""A dead glass gives 0 mV, which is pH 7 (safety F-08), and no noise: within DEAD_PART of it, and
quieter than STILL_PH. Well buffered water may stand as still elsewhere: that is no fault, pH."""
STUCK_S = 300.0
"""Still this long is stuck (safety F-02), s; a dead glass as well (F-08)."""
STUCK_MOVED_S, MOVED_PERCENT = 90.0, 10.0
"""Still this long although the oxygen valve has moved so far (safety F-02), s and % of opening."""
MINUTES_PART = 1.0 / 3.0
"""A stuck probe is found within this part of the minutes the fish have (safety F-02)."""
STILL_LEAST_S, STILL_LEAST = 60.0, 10
"""Never stuck before this long and this many readings, s: a slow probe is no dead one."""
AIR_PART, AIR_S = 0.03, 120.0
"""A probe in air shows saturation of its temperature this closely (safety F-04), and stands still;
there was no step to be seen where the water was saturated too, s."""
JUMP_MG_L, TRAIL_S = 0.2, 20.0
"""Risen by this within TRAIL_S: 0.6 mg/L/min. A trim valve raises a tank by 0.17 mg/L/min (35 %
of 1.2 kg/h into 42 m³); a probe out of the water rises ten times as fast, mg/L and s."""
JUMP_S = 300.0
"""A jump is doubted for this long; a probe in air has by then been seen to be still, s."""
APART_C = 1.5
"""A tank's water is as warm as its loop's within this (safety F-05), K."""
SAME_S, SAME_LEAST, SAME_MOVES = 10.0, 3, 2
"""This many tanks showing the same to the last digit for this long, while it moves so often, have
one water, s."""
ROUND_S = 5.0
"""Probes of a loop are read one after the other; within this all have been, s."""
GAP_MS = 30_000
"""After a gap this long a probe is looked at anew, ms."""


class Watched(NamedTuple):
    """What is kept of one probe. `low`/`high`: of its values since it last moved, for `still_s`.

    `trail`: its value as it was about TRAIL_S ago; `valve`: the opening when it last moved, %;
    `jumped_s`: how long a jump is still doubted.
    """

    at_ms: int
    low: float
    high: float
    trail: float
    valve: float
    still_s: float = 0.0
    seen: int = 1
    jumped_s: float = 0.0


def watched(
    before: Watched | None,
    value: float,
    at_ms: int,
    still: float,
    *,
    valve: float = 0.0,
    flooded: bool = False,
) -> Watched:
    """With the next reading, taken at `at_ms`; the same reading again changes nothing.

    `still`: less than this is no move; `valve`: opening, %; `flooded`: emergency oxygen flows,
    which raises a tank nearly as fast as air does.
    """
    if before is None or not 0 <= at_ms - before.at_ms <= GAP_MS:
        return Watched(at_ms, value, value, value, valve)
    if at_ms == before.at_ms:
        return before
    elapsed_s = (at_ms - before.at_ms) / 1000.0
    trail = before.trail + (value - before.trail) * -math.expm1(-elapsed_s / TRAIL_S)
    jumped_s = max(before.jumped_s - elapsed_s, 0.0)
    if value - before.trail > JUMP_MG_L and not flooded:
        jumped_s = JUMP_S
    low, high = min(before.low, value), max(before.high, value)
    if high - low > still:
        return Watched(at_ms, value, value, trail, valve, jumped_s=jumped_s)
    still_s = before.still_s + elapsed_s
    return Watched(at_ms, low, high, trail, before.valve, still_s, before.seen + 1, jumped_s)


def doubt_of_oxygen(held: Watched, full_mg_l: float, minutes: float | None, valve: float) -> str:
    """Why an oxygen probe is not believed, or nothing.

    `full_mg_l`: saturation of the water; `minutes`: what the fish have without supply; `valve`: the
    opening now, %.
    """
    if held.jumped_s > 0.0:
        return "jumped"
    if held.still_s < STILL_LEAST_S or held.seen < STILL_LEAST:
        return ""
    if held.still_s >= AIR_S and abs(held.high / full_mg_l - 1.0) <= AIR_PART:
        return "in_air"
    return "stuck" if held.still_s >= patience_s(held, minutes, valve) else ""


def patience_s(held: Watched, minutes: float | None, valve: float) -> float:
    """How long a probe may stand still, s."""
    patience = STUCK_S if minutes is None else min(STUCK_S, 60.0 * minutes * MINUTES_PART)
    if abs(valve - held.valve) >= MOVED_PERCENT:
        patience = min(patience, STUCK_MOVED_S)
    return max(patience, STILL_LEAST_S)


def doubt_of_ph(held: Watched) -> str:
    """Why a pH glass is not believed, or nothing."""
    still = held.still_s >= STUCK_S and held.seen >= STILL_LEAST
    return "dead_glass" if still and abs(held.high - DEAD_PH) <= DEAD_PART else ""


def odd_thermometers(celsius: Mapping[str, float]) -> set[str]:
    """Tanks of one loop whose temperature stands apart from the loop's; three can outvote one."""
    if len(celsius) < SAME_LEAST:
        return set()
    ordered = sorted(celsius.values())
    middle = ordered[len(ordered) // 2]
    return {tank for tank, value in celsius.items() if abs(value - middle) > APART_C}


class Same(NamedTuple):
    """How long the probes of one kind in one loop have all shown the same, and how it went on.

    `moves`: how often they went on together to another value: standing still is another matter;
    `apart_s`: how long they have differed since, as they do while one after the other is read.
    """

    value: float
    for_s: float = 0.0
    moves: int = 0
    apart_s: float = 0.0

    @property
    def is_one_water(self) -> bool:
        """Whether this is no chance."""
        return self.for_s >= SAME_S and self.moves >= SAME_MOVES


def same(before: Same | None, values: Sequence[float], elapsed_s: float) -> Same | None:
    """With the readings of this tick; None while they differ, as they should."""
    if len(values) < SAME_LEAST or min(values) != max(values):
        if before is None or before.apart_s + elapsed_s > ROUND_S:
            return None
        return before._replace(for_s=before.for_s + elapsed_s, apart_s=before.apart_s + elapsed_s)
    if before is None:
        return Same(values[0])
    moves = before.moves + (values[0] != before.value)
    return Same(values[0], before.for_s + elapsed_s, moves)
