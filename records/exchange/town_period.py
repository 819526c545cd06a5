"""A month or a quarter that the town asks for: its name, its months, the months of the year so far.

It refuses any other text.
"""

import re
from dataclasses import dataclass
from datetime import date

from records.civil import first_day_of, last_day_of
from records.refusal import RuleRefused, problem

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])")


@dataclass(frozen=True, slots=True)
class TownPeriod:
    """`kind` is MONTH or QUARTER; `name` such as `2026-11` or `2026-Q4`."""

    kind: str
    name: str
    months: tuple[str, ...]

    @property
    def year(self) -> int:
        """The civil year."""
        return int(self.name[:4])

    @property
    def last_month(self) -> int:
        """Number of its last month in the year."""
        return int(self.months[-1][5:])

    @property
    def first_day(self) -> date:
        """Its first civil day."""
        return first_day_of(self.months[0])

    @property
    def last_day(self) -> date:
        """Its last civil day."""
        return last_day_of(self.months[-1])

    @property
    def so_far(self) -> tuple[str, ...]:
        """The months of the year up to its end."""
        return tuple(f"{self.year}-{number:02d}" for number in range(1, self.last_month + 1))


def town_period(text: str) -> TownPeriod:
    """The period of `2026-11` or `2026-Q4`; RuleRefused NO_TOWN_PERIOD for another text."""
    if _MONTH.fullmatch(text):
        return TownPeriod("MONTH", text, (text,))
    quarter = _QUARTER.fullmatch(text)
    if quarter is not None:
        first = 3 * int(quarter[2]) - 2
        months = tuple(f"{quarter[1]}-{number:02d}" for number in range(first, first + 3))
        return TownPeriod("QUARTER", text, months)
    raise RuleRefused.of(
        problem(
            "NO_TOWN_PERIOD",
            f"期间“{text}”写成月份 2026-11 或季度 2026-Q4",
            f"write the period '{text}' as a month, 2026-11, or a quarter, 2026-Q4",
        )
    )
