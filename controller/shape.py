"""How an output may move: its limits, its fastest change, the least move worth a write.

It refuses to know who wants the value.
"""

from farm.command import Command, Rank
from farm.site import OutputRule

LEAST_MOVE = 0.005
"""A law's move smaller than this part of the range is not written: valves wear."""


def clamped(rule: OutputRule, value: float) -> float:
    """Value within the rule's limits."""
    return min(max(value, rule.low), rule.high)


def shaped(
    rule: OutputRule, wanted: float, applied: float | None, rank: Rank, elapsed_s: float
) -> float:
    """What to write next, given what stands now (None: unknown) and who wants it.

    What is unknown has no rate to keep; only `heard.adds_safety` may be written then.
    """
    value = clamped(rule, wanted)
    if applied is None:
        return value
    if rule.fall_per_s is not None:
        value = max(value, applied - rule.fall_per_s * elapsed_s)
    if rule.rise_per_s is not None:
        value = min(value, applied + rule.rise_per_s * elapsed_s)
    value = clamped(rule, value)
    small = abs(value - applied) < LEAST_MOVE * (rule.high - rule.low)
    is_end = value in (rule.low, rule.high, rule.safe)
    if small and rank is Rank.LAW and not is_end and rule.low <= applied <= rule.high:
        return applied
    return value


def with_value(command: Command, value: float) -> Command:
    """The same command of another value; the very same where nothing changes."""
    if command.value == value:
        return command
    return Command(command.output, value, command.rank, command.until_s, command.by, command.why)
