"""One of every device through real processes, pseudo-terminals and loopback sockets.

Knows the show case, the command line, the controller's socket and what the simulator holds.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from drivers.profiles import load_profiles
from drivers.reads import located
from farm.profile import Profile
from farm.site import Device, Site, mapping
from hil_sim.device_tables import known
from ras.folders import controller_folder, simulator_folder
from ras.sim_door import ask
from ras.sites import open_site
from tests.hil.conftest import Start
from tests.hil.hil_doors import ROOT, told, until
from tests.hil.hil_link import Link

pytestmark = pytest.mark.hil

SITE = ROOT / "sites" / "every-device.yaml"
LOAD_KG = 47.35
"""On every scale."""
HELD = {
    "farm.makeup_total": 1234.56,
    "farm.makeup_flow": 7.2,
    "farm.energy_main": 987654.3,
    "1.energy": 1001.01,
    "2.energy": 2002.002,
    "3.energy": 3003.3,
    "4.energy": 4004.04,
    "5.energy": 5005.005,
    "6.energy": 60.606,
    "1.orp": -123.0,
    "5.orp": 652.0,
    "6.orp": 187.3,
    "1.conductivity": 512.0,
    "2.conductivity": 1413.0,
    "3.conductivity": 12880.1,
    "4.conductivity": 333.25,
    "5.conductivity": 40000.0,
    "1.turbidity": 3.25,
    "2.turbidity": 17.5,
    "5.turbidity": 2047.0,
    "6.turbidity": 12.5,
    "farm.genset_fuel": 63.0,
    "farm.genset_battery": 26.3,
    "farm.mains_voltage": 219.7,
    "farm.ups_charge": 81.0,
    "farm.modem_signal": -89.0,
    "farm.lox_level": 11.7,
    "farm.oxygen_purity": 93.4,
    "1.pump_1_fault": 7.0,
    "1-01.hopper": 88.25,
}
"""What stands at nought or never moves in a young farm shows something that can be got wrong."""
RATE = "farm.makeup_flow"
RATE_M3_H = 2 * 0.0001 * 3600 / 10
"""Two pulses more or less in the ten seconds a rate is counted over."""
STABLE = "farm.scale_stable"
BY_PULSES, DERIVED = {RATE}, {STABLE}


@pytest.fixture(scope="module")
def site() -> Site:
    return open_site(SITE)[0]


@pytest.fixture(scope="module")
def profiles() -> dict[str, Profile]:
    return load_profiles()


@pytest.fixture
def simulator(tmp_path: Path, start: Start) -> Path:
    """The show case served, every value one that says something."""
    folder = simulator_folder(tmp_path)
    start("sim", "sim", str(SITE), "--data", str(folder))
    until((folder / "wires.yaml").exists, "the wires")
    ask(folder, {"do": "plant", "what": "weigh", "value": LOAD_KG})
    for tag, value in HELD.items():
        ask(folder, {"do": "freeze", "tag": tag, "value": value})
    return folder


def test_the_show_case_has_every_model(site: Site, profiles: dict[str, Profile]) -> None:
    instruments = {name for name, row in profiles.items() if row.signal is None}
    signals = set(profiles) - instruments
    assert {device.profile for device in site.devices} == instruments <= known()
    hung = {entry.signal for device in site.devices for entry in entries(device).values()}
    assert signals - hung == {"signal/water-meter-total-16"}, "a counter of this width is nowhere"
    kinds = {bus.kind for bus in site.buses}
    assert kinds == {"rtu", "tcp", "rtu-over-tcp", "modbus-ascii", "ascii", "ascii-over-tcp"}
    assert len({bus.baud for bus in site.buses if bus.kind == "rtu"}) >= 6


def test_the_site_is_clean() -> None:
    checked = told("check", str(SITE), "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_tag_of_every_device_is_what_the_simulator_shows(
    simulator: Path, tmp_path: Path, start: Start, site: Site, profiles: dict[str, Profile]
) -> None:
    wires = str(simulator / "wires.yaml")
    polled = told("poll", str(SITE), "--wires", wires, "--patience", "40", "--json")
    rows = [json.loads(line) for line in polled.stdout.splitlines()]
    assert {row["tag"] for row in rows} == set(counts(site, profiles)) and polled.returncode == 0, [
        row for row in rows if row["status"] != "Good"
    ]
    _agrees(simulator, site, profiles, {row["tag"]: _read(row) for row in rows})

    start("controller", "run", str(SITE), "--data", str(tmp_path), "--wires", wires)
    with Link(controller_folder(tmp_path)) as link:
        mine = set(counts(site, profiles))

        def good() -> dict[str, Any]:
            tags = {tag: state for tag, state in link.state()["tags"].items() if tag in mine}
            rests = tags[STABLE]["value"] == 1.0
            return tags if rests and all(tag["status"] == "Good" for tag in tags.values()) else {}

        tags = until(good, "every tag Good", 60.0)
    assert set(tags) == mine
    readings = {tag: (state["value"], state["at_ms"]) for tag, state in tags.items()}
    _agrees(simulator, site, profiles, readings)


def entries(device: Device) -> dict[str, Any]:
    return {key: mapping(raw) for key, raw in [*device.points.items(), *device.outputs.items()]}


def counts(site: Site, profiles: Mapping[str, Profile]) -> dict[str, float]:
    """Every mapped tag, and the digit its profile ends at (0: all there are)."""
    found: dict[str, float] = {}
    for device in site.devices:
        profile = profiles[device.profile]
        points = {key: point for key, (_, point, _) in located(profile).items()}
        points |= {point.key: point for point in (profile.ascii.points if profile.ascii else ())}
        for key, entry in entries(device).items():
            point = points.get(key)
            found[entry.tag] = (point.resolution or 0.0) if point else 0.0
    return found


def _read(row: dict[str, Any]) -> tuple[float, int]:
    return row["value"], round(datetime.fromisoformat(row["at"]).timestamp() * 1000)


def _agrees(
    simulator: Path,
    site: Site,
    profiles: Mapping[str, Profile],
    readings: Mapping[str, tuple[float, int]],
) -> None:
    """Each reading is what its instrument showed, to the last digit that its profile gives."""
    digits = counts(site, profiles)
    given = [[tag, value, at] for tag, (value, at) in readings.items() if tag not in BY_PULSES]
    judged = ask(simulator, {"ask": "judge", "readings": given})
    wrong = [
        row
        for row in judged["wrong"]
        if min(abs(row["value"] - held) for held in row["held"]) > 0.51 * digits[row["tag"]]
    ]
    assert not wrong
    assert judged["unknown"] == len(DERIVED)
    assert judged["checked"] == len(digits) - len(BY_PULSES) - len(DERIVED)
    for tag, value in HELD.items():
        assert readings[tag][0] == pytest.approx(value, abs=RATE_M3_H if tag == RATE else 0.6), tag
    for tag, (value, _) in readings.items():
        if tag.endswith(("tank_scale", ".scale")):
            assert value == LOAD_KG, tag
