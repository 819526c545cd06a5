"""Probes, flow meters and levels of the simulator against the profiles that read them.

Knows both sides and takes neither as right: what one writes down the other must read.
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.modbus import read_request, write_request
from drivers.profiles import load_profiles
from drivers.raw_values import values
from farm.profile import Point, Profile, Read
from farm.site import Device
from hil_sim.binding import Binding
from hil_sim.registers import Table
from hil_sim.water_devices import WATER_DEVICES

PROFILES = load_profiles()
NAMES = sorted(WATER_DEVICES)
TRIGGERED = [name for name in NAMES if any(read.trigger for read in PROFILES[name].reads)]
SIMULATORS_OWN = {"ph_digits", "temperature_digits", "potential_digits"}
"""The simulated controller decides how many decimals it shows."""
SAME_WORD = {"signal_bits": ("error_bits", 0, 3), "pipe_bits": ("error_bits", 3, 3)}
"""Point, the point whose word it is cut from, its lowest bit and the bits that remain."""


class Bench(Binding):
    """A device on a bench: every key shows what it was told."""

    def __init__(self, profile: str, told: dict[str, float]) -> None:
        self.device = Device(id="d", profile=profile, bus="b")
        self.points, self.outputs = {}, {}
        self.overrides = told
        self.now_s = 0.0

    def nearby(self, key: str, quantity: str, or_value: float) -> float:
        return self.overrides.get(key, or_value)


def asked(table: Table, profile: Profile, read: Read) -> dict[str, float]:
    """Every point of one read as the drivers take it from the simulated answer."""
    unit = profile.unit.default
    request = read_request(unit, read.area, read.address - profile.address_base, read.count)
    reply = table.reply(request.pdu)
    assert reply is not None and reply[:2] == request.reply, reply
    return values(profile, read, reply[2:])


def started(bench: Bench, table: Table, profile: Profile, read: Read) -> None:
    """Send the start of a measurement, as the profile says, and let its time pass."""
    if (trigger := read.trigger) is None:
        return
    address = trigger.address - profile.address_base
    request = write_request(profile.unit.default, trigger.fc, address, [trigger.value])
    assert table.reply(request.pdu) == request.reply
    bench.now_s += trigger.wait_ms / 1000


def told_to(point: Point) -> st.SearchStrategy[float]:
    """What this point can be told to show, far inside what its register can hold."""
    if point.bits is not None:
        most = (1 << (point.bits[1] - point.bits[0] + 1)) - 1
        return st.integers(0, most).map(float)
    low, high = point.valid or (0.0, 65535.0)
    if point.key == "digits" or (point.type != "float32" and point.decimals is None):
        least, most = math.ceil(low / point.scale), math.floor(high / point.scale)
        return st.integers(least, most).map(lambda raw: raw * point.scale)
    if point.decimals is not None:
        low, high = max(low, -3.0), min(high, 3.0 if point.type == "int16" else 60.0)
    return st.floats(low, high)


def tolerance(point: Point, found: dict[str, float], value: float) -> float:
    if point.decimals is not None:
        return 0.51 * 10.0 ** -found[point.decimals]
    return 1e-6 * abs(value) + (1e-30 if point.type == "float32" else 0.51 * point.scale)


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_what_the_device_shows_is_what_the_profile_reads(name: str, data: st.DataObject) -> None:
    profile = PROFILES[name]
    points = {p.key: p for read in profile.reads for p in read.points}
    told = {
        key: data.draw(told_to(point), label=key)
        for key, point in points.items()
        if key not in SIMULATORS_OWN and key not in SAME_WORD
    }
    bench = Bench(name, told)
    table = WATER_DEVICES[name](bench)
    for read in profile.reads:
        started(bench, table, profile, read)
        found = asked(table, profile, read)
        for point in read.points:
            if point.key in SAME_WORD:
                whole, low, keep = SAME_WORD[point.key]
                assert found[point.key] == int(told[whole]) >> low & keep
            elif point.key not in SIMULATORS_OWN:
                value = told[point.key]
                assert abs(found[point.key] - value) <= tolerance(point, found, value), point.key


@pytest.mark.parametrize("name", NAMES)
def test_the_golden_frames_are_what_the_simulated_device_answers(name: str) -> None:
    profile = PROFILES[name]
    for frame in profile.frames:
        about = {read.id for read in profile.reads}  # settings have a test of their own
        shown = frame.read in about and frame.expect and "none" not in frame.expect.values()
        if not shown or frame.rx.startswith(":"):
            continue
        told = {key: float(value) for key, value in frame.expect.items()}
        bench = Bench(name, told)
        table = WATER_DEVICES[name](bench)
        read = next(row for row in profile.reads if row.id == frame.read)
        started(bench, table, profile, read)
        found = asked(table, profile, read)
        for key, value in told.items():
            own = key in SIMULATORS_OWN or key in SAME_WORD
            assert own or found[key] == pytest.approx(value, rel=1e-6), key


@pytest.mark.parametrize("name", TRIGGERED)
def test_a_triggered_probe_stands_still_until_it_is_started_and_had_its_time(name: str) -> None:
    profile = PROFILES[name]
    (read,) = profile.reads
    told = {"temperature": 20.0, "oxygen_mg_l": 8.0, "saturation": 90.0}
    told |= {"potential": 200.0, "ph": 7.0, "conductivity": 400.0}
    bench = Bench(name, told)
    table = WATER_DEVICES[name](bench)
    started(bench, table, profile, read)
    assert asked(table, profile, read)["temperature"] == 20.0
    told["temperature"] = 25.0
    assert asked(table, profile, read)["temperature"] == 20.0
    trigger = read.trigger
    assert trigger is not None
    table.reply(write_request(1, trigger.fc, trigger.address, [trigger.value]).pdu)
    bench.now_s += trigger.wait_ms / 1000 - 0.001
    assert asked(table, profile, read)["temperature"] == 20.0
    bench.now_s += 0.001
    assert asked(table, profile, read)["temperature"] == 25.0


def test_three_kinds_of_probe_are_triggered() -> None:
    assert set(TRIGGERED) == {"aqualabo/optod", "aqualabo/pheht", "aqualabo/c4e"}


def test_a_sonde_shows_nothing_where_no_probe_is_fitted() -> None:
    profile = PROFILES["yosemitech/y4000"]
    table = WATER_DEVICES[profile.id](Bench(profile.id, {"oxygen_mg_l": 7.9}))
    found = asked(table, profile, profile.reads[0])
    assert found["oxygen_mg_l"] == pytest.approx(7.9)
    assert found["ph"] == 0.0
    assert all(0.0 in point.sentinels for point in profile.reads[0].points)
