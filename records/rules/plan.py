"""The days of a distribution in one list: from posting the plan to the tax return, each by its law.

It refuses to know today and to move a limit in our favour: a limit that is ours to keep stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from farm.words import Words
from records.ledger.accounts import AccountingSystem
from records.rules.days import Holidays, pay_by, withholding_return_by
from records.rules.in_force import RuleSet
from records.rules.notice import NoticeCalendar, NoticeTerms, notice_calendar


class Limit(StrEnum):
    """Whether the day is the first or the last on which it may be done."""

    FROM = "FROM"
    UNTIL = "UNTIL"


@dataclass(frozen=True, slots=True)
class DatedStep:
    """One step with its day and article."""

    key: str
    title: Words
    day: date
    limit: Limit
    article: Words


_POSTED = Words(
    zh="浙江省农村集体资产管理条例（2020 文本）第二十条",
    en="Zhejiang rules (2020 text), article 20",
)
_PAPERS = Words(
    zh="农村集体经济组织法第二十七、四十六条；合作社法第四十条；公司章程",
    en="REC law, articles 27 and 46; Cooperatives Law, article 40; company charter",
)
_RESULT = Words(
    zh="浙江省农村集体资产管理条例（2020 文本）第二十五条、村民委员会组织法第三十五条",
    en="Zhejiang rules (2020 text), article 25; Villagers' Committees Law, article 35",
)


def notice_terms(rules: RuleSet) -> NoticeTerms:
    """Days that the rules in force ask for before a vote; only a collective posts its plan."""
    return NoticeTerms(rules.optional_number("posting_days"), rules.number("notice_days"))


def plan(
    rules: RuleSet, days_off: Holidays, posted: date, vote: date | None = None
) -> list[DatedStep]:
    """Every dated step around a vote, by default the earliest lawful one, in the order of days."""
    days = notice_calendar(posted, notice_terms(rules), days_off, vote)
    steps = list(_around_vote(days, rules))
    if rules.system is AccountingSystem.COMPANY:
        steps.append(_paid_by(days.vote, rules))
    return sorted(steps, key=lambda step: step.day)


def after_payment(paid: date, rules: RuleSet) -> list[DatedStep]:
    """What falls due after a payment: the return of the tax withheld."""
    if rules.rows.get("tax_regime") is None or rules.text("tax_regime") == "NONE":
        return []
    return [
        DatedStep(
            "withholding_return", Words(zh="代扣税款申报", en="return of the tax withheld"),
            withholding_return_by(paid), Limit.UNTIL,
            Words(zh="个人所得税法第十四条", en="Individual Income Tax Law, article 14"),
        )
    ]  # fmt: skip


def _around_vote(days: NoticeCalendar, rules: RuleSet) -> Iterator[DatedStep]:
    if rules.system is AccountingSystem.REC:
        yield DatedStep(
            "posted", Words(zh="方案公示", en="plan posted"), days.posted, Limit.UNTIL, _POSTED
        )
        yield DatedStep(
            "last_full_day", Words(zh="公示期满", en="last full day of the posting"),
            days.last_full_day, Limit.UNTIL, _POSTED,
        )  # fmt: skip
    yield DatedStep(
        "notice_full", Words(zh="通知和材料（按整天算）", en="notice and papers, in full days"),
        days.latest_notice_full, Limit.UNTIL, _PAPERS,
    )  # fmt: skip
    yield DatedStep(
        "notice", Words(zh="通知和材料（末日为会日）", en="notice and papers, meeting day counted"),
        days.latest_notice, Limit.UNTIL, _PAPERS,
    )  # fmt: skip
    yield DatedStep("vote", Words(zh="表决", en="vote"), days.vote, Limit.FROM, _POSTED)
    if rules.system is AccountingSystem.REC:
        yield DatedStep(
            "result", Words(zh="公布结果", en="result published"), days.publish_result_by,
            Limit.UNTIL, _RESULT,
        )  # fmt: skip
        yield DatedStep(
            "result_stays", Words(zh="结果公布至", en="result stays up to"),
            days.result_stays_until, Limit.FROM, _RESULT,
        )  # fmt: skip


def _paid_by(resolved: date, rules: RuleSet) -> DatedStep:
    return DatedStep(
        "paid_by", Words(zh="红利付清", en="dividend paid"),
        pay_by(resolved, rules.number("pay_months")), Limit.UNTIL,
        Words(zh="公司法第二百一十二条", en="Company Law, article 212"),
    )  # fmt: skip
