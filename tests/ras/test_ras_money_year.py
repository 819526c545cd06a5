"""A whole constructed year through the doors people use, from the weigh ticket to the dividend.

Knows no rule by itself; figures are held against each other along the way, and at the end every
chain is examined and every file, answer and log is searched for the people's numbers.
"""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from ras.__main__ import app
from records.store.key_file import make_key_file
from tests.dashboard.money_bench import PAPER, MoneyBench, ident, on_day, second
from tests.dashboard.money_farm import (
    DAWU,
    FARM,
    JILING,
    OPERATOR,
    PRICE,
    SOLD_G,
    YEAR,
    contracts,
    founded,
    grown,
    open_books,
    ruled,
    shared,
    villages_earned,
    year_booked,
)
from tests.dashboard.test_dashboard_money_run import VOTE
from tests.ras.money_terminal import Terminal, bank_agrees, served
from tests.records.people_scene import id_number

MEMBERS = [
    (f"M{number:02d}", f"H{number // 3:02d}", f"{1 + number % 4 * 0.25:.2f}", f"测试成员{number}",
     id_number(order=number), f"62099900{number:08d}")
    for number in range(1, 9)
]  # fmt: skip
CANARIES = [cell for row in MEMBERS for cell in row[4:]]
COMPANY_VOTE = {
    "body": "SHAREHOLDERS", "electorate": 100, "present": 100, "in_favour": 90, "minutes": PAPER,
}  # fmt: skip


def member_sheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["成员编号", "户编号", "人口股", "姓名", "身份证号", "银行账号", "开户行"])
    for row in MEMBERS:
        sheet.append([*row[:2], float(row[2]), *row[3:], "示例银行"])
    path = folder / "members.xlsx"
    book.save(path)
    return path


async def company_paid_out(desk: MoneyBench, at: Terminal) -> None:
    """Prepared, sent back, mended, reviewed, voted by a third, booked."""
    words = ("dividend", "prepare", FARM, 2026)
    made = await at.ras(*words, "c-1", "--operator", OPERATOR, "--yes", login="accountant")
    assert "公司法" in made.output
    await at.ras(
        "dividend", "review", "c-1", "--reject", "--note", "折旧年限写错", login="reviewer"
    )
    await at.ras(
        *words, "c-2026", "--operator", OPERATOR, "--supersedes", "c-1", "--yes", login="accountant"
    )
    assert (await desk.get("/runs/c-1"))["head"]["state"] == "SUPERSEDED"
    assert await desk.step_refused(
        "RUN_REVIEWED", "c-2026", FARM, "accountant", accepted=True
    ) == (403, "not_allowed")  # fmt: skip
    await at.ras("dividend", "review", "c-2026", "--accept", login="reviewer")
    await desk.step("RUN_PUBLICISED", "c-2026", FARM, place="股东微信群和办公室")
    await desk.go_to(date(2027, 1, 20))
    days = {"notice_day": "2027-01-04", "papers_day": "2027-01-04"}
    few = {**COMPANY_VOTE, **days, "in_favour": 60}
    assert await desk.step_refused("RUN_APPROVED", "c-2026", FARM, "manager", **few) == (
        422, "votes_too_few",
    )  # fmt: skip
    vote = at.write("vote-c.json", {**COMPANY_VOTE, **days})
    await at.ras("dividend", "approve", "c-2026", vote, login="manager")


async def villages_paid_out(desk: MoneyBench, at: Terminal) -> None:
    for entity, run in ((DAWU, "d-2026"), (JILING, "j-2026")):
        words = ("dividend", "prepare", entity, 2026, run, "--project", f"{FARM}:c-2026", "--yes")
        await at.ras(*words, login="accountant")
        await at.ras("dividend", "review", run, "--accept", login="reviewer")
        await desk.step("RUN_PUBLICISED", run, entity, place="村公告栏")
    await desk.go_to(date(2027, 2, 8))
    days = {"notice_day": "2027-01-25", "papers_day": "2027-01-25"}
    for entity, run in ((DAWU, "d-2026"), (JILING, "j-2026")):
        await desk.step("RUN_APPROVED", run, entity, "manager", **VOTE, **days)
        refused = await desk.step_refused("RUN_POSTED", run, entity, "manager")
        assert refused == (409, "project_run_open")
    await at.ras("dividend", "post", "c-2026", login="manager")
    for run in ("d-2026", "j-2026"):
        await at.ras("dividend", "post", run, login="manager")


