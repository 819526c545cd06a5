"""From a cable to a calibrated probe: scan, readdress, calibrate, on a simulated bench over a
pseudo-terminal, at ten times the speed of the wall."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from farm.clock import ANCHOR_ENV, anchor_now
from ras.calibration_unsent import unsent
from tests.drivers.commission_scene import FLOW, PH, SITE

Ras = Callable[..., Any]
ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
DO_AIR_MG_L = 8.1
"""Some 95 % of saturation at 22 degC and 200 m: a probe that drifted."""


class Line:
    """A simulated bench in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.data, self.site = folder / "sim", folder / "bench.yaml"
        self.site.write_text(SITE + PH + FLOW, encoding="utf-8")
        self.books = folder / "farm"
        self.wires = self.data / "wires.yaml"

    @property
    def port(self) -> str:
        return self.wires.read_text(encoding="utf-8").partition(": ")[2].strip().strip('"')

    def order(self, **what: Any) -> Any:
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(str(self.data / "sim.sock"))
            door.sendall(json.dumps(what).encode() + b"\n")
            return json.loads(door.makefile().readline())


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    monkeypatch.setenv(ANCHOR_ENV, anchor_now(10.0).as_env())
    bench = Line(tmp_path)
    arguments = [sys.executable, "-m", "ras", "sim", str(bench.site), "--data", str(bench.data)]
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(arguments, cwd=ROOT, stdout=log, stderr=log, env=os.environ)
    try:
        end_s = time.monotonic() + PATIENCE_S
        while not bench.wires.exists():
            assert running.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < end_s
            time.sleep(0.05)
        yield bench
    finally:
        running.terminate()
        running.wait(PATIENCE_S)


def in_air(line: Line) -> None:
    line.order(do="freeze", tag="1-01.temperature", value=22.0)
    line.order(do="freeze", tag="1-01.do_a", value=DO_AIR_MG_L)


def calibrated(ras: Ras, line: Line, *more: str) -> Any:
    return ras(
        "calibrate", line.site, "do", "--wires", line.wires, "--data", line.books,
        "--url", "http://127.0.0.1:1", "--who", "op01", "--json", *more,
    )  # fmt: skip


@pytest.mark.hil
def test_from_a_cable_to_a_calibrated_probe(ras: Ras, line: Line) -> None:
    found = ras("scan", line.port, "--baud", "9600", "--units", "1-8", "--json")
    assert found.code == 0, found.err
    rows = {row["unit"]: row for row in json.loads(found.out)["found"]}
    assert rows[1]["profiles"] == ["yosemitech/y504-a"] and rows[1]["certainty"] == "identified"
    assert rows[5]["profiles"] == ["yosemitech/y532-a"]
    assert rows[1]["device_line"] == (
        "- {id: y504-a-1, profile: yosemitech/y504-a, bus: line-1, unit: 1}"
    )
    moved = ras(
        "readdress", line.port, "--profile", "yosemitech/y532-a", "--from", 5, "--to", 9,
        "--yes", "--json",
    )  # fmt: skip
    assert moved.code == 0 and json.loads(moved.out)["step"] == "done", moved.err
    assert "05 10 30 00 00 01 02 09 00" in moved.err
    in_air(line)
    done = calibrated(ras, line, "--yes")
    assert done.code == 0, done.err
    entry = json.loads(done.out)
    assert entry["result"] == "ADJUSTED" and entry["serial_number"] == "YL0114010022"
    assert float(entry["standards"][0]["after"]) == pytest.approx(100.0, abs=0.5)
    listed = ras("calibrate", line.site, "--list", "--data", line.books,
                 "--url", "http://127.0.0.1:1", "--json")  # fmt: skip
    devices = {row["device"]: row for row in json.loads(listed.out)["devices"]}
    assert devices["do"]["due_on"] == entry["due_on"] and not devices["do"]["overdue"]
    for never in ("ph", "flow"):
        assert devices[never]["never"] and not devices[never]["overdue"]
    assert not devices["do"]["never"]
    again = calibrated(ras, line, "--check", "saturation", "--reference", "100")
    assert json.loads(again.out)["drift"] is not None and unsent(line.books) == []


