"""Text messages through an AT modem: set up, prompted, sent, refused, half said, cut off.

Knows the lines of 3GPP TS 27.005 by heart; when somebody is written to is the controller's.
"""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.port import Port
from drivers.text import sms
from drivers.text_wire.bus import TextBus
from drivers.text_wire.message import Letters, Sent
from farm.clock import loop_clock, run_simulated
from farm.site import Bus as BusRow
from farm.site import Device
from tests.drivers.slaves import Board, MemoryPort, Reply
from tests.drivers.text_wire import PROFILES, Speaker

NUMBER, TEXT = "13800001111", "1-01 池溶氧低"
HEX_NUMBER = "00310033003800300030003000300031003100310031"
HEX_TEXT = "0031002D003000310020" + "6C606EB66C274F4E"
BODY = HEX_TEXT.encode() + b"\x1a"
OK = b"\r\nOK\r\n"
WELL = {
    b"AT+CSQ\r": b"\r\n+CSQ: 18,99\r\n" + OK,
    b"AT+CREG?\r": b"\r\n+CREG: 0,1\r\n" + OK,
    b"AT+CPIN?\r": b"\r\n+CPIN: READY\r\n" + OK,
}
COMMAND = f'AT+CMGS="{HEX_NUMBER}"\r'.encode()
Talk = Callable[[Letters], Awaitable[None]]


def modem(*at_prompt: tuple[float, bytes], prompt: bytes = b"\r\n> ") -> Speaker:
    """`at_prompt`: what follows the text, and when."""

    def says(request: bytes, times: int) -> Reply:
        if request == COMMAND:
            return [(0.2, prompt)]
        if request == BODY:
            return list(at_prompt)
        return [] if request == b"\x1b\r" else [(0.1, WELL.get(request, OK))]

    return Speaker(says)


def on_wire(slaves: Speaker, talk: Talk) -> Board:
    board = Board()

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            return MemoryPort(slaves)

        row = BusRow(id="text", kind="ascii", wire="memory", baud=115200)
        points = {"signal_dbm": "farm.modem_signal"}
        device = Device(id="m", profile="gsm/at-modem", bus="text", period_s=10.0, points=points)
        bus = TextBus(row, device, PROFILES[device.profile], opener, loop_clock(), board)
        task = asyncio.create_task(bus.run())
        await asyncio.sleep(5)
        assert bus.letters is not None
        await talk(bus.letters)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_simulated(main())
    return board


def sent(slaves: Speaker) -> Sent:
    found: list[Sent] = []

    async def talk(letters: Letters) -> None:
        found.append(await letters.send(NUMBER, TEXT))

    on_wire(slaves, talk)
    return found[0]


def test_a_message_in_chinese_goes_out_between_two_questions() -> None:
    slaves = modem((3.0, b"\r\n+CMGS: 17\r\n\r\nOK\r\n"))
    assert sent(slaves) == Sent(True)
    begun = slaves.lines.index(b"AT+CMGF=1\r")
    assert slaves.lines[begun : begun + 5] == [
        b"AT+CMGF=1\r", b'AT+CSCS="UCS2"\r', b"AT+CSMP=17,167,0,8\r", COMMAND, BODY,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at_prompt", "prompt", "reason"),
    [
        ([(3.0, b"\r\n+CMS ERROR: 38\r\n")], b"\r\n> ", "error_38"),
        ([(3.0, b"\r\nERROR\r\n")], b"\r\n> ", "error"),
        ([], b"\r\n> ", "no_reply"),
        ([], b"", "no_prompt"),
        ([], b"\r\n+CMS ERROR: 310\r\n", "error_310"),
    ],
)
def test_a_message_that_does_not_go_out_says_why_and_leaves_the_prompt(
    at_prompt: list[tuple[float, bytes]], prompt: bytes, reason: str
) -> None:
    slaves = modem(*at_prompt, prompt=prompt)
    assert sent(slaves) == Sent(False, reason)
    if reason in ("no_reply", "no_prompt"):
        assert slaves.lines[-1] == b"\x1b\r", "what comes next must be no text"


def test_several_wait_their_turn_and_too_many_are_told_at_once() -> None:
    slaves = modem((3.0, b"\r\n+CMGS: 1\r\n\r\nOK\r\n"))

    async def talk(letters: Letters) -> None:
        rows = await asyncio.gather(*(letters.send(NUMBER, TEXT) for _ in range(10)))
        assert sum(row.ok for row in rows) == 8
        assert {row.reason for row in rows if not row.ok} == {"full"}
        letters.closed()
        assert await letters.send(NUMBER, TEXT) == Sent(False, "no_wire")

    board = on_wire(slaves, talk)
    assert slaves.lines.count(BODY) == 8
    shown = [sample.value for sample in board.samples if sample.tag == "farm.modem_signal"]
    assert shown and set(shown) == {-77.0}, "its health is asked on"


def test_who_gives_up_waiting_sends_nothing() -> None:
    slaves = modem((3.0, b"\r\n+CMGS: 1\r\n\r\nOK\r\n"))

    async def talk(letters: Letters) -> None:
        first = asyncio.create_task(letters.send(NUMBER, TEXT))
        second = asyncio.create_task(letters.send(NUMBER, TEXT))
        await asyncio.sleep(0.5)
        second.cancel()
        assert (await first).ok
        await asyncio.sleep(20)

    on_wire(slaves, talk)
    assert slaves.lines.count(BODY) == 1


@given(st.text(max_size=200))
def test_every_text_fits_one_message(text: str) -> None:
    shown = sms.fitting(text.encode("utf-8", "ignore").decode())
    assert len(shown) <= 70
    digits = sms.body(shown)
    assert digits.endswith(b"\x1a") and len(digits) <= 281
    assert bytes.fromhex(digits[:-1].decode()).decode("utf-16-be") == shown
