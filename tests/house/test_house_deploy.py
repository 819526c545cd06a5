"""Scripts that put a release on an edge box, and can go back.

Installs into scratch folders with a stand-in release; no service of this machine is touched.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"

PROGRAM = """
import pathlib, sys
def main():
    verb, site = sys.argv[1:3]
    sys.exit(0 if pathlib.Path(site).read_text().startswith("name:") else 2)
"""


def test_the_scripts_are_sound() -> None:
    for script in DEPLOY.glob("*.sh"):
        assert os.access(script, os.X_OK), script
        assert "\nset -eu\n" in script.read_text()
        subprocess.run(["sh", "-n", script], check=True)


def release(folder: Path, version: str) -> Path:
    """An unpacked release whose `ras check` only looks at the first word of the site file."""
    place = folder / f"ras-{version}"
    (place / "wheels").mkdir(parents=True)
    (place / "VERSION").write_text(f"{version}\n")
    (place / "requirements.lock").write_text("")
    shutil.copytree(DEPLOY, place / "deploy")
    info = f"ras_farm-{version}.dist-info"
    parts = {
        "ras_stand_in.py": PROGRAM,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: ras-farm\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nras = ras_stand_in:main\n",
    }
    record = "".join(f"{name},,\n" for name in [*parts, f"{info}/RECORD"])
    with zipfile.ZipFile(place / f"ras_farm-{version}-py3-none-any.whl", "w") as wheel:
        for name, text in (parts | {f"{info}/RECORD": record}).items():
            wheel.writestr(name, text)
    return place


def run(script: Path, *arguments: str | Path, **extra: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [script, *arguments],
        env=os.environ | {"PATH": path} | extra,
        capture_output=True,
        text=True,
        check=False,
    )


def serving(box: Path) -> str:
    return (box / "opt/ras/current").readlink().name


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("releases")
    return {version: release(folder, version) for version in ("1.0.0", "1.1.0")}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, releases: dict[str, Path]) -> Path:
    """A scratch root that was installed with 1.0.0 and updated to 1.1.0."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "farm.yaml").write_text("name: a farm\n")
    root = folder / "box"
    install, update = (
        releases["1.0.0"] / "deploy/install.sh",
        releases["1.1.0"] / "deploy/update.sh",
    )
    for command in (
        (install, "--root", root, "--site", folder / "farm.yaml"),
        (update, "--root", root),
    ):
        answer = run(*command)
        assert answer.returncode == 0, answer.stderr
    return root


@pytest.fixture
def box(built: Path, tmp_path: Path) -> Path:
    """A copy of it as it was before the update; 1.1.0 lies ready, so no test builds it again."""
    root = tmp_path / "box"
    shutil.copytree(built, root, symlinks=True)
    (root / "opt/ras/previous").unlink()
    (root / "opt/ras/current").unlink()
    (root / "opt/ras/current").symlink_to("releases/1.0.0")
    return root


def test_install_puts_everything_in_its_place(box: Path) -> None:
    assert serving(box) == "1.0.0"
    for place in (
        "etc/systemd/system/ras-controller.service",
        "etc/systemd/system/ras-dashboard.service",
        "etc/udev/rules.d/99-ras-serial.rules",
        "etc/sysusers.d/ras.conf",
        "etc/tmpfiles.d/ras.conf",
        "etc/ras/site.yaml",
    ):
        assert (box / place).is_file(), place
    assert os.access(box / "opt/ras/current/venv/bin/ras", os.X_OK)


def test_install_again_keeps_what_the_farm_changed(box: Path, releases: dict[str, Path]) -> None:
    rules, site = box / "etc/udev/rules.d/99-ras-serial.rules", box / "etc/ras/site.yaml"
    rules.write_text("# ours\n")
    site.write_text("name: ours\n")
    answer = run(releases["1.0.0"] / "deploy/install.sh", "--root", box)
    assert answer.returncode == 0, answer.stderr
    assert rules.read_text() == "# ours\n" and site.read_text() == "name: ours\n"


def test_install_without_a_site_file_changes_nothing(
    tmp_path: Path, releases: dict[str, Path]
) -> None:
    answer = run(releases["1.0.0"] / "deploy/install.sh", "--root", tmp_path / "empty")
    assert answer.returncode == 2
    assert "--site" in answer.stderr
    assert not (tmp_path / "empty").exists()


def test_update_and_the_way_back(box: Path, releases: dict[str, Path]) -> None:
    answer = run(releases["1.1.0"] / "deploy/update.sh", "--root", box)
    assert answer.returncode == 0, answer.stderr
    assert serving(box) == "1.1.0"
    back = run(box / "opt/ras/current/deploy/update.sh", "--back", "--root", box)
    assert back.returncode == 0, back.stderr
    assert serving(box) == "1.0.0"


def test_update_saves_the_databases_first(box: Path, releases: dict[str, Path]) -> None:
    (box / "var/lib/ras/dashboard").mkdir(parents=True, exist_ok=True)
    journal = sqlite3.connect(box / "var/lib/ras/dashboard/journal.db")
    journal.execute("CREATE TABLE event (fish INTEGER)")
    journal.execute("INSERT INTO event VALUES (7)")
    journal.commit()
    journal.close()
    assert run(releases["1.1.0"] / "deploy/update.sh", "--root", box).returncode == 0
    saved = sqlite3.connect(box / "var/lib/ras/backups/before-1.1.0/journal.db")
    assert saved.execute("SELECT fish FROM event").fetchall() == [(7,)]
    saved.close()


def test_a_release_that_refuses_the_site_is_not_put_in_service(
    box: Path, releases: dict[str, Path]
) -> None:
    (box / "etc/ras/site.yaml").write_text("nonsense\n")
    answer = run(releases["1.1.0"] / "deploy/update.sh", "--root", box)
    assert answer.returncode == 1
    assert "nothing changed" in answer.stderr
    assert serving(box) == "1.0.0"


def test_one_version_is_one_content(box: Path, tmp_path: Path) -> None:
    other = release(tmp_path, "1.0.0")
    (other / "ras_farm-1.0.0-py3-none-any.whl").write_bytes(b"other content")
    answer = run(other / "deploy/update.sh", "--root", box)
    assert answer.returncode == 2
    assert "pack a new version" in answer.stderr
    assert os.access(box / "opt/ras/current/venv/bin/ras", os.X_OK)


def test_a_release_that_does_not_come_up_gives_way_to_the_old_one(
    box: Path, releases: dict[str, Path], tmp_path: Path
) -> None:
    systemctl = tmp_path / "systemctl"
    link = box / "opt/ras/current"
    systemctl.write_text(
        f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n'
        f'[ "$1" != restart ] || [ "$(readlink {link})" = releases/1.0.0 ]\n'
    )
    systemctl.chmod(0o755)
    answer = run(releases["1.1.0"] / "deploy/update.sh", "--root", box, SYSTEMCTL=str(systemctl))
    assert answer.returncode == 1
    assert "1.0.0 is back" in answer.stderr
    assert serving(box) == "1.0.0"
    assert (tmp_path / "asked").read_text().splitlines()[-1] == "restart ras-dashboard"


def test_there_is_nothing_to_go_back_to_after_the_first_install(box: Path) -> None:
    answer = run(box / "opt/ras/current/deploy/update.sh", "--back", "--root", box)
    assert answer.returncode == 1
    assert "no release before" in answer.stderr
    assert serving(box) == "1.0.0"
