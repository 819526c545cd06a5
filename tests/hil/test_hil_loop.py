"""Simulator, controller and dashboard as processes over RTU, TCP and ASCII: the loop is closed.

Knows the trial site, the command line, HTTP and the history files; asserts no wall-clock duration
but the one the safety reference gives for control to be back.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from drivers.profiles import load_profiles
from farm.quantity import Kind
from farm.site import Site
from farm.status import Status
from farm.tag import quantity_of
from ras.folders import history_folder
from records.history.query import HistoryReader
from tests.hil.hil_doors import PATIENCE_S, ROOT, free_port, get, until
from trials.readings import Readings, of_history
from trials.verdict import open_site

pytestmark = pytest.mark.hil

MUTE_S, HEAL_S, KILL_S, LONG_S = 14, 26, 34, 50
"""Wall seconds after all is up; the clock runs ten times as fast."""
MUTE, MUTE_TAGS = "s1-04-do-a", {"1-04.do_a", "1-04.temperature"}
OTHERS_PACE = 1.2
"""Cycle time of the other stations on the line, in their periods (safety F-14)."""
WHOLE_BOX = [
    "demo", "--site", "sites/trial.yaml", "--speed", "10", "--for", str(LONG_S), "--json",
    "--fault", f"mute:{MUTE}@{MUTE_S}", "--fault", f"heal:{MUTE}@{HEAL_S}",
    "--kill", f"controller@{KILL_S}",
]  # fmt: skip


class Run:
    """What one demonstration left behind, and what was seen of it through HTTP on the way."""

    def __init__(self, data: Path, site: Site) -> None:
        self.data, self.site = data, site
        self.verdict: dict[str, Any] = {}
        self.open: dict[str, int] = {}
        self.quiet: dict[str, Any] = {}
        self.muted: dict[str, Any] = {}
        self.after: dict[str, Any] = {}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run for all tests of this file: a mute station, a killed controller."""
    data, port = tmp_path_factory.mktemp("box"), free_port()
    done = Run(data, open_site("trial", load_profiles()))
    command = [sys.executable, "-m", "ras", *WHOLE_BOX, "--port", str(port), "--data", str(data)]
    with (data / "said").open("wb") as said, (data / "verdict").open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=said)
        try:
            _watch(done, port)
            process.wait(PATIENCE_S)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE_S)
    lines = _text(data / "verdict").splitlines()
    assert lines, _text(data / "said")
    done.verdict = json.loads(lines[-1])
    return done


