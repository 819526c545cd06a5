"""A scan of the kinds of wire: Modbus ASCII after all else, and one device over TCP soon done."""

import asyncio
from pathlib import Path

from drivers.commissioning.recognise import Found
from drivers.commissioning.scan import Scan
from drivers.commissioning.scan_plan import Setting, ascii_settings, round_of
from drivers.port import Port
from farm.clock import loop_clock, run_simulated
from farm.site import Bus
from farm.site_check import load_site
from hil_sim.simulated_farm import SimulatedFarm
from tests.drivers.commission_scene import PROFILES, loop_now
from tests.drivers.slaves import MemoryPort
from tests.drivers.test_drivers_scan import EVERY, Few, rounds
from trials.wires import MemoryPort as Wired

SHOW = Path(__file__).parents[2] / "sites" / "every-device.yaml"


def test_a_station_that_speaks_modbus_ascii_is_found_after_all_else() -> None:
    told: list[Found] = []

    async def main() -> list[Found]:
        site = load_site(str(SHOW), SHOW.read_text(encoding="utf-8"), PROFILES)
        clock = loop_clock()
        farm = SimulatedFarm(site, [], 0, clock.now_s(), clock.utc_ms_at)
        bus = next(row for row in site.buses if row.id == "ascii-delta")
        shape = (bus.baud, bus.data_bits, bus.parity, bus.stop_bits)

        async def opened(row: Bus) -> Port:
            there = (row.baud, row.data_bits, row.parity, row.stop_bits) == shape
            return Wired(farm.wire(bus.id)) if there else MemoryPort(Few(set()), row.baud)

        work = Scan("wire", EVERY, opened, loop_now(), seen=told.append)
        shapes = ascii_settings([9600], full=False)
        plan = rounds(range(1, 4), [9600])
        plan["modbus-ascii"] = [
            round_of(EVERY, one, "modbus-ascii", range(1, 4), full=False) for one in shapes
        ]
        await work.run(["rtu", "modbus-ascii"], lambda kind: plan[kind])
        return work.found

    found = run_simulated(main())
    assert found == told and {one.kind for one in found} == {"modbus-ascii"}
    assert any("delta/ms300" in one.profiles or "delta/vfd-e" in one.profiles for one in found)


def test_over_tcp_one_device_is_not_asked_every_question_at_every_number() -> None:
    asked: list[tuple[float, int]] = []

    async def main() -> tuple[list[Found], float]:
        site = load_site(str(SHOW), SHOW.read_text(encoding="utf-8"), PROFILES)
        clock = loop_clock()
        farm = SimulatedFarm(site, [], 0, clock.now_s(), clock.utc_ms_at)
        bus = next(row for row in site.buses if row.id == "tcp-e1214")

        async def opened(row: Bus) -> Port:
            return Wired(farm.wire(bus.id))

        work = Scan(
            bus.wire, EVERY, opened, loop_now(), lambda _one, unit: asked.append((0.0, unit))
        )
        one = round_of(EVERY, Setting(), "tcp", (), full=False)
        started_s = asyncio.get_running_loop().time()
        await work.run(["tcp"], lambda _kind: [one])
        return work.found, asyncio.get_running_loop().time() - started_s

    found, took_s = run_simulated(main())
    assert "moxa/iologik-e1214" in found[0].profiles
    assert took_s < 10.0
