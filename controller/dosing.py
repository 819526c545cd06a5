"""How much each relay feeder has thrown, whether a cap is reached, whether its hopper agrees.

It refuses to know laws and rations; grams are seconds of the relay times the site's calibration.
Sources: failure catalogue F-45 (jam: no loss of weight), F-46 (runaway: caps, rate of loss).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite
from typing import Any

from controller.laws.feeding import second_of_day
from farm.snapshot import Snapshot
from farm.tag import TagName
from farm.words import Words

BUCKET_MS, BUCKETS = 300_000, 12
"""The last hour in steps of five minutes, ms."""
DAY_MS = 86_400_000
WITNESS_KG = 1.0
"""Feed after which hopper and relay are compared, kg."""
JAM_SHARE = 0.5
"""A hopper that lost less than this share of what was thrown: feeder jammed or empty."""
LEAK_KG, LEAK_S = 0.3, 5.0
"""A hopper that lost this much, for so long, while the relay stood off: feed runs by itself."""
REFILL_KG = 0.5
"""A hopper that grew by this much was filled: comparing begins anew."""
JAM_REST_MS = 1_800_000
"""A jammed feeder is tried again after this long, ms."""
HOLD_UP_S = 10.0
"""A tick longer than this was held up: what ran before counts on, the witness does not, s."""
BACK_S = 86_400.0
"""A day remembered that is later than today's is believed this long: a clock was put back, s."""


@dataclass(frozen=True, slots=True)
class DosePlan:
    """One feeder with its caps, g, in the civil days of `zone`."""

    tank: str
    feeder: TagName
    g_s: float
    cap_g_h: float
    cap_g_d: float
    zone: str
    witness: TagName | None = None


@dataclass(frozen=True, slots=True)
class Dosed:
    """Memory of one feeder. `hour`: (number of five minutes, g); `day`: civil day, g.

    `back_s`: how long the clock has shown a day before that one, which then still counts.
    `full_kg`: hopper when comparing began, `thrown_g` since; `rest_kg`: highest weight since the
    relay was last seen off, `leak_s`: how long it has been well below that.
    """

    hour: tuple[tuple[int, float], ...] = ()
    day: tuple[int, float] = (0, 0.0)
    full_kg: float | None = None
    thrown_g: float = 0.0
    rest_kg: float | None = None
    leak_s: float = 0.0
    jam_until_ms: int = 0
    back_s: float = 0.0

    @property
    def runs_away(self) -> bool:
        """Feed falls while the relay stands off."""
        return self.leak_s >= LEAK_S

    def as_json(self) -> list[Any]:
        """Plain values for a checkpoint: what caps need; comparing begins anew after a restart."""
        hour = [list(row) for row in self.hour]
        return [hour, list(self.day), self.jam_until_ms, self.back_s]

    @classmethod
    def of_json(cls, text: list[Any]) -> "Dosed":
        """From a checkpoint; ValueError for what is no number."""
        hour = tuple((int(number), float(grams)) for number, grams in text[0])
        back_s = float(text[3]) if len(text) > 3 else 0.0
        day = (int(text[1][0]), float(text[1][1]))
        if not all(map(isfinite, (back_s, day[1], *(grams for _, grams in hour)))):
            raise ValueError(text)
        return cls(hour, day, jam_until_ms=int(text[2]), back_s=back_s)


UNFED = Dosed()
"""A feeder nothing is known of."""


def dosed(
    plan: DosePlan,
    memory: Dosed,
    snapshot: Snapshot,
    applied: Mapping[TagName, float],
    elapsed_s: float,
    before: Mapping[TagName, float] | None = None,
) -> Dosed:
    """Count one tick on. A relay that cannot be read counts as commanded: caps err to less feed.

    `before`: what was commanded before this tick; over a hold-up it may have run on.
    """
    seen = snapshot.read(plan.feeder)
    on = (applied.get(plan.feeder, 0.0) if seen is None else seen) > 0.5
    step_s = min(elapsed_s, HOLD_UP_S)
    ran = on or (elapsed_s > step_s and (before or {}).get(plan.feeder, 0.0) > 0.5)
    memory = _summed(plan, memory, plan.g_s * elapsed_s * ran, snapshot.at_ms, elapsed_s)
    if plan.witness is None or (weight_kg := snapshot.read(plan.witness)) is None:
        return replace(memory, leak_s=0.0, rest_kg=None) if memory.rest_kg is not None else memory
    memory = _compared(memory, plan.g_s * step_s * on, weight_kg, snapshot.at_ms)
    return _rested(memory, weight_kg, step_s, on=on or seen is None)


