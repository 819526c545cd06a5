"""How stations behave on a serial line: time, silence, refusals and faults.

Knows bytes and seconds; waits for nothing.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm.site import Site
from hil_sim.codec import f32_dcba, intact, sealed
from hil_sim.recorder import REPLY, REQUEST, WireRecord, read_wire
from hil_sim.registers import Area, Table
from hil_sim.simulated_farm import SimulatedFarm
from hil_sim.wire import Delivery

Make = Callable[..., SimulatedFarm]
READ_DO = sealed(bytes.fromhex("01 03 26 00 00 04"))
CHAR_S = 10 / 9600


def replies(farm: SimulatedFarm, frame: bytes, at_s: float, bus: str = "probes") -> list[Delivery]:
    return farm.feed(bus, frame, at_s)


def test_a_reply_takes_the_time_of_the_wire(small_farm: SimulatedFarm) -> None:
    """8 + 13 characters at 9600 baud, and 10 to 30 ms of thinking between them."""
    (reply,) = replies(small_farm, READ_DO, 10.0)
    wire_s = (8 + 13) * CHAR_S
    assert 10.0 + wire_s + 0.010 <= reply.at_s <= 10.0 + wire_s + 0.030
    assert len(reply.data) == 13 and intact(reply.data)


def test_a_request_in_pieces_is_one_request(small_farm: SimulatedFarm) -> None:
    assert not replies(small_farm, READ_DO[:3], 1.0)
    (reply,) = replies(small_farm, READ_DO[3:], 1.004)
    assert intact(reply.data)


def test_a_forgotten_half_does_not_spoil_the_next_request(small_farm: SimulatedFarm) -> None:
    assert not replies(small_farm, READ_DO[:5], 1.0)
    (reply,) = replies(small_farm, READ_DO, 3.0)
    assert intact(reply.data)


def test_a_strict_line_loses_what_comes_too_soon(small_site: Site, make_farm: Make) -> None:
    farm = make_farm(small_site, strict=True)
    (reply,) = replies(farm, READ_DO, 1.0)
    assert not replies(farm, READ_DO, reply.at_s + CHAR_S)
    assert farm.record.counts["probes"]["too_soon"] == 1
    assert replies(farm, READ_DO, reply.at_s + 5 * CHAR_S)


@pytest.mark.parametrize(
    "frame",
    [
        READ_DO[:-1] + b"\x00",
        sealed(bytes.fromhex("02 03 26 00 00 04")),
        sealed(bytes.fromhex("01 03 26 04 00 02")),
        sealed(bytes.fromhex("01 04 26 00 00 04")),
        sealed(bytes.fromhex("01 06 11 00 00 01")),
    ],
    ids=["checksum", "other station", "unknown register", "function 4", "function 6"],
)
def test_a_yosemitech_probe_is_silent_to_what_it_does_not_know(
    small_farm: SimulatedFarm, frame: bytes
) -> None:
    assert not replies(small_farm, frame, 1.0)
    assert replies(small_farm, READ_DO, 2.0)


@pytest.mark.parametrize(
    ("bus", "request_", "refusal"),
    [
        ("drives", "01 03 40 00 00 01", "01 83 02"),
        ("drives", "01 04 21 00 00 01", "01 84 01"),
        ("drives", "01 06 20 01 13 89", "01 86 03"),
        ("drives", "01 06 20 00 00 09", "01 86 03"),
        ("drives", "02 03 10 00 00 01", "02 83 02"),
        ("probes", "07 03 20 00 00 02", "07 83 02"),
        ("probes", "09 03 00 34 00 02", "09 83 01"),
        ("probes", "09 04 00 34 00 7e", "09 84 03"),
    ],
)
def test_other_devices_refuse_with_an_exception(
    small_farm: SimulatedFarm, bus: str, request_: str, refusal: str
) -> None:
    (reply,) = replies(small_farm, sealed(bytes.fromhex(request_)), 1.0, bus)
    assert reply.data == sealed(bytes.fromhex(refusal))


def test_faults_bend_replies_each_in_its_way(small_farm: SimulatedFarm) -> None:
    faults = small_farm.faults["do-a"]
    (sound,) = replies(small_farm, READ_DO, 1.0)
    faults.put("late_s", 0.6)
    (late,) = replies(small_farm, READ_DO, 2.0)
    assert late.at_s - 2.0 > sound.at_s - 1.0 + 0.5
    faults.clear()
    faults.put("garble_share", 1.0)
    (garbled,) = replies(small_farm, READ_DO, 3.0)
    assert not intact(garbled.data)
    faults.clear()
    faults.put("wrong_function", True)
    (other,) = replies(small_farm, READ_DO, 4.0)
    assert intact(other.data) and other.data[:2] == b"\x01\x04"
    faults.clear()
    faults.put("wrong_count", True)
    (longer,) = replies(small_farm, READ_DO, 5.0)
    assert intact(longer.data) and longer.data[2] == 10 and len(longer.data) == 15
    faults.clear()
    faults.put("echo_other_address", 3)
    (foreign,) = replies(small_farm, READ_DO, 6.0)
    assert intact(foreign.data) and foreign.data[0] == 3
    faults.clear()
    faults.put("mute", True)
    assert not replies(small_farm, READ_DO, 7.0)
    with pytest.raises(ValueError, match="mute"):
        faults.put("sulky", 1.0)


def test_the_whole_line_is_reproducible(small_site: Site, make_farm: Make) -> None:
    def run(seed: int) -> list[Delivery]:
        farm = make_farm(small_site, seed=seed)
        return [d for at in range(1, 30) for d in replies(farm, READ_DO, float(at))]

    assert run(4) == run(4)
    assert run(4) != run(5)


def test_a_drive_obeys_ramps_and_goes_dumb_without_power(small_farm: SimulatedFarm) -> None:
    def put(register: str, value: int, at_s: float) -> None:
        body = bytes.fromhex(f"01 06 {register}") + value.to_bytes(2, "big")
        (echo,) = replies(small_farm, sealed(body), at_s, "drives")
        assert echo.data == sealed(body)

    put("20 01", 3000, 1.0)
    put("20 00", 5, 1.1)
    assert small_farm.contacts.values["1.pump_1"] == 0.0
    small_farm.step_to(30.0)
    assert small_farm.plant.drives.actual_hz[0, 0] == 0.0
    put("20 00", 1, 30.0)
    assert small_farm.contacts.values["1.pump_1"] == 30.0
    small_farm.step_to(32.0)
    assert 5.0 < small_farm.plant.drives.actual_hz[0, 0] < 15.0
    small_farm.step_to(45.0)
    (values,) = replies(small_farm, sealed(bytes.fromhex("01 03 30 00 00 02")), 45.0, "drives")
    assert values.data[3:7] == (3000).to_bytes(2, "big") * 2
    small_farm.plant.power.mains_ok = False
    small_farm.plant.power.genset_fault = True
    small_farm.step_to(47.0)
    assert not replies(small_farm, sealed(bytes.fromhex("01 03 21 00 00 01")), 47.0, "drives")


def test_the_other_make_of_drive_starts_by_its_state_words(small_farm: SimulatedFarm) -> None:
    """ATV320: 6, 7, 15 on CMD 8501; set-point 0.1 Hz at 8502; running is 0x37 at 3201."""
    for at, (register, value) in enumerate([(8502, 400), (8501, 6), (8501, 7), (8501, 15)], 1):
        body = b"\x02\x06" + register.to_bytes(2, "big") + value.to_bytes(2, "big")
        assert replies(small_farm, sealed(body), float(at), "drives")
    status = sealed(b"\x02\x03" + (3201).to_bytes(2, "big") + b"\x00\x01")
    (reply,) = replies(small_farm, status, 6.0, "drives")
    assert reply.data[3:5] == b"\x00\x37"
    assert small_farm.contacts.values["1.pump_2"] == 40.0


def test_the_wire_record_is_read_back_as_it_was_heard(tmp_path: Path) -> None:
    path = tmp_path / "wire.log"
    record = WireRecord(path, ["a", "b"])
    record.frame(5, "b", REQUEST, READ_DO)
    record.frame(9, "a", REPLY, b"\x01\x02")
    record.flush()
    assert list(read_wire(path)) == [(5, "b", REQUEST, READ_DO), (9, "a", REPLY, b"\x01\x02")]
    path.write_bytes(b"something else")
    with pytest.raises(ValueError, match="not a wire record"):
        list(read_wire(path))


@given(st.binary(max_size=300))
def test_any_request_gets_a_reply_a_refusal_or_silence(body: bytes) -> None:
    table = Table(frozenset({1, 3, 5, 6, 15, 16}))
    table.holds(Area.HOLDING, 0, 2, lambda: f32_dcba(1.0))
    table.takes(Area.HOLDING, 0, lambda word: None)
    reply = table.reply(body) if body else None
    assert reply is None or len(reply) >= 2