async def money_moved(desk: MoneyBench, at: Terminal) -> None:
    """The company's dividend reaches both villages, theirs the members; the bank confirms."""
    await desk.step("PAYMENT_ORDERED", "c-2026", FARM, batch="C1")
    await bank_says_paid(desk, at, "c-2026", "C1")
    back = await one_came_back(desk, at)
    assert back["debit_fen"] == back["credit_fen"]
    manager = "manager\nmanager-has-a-long-password\n"
    closed = at.folder / "d-2026-B1.closed"
    await at.ras(
        "dividend", "pay", "d-2026", "B1", closed, login="accountant",
        typed=f"{manager}a passphrase for the bank\n",
    )  # fmt: skip
    await bank_says_paid(desk, at, "d-2026", "B1")
    plain = at.folder / "bank.csv"
    await at.ras("bank", "open", closed, plain, typed="a passphrase for the bank\n")
    text = plain.read_text(encoding="utf-8-sig")
    assert text.count("\n") == 9 and all(number in text for number in CANARIES if len(number) == 16)
    plain.unlink()
    await desk.step("PAYMENT_ORDERED", "j-2026", JILING, batch="B1")
    await bank_says_paid(desk, at, "j-2026", "B1")
    for entity, run in ((FARM, "c-2026"), (DAWU, "d-2026"), (JILING, "j-2026")):
        await desk.step("RUN_PAID", run, entity)
        paid = (await desk.get(f"/runs/{run}/payments"))["paid_fen"]
        wrong = await desk.step_refused("RUN_RECONCILED", run, entity, statement_fen=paid - 1)
        assert wrong == (409, "statement_differs")
        await desk.step("RUN_RECONCILED", run, entity, statement_fen=paid)
        await desk.step("RUN_CLOSED", run, entity, "manager")


async def one_came_back(desk: MoneyBench, at: Terminal) -> Any:
    """The bank returns one village's dividend: owed again on both sides, then paid once more."""
    ordered = (await desk.get("/runs/c-2026/payments"))["payments"]
    row = next(one for one in ordered if one["payee"] == JILING)
    told = {"payment": row["payment"], "amount_fen": row["amount_fen"], "status": "RETURNED"}
    await desk.step("PAYMENT_RESULTS", "c-2026", FARM, batch="C1", rows=[told], file_hash="c" * 64)
    balances = await desk.get(f"/ledger/{JILING}/balances")
    owed = {one["account"]: one["balance_fen"] for one in balances["rows"]}
    assert owed[f"112 应收款-{FARM}"] == row["amount_fen"]
    await desk.step("PAYMENT_ORDERED", "c-2026", FARM, batch="C2")
    await bank_says_paid(desk, at, "c-2026", "C2")
    return balances


async def bank_says_paid(desk: MoneyBench, at: Terminal, run: str, batch: str) -> None:
    ordered = (await desk.get(f"/runs/{run}/payments"))["payments"]
    rows = [
        f"{one['payment']},{one['amount_fen'] / 100:.2f},PAID,"
        for one in ordered
        if one["batch"] == batch
    ]
    path = at.folder / f"{run}.csv"
    path.write_text("\n".join(["支付编号,金额,状态,原因", *rows]) + "\n", encoding="utf-8")
    await at.ras("dividend", "results", run, batch, path, login="accountant")


async def error_found_later(desk: MoneyBench, sale: str) -> None:
    """The sale was one tonne too heavy: booked in the new year, disclosed, nothing claimed back."""
    await desk.go_to(date(2027, 3, 5))
    entry = {
        "kind": "SALE", "batch": "26-01", "mass_g": SOLD_G - 1_000_000, "ticket_no": "磅-0001",
        "price_fen_per_kg": PRICE, "customer": "杭州水产",
    }  # fmt: skip
    body = {
        "event_id": ident("correction"), "reason": "磅单重录，多记一吨", "entry": entry,
        "confirmed": True, "second_name": "operator",
        "second_password": "operator-has-a-long-password",
    }  # fmt: skip
    await desk.post(f"/events/{sale}/correct", body, "manager")
    before = await desk.get("/runs/c-2026/figures")
    due = await desk.post(f"/ledger/{FARM}/due", YEAR)
    assert due["posted"] and all(one["day"] == "2027-03-05" for one in due["vouchers"])
    memo = await desk.get("/runs/c-2026/memo", error_fen=-PRICE * 1000)
    assert sum(memo["difference_fen"].values()) > 0
    fields: dict[str, Any] = {
        "error_fen": -PRICE * 1000,
        "found_in": 2027,
        "note": "差错在 2027 年更正，不追回",
    }
    await desk.step("MEMO_DISCLOSED", "c-2026", FARM, **fields)
    assert await desk.get("/runs/c-2026/figures") == before
    claim: dict[str, Any] = {
        "shareholder": DAWU,
        "amount_fen": 1000,
        "note": "审计要求退回部分违法分红",
    }
    taken = await desk.step("RETURN_DEMANDED", "c-2026", FARM, "manager", **claim)
    assert len(taken["vouchers"]) == 2 and taken["head"]["state"] == "CLOSED"
    closed = await desk.refused("/periods", {
        "action": "OPEN", "entity": FARM, **YEAR,
    })  # fmt: skip
    assert closed == (409, "period_closed")


