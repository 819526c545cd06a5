"""What every test is held to: nothing left running, the same examples each day, an end by morning.

Knows no room of the project; a fixture for one room belongs beside that room's tests.
"""

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

THREAD_ENDS_WITHIN_S = 5.0

settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.register_profile(
    "night",
    deadline=None,
    derandomize=False,
    print_blob=True,
    max_examples=int(os.environ.get("RAS_NIGHT_COUNT", "2000")),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci")

night_seed = int(os.environ.get("RAS_NIGHT_SEED") or int.from_bytes(os.urandom(4)))
"""Of every search without hypothesis; the head of the report tells it, to repeat a night."""

night_ends_at_s = time.monotonic() + 3600 * float(os.environ.get("RAS_NIGHT_HOURS", "inf"))


def pytest_report_header() -> str:
    """The seed of a night."""
    return f"night seed: {night_seed} (RAS_NIGHT_SEED)"


def pytest_runtest_logfinish() -> None:
    """Start no further test once the night is over."""
    if time.monotonic() > night_ends_at_s:
        pytest.exit("the night is over (HOURS)", returncode=0)


@pytest.fixture(name="night_seed")
def _night_seed() -> int:
    return night_seed


@pytest.fixture(autouse=True)
def no_thread_outlives_its_test() -> Iterator[None]:
    """Fail a test that starts a thread and does not end it."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before]
    for thread in started:
        thread.join(THREAD_ENDS_WITHIN_S)
    alive = [thread.name for thread in started if thread.is_alive()]
    assert not alive, f"threads still running after the test: {alive}"


@pytest.fixture(autouse=True)
def no_task_outlives_its_loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test whose main coroutine returns while tasks it started still wait.

    `asyncio.run` cancels such tasks without a word; here they are written down first.
    """
    runners: Any = asyncio.runners
    cancel = runners._cancel_all_tasks
    left: list[str] = []

    def write_down(loop: asyncio.AbstractEventLoop) -> None:
        left.extend(repr(task.get_coro()) for task in asyncio.all_tasks(loop))
        cancel(loop)

    monkeypatch.setattr(runners, "_cancel_all_tasks", write_down)
    yield
    assert not left, f"tasks still waiting when their loop ended: {left}"
