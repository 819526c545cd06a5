"""Requests as the vendors print them, and replies that are not the answer however they look."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.modbus import (
    Answer,
    MbapFrame,
    Refused,
    Request,
    Wrong,
    blame,
    check_pdu,
    check_reply,
    find_reply,
    mbap_frame,
    plain_answer,
    read_request,
    split_mbap,
    write_request,
)
from farm.profile import Area
from tests.drivers.slaves import frame

READ = read_request(1, Area.HOLDING, 0x2600, 4)
ANSWER = bytes.fromhex("01 03 08 00 00 8D 41 00 00 8D 41 12 65")
WRITE = write_request(2, 6, 0x2329, [13])


def test_requests_are_those_of_the_manuals() -> None:
    assert READ.rtu == bytes.fromhex("01 03 26 00 00 04 4F 41")
    assert WRITE.rtu == bytes.fromhex("02 06 23 29 00 0D 92 70")
    assert write_request(1, 5, 0, [1]).rtu == bytes.fromhex("01 05 00 00 FF 00 8C 3A")
    assert write_request(1, 16, 0x3000, [0x1400]).rtu == bytes.fromhex(
        "01 10 30 00 00 01 02 14 00 99 53"
    )


def test_the_answer_is_taken() -> None:
    assert check_reply(READ, ANSWER) == find_reply(READ, ANSWER) == Answer(ANSWER[3:-2])


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (frame(b"\x02" + ANSWER[1:-2]), "wrong_unit"),
        (frame(b"\x01\x04" + ANSWER[2:-2]), "wrong_function"),
        (frame(b"\x01\x03\x06" + ANSWER[3:-4]), "wrong_count"),
        (frame(b"\x01\x03\x08" + ANSWER[3:-4]), "wrong_count"),
        (frame(ANSWER[:-2] + b"\x00\x00"), "wrong_count"),
        (frame(b"\x01"), "truncated"),
        (ANSWER[:-1] + b"\x66", "crc"),
    ],
)
def test_what_is_not_the_answer_is_named(reply: bytes, reason: str) -> None:
    assert check_reply(READ, reply) == Wrong(reason)
    assert not isinstance(find_reply(READ, reply), Answer | Refused)


@pytest.mark.parametrize("echo", ["06 23 2A 00 0D", "06 23 29 00 0E", "06 23 2A 00 0E"])
def test_an_echo_of_another_address_or_value_is_wrong(echo: str) -> None:
    reply = frame(b"\x02" + bytes.fromhex(echo))
    assert check_reply(WRITE, reply) == Wrong("wrong_echo")
    assert find_reply(WRITE, reply) is None
    assert blame(WRITE, reply) == "wrong_echo"


def test_an_exception_is_an_answer_of_its_own() -> None:
    assert find_reply(READ, frame(b"\x01\x83\x02")) == Refused(2)
    assert find_reply(READ, frame(b"\x02\x83\x02")) is None
    assert find_reply(READ, frame(b"\x01\x84\x02")) is None


@given(st.binary(max_size=40))
def test_noise_in_front_costs_nothing(noise: bytes) -> None:
    assert find_reply(READ, noise + ANSWER) == Answer(ANSWER[3:-2])


def test_a_cut_frame_before_the_right_one_costs_nothing() -> None:
    assert find_reply(READ, ANSWER[:7] + ANSWER) == Answer(ANSWER[3:-2])
    assert find_reply(READ, ANSWER[:4] + b"\xff" * 20 + ANSWER) == Answer(ANSWER[3:-2])


def test_an_unfinished_answer_is_waited_for() -> None:
    for cut in range(len(ANSWER)):
        assert find_reply(READ, ANSWER[:cut]) is None


@given(st.integers(0, 12), st.integers(0, 7))
def test_one_flipped_bit_is_never_an_answer(byte: int, bit: int) -> None:
    bad = bytearray(ANSWER)
    bad[byte] ^= 1 << bit
    assert not isinstance(find_reply(READ, bytes(bad)), Answer | Refused)


def test_ten_thousand_shaped_lies() -> None:
    """Right unit, valid CRC, random body: only the very shape asked for passes."""
    dice = random.Random(3)
    requests = [READ, WRITE, read_request(1, Area.COIL, 0, 12), write_request(1, 15, 0, [1, 0])]
    for _ in range(10_000):
        request = dice.choice(requests)
        body = bytes([request.unit]) + dice.randbytes(dice.randint(1, 20))
        verdict = find_reply(request, frame(body))
        if isinstance(verdict, Answer):
            assert body[1:].startswith(request.reply)
            assert len(body) - 1 == request.reply_bytes
        elif isinstance(verdict, Refused):
            assert body == bytes([request.unit, request.function | 0x80, verdict.code])


@pytest.mark.parametrize("area", list(Area))
def test_bits_and_registers_know_their_length(area: Area) -> None:
    request = read_request(1, area, 16, 12)
    assert request.reply_bytes == (4 if area in (Area.COIL, Area.DISCRETE) else 26)


def test_a_tcp_stream_is_cut_at_its_frames() -> None:
    first, second = mbap_frame(READ, 7), mbap_frame(WRITE, 8)
    assert split_mbap(first[:6]) is None
    assert split_mbap(first[:-1]) is None
    cut = split_mbap(first + second)
    assert cut == MbapFrame(7, 1, READ.pdu, len(first))
    assert split_mbap(b"\x00\x01\x00\x01\x00\x06\x01") == Wrong("mbap")
    assert split_mbap(b"\x00\x01\x00\x00\xff\xff\x01") == Wrong("mbap")


def test_a_request_is_frozen() -> None:
    assert isinstance(READ, Request)
    with pytest.raises(AttributeError):
        READ.unit = 2  # type: ignore[misc]


@given(
    st.sampled_from([READ, WRITE]),
    st.integers(0, 0xFFFF),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 7)), max_size=2),
    st.integers(-3, 2),
)
def test_the_short_cut_over_tcp_knows_only_what_the_long_way_says(
    request_: Request, transaction: int, flips: list[tuple[int, int]], more: int
) -> None:
    body = request_.reply + bytes(request_.reply_bytes - len(request_.reply))
    frame_ = bytearray(transaction.to_bytes(2, "big") + b"\0\0\0")
    frame_ += bytes([len(body) + 1, request_.unit]) + body
    for at, bit in flips:
        frame_[at % len(frame_)] ^= 1 << bit
    received = bytes(frame_[:more]) if more < 0 else bytes(frame_) + bytes(more)
    short = plain_answer(request_, transaction, received)
    cut = split_mbap(received)
    if isinstance(cut, MbapFrame) and cut.size == len(received) and cut.transaction == transaction:
        long = check_pdu(request_, cut.unit, cut.pdu)
        assert short == (long if isinstance(long, Answer) else None)
    else:
        assert short is None
