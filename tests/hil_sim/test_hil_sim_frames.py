"""The vendors' own frames against this room's codec and tables.

Knows the golden frames of the manuals; shares none with the drivers' profiles.
"""

import struct

import pytest

from hil_sim.codec import (
    crc16,
    f32_abcd,
    f32_badc,
    f32_cdab,
    f32_dcba,
    intact,
    s32_cdab,
    sealed,
    u16,
    xk3190_frame,
)
from hil_sim.simulated_farm import SimulatedFarm
from models.oxygen import saturation_mg_l

VENDOR = """
01 03 26 00 00 04 4F 41 | 01 03 08 00 00 8D 41 00 00 8D 41 12 65 | 01 03 25 00 00 01 8F 06
01 03 2E 00 00 01 8D 22 | 01 03 09 00 00 07 07 94 | 01 03 11 00 00 04 41 35
01 03 08 00 00 80 3F 00 00 00 00 9E 12 | 01 10 11 00 00 04 08 00 00 80 3F 00 00 00 00 81 AE
01 10 30 00 00 01 02 14 00 99 53 | FF 03 30 00 00 01 9E D4 | FF 03 02 03 00 91 60
01 03 28 00 00 02 CD AB | 01 03 04 33 33 F3 40 40 78 | 01 03 04 CD CC 7C 41 E4 50
01 03 04 E1 7A 24 C1 37 46 | 01 10 23 00 00 02 04 00 00 80 40 1E AE | 01 03 00 00 00 06 C5 C8
01 03 00 00 00 0A C5 CD | 01 05 00 00 FF 00 8C 3A | 01 05 02 00 00 64 CD 99
02 03 0C 1E 00 04 27 6C | 02 03 08 00 28 02 58 01 F4 00 00 52 B0 | 02 06 23 29 00 0D 92 70
"""
FRAMES = [bytes.fromhex(one) for line in VENDOR.strip().splitlines() for one in line.split("|")]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.hex(" "))
def test_every_frame_of_the_vendors_has_our_checksum(frame: bytes) -> None:
    assert intact(frame)
    assert sealed(frame[:-2]) == frame
    assert not intact(bytes((frame[0] ^ 1,)) + frame[1:])


def test_crc_of_the_modbus_specification() -> None:
    """Modbus over serial line 6.2.2: 02 07 has CRC 41 12 on the wire."""
    assert crc16(b"\x02\x07").to_bytes(2, "little") == b"\x41\x12"


def test_floats_in_four_orders() -> None:
    """Y532 manual: pH 7.6 is 33 33 F3 40; TUF-2000M: registers 15568, 16611 are 7.1012."""
    assert f32_dcba(7.6).hex(" ") == "33 33 f3 40"
    assert f32_dcba(15.8).hex(" ") == "cd cc 7c 41"
    assert f32_abcd(15.8).hex(" ") == "41 7c cc cd"
    assert f32_badc(15.8).hex(" ") == "7c 41 cd cc"
    raw = (15568).to_bytes(2, "big") + (16611).to_bytes(2, "big")
    value = struct.unpack(">f", raw[2:] + raw[:2])[0]
    assert value == pytest.approx(7.1012, abs=5e-5)
    assert f32_cdab(value) == raw
    assert s32_cdab(-2) == b"\xff\xfe\xff\xff"


def test_words_saturate_as_converters_do() -> None:
    assert (u16(-3.0), u16(70_000.0), u16(float("nan"))) == (b"\0\0", b"\xff\xff", b"\xff\xff")


def test_weighing_indicator_frame() -> None:
    assert xk3190_frame("+", 23960, 0).hex(" ") == "02 2b 30 32 33 39 36 30 30 31 35 03"


def asked(farm: SimulatedFarm, bus: str, request: str, at_s: float = 1.0) -> str:
    return b"".join(d.data for d in farm.feed(bus, bytes.fromhex(request), at_s)).hex(" ")


def test_oxygen_probe_answers_as_its_manual_prints(small_farm: SimulatedFarm) -> None:
    """Y504 v6.2 example: 17.625 degC and a fraction of 17.625 from the same bytes."""
    full = float(saturation_mg_l(17.625, small_farm.plant.layout.pressure_atm))
    small_farm.panel.hold("1-01.temperature", 17.625)
    small_farm.panel.hold("1-01.do_a", 17.625 * full)
    reply = asked(small_farm, "probes", "01 03 26 00 00 04 4F 41")
    assert reply == "01 03 08 00 00 8d 41 00 00 8d 41 12 65"


def test_probe_calibration_is_kept_and_echoed(small_farm: SimulatedFarm) -> None:
    read = "01 03 11 00 00 04 41 35"
    assert asked(small_farm, "probes", read) == "01 03 08 00 00 80 3f 00 00 00 00 9e 12"
    written = sealed(bytes.fromhex("01 10 11 00 00 04 08") + f32_dcba(1.25) + f32_dcba(0.5))
    reply = asked(small_farm, "probes", written.hex(), 2.0)
    assert reply == sealed(bytes.fromhex("01 10 11 00 00 04")).hex(" ")
    kept = bytes.fromhex(asked(small_farm, "probes", read, 3.0))
    assert kept[3:-2] == f32_dcba(1.25) + f32_dcba(0.5)


def test_start_measurement_answers_with_no_bytes_at_all(small_farm: SimulatedFarm) -> None:
    """Y504 v6.2: the reply of 0x2500 has byte count 0, which strict masters refuse."""
    reply = bytes.fromhex(asked(small_farm, "probes", "01 03 25 00 00 01 8F 06"))
    assert reply[:3] == b"\x01\x03\x00" and intact(reply)


def test_ph_probe_answers_as_its_manual_prints(small_farm: SimulatedFarm) -> None:
    small_farm.panel.hold("1.ph", 7.6)
    small_farm.panel.hold("1.ph_temperature", 15.8)
    ph = asked(small_farm, "probes", sealed(bytes.fromhex("05 03 28 00 00 02")).hex())
    warm = asked(small_farm, "probes", sealed(bytes.fromhex("05 03 24 00 00 02")).hex(), 2.0)
    assert ph.startswith("05 03 04 33 33 f3 40")
    assert warm.startswith("05 03 04 cd cc 7c 41")


def test_relay_switches_and_echoes(small_farm: SimulatedFarm) -> None:
    """Waveshare: channel 1 on is echoed; channel 2 carries the heartbeat tag here."""
    on = "01 05 00 00 FF 00 8C 3A"
    assert asked(small_farm, "relays", on) == on.lower()
    asked(small_farm, "relays", sealed(bytes.fromhex("01 05 00 01 FF 00")).hex(), 2.0)
    assert small_farm.contacts.values["farm.heartbeat"] == 1.0
    asked(small_farm, "relays", sealed(bytes.fromhex("01 05 00 01 55 00")).hex(), 3.0)
    assert small_farm.contacts.values["farm.heartbeat"] == 0.0
    read = asked(small_farm, "relays", sealed(bytes.fromhex("01 01 00 00 00 08")).hex(), 4.0)
    assert read.startswith("01 01 01 01")
