"""Toggle the heartbeat relay once a tick, and hold emergency valves shut while all is well.

It refuses to know what hangs on the relay: the time relay behind it acts when toggling ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from controller.laws.law import LEASE_S, Outcome
from farm.command import Command, Rank
from farm.snapshot import Snapshot
from farm.tag import TagName
from farm.words import Words


@dataclass(frozen=True, slots=True)
class HeartbeatPlan:
    """The relay."""

    relay: TagName


@dataclass(frozen=True, slots=True)
class HeartbeatLaw:
    """Memory: whether the relay is drawn."""

    plan: HeartbeatPlan
    drawn: bool = False

    @property
    def name(self) -> str:
        """`heartbeat`."""
        return "heartbeat"

    @property
    def outputs(self) -> tuple[TagName, ...]:
        """The relay."""
        return (self.plan.relay,)

    def step(self, snapshot: Snapshot, elapsed_s: float) -> "tuple[HeartbeatLaw, list[Command]]":
        """The other position, each tick."""
        law = replace(self, drawn=not self.drawn)
        until_s = snapshot.at_s + LEASE_S
        value = 1.0 if law.drawn else 0.0
        return law, [Command(self.plan.relay, value, Rank.LAW, until_s, self.name, _BEATING)]

    def told(self, outcomes: Mapping[TagName, Outcome]) -> "HeartbeatLaw":
        """Nothing to learn."""
        return self


@dataclass(frozen=True, slots=True)
class ShutPlan:
    """The emergency valves of one system."""

    system: str
    valves: tuple[TagName, ...]


@dataclass(frozen=True, slots=True)
class ShutLaw:
    """No memory. A tank's own interlock outranks it; without it the valves open by themselves."""

    plan: ShutPlan

    @property
    def name(self) -> str:
        """`emergency shut 1`."""
        return f"emergency shut {self.plan.system}"

    @property
    def outputs(self) -> tuple[TagName, ...]:
        """The emergency valves."""
        return self.plan.valves

    def step(self, snapshot: Snapshot, elapsed_s: float) -> "tuple[ShutLaw, list[Command]]":
        """Hold every valve shut; whether one must open is not decided here."""
        until_s = snapshot.at_s + LEASE_S
        return self, [
            Command(valve, 0.0, Rank.LAW, until_s, self.name, _SHUT) for valve in self.plan.valves
        ]

    def told(self, outcomes: Mapping[TagName, Outcome]) -> "ShutLaw":
        """Nothing to learn."""
        return self


_BEATING = Words(zh="心跳，每秒一次", en="heartbeat, once a second")
_SHUT = Words(zh="溶氧正常，应急增氧关闭", en="no emergency: valve held shut")
