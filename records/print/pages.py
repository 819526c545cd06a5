"""A paper as a PDF: `pdf_bytes(paper)`, and `page_pictures(paper)` to look at it.

It refuses to compute a figure: texts, widths and sizes follow from the tables alone.
"""

from records.canonical import Json
from records.print.typeset import pdf, pictures
from records.reports.cell_text import half_widths, text_rows, text_totals
from records.reports.paper import CONSTRUCTED, Paper
from records.reports.table import NOTES, Kind, Table

TOTAL = "合计"
POINTS_MAX, POINTS_MIN = 9.5, 6.2
PORTRAIT_MM, LANDSCAPE_MM = 182.0, 269.0
"""Width between the margins of an A4 page (210 mm and 297 mm less twice 14 mm)."""

MM_PER_POINT = 25.4 / 72

READABLE_POINTS = 8.0
"""Below this a table is turned to the long side of the page (engineering judgement)."""

WORDS_MAX = 34
"""Half-width characters after which a column of words is broken into lines."""

HEAD_LINES = 3
HEAD_ONE_LINE = 8
"""Half-width characters of a heading that is never broken: 户编号, 股数."""

STRETCH_MAX = 1.5
CELL_PADDING = 1.2
"""Room left and right of a text, half-width characters."""


def pdf_bytes(paper: Paper) -> bytes:
    """The paper as PDF; the same paper gives the same bytes."""
    return pdf("paper", _data(paper), paper.made_at)


def page_pictures(paper: Paper) -> list[bytes]:
    """Every page as a PNG."""
    return pictures("paper", _data(paper))


def _data(paper: Paper) -> dict[str, Json]:
    about = paper.about
    shown = [table for table in paper.tables if table.printed and table.title != NOTES]
    flipped = any(_points(table, PORTRAIT_MM) < READABLE_POINTS for table in shown)
    room = LANDSCAPE_MM if flipped else PORTRAIT_MM
    return {
        "title": paper.title,
        "entity": about.entity,
        "subtitle": f"{about.entity}　{about.period}　单位：见表头",
        "mark": CONSTRUCTED if about.constructed else "",
        "flipped": flipped,
        "foot": f"{paper.title}　制表时间 {about.made_at}　链头 {about.head_hash or '（无）'}",
        "lead": list(paper.lead),
        "tail": list(paper.tail),
        "signers": list(paper.signers),
        "tables": [_table(table, room) for table in shown],
        "basis": _basis(paper),
    }


def _table(table: Table, room_mm: float) -> dict[str, Json]:
    widths = _widths(table)
    return {
        "title": table.title,
        "heads": [table.heading(column) for column in table.columns],
        "right": [column.kind is not Kind.TEXT for column in table.columns],
        "widths": [round(width * 10) for width in widths],
        "points": round(_points(table, room_mm) * 10),
        "percent": _percent(widths, room_mm),
        "rows": [list(row) for row in text_rows(table)],
        "total": text_totals(table, TOTAL),
    }


def _points(table: Table, room_mm: float) -> float:
    """Size of type at which the table fits; half-width characters are half as wide as high."""
    fits = room_mm / (sum(_widths(table)) * 0.5 * MM_PER_POINT)
    return max(POINTS_MIN, min(POINTS_MAX, fits))


def _percent(widths: list[float], room_mm: float) -> int:
    """Part of the line that the table takes: a figure far from its name is read wrongly."""
    natural_mm = sum(widths) * 0.5 * POINTS_MAX * MM_PER_POINT
    return min(100, round(100 * STRETCH_MAX * natural_mm / room_mm))


def _widths(table: Table) -> list[float]:
    rows = text_rows(table)
    total = text_totals(table, TOTAL)
    rows += [total] if total else []
    found = []
    for at, column in enumerate(table.columns):
        widest = max((half_widths(row[at]) for row in rows), default=0)
        if column.kind is Kind.TEXT:
            widest = min(widest, WORDS_MAX)
        head = half_widths(table.heading(column))
        head = head if head <= HEAD_ONE_LINE else -(-head // HEAD_LINES) + 1
        found.append(max(widest, head, 4) + CELL_PADDING)
    return found


def _basis(paper: Paper) -> list[Json]:
    notes = next((table for table in paper.tables if table.title == NOTES), None)
    if notes is None:
        return []
    return [[str(row["item"]), str(row["value"])] for row in notes.rows if row["value"]]
