"""Reports: figures computed by hand, workbooks read back by two other programs, same bytes."""

import csv
import io
import json
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from records.canonical import digest
from records.dividend.intake import Field
from records.dividend.kinds.year import read_rec_year
from records.dividend.rec_year import RecRun, rec_year
from records.journal.events import ProductionEvent, read_event
from records.ledger.postings import SplitMode
from records.reports.dividend_report import dividend_tables
from records.reports.table import Kind, Provenance, Table, Unverified
from records.reports.workbook import workbook_bytes
from records.reports.yield_report import YieldRow, yield_rows, yield_tables

EXAMPLES = Path(__file__).parents[1] / "data" / "dividend-examples.json"
MADE_AT = datetime(2026, 12, 31, 12, 0, tzinfo=UTC)
START = datetime(2026, 10, 1, tzinfo=UTC)


def event(kind: str, day: float, **fields: Any) -> ProductionEvent:
    at = START + timedelta(days=day)
    common = {"event_id": str(uuid4()), "actor": "li", "site": "farm", "batch": "=B1"}
    return read_event({"kind": kind, "happened_at": at.isoformat(), **common, **fields})


@pytest.fixture
def about() -> Provenance:
    return Provenance(
        entity="示例村股份经济合作社",
        period="2026 年",
        ruleset="章程 2026-1，DIV-SPEC-1.0",
        inputs_hash=digest({"a": 1}),
        head_hash="0" * 64,
        made_at="2026-12-31 20:00",
        made_by="会计 李",
        unverified=(Unverified("扣税办法", "待县税务确认", frozenset({"tax", "net"})),),
        constructed=True,
    )


@pytest.fixture
def run() -> RecRun:
    example = json.loads(EXAMPLES.read_text(encoding="utf-8"))["example_1"]
    return rec_year(read_rec_year(Field(example["inputs"], "inputs")))


@pytest.fixture
def season() -> list[ProductionEvent]:
    """Two months by hand: 1,000 fish in T1, some moved, some dead, all harvested from T2."""
    return [
        event("STOCK_IN", 0, tank="T1", count_heads=1000, mass_g=100_000),
        event("FEED", 5, tank="T1", mass_g=60_000),
        event("MORT", 6, tank="T1", count_heads=10, mass_g=1_100, cause="UNKNOWN"),
        event("SAMPLE_WEIGH", 30, tank="T1", sample_heads=20, sample_mass_g=3_000),
        # 31 October 17:00 UTC is already 1 November on the farm
        event(
            "TRANSFER", 30 + 17 / 24, from_tank="T1", to_tank="T2", count_heads=400, mass_g=60_000
        ),
        event("FEED", 35, tank="T2", mass_g=30_000),
        event("HARVEST", 50, tank="T2", count_heads=400, mass_g=80_000),
    ]


def rows_by_key(rows: list[YieldRow]) -> dict[tuple[str, str], YieldRow]:
    return {(row.month, row.key.tank): row for row in rows}


def cells(table: Table, **wanted: str) -> Any:
    return next(row for row in table.rows if all(row[key] == wanted[key] for key in wanted))


def test_the_yield_of_a_season_computed_by_hand(
    season: list[ProductionEvent], about: Provenance
) -> None:
    table = yield_tables(yield_rows(season), about)[0]
    october = cells(table, month="2026-10", tank="T1")
    assert (october["start_heads"], october["end_heads"]) == (0, 990)
    assert october["end_kg"] == Decimal("148.500")  # 990 fish at 150 g
    # gain 148.5 - 100 = 48.5 kg, with the dead 49.6 kg, from 60 kg of feed
    assert october["fcr_econ"] == Decimal("1.2371")
    assert october["fcr_bio"] == Decimal("1.2097")
    assert october["survival_percent"] == Decimal("99.00")
    harvested = cells(table, month="2026-11", tank="T2")
    assert harvested["harvested_kg"] == Decimal("80.000")
    assert harvested["fcr_econ"] == Decimal("1.5000")  # 30 / (80 - 60)
    assert (harvested["end_heads"], harvested["end_kg"]) == (0, Decimal(0))


