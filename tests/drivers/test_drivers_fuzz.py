"""Answers spoilt in every way a wire knows: no wrong Good value, no hang, no exception, no leak.

Oracle. A frame with the right unit, function, length and check sum but a made-up body cannot be
told from the truth by anybody: such a frame counts as what the register held. Everything else
does not. So a Good value must be the register's, or stand at its place in an answer that an
independent reader (tests.drivers.fuzz_frames) finds among the bytes that came since the request,
with every outward mark of the answer to this very request: on TCP its transaction, elsewhere its
check sum. The same holds for the read-back that confirms a write.
"""

import asyncio
import gc
import random
import tracemalloc
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from drivers.modbus_bus import ModbusBus
from drivers.outcome import WriteOutcome
from drivers.port import Port, PortClosed
from drivers.station import station_of
from farm.clock import loop_clock, run_simulated
from farm.sample import Sample, Sink, one_by_one
from farm.site import Bus as BusRow
from tests.drivers.fuzz_frames import Ascii, Asked, Framing, Rtu, Spoiler, Tcp
from tests.drivers.inbox import Inbox
from tests.drivers.slaves import Slaves, run_for, words_device, words_profile

ADDRESSES = (1, 300, 700)
UNITS = (1, 3, 50)
TIMEOUT_S, CHARACTER_S = 0.1, 10 / 9600
READ = 3
EXCHANGES = 8
KINDS: dict[str, Callable[[], Framing]] = {
    "rtu": Rtu,
    "rtu-over-tcp": Rtu,
    "tcp": Tcp,
    "modbus-ascii": Ascii,
}
FRAMES, NIGHT_FRAMES = 20_000, 1_000_000
ENDS_WITHIN_S = TIMEOUT_S + 50 * CHARACTER_S + 0.1
"""A question is over by then: timeout, characters of both frames, patience after a bad sum."""
ASKED_AGAIN_S = 15.0
"""Somebody is asked at least this often: the longest patience is 10 s."""
LOOK_S = 5.0
WEIGHED_EVERY = 300
GROWTH_MAX_BYTES = 100_000


class Registers(Slaves):
    """Every register tells its unit and address."""

    def register(self, unit: int, address: int) -> int:
        return self.registers.get((unit, address), (1000 * unit + address) & 0xFFFF)


@dataclass
class Exchange:
    """A request, what its register held, and all that was said until the next request."""

    asked: Asked
    truth: int
    said: bytes = b""


@dataclass
class FuzzedLine:
    """Stations behind a spoiler, and the last exchanges about each register.

    Read-backs may come between a visit's answer and its samples, so more than one counts; but
    nothing that was heard of a register before it was written.
    """

    spoiler: Spoiler
    slaves: Registers = field(default_factory=Registers)
    frames: int = 0
    asked_s: float = 0.0
    last: dict[tuple[int, int], deque[Exchange]] = field(default_factory=dict)
    now: Exchange | None = None
    longest_pause_s: float = 0.0
    complaints: list[str] = field(default_factory=list)

    def answer(self, sent: bytes, now_s: float) -> list[tuple[float, bytes]]:
        if self.frames:
            self.longest_pause_s = max(self.longest_pause_s, now_s - self.asked_s)
        asked = self.spoiler.framing.asked(sent)
        if asked is None or len(asked.pdu) < 5:  # a look whether it speaks another dialect
            self.asked_s, self.now = now_s, None
            return []
        address = int.from_bytes(asked.pdu[1:3], "big")
        truth = self.slaves.register(asked.unit, address)
        self.asked_s, self.now = now_s, Exchange(asked, truth)
        if asked.pdu[0] == READ:
            key = asked.unit, address
            self.last.setdefault(key, deque(maxlen=EXCHANGES)).append(self.now)
        else:
            self.last.pop((asked.unit, address), None)
        self.frames += 1
        pdu = self.slaves.answer(asked.unit, asked.pdu)
        assert pdu is not None
        return self.spoiler.spoilt(asked, pdu)

    def holds(self, unit: int, address: int, value: float) -> bool:
        """True when the value is the register's, or nobody could know better."""
        for exchange in self.last.get((unit, address), ()):
            if value == exchange.truth:
                return True
            found = self.spoiler.framing.believable(exchange.asked, exchange.said)
            if any(value == int.from_bytes(pdu[2:4], "big") for pdu in found):
                return True
        return False

    def told(self, unit: int, address: int) -> str:
        """What was said about a register of late."""
        said = [exchange.said.hex() for exchange in self.last.get((unit, address), ())]
        return f"the line said {said}"


class FuzzedPort(Inbox):
    """The line as a Port."""

    def __init__(self, line: FuzzedLine) -> None:
        super().__init__()
        self.line = line

    async def write(self, data: bytes) -> None:
        if self.closed:
            raise PortClosed("closed")
        for late_s, piece in self.line.answer(data, self.loop.time()):
            wire_s = (len(data) + len(piece)) * CHARACTER_S
            self.loop.call_later(wire_s + late_s, self.arrive, piece)

    def arrive(self, data: bytes) -> None:
        if not self.closed:
            if self.line.now is not None:
                self.line.now.said += data
            super().arrive(data)


