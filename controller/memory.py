"""Everything the controller remembers between two ticks, as one immutable value.

It refuses to know how it is kept on disk; it can be written as plain JSON and read back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from controller import alarms, checks, trends
from controller.alarms import Life
from controller.checks import Check
from controller.derived import Slope
from controller.dosing import Dosed
from controller.facts import Tally
from controller.laws.law import Law, recalled, remembered
from controller.probes import Probes
from controller.trends import Trends
from controller.trips import Trip
from farm.command import Command, Rank
from farm.stock import TankStock
from farm.tag import TagName
from farm.words import Words

Mode = Literal["normal", "life_support"]


@dataclass(frozen=True, slots=True)
class Hand:
    """An output in a person's hand until a UTC instant, ms."""

    value: float
    until_ms: int
    by: str
    actor: str
    why: Words

    def command(self, output: TagName, at_s: float) -> Command:
        """The command it stands for at this tick."""
        return Command(output, self.value, Rank.OPERATOR, at_s + 3.0, self.by, self.why)


@dataclass(frozen=True, slots=True)
class Memory:
    """One tick's end. `applied`: what every output was last decided to be (absent: unknown)."""

    laws: tuple[Law, ...]
    mode: Mode = "normal"
    applied: Mapping[TagName, float] = field(default_factory=dict)
    hands: Mapping[TagName, Hand] = field(default_factory=dict)
    checks: Mapping[TagName, Check] = field(default_factory=dict)
    """Instruments somebody works on, and for a minute those whose time ran out."""
    slopes: Mapping[str, Slope] = field(default_factory=dict)
    probes: Probes = field(default_factory=Probes)
    trends: Trends = field(default_factory=dict)
    moved_ms: Mapping[str, int] = field(default_factory=dict)
    """By system, the UTC instant its water was last seen to move (controller.still_water)."""
    unattended: frozenset[TagName] = frozenset()
    """Outputs no law may move: their device would not do what it must without us."""
    trips: Mapping[str, Trip] = field(default_factory=dict)
    feed_gates: Mapping[str, bool] = field(default_factory=dict)
    dosed: Mapping[TagName, Dosed] = field(default_factory=dict)
    lives: Mapping[str, Life] = field(default_factory=dict)
    tally: Tally = field(default_factory=lambda: Tally({}))
    stock: Mapping[str, TankStock] = field(default_factory=dict)
    stock_until_ms: int = 0
    plan: str = ""
    plan_until_ms: int = 0
    raised: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Laws that raised: why, and the UTC instant, ms, before which they are not tried again."""
    up_s: float = 0.0
    dropped: int = 0
    dropped_ms: int = 0
    """Samples this run had dropped, and when that last grew; of one run only, so not kept."""


def as_json(memory: Memory) -> dict[str, Any]:
    """Plain values: what `of_json` needs to go on exactly from here."""
    return {
        "laws": {law.name: remembered(law) for law in memory.laws},
        "mode": memory.mode,
        "applied": dict(memory.applied),
        "hands": {
            k: [h.value, h.until_ms, h.by, h.actor, h.why.zh, h.why.en]
            for k, h in memory.hands.items()
        },
        "checks": checks.as_json(memory.checks),
        "slopes": {k: [s.fast, s.slow, s.age_s, s.gap_s] for k, s in memory.slopes.items()},
        "probes": memory.probes.as_json(),
        "trends": trends.as_json(memory.trends),
        "moved_ms": dict(memory.moved_ms),
        "trips": {
            k: [t.cause, t.low_s, t.dry_s, t.dark_s, t.since_ms] for k, t in memory.trips.items()
        },
        "unattended": sorted(memory.unattended),
        "feed_gates": dict(memory.feed_gates),
        "dosed": {k: row.as_json() for k, row in memory.dosed.items()},
        "lives": alarms.as_json(memory.lives),
        "tally": memory.tally.as_json(),
        "stock": [stock.model_dump() for stock in memory.stock.values()],
        "stock_until_ms": memory.stock_until_ms,
        "plan": memory.plan,
        "plan_until_ms": memory.plan_until_ms,
        "raised": {k: list(v) for k, v in memory.raised.items()},
        "up_s": memory.up_s,
    }


def of_json(text: Mapping[str, Any], laws: tuple[Law, ...]) -> Memory:
    """Memory of a checkpoint on the laws the site has now; KeyError when it is of another shape."""
    return Memory(
        laws=tuple(recalled(law, text["laws"].get(law.name, {})) for law in laws),
        mode=text["mode"],
        applied={TagName(k): float(v) for k, v in text["applied"].items()},
        hands={TagName(k): hand_of(v) for k, v in text["hands"].items()},
        checks=checks.of_json(text.get("checks", {})),
        slopes={k: Slope(*v) for k, v in text["slopes"].items()},
        probes=Probes.of_json(text.get("probes", {})),
        trends=trends.of_json(text.get("trends", {})),
        moved_ms={k: int(v) for k, v in text.get("moved_ms", {}).items()},
        trips={k: Trip(*v) for k, v in text["trips"].items()},
        unattended=frozenset(TagName(k) for k in text.get("unattended", ())),
        feed_gates=dict(text["feed_gates"]),
        dosed={TagName(k): Dosed.of_json(v) for k, v in text.get("dosed", {}).items()},
        lives=alarms.of_json(text["lives"]),
        tally=Tally.of_json(text["tally"]),
        stock={row["tank"]: TankStock(**row) for row in text["stock"]},
        stock_until_ms=text["stock_until_ms"],
        plan=text["plan"],
        plan_until_ms=text["plan_until_ms"],
        raised={k: (v[0], int(v[1])) for k, v in text["raised"].items()},
        up_s=text["up_s"],
    )


def hand_of(row: list[Any]) -> Hand:
    """A hand from its plain values."""
    value, until_ms, by, actor, zh, en = row
    return Hand(float(value), int(until_ms), by, actor, Words(zh=zh, en=en))
