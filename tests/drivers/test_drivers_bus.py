"""The bus as a whole: wires that come and go, cancellation, the field of a site."""

import asyncio
import itertools

import pytest

from drivers.field import OutputDoor, build_field
from drivers.modbus import read_request
from drivers.modbus_bus import ModbusBus
from drivers.port import Port, PortUnavailable
from drivers.profiles import load_profiles
from drivers.reconnect import BACKOFF_MAX_S, Backoff
from drivers.rtu_line import Pace, RtuLine, Tally, character_s, gap_s
from drivers.station import station_of
from farm.clock import loop_clock, run_simulated
from farm.problem import Misconfigured
from farm.profile import Area
from farm.site import Bus as BusRow
from farm.site import Device, Site, System, Tank, Water
from farm.tag import TagName
from farm.words import Words
from models.oxygen import saturation_mg_l
from tests.drivers.slaves import (
    Board,
    MemoryPort,
    Slaves,
    rtu_row,
    run_for,
    words_device,
    words_profile,
)


def test_the_gap_is_three_and_a_half_characters_and_fixed_above_19200() -> None:
    """Modbus over serial line 2.5.1.1; 4 ms at 9600 by the device reference 1.7."""
    assert gap_s(9600, character_s(9600, 8, "N", 1)) == pytest.approx(0.003646, abs=1e-6)
    assert gap_s(19200, character_s(19200, 8, "E", 1)) == pytest.approx(0.002005, abs=1e-6)
    assert gap_s(38400, character_s(38400, 8, "N", 1)) == 0.00175


def test_every_request_finds_the_line_idle_for_the_gap() -> None:
    slaves, ends = Slaves(), []

    async def main() -> None:
        port = MemoryPort(slaves)
        arrive = port.arrive

        def heard(data: bytes) -> None:
            ends.append(port.loop.time())
            arrive(data)

        port.arrive = heard  # type: ignore[method-assign]

        async def opener(row: BusRow) -> Port:
            return port

        addresses = (1, 2, 3)
        stations = [
            station_of("line", words_device(u, addresses, 0.2), words_profile(addresses), 1.0)
            for u in (1, 2, 3)
        ]
        bus = ModbusBus(rtu_row(), stations, opener, loop_clock(), Board())
        await run_for(asyncio.ensure_future(bus.run()), 10.0)

    run_simulated(main())
    starts = [at_s for at_s, _ in slaves.asked][1:]
    assert len(starts) > 100
    for end_s, start_s in zip(ends, starts, strict=False):
        assert start_s - end_s >= 3.5 * 10 / 9600 - 1e-9


def test_a_cancelled_request_leaves_its_silence_behind() -> None:
    async def main() -> None:
        slaves = Slaves(turnaround_s=0.25)
        clock = loop_clock()
        line = RtuLine(clock.now_s, 10 / 9600, 0.004, Tally())
        line.port = MemoryPort(slaves)
        first, second = (read_request(1, Area.HOLDING, n, 1) for n in (7, 8))
        pace = Pace(timeout_s=0.3, worst_reply_s=0.5)
        asking = asyncio.ensure_future(line.ask(first, pace))
        await asyncio.sleep(0.1)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        answer = await line.ask(second, pace)
        assert slaves.asked[1][0] >= 0.5 + 8 * 10 / 9600
        assert answer.data == (80).to_bytes(2, "big")  # type: ignore[union-attr]

    run_simulated(main())


def test_a_line_that_babbles_is_given_up_for_this_visit() -> None:
    async def main() -> None:
        clock, tally = loop_clock(), Tally()
        port = MemoryPort(Slaves())
        line = RtuLine(clock.now_s, 10 / 9600, 0.004, tally)
        line.port = port
        for at in range(2000):
            port.loop.call_later(0.003 * at, port.arrive, b"\x55")
        verdict = await line.ask(read_request(1, Area.HOLDING, 1, 1), Pace(0.3, 0.5))
        assert verdict.reason == "line_busy"  # type: ignore[union-attr]
        assert clock.now_s() < 3.0 and tally.wrong_rejected

    run_simulated(main())


def test_a_wire_that_comes_and_goes_is_opened_again_with_patience() -> None:
    board, tries, ports = Board(), [], []

    async def main() -> None:
        clock = loop_clock()

        async def opener(row: BusRow) -> Port:
            tries.append(clock.now_s())
            if 10.0 <= clock.now_s() < 40.0:
                raise PortUnavailable("unplugged")
            ports.append(MemoryPort(Slaves()))
            return ports[-1]

        station = station_of("line", words_device(1, (1,)), words_profile((1,)), 1.0)
        bus = ModbusBus(rtu_row(), [station], opener, clock, board, Backoff(lambda: 0.0))
        clock_now = asyncio.get_running_loop()
        clock_now.call_later(10.5, lambda: ports[0].close())
        await run_for(asyncio.ensure_future(bus.run()), 60.0)
        assert bus.state().missed >= 28

    run_simulated(main())
    gaps = [b - a for a, b in itertools.pairwise(tries) if a > 10.0]
    assert gaps[:4] == pytest.approx([0.4, 0.8, 1.6, 2.0]) and max(gaps) <= 2.0
    gone = [s for s in board.samples if s.at_s > 11.0 and not s.status.is_good]
    assert {s.reason for s in gone} == {"no_wire"}
    back = min(s.at_s for s in board.samples if s.at_s > 40.0 and s.status.is_good)
    assert back < 43.1
    assert not board.wrong()


