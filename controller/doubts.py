"""What speaks against a probe whose answer is Good: it stands still, jumps, hangs in air, reckons
with a dead thermometer, shows every tank the same.

Values, times and neighbours in, a word for the doubt out; it refuses to know tags, votes and what
is done about it. A doubt ends by itself when the probe lives again.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

STILL_MG_L = 0.03
"""Less than this is no move of an oxygen probe (noise of optical probes 0.01–0.05 mg/L; engineering
memory). Standing still within it is no fault in water, not even while the oxygen valve moves: under
good control it moves with the fish and oxygen does not; only one that jumped hangs in air, mg/L."""
SAME_MG_L = 0.002
"""Closer than this is the very same number: a frozen register, not quiet water. Quiet water alone,
at night under good control, is no fault, mg/L; of a level m."""
STILL_M = 0.01
"""Less than this is no move of a sump's level, m."""
STILL_PH, DEAD_PH, DEAD_PART = 0.012, 7.0, 0.02
"""A dead glass gives 0 mV, which is pH 7 (safety F-08), and no noise: within DEAD_PART of it, and
quieter than STILL_PH. Well buffered water may stand as still elsewhere: that is no fault, pH."""
STUCK_S = 290.0
"""The same number this long is stuck: told within the 300 s of safety F-02, polls and tick
included, s."""
DEAD_S = 150.0
"""A dead glass is told within 300 s of its death (safety F-08), and its last value takes up to two
minutes to die away: the electrode's lag is 30 s. A live one moves more within seconds (noise of
0.005 pH, engineering memory), s."""
STUCK_MOVED_S, MOVED_PERCENT = 90.0, 10.0
"""The same number this long after the valve moved so far from where it stood when the number came
(F-02; dead time and lag of a tank are below a minute), s and % of opening."""
MINUTES_PART = 1.0 / 3.0
"""A stuck probe is found within this part of the minutes the fish have (safety F-02)."""
STILL_LEAST_S, STILL_LEAST = 60.0, 10
"""Never stuck before this long and this many readings, s: a slow probe is no dead one."""
AIR_PART, AIR_S = 0.03, 120.0
"""A probe in air has jumped, shows saturation of its temperature this closely (safety F-04), and
stands still. Without the jump it may as well be good control: 8.0 mg/L is 98 % at 26 °C, s."""
JUMP_MG_L, TRAIL_S = 0.25, 20.0
"""Risen by this within TRAIL_S: 0.75 mg/L/min, five times the noise of a rough probe. A trim valve
raises a tank by 0.17 mg/L/min (35 % of 1.2 kg/h into 42 m³), mg/L and s."""
TOGETHER_MG_L = 0.18
"""Risen by this in both probes of a tank at once: one lifts both, water does not. 0.54 mg/L/min,
three times the trim valve; by noise alone (0.05 mg/L) less than once in ten months of a tank,
mg/L."""
JUMP_S = 300.0
"""A jump is doubted for this long; a probe in air has by then been seen to be still, s."""
APART_C = 1.5
"""A tank's water is as warm as its loop's within this (safety F-05), K."""
SAME_S, SAME_LEAST, SAME_MOVES = 10.0, 3, 2
"""This many tanks showing the same to the last digit for this long, while it moves so often, have
one water, s."""
ROUND_S = 5.0
"""Probes of a loop are read one after the other; within this all have been, s."""
FLOODED_S = 60.0
"""Emergency oxygen that was shut still raises a probe this long: 40 s of way through the tank and a
lag of 20 s (engineering memory), s."""
GAP_MS = 30_000
"""After a gap this long a probe is looked at anew, ms."""


class Watched(NamedTuple):
    """What is kept of one probe. `low`/`high`: of its values since it last moved, for `still_s`.

    `near`: where it shows the very same number, for `same_s`; `trail_value`: its value as it was
    about TRAIL_S ago; `valve_percent`: the opening when that number came, None while unknown, and
    `moved_s`: how long the valve has stood elsewhere since; `jumped_s`: how long a jump is still
    doubted; `risen`: it has not moved since one; `flooded_s`: emergency oxygen is felt so long;
    `rose_mg_l`: how far above its trail the last reading was, 0 while emergency oxygen is felt.
    """

    at_ms: int
    low: float
    high: float
    trail_value: float
    valve_percent: float | None
    near: float
    still_s: float = 0.0
    same_s: float = 0.0
    seen: int = 1
    jumped_s: float = 0.0
    risen: bool = False
    moved_s: float = 0.0
    flooded_s: float = 0.0
    rose_mg_l: float = 0.0


