"""A river's measurements through pseudo-terminals, real processes and `ras history query`.

Knows one row for each poll, a clock three times as fast, and the command line.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from farm.clock import ANCHOR_ENV, Anchor, anchor_now
from hil_sim.playback import Series, read_series
from models.oxygen import saturation_mg_l
from ras.folders import history_folder, simulator_folder
from ras.sim_door import ask
from tests.hil.conftest import Start
from tests.hil.hil_doors import PATIENCE_S, ROOT, told, until

pytestmark = pytest.mark.hil

RIVER = ROOT / "tests" / "data" / "usgs_01463500_daily.csv"
SITE = ROOT / "tests" / "data" / "playback.yaml"
OXYGEN, WARMTH = "1-01.do_a", "1.ph_temperature"
COLUMNS = {OXYGEN: "do_mean_mgL", WARMTH: "t_mean_C"}
RESOLUTION = 0.01
SHORT_ROWS = 75
SPEED = 3.0
"""A machine held up for longer than timeout / speed loses a row: 0.1 s of the wall."""
WHOLE_S = 3000.0
"""2,377 rows are a quarter of an hour; only a hang reaches this, wall s."""


def _scenario(river: Path) -> str:
    return f"""
schema: ras-sim/1
site: {SITE}
playback:
  - file: {river}
    columns: {{{OXYGEN}: do_mean_mgL, {WARMTH}: t_mean_C}}
    temperature: t_mean_C
"""


def _played(data: Path, start: Start, river: Path, patience_s: float) -> Anchor:
    """Simulator and controller until both probes were asked beyond the last row; then both end."""
    anchor = anchor_now(SPEED)
    clock = {ANCHOR_ENV: anchor.as_env()}
    scenario = data / "river.yaml"
    scenario.write_text(_scenario(river), encoding="utf-8")
    simulator = simulator_folder(data)
    start("sim", "sim", str(scenario), "--data", str(simulator), environment=clock)
    wires = simulator / "wires.yaml"
    until(wires.exists, "the wires")
    controller = start(
        "controller", "run", str(SITE), "--data", str(data), "--wires", str(wires),
        environment=clock,
    )  # fmt: skip

    def shown() -> bool:
        assert controller.poll() is None, "the controller ended"
        playback = ask(simulator, {"ask": "report"})["playback"]
        return all(row > length for row, length in playback.values())

    until(shown, "all rows", patience_s)
    controller.terminate()
    assert controller.wait(30) == 0
    return anchor


def _asked(data: Path, tag: str, anchor: Anchor) -> list[dict[str, Any]]:
    begin = datetime.fromtimestamp(anchor.utc_ms / 1000, UTC)
    ended = told(
        "history", "query", tag, "--data", str(data), "--json",
        "--from", begin.isoformat(), "--to", (begin + timedelta(hours=4)).isoformat(),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


def _same(answers: list[dict[str, Any]], series: Series) -> None:
    at = [answer["at"] for answer in answers]
    assert at == sorted(at) and len(set(at)) == len(at)
    assert len(answers) >= len(series.values)
    for row, (answer, value) in enumerate(zip(answers, series.values, strict=False)):
        if value is None:
            assert answer["value"] is None and answer["status"].startswith("Bad"), (row, answer)
        else:
            assert answer["status"] == "Good", (row, answer)
            assert abs(answer["value"] - value) < RESOLUTION, (row, answer, value)


def _series(river: Path) -> dict[str, Series]:
    text = river.read_text(encoding="utf-8")
    return {series.tag: series for series in read_series(text, COLUMNS, "t_mean_C")}


def test_the_first_rows_come_back_in_order(tmp_path: Path, start: Start) -> None:
    river = tmp_path / "river.csv"
    lines = RIVER.read_text(encoding="utf-8").splitlines(keepends=True)
    river.write_text("".join(lines[: 1 + SHORT_ROWS]), encoding="utf-8")
    anchor = _played(tmp_path, start, river, PATIENCE_S)
    assert history_folder(tmp_path).is_dir()
    for tag, series in _series(river).items():
        assert len(series.values) == SHORT_ROWS
        _same(_asked(tmp_path, tag, anchor), series)


@pytest.mark.night
def test_the_whole_file_comes_back_in_order(tmp_path: Path, start: Start) -> None:
    river = _series(RIVER)
    rows = len(river[OXYGEN].values)
    anchor = _played(tmp_path, start, RIVER, WHOLE_S)
    answers = {tag: _asked(tmp_path, tag, anchor) for tag in river}
    for tag, series in river.items():
        _same(answers[tag], series)
    pairs = zip(answers[OXYGEN][:rows], answers[WARMTH][:rows], strict=True)
    values = [(oxygen["value"], warmth["value"]) for oxygen, warmth in pairs]
    both = np.array([pair for pair in values if None not in pair])
    assert len(both) == 2230
    percent = 100.0 * both[:, 0] / saturation_mg_l(both[:, 1], 1.0)
    assert float(np.median(percent)) == pytest.approx(101.1, abs=0.2)
