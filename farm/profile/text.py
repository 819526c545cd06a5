"""A device that speaks text instead of registers.

It refuses to know the formats: drivers.text names and parses them.
"""

from typing import Literal

from pydantic import Field

from farm.profile.registers import Point
from farm.words import Noun

TextFormat = Literal[
    "ezo",
    "xk3190",
    "yaohua-a12",
    "toledo",
    "toledo-checked",
    "and-text",
    "mt-sics",
    "megatec",
    "at-modem",
]


class TextIdentify(Noun):
    """A question whose answer begins with one of `says` (upper and lower case are one)."""

    ask: str
    says: tuple[str, ...] = Field(min_length=1)


class TextSetting(Noun):
    """A number the device forgets without power; sent as `command,number` when a site gives it.

    `told`: what stands before the number when it is asked back with `command,?`; empty: it cannot
    be asked.
    """

    command: str
    told: str = ""
    unit: str = ""
    low: float
    high: float


class Ascii(Noun):
    """A text device. `parse` names a format; the profile holds no patterns.

    A point's `offset` is its place in the format's list of values. `ask`: the commands of one
    visit, in order. `setup`: sent whenever the device is new, was reset or speaks unasked.
    `numbers`: how many values a whole answer carries; another count is thrown away. `confirm`: by
    point, the change from the last believed value that has to be said twice in a row (unit of the
    point): a format without check sum cannot tell a damaged digit. `also`: commands asked at
    connect and every ten minutes, whose answer may be missing. `settings`: by the key a site uses.
    """

    parse: TextFormat
    mode: Literal["poll", "push"]
    ask: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    numbers: int | None = Field(None, ge=1, le=8)
    confirm: dict[str, float] = Field(default_factory=dict)
    settings: dict[str, TextSetting] = Field(default_factory=dict)
    identify: TextIdentify | None = None
    points: tuple[Point, ...]
