"""`ras export` on a journal: every paper in both formats, read beside its writer, and refusals."""

import io
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from records.dividend.runs.state import State
from records.rules.deeds import QuestionAnswered
from records.store.journal_store import JournalStore, journal_url, open_journal
from tests.records.dividend_office import Office
from tests.records.dividend_scene import ANSWERED, PAPER, REC, adopted, deed
from tests.records.journal_scene import Clock, energy
from tests.records.report_scene import season

Ras = Callable[..., Any]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "farm"


@pytest.fixture
def store(data: Path) -> Iterator[JournalStore]:
    """A season of fish, a run of example 1 that is paid, and the answer on what may be shown."""
    path = data / "dashboard" / "journal.db"
    clock = Clock()
    clock.at = clock.at.replace(year=2027)
    with open_journal(journal_url(path), clock=clock, tanks=frozenset({"T1", "T2", "T3"})) as made:
        made.append_all([*season(), energy(1)])
        made.deeds.append_all([adopted(), _answer(), *Office().until(State.PAID).log])
        yield made


def _answer() -> Any:
    return deed(
        QuestionAnswered, "shown", question="PUBLISHED_DATA",
        choice=ANSWERED[REC]["PUBLISHED_DATA"], answered_by="成员大会", proof=PAPER,
    )  # fmt: skip


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


ASKED = {
    "yield": ("yield", "OUT", "--quarter", "2026-Q4", "--by", "batch,tank"),
    "dividend": ("dividend", "v-2026", "OUT"),
    "dividends": ("dividends", "OUT", "--half", "2027-H1"),
    "notice": ("notice", "v-2026", "OUT", "--channel", "监事会 0579-00000000"),
    "annual": ("annual", "OUT", "--year", "2026"),
}


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.usefixtures("store")
def test_every_paper_in_both_formats(ras: Ras, data: Path, name: str) -> None:
    for form, magic in (("xlsx", b"PK"), ("pdf", b"%PDF-")):
        out = data / f"{name}.{form}"
        words = [str(out) if word == "OUT" else word for word in ASKED[name]]
        answer = ras("export", *words, "--data", data)
        assert answer.code == 0, answer.err
        assert out.read_bytes().startswith(magic)
        assert not out.with_name(out.name + ".part").exists()


def test_the_yield_is_that_of_the_journal(ras: Ras, data: Path, store: JournalStore) -> None:
    out = data / "y.xlsx"
    assert ras("export", "yield", out, "--month", "2026-11", "--data", data).code == 0
    found = sheets(out)
    months = dict(zip(found["按月"][0], found["按月"][1], strict=True))
    assert (months["月份"], months["产量（kg）"], months["用电（kWh）"]) == ("2026-11", 80, 1.2)
    notes = dict(found["说明"][1:])
    assert notes["账本链头 (SHA-256)"] == store.head_hash() and notes["单位"] == "farm"


@pytest.mark.usefixtures("store")
def test_the_notice_masks_the_heads_it_is_given(ras: Ras, data: Path) -> None:
    heads, out = data / "heads.csv", data / "n.xlsx"
    heads.write_text("\ufeff户编号,户主\nH01,欧阳查无此人\nH03,李无\n", encoding="utf-8")
    answer = ras("export", *ASKED["notice"][:2], out, *ASKED["notice"][3:], "--data", data,
                 "--heads", heads)  # fmt: skip
    assert answer.code == 0, answer.err
    found = sheets(out)
    assert [row[1] for row in found["各户明细"][1:4]] == ["欧****人", "", "李*"]
    assert "查无" not in str(found)
    assert Decimal(str(found["各户明细"][4][4])) == Decimal("63000.35")


@pytest.mark.usefixtures("store")
def test_statements_of_one_and_of_all(ras: Ras, data: Path) -> None:
    one, every = data / "one.pdf", data / "all.pdf"
    assert ras("export", "statement", "v-2026", "M0101", one, "--data", data).code == 0
    assert ras("export", "statements", "v-2026", every, "--data", data).code == 0
    assert len(one.read_bytes()) < len(every.read_bytes())


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        (("statement", "v-2026", "M9999", "OUT.pdf"), "no holder M9999", 1),
        (("statement", "v-2025", "M0101", "OUT.pdf"), "no run v-2025", 1),
        (("dividend", "v-2025", "OUT.pdf"), "no run v-2025", 1),
        (("notice", "v-2026", "OUT.pdf"), "by which telephone", 1),
        (("notice", "v-2026", "OUT.pdf", "--channel", "x", "--heads", "NONE"), "no file", 2),
        (("notice", "v-2026", "OUT.pdf", "--posted", "soon"), "day of posting 'soon'", 2),
        (("yield", "OUT.xlsx", "--by", "pond"), "knows no pond", 2),
        (("yield", "OUT.txt"), "formats are xlsx, pdf", 2),
    ],
)
@pytest.mark.usefixtures("store")
def test_what_cannot_be_made_is_said(
    ras: Ras, data: Path, words: tuple[str, ...], says: str, code: int
) -> None:
    given = [
        word.replace("OUT", str(data / "o")).replace("NONE", str(data / "x")) for word in words
    ]
    answer = ras("export", *given, "--data", data)
    assert (answer.code, says in answer.err) == (code, True), answer.err
    assert "Traceback" not in answer.err and " | " in answer.err
    assert not list(data.glob("o.*"))


@pytest.mark.usefixtures("store")
def test_a_list_of_heads_without_its_columns_is_refused(ras: Ras, data: Path) -> None:
    (data / "heads.csv").write_text("a,b\n1,2\n")
    answer = ras("export", "notice", "v-2026", data / "o.pdf", "--channel", "x", "--data", data,
                 "--heads", data / "heads.csv")  # fmt: skip
    assert answer.code == 2 and "needs the columns 户编号" in answer.err


def test_an_empty_journal_gives_an_empty_report(ras: Ras, data: Path) -> None:
    with open_journal(journal_url(data / "dashboard" / "journal.db"), clock=Clock()):
        pass
    for verb, out in (("yield", "y.pdf"), ("dividends", "d.xlsx"), ("annual", "a.pdf")):
        answer = ras("export", verb, data / out, "--year", "2026", "--data", data)
        assert answer.code == 0, answer.err
