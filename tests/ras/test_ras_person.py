"""What a person is shown where nothing can be drawn over: a line now and then, not each one."""

import getpass
import warnings

import pytest
import typer

from farm.words import Words
from ras.person import EVERY_S, Person


def test_progress_in_a_file_is_a_line_every_ten_seconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now_s = [100.0]
    monkeypatch.setattr("ras.person.time.monotonic", lambda: now_s[0])
    one = Person()
    for second in range(25):
        now_s[0] = 100.0 + second
        one.progress(f"at {second}")
    assert capsys.readouterr().err.splitlines() == ["at 10", "at 20"] and EVERY_S == 10.0


def test_a_password_that_is_piped_in_brings_no_warning_of_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def piped(*_: object, **__: object) -> str:
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=2)
        return "secret"

    monkeypatch.setattr(typer, "prompt", piped)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Person().secret(Words(zh="密码", en="password"), hidden=True) == "secret"