@pytest.mark.hil
def test_no_means_that_nothing_is_written(
    ras: Ras, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: False)
    refused = ras("readdress", line.port, "--profile", "yosemitech/y504-a", "--from", 1, "--to", 9)
    assert refused.code == 1 and "nothing written" in refused.err
    stopped = calibrated(ras, line)
    assert stopped.code == 1 and "nothing written" in stopped.err
    assert line.order(ask="writes")["writes"] == []


@pytest.mark.hil
def test_a_port_somebody_has_is_said(ras: Ras, line: Line) -> None:
    import serial

    with serial.Serial(line.port, exclusive=True):
        for answer in (
            ras("scan", line.port, "--baud", "9600", "--units", "1"),
            ras("readdress", line.port, "--profile", "yosemitech/y504-a", "--from", 1, "--to", 9),
            calibrated(ras, line, "--yes"),
        ):
            assert answer.code == 2 and "controller" in answer.err and "Traceback" not in answer.err


MISTAKES = (
    ("scan /dev/none", "no such device"),
    ("scan 127.0.0.1", "127.0.0.1:502"),
    ("scan ttyUSB0", "/dev/ttyUSB0"),
    ("scan :99999", "no such host or port"),
    ("scan 127.0.0.1:99999", "no such host or port"),
    ("scan http://10.0.0.1", "protocol"),
    ("scan /etc/passwd", "no serial device"),
    ("scan 127.0.0.1:1 --units 1", "not at this port"),
    ("readdress /etc/passwd --profile yosemitech/y504-a --from 1 --to 2", "no serial device"),
    ("scan /dev/none --units 0-3", "1 to 247"),
    ("scan /dev/none --units a", "cannot read a"),
    ("scan /dev/none --baud 1234", "no rate 1234"),
    ("scan /dev/none --quick --full", "not both"),
    ("readdress /dev/none --profile x/y --from 1 --to 2", "no profile x/y"),
    ("readdress /dev/none --profile yosemitech/y504-a --from 1 --to 1", "the same"),
    ("readdress /dev/none --profile dalian/tuf-2000m --from 1 --to 2", "no sourced way"),
    ("readdress /dev/none --profile yosemitech/y504-a --from 1 --to 2", "no such device"),
    ("readdress /dev/none --profile renke/rs-ldo --from 1", "one of --to and --baud-to"),
    ("readdress /dev/none --profile renke/rs-ldo --from 1 --baud-to 1234", "9600"),
    ("readdress /dev/none --profile renke/rs-ldo --from 1 --baud-to 4800", "the same"),
    ("readdress /dev/none --profile renke/rs-ph --from 1 --baud-to 9600", "no sourced way"),
    ("readdress 1.2.3.4:5 --profile renke/rs-ldo --from 1 --baud-to 9600", "serial server"),
    ("readdress /dev/none --profile renke/rs-ldo --from 1 --baud-to 9600", "no such device"),
    ("calibrate SITE", "name a device"),
    ("calibrate SITE nobody --who x", "no device nobody"),
    ("calibrate SITE probe", "--who"),
    ("calibrate SITE probe --procedure zero --who x", "no sourced calibration"),
    ("calibrate SITE probe --check colour --who x", "no colour"),
    ("calibrate SITE relay --who x", "measures nothing"),
    ("calibrate SITE relay --check relay0 --who x", "measures nothing"),
)


@pytest.mark.parametrize(("text", "says"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_said_in_both_languages(
    ras: Ras, tmp_path: Path, text: str, says: str
) -> None:
    bench = str(ROOT / "sites" / "bench.yaml")
    words = [bench if word == "SITE" else word for word in text.split()]
    if words[0] == "calibrate":
        words += ["--data", str(tmp_path), "--url", "http://127.0.0.1:1"]
    answer = ras(*words)
    assert answer.code in (1, 2) and says in answer.err and " | " in answer.err
    assert "Traceback" not in answer.err and not answer.out
    chinese = answer.err.strip().splitlines()[-1].partition(" | ")[0]
    assert "Errno" not in chinese and "no such" not in chinese
