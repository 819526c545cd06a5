"""The command line in this process: arguments in, exit code and both streams out."""

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from drivers import profiles
from ras.__main__ import main


@dataclass(frozen=True)
class Answer:
    """What a verb said."""

    code: int
    out: str
    err: str


cached = functools.cache(profiles.load_profiles)


@pytest.fixture
def ras(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    # Every verb reads all profiles anew, as its own process; here they are read once.
    monkeypatch.setattr(profiles, "load_profiles", cached)

    def asked(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["ras", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return asked
