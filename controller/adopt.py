"""What every output is found to be, at the start or later, and taken over as found.

It refuses to write anything (safety 3.9: outputs do not move because a program started).
"""

import asyncio
from collections.abc import Callable, Mapping

from controller.board import Board
from farm.site import OutputRule
from farm.tag import TagName

WAIT_S = 5.0
LOOK_S = 0.1


async def adopt(
    board: Board,
    rules: Mapping[TagName, OutputRule],
    now_s: Callable[[], float],
    wait_s: float = WAIT_S,
) -> dict[TagName, float]:
    """Read-back of every output, waiting at most `wait_s`; those not heard of are left out.

    An output whose rule says `restart: safe` is not taken over: it is to go to its safe value.
    """
    end_s = now_s() + wait_s
    while (  # noqa: ASYNC110 - buses fill the board; it has no event of its own
        found := _found(board, rules)
    ).keys() != rules.keys() and now_s() < end_s:
        await asyncio.sleep(LOOK_S)
    return found


def _found(board: Board, rules: Mapping[TagName, OutputRule]) -> dict[TagName, float]:
    found: dict[TagName, float] = {}
    for name in rules:
        sample = board.newest(name)
        if sample is not None and sample.status.is_good and sample.value is not None:
            found[name] = sample.value
    return found
