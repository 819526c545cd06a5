"""Give one tank its meals by relay, in pulses spread over each meal, while the water is fit.

It refuses to decide how much fish eat: the day's ration comes from the books. What the gate
withheld is not given later: a person may carry a ration forward, a program may not (F-45).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from controller.gate import judged
from controller.laws.law import LEASE_S, Outcome
from farm.command import Command, Rank
from farm.site import FeedingControl
from farm.snapshot import Snapshot
from farm.stock import TankStock
from farm.tag import TagName
from farm.words import Words

PULSE_S = 5.0
"""Shortest run of a feeder, s: a relay is not to be worn out by seconds."""
DAY_S = 86_400


def second_of_day(zone: str, at_ms: int) -> int:
    """Second of the civil day at a UTC instant, ms."""
    return (at_ms // 1000 + _offset_s(zone, at_ms // 3_600_000)) % DAY_S


@lru_cache(maxsize=64)
def _offset_s(zone: str, hour: int) -> int:
    at = datetime.fromtimestamp(hour * 3600, UTC).astimezone(ZoneInfo(zone))
    offset = at.utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


@dataclass(frozen=True, slots=True)
class FeedingPlan:
    """`meals_s`: starts of meals, seconds of the civil day in `zone`."""

    tank: str
    oxygen: TagName
    feeder: TagName
    control: FeedingControl
    meals_s: tuple[int, ...]
    meal_s: float
    zone: str
    feeder_g_s: float


@dataclass(frozen=True, slots=True)
class FeedingLaw:
    """Memory: grams owed to the fish now, whether the feeder runs, whether the gate stands open."""

    plan: FeedingPlan
    ration_g: float = 0.0
    until_ms: int = 0
    owed_g: float = 0.0
    runs: bool = False
    is_open: bool = True
    stands_value: float = 0.0

    @property
    def name(self) -> str:
        """`feeding 1-07`."""
        return f"feeding {self.plan.tank}"

    @property
    def outputs(self) -> tuple[TagName, ...]:
        """The feeder's relay."""
        return (self.plan.feeder,)

    def stocked(self, stock: TankStock | None, until_ms: int) -> "FeedingLaw":
        """The law with the day's ration, good until a UTC instant, ms."""
        return replace(self, ration_g=1000 * stock.ration_kg_d if stock else 0.0, until_ms=until_ms)

    def step(self, snapshot: Snapshot, elapsed_s: float) -> "tuple[FeedingLaw, list[Command]]":
        """Owe the fish the meal's rate while the gate is open; run the feeder a pulse at a time."""
        gate = judged(self.is_open, snapshot.read(self.plan.oxygen), None, self.plan.control)
        law = self if gate.is_open == self.is_open else replace(self, is_open=gate.is_open)
        if not self.meal(snapshot.at_ms) or snapshot.at_ms >= self.until_ms:
            return law._off(snapshot, _BETWEEN if self.ration_g > 0 else _NO_RATION)
        if not gate.is_open:
            return law._off(snapshot, gate.why)
        rate_g_s = self.ration_g / len(self.plan.meals_s) / self.plan.meal_s
        given = self.plan.feeder_g_s * elapsed_s if self.stands_value > 0.5 else 0.0
        owed = self.owed_g + rate_g_s * elapsed_s - given
        least = self.plan.feeder_g_s * PULSE_S if not self.runs else 0.0
        law = replace(law, owed_g=owed, runs=owed > 0 and owed >= least)
        return law, [law._command(snapshot, _meal(self.ration_g / len(self.plan.meals_s)))]

    def told(self, outcomes: Mapping[TagName, Outcome]) -> "FeedingLaw":
        """What the feeder really does; a feeder held off by another owes nothing."""
        outcome = outcomes.get(self.plan.feeder)
        if outcome is None:
            return self
        if self.owed_g and outcome.rank is Rank.INTERLOCK and outcome.value < 0.5:
            return replace(self, stands_value=0.0, owed_g=0.0)
        if outcome.value == self.stands_value:
            return self
        return replace(self, stands_value=outcome.value)

    def meal(self, at_ms: int) -> bool:
        """Is it time for a meal, in the farm's civil day?"""
        second = second_of_day(self.plan.zone, at_ms)
        return any((second - start) % DAY_S < self.plan.meal_s for start in self.plan.meals_s)

    def _off(self, snapshot: Snapshot, why: Words) -> "tuple[FeedingLaw, list[Command]]":
        idle = self.owed_g == 0.0 and not self.runs
        law = self if idle else replace(self, owed_g=0.0, runs=False)
        return law, [law._command(snapshot, why)]

    def _command(self, snapshot: Snapshot, why: Words) -> Command:
        until_s = snapshot.at_s + LEASE_S
        value = 1.0 if self.runs else 0.0
        return Command(self.plan.feeder, value, Rank.LAW, until_s, self.name, why)


@lru_cache(maxsize=1024)
def _meal(meal_g: float) -> Words:
    return Words(
        zh=f"正在投喂，本餐 {meal_g / 1000:.1f} kg", en=f"meal of {meal_g / 1000:.1f} kg under way"
    )


_BETWEEN = Words(zh="不在投喂时间", en="between meals")
_NO_RATION = Words(zh="没有日粮计划，不投喂", en="no ration known: not feeding")
