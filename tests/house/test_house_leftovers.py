"""The guards of tests/conftest.py catch what they say they catch.

Runs small test files in a pytest of their own, with the real conftest beside them.
"""

import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"

CLEAN = """
import asyncio

def test_it():
    asyncio.run(asyncio.sleep(0))
"""

LEFT_A_TASK = """
import asyncio

async def main():
    main.task = asyncio.create_task(asyncio.sleep(60))

def test_it():
    asyncio.run(main())
"""

LEFT_A_THREAD = """
import threading

def test_it():
    threading.Thread(target=threading.Event().wait, name="forgotten", daemon=True).start()
"""


def verdict(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    short = CONFTEST.read_text().replace("ENDS_WITHIN_S = 5.0", "ENDS_WITHIN_S = 0.01")
    (folder / "conftest.py").write_text(short)
    (folder / "test_it.py").write_text(test)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_clean_test_passes(tmp_path: Path) -> None:
    assert verdict(tmp_path, CLEAN).returncode == 0


@pytest.mark.parametrize(
    ("test", "says"),
    [(LEFT_A_TASK, "tasks still waiting"), (LEFT_A_THREAD, "forgotten")],
    ids=["task", "thread"],
)
def test_what_is_left_behind_fails_the_test(tmp_path: Path, test: str, says: str) -> None:
    answer = verdict(tmp_path, test)
    assert answer.returncode == 1, answer.stdout
    assert says in answer.stdout
