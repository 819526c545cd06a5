"""Nothing moves because a program started: for its first seconds what stands is left (safety 3.9).

It refuses to know laws. Interlocks come after it and are not held; nor is LIFE_SUPPORT, whose only
purpose is to raise what fish breathe.
"""

from collections.abc import Mapping

from controller.as_found import RAISED
from controller.heard import adds_safety
from controller.memory import Memory
from controller.shape import clamped, with_value
from farm.command import Command
from farm.site import OutputRule
from farm.tag import TagName

STILL_S = 5.0
"""So long after its start a new process moves nothing but for safety (safety 3.9), s."""


def held_still(
    proposed: Mapping[TagName, Command], memory: Memory, rules: Mapping[TagName, OutputRule]
) -> Mapping[TagName, Command]:
    """What is proposed; while the start is fresh, with every output where it stands.

    What can only add safety goes through, as does what fish need that nobody else may raise.
    """
    if memory.up_s >= STILL_S or memory.mode == "life_support":
        return proposed
    return {name: _held(command, memory.applied, rules) for name, command in proposed.items()}


def _held(
    command: Command, applied: Mapping[TagName, float], rules: Mapping[TagName, OutputRule]
) -> Command:
    name = command.output
    stands = applied.get(name)
    if stands is None or command.by == RAISED or adds_safety(name, command.value):
        return command
    value = clamped(rules[name], stands)
    return with_value(command, value)
