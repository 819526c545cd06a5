"""Text devices of the simulated farm against the lines their manuals print.

Knows those lines by heart; a scene made here stands for the farm.
"""

from collections.abc import Callable
from random import Random

import pytest

from farm.site import Bus, Device
from hil_sim.ascii_devices import TEXT_DEVICES
from hil_sim.text_balance import MtSics
from hil_sim.text_ezo import Ezo
from hil_sim.text_faults import TextFaults
from hil_sim.text_modem import AtModem
from hil_sim.text_panels import MegatecUps
from hil_sim.text_scales import (
    Display,
    TalkingScale,
    a9_frame,
    a12_line,
    and_line,
    toledo_checked_frame,
    toledo_frame,
)
from hil_sim.text_voice import Voice
from hil_sim.wire import Wire
from hil_sim.wire_faults import WireFaults


class Scene:
    now_s = 0.0

    def __init__(self, **values: float) -> None:
        self.values = values

    def shown(self, key: str, or_value: float = 0.0) -> float:
        return self.values.get(key, or_value)


class NoEar:
    def heard(self, at_s: float, unit: int, pdu: bytes, frame: bytes) -> None: ...
    def said(self, at_s: float, frame: bytes) -> None: ...
    def count(self, what: str) -> None: ...
    def message(self, at_s: float, number: str, text: str) -> None: ...


def voice(profile: str, scene: Scene, faults: TextFaults | None = None) -> Voice:
    device = Device(id="d", profile=profile, bus="b")
    row = Bus(id="b", kind="ascii", wire="-")
    return Voice(device, row, scene, Random(1), NoEar(), WireFaults(), None, faults or TextFaults())


def said(wire: Wire, command: bytes, at_s: float = 1.0) -> bytes:
    return b"".join(delivery.data for delivery in wire.feed(command, at_s))


@pytest.mark.parametrize(
    ("frame", "shown", "data"),
    [
        (a9_frame, Display(512_34, False), b"\x02+051234218\x03"),
        (a12_line, Display(-317, False), b"ww-003.17kg\r\n"),
        (a12_line, Display(50, False, net=True), b"wn000.50kg\r\n"),
        (toledo_frame, Display(1234, False, tare=250), b"\x02\x2c\x30\x20  1234   250\r"),
        (toledo_frame, Display(-456, True, net=True), b"\x02\x2c\x3b\x20   456     0\r"),
        (
            toledo_checked_frame,
            Display(1234, False, tare=250),
            b"\x02\x2c\x30\x20  1234   250\r\x74",
        ),
        (and_line, Display(1245, False), b"ST,GS,+0012.45kg\r\n"),
        (and_line, Display(-20, True, net=True), b"US,NT,-0000.20kg\r\n"),
    ],
)
def test_a_display_looks_as_the_manual_prints_it(
    frame: Callable[[Display], bytes], shown: Display, data: bytes
) -> None:
    assert frame(shown) == data


def test_a_load_moves_before_it_rests_and_a_power_cut_is_silence() -> None:
    scene = Scene(weight=12.45)
    scale = TalkingScale(voice("and/text", scene))
    lines = [scale.due(scale.next_due_s or 0.0)[0].data for _ in range(60)]
    assert lines[0][:2] == b"US" and lines[-1] == b"ST,GS,+0012.45kg\r\n"
    scale.power_cycle(6.0)
    assert not any(scale.due(6.0 + number / 10) for number in range(30))
    assert scale.due(9.1)


def test_a_balance_answers_at_once_waits_for_rest_or_repeats() -> None:
    scene = Scene(weight=3.2)
    balance = MtSics(voice("mettler/mt-sics", scene))
    balance.due(0.0)
    assert said(balance, b"SI\r\n") == b"S D       1.60 kg\r\n"
    assert said(balance, b"S\r\n") == b""
    spoken = [out.data for number in range(40) for out in balance.due(0.1 + number / 10)]
    assert spoken == [b"S S       3.20 kg\r\n"]
    assert said(balance, b"SIR\r\n") == spoken[0]
    assert [out.data for out in balance.due(5.0)] == spoken
    assert said(balance, b"HELLO\r\n") == b"ES\r\n"


