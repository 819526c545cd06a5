"""Spans of reports: month, quarter, half-year, year, two days; and every way to get one wrong."""

from datetime import date

import pytest

from records.refusal import RuleRefused
from records.reports.span import span_asked, year_span


@pytest.mark.parametrize(
    ("asked", "first", "last", "months", "name"),
    [
        ({"month": "2028-02"}, "2028-02-01", "2028-02-29", 1, "2028 年 2 月"),
        ({"quarter": "2026-Q4"}, "2026-10-01", "2026-12-31", 3, "2026 年第四季度"),
        ({"half": "2026-h1"}, "2026-01-01", "2026-06-30", 6, "2026 年上半年"),
        ({"year": "2026"}, "2026-01-01", "2026-12-31", 12, "2026 年"),
        ({"from": "2026-12-31", "to": "2027-01-01", "year": ""}, "2026-12-31", "2027-01-01", 2,
         "2026-12-31 至 2027-01-01"),
    ],
)  # fmt: skip
def test_a_span_is_its_days(
    asked: dict[str, str], first: str, last: str, months: int, name: str
) -> None:
    span = span_asked(asked)
    assert (span.first_day.isoformat(), span.last_day.isoformat()) == (first, last)
    assert len(span.months) == months and span.name == name
    assert sum(span.part(month).days for month in span.months) == span.days


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "SPAN_UNCLEAR"),
        ({"month": "2026-01", "year": "2026"}, "SPAN_UNCLEAR"),
        ({"from": "2026-01-01"}, "SPAN_UNCLEAR"),
        ({"to": "2026-01-01"}, "SPAN_UNCLEAR"),
        ({"month": "2026-13"}, "SPAN_UNREADABLE"),
        ({"month": "2026-1"}, "SPAN_UNREADABLE"),
        ({"quarter": "2026-Q5"}, "SPAN_UNREADABLE"),
        ({"half": "2026-H3"}, "SPAN_UNREADABLE"),
        ({"year": "1999"}, "SPAN_UNREADABLE"),
        ({"year": "二〇二六"}, "SPAN_UNREADABLE"),
        ({"from": "2026-02-30", "to": "2026-03-01"}, "SPAN_UNREADABLE"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "SPAN_UNREADABLE"),
        ({"from": "0001-01-01", "to": "2026-03-01"}, "SPAN_UNREADABLE"),
    ],
)
def test_anything_else_is_refused_in_words(asked: dict[str, str], code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        span_asked(asked)
    assert refused.value.code == code
    assert refused.value.explanation.zh and refused.value.explanation.en


def test_a_day_is_in_its_span_and_the_next_is_not() -> None:
    year = year_span(2026)
    assert year.holds(date(2026, 12, 31)) and not year.holds(date(2027, 1, 1))
