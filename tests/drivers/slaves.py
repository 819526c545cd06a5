"""Stations that misbehave on purpose, and the wires they hang on.

They know Modbus by heart (own CRC, own framing), never from what they are there to test.
"""

import asyncio
import itertools
import os
import struct
import tty
from collections.abc import Callable, Iterable, Sequence

from drivers.port import PortClosed
from farm.clock import loop_clock
from farm.link import BusState
from farm.profile import Profile
from farm.sample import Sample
from farm.site import Bus as BusRow
from farm.site import Device
from tests.drivers.inbox import Inbox

Reply = list[tuple[float, bytes]]
"""When (s after the normal time) and what."""
Fault = Callable[[bytes, bytes], Reply]
"""Request and right answer in, what really comes out."""


def crc(data: bytes) -> bytes:
    """CRC-16/MODBUS, bit by bit."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0xA001 if value & 1 else value >> 1
    return value.to_bytes(2, "little")


def frame(body: bytes) -> bytes:
    return body + crc(body)


def right(request: bytes, answer: bytes) -> Reply:
    return [(0.0, answer)]


class Slaves:
    """All units of one line. Every register reads ten times its address, or what was written."""

    def __init__(self, faults: dict[int, Fault] | None = None, turnaround_s: float = 0.01) -> None:
        self.faults = faults or {}
        self.turnaround_s = turnaround_s
        self.registers: dict[tuple[int, int], int] = {}
        self.coils: dict[tuple[int, int], bool] = {}
        self.asked: list[tuple[float, bytes]] = []
        self.dead: set[int] = set()
        self.deaf_to_writes: set[int] = set()

    def reply(self, request: bytes, at_s: float) -> Reply:
        self.asked.append((at_s, request))
        if len(request) < 8 or crc(request[:-2]) != request[-2:] or request[0] in self.dead:
            return []
        answer = self.answer(request[0], request[1:-2])
        if answer is None:
            return []
        fault = self.faults.get(request[0], right)
        return fault(request, frame(bytes([request[0]]) + answer))

    def answer(self, unit: int, pdu: bytes) -> bytes | None:
        function, address, word = struct.unpack_from(">BHH", pdu)
        if function in (3, 4):
            values = [self.register(unit, address + n) for n in range(word)]
            return struct.pack(f">BB{word}H", function, 2 * word, *values)
        if function in (1, 2):
            on = [self.coils.get((unit, address + n), False) for n in range(word)]
            packed = sum(1 << n for n, bit in enumerate(on) if bit)
            size = -(-word // 8)
            return bytes([function, size]) + packed.to_bytes(size, "little")
        if unit not in self.deaf_to_writes:
            if function == 5:
                self.coils[unit, address] = word == 0xFF00
            elif function == 6:
                self.registers[unit, address] = word
        return pdu[:5]

    def register(self, unit: int, address: int) -> int:
        return self.registers.get((unit, address), 10 * address & 0xFFFF)


class MemoryPort(Inbox):
    """A line in memory with the timing of a real one (bytes take their time on the wire)."""

    def __init__(self, slaves: Slaves, baud: int = 9600, pieces: int = 1) -> None:
        super().__init__()
        self.slaves, self.character_s, self.pieces = slaves, 10 / baud, pieces

    async def write(self, data: bytes) -> None:
        if self.closed:
            raise PortClosed("closed")
        sent_s = len(data) * self.character_s
        for late_s, answer in self.slaves.reply(data, self.loop.time()):
            start_s = sent_s + self.slaves.turnaround_s + late_s
            step = max(1, -(-len(answer) // self.pieces))
            for at in range(0, len(answer), step):
                piece = answer[at : at + step]
                arrives_s = start_s + (at + len(piece)) * self.character_s
                self.loop.call_later(arrives_s, self.arrive, piece)


class PtySlaves:
    """The same units behind a pseudo-terminal."""

    def __init__(self, slaves: Slaves, baud: int = 9600) -> None:
        self.slaves, self.character_s = slaves, 10 / baud
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        self.wire = os.ttyname(self.slave)
        self.loop = asyncio.get_running_loop()
        self.received = b""
        self.loop.add_reader(self.master, self.readable)

    def readable(self) -> None:
        try:
            self.received += os.read(self.master, 4096)
        except OSError:
            return
        if len(self.received) < 8:  # the requests used here are eight bytes long
            return
        request, self.received = self.received[:8], self.received[8:]
        sent_s = len(request) * self.character_s + self.slaves.turnaround_s
        for late_s, answer in self.slaves.reply(request, self.loop.time()):
            wire_s = len(answer) * self.character_s
            self.loop.call_later(sent_s + late_s + wire_s, self.send, answer)

    def send(self, answer: bytes) -> None:
        if self.master >= 0:
            os.write(self.master, answer)

    def close(self) -> None:
        self.loop.remove_reader(self.master)
        os.close(self.master)
        os.close(self.slave)
        self.master = -1


TIMEOUT_S, WORST_S = 0.3, 0.5


def words_profile(addresses: Iterable[int], timeout_s: float = TIMEOUT_S) -> Profile:
    """A station of single registers, one request each: the hardest case for late answers."""
    return Profile.model_validate(
        {
            "schema": "ras-device/1",
            "id": "test/words",
            "vendor": "test",
            "models": ("words",),
            "kind": "test",
            "title": {"zh": "测试", "en": "test"},
            "status": "specification",
            "sources": (),
            "transport": ("rtu", "tcp"),
            "timing": {
                "response_timeout_ms": round(1000 * timeout_s),
                "worst_reply_ms": round(1000 * max(WORST_S, timeout_s)),
                "min_poll_ms": 20,
            },
            "reads": tuple(
                {
                    "id": f"r{address}",
                    "area": "holding",
                    "address": address,
                    "count": 1,
                    "points": ({"key": f"v{address}", "offset": 0, "type": "uint16"},),
                }
                for address in addresses
            ),
            "writes": (
                {
                    "key": "w",
                    "fc": 6,
                    "address": min(addresses),
                    "low": 0,
                    "high": 1000,
                    "verify": {"point": f"v{min(addresses)}", "within_s": 1.0},
                },
            ),
        }
    )


def words_device(unit: int, addresses: Iterable[int], period_s: float = 1.0) -> Device:
    return Device(
        id=f"d{unit}",
        profile="test/words",
        bus="line",
        unit=unit,
        period_s=period_s,
        points={f"v{address}": f"u{unit}a{address}.energy" for address in addresses},
        outputs={"w": f"u{unit}.energy"},
    )


def rtu_row(wire: str = "memory") -> BusRow:
    return BusRow(id="line", kind="rtu", wire=wire)


class Board:
    """Takes samples as the controller would, and knows what each should have been."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.state: BusState

    def __call__(self, samples: Sequence[Sample]) -> None:
        self.samples += samples

    def of(self, unit: int) -> list[Sample]:
        return [s for s in self.samples if s.tag.startswith(f"u{unit}a")]

    def good(self, unit: int) -> list[Sample]:
        return [s for s in self.of(unit) if s.status.is_good]

    def wrong(self) -> list[Sample]:
        """Good samples that are not what the register held."""
        return [
            s
            for s in self.samples
            if s.status.is_good and "a" in s.tag.split(".")[0] and s.value != ten_times(s.tag)
        ]

    def longest_gap_s(self, unit: int) -> float:
        times = sorted({s.at_s for s in self.good(unit)})
        return max(b - a for a, b in itertools.pairwise(times))


def ten_times(tag: str) -> float:
    return 10.0 * int(tag.partition(".")[0].partition("a")[2])


async def run_for(run: "asyncio.Task[None]", seconds: float) -> None:
    """Let a bus run, then stop it as a supervisor would."""
    await asyncio.wait([run], timeout=seconds)
    if run.done():
        run.result()
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)


def now_s() -> float:
    return loop_clock().now_s()
