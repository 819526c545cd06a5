"""`ras plant year`: what it prints for programs and people, and what it refuses in words."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from trials import year as year_module

Ras = Callable[..., Any]


@pytest.fixture
def ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day of ten minutes, so that a test may live one."""
    monkeypatch.setattr(year_module, "MINUTES", 10)


@pytest.mark.usefixtures("ten_minutes")
def test_programs_get_one_line_with_every_figure(ras: Ras) -> None:
    answer = ras("plant", "year", "--days", "1", "--json")
    assert answer.code == 0, answer.err
    (line,) = answer.out.splitlines()
    body = json.loads(line, parse_constant=lambda name: pytest.fail(name))
    figures = {figure["name"]: figure for figure in body["figures"]}
    assert (body["site"], body["seed"], body["days"]) == ("xiaojieling", 1, 1)
    assert figures["oxygen"]["ok"] and figures["oxygen"]["unit"] == "mg/L"
    assert figures["weight"]["ours"] is None
    assert figures["biomass"]["published"] == [75.0, 118.0]


@pytest.mark.usefixtures("ten_minutes")
def test_a_farm_too_small_for_the_plan_is_refused_in_words(ras: Ras) -> None:
    answer = ras("plant", "year", "--site", "trial", "--days", "1")
    assert answer.code == 2
    assert "too few tanks" in answer.err and "池子不够" in answer.err
    assert "Traceback" not in answer.err


def test_a_site_nobody_knows_is_refused(ras: Ras) -> None:
    answer = ras("plant", "year", "--site", "atlantis", "--days", "1")
    assert answer.code == 2
    assert "atlantis" in answer.err and "Traceback" not in answer.err
