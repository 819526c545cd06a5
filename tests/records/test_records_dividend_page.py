"""docs/dividend-input.md tells of every kind what the command does: examples, entries, bounds.

The page is read as a stranger reads it; what it says is tried on the command.
"""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from records.dividend.command import KINDS, NOT_INPUT, CommandResult, run_command, run_text
from records.dividend.intake import Field
from records.dividend.refusals import _SENTENCES
from records.integers import SAFE_INTEGER

PAGE = (Path(__file__).parents[2] / "docs" / "dividend-input.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```json\n(.*?)\n```\n\n```text\n(.*?)\n```", re.S)
SECTION = re.compile(r"^## (\w+)\n(.*?)(?=^## |\Z)", re.M | re.S)
STEP = re.compile(r"[^.\[\]]+|\[\d*\]")
MALFORMED = "MALFORMED_INPUT"
SECTIONS = {name: text for name, text in SECTION.findall(PAGE) if name in KINDS}


@dataclass(frozen=True)
class Row:
    """One row of a kind's table."""

    kind: str
    path: str
    allowed: str
    rules: str

    def __str__(self) -> str:
        return f"{self.kind} {self.path}"


def rows(kind: str) -> list[Row]:
    lines = [line for line in SECTIONS[kind].splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [Row(kind, row[0].strip("`"), row[3], row[4].strip("| ")) for row in cells]


def inputs_of(kind: str) -> dict[str, Any]:
    found = EXAMPLE.search(SECTIONS[kind])
    assert found is not None
    document: dict[str, Any] = json.loads(found[1])
    assert document["kind"] == kind
    inputs: dict[str, Any] = document["inputs"]
    return inputs


ROWS = [row for kind in SECTIONS for row in rows(kind)]


def key(step: str, inside: Any) -> Any:
    if step.startswith("["):
        return int(step[1:-1] or 0)
    return next(iter(inside)) if step == "*" else step


def answer(row: Row, value: object, *, left_out: bool = False) -> CommandResult:
    """The answer to the kind's example with one value replaced or left out."""
    inputs = copy.deepcopy(inputs_of(row.kind))
    inside: Any = inputs
    *way, last = STEP.findall(row.path)
    for step in way:
        inside = inside[key(step, inside)]
    if left_out:
        del inside[key(last, inside)]
    else:
        inside[key(last, inside)] = value
    return run_command({"spec": "DIV-SPEC-1.0", "kind": row.kind, "inputs": inputs})


def bounds(allowed: str) -> tuple[int, int] | None:
    span = allowed.removesuffix(" or null")
    if span == "whole number":
        return 1 - SAFE_INTEGER, SAFE_INTEGER - 1
    if span.startswith("≥ "):
        return int(span[2:]), SAFE_INTEGER - 1
    low, _, high = span.partition(" … ")
    return (int(low), int(high)) if high else None


def not_allowed(allowed: str) -> Iterator[object]:
    """Values that the words of the column exclude."""
    if "or null" not in allowed:
        yield None
    yield from (1.5, True)
    span = bounds(allowed)
    if span is not None:
        yield from (span[0] - 1, span[1] + 1, str(span[0]), [])
    elif allowed == "object":
        yield from ([], "text", 7)
    elif allowed == "list":
        yield from ({}, "text", 7)
    elif allowed.startswith("row of "):
        yield from ([0] * (int(allowed[7:]) - 1), [0] * (int(allowed[7:]) + 1), {})
    elif allowed == "day":
        yield from ("2027-1-5", "2027-02-30", "20270105", "1948-12-31", "3000-01-01", "", 7)
    elif allowed == "kilograms as text":
        yield from ("1.2345", "-1", "1e3", "", 7)
    elif allowed.removesuffix(" or null") == "text":
        yield from ("", 7, [], "\ud800")
    else:
        assert re.fullmatch(r"`\w+`(, `\w+`)*", allowed), allowed
        yield from ("", "OTHER", 7, allowed.split("`")[1].swapcase())


@pytest.mark.parametrize(("document", "line"), EXAMPLE.findall(PAGE))
def test_every_example_gives_its_line(document: str, line: str) -> None:
    assert run_text(document).stdout_line == line


def test_every_kind_has_its_section_and_every_section_an_example() -> None:
    assert list(SECTIONS) == re.findall(r"^- \[`(\w+)`\]\(#\1\): ", PAGE, re.M)
    assert SECTIONS.keys() == KINDS.keys()
    for kind in SECTIONS:
        found = EXAMPLE.search(SECTIONS[kind])
        assert found is not None and run_text(found[1]).exit_code == 0


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_entry_that_is_read_is_named_and_no_other(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = {row.path for row in rows(kind)}
    read: set[str] = set()
    plain = Field.record

    def noted(self: Field, *required: str, optional: tuple[str, ...] = ()) -> dict[str, Field]:
        if self.path.startswith("inputs"):
            read.update(f"{self.path}.{name}" for name in (*required, *optional) if name != "memo")
        return plain(self, *required, optional=optional)

    monkeypatch.setattr(Field, "record", noted)
    run_command({"spec": "DIV-SPEC-1.0", "kind": kind, "inputs": inputs_of(kind)})

    def named(path: str) -> str:
        known = ""
        for step in path.split(".")[1:]:
            known = f"{known}.{step}" if f"{known}.{step}".strip(".") in paths else f"{known}.*"
        return known.strip(".")

    assert read
    assert {named(path) for path in read} <= paths
    unread = {path for path in paths if "[" not in path and not path.endswith("*")}
    mapped = {path[: -len(".*")] for path in paths if path.endswith(".*")}
    assert unread - {named(path) for path in read} <= mapped


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_what_the_page_does_not_allow_is_malformed(row: Row) -> None:
    for value in not_allowed(row.allowed):
        result = answer(row, value)
        assert result.stdout_line == f'{{"error":"{MALFORMED}"}}', value
        assert result.exit_code == 2


@pytest.mark.parametrize("row", [row for row in ROWS if bounds(row.allowed)], ids=str)
def test_the_bounds_themselves_are_allowed(row: Row) -> None:
    span = bounds(row.allowed)
    assert span is not None
    for value in span:
        said = answer(row, value).explanation
        assert said is None or "outside" not in said.en or said.en.startswith("(result)")


@pytest.mark.parametrize("row", [row for row in ROWS if row.rules], ids=str)
def test_a_value_that_a_rule_refuses_gives_the_code_of_the_page(row: Row) -> None:
    told = re.findall(r"`([^`]+)` → `(\w+)`", row.rules)
    assert told
    for value, code in told:
        result = answer(row, json.loads(value))
        assert (result.stdout_line, result.exit_code) == (f'{{"error":"{code}"}}', 1)


@pytest.mark.parametrize("row", [row for row in ROWS if row.path[-1] not in "]*"], ids=str)
def test_no_entry_has_a_default(row: Row) -> None:
    result = answer(row, None, left_out=True)
    if row.path == "correction":
        assert result.exit_code == 0 and "memo_counterfactual" not in result.stdout_line
    else:
        assert result.exit_code == 2
        assert result.explanation is not None and "is missing" in result.explanation.en


def test_every_code_has_the_shortest_file_that_provokes_it() -> None:
    errors = PAGE.partition("## Errors")[2]
    told = dict(re.findall(r'^`(\w+)`: .*?```text\n\{"error":"(\w+)"\}', errors, re.M | re.S))
    assert all(code == line for code, line in told.items())
    assert told.keys() == {*_SENTENCES, MALFORMED}


def test_what_stands_beside_the_input_is_told() -> None:
    assert all(f"`{name}`" in PAGE for name in NOT_INPUT)
