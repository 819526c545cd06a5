"""A drive that would stop with the computer: AUTO refused in words, and released once put right.

Knows the show case, the simulator's keypad and the controller's socket.
"""

from pathlib import Path
from typing import Any

import pytest

from controller.as_found import AS_FOUND
from ras.folders import controller_folder, simulator_folder
from ras.sim_door import ask
from tests.hil.conftest import Start
from tests.hil.hil_doors import ROOT, until
from tests.hil.hil_link import Link

pytestmark = pytest.mark.hil

SITE = ROOT / "sites" / "every-device.yaml"
DRIVE, LINE, FAN, PUMP = "fan-danfoss", "over-drive", "2.fan", "2.pump_1"
KEY, STOPS, GOES_ON = "comm_loss_action", 2.0, 1.0
"""8-04 of a Danfoss FC: 1 holds the frequency, 2 stops."""


def keypad(simulator: Path, value: float) -> None:
    """Somebody turns the parameter at the drive itself."""
    ask(simulator, {"do": "fault", "device": DRIVE, "setting": {KEY: value}})


def alarms_about(state: dict[str, Any]) -> list[dict[str, Any]]:
    return [alarm for alarm in state["alarms"] if KEY in alarm["text"]["en"]]


def test_auto_is_refused_and_comes_back(tmp_path: Path, start: Start) -> None:
    simulator = simulator_folder(tmp_path)
    start("sim", "sim", str(SITE), "--data", str(simulator))
    wires = simulator / "wires.yaml"
    until(wires.exists, "the wires")
    keypad(simulator, STOPS)
    start("controller", "run", str(SITE), "--data", str(tmp_path), "--wires", str(wires))
    with Link(controller_folder(tmp_path)) as link:
        _refused(link)
        keypad(simulator, GOES_ON)
        ask(simulator, {"do": "hang_up", "bus": LINE})
        _released(link)


def _refused(link: Link) -> None:
    def refused() -> dict[str, Any]:
        state = link.state()
        led = state["outputs"].get(FAN, {}).get("by") == AS_FOUND
        others = state["outputs"].get(PUMP, {}).get("rank") == "law"
        return state if led and others and alarms_about(state) else {}

    state = until(refused, "AUTO refused, the neighbour led as ever")
    (finding,) = state["findings"]
    assert (finding["device_id"], finding["key"]) == (DRIVE, KEY)
    assert (finding["found"], finding["must_be"]) == (STOPS, [GOES_ON])
    assert finding["comm_loss"] and finding["outputs"] == [FAN]
    (alarm,) = alarms_about(state)
    assert alarm["state"] == "unacknowledged"
    assert "reads 2" in alarm["text"]["en"] and "must be 1" in alarm["text"]["en"]
    assert "通信中断设置" in alarm["text"]["zh"] and "风机" in alarm["text"]["zh"]
    assert state["outputs"][FAN]["actual"] is not None, "it is watched all the same"


def _released(link: Link) -> None:
    def released() -> dict[str, Any]:
        state = link.state()
        led = state["outputs"][FAN]["rank"] == "law"
        gone = [alarm["state"] for alarm in alarms_about(state)] == ["returned_unacknowledged"]
        return state if led and gone else {}

    state = until(released, "AUTO given back, the alarm over but for a person's eye")
    assert state["findings"] == []
    assert state["buses"][LINE]["reconnects"] >= 1
