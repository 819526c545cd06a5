"""Work that waits for a disk, done beside the event loop; bounded in number and in queue.

It refuses to know the work.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from dashboard.refusals import refuse

T = TypeVar("T")

THREADS = 4
QUEUE_MAX = 100


class Threads:
    """A few threads; `run` waits for one of them."""

    def __init__(self) -> None:
        """No thread is started before there is work."""
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="disk")
        self._queued = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Result of `work`; Refused when too much is waiting."""
        if self._queued >= QUEUE_MAX:
            raise refuse(
                503, "busy", "服务器忙", "the server is busy", "过几秒再试",
                "try again in a few seconds",
            )  # fmt: skip
        self._queued += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._queued -= 1

    def close(self) -> None:
        """Wait for what is running, drop what is waiting."""
        self._pool.shutdown(wait=True, cancel_futures=True)
