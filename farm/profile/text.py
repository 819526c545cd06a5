"""A device that speaks text instead of registers.

It refuses to know the formats: drivers name and parse them.
"""

from typing import Literal

from farm.profile.registers import Point
from farm.words import Noun


class Ascii(Noun):
    """A text device. `parse` names a parser in drivers.line; the profile holds no patterns."""

    parse: Literal["ezo", "xk3190"]
    mode: Literal["poll", "push"]
    ask: str = ""
    setup: tuple[str, ...] = ()
    points: tuple[Point, ...]
