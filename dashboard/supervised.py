"""Tasks that must not end: one that fails is logged once and begun again, later and later.

It refuses to know what the tasks do.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

AGAIN_S, AGAIN_MAX_S = 1.0, 30.0

_log = structlog.get_logger()


async def kept_running(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run for ever; ends only by cancellation."""
    wait_s = AGAIN_S
    while True:
        try:
            await run()
        except Exception as error:  # noqa: BLE001  the edge where one task's fault stays its own
            _log.error("task_failed", task=name, error=repr(error), exc_info=True)
        await asyncio.sleep(wait_s)
        wait_s = min(2 * wait_s, AGAIN_MAX_S)
