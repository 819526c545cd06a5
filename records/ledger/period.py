"""Periods of the books: open, softly closed (a warning), closed for ever.

It refuses to reopen a closed period; what is found later is booked in an open one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from records.refusal import Problem, RuleRefused, problem


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


@dataclass(frozen=True, slots=True)
class PeriodMark:
    """A decision about a period: opened, softly closed, closed; closing needs a second person."""

    period: Period
    decided_by: str
    approved_by: str | None = None


def periods_of(marks: Iterable[PeriodMark]) -> list[Period]:
    """The periods as the decisions leave them; RuleRefused at the first that cannot be."""
    periods: list[Period] = []
    for mark in marks:
        found = mark_problem(mark, periods)
        if found is not None:
            raise RuleRefused.of(found)
        periods = [period for period in periods if not _same_span(period, mark.period)]
        periods.append(mark.period)
    return periods


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
    for period in periods:
        if period.covers(entity, day):
            return _closed(period) if period.status is PeriodStatus.CLOSED else None
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
