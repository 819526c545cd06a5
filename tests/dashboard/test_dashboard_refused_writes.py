"""Whoever tried to write to the money and was told no stands in the audit log, and nothing else.

Knows the village of example 1.
"""

from datetime import date
from pathlib import Path
from typing import Any

from dashboard.refused_writes import A_MINUTE
from tests.dashboard.money_bench import MoneyBench, on_day
from tests.dashboard.test_dashboard_money_run import FIRST, LAST, RUN, VILLAGE, ready


def tried(desk: MoneyBench) -> list[Any]:
    rows = desk.store.audit.records(limit=10_000)
    return [row.entry for row in rows if row.entry.result == "refused"]


def test_a_refused_step_and_a_missing_right_are_kept_with_who_and_why(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        await desk.step("RUN_DRAFTED", RUN, VILLAGE, year=2026)
        before = len(tried(desk))
        kind = ("RUN_REVIEWED", RUN, VILLAGE)
        assert (await desk.step_refused(*kind, "reviewer", accepted=True))[0] == 409
        assert (await desk.step_refused(*kind, "operator", accepted=True))[0] == 403
        rows = tried(desk)[before:]
        assert [(row.actor, row.action, row.target) for row in rows] == [
            ("reviewer", "money_write", "/api/v1/runs/steps"),
            ("operator", "money_write", "/api/v1/runs/steps"),
        ]
        assert rows[0].reason == "wrong_state" and rows[1].reason == "not_allowed"
        assert rows[0].detail == ["WRONG_STATE"]

    on_day(tmp_path, LAST, test)


def test_what_was_sent_never_stands_there_and_a_flood_is_bounded(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        canary = "330784196001019999"
        for number in range(A_MINUTE + 5):
            deed = desk.deed("MEMBER_ADMITTED", "nowhere", FIRST, member=canary, name=f"{number}")
            await desk.refused("/shares/deeds", {"deeds": [deed]}, "operator")
        rows = tried(desk)
        assert len(rows) == A_MINUTE
        assert canary not in str([row.as_json() for row in rows])

    on_day(tmp_path, date(2026, 3, 1), test)


def test_looking_is_not_writing(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        person = await desk.as_("operator")
        assert (await person.get("/api/v1/parties")).status_code == 403
        assert tried(desk) == []

    on_day(tmp_path, date(2026, 3, 1), test)
