"""When a treated lot may be harvested again: degree-days counted from the day after the last dose.

It refuses to know the limits (signed, dated data) and gives no credit for a missing reading.
"""

from collections.abc import Iterable

from records.integers import ceil_div

TENTHS_PER_DEGREE = 10


def release_day(limit_degree_days: int, runs: Iterable[tuple[int | None, int]]) -> int | None:
    """First day with the limit reached; None if never.

    `runs`: mean water temperature in tenths of a degree (or None) and how many days it held.
    """
    missing, day = limit_degree_days * TENTHS_PER_DEGREE, 0
    for tenths, days in runs:
        needed = _days_needed(missing, tenths or 0)
        if needed is not None and needed <= days:
            return day + needed
        day += days
        missing -= (tenths or 0) * days
    return None


def _days_needed(missing: int, tenths: int) -> int | None:
    if missing <= tenths:
        return 1
    return ceil_div(missing, tenths) if tenths > 0 else None