def _watch(run: Run, port: int) -> None:
    until(lambda: get(port, "/healthz")[0] == 200, "/healthz")
    token = until(lambda: _text(run.data / "viewer.token"), "the token").strip()

    def tags(fit: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        status, body = get(port, "/api/v1/snapshot", token)
        return body["tags"] if status == 200 and fit(body["tags"]) else {}

    run.open = {
        "with": get(port, "/api/v1/snapshot", token)[0],
        "without": get(port, "/api/v1/snapshot")[0],
        "wrong": get(port, "/api/v1/snapshot", token[:-1] + "~")[0],
    }
    run.quiet = until(lambda: tags(lambda t: share_good(t) == 1.0), "every tag Good")
    run.muted = until(lambda: tags(alone_bad), "one station mute, all others Good")
    until(lambda: tags(lambda t: t["1-04.do_a"]["status"] == "Good"), "the healed station")
    # The page keeps the last known state; the new process tells a new one after the kill.
    until(lambda: _text(run.data / "controller.log").count("outputs_adopted") > 1, "the comeback")
    run.after = until(lambda: tags(lambda t: share_good(t) >= 0.98), "Good tags after the kill")


def alone_bad(tags: dict[str, Any]) -> bool:
    """The mute station is given up, and just now nobody else is missing."""
    bad = {tag for tag, body in tags.items() if body["status"] != "Good"}
    return bad == MUTE_TAGS and tags["1-04.do_a"]["status"] == "BadNoCommunication"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def of_devices(tags: dict[str, Any]) -> set[str]:
    """Tags that devices bring; those of the controller's own health come by and by."""
    return {name for name in tags if quantity_of(name).kind is not Kind.HEALTH}


def share_good(tags: dict[str, Any]) -> float:
    return sum(tag["status"] == "Good" for tag in tags.values()) / len(tags) if tags else 0.0


def test_only_who_has_the_token_sees_the_farm(run: Run) -> None:
    assert run.open == {"with": 200, "without": 401, "wrong": 401}


def test_every_kind_of_wire_brings_good_values(run: Run) -> None:
    kinds = {bus.id: bus.kind for bus in run.site.buses}
    assert set(kinds.values()) == {"rtu", "tcp", "ascii"}
    for tag in ("1-01.do_a", "1.sump_level", "farm.spring_oxygen", "farm.scale", "1-01.oxygen"):
        assert run.quiet[tag]["status"] == "Good" and run.quiet[tag]["value"] is not None, tag
    assert share_good(run.after) >= 0.98
    assert of_devices(run.after) == of_devices(run.quiet)


def test_a_mute_station_is_bad_with_a_reason_and_alone(run: Run) -> None:
    for tag in MUTE_TAGS:
        body = run.muted[tag]
        assert (body["value"], body["status"]) == (None, "BadNoCommunication")
    assert run.muted["1-04.oxygen"]["status"] == "Good", "the other probe is controlled on"


def test_the_fish_and_the_wire_say_all_went_well(run: Run) -> None:
    """True oxygen 6–12, life support never off, 0 wrong values, control back within 10 s."""
    verdict = run.verdict
    assert (
        verdict["checks"].pop("polls_on_time", None) is not None
    )  # judged below, station by station
    assert all(verdict["checks"].values()), verdict
    assert 6.0 <= verdict["oxygen_true_min_mg_l"] <= verdict["oxygen_true_max_mg_l"] <= 12.0
    assert verdict["wrong_values"] == 0 and verdict["readings_checked"] > 10_000
    assert verdict["oxygen_off_s"] == 0 and verdict["pump_stopped_s"] == 0
    (back_s,) = verdict["control_back_wall_s"]
    assert back_s <= 10.0
    assert verdict["restarts"] == {"sim": 0, "controller": 1, "dashboard": 0}


def test_the_next_controller_adopts_what_stands(run: Run) -> None:
    said = [line for line in _text(run.data / "controller.log").splitlines() if "adopted" in line]
    assert len(said) == 2 and all("missing=[]" in line for line in said), said


@pytest.fixture(scope="module")
def readings(run: Run) -> Readings:
    reader = HistoryReader(history_folder(run.data))
    start_ms = _anchor_ms(run.data)
    return of_history(reader, start_ms, start_ms + 3_600_000)


def _anchor_ms(data: Path) -> int:
    return int(_text(data / "clock").split(",")[1])


def _span_of_silence(readings: Readings) -> tuple[int, int]:
    mine = readings.of("1-04.do_a")
    silent = mine.at_ms[np.isin(mine.status, [int(Status.BAD_NO_COMMUNICATION)])]
    assert len(silent) > 20, "some two minutes of the clock"
    return int(silent[0]), int(silent[-1])


def test_the_others_on_the_line_keep_their_period(readings: Readings) -> None:
    from_ms, to_ms = _span_of_silence(readings)
    for tag in ("1-01.do_a", "1-02.do_a", "1-03.do_a"):
        mine = readings.of(tag).between(from_ms, to_ms)
        assert mine.good.mean() >= 0.95, tag
        assert float(np.diff(mine.at_ms[mine.good]).mean()) <= OTHERS_PACE * 2000.0, tag


def test_history_has_no_number_where_the_station_was_mute(readings: Readings) -> None:
    from_ms, to_ms = _span_of_silence(readings)
    mine = readings.of("1-04.do_a").between(from_ms, to_ms)
    assert np.isnan(mine.value).all() and (mine.status >= 0x80000000).all()
