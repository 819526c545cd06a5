"""A gauge believes nothing that the running farm would not: lost triggers, absurd decimals."""

import asyncio
import struct
from typing import Any

import pytest

from drivers.calibration.gauge import Gauge
from drivers.calibration.watch import Stopped
from drivers.commissioning.hand_line import hand_line
from drivers.port import Port
from drivers.profiles import load_profiles
from farm.clock import run_simulated
from farm.profile import Profile
from farm.site import Bus
from farm.words import Words
from tests.drivers.slaves import MemoryPort, Reply, Slaves

PROFILES = load_profiles()
TRIGGERED = PROFILES["aqualabo/optod"]
SCALED = PROFILES["kuntze/krypton"]
LINE = Bus(id="line", kind="rtu", wire="memory")


class Probe(Slaves):
    """Answers every read with the same registers; `lost`: function never answered."""

    def __init__(self, profile: Profile, words: dict[int, int], lost: int = 0) -> None:
        super().__init__()
        base = profile.address_base
        for read in profile.reads:
            for at in range(read.count):
                self.registers[1, read.address - base + at] = 0
        self.registers |= {(1, at - base): word for at, word in words.items()}
        self.faults[1] = lambda request, answer: [] if request[1] == lost else [(0.0, answer)]

    def reply(self, request: bytes, at_s: float) -> Reply:
        if request[1] == 16:
            self.registers[1, int.from_bytes(request[2:4], "big")] = 0
        return super().reply(request, at_s)


def once(profile: Profile, key: str, slaves: Probe, **more: Any) -> Any:
    async def main() -> Any:
        async def opener(row: Bus) -> Port:
            return MemoryPort(slaves, 9600)

        now = asyncio.get_running_loop().time
        async with hand_line(LINE, opener, now) as line:
            gauge = Gauge(line, profile, 1, key, None, 1.0, print, print, **more)
            return await gauge.once()

    return run_simulated(main())


def float_words(read_at: int, offset: int, value: float) -> dict[int, int]:
    high, low = struct.unpack(">HH", struct.pack(">f", value))
    return {read_at + offset: high, read_at + offset + 1: low}


def test_a_lost_trigger_is_a_lost_reading() -> None:
    """What stands in the registers then is the last measurement, of other water."""
    read = next(row for row in TRIGGERED.reads if row.trigger is not None)
    key = next(point.key for point in read.points if point.key == "saturation")
    point = next(row for row in read.points if row.key == key)
    words = float_words(read.address, point.offset, 87.5)
    assert once(TRIGGERED, key, Probe(TRIGGERED, words))[0] == pytest.approx(87.5)
    assert read.trigger is not None
    lost = once(TRIGGERED, key, Probe(TRIGGERED, words, lost=read.trigger.fc))
    assert isinstance(lost, Words) and lost.en == "no answer"


@pytest.mark.parametrize(("digits", "value"), [(2, 7.25), (3, 0.725), (200, None)])
def test_decimals_are_bounded_as_in_the_running_farm(digits: int, value: float | None) -> None:
    read = next(row for row in SCALED.reads if any(p.key == "ph" for p in row.points))
    words = {read.address: 725, read.address + 1: digits}
    found = once(SCALED, "ph", Probe(SCALED, words))
    if value is None:
        assert isinstance(found, Words)
    else:
        assert found[0] == pytest.approx(value)


def test_a_point_the_profile_has_not_is_said() -> None:
    with pytest.raises(Stopped):
        once(SCALED, "salinity", Probe(SCALED, {}))
