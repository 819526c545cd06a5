"""An EZO calibrated through the verb, over a pseudo-terminal of the simulated bench."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from farm.clock import ANCHOR_ENV, anchor_now
from tests.drivers.commission_scene import SITE

Ras = Callable[..., Any]
ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
EZO = """
  - {id: ezo, profile: atlas/ezo-do, bus: text, period_s: 2, points: {oxygen_mg_l: 1-02.do_a}}
"""
TEXT_BUS = "  - {id: text, kind: ascii, wire: b, baud: 9600}\n"


@pytest.mark.hil
def test_an_ezo_is_calibrated_in_air_and_written_down(
    ras: Ras, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ANCHOR_ENV, anchor_now(10.0).as_env())
    site, data = tmp_path / "bench.yaml", tmp_path / "sim"
    site.write_text(SITE.replace("devices:\n", TEXT_BUS + "devices:\n") + EZO, encoding="utf-8")
    arguments = [sys.executable, "-m", "ras", "sim", str(site), "--data", str(data)]
    running = subprocess.Popen(arguments, cwd=ROOT, env=os.environ, stderr=subprocess.DEVNULL)
    try:
        end_s = time.monotonic() + PATIENCE_S
        while not (data / "wires.yaml").exists():
            assert running.poll() is None and time.monotonic() < end_s
            time.sleep(0.05)
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(str(data / "sim.sock"))
            order = {"do": "freeze", "tag": "1-02.do_a", "value": 8.5}
            door.sendall(json.dumps(order).encode() + b"\n")
            door.makefile().readline()
        answer = ras(
            "calibrate", site, "ezo", "--wires", data / "wires.yaml", "--data", tmp_path / "farm",
            "--url", "http://127.0.0.1:1", "--who", "op01", "--json", "--yes",
        )  # fmt: skip
    finally:
        running.terminate()
        running.wait(PATIENCE_S)
    assert answer.code == 0, answer.err
    entry = json.loads(answer.out)
    assert (entry["result"], entry["quantity"], entry["unit"]) == ("ADJUSTED", "saturation", "%")
    assert float(entry["standards"][0]["before"]) == pytest.approx(93.5, abs=0.2)
    assert float(entry["standards"][0]["after"]) == pytest.approx(100, abs=0.2)
    assert entry["procedure"] == "air" and "written down" in answer.err
