"""A good site is counted, a broken one shows all that is wrong in one go."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SITES = Path(__file__).parents[2] / "sites"
Ras = Callable[..., Any]

BROKEN = {
    "altitude_m: 110": "altitude_m: high",
    "timezone: Asia/Shanghai": "timezone: Mars",
    "unit: 1, period_s: 2, points: {oxygen_mg_l: 1-01.do_b}": (
        "unit: 1, period_s: -2, points: {oxygen_mg_l: 1-01.do_b}"
    ),
    "unit: 2, period_s: 2, points: {oxygen_mg_l: 1-02.do_b}": (
        "unit: 2, typo: 1, points: {oxygen_mg_l: 1-02.do_b}"
    ),
    "bus: s1-aux, unit: 3": "bus: no-bus, unit: 3",
    "{id: f-relay, kind: rtu": "{id: f-relay, kind: rtx",
    "emergency_valve, low: 0, high: 1, safe: 1": "emergency_valve, low: 0, high: 1, safe: 3",
    "quantity: drum, low: 0": "quantity: drum, low: zero",
}
PATHS = {
    "altitude_m", "timezone", "devices.4.period_s", "devices.5.typo", "devices.13.bus",
    "buses.10.kind", "outputs.2.safe", "outputs.7.low",
}  # fmt: skip


@pytest.mark.parametrize(("site", "tanks"), [("trial", 4), ("xiaojieling", 72), ("bench", 1)])
def test_the_shipped_sites_are_right(ras: Ras, site: str, tanks: int) -> None:
    answer = ras("check", SITES / f"{site}.yaml", "--json")
    body = json.loads(answer.out)
    assert (answer.code, body["ok"], body["tanks"]) == (0, True, tanks)
    assert all(0 < line["load_percent"] < 60 for line in body["lines"])
    assert "没有错误 | no mistakes" in ras("check", SITES / f"{site}.yaml").err


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    text = (SITES / "trial.yaml").read_text(encoding="utf-8")
    for good, bad in BROKEN.items():
        assert text.count(good) == 1, good
        text = text.replace(good, bad)
    (tmp_path / "broken.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "broken.yaml"


def test_mistakes_of_form_and_of_sense_come_together(ras: Ras, broken: Path) -> None:
    answer = ras("check", broken, "--json")
    problems = json.loads(answer.out)["problems"]
    assert answer.code == 2
    assert {problem["path"] for problem in problems} == PATHS
    lines = broken.read_text(encoding="utf-8").splitlines()
    for problem in problems:
        assert problem["path"].split(".")[-1] in lines[problem["line"] - 1]
        assert all(problem[side][tongue] for side in ("wrong", "remedy") for tongue in ("zh", "en"))


def test_the_same_for_people_and_for_what_would_start(ras: Ras, broken: Path) -> None:
    data = broken.parent / "data"
    for verb in (("check",), ("run", "--data", data), ("demo", "--data", data, "--site")):
        answer = ras(*verb, broken)
        assert answer.code == 2 and not answer.out
        for path in PATHS:
            assert f": {path}: " in answer.err
        assert "值 high 不合规定：要数字" in answer.err and "只能是 'rtu'" in answer.err
    assert not data.exists(), "nothing starts, nothing is written"


def test_what_only_follows_from_another_mistake_is_not_said(ras: Ras, tmp_path: Path) -> None:
    text = (SITES / "trial.yaml").read_text(encoding="utf-8")
    site = tmp_path / "site.yaml"
    site.write_text(text.replace("{id: s1-do-a, kind: rtu", "{id: s1-do-a, kind: rtx"))
    problems = json.loads(ras("check", site, "--json").out)["problems"]
    assert [problem["path"] for problem in problems] == ["buses.0.kind"]
