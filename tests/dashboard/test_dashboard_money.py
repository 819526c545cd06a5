"""Yield and dividend: figures that agree with the journal, workbooks that open, runs explained.

Knows the published example 1; the arithmetic itself is tested with records.
"""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from dashboard.demo_dividend import demo_dividend
from dashboard.demo_seed import DAYS, seed_journal
from farm.stock import TankStock
from ras import export
from records.canonical import digest
from records.dividend.command import run_command
from tests.dashboard.harness import Bench, on_bench

EXAMPLES = Path(__file__).parents[1] / "data" / "dividend-examples.json"


def example_1() -> dict[str, Any]:
    example = json.loads(EXAMPLES.read_text(encoding="utf-8"))["example_1"]
    return {"spec": "DIV-SPEC-1.0", "kind": example["kind"], "inputs": example["inputs"]}


def seeded(bench: Bench) -> list[TankStock]:
    now_ms = bench.clock.utc_ms()
    sizes = [("1-01", 2400, 540.0), ("1-02", 3000, 120.0), ("1-03", 5000, 12.0), ("1-04", 0, 0.0)]
    tanks = [
        TankStock(tank=tank, heads=n, biomass_kg=n * g / 1000, ration_kg_d=0, at_ms=now_ms)
        for tank, n, g in sizes
    ]
    batches = {"1-01": "26-01", "1-02": "26-02", "1-03": "26-03"}
    assert seed_journal(bench.store, "trial", tanks, batches, now_ms) > DAYS * 3
    assert seed_journal(bench.store, "trial", tanks, batches, now_ms) == 0
    return tanks


