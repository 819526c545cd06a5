"""The farm's calendar: which civil day, month and year an instant belongs to.

It refuses to know what time it is now.
"""

from datetime import date, datetime, timedelta, timezone, tzinfo

SITE_ZONE: tzinfo = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Civil time of the farm: UTC+8 all year; China has had no summer time since 1991 (tz database)."""


def civil_day(at: datetime, zone: tzinfo = SITE_ZONE) -> date:
    """Civil day of an instant; the instant must carry its time zone."""
    assert at.tzinfo is not None, "an instant without a time zone belongs to no day"
    return at.astimezone(zone).date()


def month_of(day: date) -> str:
    """Civil month as `2026-11`."""
    return f"{day.year:04d}-{day.month:02d}"


def next_month(month: str) -> str:
    """The month after `2026-11` as the same kind of text."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + 1:04d}-01" if number == 12 else f"{year:04d}-{number + 1:02d}"


def first_day_of(month: str) -> date:
    """First civil day of a month such as `2026-11`."""
    return date(int(month[:4]), int(month[5:]), 1)


def last_day_of(month: str) -> date:
    """Last civil day of a month such as `2026-11`."""
    return first_day_of(next_month(month)) - timedelta(days=1)
