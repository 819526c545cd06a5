"""Who commands an output now: the highest live rank, or nobody and then its safe value.

It refuses to know what a command is for and whether an interlock will overrule it.
"""

from collections.abc import Iterable, Mapping
from math import isfinite

from farm.command import Command, Rank
from farm.site import OutputRule
from farm.tag import TagName
from farm.words import Words

NOBODY = Words(zh="无人指挥，取安全值", en="nobody in command: the declared safe value")


def arbitrate(
    commands: Iterable[Command], rules: Mapping[TagName, OutputRule], at_s: float
) -> dict[TagName, Command]:
    """One command for every output of `rules`; the order of `commands` does not matter.

    A lapsed lease is no command. Between equals the name decides, so that it is always the same.
    """
    winners: dict[TagName, Command] = {}
    for command in commands:
        if command.until_s <= at_s or command.output not in rules:
            continue
        assert isfinite(command.value), command
        held = winners.get(command.output)
        if held is None or _weight(command) > _weight(held):
            winners[command.output] = command
    return {
        name: winners.get(name) or Command(name, rule.safe, Rank.SAFE, at_s + 1.0, "safe", NOBODY)
        for name, rule in rules.items()
    }


def _weight(command: Command) -> tuple[int, str, float]:
    return (command.rank, command.by, command.value)
