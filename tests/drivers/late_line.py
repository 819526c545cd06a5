"""Stations that answer late on a simulated line, where every answer tells which request it is for.

They know Modbus by heart, never from what they are there to test. Every register of an answer
holds the number of requests the line has carried, so an answer to any request but the last one is
seen at once, whoever it came from. Time is the loop's: one whole answer arrives at the end of its
last character.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.conversation import line_of
from drivers.modbus import Answer, read_request
from drivers.modbus_bus import ModbusBus
from drivers.port import Port, PortClosed
from drivers.rtu_line import Pace
from drivers.station import station_of
from drivers.tally import Tally
from farm.clock import loop_clock
from farm.profile import Area, Profile
from farm.sample import Sample, one_by_one
from farm.site import Bus as BusRow
from farm.site import Device
from tests.drivers.inbox import Inbox
from tests.drivers.slaves import rtu_row, run_for, words_profile

BAUD = 9600
CHARACTER_S = 10 / BAUD
GAP_S = 3.5 * CHARACTER_S
TIMEOUT_S, WORST_S = 0.3, 0.65
LOOK_S = 30.0

Delay = Callable[[random.Random], float | None]
"""When an answer begins after the gap that ends its request, s; None: never."""

_CRC: list[int] = []
for _byte in range(256):
    _value = _byte
    for _ in range(8):
        _value = (_value >> 1) ^ 0xA001 if _value & 1 else _value >> 1
    _CRC.append(_value)


def sealed(body: bytes) -> bytes:
    """A frame with its CRC."""
    value = 0xFFFF
    for byte in body:
        value = (value >> 8) ^ _CRC[(value ^ byte) & 0xFF]
    return body + value.to_bytes(2, "little")


def always(delay_s: float) -> Delay:
    return lambda dice: delay_s


def between(low_s: float, high_s: float) -> Delay:
    return lambda dice: dice.uniform(low_s, high_s)


CASES: dict[str, tuple[Delay, range]] = {
    "at 0.35 s, one station": (always(0.35), range(1, 2)),
    "at 0.35 s, two stations in turn": (always(0.35), range(1, 3)),
    "0 to 0.6 s, one station": (between(0.0, 0.6), range(1, 2)),
    "0 to 0.6 s, two stations in turn": (between(0.0, 0.6), range(1, 3)),
}


@dataclass(slots=True)
class CountingLine:
    """What is asked of it and what it answers. `damaged`: share of answers with one bit flipped."""

    dice: random.Random
    delay: Delay
    damaged: float = 0.0
    asked: int = 0
    waits_s: list[float] = field(default_factory=list)

    def answer(self, request: bytes) -> tuple[float, bytes] | None:
        """When the whole answer is there after the request was handed over, s, and its bytes."""
        self.asked += 1
        count = request[5]
        word = (self.asked & 0xFFFF).to_bytes(2, "big")
        delay_s = self.delay(self.dice)
        if delay_s is None:
            return None
        reply = sealed(bytes([request[0], request[1], 2 * count]) + count * word)
        if self.damaged and self.dice.random() < self.damaged:
            place = self.dice.randrange(8 * len(reply))
            torn = bytearray(reply)
            torn[place >> 3] ^= 1 << (place & 7)
            reply = bytes(torn)
        wire_s = (len(request) + len(reply)) * CHARACTER_S + GAP_S
        return wire_s + delay_s, reply

    def is_last(self, value: float) -> bool:
        """True when a register's value answers the last request and no other."""
        return value == self.asked & 0xFFFF


class CountingPort(Inbox):
    """The line as a Port."""

    def __init__(self, line: CountingLine) -> None:
        super().__init__()
        self.line = line

    async def write(self, data: bytes) -> None:
        if self.closed:
            raise PortClosed("closed")
        answered = self.line.answer(data)
        if answered is not None:
            self.loop.call_later(answered[0], self.arrive, answered[1])


@dataclass(slots=True)
class Outcome:
    """What came of it. `seconds`: of the loop's clock; `visits`: with a whole good answer."""

    polls: int = 0
    good: int = 0
    wrong: int = 0
    visits: int = 0
    seconds: float = 0.0