def test_the_total_row_is_the_balance_of_the_whole_span(
    season: list[ProductionEvent], about: Provenance
) -> None:
    table = yield_tables(yield_rows(season), about)[0]
    total = {column.key: table.total(column) for column in table.columns}
    assert (total["feed_kg"], total["harvested_kg"]) == (Decimal("90.000"), Decimal("80.000"))
    # 590 fish at 150 g are left: gain = 80 + 88.5 - 100 = 68.5 kg
    assert total["fcr_econ"] == Decimal("1.3139")
    assert total["dead_heads"] == 10


def test_a_month_follows_the_farm_and_not_utc(season: list[ProductionEvent]) -> None:
    rows = rows_by_key(yield_rows(season))
    assert rows[("2026-10", "T1")].change.moved_out_heads == 0
    assert rows[("2026-11", "T1")].change.moved_out_heads == 400


def test_a_month_without_events_still_shows_the_fish(season: list[ProductionEvent]) -> None:
    later = event("FEED", 100, tank="T1", mass_g=1000)
    rows = rows_by_key(yield_rows([*season, later]))
    assert rows[("2026-12", "T1")].end.heads == 590
    assert ("2026-12", "T2") not in rows
    assert list(rows_by_key(yield_rows([*season, later], months=["2026-12"]))) == [
        ("2026-12", "T1")
    ]


def test_a_ratio_that_does_not_exist_is_left_empty(about: Provenance) -> None:
    only = [
        event("STOCK_IN", 0, tank="T1", count_heads=10, mass_g=1000),
        event("FEED", 1, tank="T1", mass_g=500),
    ]
    table = yield_tables(yield_rows(only), about)[0]
    assert table.rows[0]["fcr_econ"] is None


def test_the_order_of_entry_does_not_change_the_report(season: list[ProductionEvent]) -> None:
    assert yield_rows(list(reversed(season))) == yield_rows(season)
    assert yield_rows([]) == []


@pytest.mark.parametrize(
    ("mode", "gross", "tax", "held"),
    [
        (SplitMode.A_HAMILTON, "63000.38", "12600.07", "13801.42"),
        (SplitMode.B_PER_SHARE, "63000.35", "12600.07", "13801.41"),
    ],
)
def test_the_dividend_of_example_1(
    run: RecRun, about: Provenance, mode: SplitMode, gross: str, tax: str, held: str
) -> None:
    members, households, *_ = dividend_tables(run, mode, about)
    for table in (members, households):
        total = {column.key: table.total(column) for column in table.columns}
        assert (total["gross"], total["shares"]) == (Decimal(gross), Decimal("9.02"))
        assert (total["tax"], total["held"]) == (Decimal(tax), Decimal(held))
        assert total["net"] == Decimal(gross) - Decimal(tax)
        paid, kept = total["paid"], total["held"]
        assert isinstance(paid, Decimal) and isinstance(kept, Decimal)
        assert paid + kept == total["net"]
    assert cells(members, holder="M0202")["status"] == "冻结"
    assert cells(households, household="H01")["members"] == 3


def test_what_rests_on_an_unverified_rule_is_marked(run: RecRun, about: Provenance) -> None:
    members, *_, vouchers, notes = dividend_tables(run, SplitMode.A_HAMILTON, about)
    headings = {column.key: members.heading(column) for column in members.columns}
    assert headings["tax"] == "扣税（元）（未核实）"
    assert headings["gross"] == "应发（元）"
    assert vouchers.heading(vouchers.columns[1]) == "会计科目（未核实）"
    items = {str(row["item"]): row["value"] for row in notes.rows}
    assert items["未核实：扣税办法"] == "待县税务确认"
    assert items["数据性质"].startswith("虚构")  # type: ignore[union-attr]
    assert items["账本链头 (SHA-256)"] == "0" * 64