def _summed(plan: DosePlan, memory: Dosed, fed_g: float, at_ms: int, elapsed_s: float) -> Dosed:
    number, hour = at_ms // BUCKET_MS, memory.hour
    if fed_g > 0 or (hour and not number - BUCKETS < hour[0][0] <= hour[-1][0] <= number):
        # What was thrown by a clock that was ahead counts as thrown now.
        sums: dict[int, float] = {}
        for row, grams in (*hour, (number, fed_g)):
            sums[min(row, number)] = sums.get(min(row, number), 0.0) + grams
        hour = tuple((row, g) for row, g in sums.items() if row > number - BUCKETS and g > 0)
    memory = _today(memory, _day(plan.zone, at_ms), elapsed_s)
    until_ms = min(memory.jam_until_ms, at_ms + JAM_REST_MS)
    if hour is memory.hour and until_ms == memory.jam_until_ms:
        return memory
    day = (memory.day[0], memory.day[1] + fed_g)
    return replace(memory, hour=hour, day=day, jam_until_ms=until_ms)


def _today(memory: Dosed, day: int, elapsed_s: float) -> Dosed:
    """The day its sum belongs to: a later one begins anew, an earlier one only by the clock."""
    if day == memory.day[0]:
        return replace(memory, back_s=0.0) if memory.back_s else memory
    back_s = memory.back_s + elapsed_s
    if day < memory.day[0] and back_s < BACK_S:
        return replace(memory, back_s=back_s)
    return replace(memory, day=(day, 0.0), back_s=0.0)


def _day(zone: str, at_ms: int) -> int:
    """Number of the civil day."""
    return (at_ms - second_of_day(zone, at_ms) * 1000 + DAY_MS // 2) // DAY_MS


def _compared(memory: Dosed, fed_g: float, weight_kg: float, at_ms: int) -> Dosed:
    full_kg = memory.full_kg
    if full_kg is None or weight_kg > full_kg + REFILL_KG:
        return replace(memory, full_kg=weight_kg, thrown_g=0.0)
    thrown_g = memory.thrown_g + fed_g
    if thrown_g < 1000 * WITNESS_KG:
        return replace(memory, thrown_g=thrown_g) if fed_g else memory
    jammed = full_kg - weight_kg < JAM_SHARE * thrown_g / 1000
    until_ms = at_ms + JAM_REST_MS if jammed else 0
    return replace(memory, full_kg=weight_kg, thrown_g=0.0, jam_until_ms=until_ms)


def _rested(memory: Dosed, weight_kg: float, elapsed_s: float, *, on: bool) -> Dosed:
    if on or memory.rest_kg is None:
        rest_kg = None if on else weight_kg
        same = memory.rest_kg == rest_kg and memory.leak_s == 0.0
        return memory if same else replace(memory, rest_kg=rest_kg, leak_s=0.0)
    if weight_kg > memory.rest_kg:
        return replace(memory, rest_kg=weight_kg, leak_s=0.0)
    if memory.rest_kg - weight_kg < LEAK_KG:
        return replace(memory, leak_s=0.0) if memory.leak_s else memory
    return replace(memory, leak_s=memory.leak_s + elapsed_s)


def hour_g(memory: Dosed, at_ms: int) -> float:
    """Feed of the last hour, g; never less than it was."""
    return sum(grams for number, grams in memory.hour if number > at_ms // BUCKET_MS - BUCKETS)


def held_off(plan: DosePlan, memory: Dosed, at_ms: int) -> Words | None:
    """Why this feeder must stand off, whoever wants it to run; None while it may."""
    if memory.runs_away:
        return RUNS_AWAY
    if at_ms < memory.jam_until_ms:
        return JAMMED
    if hour_g(memory, at_ms) >= plan.cap_g_h:
        return _capped(plan.cap_g_h, "每小时", "an hour")
    day, grams = memory.day
    if grams >= plan.cap_g_d and day >= _day(plan.zone, at_ms):
        return _capped(plan.cap_g_d, "每天", "a day")
    return None


@lru_cache(maxsize=512)
def _capped(cap_g: float, zh: str, en: str) -> Words:
    kg = cap_g / 1000
    return Words(zh=f"已达到{zh}投喂上限 {kg:g} kg", en=f"the cap of {kg:g} kg {en} is reached")


JAMMED = Words(
    zh="料斗重量不降：投饵机卡料或空了", en="the hopper loses no weight: feeder jammed or empty"
)
RUNS_AWAY = Words(
    zh="继电器断开而料斗仍在变轻：投饵机失控",
    en="the hopper loses weight while the relay is off: the feeder runs away",
)
