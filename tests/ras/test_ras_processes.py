"""Verbs beside a running farm: what is read, what is locked, what ends with what.

Knows the command line, HTTP through it, and process ids; no application.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from openpyxl import load_workbook

from tests.hil.hil_doors import free_port, told

pytestmark = pytest.mark.hil
ROOT = Path(__file__).parents[2]
TRIAL = str(ROOT / "sites" / "trial.yaml")
UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1"
PATIENCE_S = 90.0
"""Only a hang reaches it, wall s."""


def until(true: Callable[[], Any], what: str) -> Any:
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        if answer := true():
            return answer
        time.sleep(0.1)
    pytest.fail(f"waited {PATIENCE_S:g} s for {what}")


@contextmanager
def process(log: Path, *arguments: str, **extra: str) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as said:
        running = subprocess.Popen(
            [sys.executable, "-m", "ras", *arguments],
            cwd=ROOT,
            env={**os.environ, **extra},
            stdout=said,
            stderr=said,
        )
    try:
        yield running
    finally:
        if running.poll() is None:
            running.terminate()
        try:
            running.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


@dataclass(frozen=True)
class Demo:
    data: Path
    port: int
    process: "subprocess.Popen[bytes]"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demonstration of the trial site, up; its clock runs ten times as fast."""
    data, port = tmp_path_factory.mktemp("demo") / "data", free_port()
    log = data.parent / "log"
    options = ("--site", TRIAL, "--data", str(data), "--port", str(port), "--speed", "10")
    with process(log, "demo", *options) as running:
        until(lambda: b"Ctrl-C" in log.read_bytes() or running.poll() is not None, "the page")
        assert running.poll() is None, log.read_text()
        yield Demo(data, port, running)


def test_history_grows_beside_the_running_farm(demo: Demo) -> None:
    def kept() -> list[dict[str, Any]]:
        options = ("--from", "-5m", "--data", str(demo.data), "--json")
        answer = told("history", "query", "1-01.do_a", *options)
        return [json.loads(line) for line in answer.stdout.splitlines()]

    rows = until(lambda: [row for row in kept() if row["status"] == "Good"][3:], "samples")
    assert all(4 < row["value"] < 20 for row in rows)


def test_a_past_decision_is_recomputed_the_same(demo: Demo) -> None:
    def again() -> dict[str, Any] | None:
        options = ("--at", "-65s", "--data", str(demo.data), "--json")
        answer = told("replay", TRIAL, "1-01.oxygen_valve", *options)
        assert answer.returncode == 0 or not answer.stdout, answer.stdout
        return dict(json.loads(answer.stdout)) if answer.stdout else None

    found = until(again, "a kept minute")
    assert found["same"] is True
    assert found["why"]["zh"] and found["why"]["en"]


def test_the_yield_workbook_opens_in_two_programs(demo: Demo, tmp_path: Path) -> None:
    out = tmp_path / "yield.xlsx"
    url = ("--url", f"http://127.0.0.1:{demo.port}", "--data", str(demo.data))
    answer = told("export", "yield", str(out), *url)
    assert answer.returncode == 0, answer.stderr
    book = load_workbook(out, data_only=True)
    cells = [
        cell.value for sheet in book for row in sheet for cell in row if cell.value is not None
    ]
    assert any("产" in str(cell) for cell in cells)
    assert any(isinstance(cell, (int, float)) and cell > 0 for cell in cells)
    if shutil.which("soffice"):
        home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
        command = ["soffice", home, "--headless", "--convert-to", UTF8_CSV, "--outdir"]
        subprocess.run([*command, tmp_path, out], check=True, capture_output=True)
        assert "产" in (tmp_path / "yield.csv").read_text(encoding="utf-8")
    refused = told("export", "yield", str(tmp_path / "no.xlsx"), "--year", "1999", *url)
    assert refused.returncode == 2


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("demo --site TRIAL --data DATA --port PORT", "another demonstration runs"),
        ("run TRIAL --data DATA", "another controller runs"),
        ("dashboard TRIAL --data DATA --port PORT", "Another process is writing"),
        ("people list TRIAL --data DATA", "Another process is writing"),
        ("demo --site TRIAL --data OTHER --port TAKEN", "cannot be used"),
        ("dashboard TRIAL --data OTHER --port TAKEN", "in use"),
    ],
)
def test_one_farm_has_one_of_each(demo: Demo, tmp_path: Path, line: str, says: str) -> None:
    known = {"TRIAL": TRIAL, "DATA": str(demo.data), "PORT": str(free_port()),
             "TAKEN": str(demo.port), "OTHER": str(tmp_path / "other")}  # fmt: skip
    answer = told(*(known.get(word, word) for word in line.split()))
    assert answer.returncode == 2, answer.stderr
    assert says in answer.stderr and "Traceback" not in answer.stderr
    assert demo.process.poll() is None, "the one that runs is not touched"


def test_sigterm_ends_the_whole_box_in_order(demo: Demo) -> None:
    children = psutil.Process(demo.process.pid).children()
    assert len(children) == 3
    demo.process.send_signal(signal.SIGTERM)
    demo.process.wait(PATIENCE_S)
    assert not [child for child in children if child.is_running()]


def test_a_killed_supervisor_takes_its_children_with_it(tmp_path: Path) -> None:
    options = ("--site", TRIAL, "--data", str(tmp_path / "d"), "--port", str(free_port()))
    with process(tmp_path / "log", "demo", *options) as running:
        box = psutil.Process(running.pid)
        children = until(box.children, "a child")
        running.kill()
        running.wait()
        until(lambda: not any(child.is_running() for child in children), "the children's end")


def test_poll_reads_every_device_once(tmp_path: Path) -> None:
    data = tmp_path / "sim"
    with process(tmp_path / "log", "sim", TRIAL, "--data", str(data)) as running:
        until(lambda: (data / "wires.yaml").exists() or running.poll() is not None, "the wires")
        wires = ("--wires", str(data / "wires.yaml"))
        answer = told("poll", TRIAL, *wires, "--json")
        assert answer.returncode == 0, answer.stdout + answer.stderr
        rows = [json.loads(line) for line in answer.stdout.splitlines()]
        assert {row["status"] for row in rows} == {"Good"} and len(rows) > 50
        probe = next(row for row in rows if row["tag"] == "1-01.do_a")
        assert probe["unit"] == "mg/L" and 4 < probe["value"] < 20
        table = told("poll", TRIAL, *wires)
        assert table.returncode == 0 and "1-01.oxygen_valve_position" in table.stdout
        running.kill()
        running.wait()
    silent = told("poll", TRIAL, *wires, "--patience", "3", "--json")
    assert silent.returncode == 1
    assert not any('"Good"' in line for line in silent.stdout.splitlines())


@pytest.mark.parametrize("verb", ["run", "dashboard"])
def test_systemd_hears_ready_and_then_signs_of_life(tmp_path: Path, verb: str) -> None:
    more = ("--port", str(free_port())) if verb == "dashboard" else ()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE_S)
        options = (verb, TRIAL, "--data", str(tmp_path / "data"), *more)
        named = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "2000000"}
        with process(tmp_path / "log", *options, **named) as running:
            assert manager.recv(500).startswith(b"READY=1"), (tmp_path / "log").read_text()
            while b"WATCHDOG=1" not in manager.recv(500):
                pass
            running.terminate()
            assert running.wait(PATIENCE_S) == 0
