"""Meters, boards, genset and UPS of the simulator against the profiles that read them.

Knows both sides and takes neither as right: what one writes down the other must read.
"""

import random
from pathlib import Path

import pytest

from drivers.decode import extractor
from drivers.modbus import read_request
from drivers.profile_checks.frames import NONE
from drivers.profiles import load_profiles
from drivers.reads import located
from farm.profile import Point, Profile
from farm.site import Device
from hil_sim.binding import Binding
from hil_sim.device_tables import TABLES
from hil_sim.registers import Table

PROFILES = load_profiles()
HERE = [
    "eastron/sdm630",
    "eastron/sdm120",
    "schneider/iem3000",
    "acrel/adl400",
    "acrel/adw300",
    "peacefair/pzem-016",
    "deepsea/gencomm",
    "apc/nmc",
    "advantech/adam-6017",
    "moxa/iologik-e1240",
]
BOARDS = [
    "advantech/adam-6050",
    "moxa/iologik-e1214",
    "waveshare/relay-8ch",
    "waveshare/poe-eth-relay-8ch",
]
GOLDEN = [*HERE, *BOARDS]


class Bench(Binding):
    """A device on a bench: every key shows what it was told."""

    def __init__(self, profile: str, values: dict[str, float]) -> None:
        self.device = Device(id="d", profile=profile, bus="b")
        self.points, self.outputs = {}, {}
        self.overrides = values
        self.now_s = 0.0

    def bit(self, key: str) -> bool:
        return self.overrides.get(key, 0.0) > 0.5


def answers(profile: Profile, values: dict[str, float]) -> dict[str, float]:
    """Every key as the profile decodes what the simulated device answers."""
    table = TABLES[profile.id](Bench(profile.id, values))
    found = {}
    for key, (read, point, index) in located(profile).items():
        request = read_request(1, read.area, read.address - profile.address_base, read.count)
        reply = table.reply(request.pdu)
        assert reply is not None and reply[:2] == request.reply, (key, reply)
        swap = point.swap if point.swap is not None else profile.swap
        place = point.offset + index * point.step
        raw = extractor(point.type, place, swap, point.bits, point.mask)(reply[2:])
        found[key] = raw * point.scale + point.add
    return found


def drawn(point: Point, dice: random.Random) -> float:
    """A value the point can show, a whole number of its counts."""
    if point.bits is not None:
        return float(dice.randint(0, (1 << (point.bits[1] - point.bits[0] + 1)) - 1))
    low, high = point.valid or (0.0, 1.0 if point.type == "bit" else 65535.0)
    if point.type == "float32":
        return dice.uniform(low, high)
    counts = 2**31 - 1 if point.type != "uint16" else 65000
    least = max(low / point.scale, -counts if low < 0 else 0)
    return dice.randint(round(least), round(min(high / point.scale, counts))) * point.scale


@pytest.mark.parametrize("name", HERE)
@pytest.mark.parametrize("seed", range(5))
def test_what_the_device_shows_is_what_the_profile_reads(name: str, seed: int) -> None:
    profile, dice = PROFILES[name], random.Random(seed)
    told = {key: drawn(point, dice) for key, (_, point, _) in located(profile).items()}
    if name == "deepsea/gencomm":
        told["mode"] = float(dice.randint(0, 3))
    found = answers(profile, told)
    for key, value in told.items():
        assert found[key] == pytest.approx(value, rel=1e-6, abs=1e-9), key


@pytest.mark.parametrize("name", GOLDEN)
def test_the_golden_frames_are_what_the_simulated_device_answers(name: str) -> None:
    profile = PROFILES[name]
    reads = {read.id for read in profile.reads}  # settings have a test of their own
    rows = [
        frame
        for frame in profile.frames
        if frame.read in reads and frame.expect and NONE not in frame.expect.values()
    ]
    assert rows
    for frame in rows:
        values = {key: float(value) for key, value in frame.expect.items()}
        table = TABLES[name](Bench(name, values))
        read = next(row for row in profile.reads if row.id == frame.read)
        request = read_request(1, read.area, read.address - profile.address_base, read.count)
        _switch(table, profile, values)
        reply = table.reply(request.pdu)
        assert reply is not None
        for key, value in values.items():
            _, point, index = located(profile)[key]
            swap = point.swap if point.swap is not None else profile.swap
            place = point.offset + index * point.step
            raw = extractor(point.type, place, swap, point.bits, point.mask)
            theirs = _pdu(frame.rx)
            assert theirs[:2] == reply[:2]
            assert raw(reply[2:]) == raw(theirs[2:]), key
            assert raw(reply[2:]) * point.scale + point.add == pytest.approx(value)


def _switch(table: Table, profile: Profile, values: dict[str, float]) -> None:
    """Bring the coils among the values to where they are said to be."""
    for row in profile.writes:
        for index in range(row.count if row.type == "bit" else 0):
            key = f"{row.key}{index}" if row.count > 1 else row.key
            if key in values:
                order = _coil_order(row.address + index, on=values[key] > 0.5)
                assert table.reply(order) == order, key


def _coil_order(wire: int, *, on: bool) -> bytes:
    return b"\x05" + wire.to_bytes(2, "big") + (b"\xff\x00" if on else b"\x00\x00")


def _pdu(frame: str) -> bytes:
    """Without what carries it: seven bytes of MBAP, or unit and CRC."""
    data = bytes.fromhex(frame)
    tcp = data[2:4] == b"\0\0" and int.from_bytes(data[4:6], "big") == len(data) - 6
    return data[7:] if tcp else data[1:-2]


@pytest.mark.parametrize("name", BOARDS)
def test_the_golden_orders_move_the_coils_they_name(name: str) -> None:
    """What the profile would send, as its frames have it, is obeyed as the frames say."""
    profile = PROFILES[name]
    orders = [frame for frame in profile.frames if not frame.read and frame.expect]
    assert orders, "a board has at least one golden order"
    for frame in orders:
        table = TABLES[name](Bench(name, {}))
        pdu = _pdu(frame.tx)
        for key, value in frame.expect.items():
            shown = key.replace("_for", "")
            read, point, index = located(profile)[shown]
            wire = read.address - profile.address_base + point.offset + index * point.step
            before = _coil_order(wire, on=not value)
            assert table.reply(before) == before
            assert table.reply(pdu) == pdu
            reply = table.reply(b"\x01" + wire.to_bytes(2, "big") + b"\x00\x01")
            assert reply == bytes((1, 1, int(float(value) > 0))), key


def test_a_genset_takes_no_key() -> None:
    """The stop key of GenComm is refused by the table, and no profile could send it."""
    table = TABLES["deepsea/gencomm"](Bench("deepsea/gencomm", {}))
    stop = bytes.fromhex("10 10 08 00 02 04 8B 74 74 8B")
    assert table.reply(stop) == b"\x90\x01"
    assert not PROFILES["deepsea/gencomm"].writes


def test_every_family_of_this_room_has_a_profile_and_a_table() -> None:
    folder = Path(__file__).parents[2] / "drivers" / "profiles"
    families = ("acrel", "moxa", "advantech", "eastron", "peacefair", "waveshare", "delta")
    shipped = {
        path.stem.replace("_", "/", 1)
        for path in folder.glob("*.yaml")
        if path.stem.startswith(families)
    }
    assert shipped <= set(TABLES)
