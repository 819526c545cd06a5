"""A child that is cancelled from within has failed; one that we cancel has not.

Knows the simulated loop.
"""

import asyncio

import pytest

from controller.supervise import Child, Supervisor, VitalFailure
from farm.clock import loop_clock, run_simulated
from tests.controller.fake_farm import Log


async def cancelled_within() -> None:
    """What a library does that cancels a future somebody waits for."""
    await asyncio.sleep(1.0)
    future = asyncio.get_running_loop().create_future()
    future.cancel()
    await future


def test_a_child_cancelled_from_within_is_restarted_and_told() -> None:
    log = Log()

    async def main() -> None:
        supervisor = Supervisor(log, loop_clock().now_s)
        task = asyncio.create_task(supervisor.run([Child("bus", cancelled_within)]))
        await asyncio.sleep(10)
        assert supervisor.restarts["bus"] >= 2
        assert supervisor.lately() == ("bus",)
        restarts = supervisor.restarts["bus"]
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()
        assert supervisor.restarts["bus"] == restarts, "our own stopping is no failure"

    run_simulated(main(), 0)
    assert log.count("child_failed") >= 2


def test_a_vital_child_cancelled_from_within_ends_everything() -> None:
    async def main() -> None:
        supervisor = Supervisor(Log(), loop_clock().now_s)
        await asyncio.wait_for(supervisor.run([Child("control", cancelled_within, True)]), 30)

    with pytest.raises(VitalFailure):
        run_simulated(main(), 0)
