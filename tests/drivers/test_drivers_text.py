"""Text devices: EZO lines with events between them, XK3190 frames with either check style."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ascii_text import Stillness, ezo_lines, xk3190_frames
from drivers.port import Port
from drivers.profiles import load_profiles
from drivers.text_bus import TextBus
from farm.clock import loop_clock, run_simulated
from farm.site import Bus as BusRow
from farm.site import Device
from farm.status import Status
from tests.drivers.slaves import Board, MemoryPort, Slaves, run_for

VENDOR = bytes.fromhex("02 2B 30 32 33 39 36 30 30 31 35 03")


def xk(weight: int, decimals: int = 0, *, low_style: bool = False) -> bytes:
    body = f"{'-' if weight < 0 else '+'}{abs(weight):06d}{decimals}".encode()
    check = 0
    for byte in body:
        check ^= byte
    digits = [n + 48 if n < 10 or low_style else n + 55 for n in (check >> 4, check & 15)]
    return b"\x02" + body + bytes(digits) + b"\x03"


def test_events_are_never_values() -> None:
    text = ezo_lines(b"*RS\r*RE\r8.21,98.4\r*OK\r?i,D.O.,2.1\r7.9")
    assert text.values == ((8.21, 98.4),)
    assert text.events == ("*RS", "*RE", "*OK")
    assert text.answers == ("?i,D.O.,2.1",)
    assert text.rest == b"7.9" and text.wrong == 0


@given(st.text("0123456789*?ROK.,-+eEnaif \x00", max_size=12))
def test_only_plain_numbers_are_values(line: str) -> None:
    text = ezo_lines(line.encode() + b"\r")
    for row in text.values:
        assert all(0 <= value < 1e13 for value in row)
        assert set(line) <= set("0123456789.,")


def test_an_endless_line_is_thrown_away() -> None:
    assert ezo_lines(b"1" * 65).rest == b""


def test_the_vendor_frame_is_23960() -> None:
    found = xk3190_frames(b"\x31\x03" + VENDOR + VENDOR[:5])
    assert [row.weight for row in found.weights] == [23960]
    assert found.weights[0].frame == VENDOR and found.rest == VENDOR[:5] and found.wrong == 0


@given(st.integers(-999_999, 999_999), st.integers(0, 4), st.booleans())
def test_both_check_styles_are_read(weight: int, decimals: int, low_style: bool) -> None:
    found = xk3190_frames(xk(weight, decimals, low_style=low_style))
    assert [row.weight for row in found.weights] == [weight / 10**decimals]


@given(st.integers(0, 11), st.integers(0, 7))
def test_a_flipped_bit_is_no_weight(byte: int, bit: int) -> None:
    bad = bytearray(VENDOR)
    bad[byte] ^= 1 << bit
    assert all(row.weight == 23960 for row in xk3190_frames(bytes(bad)).weights)


def test_a_weight_is_stable_after_five_equal_frames() -> None:
    still, seen = Stillness(), []
    for weight in (1.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.5):
        still = still.after(weight)
        seen.append(still.is_stable)
    assert seen == [False] * 5 + [True, False]


class Ezo(Slaves):
    """A circuit in its factory state: it talks by itself until told not to."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[bytes] = []
        self.answer_s = 0.6
        self.reboots = False

    def reply(self, request: bytes, at_s: float) -> list[tuple[float, bytes]]:
        self.lines.append(request)
        if request == b"C,0\r":
            return [(0.1, b"*OK\r")]
        if self.reboots:
            self.reboots = False
            return [(0.1, b"*RS\r*RE\r9.99\r")]
        assert request == b"R\r"
        return [(self.answer_s - 0.2, b"*WA\r"), (self.answer_s, b"8.21,98.4\r*OK\r")]


def run_text(slaves: Slaves, device: Device, seconds: float, feed: bytes = b"") -> Board:
    board = Board()

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            port = MemoryPort(slaves)
            if feed:
                for at in range(round(seconds / 2 / 0.1)):
                    port.loop.call_later(0.1 * at, port.arrive, feed)
            return port

        profile = load_profiles()[device.profile]
        row = BusRow(id="text", kind="ascii", wire="memory")
        bus = TextBus(row, device, profile, opener, loop_clock(), board)
        await run_for(asyncio.ensure_future(bus.run()), seconds)
        assert (await bus.write("x", "y", 1.0)).reason == "not_allowed"
        board.state = bus.state()

    run_simulated(main())
    return board


def ezo() -> Device:
    points = {"oxygen_mg_l": "farm.spring_oxygen"}
    return Device(id="ezo", profile="atlas/ezo-do", bus="text", period_s=2.0, points=points)


def test_the_probe_is_hushed_first_then_asked_every_period() -> None:
    slaves = Ezo()
    board = run_text(slaves, ezo(), 60.0)
    assert slaves.lines[0] == b"C,0\r" and set(slaves.lines[1:]) == {b"R\r"}
    assert len(board.samples) >= 28
    assert {sample.value for sample in board.samples} == {8.21}
    assert board.state.on_time == board.state.asked


def test_a_mute_probe_is_bad_and_a_reboot_is_hushed_again() -> None:
    slaves = Ezo()
    slaves.answer_s = 1.9  # after the timeout, inside the longest answer
    board = run_text(slaves, ezo(), 30.0)
    assert {sample.value for sample in board.samples} == {None}
    assert board.samples[0].status is Status.BAD_TIMEOUT
    slaves = Ezo()
    slaves.reboots = True
    board = run_text(slaves, ezo(), 30.0)
    assert slaves.lines.count(b"C,0\r") == 2
    assert 9.99 not in {sample.value for sample in board.samples}


def test_a_scale_pushes_and_falls_silent() -> None:
    points = {"weight": "farm.scale", "stable": "farm.scale_stable"}
    device = Device(id="s", profile="yaohua/xk3190-a9", bus="text", period_s=1.0, points=points)
    board = run_text(Slaves(), device, 40.0, feed=xk(12345, 1))
    weights = [s for s in board.samples if s.tag == "farm.scale"]
    stable = [s.value for s in board.samples if s.tag == "farm.scale_stable"]
    assert [s.value for s in weights[:19]] == [pytest.approx(1234.5)] * 19
    assert stable[0] == 0.0 and set(stable[1:19]) == {1.0}
    assert weights[-1].status is Status.BAD_NO_COMMUNICATION
