"""What systemd and udev are told on an edge box: units, users, folders, serial names.

Reads the files and lets systemd judge them; no service of this machine is touched.
"""

import configparser
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from controller.lease import lease_path

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = {name: DEPLOY / "systemd" / f"ras-{name}.service" for name in ("controller", "dashboard")}


class Unit(configparser.RawConfigParser):
    """A unit file; only the last of repeated settings is kept, as no test asks for the others."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, delimiters=("=",), comment_prefixes=("#",))
        self.read(path)

    def optionxform(self, optionstr: str) -> str:
        return optionstr


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_watched_and_never_given_up(name: str) -> None:
    """Safety reference 3.10."""
    unit = Unit(UNITS[name])
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    service = unit["Service"]
    expected = {"Type": "notify", "WatchdogSec": "10", "Restart": "always", "RestartSec": "1"}
    assert {key: service[key] for key in expected} == expected
    assert service["TimeoutStopSec"] == "10"
    assert service["MemoryMax"]
    assert service["User"] == f"ras-{name}"
    assert service["NoNewPrivileges"] == "yes" and service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == f"/var/lib/ras/{name}"


def test_only_the_controller_has_devices_and_it_dies_last() -> None:
    controller, dashboard = (Unit(UNITS[name])["Service"] for name in UNITS)
    assert controller["OOMScoreAdjust"] == "-900"
    assert int(dashboard["OOMScoreAdjust"]) > 0
    assert "dialout" in controller["SupplementaryGroups"]
    assert "dialout" not in dashboard["SupplementaryGroups"]
    assert dashboard["PrivateDevices"] == "yes" and dashboard["DeviceAllow"] == ""


def test_the_lock_of_the_wires_stands_in_a_folder_of_the_controller(tmp_path: Path) -> None:
    service = Unit(UNITS["controller"])["Service"]
    assert (service["RuntimeDirectory"], service["RuntimeDirectoryMode"]) == (
        "ras-controller", "0755",
    )  # fmt: skip
    assert lease_path(tmp_path, {"RUNTIME_DIRECTORY": str(tmp_path)}).parent == tmp_path


def test_the_page_does_not_need_the_controller() -> None:
    unit = Unit(UNITS["dashboard"])["Unit"]
    assert "ras-controller.service" in unit["After"]
    assert not {"Requires", "BindsTo", "PartOf", "Requisite"} & set(unit)


@pytest.mark.parametrize("name", UNITS)
def test_systemd_itself_accepts_the_unit(name: str, tmp_path: Path) -> None:
    """With a program at the place ExecStart names, systemd has nothing left to say."""
    program = tmp_path / "ras"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    text = UNITS[name].read_text().replace("/opt/ras/current/venv/bin/ras", str(program))
    (tmp_path / UNITS[name].name).write_text(text)
    answer = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / UNITS[name].name],
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert UNITS[name].name not in answer.stderr, answer.stderr


@pytest.mark.parametrize(("name", "most"), [("controller", 2.5), ("dashboard", 2.5)])
def test_systemd_rates_the_exposure_as_low(name: str, most: float) -> None:
    """The scale of `systemd-analyze security` runs from 0 (sealed) to 10 (open)."""
    answer = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", UNITS[name]],
        capture_output=True,
        text=True,
        check=False,
    )
    rated = re.search(r"Overall exposure level.*?: ([\d.]+)", answer.stdout)
    assert rated, answer.stderr
    assert float(rated[1]) <= most


def test_serial_lines_get_names_that_stay() -> None:
    rules = (DEPLOY / "99-ras-serial.rules").read_text()
    live = [line for line in rules.splitlines() if line and not line.startswith("#")]
    assert any('SYMLINK+="ras/port/' in line for line in live)
    gotos = set(re.findall(r'GOTO="(\w+)"', rules))
    assert gotos == set(re.findall(r'LABEL="(\w+)"', rules))
    pair = re.compile(r'^[A-Z]+(\{[\w/]+\})?(==|!=|\+=|=)"[^"]*"$')
    for line in live:
        for part in re.split(r",\s+(?=[A-Z]+[{=!+])", line):
            assert pair.match(part), part


def test_every_user_is_made_and_owns_its_folder() -> None:
    users = re.findall(r"^u (\S+)", (DEPLOY / "systemd/ras.sysusers").read_text(), re.M)
    folders = (DEPLOY / "systemd/ras.tmpfiles").read_text()
    assert set(users) == {Unit(path)["Service"]["User"] for path in UNITS.values()}
    for user in users:
        assert re.search(rf"^d /var/lib/ras/\w+ \d+ {user} ", folders, re.M)


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_uses_a_verb_and_options_that_ras_has(name: str) -> None:
    command = Unit(UNITS[name])["Service"]["ExecStart"].split()
    verb, options = command[1], [word for word in command if word.startswith("--")]
    ras = Path(sys.executable).with_name("ras")
    wide = os.environ | {"COLUMNS": "200", "NO_COLOR": "1"}
    answer = subprocess.run([ras, verb, "--help"], env=wide, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert not [option for option in options if option not in answer.stdout]
