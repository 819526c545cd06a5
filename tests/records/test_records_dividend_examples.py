"""Every example of the specification, byte for byte, through the command."""

import json
from pathlib import Path
from typing import Any

import pytest

from records.dividend import run_command, run_text

EXAMPLES = json.loads(
    (Path(__file__).parents[1] / "data" / "dividend-examples.json").read_text(encoding="utf-8")
)


def cases() -> list[Any]:
    found = [pytest.param(EXAMPLES[name], id=name) for name in ("example_1", "example_3")]
    for name, vector in EXAMPLES["vectors"].items():
        for at, case in enumerate(vector["cases"]):
            kind = case.get("kind", vector.get("kind"))
            found.append(pytest.param({**case, "kind": kind}, id=f"{name}-{at}"))
    return found


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_no_example_of_the_file_is_left_out() -> None:
    assert len(cases()) == 2 + 4 + 1 + 6 + 9 + 7 + 7 + 1 + 2 + 1 + 2 + 1 + 4 + 7 + 1 + 1


@pytest.mark.parametrize("case", cases())
def test_example(case: dict[str, Any]) -> None:
    result = run_command({"spec": "DIV-SPEC-1.0", "kind": case["kind"], "inputs": case["inputs"]})
    assert result.stdout_line == canonical(case["expected"])
    refused = isinstance(case["expected"], dict) and "error" in case["expected"]
    assert result.exit_code == int(refused)
    assert (result.explanation is not None) == refused


def test_the_order_of_keys_in_the_document_does_not_matter() -> None:
    case = EXAMPLES["example_1"]
    document = {"inputs": dict(reversed(case["inputs"].items())), "kind": "rec_year"}
    text = json.dumps({**document, "spec": "DIV-SPEC-1.0"})
    assert run_text(text).stdout_line == canonical(case["expected"])


def test_title_and_comment_of_an_example_are_not_input() -> None:
    case = EXAMPLES["example_3"]
    assert run_command({"spec": "DIV-SPEC-1.0", **case}).stdout_line == canonical(case["expected"])