def workbooks(
    run: RecRun, season: list[ProductionEvent], about: Provenance
) -> dict[str, tuple[list[Table], bytes]]:
    tables = {
        "yield": yield_tables(yield_rows(season), about),
        "dividend": dividend_tables(run, SplitMode.A_HAMILTON, about),
    }
    return {name: (made, workbook_bytes(made, MADE_AT, "0000")) for name, made in tables.items()}


def test_the_same_input_gives_the_same_bytes(
    run: RecRun, season: list[ProductionEvent], about: Provenance
) -> None:
    first, second = workbooks(run, season, about), workbooks(run, season, about)
    for name in first:
        assert first[name][1] == second[name][1]


@pytest.mark.parametrize("name", ["yield", "dividend"])
def test_every_cell_is_read_back_by_openpyxl(
    run: RecRun, season: list[ProductionEvent], about: Provenance, name: str
) -> None:
    tables, content = workbooks(run, season, about)[name]
    book = load_workbook(io.BytesIO(content), data_only=True)
    assert book.sheetnames == [table.title for table in tables]
    for table in tables:
        sheet = book[table.title]
        assert sheet.freeze_panes == "A2"
        assert [cell.value for cell in sheet[1]] == [table.heading(c) for c in table.columns]
        for at, row in enumerate(table.rows, 2):
            for number, column in enumerate(table.columns, 1):
                cell, wanted = sheet.cell(at, number), row.get(column.key)
                _same(cell.value, wanted)
                if column.kind is Kind.YUAN:
                    assert cell.number_format == "#,##0.00"
        if table.totals is not None:
            for number, column in enumerate(table.columns[1:], 2):
                _same(sheet.cell(len(table.rows) + 2, number).value, table.total(column))


def _same(found: object, wanted: object) -> None:
    if isinstance(wanted, Decimal):
        assert Decimal(str(found)) == wanted
    else:
        assert found == wanted


def test_a_name_that_looks_like_a_formula_stays_a_name(
    run: RecRun, season: list[ProductionEvent], about: Provenance
) -> None:
    content = workbooks(run, season, about)["yield"][1]
    cell = load_workbook(io.BytesIO(content))["产量"]["B2"]
    assert (cell.value, cell.data_type) == ("=B1", "s")


@pytest.mark.parametrize("name", ["yield", "dividend"])
def test_every_cell_is_read_back_by_libreoffice(
    run: RecRun, season: list[ProductionEvent], about: Provenance, name: str, tmp_path: Path
) -> None:
    """Without our values beside them the formulas of the totals must give the same figures."""
    office = shutil.which("libreoffice") or shutil.which("soffice")
    if office is None:
        pytest.fail("LibreOffice is missing: apt-get install -y libreoffice-calc")
    tables, content = workbooks(run, season, about)[name]
    (tmp_path / f"{name}.xlsx").write_bytes(without_formula_values(content))
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            # comma, double quote, UTF-8, raw cell contents, every sheet into its own file
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1",
            "--outdir",
            str(tmp_path),
            str(tmp_path / f"{name}.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    for table in tables:
        text = (tmp_path / f"{name}-{table.title}.csv").read_text(encoding="utf-8")
        found = list(csv.reader(io.StringIO(text)))
        assert found[0] == [table.heading(column) for column in table.columns]
        wanted = [[row.get(c.key) for c in table.columns] for row in table.rows]
        if table.totals is not None:
            wanted.append(["合计", *(table.total(column) for column in table.columns[1:])])
        assert [[_value(cell) for cell in row] for row in found[1:]] == [
            [_value("" if cell is None else str(cell)) for cell in row] for row in wanted
        ]


def without_formula_values(content: bytes) -> bytes:
    """The workbook with nothing but the formula in formula cells."""
    stripped = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as old, ZipFile(stripped, "w") as new:
        for item in old.infolist():
            text = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", old.read(item))
            new.writestr(item, text)
    return stripped.getvalue()


def _value(text: str) -> Decimal | str:
    try:
        return Decimal(text).normalize() if len(text) < 20 else text
    except ArithmeticError:
        return text
