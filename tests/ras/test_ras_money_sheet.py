"""Member lists as files: read as text, and refused in words when they are not what they claim."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from ras.refusal import Refused
from ras.sheet import read_sheet

HEAD: list[object] = ["成员编号", "户编号", "人口股"]


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_numbers_and_texts_come_as_they_were_written(tmp_path: Path) -> None:
    path = workbook(tmp_path / "list.xlsx", HEAD, ["M01", "H01", 1.35], [], ["M02", None, 1])
    columns, rows = read_sheet(path)
    assert list(columns) == HEAD
    assert rows == [("M01", "H01", "1.35"), ("M02", "", "1")]


def test_a_csv_in_gbk_reads_the_same(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("成员编号,户编号,人口股\r\nM01,H01,1.35\r\n".encode("gbk"))
    columns, rows = read_sheet(path)
    assert (list(columns), rows) == (HEAD, [("M01", "H01", "1.35")])


@pytest.mark.parametrize(
    ("cell", "said"),
    [(123456789012345678, "long number"), (1e20, "long number"), ("=1+1", "formula")],
)
def test_what_excel_would_have_changed_is_refused_with_its_place(
    tmp_path: Path, cell: object, said: str
) -> None:
    path = workbook(tmp_path / "list.xlsx", HEAD, ["M01", "H01", cell])
    with pytest.raises(Refused, match=said) as refusal:
        read_sheet(path)
    assert "C2" in refusal.value.words.zh


def test_what_is_no_sheet_is_refused(tmp_path: Path) -> None:
    empty, picture, bomb = tmp_path / "a.csv", tmp_path / "b.xlsx", tmp_path / "c.xlsx"
    empty.write_bytes(b"")
    picture.write_bytes(b"\x89PNG\x00")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>")
    for path in (empty, picture, bomb):
        with pytest.raises(Refused):
            read_sheet(path)


def test_what_would_fill_the_memory_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * (31 << 20))
    with pytest.raises(Refused, match="too large"):
        read_sheet(path)
    large = tmp_path / "large.csv"
    large.write_bytes(b"a," * (2 << 20))
    with pytest.raises(Refused, match="2 MB"):
        read_sheet(large)
