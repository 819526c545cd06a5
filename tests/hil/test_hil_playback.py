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
from tests.hil.hil_doors import ROOT, told, until

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
SCENARIO = f"""
schema: ras-sim/1
site: {SITE}
playback:
  - file: {RIVER}
    columns: {{{OXYGEN}: do_mean_mgL, {WARMTH}: t_mean_C}}
    temperature: t_mean_C
"""


def _played(data: Path, start: Start, rows: int, patience_s: float) -> Anchor:
    """Simulator and controller until both probes have shown `rows` rows; then both end."""
    anchor = anchor_now(SPEED)
    clock = {ANCHOR_ENV: anchor.as_env()}
    scenario = data / "river.yaml"
    scenario.write_text(SCENARIO, encoding="utf-8")
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
        return all(row >= min(rows + 2, length) for row, length in playback.values())

    until(shown, f"{rows} rows", patience_s)
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


def _same(answers: list[dict[str, Any]], series: Series, rows: int) -> None:
    assert len(answers) >= rows
    at = [answer["at"] for answer in answers]
    assert at == sorted(at) and len(set(at)) == len(at)
    for row, (answer, value) in enumerate(zip(answers[:rows], series.values, strict=False)):
        if value is None:
            assert answer["value"] is None and answer["status"].startswith("Bad"), (row, answer)
        else:
            assert answer["status"] == "Good", (row, answer)
            assert abs(answer["value"] - value) < RESOLUTION, (row, answer, value)


def _river() -> dict[str, Series]:
    text = RIVER.read_text(encoding="utf-8")
    return {series.tag: series for series in read_series(text, COLUMNS, "t_mean_C")}


def test_the_first_rows_come_back_in_order(tmp_path: Path, start: Start) -> None:
    anchor = _played(tmp_path, start, SHORT_ROWS, 120.0)
    assert history_folder(tmp_path).is_dir()
    for tag, series in _river().items():
        _same(_asked(tmp_path, tag, anchor), series, SHORT_ROWS)


@pytest.mark.night
def test_the_whole_file_comes_back_in_order(tmp_path: Path, start: Start) -> None:
    river = _river()
    rows = len(river[OXYGEN].values)
    anchor = _played(tmp_path, start, rows, WHOLE_S)
    answers = {tag: _asked(tmp_path, tag, anchor) for tag in river}
    for tag, series in river.items():
        _same(answers[tag], series, rows)
    pairs = zip(answers[OXYGEN][:rows], answers[WARMTH][:rows], strict=True)
    both = np.array(
        [(o["value"], t["value"]) for o, t in pairs if None not in (o["value"], t["value"])]
    )
    assert len(both) == 2230
    percent = 100.0 * both[:, 0] / saturation_mg_l(both[:, 1], 1.0)
    assert float(np.median(percent)) == pytest.approx(101.1, abs=0.2)
