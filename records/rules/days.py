"""Counting of days: the first is not counted, an end on a day off moves, months end where they end.

It refuses to know which days are off: that is a table per year, with its source and flag.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from records.deeds.deed import Deed
from records.rules.deeds import HolidaysTold

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holidays:
    """The tables on record, by civil year; a year without a table moves nothing."""

    years: Mapping[int, HolidaysTold]

    def known(self, day: date) -> bool:
        """Whether the table of that day's year is on record."""
        return day.year in self.years

    def verified(self, day: date) -> bool:
        """Whether that table was held against the announcement."""
        return self.known(day) and self.years[day.year].verified

    def off(self, day: date) -> bool:
        """Whether a period cannot end on that day: announced as off, or a weekend not worked."""
        table = self.years.get(day.year)
        if table is None:
            return False
        return day in table.off or (day.weekday() >= SATURDAY and day not in table.worked)

    def moved(self, day: date) -> date:
        """The day itself, or the first working day after days off (民法典 art. 203)."""
        while self.off(day):
            day += ONE_DAY
        return day


NO_HOLIDAYS = Holidays({})


def holidays(deeds: Iterable[Deed]) -> Holidays:
    """The newest table of every year."""
    return Holidays({deed.year: deed for deed in deeds if isinstance(deed, HolidaysTold)})


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day if it has none (民法典 art. 202)."""
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def withholding_return_by(paid: date) -> date:
    """Latest day of the return for tax withheld on that day: the 15th of the next month.

    Source: 个人所得税法 art. 14. Not moved over days off: whoever files by this day is safe.
    """
    return months_later(paid.replace(day=1), 1).replace(day=15)


def pay_by(resolved: date, months: int) -> date:
    """Latest day of a company's dividend after the resolution; 公司法 art. 212: six months."""
    return months_later(resolved, months)
