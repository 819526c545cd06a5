"""The books through the doors: periods, vouchers by hand and by fact, the bank, and who may.

Knows a village's small books; what follows from production is in the whole year (tests/ras).
"""

from base64 import b64encode
from datetime import date
from pathlib import Path
from typing import Any

from tests.dashboard.money_bench import MoneyBench, ident, on_day, second
from tests.dashboard.test_dashboard_money_run import VILLAGE, founded

DAY = date(2026, 3, 31)
BEFORE = date(2025, 1, 1)
MARCH = {"entity": VILLAGE, "first_month": "2026-03", "last_month": "2026-03"}
STATEMENT = """交易日期,摘要,收入,支出,余额,流水号
2026-03-05,转入,1000.00,,1000.00,S1
2026-03-20,付款,,300.00,700.00,S2
2026-03-28,利息,0.12,,700.12,S3
"""


def hand(name: str, day: str, fen: int, code: str = "504") -> dict[str, Any]:
    lines = [{"code": "102", "amount_fen": fen}, {"code": code, "amount_fen": -fen}]
    return {"entry_id": ident(name), "day": day, "summary": name, "lines": lines, **second()}


async def begun(desk: MoneyBench) -> None:
    await founded(desk)
    months = {**MARCH, "first_month": "2026-01"}
    await desk.post("/periods", {"action": "OPEN", **months})
    await desk.post(f"/ledger/{VILLAGE}/vouchers", hand("收到租金", "2026-03-05", 100_000))
    await desk.post(f"/ledger/{VILLAGE}/vouchers", hand("付修理费", "2026-03-19", -30_000, "513"))


def bank(text: str = STATEMENT, **more: Any) -> dict[str, Any]:
    return {"files": [{"name": "3月.csv", "content": b64encode(text.encode()).decode()}], **more}


