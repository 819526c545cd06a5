"""A machine that stood still looks at an answer late; its value is no younger than it can be."""

import asyncio
from collections.abc import Callable
from typing import cast

import pytest

from drivers.conversation import Conversation, Line
from drivers.modbus import Answer, Request, read_request
from drivers.route import Route
from drivers.rtu_line import Pace, RtuLine
from drivers.station import Station, station_of
from drivers.tally import Tally
from drivers.tcp_line import FIRST_TRANSACTION, TcpLine
from drivers.visit import Visit
from farm.clock import run_simulated
from farm.profile import Area
from farm.site import Device
from farm.tag import TagName
from tests.drivers.inbox import Inbox
from tests.drivers.late_line import sealed
from tests.drivers.slaves import words_profile

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


class _Talked:
    """A conversation whose last answer came five seconds before anybody looked."""

    answered_s = 95.0

    def now(self) -> float:
        return 100.0

    def rest_s(self, request: Request) -> float:
        return 0.0

    async def ask(self, station: Station, request: Request) -> Answer:
        return Answer(bytes((0, 80)))


def test_a_visit_dates_its_values_by_the_answer_not_by_the_look() -> None:
    profile = words_profile((1,))
    device = Device(
        id="d", profile=profile.id, bus="b", unit=1, points={"v1": TagName("1-01.energy")}
    )
    station = station_of("b", device, profile, 1.0)
    station.standing.proven = True
    talk = cast(Conversation, _Talked())
    visit = Visit(talk, station, Route((0,), {}), 0, 90.0, 90.0)
    run_simulated(visit.step())
    assert visit.done and visit.heard_s == [95.0]
