"""One village's run through the doors: drafted, computed, reviewed, posted up, voted, booked.

Knows the village of example 1 of the specification; the arithmetic is tested with records.
"""

from datetime import date
from pathlib import Path
from typing import Any

from tests.dashboard.money_bench import PAPER, MoneyBench, on_day, second
from tests.records.dividend_scene import VILLAGE_RULES, example

VILLAGE, RUN = "shili", "v-2026"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
LOGINS = {"accountant": "P1", "reviewer": "P2", "manager": "P3"}


async def founded(desk: MoneyBench) -> None:
    """The village, its people, its rules, its answers."""
    deeds = [
        desk.deed("PARTY", VILLAGE, FIRST, party_kind="COLLECTIVE", title="示例村股份经济合作社"),
        *(
            desk.deed("PERSON_LOGIN", VILLAGE, FIRST, login=login, person=person)
            for login, person in LOGINS.items()
        ),
        desk.deed("ROLE_GIVEN", VILLAGE, FIRST, person="P1", role="ACCOUNTANT"),
        desk.deed("ROLE_GIVEN", VILLAGE, FIRST, person="P2", role="SUPERVISOR"),
        desk.deed("ROLE_GIVEN", VILLAGE, FIRST, person="P3", role="BOARD"),
    ]
    await desk.post("/parties/deeds", {"deeds": deeds})
    rows = [{"key": key, "value": value, "source": "章程"} for key, value in VILLAGE_RULES.items()]
    rules = [
        desk.deed("RULESET_ADOPTED", VILLAGE, FIRST, version="2026", system="REC", rows=rows),
        *(
            desk.deed(
                "QUESTION_ANSWERED", VILLAGE, FIRST, question=question, choice=choice,
                answered_by="镇农经站",
            )
            for question, choice in {
                "CHARTER": "STATIC", "RESERVE_BASE": "AFTER_LOSS", "TAX_PRACTICE": "WITHHOLD_20",
                "PROVINCIAL_RULES": "IN_FORCE", "PUBLISHED_DATA": "MASKED",
            }.items()
        ),
    ]  # fmt: skip
    await desk.post("/rules/deeds", {"deeds": rules})


async def registered(desk: MoneyBench) -> None:
    """The eight members of example 1."""
    shares: list[Any] = [
        desk.deed(
            "SHARE_CLASS", VILLAGE, FIRST, share_class=name, basis="章程", form="DYNAMIC",
            holders=["MEMBER", "HEIR"], transferable=True, inheritable=True,
        )
        for name in ("人口股", "农龄股")
    ]  # fmt: skip
    for holder, household, first, more, status in example("example_1")["inputs"]["members"]:
        shares.append(
            desk.deed(
                "MEMBER_GAIN", VILLAGE, FIRST, holder=holder, household=household,
                reason="FOUNDING",
            )
        )  # fmt: skip
        lots = [{"share_class": "人口股", "hundredths": first}]
        lots += [{"share_class": "农龄股", "hundredths": more}] if more else []
        shares.append(desk.deed("ISSUE", VILLAGE, FIRST, holder=holder, lots=lots))
        if status == "FROZEN":
            shares.append(
                desk.deed("FREEZE", VILLAGE, date(2026, 6, 1), holder=holder, ordered_by="法院")
            )
        if status == "ESTATE_PENDING":
            shares.append(desk.deed("ESTATE_PENDING", VILLAGE, date(2026, 7, 1), holder=holder))
    await desk.post("/shares/deeds", {"deeds": shares})


async def kept_books(desk: MoneyBench) -> None:
    """The year's vouchers of example 1, by hand, and its months softly closed."""
    months = {"entity": VILLAGE, "first_month": "2026-01", "last_month": "2026-12"}
    await desk.post("/periods", {"action": "OPEN", **months})
    hand: list[tuple[str, str, list[tuple[str, tuple[str, ...], int]]]] = [
        ("2026-01-01", "期初", [("102", (), 37), ("322", ("未分配收益",), -37)]),
        ("2026-12-30", "项目收入", [
            ("102", (), 10_000_001), ("501", (), -1_234_568), ("502", (), -8_765_433),
        ]),
        ("2026-12-30", "支出", [
            ("511", (), 350_000), ("513", (), 150_000), ("514", (), 499_999),
            ("102", (), -999_999),
        ]),
    ]  # fmt: skip
    for day, summary, lines in hand:
        desk.count += 1
        body = {
            "entry_id": f"00000000-0000-4000-8000-{desk.count:012d}", "day": day,
            "summary": summary,
            "lines": [
                {"code": code, "sub": sub, "amount_fen": fen} for code, sub, fen in lines
            ],
            **second(),
        }  # fmt: skip
        await desk.post(f"/ledger/{VILLAGE}/vouchers", body)
    await desk.post("/periods", {"action": "SOFT_CLOSE", **months})


async def ready(desk: MoneyBench) -> None:
    await founded(desk)
    await registered(desk)
    await kept_books(desk)


VOTE = {
    "body": "MEMBER_ASSEMBLY", "electorate": 6, "present": 5, "in_favour": 4, "minutes": PAPER,
    "party_study": PAPER,
}  # fmt: skip


async def until_approved(desk: MoneyBench) -> None:
    await desk.step("RUN_DRAFTED", RUN, VILLAGE, year=2026)
    await desk.step("RUN_COMPUTED", RUN, VILLAGE)
    await desk.step("RUN_REVIEWED", RUN, VILLAGE, "reviewer", accepted=True)
    await desk.go_to(date(2027, 1, 5))
    await desk.step("RUN_PUBLICISED", RUN, VILLAGE, place="村公告栏")
    await desk.go_to(date(2027, 1, 21))
    days = {"notice_day": "2027-01-10", "papers_day": "2027-01-10"}
    await desk.step("RUN_APPROVED", RUN, VILLAGE, "manager", **VOTE, **days)


def test_a_run_goes_from_draft_to_the_books(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        tried = await desk.post("/runs/preview", {"entity": VILLAGE, "year": 2026})
        assert tried["open_questions"] == [] and tried["figures"]["gross_fen"] == 6_300_035
        assert {one["key"] for one in tried["figures"]["figures"]} >= {"net_income", "reserve"}
        await until_approved(desk)
        taken = await desk.step("RUN_POSTED", RUN, VILLAGE, "manager")
        assert taken["head"]["state"] == "POSTED" and len(taken["vouchers"]) == 7
        shown = await desk.get(f"/runs/{RUN}")
        assert [one["kind"] for one in shown["steps"]] == [
            "RUN_DRAFTED", "RUN_COMPUTED", "RUN_REVIEWED", "RUN_PUBLICISED", "RUN_APPROVED",
            "RUN_POSTED",
        ]  # fmt: skip
        vote = next(one for one in shown["calendar"] if one["key"] == "vote")
        assert vote["day"] == "2027-01-21"
        lines = (await desk.get(f"/runs/{RUN}/lines"))["lines"]
        assert {one["holder"]: one["gross_fen"] for one in lines}["M0302"] == 747_343
        (mine,) = (await desk.get(f"/runs/{RUN}/lines", holder="M0302"))["lines"]
        assert sum(len(one["behind"]) for one in mine["why"]) and mine["why"][0]["how"]["zh"]
        assert not any(one["why"] for one in lines)
        assert desk.store.verify() == []

    on_day(tmp_path, date(2026, 12, 31), test)