def watched(
    before: Watched | None,
    value: float,
    at_ms: int,
    least_step: float,
    *,
    valve_percent: float | None = None,
    flooded: bool = False,
) -> Watched:
    """With the next reading, taken at `at_ms`; the same reading again changes nothing.

    `least_step`: less than this is no move; `valve_percent`: the opening, None while unknown;
    `flooded`: emergency oxygen flows, which raises a tank nearly as fast as air does.
    """
    whole_s = FLOODED_S if flooded else 0.0
    if before is None or not 0 <= at_ms - before.at_ms <= GAP_MS:
        return Watched(at_ms, value, value, value, valve_percent, value, flooded_s=whole_s)
    if (elapsed_s := (at_ms - before.at_ms) / 1000.0) == 0.0:
        return before
    trail = before.trail_value + (value - before.trail_value) * -math.expm1(-elapsed_s / TRAIL_S)
    flooded_s = max(before.flooded_s - elapsed_s, whole_s)
    rose_mg_l = 0.0 if flooded_s else value - before.trail_value
    jumped_s = JUMP_S if rose_mg_l > JUMP_MG_L else max(before.jumped_s - elapsed_s, 0.0)
    low, high, risen = min(before.low, value), max(before.high, value), before.risen
    still_s = before.still_s + elapsed_s
    if high - low > least_step:
        low, high, risen, still_s = value, value, jumped_s > 0.0, 0.0
    held = Watched(
        *(at_ms, low, high, trail, before.valve_percent, before.near),
        *(still_s, before.same_s + elapsed_s, before.seen + 1, jumped_s, risen),
        *(before.moved_s, flooded_s, rose_mg_l),
    )
    if abs(value - before.near) > SAME_MG_L:
        return held._replace(near=value, same_s=0.0, valve_percent=valve_percent, moved_s=0.0)
    return _beside_the_valve(held, valve_percent, elapsed_s)


def _beside_the_valve(held: Watched, valve_percent: float | None, elapsed_s: float) -> Watched:
    """The number went on; an opening nobody knows is no move, and none is forgotten for it."""
    if valve_percent is None or held.valve_percent is None:
        first = held.valve_percent is None
        return held._replace(valve_percent=valve_percent) if first else held
    moved = abs(valve_percent - held.valve_percent) >= MOVED_PERCENT
    return held._replace(moved_s=held.moved_s + elapsed_s if moved else 0.0)


def doubt_of_oxygen(held: Watched, full_mg_l: float, minutes: float | None) -> str:
    """Why an oxygen probe is not believed, or nothing.

    `full_mg_l`: saturation of the water; `minutes`: what the fish have without supply.
    """
    if held.jumped_s > 0.0:
        return "jumped"
    if held.risen and abs(held.high / full_mg_l - 1.0) <= AIR_PART:
        return "in_air" if held.still_s >= AIR_S else "jumped"
    if held.still_s < STILL_LEAST_S or held.seen < STILL_LEAST:
        return ""
    if held.moved_s >= STUCK_MOVED_S or held.same_s >= patience_s(minutes):
        return "stuck"
    return ""


def jumped_together(one: Watched, other: Watched) -> bool:
    """Whether two probes of a tank were lifted out of its water at once."""
    near = abs(one.at_ms - other.at_ms) <= 1000 * ROUND_S
    return near and min(one.rose_mg_l, other.rose_mg_l) > TOGETHER_MG_L


def patience_s(minutes: float | None) -> float:
    """How long a probe may show the same number while its valve stands, s."""
    patience = STUCK_S if minutes is None else min(STUCK_S, 60.0 * minutes * MINUTES_PART)
    return max(patience, STILL_LEAST_S)


def doubt_of_ph(held: Watched) -> str:
    """Why a pH glass is not believed, or nothing."""
    still = held.still_s >= DEAD_S and held.seen >= STILL_LEAST
    return "dead_glass" if still and abs(held.high - DEAD_PH) <= DEAD_PART else ""


def doubt_of_level(held: Watched) -> str:
    """Why a sump's level is not believed, or nothing: `valve_percent` is the flow through it.

    Water that goes round more or less stands otherwise in the sump; the very same number for so
    long, most of it beside another flow, is no quiet sump.
    """
    still = held.same_s >= STUCK_S and held.moved_s >= STUCK_MOVED_S
    return "stuck" if still and held.seen >= STILL_LEAST else ""


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
