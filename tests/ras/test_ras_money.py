"""`ras dividend run` and `ras export dividend`: the line byte for byte, the workbook read back."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

ROOT = Path(__file__).parents[2]
EXAMPLES = json.loads((ROOT / "tests/data/dividend-examples.json").read_text(encoding="utf-8"))
Ras = Callable[..., Any]


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def document(kind: str, inputs: object) -> str:
    return json.dumps({"spec": "DIV-SPEC-1.0", "kind": kind, "inputs": inputs})


@pytest.fixture
def year(tmp_path: Path) -> Path:
    """The input of example_1 as a file."""
    (tmp_path / "year.json").write_text(document("rec_year", EXAMPLES["example_1"]["inputs"]))
    return tmp_path / "year.json"


def test_example_1_byte_for_byte_in_any_locale(year: Path) -> None:
    """Also with a locale whose encoding is not UTF-8, and from standard input."""
    expected = (canonical(EXAMPLES["example_1"]["expected"]) + "\n").encode()
    for source in (str(year), "-"):
        answer = subprocess.run(
            [sys.executable, "-m", "ras", "dividend", "run", source],
            cwd=ROOT,
            env={"PYTHONIOENCODING": "gbk", "PATH": ""},
            input=year.read_bytes(),
            capture_output=True,
            check=False,
        )
        assert (answer.returncode, answer.stdout, answer.stderr) == (0, expected, b"")


def cases() -> list[tuple[str, dict[str, Any]]]:
    """Every example and every vector with its kind."""
    examples = [(EXAMPLES[name]["kind"], EXAMPLES[name]) for name in ("example_1", "example_3")]
    vectors = [
        (case.get("kind", vector.get("kind")), case)
        for vector in EXAMPLES["vectors"].values()
        for case in vector["cases"]
    ]
    return examples + vectors


def test_every_example_and_vector_byte_for_byte(ras: Ras, tmp_path: Path) -> None:
    refused = 0
    for kind, case in cases():
        (tmp_path / "case.json").write_text(document(kind, case["inputs"]))
        answer = ras("dividend", "run", tmp_path / "case.json")
        error = isinstance(case["expected"], dict) and "error" in case["expected"]
        assert (answer.code, answer.out) == (int(error), canonical(case["expected"]) + "\n")
        assert (" | " in answer.err) == error
        refused += error
    assert (len(cases()), refused) == (56, 9)


@pytest.mark.parametrize(
    "body",
    [b"", b"words", b"[]", b"\xff\xfe{}", b'{"spec": "DIV-SPEC-1.0", "kind": "rec_year"}',
     b'{"spec": "X", "kind": "rec_year", "inputs": {}}', b'{"a": 1, "a": 1}', b'{"a": NaN}',
     b"[" * 100_000],
)  # fmt: skip
def test_malformed_input_is_its_code_and_exit_2(ras: Ras, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "input.json").write_bytes(body)
    answer = ras("dividend", "run", tmp_path / "input.json")
    assert (answer.code, answer.out) == (2, '{"error":"MALFORMED_INPUT"}\n')
    assert " | " in answer.err and "Traceback" not in answer.err


def test_the_workbook_holds_the_same_money(ras: Ras, year: Path) -> None:
    out = year.parent / "dividend.xlsx"
    answer = ras("export", "dividend", year, out, "--entity", "试验村")
    assert answer.code == 0, answer.err
    book = load_workbook(io.BytesIO(out.read_bytes()), data_only=True)
    assert book.sheetnames[:3] == ["成员", "户", "分配过程"]
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value}
    assert any("试验村" in text for text in cells)
    assert not (year.parent / "dividend.xlsx.part").exists()


@pytest.mark.parametrize(
    ("more", "says"), [(("--mode", "C"), "A_HAMILTON"), (("--entity", ""), "is a folder")]
)
def test_export_refuses_a_wrong_mode_and_a_folder(
    ras: Ras, year: Path, more: tuple[str, ...], says: str
) -> None:
    out = year.parent if says == "is a folder" else year.parent / "o.xlsx"
    answer = ras("export", "dividend", year, out, *more)
    assert answer.code == 2 and says in answer.err
    assert [path.name for path in year.parent.iterdir()] == ["year.json"]


def test_only_a_year_has_a_workbook(ras: Ras, tmp_path: Path) -> None:
    kind, inputs = next(
        (vector["kind"], case["inputs"])
        for vector in EXAMPLES["vectors"].values()
        for case in vector["cases"]
        if "kind" in vector and "error" not in case["expected"]
    )
    (tmp_path / "other.json").write_text(document(kind, inputs))
    answer = ras("export", "dividend", tmp_path / "other.json", tmp_path / "o.xlsx")
    assert answer.code == 1 and "rec_year" in answer.err
