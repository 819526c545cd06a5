"""A stretch of civil days that a report is about: a month, quarter, half-year, year, or two days.

It refuses to know which day it is today.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from records.civil import first_day_of, last_day_of, month_of, next_month
from records.refusal import RuleRefused, problem

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Years that a report is asked for; anything else is a slip of the keyboard."""

_QUARTERS = ("第一季度", "第二季度", "第三季度", "第四季度")
_HALVES = ("上半年", "下半年")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(\d{4})-[Qq]([1-4])")
_HALF = re.compile(r"(\d{4})-[Hh]([12])")
_YEAR = re.compile(r"(\d{4})")


@dataclass(frozen=True, slots=True)
class Span:
    """Civil days from `first_day` to `last_day`, both included; `name` is what people call it."""

    first_day: date
    last_day: date
    name: str

    def holds(self, day: date) -> bool:
        """Whether the day is in the span."""
        return self.first_day <= day <= self.last_day

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_day - self.first_day).days + 1

    @property
    def months(self) -> tuple[str, ...]:
        """The civil months it touches, such as 2026-11; the first and the last may be cut."""
        found, month = [], month_of(self.first_day)
        while month <= month_of(self.last_day):
            found.append(month)
            month = next_month(month)
        return tuple(found)

    def part(self, month: str) -> "Span":
        """The days of a month that are in the span."""
        first = max(self.first_day, first_day_of(month))
        return Span(first, min(self.last_day, last_day_of(month)), month)


def year_span(year: int) -> Span:
    """A civil year."""
    return Span(date(year, 1, 1), date(year, 12, 31), f"{year} 年")


def span_asked(asked: Mapping[str, str | None]) -> Span:
    """The span that one of month, quarter, half, year, or from with to, tells; RuleRefused.

    `asked`: 2026-11, 2026-Q4, 2026-H2, 2026, or two days as 2026-11-01.
    """
    given = {name: text.strip() for name, text in asked.items() if text}
    if set(given) == {"from", "to"}:
        return _between(given["from"], given["to"])
    if len(given) != 1 or "from" in given or "to" in given:
        raise RuleRefused.of(
            problem(
                "SPAN_UNCLEAR",
                "期间只写一种：月、季、半年、年，或起止两日",
                "give one span: a month, a quarter, a half-year, a year, or two days from and to",
            )
        )
    ((name, text),) = given.items()
    return _named(name, text)


def _named(name: str, text: str) -> Span:
    shape, example = _SHAPES[name]
    found = shape.fullmatch(text)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise RuleRefused.of(
            problem(
                "SPAN_UNREADABLE",
                f"期间“{text[:20]}”不对，写成 {example}",
                f"the span '{text[:20]}' cannot be read; write it as {example}",
            )
        )
    year = int(found[1])
    match name:
        case "month":
            return _months(year, int(found[2]), 1, f"{year} 年 {int(found[2])} 月")
        case "quarter":
            number = int(found[2])
            return _months(year, 3 * number - 2, 3, f"{year} 年{_QUARTERS[number - 1]}")
        case "half":
            number = int(found[2])
            return _months(year, 6 * number - 5, 6, f"{year} 年{_HALVES[number - 1]}")
        case _:
            return year_span(year)


_SHAPES = {
    "month": (_MONTH, "2026-11"),
    "quarter": (_QUARTER, "2026-Q4"),
    "half": (_HALF, "2026-H2"),
    "year": (_YEAR, "2026"),
}


def _months(year: int, first: int, count: int, name: str) -> Span:
    last = f"{year:04d}-{first + count - 1:02d}"
    return Span(date(year, first, 1), last_day_of(last), name)


def _between(first: str, last: str) -> Span:
    try:
        span = Span(date.fromisoformat(first), date.fromisoformat(last), f"{first} 至 {last}")
    except ValueError:
        span = None
    if (
        span is None
        or not FIRST_YEAR <= span.first_day.year <= span.last_day.year <= LAST_YEAR
        or span.first_day > span.last_day
    ):
        raise RuleRefused.of(
            problem(
                "SPAN_UNREADABLE",
                f"起止日“{first[:20]}”“{last[:20]}”不对：写成 2026-11-01，起日不晚于止日",
                f"the days '{first[:20]}' and '{last[:20]}' cannot be read: write 2026-11-01, the "
                "first not after the last",
            )
        )
    return span
