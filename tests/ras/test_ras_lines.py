"""Lines by arithmetic and requests on paper: what `check` says of a full line, `poll --plan`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ras.reasons import in_words

SITES = Path(__file__).parents[2] / "sites"
Ras = Callable[..., Any]

SITE = """
schema: ras-site/1
id: line
name: {{zh: 线, en: Line}}
water: {{alkalinity_mg_l: 85}}
systems: [{{id: "1", name: {{zh: 一, en: One}}, tanks: [{tanks}]}}]
buses: [{{id: do, kind: rtu, wire: /dev/do, baud: {baud}}}]
devices:
{devices}
limits: []
"""
PROBE = (
    "  - {{id: p{n}, profile: yosemitech/y504-a, bus: do, unit: {n}, period_s: {period_s},"
    " points: {{oxygen_mg_l: 1-{n:02d}.do_a}}}}"
)


def site(folder: Path, probes: int, baud: int = 9600, period_s: float = 1) -> Path:
    """A line of so many oxygen probes in so many tanks."""
    tanks = ", ".join(f"{{id: 1-{n:02d}, volume_m3: 42}}" for n in range(1, probes + 1))
    rows = [PROBE.format(n=n, period_s=period_s) for n in range(1, probes + 1)]
    text = SITE.format(tanks=tanks, baud=baud, devices="\n".join(rows))
    (folder / "line.yaml").write_text(text, encoding="utf-8")
    return folder / "line.yaml"


@pytest.mark.parametrize(
    ("probes", "verdict", "code"), [(4, "fits", 0), (16, "full", 0), (24, "too_much", 1)]
)
def test_a_line_fits_is_full_or_carries_too_much(
    ras: Ras, tmp_path: Path, probes: int, verdict: str, code: int
) -> None:
    answer = ras("check", site(tmp_path, probes), "--json")
    body = json.loads(answer.out)
    (line,) = body["lines"]
    assert (answer.code, line["verdict"], body["ok"]) == (code, verdict, code == 0)
    assert line["stations"] == line["requests"] == probes
    assert line["round_ms"] == pytest.approx(probes * 55.5, abs=1)
    assert line["load_percent"] + line["margin_percent"] == pytest.approx(100, abs=0.2)
    assert len(line["late"]) == (probes if code else 0)


def test_a_full_line_says_in_both_languages_what_would_help(ras: Ras, tmp_path: Path) -> None:
    answer = ras("check", site(tmp_path, 24))
    assert answer.code == 1
    assert "总线 do 放不下" in answer.err and "line do carries too much" in answer.err
    assert "分成 2 条总线 | split over 2 lines" in answer.err and "periods ×" in answer.err
    nearly = ras("check", site(tmp_path, 17))
    assert nearly.code == 0
    assert "快满了" in nearly.err and "at 19200 baud" in nearly.err and "not listed" in nearly.err


def test_what_the_advice_says_does_help(ras: Ras, tmp_path: Path) -> None:
    body = json.loads(ras("check", site(tmp_path, 24), "--json").out)
    factor = body["lines"][0]["helps"]["period_factor"]
    assert ras("check", site(tmp_path, 24, period_s=factor)).code == 0


def test_the_plan_asks_nobody_and_names_every_request(ras: Ras) -> None:
    answer = ras("poll", SITES / "bench.yaml", "--plan", "--json")
    probe, relay = (json.loads(line) for line in answer.out.splitlines())
    assert answer.code == 0
    (request,) = probe["requests"]
    assert (request["function"], request["address"], request["count"]) == (3, 0x2600, 4)
    assert set(request["points"]) == {"temperature", "saturation"} and request["bytes"] == 21
    assert probe["one_by_one_requests"] == 2 and probe["one_by_one_ms"] > probe["visit_ms"]
    assert relay["requests"][0]["function"] == 1


def test_the_plan_as_a_table(ras: Ras) -> None:
    answer = ras("poll", SITES / "trial.yaml", "--plan")
    assert answer.code == 0 and "0x2600" in answer.out
    assert "逐点问" in answer.err and "one by one" in answer.err


def test_life_support_whose_silence_nobody_has_thought_of_is_named(
    ras: Ras, tmp_path: Path
) -> None:
    assert (
        json.loads(ras("check", SITES / "trial.yaml", "--json").out)["comm_loss_not_stated"] == []
    )
    text = (SITES / "trial.yaml").read_text(encoding="utf-8")
    stated = ", settings: {comm_loss_time: 10, comm_loss_action: 1}"
    (tmp_path / "site.yaml").write_text(text.replace(stated, "", 1), encoding="utf-8")
    rows = json.loads(ras("check", tmp_path / "site.yaml", "--json").out)["comm_loss_not_stated"]
    assert {row["setting"] for row in rows} == {"comm_loss_time", "comm_loss_action"}
    assert {row["device"] for row in rows} == {"s1-pump-1"}
    assert all(row["outputs"] == ["1.pump_1"] for row in rows)
    assert "settings.comm_loss_time" in ras("check", tmp_path / "site.yaml").err


@pytest.mark.parametrize("word", ["wrong_unit", "line_busy", "wrong_mode_gateway", "crc"])
def test_a_word_of_the_wire_becomes_a_sentence_in_both_languages(word: str) -> None:
    assert " / " in in_words(word) and word not in in_words(word)


def test_every_text_line_has_a_row_too(ras: Ras) -> None:
    site = SITES / "every-device.yaml"
    lines = {row["bus"]: row for row in json.loads(ras("check", site, "--json").out)["lines"]}
    probe = lines["text-do"]
    assert probe["requests"] == 1 and probe["mode"] == "poll" and probe["verdict"] == "fits"
    # "R" CR asks; the longest answer of the profile's frames says four digits or more.
    assert probe["characters"] >= 2 + 5 and probe["round_ms"] > probe["characters"] * 10 / 9.6
    scale = lines["text-a9"]
    assert scale["mode"] == "push" and scale["requests"] == 0
    # 12 characters ten times a second of the 960 that 9600 baud carries (XK3190 manual).
    assert scale["characters"] == 12 and scale["load_percent"] == pytest.approx(12.5)
    table = ras("check", site)
    assert "text-a9" in table.out and "[" not in table.err
