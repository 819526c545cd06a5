"""Papers as PDF and as workbooks that another program recalculates; the same input, same bytes."""

import csv
import io
import shutil
import struct
import subprocess
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from records.dividend.runs.state import State
from records.print.pages import page_pictures, pdf_bytes
from records.print.statements import statement_pdf, statement_pictures, statements_pdf
from records.reports.cell_text import cell_text, group3, text_totals
from records.reports.paper import CONSTRUCTED
from records.reports.statement import ToldRun
from records.reports.table import Cell, Column, Kind, Table
from records.reports.workbook import SIGNATURES, paper_workbook
from tests.records.dividend_office import Office
from tests.records.report_scene import CHANNEL, MADE_AT, papers, run_about
from tests.records.test_records_report_tables import without_formula_values

PAPERS = papers()


def told() -> ToldRun:
    office = Office().until(State.PAID)
    received = office.account().received_by_holder
    return ToldRun("v-2026", office.prepared.computed, run_about(office), CHANNEL, {}, received)


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_the_same_bytes_again(name: str) -> None:
    paper, again = PAPERS[name], papers()[name]
    made = pdf_bytes(paper)
    assert made.startswith(b"%PDF-") and made == pdf_bytes(again)
    assert paper_workbook(paper) == paper_workbook(again)
    later = replace(paper, made_at=paper.made_at + timedelta(days=1))
    assert pdf_bytes(later) != made, "the instant handed in is the date of the file"


def test_every_page_is_a4_and_written_on() -> None:
    pages = page_pictures(PAPERS["annual"])
    assert len(pages) >= 2
    for picture in pages:
        width, height = struct.unpack(">II", picture[16:24])
        assert sorted((width, height)) == [794, 1123]  # 210 x 297 mm at 96 dots an inch
        assert len(picture) > 8_000, "an empty page would be far smaller"


@pytest.mark.parametrize("name", PAPERS)
def test_a_workbook_names_what_it_rests_on_and_who_signs(name: str) -> None:
    paper = PAPERS[name]
    book = load_workbook(io.BytesIO(paper_workbook(paper)), data_only=True)
    said = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]
    assert CONSTRUCTED in said and "cd" * 32 in said and paper.about.inputs_hash in said
    assert [row[0].value for row in book[SIGNATURES]][1:] == list(paper.signers)
    foot = book.worksheets[0].oddFooter
    assert foot is not None and CONSTRUCTED in str(foot.left.text)


def test_what_is_for_the_workbook_only_is_on_no_page() -> None:
    paper = PAPERS["yield"]
    without = [table for table in paper.tables if table.title != "明细"]
    assert len(without) < len(paper.tables)
    assert pdf_bytes(paper) == pdf_bytes(replace(paper, tables=without))
    assert paper_workbook(paper) != paper_workbook(replace(paper, tables=without))


def test_the_sentences_of_a_notice_are_in_its_workbook_too() -> None:
    book = load_workbook(io.BytesIO(paper_workbook(PAPERS["notice"])), data_only=True)
    said = [str(row[1].value) for row in book["正文"]][1:]
    assert said == [*PAPERS["notice"].lead, *PAPERS["notice"].tail]
    assert any(CHANNEL in sentence for sentence in said)


def test_the_statements_of_all_are_one_file_and_one_is_small() -> None:
    run = told()
    one, every = statement_pdf(run, "M0101", MADE_AT), statements_pdf(run, MADE_AT)
    assert one == statement_pdf(run, "M0101", MADE_AT) and every == statements_pdf(run, MADE_AT)
    assert len(one) < len(every) < 8 * len(one)
    assert len(statement_pictures(run, "M0202")) == 1


def test_libreoffice_recalculates_every_total_to_the_same_figure(tmp_path: Path) -> None:
    """Without our values beside them, the formulas alone must give what the tables say."""
    office = shutil.which("libreoffice") or shutil.which("soffice")
    if office is None:
        pytest.fail("LibreOffice is missing: apt-get install -y libreoffice-calc")
    for name, paper in PAPERS.items():
        (tmp_path / f"{name}.xlsx").write_bytes(without_formula_values(paper_workbook(paper)))
    subprocess.run(
        [
            office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1",
            "--outdir", str(tmp_path), *(str(tmp_path / f"{name}.xlsx") for name in PAPERS),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    totals = [
        (tmp_path / f"{name}-{table.title}.csv", table)
        for name, paper in PAPERS.items()
        for table in paper.tables
        if table.totals is not None
    ]
    assert len(totals) >= 15
    for path, table in totals:
        _recalculated(path, table)


def _recalculated(path: Path, table: Table) -> None:
    *_, last = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    assert last[0] == "合计"
    for found, column in zip(last[1:], table.columns[1:], strict=True):
        wanted = table.total(column)
        if isinstance(wanted, int | Decimal):
            assert Decimal(found) == wanted, (path.name, column.heading)
        else:
            assert found == (wanted or "")


def test_a_figure_reads_with_the_digits_of_its_column() -> None:
    assert cell_text(Decimal("-1234567.80"), Kind.YUAN) == "-1,234,567.80"
    assert cell_text(1234567, Kind.HEADS) == "1,234,567"
    assert cell_text(None, Kind.KG) == ""
    with pytest.raises(AssertionError):
        cell_text(Decimal("1.234"), Kind.YUAN)
    assert [group3(text) for text in ("0.05", "-0.05", "1234.50", "-1234567.00")] == [
        "0.05", "-0.05", "1,234.50", "-1,234,567.00",
    ]  # fmt: skip
    columns = (Column("a", "甲", Kind.TEXT), Column("b", "乙", Kind.YUAN, adds_up=True))
    rows: list[dict[str, Cell]] = [{"a": "x", "b": Decimal("1000.01")}, {"a": "y", "b": None}]
    assert text_totals(Table("表", columns, rows, {}), "合计") == ["合计", "1,000.01"]
