"""Work that waits for a disk, done beside the event loop; bounded in number and in queue.

It refuses to know the work.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from dashboard.refusals import refuse
from farm.words import Words

T = TypeVar("T")

THREADS = 4
QUEUE_MAX = 100
BUSY = Words(zh="服务器忙", en="the server is busy")


class Threads:
    """A few threads; `run` waits for one of them."""

    def __init__(
        self, name: str = "disk", threads: int = THREADS, queue: int = QUEUE_MAX, busy: Words = BUSY
    ) -> None:
        """No thread is started before there is work. `busy`: said when the queue is full."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._queue, self._busy, self._queued = queue, busy, 0

    async def run(self, work: Callable[[], T]) -> T:
        """Result of `work`; Refused when too much is waiting."""
        if self._queued >= self._queue:
            raise refuse(
                503, "busy", self._busy.zh, self._busy.en, "过几秒再试",
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
