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
        return problem(
            "PERIOD_OVERLAP",
            f"期间 {new.first_day} … {new.last_day} 起止颠倒：改正日期",
            f"the period {new.first_day} … {new.last_day} ends before it begins: correct the days",
        )
    if new.status is PeriodStatus.CLOSED and mark.approved_by in (None, mark.decided_by):
        return problem(
            "SAME_PERSON",
            f"{new.entity} {new.first_day} … {new.last_day} 结账由 {mark.decided_by} 经办，须由第二"
            "个人同意（会计法第三十五条内部牵制）：请另一人同意",
            f"{mark.decided_by} closes {new.first_day} … {new.last_day} of {new.entity}; a second "
            "person must agree (Accounting Law, internal control): ask another one",
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
                f"{new.entity} 的期间 {new.first_day} … {new.last_day} 与 {old.first_day} … "
                f"{old.last_day} 重叠：一天只属于一个期间，改正日期",
                f"the period {new.first_day} … {new.last_day} of {new.entity} overlaps "
                f"{old.first_day} … {old.last_day}: a day is of one period, correct the days",
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
        f"{period.entity} {period.first_day} … {period.last_day} 已结账，不再改动（会计基础工作规范"
        "第五十一条）：更正记入当前期间",
        f"{period.first_day} … {period.last_day} of {period.entity} is closed and does not change "
        "(Basic Accounting Norms, article 51): book corrections in the open period",
    )