def watched(line: FuzzedLine) -> Sink:
    """Sink that complains of wrong values and of questions that took too long."""
    clock = loop_clock()

    def take(sample: Sample) -> None:
        place = sample.tag.partition(".")[0][1:]
        unit, _, address = place.partition("a")
        at = int(address) if address else ADDRESSES[0]
        if sample.value is not None and not line.holds(int(unit), at, sample.value):
            line.complaints.append(f"{sample} but {line.told(int(unit), at)}")
        took_s = clock.now_s() - line.asked_s
        if took_s > ENDS_WITHIN_S and sample.reason not in ("no_wire", "line_busy"):
            line.complaints.append(f"{sample} {took_s:.3f} s after its request")

    return one_by_one(take)


def complain_of(line: FuzzedLine, unit: int, outcome: WriteOutcome) -> None:
    value = outcome.actual
    if outcome.is_confirmed and value is not None and not line.holds(unit, ADDRESSES[0], value):
        line.complaints.append(f"unit {unit}: {outcome} but {line.told(unit, ADDRESSES[0])}")


async def writes(bus: ModbusBus, line: FuzzedLine) -> None:
    """One value after another to one station after another."""
    dice = random.Random(line.frames)
    while True:
        unit = dice.choice(UNITS)
        outcome = await bus.write(f"d{unit}", "w", float(dice.randint(0, 1000)))
        complain_of(line, unit, outcome)
        await asyncio.sleep(1.0)


async def fuzzed(
    kind: str, frames: int, seed: int, between: Callable[[int], object] = bool
) -> FuzzedLine:
    """Run a bus of this kind until so many answers were given; `between` hears the number."""
    line = FuzzedLine(Spoiler(KINDS[kind](), random.Random(seed), CHARACTER_S))
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: line.complaints.append(str(context)))

    async def opener(row: BusRow) -> Port:
        return FuzzedPort(line)

    profile = words_profile(ADDRESSES, TIMEOUT_S)
    stations = [
        station_of("line", words_device(unit, ADDRESSES, 0.05), profile, 1.0) for unit in UNITS
    ]
    row = BusRow.model_validate({"id": "line", "kind": kind, "wire": "memory"})
    bus = ModbusBus(row, stations, opener, loop_clock(), watched(line))
    run = asyncio.ensure_future(bus.run())
    writing = asyncio.ensure_future(writes(bus, line))
    while line.frames < frames and not run.done() and not line.complaints:
        await asyncio.wait([run, writing], timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
        between(line.frames)
        if writing.done():
            writing.result()
    writing.cancel()
    await run_for(run, 0.0)
    await asyncio.gather(writing, return_exceptions=True)
    return line


def search(kind: str, frames: int, seed: int) -> None:
    line = run_simulated(fuzzed(kind, frames, seed))
    assert not line.complaints, f"seed {seed}: {line.complaints[:3]}"
    assert line.frames >= frames, f"seed {seed}"
    assert line.longest_pause_s < ASKED_AGAIN_S, f"seed {seed}"


@pytest.mark.parametrize("kind", KINDS)
def test_spoilt_answers_give_no_wrong_value_and_no_hang(kind: str) -> None:
    search(kind, FRAMES // len(KINDS), seed=1)


@pytest.mark.night
@pytest.mark.parametrize("kind", KINDS)
def test_a_million_spoilt_answers(kind: str, night_seed: int) -> None:
    search(kind, NIGHT_FRAMES // len(KINDS), night_seed)


@pytest.mark.parametrize("kind", KINDS)
def test_memory_stays_flat(kind: str) -> None:
    sizes: list[int] = []

    def weigh(frames: int) -> None:
        if frames < WEIGHED_EVERY * (len(sizes) + 1):
            return
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    try:
        run_simulated(fuzzed(kind, 8 * WEIGHED_EVERY, 2, weigh))
    finally:
        tracemalloc.stop()
    half = sizes[len(sizes) // 2]
    assert len(sizes) > 4 and sizes[-1] - half < GROWTH_MAX_BYTES, sizes


def test_the_oracle_tells_a_made_up_body_from_another_stations() -> None:
    rtu, asked = Rtu(), Asked(1, bytes.fromhex("0300010001"))
    made_up = rtu.frame(1, bytes.fromhex("0302beef"), 0)
    assert list(rtu.believable(asked, b"\x00" + made_up)) == [bytes.fromhex("0302beef")]
    assert not list(rtu.believable(asked, rtu.frame(2, bytes.fromhex("0302beef"), 0)))
    assert not list(rtu.believable(asked, made_up[:-1]))
    asked_7 = Asked(1, asked.pdu, 7)
    assert not list(Tcp().believable(asked_7, Tcp().frame(1, bytes.fromhex("0302beef"), 6)))
