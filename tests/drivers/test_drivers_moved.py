"""What every profile that may be written must say: what happens alone, what is read back, how a
start is known; and the words the independent judge lets through."""

import pytest

from drivers.modbus import Answer, Wrong, check_reply, coil_word_request, write_request
from drivers.profiles import load_profiles
from drivers.reads import written
from farm.profile import Profile, Trust
from farm.site import Device
from hil_sim.codec import sealed
from tests.drivers.altivar import site
from trials.writes import forbidden

PROFILES = load_profiles()
WRITTEN = sorted(name for name, profile in PROFILES.items() if profile.writes)
STARTED = sorted(name for name, profile in PROFILES.items() if profile.start is not None)


@pytest.mark.parametrize("name", WRITTEN)
def test_what_moves_says_what_it_does_when_left_alone(name: str) -> None:
    profile = PROFILES[name]
    assert profile.on_comm_loss is not None
    assert profile.status is not Trust.DRAFT
    for key, (write, _) in written(profile).items():
        assert write.low < write.high and not write.eeprom, key


@pytest.mark.parametrize("name", STARTED)
def test_a_start_can_be_told_from_a_stop_and_from_a_fault(name: str) -> None:
    start = PROFILES[name].start
    assert start is not None
    assert start.running and not set(start.running) & {*start.stopped, *start.faulted}
    assert start.faulted or start.fault_point
    assert any(row.comm_loss for row in PROFILES[name].settings)


@pytest.mark.parametrize("name", STARTED)
def test_serial_settings_are_the_makers(name: str) -> None:
    serial = PROFILES[name].serial
    assert serial is not None and serial.baud in serial.supported_bauds
    if serial.data_bits == 7:
        assert "modbus-ascii" in {way.value for way in PROFILES[name].transport}


def rows(profile: Profile) -> tuple[Device, ...]:
    key = next(iter(profile.write_keys()))
    return (Device(id="d", profile=profile.id, bus="line", outputs={key: "1.pump_1"}),)


def test_the_judge_lets_through_the_words_of_the_sequence_and_no_other() -> None:
    """Registers of the ATV320: LFR 8502, CMD 8501; 128 would reset, 0 coasts."""
    farm = site(rows(PROFILES["schneider/atv320"]))
    fine = [(8502, 500), (8501, 6), (8501, 7), (8501, 15)]
    wrong = [(8501, 128), (8501, 0), (8502, 502), (8503, 15), (6005, 100)]
    for (where, word), allowed in [(row, True) for row in fine] + [(row, False) for row in wrong]:
        frame = bytes([1, 6]) + where.to_bytes(2, "big") + word.to_bytes(2, "big")
        count, told = forbidden(farm, PROFILES, [(0, "line", frame)])
        assert count == 1 and (told == []) is allowed, (where, word)


def test_the_judge_knows_how_long_a_relay_may_be_held() -> None:
    profile = PROFILES["waveshare/relay-8ch"]
    device = Device(id="d", profile=profile.id, bus="line", outputs={"relay_for3": "farm.siren"})
    farm = site((device,))
    for word, allowed in ((5, True), (0x7FFF, True), (0, False), (0x8000, False), (0xFF00, False)):
        frame = bytes([1, 5, 2, 3]) + word.to_bytes(2, "big")
        _, told = forbidden(farm, PROFILES, [(0, "line", frame)])
        assert (told == []) is allowed, word


def test_a_coil_word_of_the_makers_own_goes_out_as_it_is_and_must_come_back_so() -> None:
    """Waveshare wiki: channel 1 on for 10 s."""
    request = coil_word_request(1, 0x0200, 100)
    assert request.rtu == bytes.fromhex("01 05 02 00 00 64 CD 99")
    assert check_reply(request, request.rtu) == Answer(b"")
    other = sealed(bytes.fromhex("01 05 02 00 00 65"))
    assert check_reply(request, other) == Wrong("wrong_echo")
    assert write_request(1, 5, 0, [1]).rtu == bytes.fromhex("01 05 00 00 FF 00 8C 3A")
