"""What `--help` says of each argument and option is said in both languages."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer

from ras.__main__ import app

OWN = ("help",)


def said(command: Any, path: str = "ras") -> Iterator[tuple[str, str]]:
    if inside := getattr(command, "commands", None):
        for name, inner in inside.items():
            yield from said(inner, f"{path} {name}")
        return
    for one in command.params:
        text = getattr(one, "help", None)
        if one.name not in OWN and path != "ras demo" and text:
            yield f"{path} {one.name}", text


@pytest.mark.parametrize(("where", "text"), list(said(typer.main.get_command(app))))
def test_an_option_is_explained_in_both_languages(where: str, text: str) -> None:
    chinese, _, english = text.partition(" / ")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese), where
    assert english.strip(), where
