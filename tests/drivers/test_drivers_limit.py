"""One timer for wait after wait: in time, too late, an earlier limit, and a cancelling somebody."""

import asyncio

import pytest

from drivers.limit import Limit
from farm.clock import run_simulated


def test_each_wait_has_its_own_end() -> None:
    async def main() -> list[float]:
        loop, limit, ends_s = asyncio.get_running_loop(), Limit(), list[float]()
        for after_s, takes_s in ((1.0, 0.2), (5.0, 9.0), (0.5, 9.0), (0.3, 0.1), (0.4, 9.0)):
            try:
                with limit.until(loop.time() + after_s):
                    await asyncio.sleep(takes_s)
            except TimeoutError:
                ends_s.append(-loop.time())
            else:
                ends_s.append(loop.time())
        await asyncio.sleep(20.0)  # what stands of the timer hurts nobody
        return ends_s

    assert run_simulated(main()) == pytest.approx([0.2, -5.2, -5.7, 5.8, -6.2])


def test_a_cancellation_from_outside_is_no_timeout() -> None:
    async def main() -> bool:
        limit = Limit()

        async def waits() -> None:
            with limit.until(asyncio.get_running_loop().time() + 1.0):
                await asyncio.sleep(9.0)

        task = asyncio.ensure_future(waits())
        await asyncio.sleep(0.5)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return task.cancelled()

    assert run_simulated(main())
