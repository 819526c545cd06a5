"""What truly lies on a platform and in the water all day: baskets, jumps, plateaus, aerators.

It refuses to know devices, frames and who reads them: this is the truth a run is judged by.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from random import Random

EMPTY_S = (5.0, 40.0)
PUT_ON_S, TAKE_OFF_S = (0.8, 4.0), (0.5, 1.5)
REST_S = (5.0, 15.0)
TOUCH_S = (0.2, 0.9)
"""A basket that only touches the platform, or one handle of it: too short to be weighed."""
JUMP_S = (0.8, 2.0)
TOUCH_SHARE, JUMP_SHARE = 0.15, 0.2
BASKET_KG = (1.0, 80.0)
SWAY_KG = (0.4, 3.0)
SWAY_HZ = (0.7, 2.5)


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start_s` to `end_s` the load goes from one value to another, swaying; equal: rests."""

    start_s: float
    end_s: float
    from_kg: float
    to_kg: float
    sway_kg: float = 0.0
    sway_hz: float = 0.0

    @property
    def rests(self) -> bool:
        """Whether nothing moves."""
        return self.sway_kg == 0.0

    def load_kg(self, at_s: float) -> float:
        """True load, kg."""
        if self.rests:
            return self.to_kg
        part = (at_s - self.start_s) / (self.end_s - self.start_s)
        sway = self.sway_kg * math.sin(2 * math.pi * self.sway_hz * (at_s - self.start_s))
        return self.from_kg + (self.to_kg - self.from_kg) * part + sway * (1 - part)


class Platform:
    """Baskets put on and taken off for `seconds`."""

    def __init__(self, seconds: float, dice: Random) -> None:
        """The whole script is thrown at once."""
        self.stretches: list[Stretch] = []
        self._dice, self._at_s, self._kg = dice, 0.0, 0.0
        while self._at_s < seconds:
            self._basket()
        self._starts = [row.start_s for row in self.stretches]

    def _basket(self) -> None:
        dice = self._dice
        self._rest(dice.uniform(*EMPTY_S))
        touches = dice.random() < TOUCH_SHARE
        self._move(round(dice.uniform(*BASKET_KG), 2), dice.uniform(*PUT_ON_S))
        self._rest(dice.uniform(*(TOUCH_S if touches else REST_S)))
        if not touches and dice.random() < JUMP_SHARE:
            self._move(self._kg, dice.uniform(*JUMP_S))
            self._rest(dice.uniform(*REST_S))
        self._move(0.0, dice.uniform(*TAKE_OFF_S))

    def _rest(self, for_s: float) -> None:
        self.stretches.append(Stretch(self._at_s, self._at_s + for_s, self._kg, self._kg))
        self._at_s += for_s

    def _move(self, to_kg: float, for_s: float) -> None:
        sway = (self._dice.uniform(*SWAY_KG), self._dice.uniform(*SWAY_HZ))
        self.stretches.append(Stretch(self._at_s, self._at_s + for_s, self._kg, to_kg, *sway))
        self._at_s, self._kg = self._at_s + for_s, to_kg

    def at(self, at_s: float) -> int:
        """Number of the stretch at a time."""
        return max(0, bisect_right(self._starts, at_s) - 1)

    def load_kg(self, at_s: float) -> float:
        """True load, kg."""
        return self.stretches[self.at(at_s)].load_kg(at_s)

    def between(self, from_s: float, to_s: float) -> list[tuple[int, Stretch]]:
        """Every stretch that touches a span, with its number."""
        first, last = self.at(from_s), self.at(to_s)
        return [(number, self.stretches[number]) for number in range(first, last + 1)]


class Water:
    """Dissolved oxygen of a day: a slow wave, and steps when an aerator is switched."""

    def __init__(self, seconds: float, dice: Random) -> None:
        """Steps every few minutes."""
        self._steps = [(0.0, 0.0)]
        at_s = 0.0
        while at_s < seconds:
            at_s += dice.uniform(120.0, 900.0)
            self._steps.append((at_s, dice.uniform(-2.0, 2.0)))

    def oxygen_mg_l(self, at_s: float) -> float:
        """True value, mg/L."""
        _, step = self._steps[bisect_right(self._steps, (at_s, math.inf)) - 1]
        return 8.0 + 1.5 * math.sin(2 * math.pi * at_s / 86_400.0) + step

    def spread(self, from_s: float, to_s: float) -> tuple[float, float]:
        """Lowest and highest value of a short span, mg/L."""
        inside = [at_s for at_s, _ in self._steps if from_s <= at_s <= to_s]
        told = [self.oxygen_mg_l(at_s) for at_s in (from_s, *inside, to_s)]
        return min(told), max(told)
