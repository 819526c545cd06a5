"""Drive a system's degasser fan so that carbon dioxide stays at its target.

It refuses to know how CO2 is estimated; without an estimate the fan keeps its speed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from controller.laws.law import LEASE_S, Outcome
from farm.command import Command, Rank
from farm.floors import FAN_LEAST_HZ
from farm.snapshot import Snapshot
from farm.tag import TagName
from farm.words import Words

TARGET_MG_L = 11.0
"""CO2 set-point 10–12 mg/L (ras-science 6)."""
FULL_MG_L = 25.0
"""From the alarm's tier on the fan goes to full speed at once (ras-science 2.4; F-42)."""
FAN_MOST_HZ = 50.0
"""Full speed; the least is `farm.floors.FAN_LEAST_HZ`, Hz."""
HZ_PER_MG_L_S = 1 / 300
"""Integral action, Hz per second and mg/L: water turns over in the hour, so slower than that."""


@dataclass(frozen=True, slots=True)
class DegasPlan:
    """Tags of one degasser."""

    system: str
    co2: TagName
    fan: TagName


@dataclass(frozen=True, slots=True)
class DegasLaw:
    """Memory: the speed it holds, Hz."""

    plan: DegasPlan
    hz: float = FAN_MOST_HZ

    @property
    def name(self) -> str:
        """`degas 1`."""
        return f"degas {self.plan.system}"

    @property
    def outputs(self) -> tuple[TagName, ...]:
        """The fan."""
        return (self.plan.fan,)

    def step(self, snapshot: Snapshot, elapsed_s: float) -> "tuple[DegasLaw, list[Command]]":
        """Integrate on the CO2 error, at most 5 mg/L of it; keep when blind."""
        co2 = snapshot.read(self.plan.co2)
        if co2 is None:
            return self, [self._command(snapshot, _KEEP)]
        off = min(max(co2 - TARGET_MG_L, -5.0), 5.0)
        hz = min(max(self.hz + off * HZ_PER_MG_L_S * elapsed_s, FAN_LEAST_HZ), FAN_MOST_HZ)
        hz = FAN_MOST_HZ if co2 >= FULL_MG_L else hz
        law = replace(self, hz=hz)
        return law, [law._command(snapshot, _why(co2))]

    def told(self, outcomes: Mapping[TagName, Outcome]) -> "DegasLaw":
        """Follow another's hand, but not to a stand: who was off comes back to its work (F-63)."""
        outcome = outcomes.get(self.plan.fan)
        if outcome is None or outcome.rank is Rank.LAW:
            return self
        if outcome.rank is Rank.OPERATOR and outcome.value < FAN_LEAST_HZ:
            return self
        return replace(self, hz=max(outcome.value, FAN_LEAST_HZ))

    def _command(self, snapshot: Snapshot, why: Words) -> Command:
        until_s = snapshot.at_s + LEASE_S
        return Command(self.plan.fan, self.hz, Rank.LAW, until_s, self.name, why)


def _why(co2_mg_l: float) -> Words:
    return Words(
        zh=f"二氧化碳 {co2_mg_l:.0f}，目标 {TARGET_MG_L:g} mg/L",
        en=f"carbon dioxide {co2_mg_l:.0f}, target {TARGET_MG_L:g} mg/L",
    )


_KEEP = Words(zh="看不到二氧化碳，风机保持转速", en="carbon dioxide not seen: fan keeps its speed")
