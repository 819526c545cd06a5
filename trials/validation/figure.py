"""A published figure, where it stands, how near we must come and why, and how near we come.

It refuses to know any physics: a figure of ours is a function that is handed in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isclose

from farm.words import Words
from models.floats import Floats


class Kind(StrEnum):
    """What agreement proves."""

    EQUATION = "equation"
    """The published equation or a table made of it: our code is what the paper prints."""
    MEASURED = "measured"
    """Somebody measured it: the equations are like the world, at these conditions."""
    PLAN = "plan"
    """Design arithmetic: our plan and the published one are the same sums."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far from the published figure ours may lie: absolute plus a part of the figure."""

    absolute_tolerance: float
    relative_part: float
    why: Words

    def around(self, published_value: float) -> float:
        """Return the distance allowed at this figure, in its unit."""
        return self.absolute_tolerance + self.relative_part * abs(published_value)


def printed(digit_step: float) -> Tolerance:
    """The published figure is rounded: half of its last digit, and a little for the rounding."""
    return Tolerance(
        0.52 * digit_step,
        0.0,
        Words(zh="末位数字的一半", en="half of the last printed digit"),
    )


IN_RANGE = Tolerance(0.0, 0.0, Words(zh="在公布的范围内", en="inside the published range"))
SAME_SPECIES = Tolerance(
    0.0,
    0.10,
    Words(
        zh="同一鱼种的试验之间相差至少一成",
        en="trials of the same species differ by a tenth at least",
    ),
)
OTHER_PLANT = Tolerance(
    0.0,
    0.20,
    Words(
        zh="别的鱼种或别的场：相差五分之一以内才算相符",
        en="another species or another plant: agreement means within a fifth",
    ),
)


@dataclass(frozen=True, slots=True)
class Printed:
    """One published figure (low = high) or range, at these conditions."""

    given: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Found:
    """One published figure beside ours; `difference` from the nearer end, 0 inside a range."""

    at: str
    low: float
    high: float
    our_value: float
    tolerance: float

    @property
    def difference(self) -> float:
        """Ours less published, in the figure's unit."""
        nearer = min(max(self.our_value, self.low), self.high)
        return 0.0 if isclose(self.our_value, nearer, rel_tol=1e-9) else self.our_value - nearer

    @property
    def ok(self) -> bool:
        """Within tolerance; a figure of ours that is not a number is not."""
        return abs(self.difference) <= self.tolerance

    @property
    def strain(self) -> float:
        """Part of the tolerance that is used; infinite outside a range that allows nothing."""
        if self.difference == 0.0:
            return 0.0
        return abs(self.difference) / self.tolerance if self.tolerance else float("inf")


Ours = Callable[..., Floats]


@dataclass(frozen=True, slots=True)
class Item:
    """One published table, curve or figure, and our run of the same.

    `at` writes the conditions from `Printed.given`; `ours` takes them and returns our figure in
    `unit`. `slow` items run the whole plant and are kept between runs. `differs` tells, where we
    know that we do not agree, by what reason; it excuses nothing.
    """

    name: str
    kind: Kind
    source: str
    what: Words
    unit: str
    at: str
    points: tuple[Printed, ...]
    ours: Ours
    within: Tolerance
    slow: bool = False
    differs: Words | None = None

    def values(self) -> list[float]:
        """Return our figures, one for each point, by running what gives them."""
        return [float(self.ours(*point.given)) for point in self.points]

    def found(self, values: Sequence[float]) -> list[Found]:
        """Return every published figure beside ours."""
        return [
            Found(
                self.at.format(*point.given),
                point.low,
                point.high,
                value,
                self.within.around(point.high if value > point.high else point.low),
            )
            for point, value in zip(self.points, values, strict=True)
        ]


def single(value: float, *at: float) -> tuple[Printed, ...]:
    """One published figure."""
    return (Printed(at, value, value),)


def span(low: float, high: float, *at: float) -> tuple[Printed, ...]:
    """One published range."""
    return (Printed(at, low, high),)


def column(values: Mapping[int, float] | Mapping[float, float]) -> tuple[Printed, ...]:
    """A table of one condition: condition and figure."""
    return tuple(Printed((float(at),), value, value) for at, value in values.items())


def grid(across: Sequence[float], rows: Mapping[float, Sequence[float]]) -> tuple[Printed, ...]:
    """A table of two conditions: the row's, then the column's."""
    return tuple(
        Printed((row, at), value, value)
        for row, values in rows.items()
        for at, value in zip(across, values, strict=True)
    )
