"""The first sheet of an Excel file, or a CSV file, as headings and rows of text.

It refuses formulas without a value, numbers that Excel has rounded, files that are none, and what
would fill the memory: at most 2 MB packed, 30 MB unpacked, 20,000 rows (security reference 4).
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from ras.refusal import Refused
from ras.sites import read_bytes

FILE_BYTES_MAX = 2 << 20
INFLATED_BYTES_MAX = 30 << 20
ROWS_MAX, COLUMNS_MAX = 20_001, 64
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]+")
_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def read_sheet(path: Path) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Headings and rows; Refused in words for what is no table."""
    body = read_bytes(path)
    if len(body) > FILE_BYTES_MAX:
        raise Refused(f"{path} 超过 2 MB：请分批", f"{path} is larger than 2 MB: split it")
    rows = _of_workbook(path) if body[:4] == b"PK\x03\x04" else _of_text(path, body)
    if not rows:
        raise Refused(f"{path} 是空表", f"{path} is an empty table")
    width = len(rows[0])
    return rows[0], [(*row, *[""] * (width - len(row))) for row in rows[1:]]


def _of_text(path: Path, body: bytes) -> list[tuple[str, ...]]:
    from records.ledger.csv_rows import rows_of

    rows, problems = rows_of(body, ROWS_MAX)
    if problems:
        words = problems[0].explanation
        raise Refused(f"{path}：{words.zh}", f"{path}: {words.en}")
    return [row.cells for row in rows]


def _of_workbook(path: Path) -> list[tuple[str, ...]]:
    try:
        with zipfile.ZipFile(path) as book:
            if sum(part.file_size for part in book.infolist()) > INFLATED_BYTES_MAX:
                raise Refused(f"{path} 解开后太大", f"{path} is too large when unpacked")
            shared = _strings(book)
            return list(_rows(path, _tree(book, _SHEET), shared))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, ValueError, IndexError) as error:
        raise Refused(
            f"{path} 不是能读的 Excel 文件（{error}）：请另存为 .xlsx 或 CSV",
            f"{path} is no Excel file that can be read ({error}): save it as .xlsx or CSV",
        ) from error


def _tree(book: zipfile.ZipFile, name: str) -> ElementTree.Element:
    text = book.read(name)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError("DOCTYPE")
    return ElementTree.fromstring(text)


def _strings(book: zipfile.ZipFile) -> list[str]:
    if _STRINGS not in book.namelist():
        return []
    return [_text(one) for one in _tree(book, _STRINGS).iter(f"{_MAIN}si")]


def _text(node: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in node.iter(f"{_MAIN}t"))


def _rows(path: Path, sheet: ElementTree.Element, shared: list[str]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(sheet.iter(f"{_MAIN}row"), 1):
        if number > ROWS_MAX:
            raise Refused(f"{path} 超过 20000 行", f"{path} has more than 20,000 rows")
        cells: dict[int, str] = {}
        for cell in row.iter(f"{_MAIN}c"):
            place = cell.get("r", "")
            cells[_column(place)] = _cell(path, place, cell, shared)
        if any(cells.values()):
            yield tuple(cells.get(at, "") for at in range(max(cells) + 1))


def _column(place: str) -> int:
    found = _PLACE.fullmatch(place)
    if found is None:
        raise ValueError(place)
    at = 0
    for letter in found[1]:
        at = at * 26 + ord(letter) - ord("A") + 1
    if at > COLUMNS_MAX:
        raise ValueError(place)
    return at - 1


def _cell(path: Path, place: str, cell: ElementTree.Element, shared: list[str]) -> str:
    kind, value = cell.get("t", "n"), cell.find(f"{_MAIN}v")
    if kind == "inlineStr":
        return _text(cell).strip()
    text = "" if value is None or value.text is None else value.text.strip()
    if kind == "s":
        return shared[int(text)].strip() if text else ""
    if kind == "e" or (not text and cell.find(f"{_MAIN}f") is not None):
        raise Refused(
            f"{path} 的 {place} 是没有结果的公式：改成数值再导入",
            f"{place} of {path} is a formula without a value: write the value",
        )
    if kind == "n" and (len(text.replace(".", "")) > 15 or "E" in text.upper()):
        raise Refused(
            f"{path} 的 {place} 是长数字，Excel 会改动它的末几位：把这一列设为“文本”，重新录入",
            f"{place} of {path} is a long number, Excel rounds it: format the column as text and "
            "enter it again",
        )
    return text
