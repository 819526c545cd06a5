"""Every import contract holds on the tree, and falls when its violation is planted in a copy.

Knows the rooms by name only; the contracts themselves are written in pyproject.toml.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).with_name("lint-imports")


def settings() -> dict[str, Any]:
    text = (ROOT / "pyproject.toml").read_text()
    written: dict[str, Any] = tomllib.loads(text)["tool"]["importlinter"]
    return written


ROOMS = settings()["root_packages"]
NAMES = {contract["id"]: contract["name"] for contract in settings()["contracts"]}


def judge(tree: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    """Run the linter on a tree, on all contracts or on those named."""
    chosen = [f"--contract={contract}" for contract in contracts]
    return subprocess.run(
        [LINTER, "--no-cache", "--no-logo", *chosen],
        cwd=tree,
        env=os.environ | {"COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all Python sources and the configuration, without page sources and data."""
    tree = tmp_path_factory.mktemp("copy")
    for folder in [*ROOMS, "tests/house"]:
        skipped = shutil.ignore_patterns("__pycache__", "web", "static", "*.db")
        shutil.copytree(ROOT / folder, tree / folder, ignore=skipped)
    shutil.copy(ROOT / "pyproject.toml", tree)
    return tree


def planted(tree: Path, module: str, line: str) -> tuple[Path, str | None]:
    """Append a line to a module of the copy, made for the purpose if it is not there."""
    stem = tree.joinpath(*module.split("."))
    file = stem / "__init__.py" if stem.is_dir() else stem.with_suffix(".py")
    before = file.read_text() if file.exists() else None
    file.write_text(f"{before or ''}\n{line}\n")
    return file, before


def restore(file: Path, before: str | None) -> None:
    if before is None:
        file.unlink()
    else:
        file.write_text(before)


def test_all_contracts_hold_on_the_tree() -> None:
    answer = judge(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"Contracts: {len(NAMES)} kept, 0 broken." in answer.stdout


VIOLATIONS = [
    ("layers", "farm.sample", "import models"),
    ("layers", "models.oxygen", "import records"),
    ("layers", "drivers", "import records"),
    ("layers", "records", "import drivers"),
    ("layers", "drivers", "import controller"),
    ("layers", "controller", "import hil_sim"),
    ("layers", "dashboard", "import controller"),
    ("layers", "controller", "import trials"),
    ("layers", "trials", "import ras"),
    ("no_wire", "dashboard", "import drivers"),
    ("no_wire", "dashboard", "import serial"),
    ("no_mirror", "hil_sim", "import drivers"),
    ("no_mirror", "hil_sim", "import records"),
    ("pure_core", "models.oxygen", "import random"),
    ("pure_core", "models.oxygen", "import farm.clock"),  # the loop, through another module
    ("pure_core", "farm.sample", "import asyncio"),
    ("pure_core", "controller.laws", "import time"),
    ("pure_core", "controller.decide", "import logging"),
    ("pure_core", "controller.arbitrate", "import os"),
    ("pure_core", "controller.interlocks", "import socket"),
    ("pure_core", "drivers.decode", "import pathlib"),
    ("pure_core", "drivers.reads", "import asyncio"),
    ("pure_core", "records.ledger", "import sqlite3"),
    ("pure_core", "records.dividend", "import fastapi"),
    ("one_door", "ras", "import pymodbus"),
    ("one_door", "hil_sim.plant", "import serial"),
    ("one_door", "drivers.bus", "from pymodbus.client import AsyncModbusTcpClient"),
    ("assembled_once", "controller.tick", "import drivers.bus"),
    ("assembled_once", "controller.board", "from records import history"),
]


@pytest.mark.parametrize(("contract", "module", "line"), VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(
    copied: Path, contract: str, module: str, line: str
) -> None:
    file, before = planted(copied, module, line)
    answer = judge(copied, contract)
    restore(file, before)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert f"{NAMES[contract]} BROKEN" in answer.stdout


def test_the_dashboard_cannot_reach_a_wire_through_another_room(copied: Path) -> None:
    changed = [
        planted(copied, "dashboard", "import records"),
        planted(copied, "records", "import pymodbus"),
    ]
    answer = judge(copied, "no_wire")
    for file, before in reversed(changed):
        restore(file, before)
    assert answer.returncode == 1, answer.stdout + answer.stderr


def test_every_contract_has_a_violation() -> None:
    assert {contract for contract, _, _ in VIOLATIONS} == set(NAMES)


def test_every_module_named_in_a_contract_is_there() -> None:
    """A contract about a module that was renamed away would hold for ever."""
    pure = next(one for one in settings()["contracts"] if one["type"] == "pure")
    named = [*pure["source_modules"], *pure["except_modules"]]
    doors = next(one for one in settings()["contracts"] if one["id"] == "one_door")
    named += [line.split(" -> ")[0] for line in doors["ignore_imports"]]
    paths = [ROOT.joinpath(*name.removesuffix(".*").split(".")) for name in named]
    missing = [p for p in paths if not p.is_dir() and not p.with_suffix(".py").is_file()]
    assert not missing


def test_the_simulated_farm_reads_no_register_map_of_the_drivers() -> None:
    """A file opened by path is invisible to the import graph."""
    readers = [
        path
        for path in (ROOT / "hil_sim").rglob("*.py")
        if "drivers" in path.read_text() or "profiles" in path.read_text()
    ]
    assert not readers
