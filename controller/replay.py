"""Recompute a past decision from what was recorded, and compare it with what was commanded then.

It refuses to know where samples are kept; they are handed in by tag and span.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from controller.checkpoints import Minute
from controller.decide import decide
from controller.memory import Memory, of_json
from controller.plant import FarmPlan
from controller.wishes import granted
from farm.command import Command, Rank
from farm.link import TO_CONTROLLER, Wish
from farm.sample import Sample
from farm.snapshot import Snapshot
from farm.status import Status
from farm.tag import TagName
from farm.words import Words

BEFORE_MS = 30_000
"""Samples this old may still stand on the board at the minute's start, ms."""
SAME_FRACTION = 1e-6

Stored = tuple[int, float | None, int]
"""UTC ms, value or None, status."""
Samples = Callable[[TagName, int, int], Iterable[Stored]]


@dataclass(frozen=True, slots=True)
class Replayed:
    """One output at one tick. `recorded`: value, rank, by as decided then; None if not kept."""

    output: TagName
    at_ms: int
    value: float
    rank: Rank
    by: str
    why: Words
    recorded: tuple[float, Rank, str] | None
    same: bool


def replayed(
    plan: FarmPlan, minute: Minute, samples: Samples, output: TagName, at_ms: int
) -> Replayed | None:
    """The decision of the tick at or just before `at_ms`, recomputed from the minute's start.

    None: nothing had been decided on an output that nobody had heard of yet.
    """
    memory = of_json(minute.memory, plan.laws)
    ticks = [tick for tick in minute.ticks if tick <= at_ms]
    assert ticks, "no tick in this minute at or before that instant"
    waiting = _in_order(plan, samples, ticks[0] - BEFORE_MS, ticks[-1])
    board: dict[TagName, Sample] = {}
    held: list[Sample] = []
    late = set(minute.late)
    last_ms, command = minute.before_ms, None
    for index, tick_ms in enumerate(ticks):
        for sample in held:
            board[sample.tag] = sample
        held = []
        while waiting and waiting[-1].at_ms <= tick_ms:
            sample = waiting.pop()
            if (index, sample.tag, sample.at_ms) in late:
                held.append(sample)
            else:
                board[sample.tag] = sample
        memory = _left(minute, _wished(plan, minute, memory, index), index)
        snapshot = Snapshot(tick_ms / 1000, tick_ms, dict(board), plan.layout.periods_s)
        decision = decide(plan, snapshot, memory, (tick_ms - last_ms) / 1000)
        memory, last_ms, command = decision.memory, tick_ms, decision.outputs.get(output)
    return None if command is None else _compared(plan, minute, output, command, ticks)


def _in_order(plan: FarmPlan, samples: Samples, from_ms: int, to_ms: int) -> list[Sample]:
    """Newest first, to be taken from the end."""
    found = [
        Sample(name, value, Status(status), at / 1000, at, "history")
        for name in plan.layout.known
        for at, value, status in samples(name, from_ms, to_ms + 1)
    ]
    return sorted(found, key=lambda sample: sample.at_ms, reverse=True)


def _wished(plan: FarmPlan, minute: Minute, memory: Memory, index: int) -> Memory:
    for at_index, body in minute.wishes:
        if at_index == index:
            wish = TO_CONTROLLER.validate_python(body["wish"])
            assert isinstance(wish, Wish)
            memory = granted(wish, plan, memory, int(body["at_ms"]))
    return memory


def _left(minute: Minute, memory: Memory, index: int) -> Memory:
    for at_index, names in minute.unattended:
        if at_index == index:
            memory = replace(memory, unattended=frozenset(map(TagName, names)))
    return memory


def _compared(
    plan: FarmPlan, minute: Minute, output: TagName, command: Command, ticks: list[int]
) -> Replayed:
    recorded: tuple[float, Rank, str] | None = None
    for index, name, value, rank, by in minute.outputs:
        if name == output and index < len(ticks):
            recorded = (value, Rank(rank), by)
    rule = plan.layout.rules[output]
    near = SAME_FRACTION * (rule.high - rule.low)
    same = recorded is not None and abs(recorded[0] - command.value) <= near
    return Replayed(
        output, ticks[-1], command.value, command.rank, command.by, command.why, recorded, same
    )
