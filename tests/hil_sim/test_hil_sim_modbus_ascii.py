"""Modbus ASCII of the simulator: the specification's own check sum, line ends, and what is refused.

Knows bytes and seconds; both sides of the framing are typed here from the paper.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm.document import Document
from farm.site import Bus, Site
from hil_sim.ascii_slave import LONGEST, AsciiLine, wrapped
from hil_sim.codec import lrc
from hil_sim.recorder import WireRecord
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.station import Ear
from hil_sim.stocking import fullest_day

SITE = """
schema: ras-site/1
id: ascii
name: {zh: 字符, en: Characters}
water: {alkalinity_mg_l: 90}
systems:
  - id: "1"
    name: {zh: 一, en: One}
    tanks: [{id: 1-01, volume_m3: 42}]
buses:
  - {id: drives, kind: modbus-ascii, wire: a, baud: 9600, data_bits: 7, stop_bits: 2}
devices:
  - id: pump-1
    profile: delta/vfd-e
    bus: drives
    unit: 1
    points: {output_hz: 1.pump_1_speed}
    outputs: {setpoint_hz: 1.pump_1}
  - {id: flow, profile: dalian/tuf-2000m, bus: drives, unit: 2, points: {flow: 1.flow}}
"""
CHAR_S = 10 / 9600
READ_HZ = wrapped(bytes.fromhex("01 03 21 03 00 01"))


@pytest.fixture
def farm() -> SimulatedFarm:
    site = Document("ascii", SITE).parse(Site)
    return SimulatedFarm(site, fullest_day(site), 1, 0.0, lambda at_s: round(at_s * 1000))


def test_lrc_of_delta() -> None:
    """VFD-E manual, chapter 4: ADR 01, CMD 03, address 0401, data 0001 has LRC F6."""
    assert lrc(bytes.fromhex("01 03 04 01 00 01")) == 0xF6
    assert wrapped(bytes.fromhex("01 03 04 01 00 01")) == b":010304010001F6\r\n"


@given(st.binary(max_size=60))
def test_a_body_with_its_lrc_sums_to_nothing(body: bytes) -> None:
    assert (sum(body) + lrc(body)) % 256 == 0
    assert lrc(body + bytes((lrc(body),))) == 0


def test_a_reply_is_a_frame_and_takes_the_time_of_the_wire(farm: SimulatedFarm) -> None:
    (reply,) = farm.feed("drives", READ_HZ, 5.0)
    hz = farm.panel.value("1.pump_1_speed")
    assert reply.data == wrapped(bytes((1, 3, 2)) + round(100 * hz).to_bytes(2, "big"))
    wire_s = (len(READ_HZ) + len(reply.data)) * CHAR_S
    assert 5.0 + wire_s + 0.010 <= reply.at_s <= 5.0 + wire_s + 0.030


def test_two_stations_share_the_line(farm: SimulatedFarm) -> None:
    (reply,) = farm.feed("drives", wrapped(bytes.fromhex("02 03 00 00 00 02")), 1.0)
    assert reply.data.startswith(b":020304")


def test_a_request_in_pieces_and_a_colon_that_begins_anew(farm: SimulatedFarm) -> None:
    assert not farm.feed("drives", b"\x00~:0103" + READ_HZ[:6], 1.0)
    (reply,) = farm.feed("drives", READ_HZ[6:], 1.5)
    assert reply.data.startswith(b":010302")


def test_a_second_without_a_character_ends_a_frame(farm: SimulatedFarm) -> None:
    assert not farm.feed("drives", READ_HZ[:6], 1.0)
    assert not farm.feed("drives", READ_HZ[6:], 3.0)
    assert farm.record.counts["drives"]["fragments"] == 1


@pytest.mark.parametrize(
    "frame",
    [
        READ_HZ.replace(b"F", b"E") if b"F" in READ_HZ else READ_HZ[:-3] + b"0\r\n",
        READ_HZ[:-2] + b" \r\n",
        wrapped(bytes.fromhex("03 03 21 03 00 01")),
        b":\r\n",
        b":01\r\n",
        b":GG\r\n",
        READ_HZ[1:],
        b"\r\n",
    ],
    ids=["lrc", "space", "nobody's", "empty", "short", "no digits", "no colon", "line end"],
)
def test_what_is_no_request_to_anybody_gets_no_answer(farm: SimulatedFarm, frame: bytes) -> None:
    assert not farm.feed("drives", frame, 1.0)
    (reply,) = farm.feed("drives", READ_HZ, 2.0)
    assert reply.data.startswith(b":010302"), "and spoils nothing"


def test_a_write_is_echoed_and_moves_the_drive(farm: SimulatedFarm) -> None:
    """2001H takes 0.01 Hz."""
    order = wrapped(bytes.fromhex("01 06 20 01 0B B8"))
    (echo,) = farm.feed("drives", order, 1.0)
    assert echo.data == order
    assert farm.plant.drives.set_hz[0, 0] == 30.0


def test_what_no_register_has_is_refused_in_the_same_words(farm: SimulatedFarm) -> None:
    (reply,) = farm.feed("drives", wrapped(bytes.fromhex("01 03 77 77 00 01")), 1.0)
    assert reply.data == wrapped(b"\x01\x83\x02")


@given(st.lists(st.binary(max_size=700), max_size=4))
def test_noise_is_never_answered_and_never_kept(noises: list[bytes]) -> None:
    line = AsciiLine(
        Bus(id="b", kind="modbus-ascii", wire="w"), [], Ear(WireRecord(None, ["b"]), "b", round)
    )
    for noise in noises:
        assert not line.feed(noise, 0.0)
        assert len(line._buffer) <= LONGEST
