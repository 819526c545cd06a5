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

OPEN_VALUE = 0.5
"""An emergency valve above this stands open; it knows 0 and 1."""


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
    """Emergency valves of one system, each with its tank's oxygen; above `close_mg_l` it is fit."""

    system: str
    tanks: tuple[tuple[TagName, TagName], ...]
    close_mg_l: float


@dataclass(frozen=True, slots=True)
class ShutLaw:
    """A tank's own interlock outranks it; without it the valves open by themselves.

    Memory: valves found open when the program started. Nobody knows why they were opened, so
    they stay until oxygen is seen to be fit, or a person takes them in hand.
    """

    plan: ShutPlan
    found_open: tuple[TagName, ...] = ()

    @property
    def name(self) -> str:
        """`emergency shut 1`."""
        return f"emergency shut {self.plan.system}"

    @property
    def outputs(self) -> tuple[TagName, ...]:
        """The emergency valves."""
        return tuple(valve for valve, _ in self.plan.tanks)

    def step(self, snapshot: Snapshot, elapsed_s: float) -> "tuple[ShutLaw, list[Command]]":
        """Hold every valve shut but those found open; whether one must open is not decided here."""
        until_s = snapshot.at_s + LEASE_S
        law = self._released(snapshot) if self.found_open else self
        return law, [
            Command(valve, 1.0, Rank.LAW, until_s, self.name, _FOUND_OPEN)
            if valve in law.found_open
            else Command(valve, 0.0, Rank.LAW, until_s, self.name, _SHUT)
            for valve in self.outputs
        ]

    def told(self, outcomes: Mapping[TagName, Outcome]) -> "ShutLaw":
        """Remember what was found open; what a person took in hand is no longer found."""
        found = tuple(
            valve
            for valve in self.outputs
            if _still_found(valve in self.found_open, outcomes.get(valve))
        )
        return self if found == tuple(self.found_open) else replace(self, found_open=found)

    def _released(self, snapshot: Snapshot) -> "ShutLaw":
        unfit = {
            valve
            for valve, oxygen in self.plan.tanks
            if (seen := snapshot.read(oxygen)) is None or seen <= self.plan.close_mg_l
        }
        return replace(self, found_open=tuple(v for v in self.found_open if v in unfit))


def _still_found(was: bool, outcome: Outcome | None) -> bool:
    """Rank SAFE is how a law hears of what stood before it began."""
    if outcome is None:
        return was
    if outcome.rank is Rank.SAFE:
        return outcome.value > OPEN_VALUE
    return was and outcome.rank is not Rank.OPERATOR


_FOUND_OPEN = Words(
    zh="启动时已打开，看到溶氧足够之前保持打开",
    en="found open at the start: stays open until oxygen is seen to be fit",
)
_BEATING = Words(zh="心跳，每秒一次", en="heartbeat, once a second")
_SHUT = Words(zh="溶氧正常，应急增氧关闭", en="no emergency: valve held shut")
