"""The further codes of DIV-SPEC-1.0 B16: each provoked, and its sentence read in both languages.

The codes of the calculation itself stand in test_records_dividend_refusals.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from records.dividend.prepare.holders import check_cap, check_snapshot
from records.dividend.prepare.village_case import prepare_village
from records.dividend.runs import deeds as kinds
from records.dividend.runs.state import State
from records.ledger.book import Book
from records.ledger.period import Period, PeriodMark, PeriodStatus, periods_of
from records.refusal import Problem, RuleRefused
from records.rules.in_force import rule_deed_problems
from records.rules.votes import Body, Count, vote_problems
from records.shares.holdings import Issue
from records.shares.recording import problems_of
from tests.records.dividend_office import Office
from tests.records.dividend_scene import (
    LAST_DAY,
    REC,
    VILLAGE,
    adopted,
    entry,
    member,
    period,
    refusal,
    snapshot,
    village_case,
)
from tests.records.shares_scene import forty, lot

CLOSED = period(status=PeriodStatus.CLOSED)
SALE = entry(VILLAGE, REC, ("102 银行存款", 5), ("501 经营收入", -5))
EARLY = date(2027, 1, 20)


def of(refused: RuleRefused) -> Iterator[Problem]:
    yield Problem(refused.code, refused.explanation)


def posted_late() -> Iterator[Problem]:
    yield from of(refusal(Book([CLOSED]).post, SALE))


def closed_alone() -> Iterator[Problem]:
    yield from of(refusal(periods_of, [PeriodMark(CLOSED, "li", "li")]))


def reviewed_by_the_maker() -> Iterator[Problem]:
    office = Office().until(State.COMPUTED)
    yield from of(office.refused(kinds.RunReviewed, accepted=True, actor="kuaiji"))


def approved_by_the_reviewer() -> Iterator[Problem]:
    office = Office().until(State.PUBLICISED)
    yield from of(office.refused(kinds.RunApproved, **office.vote(actor="jianshi")))


def voted(**fields: Any) -> Iterator[Problem]:
    office = Office().until(State.PUBLICISED)
    yield from of(office.refused(kinds.RunApproved, **office.vote(**fields)))


def above_the_cap() -> Iterator[Problem]:
    village = forty()
    village.cap()
    yield from problems_of(village.log, [village.deed(Issue, 1, holder="M01", lots=lot(100))])


def above_the_cap_in_a_run() -> Iterator[Problem]:
    few = [member("M1", "H1", 97, 0), member("M2", "H1", 3, 0)]
    yield from of(refusal(check_cap, snapshot(few, cap_bp=300)))


def other_register() -> Iterator[Problem]:
    changed = snapshot([member("M0101", "H01", 100, 1)])
    now = Office().until(State.COMPUTED)
    again = prepare_village(village_case(snapshot=changed))
    yield from of(now.refused(kinds.RunReviewed, {"prepared": again}, accepted=True, actor="js"))


def unbalanced_register() -> Iterator[Problem]:
    wrong = replace(snapshot([member("M1", "H1", 100, 0)]), total_hundredths=101)
    yield from of(refusal(check_snapshot, wrong, VILLAGE))


def register_of_another() -> Iterator[Problem]:
    yield from of(refusal(check_snapshot, snapshot([member("M1", "H1", 1)]), "别村"))


def overlapping() -> Iterator[Problem]:
    later = adopted(version="2026b", day=date(2026, 6, 1))
    yield from rule_deed_problems(later, [adopted()])


def same_version() -> Iterator[Problem]:
    yield from rule_deed_problems(adopted(reserve_bp=3100), [adopted()])


def backwards() -> Iterator[Problem]:
    yield from rule_deed_problems(adopted(last_day=date(2025, 1, 1)), [])


def few_representatives() -> Iterator[Problem]:
    yield from vote_problems(Count(Body.REPRESENTATIVE_ASSEMBLY, 20, 20, 20))


CASES: list[tuple[str, Callable[[], Iterator[Problem]], tuple[str, ...]]] = [
    ("PERIOD_CLOSED", posted_late, (VILLAGE, "2026-01-01", "2026-12-31")),
    ("SAME_PERSON", closed_alone, ("li", VILLAGE, "2026-12-31")),
    ("SAME_PERSON", reviewed_by_the_maker, ("kuaiji", "v-2026")),
    ("SAME_PERSON", approved_by_the_reviewer, ("jianshi", "v-2026")),
    ("NOTICE_TOO_SHORT", lambda: voted(day=EARLY, notice_day=EARLY, papers_day=EARLY),
     ("2027-01-05", "15", "2027-01-21", "2027-01-20")),
    ("NOTICE_TOO_SHORT", lambda: voted(notice_day=date(2027, 1, 12)),
     ("2027-01-12", "2027-01-21", "2027-01-11")),
    ("QUORUM_NOT_MET", lambda: voted(present=801, in_favour=801), ("1203", "801", "802")),
    ("QUORUM_NOT_MET", few_representatives, ("20", "21")),
    ("VOTES_BELOW_TWO_THIRDS", lambda: voted(in_favour=801), ("1203", "801", "802")),
    ("HOLDER_OVER_3PCT", above_the_cap, ("M01", "2.00", "41.00", "1.23")),
    ("HOLDER_OVER_3PCT", above_the_cap_in_a_run, ("M1", "97", "100", "300")),
    ("RULESET_OVERLAP", overlapping, ("2026b", "2026-06-01", "2026-01-01")),
    ("RULESET_OVERLAP", same_version, (VILLAGE, "2026")),
    ("RULESET_OVERLAP", backwards, ("2025-01-01", "2026-01-01")),
    ("SNAPSHOT_MISMATCH", other_register, ("v-2026", str(LAST_DAY), "902", "101")),
    ("SNAPSHOT_MISMATCH", unbalanced_register, ("100", "101")),
    ("SNAPSHOT_MISMATCH", register_of_another, (VILLAGE, "别村")),
]  # fmt: skip
REMEDY_ZH = ("：", "。请", "；请")
REMEDY_EN = (": ", "; ")


@pytest.mark.parametrize(("code", "provoke", "figures"), CASES)
def test_a_refusal_names_its_figures_its_rule_its_article_and_what_to_do(
    code: str, provoke: Callable[[], Iterator[Problem]], figures: tuple[str, ...]
) -> None:
    said = next(iter(provoke()))
    zh, en = said.explanation.zh, said.explanation.en
    assert said.code == code
    for figure in figures:
        assert figure in zh and figure in en
    assert "条" in zh or "分配规范" in zh or "会计法" in zh
    assert any(word in en for word in ("article", "art.", "rule B", "Accounting Law"))
    assert any(mark in zh for mark in REMEDY_ZH) and any(mark in en for mark in REMEDY_EN)


def test_every_further_code_of_the_specification_has_a_case() -> None:
    assert {code for code, _, _ in CASES} == {
        "PERIOD_CLOSED", "SAME_PERSON", "NOTICE_TOO_SHORT", "QUORUM_NOT_MET",
        "VOTES_BELOW_TWO_THIRDS", "HOLDER_OVER_3PCT", "RULESET_OVERLAP", "SNAPSHOT_MISMATCH",
    }  # fmt: skip


def test_an_impossible_or_overlapping_period_says_its_days_and_what_to_do() -> None:
    turned = Period(VILLAGE, date(2026, 2, 1), date(2026, 1, 1))
    across = Period(VILLAGE, date(2026, 12, 1), date(2027, 1, 31))
    for marks, days in (
        ([PeriodMark(turned, "li")], ("2026-02-01", "2026-01-01")),
        ([PeriodMark(period(), "li"), PeriodMark(across, "li")], ("2026-12-01", "2026-12-31")),
    ):
        said = refusal(periods_of, marks)
        assert said.code == "PERIOD_OVERLAP"
        assert all(day in said.explanation.zh and day in said.explanation.en for day in days)
        assert "改正" in said.explanation.zh and "correct" in said.explanation.en
