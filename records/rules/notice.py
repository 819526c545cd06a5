"""The calendar before and after a vote: posting, notice, papers, result, with the lawful limits.

It refuses to know today; whoever plans or records a day hands it in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from records.refusal import Problem, problem
from records.rules.days import Holidays

RESULT_WITHIN_DAYS = 5
"""Days after the vote within which a major event is published.

Source: 浙江省农村集体资产管理条例 2020 art. 25.
"""

RESULT_STAYS_DAYS = 15
"""Days that a public notice of village affairs stays up (村民委员会组织法 2025 art. 35)."""


@dataclass(frozen=True, slots=True)
class NoticeTerms:
    """Days that the rules in force ask for; `posting_days` 0: nothing is posted (company, coop)."""

    posting_days: int
    notice_days: int


@dataclass(frozen=True, slots=True)
class NoticeCalendar:
    """The days around one vote.

    `latest_notice`: the tenth day is the day of the vote; `latest_notice_full`: ten full days lie
    between. `moved`: a day off at the end of the posting moved it; `holidays_known`: of that year.
    """

    posted: date
    last_full_day: date
    earliest_vote: date
    vote: date
    latest_notice: date
    latest_notice_full: date
    publish_result_by: date
    result_stays_until: date
    moved: bool
    holidays_known: bool
    holidays_verified: bool


def notice_calendar(
    posted: date, terms: NoticeTerms, holidays: Holidays, vote: date | None = None
) -> NoticeCalendar:
    """The days of a vote, by default of the earliest lawful one; the first day is not counted."""
    counted = posted + timedelta(days=terms.posting_days)
    last_full_day = holidays.moved(counted)
    earliest = last_full_day + timedelta(days=1)
    on = vote or earliest
    notice = on - timedelta(days=terms.notice_days)
    return NoticeCalendar(
        posted, last_full_day, earliest, on, notice, notice - timedelta(days=1),
        on + timedelta(days=RESULT_WITHIN_DAYS),
        on + timedelta(days=RESULT_WITHIN_DAYS + RESULT_STAYS_DAYS),
        last_full_day != counted, holidays.known(counted), holidays.verified(counted),
    )  # fmt: skip


def notice_problems(
    days: NoticeCalendar, terms: NoticeTerms, notice: date, papers: date
) -> Iterator[Problem]:
    """Why the vote would be unlawful by its calendar: NOTICE_TOO_SHORT with both dates."""
    if terms.posting_days and days.vote < days.earliest_vote:
        yield problem(
            "NOTICE_TOO_SHORT",
            f"方案 {days.posted} 公示，须满 {terms.posting_days} 个整天（至 "
            f"{days.last_full_day}），最早 "
            f"{days.earliest_vote} 表决，不能在 {days.vote}（浙江省农村集体资产管理条例第二十"
            "条）：改期",
            f"the plan was posted on {days.posted} and needs {terms.posting_days} full days (to "
            f"{days.last_full_day}); the vote may be on {days.earliest_vote} at the earliest, not "
            f"on {days.vote} (Zhejiang rules, article 20): choose a later day",
        )
    for day, zh, en in ((notice, "会议通知", "notice"), (papers, "会议材料", "papers")):
        if day > days.latest_notice:
            yield problem(
                "NOTICE_TOO_SHORT",
                f"{zh} {day} 才发出，{days.vote} 的会最迟应在 {days.latest_notice} 发出（提前 "
                f"{terms.notice_days} 天；农村集体经济组织法第二十七、四十六条，合作社法第四十"
                "条）：改期",
                f"{en} of {day} for a vote on {days.vote} came after {days.latest_notice} "
                f"({terms.notice_days} days before: REC law articles 27 and 46, Cooperatives Law "
                "article 40): choose a later day",
            )


def notice_warnings(days: NoticeCalendar, notice: date, papers: date) -> Iterator[Problem]:
    """What is lawful in one reading only, or rests on a table that nobody has checked."""
    if days.latest_notice_full < max(notice, papers) <= days.latest_notice:
        yield problem(
            "NOTICE_IN_ONE_READING",
            f"通知只满足“第十天为开会日”的算法；按整天算最迟应在 {days.latest_notice_full}",
            "the notice holds only if the tenth day may be the day of the vote; counted in full "
            f"days it was due on {days.latest_notice_full}",
        )
    if not days.holidays_verified:
        yield problem(
            "HOLIDAYS_UNVERIFIED" if days.holidays_known else "HOLIDAYS_UNKNOWN",
            f"{days.last_full_day.year} 年的节假日表"
            f"{'未核实' if days.holidays_known else '未登记'}：期末遇"
            "节假日顺延（民法典第二百零三条）须人工核对",
            f"the table of days off of {days.last_full_day.year} is "
            f"{'unverified' if days.holidays_known else 'not on record'}: check by hand whether "
            "the end of the posting moves (Civil Code, article 203)",
        )
