"""Periods of the books: open, softly closed (a warning), closed for ever.

It refuses to reopen a closed period; what is found later is booked in an open one.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import attrgetter

from records.civil import first_day_of, last_day_of
from records.refusal import Problem, RuleRefused, problem

_FIRST_DAY = attrgetter("first_day")


class PeriodStatus(StrEnum):
    """How far a period is closed."""

    OPEN = "OPEN"
    SOFT_CLOSED = "SOFT_CLOSED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Period:
    """A span of civil days of one entity's books, both ends included."""

    entity: str
    first_day: date
    last_day: date
    status: PeriodStatus = PeriodStatus.OPEN

    def covers(self, entity: str, day: date) -> bool:
        """Whether a voucher of that entity and day belongs here."""
        return self.entity == entity and self.first_day <= day <= self.last_day


def monthly_periods(entity: str, year: int) -> list[Period]:
    """The twelve civil months of a year, open."""
    months = (f"{year:04d}-{number:02d}" for number in range(1, 13))
    return [Period(entity, first_day_of(month), last_day_of(month)) for month in months]


@dataclass(frozen=True, slots=True)
class PeriodMark:
    """A decision about a period: opened, softly closed, closed; closing needs a second person."""

    period: Period
    decided_by: str
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodIndex:
    """The periods of every entity in the order of days, found without going through all."""

    by_entity: Mapping[str, Sequence[Period]]

    def at(self, entity: str, day: date) -> Period | None:
        """The period of that entity that holds the day."""
        periods = self.by_entity.get(entity, ())
        place = bisect_right(periods, day, key=_FIRST_DAY)
        found = periods[place - 1] if place else None
        return found if found is not None and day <= found.last_day else None

    def is_closed(self, entity: str, day: date) -> bool:
        """Whether the day's period is closed for ever; a day without a period is not."""
        found = self.at(entity, day)
        return found is not None and found.status is PeriodStatus.CLOSED

    def posting_problem(self, entity: str, day: date) -> Problem | None:
        """As `posting_problem` over all periods."""
        return _refusal(self.at(entity, day), entity, day)

    def posting_notice(self, entity: str, day: date) -> Problem | None:
        """What a person is told before posting into a softly closed period; None elsewhere."""
        found = self.at(entity, day)
        if found is None or found.status is not PeriodStatus.SOFT_CLOSED:
            return None
        return problem(
            "PERIOD_SOFT_CLOSED",
            f"{found.first_day} … {found.last_day} 已初步结账，仍可记账，但报表须重出",
            f"{found.first_day} … {found.last_day} is softly closed: posting is possible, "
            "but its reports must be made again",
        )


def indexed(periods: Iterable[Period]) -> PeriodIndex:
    """The index of periods that do not overlap, as `periods_of` gives them."""
    by_entity: dict[str, list[Period]] = {}
    for period in periods:
        insort(by_entity.setdefault(period.entity, []), period, key=_FIRST_DAY)
    return PeriodIndex(by_entity)


def periods_of(marks: Iterable[PeriodMark]) -> list[Period]:
    """The periods as the decisions leave them, by entity and day.

    RuleRefused at the first decision that cannot be.
    """
    by_entity: dict[str, list[Period]] = {}
    for mark in marks:
        known = by_entity.setdefault(mark.period.entity, [])
        place = bisect_right(known, mark.period.first_day, key=_FIRST_DAY)
        # Known periods do not overlap, so only its two neighbours can stand in its way.
        found = mark_problem(mark, known[max(0, place - 1) : place + 1])
        if found is not None:
            raise RuleRefused.of(found)
        if place and _same_span(known[place - 1], mark.period):
            known[place - 1] = mark.period
        else:
            known.insert(place, mark.period)
    return [period for entity in sorted(by_entity) for period in by_entity[entity]]


def mark_problem(mark: PeriodMark, periods: Iterable[Period]) -> Problem | None:
    """Why the decision cannot be taken; None if it can."""
    new = mark.period
    if new.first_day > new.last_day:
        return problem("PERIOD_OVERLAP", "期间的起止日期颠倒", "the period ends before it begins")
    if new.status is PeriodStatus.CLOSED and mark.approved_by in (None, mark.decided_by):
        return problem(
            "SAME_PERSON", "结账须由第二个人同意", "closing a period needs a second person"
        )
    for old in periods:
        if old.entity != new.entity:
            continue
        if _same_span(old, new):
            if old.status is PeriodStatus.CLOSED:
                return _closed(old)
        elif old.first_day <= new.last_day and new.first_day <= old.last_day:
            return problem(
                "PERIOD_OVERLAP",
                f"与 {old.first_day} … {old.last_day} 重叠",
                f"overlaps {old.first_day} … {old.last_day}",
            )
    return None


def posting_problem(entity: str, day: date, periods: Iterable[Period]) -> Problem | None:
    """Why nothing may be posted on that day; None if it may, also in a softly closed period."""
    found = next((period for period in periods if period.covers(entity, day)), None)
    return _refusal(found, entity, day)


def _refusal(found: Period | None, entity: str, day: date) -> Problem | None:
    if found is not None:
        return _closed(found) if found.status is PeriodStatus.CLOSED else None
    return problem(
        "PERIOD_NOT_OPEN",
        f"{entity} 没有包含 {day} 的会计期间，请先开账",
        f"{entity} has no period with {day}: open one first",
    )


def _same_span(one: Period, other: Period) -> bool:
    return (one.entity, one.first_day, one.last_day) == (
        other.entity,
        other.first_day,
        other.last_day,
    )


def _closed(period: Period) -> Problem:
    return problem(
        "PERIOD_CLOSED",
        f"{period.first_day} … {period.last_day} 已结账，更正记入当前期间",
        f"{period.first_day} … {period.last_day} is closed: book corrections in the open period",
    )