async def figures_agree(desk: MoneyBench) -> None:
    """DIV-I12 over the doors: what the company declared is what its shareholders got."""
    declared = (await desk.get("/runs/c-2026/lines"))["lines"]
    lines = {one["holder"]: one["gross_fen"] for one in declared}
    for village, run in ((DAWU, "d-2026"), (JILING, "j-2026")):
        told = (await desk.get(f"/runs/{run}/figures"))["provenance"]["project"]
        assert told == {"company": FARM, "run": "c-2026", "dividend_fen": lines[village]}
        bank = await desk.get(f"/ledger/{village}/balances")
        rows = {row["account"]: row["balance_fen"] for row in bank["rows"]}
        assert rows.get(f"112 应收款-{FARM}", 0) == 0
        assert bank["debit_fen"] == bank["credit_fen"]
    told = await desk.get("/project/uplift", year=2026, project=FARM)
    assert told["told"] and (await desk.get("/project/town", period="2026-Q4"))["feed"]["payload"]
    held = await desk.get("/runs/j-2026/payments")
    assert list(held["held"]) == ["M23"] and held["open_fen"] == 0


async def looked_into(desk: MoneyBench, at: Terminal, anchors: Path) -> None:
    """The auditor prints the way from the sale's account down to the weigh ticket."""
    shown = await at.ras("trail", "--account", f"{FARM}:5001", "--first", "2026-01-01",
                         "--last", "2026-12-31", login="auditor")  # fmt: skip
    assert "磅-0001" in shown.output and "VOUCHER" in shown.output and "TICKET" in shown.output
    shown = await at.ras("trail", "--run", "d-2026", "--depth", 2, login="auditor")
    assert "RUN_APPROVED" in shown.output and "MISSING" not in shown.output
    shown = await at.ras("dividend", "show", "d-2026", login="auditor")
    assert "表决通过" in shown.output
    found = await desk.get("/verify", "auditor")
    assert found["sound"], found["problems"]
    await at.ras("anchor", "save", anchors, login="manager")
    for path in ("/shares/deeds", "/runs/steps", "/periods", "/ledger/deeds"):
        assert (await desk.refused(path, {}, "auditor"))[0] == 403


async def lived(desk: MoneyBench, desk_folder: Path, sheet: Path, anchors: Path) -> tuple[str, str]:
    """The year and what came after it; what the command line and the answers said."""
    await founded(desk)
    await ruled(desk)
    await shared(desk)
    await open_books(desk, 2026)
    async with served(desk) as url:
        at = Terminal(url, desk_folder)
        await at.ras("members", "import", DAWU, sheet, "--day", "2026-01-01", "--proof",
                     "成员确认公告", "--reason", "首次登记", "--yes",
                     login="accountant")  # fmt: skip
        await contracts(desk)
        sale = await grown(desk)
        await villages_earned(desk)
        await desk.go_to(date(2027, 1, 4))
        await year_booked(desk)
        await bank_agrees(at)
        await open_books(desk, 2027)
        await company_paid_out(desk, at)
        await villages_paid_out(desk, at)
        await money_moved(desk, at)
        await figures_agree(desk)
        for entity in (FARM, DAWU, JILING):
            closing = {"action": "CLOSE", "entity": entity, **YEAR, **second()}
            await desk.post("/periods", closing)
        await error_found_later(desk, sale)
        await looked_into(desk, at, anchors)
    return at.said, desk.answers


def test_a_year_from_the_weigh_ticket_to_the_paid_dividend(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    data, desk_folder, safe = tmp_path / "data", tmp_path / "desk", tmp_path / "safe"
    for folder in (data, desk_folder, safe):
        folder.mkdir()
    ring = make_key_file(safe / "personal.keys", data)
    anchors = safe / "anchors.txt"
    sheet = member_sheet(safe)

    async def test(desk: MoneyBench) -> tuple[str, str]:
        return await lived(desk, desk_folder, sheet, anchors)

    said, answers = on_day(data, date(2026, 1, 1), test, keys=ring)
    verified = CliRunner().invoke(
        app, ["verify", str(data / "journal.db"), "--anchor", str(anchors),
              "--keys", str(safe / "personal.keys")],
    )  # fmt: skip
    assert verified.exit_code == 0, verified.output
    heard = capsys.readouterr()
    spoken = "".join((said, answers, verified.output, caplog.text, heard.out, heard.err))
    assert not [one for one in CANARIES if one in spoken]
    files = [path for folder in (data, desk_folder) for path in folder.rglob("*") if path.is_file()]
    bodies = [path.read_bytes() for path in files]
    assert not [one for one in CANARIES for body in bodies if one.encode() in body]
    assert len(files) > 4
