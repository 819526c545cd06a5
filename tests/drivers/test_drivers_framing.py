"""Modbus ASCII by the bytes: what goes out, what is believed, what is hunted out of noise.

Frames of the checksum examples: Modbus over serial line V1.02, appendix; computed ones by hand.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.conversation import line_of
from drivers.framing import ASCII, RTU
from drivers.modbus import Answer, Refused, Request, Wrong, read_request, write_request
from drivers.rtu_line import Pace
from drivers.tally import Tally
from farm.clock import loop_clock, run_simulated
from farm.profile import Area
from farm.site import Bus as BusRow
from tests.drivers.slaves import MemoryPort, Reply, Slaves, frame

READ = read_request(1, Area.HOLDING, 0x000A, 2)
PACE = Pace(0.3, 0.5)


def lrc(body: bytes) -> bytes:
    return bytes([-sum(body) & 0xFF])


def text(body: bytes) -> bytes:
    return b":" + (body + lrc(body)).hex().upper().encode() + b"\r\n"


ANSWER = text(bytes.fromhex("01030400140015"))


def test_a_request_goes_out_as_pairs_of_digits() -> None:
    """01 03 00 0A 00 02: the sum is 10h, its two's complement F0h."""
    assert ASCII.frame(READ) == b":0103000A0002F0\r\n"
    assert ASCII.frame(write_request(17, 6, 1, [3])) == b":110600010003E5\r\n"
    assert ASCII.reply_characters(READ) == len(ANSWER)


@pytest.mark.parametrize("before", [b"", b"\x00\xff", b":01030", b":0103000A0002F0\r\n", b"\r\n:"])
@pytest.mark.parametrize("answer", [ANSWER, ANSWER.lower()])
def test_an_answer_is_found_behind_noise_an_echo_and_torn_frames(
    before: bytes, answer: bytes
) -> None:
    assert ASCII.find(READ, before + answer) == Answer(bytes.fromhex("00140015"))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("02030400140015", "wrong_unit"),
        ("01040400140015", "wrong_function"),
        ("010306001400150016", "wrong_count"),
        ("0103020014", "wrong_count"),
    ],
)
def test_a_frame_that_is_not_the_answer_is_never_believed(body: str, reason: str) -> None:
    received = text(bytes.fromhex(body))
    assert ASCII.find(READ, received) is None
    assert ASCII.blame(READ, received) == reason


def test_a_damaged_answer_is_known_as_one_and_a_refusal_is_heard() -> None:
    assert ASCII.find(READ, ANSWER[:9] + b"5" + ANSWER[10:]) == Wrong("lrc")
    assert ASCII.find(READ, text(b"\x01\x83\x02")) == Refused(2)
    assert ASCII.find(READ, ANSWER[:-1]) is None
    assert ASCII.blame(READ, ANSWER[:-1]) == "truncated"
    assert ASCII.blame(READ, b"\xfe\x01") == "garbled"
    assert ASCII.blame(READ, b"") == "no_reply"


def test_the_echo_of_a_write_must_be_its_own() -> None:
    write = write_request(1, 6, 40, [7])
    assert ASCII.find(write, text(bytes.fromhex("010600280007"))) == Answer(b"")
    assert ASCII.find(write, text(bytes.fromhex("010600290007"))) is None
    assert ASCII.blame(write, text(bytes.fromhex("010600290007"))) == "wrong_echo"


@given(st.binary(max_size=60), st.integers(0, len(ANSWER) - 1), st.integers(0, 7))
def test_no_single_flipped_bit_makes_another_value(noise: bytes, at: int, bit: int) -> None:
    bent = ANSWER[:at] + bytes([ANSWER[at] ^ 1 << bit]) + ANSWER[at + 1 :]
    verdict = ASCII.find(READ, noise.replace(b":", b"") + bent)
    assert not isinstance(verdict, Answer) or verdict.data == bytes.fromhex("00140015")


@given(st.binary(max_size=80), st.integers(1, 30))
def test_what_is_missing_is_never_overestimated(noise: bytes, seen: int) -> None:
    for framing, answer in ((ASCII, ANSWER), (RTU, frame(bytes.fromhex("01030400140015")))):
        assert framing.missing(READ, answer[:seen]) >= 1
        if seen < len(answer):
            assert framing.missing(READ, answer[:seen]) <= len(answer) - seen
        assert framing.missing(READ, noise) >= 1


def test_an_adapter_that_repeats_our_question_does_not_spoil_the_answer() -> None:
    """Address 0200h, two registers: the question looks like the head of an answer of two bytes."""
    request = read_request(1, Area.HOLDING, 0x0200, 1)
    answer = frame(bytes.fromhex("0103021234"))
    assert RTU.find(request, request.rtu) is None
    assert RTU.find(request, request.rtu + answer) == Answer(b"\x12\x34")


class AsciiPort(MemoryPort):
    """The units of Slaves, spoken to in digits."""

    async def write(self, data: bytes) -> None:
        body = bytes.fromhex(data[1:-2].decode())
        assert data[:1] == b":" and data[-2:] == b"\r\n" and lrc(body[:-1]) == body[-1:]
        sent_s = len(data) * self.character_s
        for late_s, answer in self.slaves.reply(frame(body[:-1]), self.loop.time()):
            digits = text(answer[:-2])
            step = -(-len(digits) // self.pieces)
            for at in range(0, len(digits), step):
                piece = digits[at : at + step]
                after_s = (at + len(piece)) * self.character_s
                start_s = sent_s + self.slaves.turnaround_s + late_s
                self.loop.call_later(start_s + after_s, self.arrive, piece)


def ask_all(slaves: Slaves, requests: list[Request]) -> list[Answer | Refused | Wrong]:
    async def main() -> list[Answer | Refused | Wrong]:
        row = BusRow(id="l", kind="modbus-ascii", wire="w", data_bits=7, parity="E")
        line = line_of(row, loop_clock().now_s, Tally())
        line.port = AsciiPort(slaves, pieces=3)
        return [await line.ask(request, PACE) for request in requests]

    return run_simulated(main())


def test_a_late_ascii_answer_is_not_taken_for_the_next_one() -> None:
    late = {1: True}

    def fault(request: bytes, answer: bytes) -> Reply:
        return [(0.35 if late.pop(1, False) else 0.0, answer)]

    slaves = Slaves({1: fault})
    verdicts = ask_all(slaves, [read_request(1, Area.HOLDING, n, 1) for n in (7, 8, 9)])
    assert verdicts == [Wrong("no_reply"), *(Answer((10 * n).to_bytes(2, "big")) for n in (8, 9))]
    assert slaves.asked[1][0] - slaves.asked[0][0] >= 0.5


def test_ascii_writes_and_reads_back() -> None:
    requests = [write_request(1, 6, 40, [7]), read_request(1, Area.HOLDING, 40, 1)]
    assert ask_all(Slaves(), requests) == [Answer(b""), Answer(b"\x00\x07")]
