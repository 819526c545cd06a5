"""What a person is shown where nothing can be drawn over: a line now and then, not each one."""

import pytest

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