def test_a_voucher_by_hand_needs_two_and_is_posted_once(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await begun(desk)
        path, wish = f"/ledger/{VILLAGE}/vouchers", hand("利息", "2026-03-28", 12)
        alone = {**wish, "second_name": "accountant"}
        assert await desk.refused(path, alone) == (403, "second_person_refused")
        unbalanced = {**wish, "lines": [{"code": "102", "amount_fen": 1}] * 2}
        assert await desk.refused(path, unbalanced) == (422, "entry_unbalanced")
        assert await desk.refused(path, hand("错科目", "2026-03-28", 1, "5001")) == (
            422, "unknown_account",
        )  # fmt: skip
        first = await desk.post(path, wish)
        assert (await desk.post(path, wish))["posted"] == first["posted"]
        assert await desk.refused(path, {**wish, "summary": "别的"}) == (
            409, "same_id_other_content",
        )  # fmt: skip
        back = {"reason": "记错", **second()}
        await desk.post(f"{path}/{wish['entry_id']}/take-back", back)
        shown = await desk.get(path, first="2026-03-01", limit=10)
        assert [one["source"] for one in shown["vouchers"]] == ["hand"] * 4
        assert shown["vouchers"][-1]["corrects"] == wish["entry_id"]
        rows = (await desk.get(f"/ledger/{VILLAGE}/balances"))["rows"]
        assert {row["code"]: row["balance_fen"] for row in rows}["102"] == 70_000

    on_day(tmp_path, DAY, test)


def test_what_a_bill_books_is_corrected_by_the_bill(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await begun(desk)
        bill = desk.deed(
            "BILLED", VILLAGE, DAY, matter="ADMIN_COST", party="代理记账", amount_fen=5000
        )
        await desk.post("/ledger/deeds", {"deeds": [bill]})
        months = {"first_month": "2026-03", "last_month": "2026-03"}
        assert (await desk.refused("/periods", {"action": "SOFT_CLOSE", **MARCH})) == (
            409, "vouchers_due",
        )  # fmt: skip
        due = await desk.post(f"/ledger/{VILLAGE}/due", months)
        (made,) = due["vouchers"]
        assert made["fact"] == bill["deed_id"] and due["posted"]
        path = f"/ledger/{VILLAGE}/vouchers/{made['entry_id']}/take-back"
        refused = await desk.refused(path, {"reason": "记错", **second()})
        assert refused == (422, "correct_the_fact")
        gone = desk.deed(
            "MONEY_DEED_WITHDRAWN", VILLAGE, DAY, ref=bill["deed_id"], reason="单据作废"
        )
        await desk.post("/ledger/deeds", {"deeds": [gone], **second()})
        red = await desk.post(f"/ledger/{VILLAGE}/due", months)
        assert red["vouchers"][0]["corrects"] == made["entry_id"]
        listed = await desk.get("/deeds", entity=VILLAGE, kind="BILLED")
        assert [one["deed_id"] for one in listed["deeds"]] == [bill["deed_id"]]

    on_day(tmp_path, DAY, test)


def test_the_banks_file_is_held_against_the_books_and_becomes_a_claim(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await begun(desk)
        path = f"/ledger/{VILLAGE}/bank"
        found = await desk.post(path, bank())
        assert (found["matched"], found["agrees"], found["claimed"]) == (1, True, False)
        assert [pair["booked"]["day"] for pair in found["suggested"]] == ["2026-03-19"]
        assert [row["amount_fen"] for row in found["bank_only"]] == [12]
        pair = found["suggested"][0]
        said = desk.deed(
            "BANK_MATCHED", VILLAGE, DAY, row_id=pair["row"]["row_id"],
            entry_id=pair["booked"]["entry_id"],
        )  # fmt: skip
        await desk.post("/ledger/deeds", {"deeds": [said]})
        claim = ident("claim")
        found = await desk.post(path, bank(claim=claim))
        assert found["matched"] == 2 and found["claimed"] and not found["suggested"]
        assert (await desk.post(path, bank(claim=claim)))["claimed"]
        told = await desk.get(f"/ledger/{VILLAGE}/claims")
        assert [one["code"] for one in told["differs"]] == ["BALANCE_DIFFERS"]
        await desk.post(f"/ledger/{VILLAGE}/vouchers", hand("利息", "2026-03-28", 12))
        assert (await desk.get(f"/ledger/{VILLAGE}/claims"))["differs"] == []
        for text in ("not a table", STATEMENT.replace("700.12", "800.12"), "\x00"):
            status, _ = await desk.refused(path, bank(text))
            assert status == 422

    on_day(tmp_path, DAY, test)


def test_a_closed_month_stays_closed_and_a_year_without_dividend_is_closed(tmp_path: Path) -> None:
    async def test(desk: MoneyBench) -> None:
        await begun(desk)
        await desk.post("/periods", {"action": "CLOSE", **MARCH, **second()})
        late = hand("迟到", "2026-03-30", 1)
        assert await desk.refused(f"/ledger/{VILLAGE}/vouchers", late) == (409, "period_closed")
        assert await desk.refused("/periods", {"action": "OPEN", **MARCH}) == (
            409, "period_closed",
        )  # fmt: skip
        assert await desk.refused("/periods", {"action": "OPEN", **MARCH, "entity": "nobody"}) == (
            422, "party_unknown",
        )  # fmt: skip
        rest = {**MARCH, "first_month": "2026-04", "last_month": "2026-12"}
        await desk.post("/periods", {"action": "OPEN", **rest})
        made = await desk.post(f"/ledger/{VILLAGE}/year-end", {"year": 2026})
        assert len(made["posted"]) == 3
        rows = (await desk.get(f"/ledger/{VILLAGE}/balances"))["rows"]
        left = {row["account"]: row["balance_fen"] for row in rows}
        assert left["322 收益分配-未分配收益"] == -70_000
        charts = (await desk.get("/ledger/charts"))["charts"]
        assert {one["system"] for one in charts} == {"REC", "COOP", "COMPANY"}

    on_day(tmp_path, DAY, test)


COOP_ROWS = {
    "reserve_bp": 1000, "patronage_bp": 6000, "tax_regime": "NONE", "tax_basis": "税务答复",
    "notice_days": 15,
}  # fmt: skip


def test_a_cooperatives_surplus_is_split_by_the_accounts_that_were_handed_in(
    tmp_path: Path,
) -> None:
    async def test(desk: MoneyBench) -> None:
        coop = "hezuoshe"
        party = desk.deed("PARTY", coop, BEFORE, party_kind="COOPERATIVE", title="示例水产合作社")
        await desk.post("/parties/deeds", {"deeds": [party]})
        rows = [{"key": key, "value": value, "source": "章程"} for key, value in COOP_ROWS.items()]
        deeds = [
            desk.deed("RULESET_ADOPTED", coop, BEFORE, version="1", system="COOP", rows=rows),
            desk.deed("QUESTION_ANSWERED", coop, BEFORE, question="TAX_PRACTICE", choice="NONE",
                      answered_by="税务所"),
        ]  # fmt: skip
        await desk.post("/rules/deeds", {"deeds": deeds})
        months = {"entity": coop, "first_month": "2025-01", "last_month": "2025-12"}
        await desk.post("/periods", {"action": "OPEN", **months})
        sold = hand("售鱼", "2025-12-01", 1_000_000, "501")
        await desk.post(f"/ledger/{coop}/vouchers", sold)
        await desk.post("/periods", {"action": "SOFT_CLOSE", **months})
        wish = {"entity": coop, "year": 2025}
        assert (await desk.refused("/runs/preview", wish))[1] == "coop_members_missing"
        members = {
            "trade": {"M1": 300, "M2": 100}, "capital": {"M1": 1, "M2": 1},
            "reserve_share": {"M1": 0, "M2": 0}, "grants": 0, "source": "成员账户 2025",
        }  # fmt: skip
        chosen = {"chosen": {"members": members}}
        tried = await desk.post("/runs/preview", {**wish, **chosen})
        assert tried["open_questions"] == []
        figures = tried["figures"]["result"]["result"]
        assert (figures["distributable"], figures["patronage"]) == (900_000, 540_000)
        assert figures["total"] == {"M1": 405_000 + 180_000, "M2": 135_000 + 180_000}
        assert [one["pool_fen"] for one in tried["figures"]["parts"]] == [540_000, 360_000]
        early = {**wish, "year": 2026, **chosen}
        assert await desk.refused("/runs/preview", early) == (409, "books_open")

    on_day(tmp_path, DAY, test)
