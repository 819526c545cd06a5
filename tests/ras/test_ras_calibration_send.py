"""A calibration that could not be written down is written down later, by who did it; a file that
is no entry is named and harms no other."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ras.calibration_unsent import command, keep_unsent, unsent

SITE = Path(__file__).parents[2] / "sites" / "bench.yaml"
Ras = Callable[..., Any]


def entry(**more: Any) -> dict[str, Any]:
    return {
        "event_id": str(uuid.uuid4()), "happened_ms": 1_780_000_000_000, "who": "op01",
        "device": "probe", "profile": "yosemitech/y504-a", "serial_number": "YL0114010022",
        "procedure": "air", "quantity": "saturation", "unit": "%",
        "standards": [{"reference": "100", "before": "96", "after": "100"}],
        "coefficients": [], "drift": None, "temperature_c": "22", "pressure_hpa": "1013.2",
        "due_on": "2026-12-23", "result": "ADJUSTED", "remark": "", **more,
    }  # fmt: skip


def sent(ras: Ras, data: Path, *more: str) -> Any:
    return ras("calibrate", SITE, "--send", "--data", data, "--url", "http://127.0.0.1:1", *more)


def listed(ras: Ras, data: Path) -> dict[str, Any]:
    answer = ras("calibrate", SITE, "--list", "--data", data, "--url", "http://127.0.0.1:1",
                 "--json")  # fmt: skip
    return {row["device"]: row for row in json.loads(answer.out)["devices"]}


def test_what_was_kept_is_written_down_without_naming_anybody_again(
    ras: Ras, tmp_path: Path
) -> None:
    keep_unsent(tmp_path, entry())
    answer = sent(ras, tmp_path)
    assert answer.code == 0 and "written down: 1" in answer.err, answer.err
    assert unsent(tmp_path) == [] and listed(ras, tmp_path)["probe"]["due_on"] == "2026-12-23"


def test_bad_files_are_named_and_the_good_one_goes_on(ras: Ras, tmp_path: Path) -> None:
    good = keep_unsent(tmp_path, entry())
    cut = good.with_name("0-cut.json")
    cut.write_text(good.read_text()[:60])
    lacks = good.with_name("1-lacks.json")
    lacks.write_text(json.dumps({"who": "op01"}))
    strange = keep_unsent(tmp_path, entry(result="PERHAPS"))
    answer = sent(ras, tmp_path)
    assert answer.code == 1 and "Traceback" not in answer.err
    for path in (cut, lacks, strange):
        assert str(path) in answer.err and path.exists()
    assert "happened_ms" in answer.err and not good.exists()


def test_an_entry_without_a_name_asks_for_one(ras: Ras, tmp_path: Path) -> None:
    keep_unsent(tmp_path, entry(who=""))
    first = sent(ras, tmp_path)
    assert first.code == 1 and "--who" in first.err and len(unsent(tmp_path)) == 1
    assert sent(ras, tmp_path, "--who", "op02").code == 0 and unsent(tmp_path) == []


def test_nothing_kept_is_no_mistake(ras: Ras, tmp_path: Path) -> None:
    assert sent(ras, tmp_path).code == 0


def test_the_hint_is_the_whole_command(ras: Ras, monkeypatch: pytest.MonkeyPatch) -> None:
    words = command(Path("a b/s.yaml"), Path("var/farm"), "http://127.0.0.1:8080")
    assert words == (
        "ras calibrate 'a b/s.yaml' --send --data var/farm --url http://127.0.0.1:8080"
    )
