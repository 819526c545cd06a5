"""Carry the steady part of a system's oxygen with the cone, so that trim valves keep room.

It refuses to know oxygen itself: it looks only at how far the trim valves stand open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from controller.laws.law import LEASE_S, Outcome
from farm.command import Command, Rank
from farm.snapshot import Snapshot
from farm.tag import TagName
from farm.words import Words

CLOSED_LOOP_S = 1800.0
"""The slow half of the cascade: more than five times slower than the trim loop, s."""


@dataclass(frozen=True, slots=True)
class ConePlan:
    """`trim_per_cone_ratio`: how many % all trim valves close when the cone opens 1 %."""

    system: str
    cone: TagName
    trims: tuple[tuple[TagName, TagName], ...]
    """Oxygen tag and trim valve of each tank: a blind tank's valve says nothing."""
    trim_percent: float
    trim_per_cone_ratio: float


@dataclass(frozen=True, slots=True)
class ConeLaw:
    """Memory: the opening it holds."""

    plan: ConePlan
    percent: float = 0.0

    @property
    def name(self) -> str:
        """`cone 1`."""
        return f"cone {self.plan.system}"

    @property
    def outputs(self) -> tuple[TagName, ...]:
        """The cone's valve."""
        return (self.plan.cone,)

    def step(self, snapshot: Snapshot, elapsed_s: float) -> "tuple[ConeLaw, list[Command]]":
        """Move toward the opening at which the mean trim valve is where it should be."""
        seen = [
            trim
            for oxygen, valve in self.plan.trims
            if snapshot.read(oxygen) is not None and (trim := snapshot.read(valve)) is not None
        ]
        if not seen:
            return self, [self._command(snapshot, _KEEP)]
        mean = sum(seen) / len(seen)
        off = (mean - self.plan.trim_percent) / self.plan.trim_per_cone_ratio
        percent = min(max(self.percent + off * elapsed_s / CLOSED_LOOP_S, 0.0), 100.0)
        law = replace(self, percent=percent)
        return law, [law._command(snapshot, _why(mean, self.plan.trim_percent))]

    def told(self, outcomes: Mapping[TagName, Outcome]) -> "ConeLaw":
        """Follow another's hand; small moves of its own that were not written are kept."""
        outcome = outcomes.get(self.plan.cone)
        if outcome is None or outcome.rank is Rank.LAW:
            return self
        return replace(self, percent=outcome.value)

    def _command(self, snapshot: Snapshot, why: Words) -> Command:
        until_s = snapshot.at_s + LEASE_S
        return Command(self.plan.cone, self.percent, Rank.LAW, until_s, self.name, why)


def _why(mean: float, wanted: float) -> Words:
    return Words(
        zh=f"各池氧气阀平均 {mean:.0f} %，应为 {wanted:g} %",
        en=f"tank oxygen valves stand at {mean:.0f} % on average, wanted {wanted:g} %",
    )


_KEEP = Words(zh="看不到各池氧气阀，保持", en="tank valves not seen: keeping the opening")
