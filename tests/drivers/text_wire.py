"""Text devices on a wire in memory, with a board that takes what their bus says."""

import asyncio
from collections.abc import Callable

from drivers.port import Port
from drivers.profiles import load_profiles
from drivers.text_wire.bus import TextBus
from farm.clock import loop_clock, run_simulated
from farm.sample import Sample
from farm.site import Bus as BusRow
from farm.site import Device
from farm.tag import TagName
from tests.drivers.slaves import Board, MemoryPort, Reply, Slaves, run_for

PROFILES = load_profiles()


def xk(weight: int, decimals: int = 0) -> bytes:
    body = f"{'-' if weight < 0 else '+'}{abs(weight):06d}{decimals}".encode()
    check = 0
    for byte in body:
        check ^= byte
    return b"\x02" + body + f"{check:02X}".encode() + b"\x03"


class Speaker(Slaves):
    """A text device: `says` makes an answer of a command and of how often it was asked."""

    def __init__(self, says: Callable[[bytes, int], Reply]) -> None:
        super().__init__()
        self.says = says
        self.lines: list[bytes] = []

    def reply(self, request: bytes, at_s: float) -> Reply:
        self.lines.append(request)
        return self.says(request, self.lines.count(request))


def ezo_says(answers: Callable[[int], Reply]) -> Callable[[bytes, int], Reply]:
    def says(request: bytes, times: int) -> Reply:
        if request == b"i\r":
            return [(0.1, b"?i,D.O.,2.16\r*OK\r")]
        if request == b"T,?\r":
            return [(0.1, b"?T,17.50\r*OK\r")]
        return answers(times) if request == b"R\r" else [(0.1, b"*OK\r")]

    return says


def steady(times: int) -> Reply:
    return [(0.4, b"*WA\r"), (0.6, b"8.21,98.4\r*OK\r")]


def run_text(
    slaves: Slaves,
    device: Device,
    seconds: float,
    feed: Callable[[float], bytes] | None = None,
    step_s: float = 0.1,
) -> Board:
    board = Board()

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            port = MemoryPort(slaves)
            for at in range(round(seconds / step_s)) if feed else ():
                data = feed(at * step_s) if feed else b""
                if data:
                    port.loop.call_later(step_s * at, port.arrive, data)
            return port

        row = BusRow(id="text", kind="ascii", wire="memory")
        bus = TextBus(row, device, PROFILES[device.profile], opener, loop_clock(), board)
        await run_for(asyncio.ensure_future(bus.run()), seconds)
        assert (await bus.write("x", "y", 1.0)).reason == "not_allowed"
        board.state = bus.state()
        board.frame = bus.frame_behind(TagName("farm.scale"))  # type: ignore[attr-defined]

    run_simulated(main())
    return board


def ezo(**settings: float) -> Device:
    points = {"oxygen_mg_l": "farm.spring_oxygen"}
    return Device(
        id="ezo",
        profile="atlas/ezo-do",
        bus="text",
        period_s=2.0,
        points=points,
        settings=settings,
    )


def scale(profile: str) -> Device:
    points = {"weight": "farm.scale", "stable": "farm.scale_stable"}
    return Device(id="s", profile=profile, bus="text", period_s=1.0, points=points)


def values(board: Board, tag: str = "farm.spring_oxygen") -> set[float | None]:
    return {sample.value for sample in board.samples if sample.tag == tag}


def of(board: Board, tag: str) -> list[Sample]:
    return [sample for sample in board.samples if sample.tag == tag]