def test_the_constructed_past_ends_at_the_stock_it_was_given(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        tanks = seeded(bench)
        client = await bench.signed_in("viewer")
        stock = (await client.get("/api/v1/stock")).json()["tanks"]
        for given, row in zip(tanks, stock, strict=True):
            assert row["heads"] == given.heads
            assert row["biomass_kg"] == pytest.approx(given.biomass_kg, abs=0.002)
        batches = (await client.get("/api/v1/batches")).json()["batches"]
        assert all(batch["constructed"] for batch in batches)
        for batch in batches:
            assert 0.9 < batch["fcr_bio"] <= batch["fcr_econ"] < 1.3
            assert batch["survival_percent"] > 98
        assert bench.store.verify() == []

    on_bench(tmp_path, test, controller=False)


def test_yield_adds_up_and_says_that_it_is_made_up(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        seeded(bench)
        client = await bench.signed_in("manager")
        report = (await client.get("/api/v1/reports/yield")).json()
        assert report["constructed"] and report["yearly_plan_kg"] > 0
        assert len(report["months"]) == 12
        assert sum(month["plan_kg"] for month in report["months"]) == pytest.approx(
            report["yearly_plan_kg"], abs=1
        )
        harvested = sum(month["harvested_kg"] for month in report["months"])
        assert harvested == pytest.approx(report["harvested_kg"]) and harvested > 0
        assert harvested == pytest.approx(sum(b["harvested_kg"] for b in report["batches"]))
        assert report["price_fen_per_kg"] == 3600
        earlier = (await client.get("/api/v1/reports/yield", params={"year": 2024})).json()
        assert earlier["harvested_kg"] == 0

    on_bench(tmp_path, test, controller=False)


def cells(content: bytes, sheet: str) -> list[Sequence[Any]]:
    book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    return list(book[sheet].iter_rows(values_only=True))


def test_the_yield_workbook_reads_back(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        seeded(bench)
        client = await bench.signed_in("accountant")
        answer = await client.get("/api/v1/reports/yield.xlsx")
        assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
        assert 'filename="yield-' in answer.headers["content-disposition"]
        rows = cells(answer.content, "产量")
        assert rows[0][:3] == ("月份", "批次", "养殖池")
        column = rows[0].index("产量（kg）")
        total = sum(float(row[column] or 0) for row in rows[1:-1])
        report = (await client.get("/api/v1/reports/yield")).json()
        assert total == pytest.approx(report["harvested_kg"])
        notes = {row[0]: row[1] for row in cells(answer.content, "说明")}
        assert notes["数据性质"] == "虚构数据，仅供演示与测试"
        assert notes["制表"] == "岗位 accountant"

    on_bench(tmp_path, test, controller=False)


def test_example_1_is_explained_line_by_line(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("accountant")
        body = {"document": example_1(), "mode": "A_HAMILTON"}
        run = (await client.post("/api/v1/dividend/preview", json=body)).json()
        assert run["result"] == json.loads(run_command(example_1()).stdout_line)
        totals = {step["key"]: step["amount_fen"] for step in run["steps"]}
        assert (totals["net_income"], totals["reserve"]) == (9_000_002, -2_700_001)
        assert (totals["distributable"], totals["pool"]) == (6_300_038, 6_300_038)
        standing = 0
        for step in run["steps"]:
            standing = (
                step["amount_fen"]
                if step["key"] == "net_income"
                else (standing if step["total"] else standing + step["amount_fen"])
            )
            assert not step["total"] or standing == step["amount_fen"], step["key"]
            assert step["why"]["zh"] and step["source"]["zh"]
        assert all(check["ok"] for check in run["checks"])
        total = run["total"]
        assert total["due_fen"] == 6_300_038 and total["members"] == 8
        assert total["due_fen"] == total["paid_fen"] + total["held_fen"] + total["tax_fen"]
        assert {point["id"] for point in run["open_points"]} == {
            rule.id for rule in bench.desk.site.rules if not rule.verified
        }
        assert (await client.get("/api/v1/dividends")).json()["runs"] == []

    on_bench(tmp_path, test, controller=False)


def test_a_declared_rate_leaves_its_residual(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("manager")
        answer = await client.post("/api/v1/dividend/preview", json={"document": example_1()})
        run = answer.json()
        assert (run["mode"], run["rate_fen_per_share"]) == ("B_PER_SHARE", 698_452)
        totals = {step["key"]: step["amount_fen"] for step in run["steps"]}
        assert (totals["undistributed_cf"], totals["pool"]) == (-3, 6_300_035)
        assert run["total"]["due_fen"] == 6_300_035
        debit = sum(line["debit_fen"] for line in run["vouchers"])
        assert debit == sum(line["credit_fen"] for line in run["vouchers"])

    on_bench(tmp_path, test, controller=False)


def test_an_input_is_kept_once_by_the_accountant_and_read_back(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        accountant, manager = await bench.signed_in("accountant"), await bench.signed_in("manager")
        body = {"id": "run-2026-1", "title": "2026 年分红", "document": example_1()}
        path = "/api/v1/dividend/inputs"
        assert (await manager.post(path, json=body)).status_code == 403
        assert (await manager.get("/api/v1/reports/dividend")).status_code == 404
        for _ in range(2):
            assert (await accountant.post(path, json=body)).status_code == 201
        other = await accountant.post(path, json=body | {"document": demo_dividend()})
        assert (other.status_code, other.json()["error"]) == (409, "id_used")
        listed = (await manager.get("/api/v1/dividends")).json()["runs"]
        assert [(run["id"], run["prepared_by"]) for run in listed] == [("run-2026-1", "accountant")]
        run = (await manager.get("/api/v1/reports/dividend", params={"run": "run-2026-1"})).json()
        assert run["title"]["zh"] == "2026 年分红" and not run["constructed"]
        book = await manager.get("/api/v1/reports/dividend.xlsx", params={"mode": "A_HAMILTON"})
        households = cells(book.content, "户")
        assert households[0][0] == "户编号" and len(households) == 5
        way = {row[0]: row[1] for row in cells(book.content, "分配过程")}
        assert way["成员分配总额"] == pytest.approx(63_000.38)

    on_bench(tmp_path, test, controller=False)


def test_the_page_and_the_command_print_the_same_hash_of_an_input(tmp_path: Path) -> None:
    source, out = tmp_path / "year.json", tmp_path / "year.xlsx"
    source.write_text(json.dumps(example_1(), indent=2), encoding="utf-8")
    ran = CliRunner().invoke(export.app, ["dividend", str(source), str(out)])
    assert ran.exit_code == 0, ran.output
    printed = {row[0]: row[1] for row in cells(out.read_bytes(), "说明")}

    async def test(bench: Bench) -> None:
        accountant = await bench.signed_in("accountant")
        body = {"title": "2026 年分红", "document": example_1()}
        kept = await accountant.post("/api/v1/dividend/inputs", json=body)
        assert kept.status_code == 201
        book = await accountant.get("/api/v1/reports/dividend.xlsx")
        notes = {row[0]: row[1] for row in cells(book.content, "说明")}
        assert notes["输入哈希 (SHA-256)"] == printed["输入哈希 (SHA-256)"] == digest(example_1())
        audited = [record.entry for record in bench.store.audit.records()]
        assert [e.detail for e in audited if e.action == "dividend_input"] == [digest(example_1())]

    on_bench(tmp_path, test, controller=False)


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"reserve_bp": 2000}, 422, "reserve_below_minimum"),
        ({"loss_bf": 5, "undistributed_bf": 5}, 422, "opening_both_loss_and_surplus"),
        ({"loss_bf": 1.5}, 422, "malformed_input"),
        ({"loss_bf": "1"}, 422, "malformed_input"),
        ({"surprise": 1}, 422, "malformed_input"),
        ({"members": [["\ud800", "H", 1, 1, "ACTIVE"]]}, 422, "malformed_input"),
    ],
)
def test_a_refused_input_says_which_rule(
    tmp_path: Path, change: dict[str, Any], status: int, error: str
) -> None:
    async def test(bench: Bench) -> None:
        client = await bench.signed_in("accountant")
        document = example_1()
        document["inputs"] |= change
        content = json.dumps({"document": document})
        answer = await client.post(
            "/api/v1/dividend/preview",
            content=content,
            headers={"Content-Type": "application/json"},
        )
        assert (answer.status_code, answer.json()["error"]) == (status, error), answer.text

    on_bench(tmp_path, test, controller=False)


def test_the_demo_has_a_dividend_that_says_it_is_made_up(tmp_path: Path) -> None:
    async def test(bench: Bench) -> None:
        seeded(bench)
        client = await bench.signed_in("manager")
        run = (await client.get("/api/v1/reports/dividend")).json()
        assert run["constructed"] and "示例" in run["title"]["zh"]
        assert len(run["households"]) == 24 and all(check["ok"] for check in run["checks"])
        assert any(row["note"] for row in run["households"])

    on_bench(tmp_path, test, controller=False)
