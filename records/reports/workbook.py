"""Tables as an xlsx workbook: Chinese headings in one row, numbers as numbers, ids as text.

It refuses to compute a figure; every formula carries the value that the table gave it.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_range  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from records.reports.cell_text import half_widths
from records.reports.paper import Paper
from records.reports.table import Cell, Column, Kind, Table

ROWS_MAX = 20_000
"""Most rows of one sheet; more would not be read by anyone and is refused."""

FONT = "微软雅黑"
TOTAL = "合计"
WIDTH_MAX_CHARS = 80
HEADING_LINES = 2
"""Lines that a long heading takes; one line would push the figures off the page."""

HEADING_ONE_LINE_CHARS = 14

LINE_POINTS = 15
HEADER_MAX_CHARS = 255
"""Longest text that a spreadsheet takes above or below a page."""

SIGNATURES = "签字"
SIGN_HERE = "＿＿＿＿＿＿＿＿＿＿　　　　日期：＿＿＿＿＿＿＿"


def paper_workbook(paper: Paper) -> bytes:
    """A whole paper: its sentences, every table on its own sheet, and where people sign."""
    told = [*paper.lead, *paper.tail]
    tables = [*([_sentences(told)] if told else []), *paper.tables, _signatures(paper)]
    return workbook_bytes(tables, paper.made_at, paper.footer)


def _sentences(told: Sequence[str]) -> Table:
    columns = (Column("number", "序号", Kind.HEADS), Column("text", "说明文字", Kind.TEXT))
    rows: list[dict[str, Cell]] = [
        {"number": number, "text": text} for number, text in enumerate(told, 1)
    ]
    return Table("正文", columns, rows)


def _signatures(paper: Paper) -> Table:
    columns = (Column("role", "职责", Kind.TEXT), Column("sign", "签字、日期", Kind.TEXT))
    return Table(SIGNATURES, columns, [{"role": role, "sign": SIGN_HERE} for role in paper.signers])


def workbook_bytes(tables: Sequence[Table], made_at: datetime, footer: str = "") -> bytes:
    """The workbook, the same bytes for the same input; `footer` stands at the foot of every page.

    `made_at` is written as the date of creation.
    """
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": made_at.replace(tzinfo=None, microsecond=0)})
    book.set_calc_mode("auto")
    formats = _Formats(book)
    for table in tables:
        _write(book.add_worksheet(table.title), table, formats, footer)
    book.close()
    return buffer.getvalue()


class _Formats:
    """Number formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        """Make the formats of headings, cells and totals."""
        plain = {"font_name": FONT, "font_size": 10}
        heading = {**plain, "bold": True, "text_wrap": True, "bottom": 1, "valign": "vcenter"}
        self.heading = {kind: book.add_format({**heading, **_side(kind)}) for kind in Kind}
        self.cell = {
            kind: book.add_format({**plain, **_side(kind), "num_format": kind.value})
            for kind in Kind
        }
        self.total = {
            kind: book.add_format(
                {**plain, **_side(kind), "num_format": kind.value, "bold": True, "top": 1}
            )
            for kind in Kind
        }


def _side(kind: Kind) -> dict[str, object]:
    return {"align": "left", "indent": 1} if kind is Kind.TEXT else {"align": "right"}


def _write(sheet: Worksheet, table: Table, formats: _Formats, footer: str) -> None:
    assert len(table.rows) <= ROWS_MAX
    sheet.set_row(0, HEADING_LINES * LINE_POINTS)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, table.heading(column), formats.heading[column.kind])
        for row, cells in enumerate(table.rows, 1):
            _cell(sheet, row, at, cells.get(column.key), formats.cell[column.kind])
        sheet.set_column(at, at, _width(table, column))
    if table.totals is not None:
        _totals(sheet, table, formats)
    _page(sheet, table, footer)


def _totals(sheet: Worksheet, table: Table, formats: _Formats) -> None:
    last = len(table.rows)
    for at, column in enumerate(table.columns):
        form, value = formats.total[column.kind], table.total(column)
        if at == 0:
            sheet.write_string(last + 1, at, TOTAL, form)
        elif column.adds_up and last:
            formula = f"=SUM({xl_range(1, at, last, at)})"
            sheet.write_formula(last + 1, at, formula, form, value)
        else:
            _cell(sheet, last + 1, at, value, form)


def _cell(sheet: Worksheet, row: int, at: int, value: Cell, form: Format) -> None:
    if value is None:
        sheet.write_blank(row, at, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, at, value, form)  # never a formula, whatever a name begins with
    else:
        sheet.write_number(row, at, value, form)


def _page(sheet: Worksheet, table: Table, footer: str) -> None:
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C{table.title}")
    plain = footer.replace("&", "&&")[: HEADER_MAX_CHARS - 20]
    sheet.set_footer(f"&L&8 {plain}&R&P / &N")
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _width(table: Table, column: Column) -> int:
    shown = [format(row.get(column.key) or "", "") for row in table.rows]
    widest = max((half_widths(text) for text in shown), default=0)
    if table.totals is not None:
        widest = max(widest, half_widths(str(table.total(column) or "")) + 2)  # bold, thousands
    heading = half_widths(table.heading(column))
    if heading > HEADING_ONE_LINE_CHARS:
        heading = -(-heading // HEADING_LINES) + 2
    return min(WIDTH_MAX_CHARS, max(widest, heading) + 3)
