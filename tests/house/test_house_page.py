"""The page is built when its sources changed, never needlessly, and travels inside the wheel.

Runs no npm and needs no network; the build itself is what `make setup` does.
"""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).parents[2]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with page sources, a built page, and a build that only notes that it ran."""
    monkeypatch.delenv(hatch_build.SKIP, raising=False)
    web = tmp_path / "dashboard/web"
    (web / "node_modules").mkdir(parents=True)
    (web / "package.json").write_text("{}")
    (web / "main.ts").write_text("one")
    static = tmp_path / "dashboard/static"
    static.mkdir()
    monkeypatch.setattr(
        hatch_build, "run_npm", lambda _: (static / "index.html").write_text("built")
    )
    return tmp_path


def test_the_page_is_built_once_and_again_after_a_change(tree: Path) -> None:
    assert hatch_build.build_page(tree) == "page built"
    assert hatch_build.build_page(tree) == "page is up to date"
    (tree / "dashboard/web/main.ts").write_text("two")
    assert hatch_build.build_page(tree) == "page built"


def test_what_npm_installs_is_no_change(tree: Path) -> None:
    before = hatch_build.digest_of_tree(tree / "dashboard/web")
    (tree / "dashboard/web/node_modules/vue.js").write_text("x")
    assert hatch_build.digest_of_tree(tree / "dashboard/web") == before


def test_a_renamed_source_is_a_change(tree: Path) -> None:
    before = hatch_build.digest_of_tree(tree / "dashboard/web")
    (tree / "dashboard/web/main.ts").rename(tree / "dashboard/web/other.ts")
    assert hatch_build.digest_of_tree(tree / "dashboard/web") != before


def test_a_build_that_fails_leaves_no_stamp(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(web: Path) -> None:
        raise subprocess.CalledProcessError(1, "npm")

    monkeypatch.setattr(hatch_build, "run_npm", fail)
    with pytest.raises(subprocess.CalledProcessError):
        hatch_build.build_page(tree)
    assert not (tree / "dashboard/static/.stamp").exists()


def test_skipping_is_asked_for_by_name(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(hatch_build.SKIP, "1")
    assert hatch_build.build_page(tree) == "page skipped"


def test_a_package_without_sources_must_bring_the_page(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no page"):
        hatch_build.build_page(tmp_path)
    (tmp_path / "dashboard/static").mkdir(parents=True)
    (tmp_path / "dashboard/static/index.html").write_text("built")
    assert hatch_build.build_page(tmp_path) == "page was built before packing"


def test_the_wheel_holds_every_room_and_no_page_sources(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path],
        cwd=ROOT,
        env=os.environ | {hatch_build.SKIP: "1"},
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    rooms = [path.parent.name for path in ROOT.glob("*/py.typed")]
    assert {f"{room}/__init__.py" for room in rooms} <= inside
    profiles = {f"drivers/profiles/{file.name}" for file in ROOT.glob("drivers/profiles/*.yaml")}
    assert profiles <= inside
    assert not [place for place in inside if place.startswith("dashboard/web/")]


def test_npm_trusts_whom_the_machine_trusts_unless_told_otherwise(tmp_path: Path) -> None:
    authorities = tmp_path / "ca-certificates.crt"
    assert "NODE_EXTRA_CA_CERTS" not in hatch_build.npm_env({}, authorities)
    authorities.write_text("private")
    assert hatch_build.npm_env({}, authorities)["NODE_EXTRA_CA_CERTS"] == str(authorities)
    own = hatch_build.npm_env({"NODE_EXTRA_CA_CERTS": "own.pem", "HOME": "h"}, authorities)
    assert (own["NODE_EXTRA_CA_CERTS"], own["HOME"]) == ("own.pem", "h")
    assert own["npm_config_audit"] == "false"
