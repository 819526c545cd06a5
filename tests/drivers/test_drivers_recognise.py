"""Whoever a profile ships for is found on its own wire, and named no more surely than is known."""

import asyncio
from functools import cache
from pathlib import Path

import pytest

from drivers.commissioning.hand_line import HandLine
from drivers.commissioning.identify import Certainty, Question, alike, perhaps
from drivers.commissioning.recognise import Found, recognise, who_answers
from drivers.profiles import load_profiles
from farm.clock import loop_clock, run_simulated
from farm.profile import Area
from farm.site import Device, Site
from farm.site_check import load_site
from hil_sim.simulated_farm import SimulatedFarm
from trials.wires import MemoryPort, memory_opener

PROFILES = load_profiles()
EVERY = list(PROFILES.values())
SHOW = Path(__file__).parents[2] / "sites" / "every-device.yaml"
MODBUS = ("rtu", "tcp", "rtu-over-tcp", "modbus-ascii")


@cache
def show_case() -> Site:
    return load_site(str(SHOW), SHOW.read_text(encoding="utf-8"), PROFILES)


def stations() -> list[Device]:
    kinds = {bus.id: bus.kind for bus in show_case().buses}
    return [
        row for row in show_case().devices if kinds.get(row.bus) in MODBUS and row.unit is not None
    ]


def asked(device: Device, *, all_models: bool) -> tuple[Found | None, list[bytes]]:
    """Who answers on the device's own bus; and all that was sent."""

    async def main() -> tuple[Found | None, list[bytes]]:
        site, clock = show_case(), loop_clock()
        farm = SimulatedFarm(site, [], 0, clock.now_s(), clock.utc_ms_at)
        bus = next(row for row in site.buses if row.id == device.bus)
        opener = memory_opener(farm)
        port = await opener(bus)
        assert isinstance(port, MemoryPort)
        line = HandLine(bus, port, opener, asyncio.get_running_loop().time)
        sent: list[bytes] = []
        plain = port.write

        async def tapped(data: bytes) -> None:
            sent.append(data)
            await plain(data)

        port.write = tapped  # type: ignore[method-assign]
        if all_models:
            return await recognise(line, device.unit, EVERY, {}), sent
        return await who_answers(line, device.unit, PROFILES[device.profile], EVERY), sent

    return run_simulated(main())


@pytest.mark.parametrize("device", stations(), ids=lambda row: row.id)
def test_a_station_is_known_as_what_the_site_says_it_is(device: Device) -> None:
    found, sent = asked(device, all_models=False)
    assert found is not None and device.profile in found.profiles
    assert not found.doubled and not {function(one) for one in sent} & {5, 6, 15, 16}


def function(frame: bytes) -> int:
    """Modbus ASCII, TCP or RTU."""
    if frame.startswith(b":"):
        return int(frame[3:5], 16)
    return frame[7] if frame[2:4] == b"\0\0" and frame[4] == 0 and len(frame) == 12 else frame[1]


WITHOUT_VALUES = (
    "waveshare/relay-8ch", "waveshare/poe-eth-relay-8ch", "advantech/adam-6017",
    "advantech/adam-6050", "aqualabo/optod", "aqualabo/pheht", "aqualabo/c4e",
    "moxa/iologik-e1214", "moxa/iologik-e1240",
)  # fmt: skip
"""Bits, numbers that may hold anything, measurements that must be triggered."""


@pytest.mark.parametrize(
    "device",
    [next(row for row in stations() if row.profile == name) for name in WITHOUT_VALUES],
    ids=lambda row: row.id,
)
def test_no_model_that_ships_is_said_to_be_unknown(device: Device) -> None:
    found, _ = asked(device, all_models=True)
    assert found is not None
    assert device.profile in found.profiles, found
    row = PROFILES[device.profile]
    assert (found.certainty is Certainty.IDENTIFIED) <= (row.identify is not None)


RELAYS = PROFILES["waveshare/relay-8ch"]
COILS = Question(Area.COIL, 0, 8)


def test_bits_are_a_perhaps_and_never_a_likeness() -> None:
    said = {COILS: b"\x05"}
    assert alike([RELAYS], said) == [] and perhaps([RELAYS], said) == [RELAYS]
    assert perhaps([RELAYS], {}) == []


def test_an_untriggered_measurement_that_is_none_yet_does_not_speak_against_its_probe() -> None:
    probe = PROFILES["aqualabo/optod"]
    question = Question(Area.HOLDING, 0x53, 8)
    assert perhaps([probe], {question: b"\x7f\xc0\x00\x00" * 4}) == [probe]
    good = bytes.fromhex("41B20000 42C10000 41060000 41060000")
    assert alike([probe], {question: good}) == [probe]


def test_the_serial_number_of_a_sonde_comes_from_its_own_register() -> None:
    device = next(row for row in stations() if row.profile == "yosemitech/y4000")
    found, _ = asked(device, all_models=False)
    assert found is not None and found.serial
