"""Objections, votes, questions and signatures through the doors: asked of people, never decided.

Knows the village of example 1; each rule itself is tested with records.
"""

from datetime import date
from pathlib import Path
from typing import Any

from tests.dashboard.money_bench import PAPER, MoneyBench, on_day
from tests.dashboard.test_dashboard_money_run import (
    FIRST,
    LAST,
    RUN,
    VILLAGE,
    VOTE,
    founded,
    ready,
)


def test_an_objection_is_decided_before_the_vote_counts(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        await desk.step("RUN_DRAFTED", RUN, VILLAGE, year=2026)
        await desk.step("RUN_COMPUTED", RUN, VILLAGE)
        await desk.step("RUN_REVIEWED", RUN, VILLAGE, "reviewer", accepted=True)
        await desk.go_to(date(2027, 1, 5))
        await desk.step("RUN_PUBLICISED", RUN, VILLAGE, place="村公告栏")
        said = {"objection": "Y1", "objector": "M0303", "note": "股数少登"}
        await desk.step("OBJECTION_RAISED", RUN, VILLAGE, **said)
        await desk.go_to(date(2027, 1, 21))
        vote = {**VOTE, "notice_day": "2027-01-10", "papers_day": "2027-01-10"}
        assert await desk.step_refused("RUN_APPROVED", RUN, VILLAGE, "manager", **vote) == (
            409, "objection_open",
        )  # fmt: skip
        decided: dict[str, Any] = {"objection": "Y1", "upheld": False, "note": "与登记簿一致"}
        await desk.step("OBJECTION_DECIDED", RUN, VILLAGE, "manager", **decided)
        few = await desk.step_refused(
            "RUN_APPROVED", RUN, VILLAGE, "manager", **{**vote, "in_favour": 3}
        )
        assert few == (422, "votes_below_two_thirds")
        early = {**vote, "day": date(2027, 1, 20)}
        assert await desk.step_refused("RUN_APPROVED", RUN, VILLAGE, "manager", **early) == (
            422, "notice_too_short",
        )  # fmt: skip
        await desk.step("RUN_APPROVED", RUN, VILLAGE, "manager", **vote)

    on_day(tmp_path, LAST, test)


def test_questions_are_asked_and_never_answered_by_the_door(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await founded(desk)
        open_ones = (await desk.get(f"/rules/{VILLAGE}/questions"))["questions"]
        assert all(one["answer"] for one in open_ones if one["stage"] == "COMPUTE")
        other = desk.deed(
            "QUESTION_ANSWERED", VILLAGE, FIRST, question="RESERVE_BASE", choice="NET_INCOME",
            answered_by="镇农经站", proof=PAPER,
        )  # fmt: skip
        await desk.post("/rules/deeds", {"deeds": [other]})
        verified = {"key": "reserve_bp", "value": 3000, "source": "章程", "verified": True,
                    "signed_by": "王某"}  # fmt: skip
        forged = desk.deed(
            "RULESET_ADOPTED", VILLAGE, date(2027, 1, 1), version="2027", system="REC",
            rows=[verified],
        )  # fmt: skip
        answer = await desk.asked("/rules/deeds", {"deeds": [forged]})
        codes = {one["code"] for one in answer.json()["problems"]}
        assert answer.status_code == 422
        assert {"SIGN_EACH_ROW", "RULE_MISSING", "RULESET_OVERLAP"} <= codes
        days = await desk.get(f"/rules/{VILLAGE}/calendar", posted="2026-11-05")
        vote = next(one for one in days["steps"] if one["key"] == "vote")
        assert (vote["day"], vote["limit"]) == ("2026-11-21", "FROM")

    on_day(tmp_path, LAST, test)
