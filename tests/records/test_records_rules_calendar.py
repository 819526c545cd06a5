"""Days and votes: full days, both readings of a notice, days off, quorum, majorities of all."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.dividend.approval import votes_needed
from records.rules.days import (
    NO_HOLIDAYS,
    holidays,
    months_later,
    pay_by,
    withholding_return_by,
)
from records.rules.decisions import DECISIONS, decision
from records.rules.deeds import HolidaysTold
from records.rules.notice import (
    NoticeTerms,
    notice_calendar,
    notice_problems,
    notice_warnings,
)
from records.rules.plan import Limit, after_payment, plan
from records.rules.retention import Record, appraised_from
from records.rules.votes import Body, Count, Matter, vote_problems, votes_required
from tests.records.dividend_scene import COMPANY, PROJECT, deed, rules

VILLAGE_TERMS = NoticeTerms(15, 10)
POSTED = date(2027, 1, 5)


def codes(found: object) -> list[str]:
    return [one.code for one in found]  # type: ignore[attr-defined]


def table(verified: bool = True, *off: date, worked: tuple[date, ...] = ()) -> HolidaysTold:
    made: HolidaysTold = deed(
        HolidaysTold, f"{off}{worked}{verified}", year=2027, off=off, worked=worked,
        source="国务院办公厅通知", verified=verified,
    )  # fmt: skip
    return made


def test_the_published_example_of_days() -> None:
    days = notice_calendar(POSTED, VILLAGE_TERMS, NO_HOLIDAYS)
    assert (days.last_full_day, days.earliest_vote) == (date(2027, 1, 20), date(2027, 1, 21))
    assert days.latest_notice == date(2027, 1, 11)
    assert days.latest_notice_full == date(2027, 1, 10)
    assert days.publish_result_by == date(2027, 1, 26)
    assert days.result_stays_until == date(2027, 2, 10)


def test_a_vote_a_day_early_a_notice_a_day_late_and_late_papers_are_refused() -> None:
    def found(vote: date, notice: date, papers: date) -> list[str]:
        days = notice_calendar(POSTED, VILLAGE_TERMS, NO_HOLIDAYS, vote)
        return codes(notice_problems(days, VILLAGE_TERMS, notice, papers))

    vote, notice = date(2027, 1, 21), date(2027, 1, 11)
    assert found(vote, notice, notice) == []
    assert found(vote - timedelta(1), date(2027, 1, 1), date(2027, 1, 1)) == ["NOTICE_TOO_SHORT"]
    assert found(vote, notice + timedelta(1), notice) == ["NOTICE_TOO_SHORT"]
    assert found(vote, notice, notice + timedelta(1)) == ["NOTICE_TOO_SHORT"]
    days = notice_calendar(POSTED, VILLAGE_TERMS, NO_HOLIDAYS, vote - timedelta(1))
    (said,) = notice_problems(days, VILLAGE_TERMS, date(2027, 1, 1), date(2027, 1, 1))
    assert "2027-01-21" in said.explanation.zh and "article 20" in said.explanation.en


def test_a_notice_that_holds_in_one_reading_only_is_said_to() -> None:
    days = notice_calendar(POSTED, VILLAGE_TERMS, holidays([table()]), date(2027, 1, 21))
    late, early = date(2027, 1, 11), date(2027, 1, 10)
    assert codes(notice_warnings(days, late, early)) == ["NOTICE_IN_ONE_READING"]
    assert codes(notice_warnings(days, early, early)) == []


def test_days_off_move_the_end_of_the_posting() -> None:
    off = [date(2027, 1, 20), date(2027, 1, 21), date(2027, 1, 22)]
    days = notice_calendar(POSTED, VILLAGE_TERMS, holidays([table(True, *off)]))
    # 23 and 24 January 2027 are a weekend.
    assert days.moved and days.last_full_day == date(2027, 1, 25)
    assert days.earliest_vote == date(2027, 1, 26)
    worked = holidays([table(True, *off, worked=(date(2027, 1, 23),))])
    assert notice_calendar(POSTED, VILLAGE_TERMS, worked).last_full_day == date(2027, 1, 23)


def test_a_year_without_a_table_moves_nothing_and_says_so() -> None:
    weekend = date(2027, 1, 8)  # the fifteenth day after is a Saturday
    days = notice_calendar(weekend, VILLAGE_TERMS, NO_HOLIDAYS)
    assert days.last_full_day == date(2027, 1, 23) and not days.moved
    assert codes(notice_warnings(days, weekend, weekend)) == ["HOLIDAYS_UNKNOWN"]
    known = notice_calendar(weekend, VILLAGE_TERMS, holidays([table(verified=False)]))
    assert known.moved and known.last_full_day == date(2027, 1, 25)
    assert codes(notice_warnings(known, weekend, weekend)) == ["HOLIDAYS_UNVERIFIED"]


@given(st.dates(date(2027, 1, 1), date(2027, 11, 30)), st.integers(0, 40), st.integers(1, 30))
def test_the_first_day_is_not_counted_and_full_days_lie_between(
    posted: date, posting: int, notice: int
) -> None:
    days = notice_calendar(posted, NoticeTerms(posting, notice), NO_HOLIDAYS)
    between = (days.earliest_vote - posted).days - 1
    assert between == posting
    assert (days.vote - days.latest_notice).days == notice
    assert (days.vote - days.latest_notice_full).days - 1 == notice


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 1, 15), 6, date(2027, 7, 15)),
        (date(2027, 12, 1), 1, date(2028, 1, 1)),
    ],
)
def test_months_end_where_they_end(day: date, months: int, then: date) -> None:
    assert months_later(day, months) == then


def test_due_dates_of_a_company_and_of_withheld_tax() -> None:
    assert pay_by(date(2027, 3, 20), 6) == date(2027, 9, 20)
    assert withholding_return_by(date(2027, 1, 31)) == date(2027, 2, 15)
    assert withholding_return_by(date(2027, 12, 1)) == date(2028, 1, 15)


def count(body: Body, electorate: int, present: int, in_favour: int) -> Count:
    return Count(body, electorate, present, in_favour)


@given(st.integers(1, 10_000))
def test_two_thirds_are_of_all_and_agree_with_the_specification(electorate: int) -> None:
    needed = votes_required(count(Body.MEMBER_ASSEMBLY, electorate, 0, 0))
    assert needed == votes_needed(electorate)
    enough = count(Body.MEMBER_ASSEMBLY, electorate, needed, needed)
    assert codes(vote_problems(enough)) == []
    short = count(Body.MEMBER_ASSEMBLY, electorate, electorate, needed - 1)
    assert codes(vote_problems(short)) == ["VOTES_BELOW_TWO_THIRDS"]


def test_quorum_and_majority_by_body() -> None:
    present = count(Body.MEMBER_ASSEMBLY, 1203, 801, 801)
    assert codes(vote_problems(present)) == ["QUORUM_NOT_MET", "VOTES_BELOW_TWO_THIRDS"]
    assert codes(vote_problems(count(Body.REPRESENTATIVE_ASSEMBLY, 61, 61, 41))) == []
    small = count(Body.REPRESENTATIVE_ASSEMBLY, 20, 20, 20)
    assert codes(vote_problems(small)) == ["QUORUM_NOT_MET"]
    assert codes(vote_problems(count(Body.COOP_ASSEMBLY, 9, 6, 5))) == []
    assert codes(vote_problems(count(Body.COOP_ASSEMBLY, 9, 5, 5))) == ["QUORUM_NOT_MET"]
    assert codes(vote_problems(count(Body.COOP_ASSEMBLY, 10, 10, 5))) == ["VOTES_TOO_FEW"]


def test_shareholders_vote_by_more_than_half_or_what_the_charter_asks() -> None:
    half = count(Body.SHAREHOLDERS, 100, 100, 50)
    assert codes(vote_problems(half)) == ["VOTES_TOO_FEW"]
    assert votes_required(half) == 51 and votes_required(half, 5000) == 51
    assert votes_required(half, 6667) == 67


def test_a_benefit_for_a_non_member_needs_three_quarters_of_all() -> None:
    wish = Count(Body.MEMBER_ASSEMBLY, 100, 100, 74, Matter.BENEFIT_FOR_NON_MEMBER)
    assert votes_required(wish) == 75
    assert len(codes(vote_problems(wish))) == 1


def test_figures_that_cannot_be_are_refused_as_such() -> None:
    for present, in_favour in ((11, 5), (5, 6), (5, -1)):
        found = codes(vote_problems(count(Body.MEMBER_ASSEMBLY, 10, present, in_favour)))
        assert found == ["VOTES_IMPOSSIBLE"]


def test_the_plan_of_a_village_lists_every_day_with_its_law() -> None:
    steps = plan(rules(), NO_HOLIDAYS, POSTED)
    assert [(one.key, one.day.isoformat()) for one in steps] == [
        ("posted", "2027-01-05"), ("notice_full", "2027-01-10"), ("notice", "2027-01-11"),
        ("last_full_day", "2027-01-20"), ("vote", "2027-01-21"), ("result", "2027-01-26"),
        ("result_stays", "2027-02-10"),
    ]  # fmt: skip
    assert all(one.title.zh and one.article.zh for one in steps)
    (due,) = after_payment(date(2027, 1, 31), rules())
    assert due.day == date(2027, 2, 15) and due.limit is Limit.UNTIL
    assert after_payment(date(2027, 1, 31), rules(tax_regime="NONE")) == []


def test_the_plan_of_a_company_ends_with_its_last_day_to_pay() -> None:
    steps = plan(rules(COMPANY, PROJECT), NO_HOLIDAYS, POSTED, date(2027, 3, 20))
    assert [(one.key, one.day.isoformat()) for one in steps][-2:] == [
        ("vote", "2027-03-20"), ("paid_by", "2027-09-20"),
    ]  # fmt: skip
    assert "posted" not in {one.key for one in steps}
    assert after_payment(POSTED, rules(COMPANY, PROJECT)) == []


def test_every_open_point_of_the_specification_is_decided_in_words() -> None:
    assert [one.point for one in DECISIONS] == list(range(1, 13))
    assert "29 February" in decision(2).done.en


def test_how_long_records_are_kept() -> None:
    assert appraised_from(Record.VOUCHER, 2026) == date(2057, 1, 1)
    assert appraised_from(Record.TAX_RETURN, 2026) == date(2037, 1, 1)
    assert appraised_from(Record.ANNUAL_REPORT, 2026) is None
