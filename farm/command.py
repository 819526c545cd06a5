"""What someone wants an output to be: a leased value with a rank and a reason in words.

It refuses to know who wins (controller.arbitrate) and how it reaches the wire.
"""

from enum import IntEnum
from typing import NamedTuple

from farm.tag import TagName
from farm.words import Words


class Rank(IntEnum):
    """Who outranks whom; SAFE is nobody in command, the output's declared safe value."""

    SAFE = 0
    LAW = 1
    OPERATOR = 2
    INTERLOCK = 3


class Command(NamedTuple):
    """A wanted value for one output until `until_s` (loop clock), in the unit of its quantity.

    `by`: law name, interlock id or the wish's id. `why`: what an operator reads.
    A named tuple, for dozens are made at every tick.
    """

    output: TagName
    value: float
    rank: Rank
    until_s: float
    by: str
    why: Words
