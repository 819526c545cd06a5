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
    low, high = rule.low, rule.high
    value = min(max(wanted, low), high)
    if applied is None or value == applied:
        return value
    fall_per_s, rise_per_s = rule.fall_per_s, rule.rise_per_s
    if fall_per_s is not None:
        value = max(value, applied - fall_per_s * elapsed_s)
    if rise_per_s is not None:
        value = min(value, applied + rise_per_s * elapsed_s)
    value = min(max(value, low), high)
    small = abs(value - applied) < LEAST_MOVE * (high - low)
    is_end = value in (low, high, rule.safe)
    if small and rank is Rank.LAW and not is_end and low <= applied <= high:
        return applied
    return value


def with_value(command: Command, value: float) -> Command:
    """The same command of another value; the very same where nothing changes."""
    if command.value == value:
        return command
    return Command(command.output, value, command.rank, command.until_s, command.by, command.why)
