"""The commands people are told are the commands that are there and that CI runs.

Reads the Makefile, .ci/run, setup_env.py and the README; starts none but the setup script.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import setup_env

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
CI = ROOT / ".ci" / "run"


def test_ci_runs_the_command_the_readme_tells() -> None:
    called = re.findall(r"^(make \w+)", CI.read_text(), re.M)
    assert called == ["make test"]
    assert re.search(r"^\s*(\$ )?make test\b", (ROOT / "README.md").read_text(), re.M)


@pytest.mark.parametrize("door", ["run", "test", "check", "bench", "setup", "night"])
def test_every_door_is_there_and_first_makes_what_it_needs(door: str) -> None:
    rule = re.search(rf"^{door}:(?P<first>[^#\n]*)", MAKEFILE, re.M)
    assert rule, f"no rule {door}"
    assert door == "setup" or rule["first"].split()[0] in {"setup", "static", "system"}


def test_run_passes_port_data_and_speed_to_the_demo() -> None:
    command = ["make", "-n", "run", "PORT=9001", "DATA=var/x", "SPEED=4"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "ras demo --port 9001 --data var/x --speed 4" in said


def test_ci_is_sound_bash_and_stops_at_the_first_failure() -> None:
    assert os.access(CI, os.X_OK)
    assert "set -euo pipefail" in CI.read_text()
    subprocess.run(["bash", "-n", CI], check=True)


def test_ci_ends_with_pytests_closing_line_and_its_verdict(tmp_path: Path) -> None:
    """A stand-in for make tells whether the status and the last line come through."""
    closing = "=== 1 failed, 2 passed in 0.10s ==="
    answer = ci_with(tmp_path, f"echo '{closing}'; echo more; exit 2")
    assert answer.returncode != 0
    assert answer.stdout.splitlines()[-1] == closing
    passed = ci_with(tmp_path, "echo '=== 3 passed in 0.10s ==='")
    assert passed.returncode == 0
    assert ci_with(tmp_path, "echo 'it never came to the tests'").returncode != 0


def ci_with(tmp_path: Path, make: str) -> subprocess.CompletedProcess[str]:
    programs = {"make": make, "dpkg-query": "echo -n installed"}
    for program, body in programs.items():
        (tmp_path / program).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / program).chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [CI], env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False
    )


def test_setup_names_the_missing_system_package(tmp_path: Path) -> None:
    """A Debian without python3-venv has no ensurepip; the exact command is printed, exit 2."""
    shutil.copy(ROOT / "setup_env.py", tmp_path)
    hidden = (
        "import sys; sys.modules['ensurepip'] = None; import setup_env as s; sys.exit(s.main())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", hidden], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 2
    assert "sudo apt-get install -y python3-venv" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (tmp_path / ".venv").exists()


def test_ci_installs_every_package_that_setup_may_ask_for() -> None:
    listed = re.search(r"^packages=\(([^)]*)\)$", CI.read_text(), re.M)
    assert listed
    assert {*setup_env.TESTS_NEED, "python3-venv", "make"} <= set(listed[1].split())


def test_setup_names_all_that_the_tests_miss_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(setup_env.TESTS_NEED, "one-package", "/nowhere/one")
    monkeypatch.setitem(setup_env.TESTS_NEED, "another", "/nowhere/another")
    with pytest.raises(setup_env.SetupError, match=r"install -y .*one-package another"):
        setup_env.check_test_packages()


def test_the_lock_holds_every_package_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run_time = project["project"]["dependencies"]
    named = {"requirements.lock": run_time}
    named["requirements-dev.lock"] = run_time + project["dependency-groups"]["dev"]
    for lock, needed in named.items():
        pins = re.findall(r"^([\w.-]+)==", (ROOT / lock).read_text(), re.M)
        wanted = {re.split(r"[<>=\[]", name)[0].replace(".", "-") for name in needed}
        assert wanted <= set(pins)
