"""A machine that stood still looks at an answer late; its value is no younger than it can be."""

import asyncio
from collections.abc import Callable

import pytest

from drivers.conversation import Line
from drivers.modbus import Answer, read_request
from drivers.rtu_line import Pace, RtuLine
from drivers.tally import Tally
from drivers.tcp_line import FIRST_TRANSACTION, TcpLine
from farm.clock import run_simulated
from farm.profile import Area
from tests.drivers.inbox import Inbox
from tests.drivers.late_line import sealed

TIMEOUT_S, STOOD_S = 0.3, 5.0
BODY = bytes((3, 2, 0, 80))


class Frozen(Inbox):
    """The answer came 10 ms after the question, then nobody looked for five seconds."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self.answer, self.stood_s = answer, 0.0

    def now(self) -> float:
        return self.loop.time() + self.stood_s

    async def write(self, data: bytes) -> None:
        await asyncio.sleep(0.01)
        self.arrive(self.answer)
        self.stood_s = STOOD_S


def _rtu() -> tuple[Line, Frozen]:
    port = Frozen(sealed(bytes((1,)) + BODY))
    return RtuLine(port.now, 10 / 9600, 35 / 9600, Tally()), port


def _tcp() -> tuple[Line, Frozen]:
    transaction = FIRST_TRANSACTION + 1
    head = transaction.to_bytes(2, "big") + bytes((0, 0, 0, len(BODY) + 1, 1))
    port = Frozen(head + BODY)
    return TcpLine(port.now, Tally()), port


@pytest.mark.parametrize("kind", [_rtu, _tcp], ids=["rtu", "tcp"])
def test_an_answer_found_after_standing_still_is_as_old_as_its_timeout_allows(
    kind: Callable[[], tuple[Line, Frozen]],
) -> None:
    async def main() -> None:
        line, port = kind()
        line.port = port
        asked_s = port.now()
        verdict = await line.ask(read_request(1, Area.HOLDING, 0, 1), Pace(TIMEOUT_S, 0.5))
        assert isinstance(verdict, Answer)
        assert port.now() > asked_s + STOOD_S
        assert line.answered_s < asked_s + TIMEOUT_S + 0.1

    run_simulated(main())
