"""A demonstration whose page was not built says so, with the command that builds it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ras import demo


@pytest.mark.parametrize("built", [False, True])
def test_a_page_that_was_not_built_is_said(
    built: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if built:
        (tmp_path / "index.html").write_text("")
    monkeypatch.setattr(demo, "PAGE", tmp_path)
    farm = SimpleNamespace(host="127.0.0.1", port=1, data=tmp_path, accounts=dict)
    demo._welcome(cast(Any, farm))
    assert ("make setup" in capsys.readouterr().err) is not built
