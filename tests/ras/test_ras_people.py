"""The first people of a farm are made at the command line; passwords are never shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

SITE = Path(__file__).parents[2] / "sites" / "trial.yaml"
Ras = Callable[..., Any]


def added(ras: Ras, data: Path, login: str = "op01", role: str = "operator") -> Any:
    return ras("people", "add", SITE, login, "--post", "值班员", "--role", role, "--data", data)


def test_a_person_is_added_listed_and_only_once(
    ras: Ras, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: "correct horse battery staple")
    first = added(ras, tmp_path)
    assert first.code == 0, first.err
    assert "horse" not in first.out + first.err
    listed = ras("people", "list", SITE, "--data", tmp_path)
    assert listed.code == 0
    assert "op01" in listed.out and "值班员" in listed.out and "operator" in listed.out
    again = added(ras, tmp_path)
    assert again.code == 2 and " | " in again.err and "Traceback" not in again.err
    assert (tmp_path / "dashboard").stat().st_mode & 0o077 == 0


def test_a_short_password_is_refused(
    ras: Ras, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: "1")
    answer = added(ras, tmp_path)
    assert answer.code == 2 and " | " in answer.err
    assert "op01" not in ras("people", "list", SITE, "--data", tmp_path).out
