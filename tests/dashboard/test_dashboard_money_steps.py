"""Every step of a run through the door: who may, what is refused, and that a no writes nothing.

Knows the village of example 1; each rule itself is tested with records.
"""

from datetime import date
from pathlib import Path
from typing import Any

from records.canonical import Head
from tests.dashboard.money_bench import MoneyBench, ident, on_day, second
from tests.dashboard.test_dashboard_money_run import (
    FIRST,
    LAST,
    RUN,
    VILLAGE,
    VOTE,
    ready,
    until_approved,
)

MONTHS = {"entity": VILLAGE, "first_month": "2026-01", "last_month": "2026-12"}


def heads(desk: MoneyBench) -> dict[str, Head]:
    """All chains but that of the audit, which also tells what was tried."""
    found = desk.store.anchor("trial").heads
    return {name: found[name] for name in found if name != "audit"}


def test_a_step_is_taken_once_by_who_may_and_never_ahead_of_its_day(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        draft = desk.step_body("RUN_DRAFTED", RUN, VILLAGE, year=2026)
        first = await desk.post("/runs/steps", {"step": draft})
        again = await desk.post("/runs/steps", {"step": draft})
        assert not first["repeated"] and again["repeated"]
        assert again["deed"] == first["deed"]
        other = {**draft, "year": 2025}
        assert await desk.refused("/runs/steps", {"step": other}) == (409, "same_id_other_content")
        assert await desk.refused("/runs/steps", {"step": draft}, "manager") == (
            403, "not_allowed",
        )  # fmt: skip
        tomorrow = desk.step_body("RUN_COMPUTED", RUN, VILLAGE, day=date(2027, 1, 1))
        assert await desk.refused("/runs/steps", {"step": tomorrow}) == (422, "day_in_future")
        forged = {**desk.step_body("RUN_COMPUTED", RUN, VILLAGE), "actor": "manager"}
        assert await desk.refused("/runs/steps", {"step": forged}) == (422, "bad_input")
        assert await desk.step_refused("RUN_COMPUTED", "no-run", VILLAGE) == (404, "run_unknown")
        assert await desk.step_refused("RUN_PUBLICISED", RUN, VILLAGE, place="村公告栏") == (
            409, "wrong_state",
        )  # fmt: skip
        audited = [one.entry for one in desk.store.audit.records(limit=1000)]
        assert [one.target for one in audited if one.action == "run_drafted"] == [RUN]

    on_day(tmp_path, LAST, test)


def test_admission_is_always_given_offices_and_the_run_computed_again(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        await desk.step("RUN_DRAFTED", RUN, VILLAGE, year=2026)
        await desk.step("RUN_COMPUTED", RUN, VILLAGE)
        kin = desk.deed(
            "CLOSE_RELATIVES", VILLAGE, FIRST, person="P2", relative="P1", relation="SIBLING"
        )
        await desk.post("/parties/deeds", {"deeds": [kin]})
        assert await desk.step_refused("RUN_REVIEWED", RUN, VILLAGE, "reviewer", accepted=True) == (
            422, "reviewer_relative",
        )  # fmt: skip
        wrong = desk.deed("PARTY_COUNTER", VILLAGE, FIRST, ref=kin["deed_id"], reason="登记错人")
        assert await desk.refused("/parties/deeds", {"deeds": [wrong]}) == (
            403, "second_person_needed",
        )  # fmt: skip
        await desk.post("/parties/deeds", {"deeds": [wrong], **second()})
        late = {
            "entry_id": ident("late"), "day": str(LAST), "summary": "补记收入",
            "lines": [{"code": "102", "amount_fen": 100}, {"code": "504", "amount_fen": -100}],
        }  # fmt: skip
        await desk.post(f"/ledger/{VILLAGE}/vouchers", {**late, **second()})
        before = heads(desk)
        refused = await desk.step_refused("RUN_REVIEWED", RUN, VILLAGE, "reviewer", accepted=True)
        assert refused == (409, "input_changed") and heads(desk) == before
        red = {"reason": "重复", **second()}
        await desk.post(f"/ledger/{VILLAGE}/vouchers/{late['entry_id']}/take-back", red)
        await desk.step("RUN_DRAFTED", "v-2", VILLAGE, year=2026, supersedes=RUN)
        await desk.step("RUN_COMPUTED", "v-2", VILLAGE)
        await desk.step("RUN_REVIEWED", "v-2", VILLAGE, "reviewer", accepted=True)

    on_day(tmp_path, LAST, test)


def test_a_login_that_is_nobodys_reviews_nothing(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        "tests.dashboard.test_dashboard_money_run.LOGINS", {"accountant": "P1", "manager": "P3"}
    )

    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        await desk.step("RUN_DRAFTED", RUN, VILLAGE, year=2026)
        await desk.step("RUN_COMPUTED", RUN, VILLAGE)
        assert await desk.step_refused("RUN_REVIEWED", RUN, VILLAGE, "reviewer", accepted=True) == (
            422, "login_without_person",
        )  # fmt: skip

    on_day(tmp_path, LAST, test)


def test_what_cannot_be_booked_leaves_neither_deed_nor_voucher(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        await until_approved(desk)
        alone = await desk.refused("/periods", {"action": "CLOSE", **MONTHS})
        assert alone == (403, "second_person_needed")
        await desk.post("/periods", {"action": "CLOSE", **MONTHS, **second()})
        before = heads(desk)
        for fields, code in (({"posted_on": str(LAST)}, "period_closed"), ({}, "period_not_open")):
            refused = await desk.step_refused("RUN_POSTED", RUN, VILLAGE, "manager", **fields)
            assert refused == (409, code)
            assert heads(desk) == before
        new = {**MONTHS, "first_month": "2027-01", "last_month": "2027-12"}
        await desk.post("/periods", {"action": "OPEN", **new})
        taken = await desk.step("RUN_POSTED", RUN, VILLAGE, "manager")
        assert taken["head"]["state"] == "POSTED"
        vouchers = await desk.get(f"/ledger/{VILLAGE}/vouchers", run=RUN)
        assert {one["day"] for one in vouchers["vouchers"]} == {"2027-01-21"}
        assert desk.store.verify() == []

    on_day(tmp_path, LAST, test)


def paid(rows: list[Any], failed: str = "") -> list[dict[str, Any]]:
    return [
        {
            "payment": one["payment"], "amount_fen": one["amount_fen"],
            "status": "FAILED" if one["holder"] == failed else "PAID",
        }
        for one in rows
    ]  # fmt: skip


async def posted(desk: MoneyBench) -> None:
    await ready(desk)
    await until_approved(desk)
    await desk.step("RUN_POSTED", RUN, VILLAGE, "manager")
    new = {**MONTHS, "first_month": "2027-01", "last_month": "2027-12"}
    await desk.post("/periods", {"action": "OPEN", **new})


async def answered(desk: MoneyBench, batch: str, failed: str = "") -> None:
    shown = (await desk.get(f"/runs/{RUN}/payments"))["payments"]
    rows = paid([one for one in shown if one["batch"] == batch], failed)
    await desk.step("PAYMENT_RESULTS", RUN, VILLAGE, batch=batch, rows=rows, file_hash="b" * 64)


def test_payments_fail_are_ordered_anew_and_what_waits_is_released_with_its_tax(
    tmp_path: Path,
) -> None:
    async def test(desk: MoneyBench) -> None:
        await posted(desk)
        alone = {"step": desk.step_body("PAYMENT_ORDERED", RUN, VILLAGE, batch="B1")}
        assert await desk.refused("/runs/steps", alone) == (403, "second_person_needed")
        await desk.step("PAYMENT_ORDERED", RUN, VILLAGE, batch="B1")
        assert await desk.step_refused("PAYMENT_ORDERED", RUN, VILLAGE, batch="B2") == (
            422, "nothing_to_pay",
        )  # fmt: skip
        await answered(desk, "B1", failed="M0101")
        assert await desk.step_refused("RUN_PAID", RUN, VILLAGE) == (409, "payments_outstanding")
        await desk.step("PAYMENT_ORDERED", RUN, VILLAGE, batch="B2")
        await answered(desk, "B2")
        parts = [{"payee": f"heir-{number}", "gross_fen": 471_455} for number in (1, 2)]
        release: dict[str, Any] = {"holder": "M0301", "note": "继承公证", "parts": parts}
        await desk.step("HELD_RELEASED", RUN, VILLAGE, **release)
        shown = await desk.get(f"/runs/{RUN}/payments")
        assert {one["amount_fen"] for one in shown["open"]} == {377_164}
        await desk.step("PAYMENT_ORDERED", RUN, VILLAGE, batch="B3")
        await answered(desk, "B3")
        taken = await desk.step("RUN_PAID", RUN, VILLAGE)
        assert taken["head"]["state"] == "PAID"
        rows = (await desk.get(f"/ledger/{VILLAGE}/balances"))["rows"]
        left = {row["account"]: row["balance_fen"] for row in rows}
        assert left["113 内部往来-成员"] == 0 and left["113 内部往来-成员-代管"] == -782_266
        tax = -left["214 应交税费-代扣个人所得税"]
        lines = (await desk.get(f"/runs/{RUN}/lines"))["lines"]
        assert tax == sum(one["tax_fen"] for one in lines if one["holder"] != "M0202")
        assert desk.store.verify() == []

    on_day(tmp_path, LAST, test)


def test_a_run_is_taken_back_whole_and_stood_in_for(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await posted(desk)
        await desk.step("PAYMENT_ORDERED", RUN, VILLAGE, batch="B1")
        back = {"counter_run": "v-2026-c", "note": "M0302 股数登记错"}
        assert await desk.step_refused("RUN_REVERSED", RUN, VILLAGE, **back) == (
            409, "payments_pending",
        )  # fmt: skip
        await answered(desk, "B1")
        await desk.step("RUN_REVERSED", RUN, VILLAGE, **back)
        lots = [{"share_class": "人口股", "hundredths": 10}]
        late = desk.deed("ISSUE", VILLAGE, FIRST, holder="M0302", lots=lots)
        await desk.post("/shares/deeds", {"deeds": [late]})
        fields: dict[str, Any] = {"year": 2026, "purpose": "CORRECTION", "of_run": RUN}
        await desk.step("RUN_DRAFTED", "v-2026-2", VILLAGE, **fields)
        await desk.step("RUN_COMPUTED", "v-2026-2", VILLAGE)
        changes = await desk.get("/runs/v-2026-2/changes")
        net = {one["holder"]: one["net_fen"] for one in changes["changes"]}
        assert (net["M0302"], net["M0101"], changes["net_fen"]) == (60_884, -10_340, -6)
        owed = await desk.get("/runs/v-2026-2/payments")
        assert {one["holder"] for one in owed["open"]} == {"M0302"}
        assert "M0101" in owed["overpaid"]

    on_day(tmp_path, LAST, test)


def test_an_increment_is_held_to_what_is_left_and_booked_on_a_year_the_ledger_closed(
    tmp_path: Path,
) -> None:
    async def test(desk: MoneyBench) -> None:
        await ready(desk)
        await until_approved(desk)
        made = await desk.post(f"/ledger/{VILLAGE}/year-end", {"year": 2026})
        assert len(made["posted"]) == 3
        await desk.step("RUN_POSTED", RUN, VILLAGE, "manager")
        new = {**MONTHS, "first_month": "2027-01", "last_month": "2027-12"}
        await desk.post("/periods", {"action": "OPEN", **new})
        wish = {"entity": VILLAGE, "year": 2026, "purpose": "SUPPLEMENTARY", "of_run": RUN}
        much = {**wish, "chosen": {"increment_fen": 4}}
        assert await desk.refused("/runs/preview", much) == (422, "increment_too_large")
        hand = {
            "entry_id": ident("donated"), "day": "2027-01-05", "summary": "补入未分配收益",
            "lines": [
                {"code": "102", "amount_fen": 100_000},
                {"code": "322", "sub": ["未分配收益"], "amount_fen": -100_000},
            ],
        }  # fmt: skip
        await desk.post(f"/ledger/{VILLAGE}/vouchers", {**hand, **second()})
        fields: dict[str, Any] = {"year": 2026, "purpose": "SUPPLEMENTARY", "of_run": RUN}
        await desk.step("RUN_DRAFTED", "v-s", VILLAGE, **fields)
        await desk.step("RUN_COMPUTED", "v-s", VILLAGE, chosen={"increment_fen": 100_000})
        await desk.step("RUN_REVIEWED", "v-s", VILLAGE, "reviewer", accepted=True)
        await desk.step("RUN_PUBLICISED", "v-s", VILLAGE, place="村公告栏")
        await desk.go_to(date(2027, 2, 8))
        days = {"notice_day": "2027-01-25", "papers_day": "2027-01-25"}
        await desk.step("RUN_APPROVED", "v-s", VILLAGE, "manager", **VOTE, **days)
        taken = await desk.step("RUN_POSTED", "v-s", VILLAGE, "manager")
        assert len(taken["vouchers"]) == 3
        gross = (await desk.get("/runs/v-s/figures"))["gross_fen"]
        rows = (await desk.get(f"/ledger/{VILLAGE}/balances"))["rows"]
        left = {row["account"]: row["balance_fen"] for row in rows}
        assert left["322 收益分配-未分配收益"] == -(100_003 - gross)
        assert left["321 本年收益"] == 0 and desk.store.verify() == []
        assert (await desk.get("/verify", "auditor"))["sound"]

    on_day(tmp_path, LAST, test)
