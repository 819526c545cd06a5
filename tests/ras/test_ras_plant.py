"""`ras plant validate`: what it prints, and the exit code that tells whether all figures agree."""

import json
from collections.abc import Callable
from typing import Any

Ras = Callable[..., Any]


def test_a_figure_that_agrees_is_ok(ras: Ras) -> None:
    answer = ras("plant", "validate", "--only", "do-saturation-20")
    assert answer.code == 0, answer.err
    assert "9.092426 mg/L" in answer.out
    assert "OUTSIDE" not in answer.out


def test_a_figure_that_does_not_says_so_with_the_reason(ras: Ras) -> None:
    answer = ras("plant", "validate", "--only", "nh3-book-32")
    assert answer.code == 1
    assert "OUTSIDE" in answer.out
    assert "equation it names" in answer.err


def test_programs_get_a_line_for_every_figure(ras: Ras) -> None:
    answer = ras("plant", "validate", "--only", "fb4-total", "--json")
    rows = [json.loads(line) for line in answer.out.splitlines()]
    assert answer.code == 0
    assert len(rows) == 140
    assert {row["name"] for row in rows} == {"fb4-total"}
    assert all(row["ok"] for row in rows)
    assert rows[0]["published"] == [293.0, 293.0]


def test_a_pattern_chooses_several(ras: Ras) -> None:
    answer = ras("plant", "validate", "--only", "pk*", "--json")
    names = {json.loads(line)["name"] for line in answer.out.splitlines()}
    assert names == {"pk1", "pk2", "pkw"}


def test_an_open_range_is_still_json(ras: Ras) -> None:
    answer = ras("plant", "validate", "--only", "oxygen-peak-1", "--json")
    assert json.loads(answer.out)["published"] == [2.0, None]


def test_an_item_nobody_has_is_refused_with_those_most_like_it(ras: Ras) -> None:
    answer = ras("plant", "validate", "--only", "do-saturatoin")
    assert answer.code == 2
    assert "do-saturation" in answer.err


def test_the_page_is_written_whole_or_not_at_all(ras: Ras) -> None:
    answer = ras("plant", "validate", "--only", "pk1", "--write")
    assert answer.code == 2
    assert "--only" in answer.err


def test_markdown_is_the_table_of_the_page(ras: Ras) -> None:
    answer = ras("plant", "validate", "--only", "pk1", "--markdown")
    assert answer.code == 0
    assert "| `pk1` " in answer.out