def test_pauses_double_up_to_the_longest_and_chance_shortens_them() -> None:
    for chance, first in ((0.0, [0.2, 0.4, 0.8, 1.6, 2.0, 2.0]), (0.99, [0.101, 0.202, 0.404])):
        pauses = Backoff(lambda chance=chance: chance)  # type: ignore[misc]
        assert [pauses.pause_s() for _ in first] == pytest.approx(first)
        pauses.reset()
        assert pauses.pause_s() == pytest.approx(first[0])
    slow = Backoff(lambda: 0.0)
    assert all(slow.pause_s(spent_s=1.5) + 1.5 <= BACKOFF_MAX_S for _ in range(9))


def small_site(buses: list[BusRow], devices: list[Device]) -> Site:
    words = Words(zh="一", en="one")
    tanks = (Tank(id="1-01", volume_m3=42),)
    return Site(
        schema_="ras-site/1",
        id="test",
        name=words,
        altitude_m=200,
        water=Water(alkalinity_mg_l=80),
        systems=(System(id="1", name=words, tanks=tanks),),
        buses=tuple(buses),
        devices=tuple(devices),
    )


class Probes(Slaves):
    """Y504 at unit 1, TUF-2000M at unit 2, by their manuals."""

    def __init__(self) -> None:
        super().__init__()
        self.quality, self.errors = 0x1F57, 0
        self.polled: set[int] = set()

    def answer(self, unit: int, pdu: bytes) -> bytes | None:
        address = int.from_bytes(pdu[1:3], "big")
        self.polled.add(address)
        if unit == 1:
            return {
                0x0900: b"\x03\x0e\x00YL0114010022\x00",
                0x2600: bytes.fromhex("03 08 00 00 C8 41 33 33 73 3F"),
            }.get(address)
        registers = {0: 0x2000, 1: 0x4423, 71: self.errors, 91: self.quality}
        count = int.from_bytes(pdu[3:5], "big")
        words = [registers.get(at, 0) for at in range(address, address + count)]
        return bytes([3, 2 * count]) + b"".join(word.to_bytes(2, "big") for word in words)


def run_probes(slaves: Probes, seconds: float = 5.0) -> Board:
    board = Board()

    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            return MemoryPort(slaves)

        probe = Device(
            id="a",
            profile="yosemitech/y504-a",
            bus="line",
            unit=1,
            points={"oxygen_mg_l": "1-01.do_a", "temperature": "1-01.temperature"},
        )
        meter = Device(
            id="b",
            profile="dalian/tuf-2000m",
            bus="line",
            unit=2,
            points={"flow": "1.flow"},
        )
        site = small_site([rtu_row()], [probe, meter])
        field = build_field(site, load_profiles(), opener, loop_clock(), board)
        assert field.periods_s[TagName("1-01.do_a")] == 1.0
        assert field.outputs == {}
        await run_for(asyncio.ensure_future(field.buses["line"].run()), seconds)

    run_simulated(main())
    return board


def test_oxygen_is_computed_from_saturation_at_the_pressure_of_the_site() -> None:
    board = run_probes(Probes())
    oxygen = next(s for s in board.samples if s.tag == "1-01.do_a")
    full = saturation_mg_l(25.0, 0.9764)  # standard atmosphere at 200 m
    assert oxygen.value == pytest.approx(0.95 * full, rel=1e-3)
    assert oxygen.source == "line/a/oxygen_mg_l"


def test_only_what_is_mapped_or_needed_is_read() -> None:
    slaves = Probes()
    run_probes(slaves)
    assert slaves.polled == {0x0900, 0x2600, 0, 71, 91}


@pytest.mark.parametrize(
    ("errors", "quality", "reason"),
    [
        (0, 0x1F57, ""),
        (0x0020, 0x1F57, ""),
        (0x0001, 0x1F57, "device_says_signal_bits"),
        (0x0008, 0x1F57, "device_says_pipe_bits"),
        (0x0010, 0x1F57, "device_says_pipe_bits"),
        (0, 0x1F3B, "device_says_signal_quality"),
    ],
)
def test_a_flow_meter_must_vouch_for_its_zero(errors: int, quality: int, reason: str) -> None:
    slaves = Probes()
    slaves.errors, slaves.quality = errors, quality
    flows = [s for s in run_probes(slaves).samples if s.tag == "1.flow"]
    assert {s.reason for s in flows} == {reason}
    assert {s.value for s in flows} == {None if reason else 652.5}


def test_a_site_becomes_buses_doors_and_periods() -> None:
    async def main() -> None:
        rows = [
            BusRow(id="io", kind="tcp", wire="h:502"),
            BusRow(id="scale", kind="ascii", wire="s"),
        ]
        rows.append(BusRow(id="unused", kind="rtu", wire="u"))
        panel = Device(
            id="p",
            profile="xjl/rio-1",
            bus="io",
            points={"ai0": {"tag": "1-01.hopper", "span": [0, 200]}},
            outputs={"do0": "1-01.feeder"},
        )
        scale = Device(
            id="s", profile="yaohua/xk3190-a9", bus="scale", points={"weight": "farm.scale"}
        )
        off = panel.model_copy(update={"id": "off", "enabled": False, "unit": 2})

        async def opener(row: BusRow) -> Port:
            raise PortUnavailable("not here")

        profiles = load_profiles()
        site = small_site(rows, [panel, scale, off])
        field = build_field(site, profiles, opener, loop_clock(), Board())
        assert set(field.buses) == {"io", "scale"}
        assert field.outputs == {"1-01.feeder": OutputDoor("io", "p", "do0")}
        assert set(field.periods_s) == {"1-01.hopper", "1-01.feeder", "farm.scale"}
        two = small_site(rows, [scale, scale.model_copy(update={"id": "t"})])
        with pytest.raises(Misconfigured, match="one device on each text bus"):
            build_field(two, profiles, opener, loop_clock(), Board())

    run_simulated(main())