def test_a_circuit_forgets_what_it_was_told_when_its_power_fails() -> None:
    probe = Ezo(voice("atlas/ezo-do", Scene(oxygen_mg_l=8.21)))
    assert said(probe, b"C,0\r") == b"*OK\r" and probe.next_due_s is None
    assert said(probe, b"O,%,1\r") == b"*OK\r"
    assert said(probe, b"r\r") == b"8.21,90.3\r*OK\r"
    assert said(probe, b"i\r") == b"?i,D.O.,2.16\r*OK\r"
    (boot,) = probe.power_cycle(10.0)
    assert boot.data == b"*RS\r*RE\r"
    (unasked,) = probe.due(12.0)
    assert unasked.data == b"8.21\r"
    assert not probe.power_cycle(20.0, says_so=False) and probe.next_due_s == 21.8


def test_a_ups_tells_status_and_ratings_and_returns_what_it_does_not_know() -> None:
    scene = Scene()
    ups = MegatecUps(voice("megatec/q1", scene))
    assert said(ups, b"Q1\r") == b"(231.4 231.4 229.8 034 50.0 27.3 31.5 00000000\r"
    scene.values = {"utility_fail": 1.0, "battery_low": 1.0}
    assert said(ups, b"Q1\r") == b"(000.0 000.0 229.8 034 50.0 24.9 31.5 11000000\r"
    assert said(ups, b"F\r") == b"#220.0 015 24.00 50.0\r"
    assert said(ups, b"T\r") == b"T\r"


def test_a_modem_echoes_until_it_is_told_not_to_and_rings_between() -> None:
    modem = AtModem(voice("gsm/at-modem", Scene(sim_ready=0.0)))
    assert said(modem, b"AT+CSQ\r") == b"AT+CSQ\r\r\n+CSQ: 18,99\r\n\r\nOK\r\n"
    assert said(modem, b"ATE0\r").endswith(b"OK\r\n")
    assert said(modem, b"AT+CPIN?\r") == b"\r\nERROR\r\n"
    assert said(modem, b"AT+CMEE=1\r") == b"\r\nOK\r\n"
    assert said(modem, b"AT+CPIN?\r") == b"\r\n+CME ERROR: 10\r\n"
    modem.next_due_s = 5.0
    assert [out.data for out in modem.due(5.0)] == [b"\r\nRING\r\n"]
    assert said(modem, b"AT+CMGS=1\r") == b"\r\nERROR\r\n"


def test_every_fault_of_a_line_is_counted_and_a_merged_frame_comes_with_the_next() -> None:
    faults = TextFaults(merge_share=1.0)
    dice = Random(2)
    assert faults.bent(b"one", dice) == b""
    faults.merge_share = 0.0
    assert faults.bent(b"two", dice) == b"onetwo"
    faults.noise_share = faults.cut_share = faults.flip_share = 0.5
    bent = [faults.bent(b"ST,GS,+0012.45kg\r\n", dice) for _ in range(200)]
    assert faults.events.keys() == {"merged", "noise", "cut", "flipped"}
    assert all(count > 60 for name, count in faults.events.items() if name != "merged")
    assert b"ST,GS,+0012.45kg\r\n" in bent


@pytest.mark.parametrize("profile", sorted(TEXT_DEVICES))
def test_every_device_survives_bytes_that_are_no_command(profile: str) -> None:
    wire = TEXT_DEVICES[profile](voice(profile, Scene()))
    dice = Random(3)
    for number in range(200):
        wire.feed(dice.randbytes(dice.randint(1, 60)), number / 10)
        wire.due(number / 10)
    assert not wire.broken
