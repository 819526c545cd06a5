"""A file of comma-separated text as rows with their line numbers, in UTF-8 or GBK.

It refuses a file that is not text, is too long, or has a quotation mark that never ends.
"""

import csv
from dataclasses import dataclass
from io import StringIO

from records.refusal import Problem, problem

BYTES_MAX = 20_000_000


@dataclass(frozen=True, slots=True)
class CsvRow:
    """Cells of one row; `number`: of its last line in the file, from 1."""

    number: int
    cells: tuple[str, ...]


def rows_of(data: bytes, rows_max: int) -> tuple[list[CsvRow], list[Problem]]:
    """The rows that have a cell with text, or why the file cannot be read as a table."""
    if len(data) > BYTES_MAX:
        return [], [_too_long(f"{BYTES_MAX // 1_000_000} MB")]
    text = _text(data)
    if text is None:
        return [], [_no_text()]
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[CsvRow] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(CsvRow(reader.line_num, tuple(cell.strip() for cell in cells)))
            if len(rows) > rows_max:
                return [], [_too_long(f"{rows_max} 行")]
    except csv.Error:
        return [], [_broken(reader.line_num)]
    return rows, []


def _text(data: bytes) -> str | None:
    if b"\x00" in data:  # an Excel file or a picture renamed to .csv
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _no_text() -> Problem:
    return problem(
        "FILE_NOT_TEXT",
        "不是 UTF-8 或 GBK 的文本文件；若是 Excel 文件，请另存为 CSV 再导入",
        "this is no text file in UTF-8 or GBK; save an Excel file as CSV first",
    )


def _too_long(limit: str) -> Problem:
    return problem(
        "FILE_TOO_LONG",
        f"文件超过 {limit}；请按月分开导出",
        f"the file is longer than {limit}: export it month by month",
    )


def _broken(line_no: int) -> Problem:
    return problem(
        "FILE_BROKEN",
        f"第 {line_no} 行引号不完整或字段过长；请重新导出，不要手工改动",
        f"line {line_no}: a quotation mark or a field does not end: export it again, unedited",
    )