async def at_once(
    line: CountingLine, units: range, polls: int, *, worst_s: float = WORST_S
) -> Outcome:
    """Only our line under the bus: stations in turn, asked again without any patience."""
    clock, outcome = loop_clock(), Outcome()
    talk = line_of(rtu_row(), clock.now_s, Tally())
    talk.port = CountingPort(line)
    requests = [read_request(unit, Area.HOLDING, 1, 1) for unit in units]
    pace = Pace(TIMEOUT_S, worst_s)
    while line.asked < polls:
        verdict = await talk.ask(requests[line.asked % len(requests)], pace)
        if isinstance(verdict, Answer):
            outcome.good += 1
            outcome.wrong += not line.is_last(int.from_bytes(verdict.data, "big"))
    outcome.polls, outcome.seconds = line.asked, clock.now_s()
    return outcome


def counting_profile(registers: int, timeout_s: float, worst_s: float) -> Profile:
    """A block of registers in one request."""
    base = words_profile((1,), timeout_s).model_dump(by_alias=True)
    read = base["reads"][0]
    point = read["points"][0]
    read["count"] = registers
    read["points"] = tuple(point | {"key": f"v{n}", "offset": n} for n in range(registers))
    base["timing"]["worst_reply_ms"] = round(1000 * worst_s)
    return Profile.model_validate(base | {"writes": ()})


async def ours(
    line: CountingLine,
    units: range,
    polls: int,
    *,
    registers: int = 1,
    timeout_s: float = TIMEOUT_S,
    worst_s: float = WORST_S,
) -> Outcome:
    """Our bus asks these stations as often as it may until the line has carried `polls`."""
    clock, outcome = loop_clock(), Outcome()

    async def opener(row: BusRow) -> Port:
        return CountingPort(line)

    def take(sample: Sample) -> None:
        if sample.value is None:
            return
        outcome.good += 1
        outcome.wrong += not line.is_last(sample.value)
        outcome.visits += sample.source.endswith("/v0")

    profile = counting_profile(registers, timeout_s, worst_s)
    stations = [station_of("line", _device(unit, registers), profile, 1.0) for unit in units]
    bus = ModbusBus(rtu_row(), stations, opener, clock, one_by_one(take))
    run = asyncio.ensure_future(bus.run())
    began_s = clock.now_s()
    while line.asked < polls and not run.done():
        await asyncio.wait([run], timeout=LOOK_S)
    outcome.seconds = clock.now_s() - began_s
    outcome.polls = line.asked
    await run_for(run, 0.0)
    return outcome


def _device(unit: int, registers: int) -> Device:
    points = {f"v{n}": f"u{unit}a{n}.energy" for n in range(registers)}
    return Device(
        id=f"d{unit}", profile="test/words", bus="line", unit=unit, period_s=0.05, points=points
    )


def read_s(registers: int) -> float:
    """Wire time of one read with both gaps: the limit of the line."""
    return (8 + 5 + 2 * registers) * CHARACTER_S + 2 * GAP_S


def unanswered_s(silence_s: float) -> float:
    """Wire time of a read nobody answers: request, the silence owed to it, gap."""
    return 8 * CHARACTER_S + silence_s + GAP_S


STATIONS, REGISTERS = range(1, 17), 10


def mute_sometimes(share: float) -> Delay:
    return lambda dice: None if dice.random() < share else 0.0


async def goodput(line: CountingLine, polls: int) -> float:
    """Whole good answers a second of ten registers on a full line; no wrong one among them."""
    outcome = await ours(line, STATIONS, polls, registers=REGISTERS, worst_s=TIMEOUT_S)
    assert outcome.wrong == 0
    return outcome.visits / outcome.seconds


def most_goodput(unanswered: float = 0.0) -> float:
    """The same by arithmetic, when this share gets no answer and each owes its silence."""
    lost_s = unanswered_s(TIMEOUT_S)
    return (1 - unanswered) / ((1 - unanswered) * read_s(REGISTERS) + unanswered * lost_s)
