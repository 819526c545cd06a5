"""Every short word the drivers can say has a sentence in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from farm.sample import Sample
from farm.status import Status
from farm.tag import TagName
from ras.poll import _cell, _row
from ras.reasons import in_words

DRIVERS = Path(__file__).parents[2] / "drivers"
SAYS = {"Judgement", "Wrong", "_bad", "faulty", "not_said"}
NO_REASON = {"*", "event_", "exception_", "unit_"}
"""What is no word of its own: a place, the beginnings of others."""


def words() -> Iterator[str]:
    for path in [*DRIVERS.glob("*.py"), *DRIVERS.glob("text/*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in SAYS:
                for part in (one for each in call.args for one in ast.walk(each)):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


@pytest.mark.parametrize("word", sorted({*words()} - NO_REASON - {""}))
def test_every_word_of_the_drivers_has_a_sentence(word: str) -> None:
    assert " / " in in_words(word)


@pytest.mark.parametrize("word", ["exception_2", "device_says_unit_code", "unit_lb", "error_10"])
def test_a_word_with_a_name_behind_it_keeps_the_name(word: str) -> None:
    assert in_words(word).startswith(word) and " / " in in_words(word)


def test_a_value_is_shown_with_the_digits_of_its_quantity() -> None:
    sample = Sample(
        TagName("1-01.temperature"), 21.975000000000002, Status.GOOD, 0.0, 0, "probe", ""
    )
    row = _row(sample.tag, sample, {})
    assert row["value"] == 21.975 and len(_cell(row, "value")) <= len("21.98")
