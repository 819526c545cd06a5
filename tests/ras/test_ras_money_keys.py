"""Keys of personal data at the command line: made once, never beside the data, rotated by one."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from records.store.key_file import read_key_file

Ras = Callable[..., Any]


def test_a_key_file_is_made_once_outside_the_data_and_rotated(ras: Ras, tmp_path: Path) -> None:
    data, keys = tmp_path / "farm", tmp_path / "safe.keys"
    assert ras("keys", "make", keys, "--data", data).code == 0
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    first = read_key_file(keys)
    again = ras("keys", "make", keys, "--data", data)
    assert again.code == 2 and "不覆盖" in again.err
    assert ras("keys", "rotate", keys, "--data", data).code == 0
    ring = read_key_file(keys)
    assert ring.numbers == [2, 1] and ring.field_key(1) == first.field_key(1)
    for line in keys.read_text().splitlines()[1:]:
        assert line.split()[1] not in again.err + again.out


def test_keys_beside_the_data_are_refused(ras: Ras, tmp_path: Path) -> None:
    inside = tmp_path / "dashboard" / "safe.keys"
    answer = ras("keys", "make", inside, "--data", tmp_path)
    assert answer.code == 2 and not inside.exists()


def test_a_dashboard_that_is_not_there_is_said_in_one_sentence(
    ras: Ras, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "a-password")
    for words in (("anchor", "print"), ("trail", "--run", "v-1"), ("dividend", "post", "v-1")):
        answer = ras(*words, "--url", "http://127.0.0.1:9")
        assert answer.code == 1 and "没有回答" in answer.err and "Traceback" not in answer.err
