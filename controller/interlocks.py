"""The last word on every output: (inputs, proposed) → (output, reasons), whoever asked.

It refuses to know laws, people and time; what needs counting was counted in `trips`.

Interlocks: `emergency` opens a tripped tank's valve; `no_feed` keeps feeders off; `thrown` opens
breakers; `full` runs fans at their most; `one_pump` never lets the last pump of a system be
stopped, but for a `stagnant` loop, which nothing may start before a person has looked. They touch
different outputs, so order does not matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from controller.as_found import LEFT
from farm.command import Command, Rank
from farm.tag import TagName
from farm.words import Words

LEASE_S = 3.0
FULL_HZ = 50.0
"""A fan at its most; the output's own limit may be lower, Hz."""


@dataclass(frozen=True, slots=True)
class PumpPair:
    """Pumps of one system. `life_hz`: least speed that moves water; `best`: the one to start."""

    system: str
    outputs: tuple[TagName, ...]
    life_hz: float
    best: int
    may_wait: bool
    """True while nothing runs yet and the start is being staggered."""
    idle: frozenset[TagName] = frozenset()
    """Pumps nobody may move but this interlock, seen not to turn while no water flows."""
    stagnant: bool = False
    """Its water stood so long that it waits for a person (controller.still_water)."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the interlocks look at."""

    at_s: float
    emergency: Mapping[TagName, Words]
    """Emergency valves that must be open, with the cause."""
    no_feed: Mapping[TagName, Words]
    """Feeders that must be off, with the cause."""
    pumps: tuple[PumpPair, ...]
    thrown: Mapping[TagName, Words] = field(default_factory=dict)
    """Breakers and isolating valves that must be thrown, with the cause."""
    full: Mapping[TagName, Words] = field(default_factory=dict)
    """Fans that must run at their most, with the cause."""


def interlocked(
    inputs: Inputs, proposed: Mapping[TagName, Command]
) -> tuple[dict[TagName, Command], dict[TagName, Words]]:
    """What is written, and for each output an interlock changed or holds, the reason."""
    final = dict(proposed)
    reasons: dict[TagName, Words] = {}
    for valve, why in inputs.emergency.items():
        if valve in final:
            final[valve] = _forced(inputs, valve, 1.0, "emergency", why)
            reasons[valve] = why
    for feeder, why in inputs.no_feed.items():
        if feeder in final and final[feeder].value > 0:
            final[feeder] = _forced(inputs, feeder, 0.0, "no_feed", why)
            reasons[feeder] = why
    for breaker, why in inputs.thrown.items():
        if breaker in final:
            final[breaker] = _forced(inputs, breaker, 1.0, "thrown", why)
            reasons[breaker] = why
    for fan, why in inputs.full.items():
        if fan in final:
            final[fan] = _forced(inputs, fan, FULL_HZ, "full", why)
            reasons[fan] = why
    for pair in inputs.pumps:
        (_stagnant if pair.stagnant else _one_pump)(inputs, pair, final, reasons)
    return final, reasons


def _stagnant(
    inputs: Inputs,
    pair: PumpPair,
    final: dict[TagName, Command],
    reasons: dict[TagName, Words],
) -> None:
    for name in pair.outputs:
        if name in final:
            final[name] = _forced(inputs, name, 0.0, "stagnant", STAGNANT)
            reasons[name] = STAGNANT


def _one_pump(
    inputs: Inputs,
    pair: PumpPair,
    final: dict[TagName, Command],
    reasons: dict[TagName, Words],
) -> None:
    mine = [name for name in pair.outputs if name in final]
    asked = [final[name].value for name in mine if not _is_idle(pair, final[name])]
    if not mine or pair.may_wait or max(asked, default=0.0) >= pair.life_hz:
        return
    name = pair.outputs[pair.best]
    final[name] = _forced(inputs, name, pair.life_hz, "one_pump", LAST_PUMP)
    reasons[name] = LAST_PUMP


def _is_idle(pair: PumpPair, command: Command) -> bool:
    """What a pump left as found was set to moves no water when it does not turn."""
    return command.output in pair.idle and command.by in LEFT


def _forced(inputs: Inputs, name: TagName, value: float, by: str, why: Words) -> Command:
    return Command(name, value, Rank.INTERLOCK, inputs.at_s + LEASE_S, by, why)


LAST_PUMP = Words(
    zh="最后一台循环泵不得停：按最低保命转速运行",
    en="the last pump may not stop: running at life-support speed",
)
STAGNANT = Words(
    zh="停流超过 30 分钟，死水可能含硫化氢：等人到场确认后再起动",
    en="no flow for more than 30 minutes, the water may be foul: pumps wait for a person",
)
