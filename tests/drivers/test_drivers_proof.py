"""Settings of a drive read back: right, wrong, not stated, refused, changed behind our back."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from drivers.field import Field, build_field
from drivers.port import Port
from drivers.profiles import load_profiles
from drivers.station import Finding
from farm.clock import loop_clock, run_simulated
from farm.site import Bus as BusRow
from farm.site import Device, Site, System, Tank, Water
from farm.tag import TagName
from farm.words import Words
from tests.drivers.slaves import Board, MemoryPort, Reply, Slaves, frame, run_for

PROFILES = load_profiles()
PUMP = TagName("1.pump_1")
RIGHT = {"comm_loss_time": 10.0, "comm_loss_action": 1.0}
Script = Callable[[Field, Slaves], Awaitable[None]]


def site(settings: dict[str, float], *, outputs: bool) -> Site:
    return Site(
        schema_="ras-site/1",
        id="test",
        name=Words(zh="测试", en="test"),
        water=Water(alkalinity_mg_l=80),
        systems=(
            System(id="1", name=Words(zh="一", en="one"), tanks=(Tank(id="1-01", volume_m3=42),)),
        ),
        buses=(BusRow(id="line", kind="rtu", wire="memory"),),
        devices=(
            Device(
                id="drive",
                profile="invt/gd20",
                bus="line",
                points={"output_hz": "1.pump_1_speed"},
                outputs={"setpoint_hz": PUMP} if outputs else {},
                settings=settings,
            ),
        ),
    )


def slaves_of(action: int = 1, tenths: int = 100) -> Slaves:
    slaves = Slaves()
    parameters = {0x0001: 2, 0x0006: 8, 0x0E04: tenths, 0x0E05: action}
    slaves.registers |= {(1, wire): word for wire, word in parameters.items()}
    slaves.registers |= {(1, 0x2100): 3, (1, 0x3001): 0, (1, 0x3000): 0}
    return slaves


def played(
    slaves: Slaves, script: Script, settings: dict[str, float], *, outputs: bool = True
) -> None:
    async def main() -> None:
        async def opener(row: BusRow) -> Port:
            return MemoryPort(slaves)

        rows = site(settings, outputs=outputs)
        field = build_field(rows, PROFILES, opener, loop_clock(), Board())
        run = asyncio.ensure_future(field.buses["line"].run())
        await asyncio.sleep(3.0)
        try:
            await script(field, slaves)
        finally:
            await run_for(run, 0.0)

    run_simulated(main())


def found(field: Field) -> dict[str, Finding]:
    return {row.key: row for row in field.buses["line"].findings()}


def test_a_drive_set_up_as_the_site_says_has_no_finding() -> None:
    async def script(field: Field, slaves: Slaves) -> None:
        assert found(field) == {}

    played(slaves_of(), script, RIGHT)


def test_a_wrong_action_names_the_output_it_forbids() -> None:
    async def script(field: Field, slaves: Slaves) -> None:
        (finding,) = found(field).values()
        assert (finding.bus_id, finding.device_id) == ("line", "drive")
        assert (finding.key, finding.found, finding.must_be) == ("comm_loss_action", 0, (1,))
        assert finding.reason == "differs" and finding.comm_loss and finding.life_support
        assert finding.outputs == (PUMP,)
        assert "P14.05" in finding.why.zh and "P14.05" in finding.why.en

    played(slaves_of(action=0), script, RIGHT)


def test_a_time_is_compared_in_its_unit() -> None:
    async def script(field: Field, slaves: Slaves) -> None:
        row = found(field)["comm_loss_time"]
        assert row.found == pytest.approx(1.0)
        assert (row.must_be, row.unit) == ((10.0,), "s")

    played(slaves_of(tenths=10), script, RIGHT)


def test_what_nobody_stated_is_a_finding_of_a_driven_device_only() -> None:
    async def driven(field: Field, slaves: Slaves) -> None:
        rows = found(field)
        assert set(rows) == {"comm_loss_time", "comm_loss_action"}
        assert all(row.reason == "not_stated" and row.outputs == (PUMP,) for row in rows.values())
        assert rows["comm_loss_time"].found == pytest.approx(10.0)

    async def watched(field: Field, slaves: Slaves) -> None:
        assert found(field) == {}

    played(slaves_of(), driven, {})
    played(slaves_of(), watched, {}, outputs=False)


def test_a_setting_that_is_not_of_comm_loss_forbids_no_output() -> None:
    slaves = slaves_of()
    slaves.registers[1, 0x0001] = 0

    async def script(field: Field, slaves: Slaves) -> None:
        row = found(field)["run_source"]
        assert (row.found, row.must_be, row.comm_loss, row.outputs) == (0, (2,), False, ())

    played(slaves, script, RIGHT)


def test_a_refused_setting_is_a_finding_without_a_value() -> None:
    slaves = slaves_of()

    def refuse(request: bytes, answer: bytes) -> Reply:
        refused = frame(bytes([request[0], request[1] | 0x80, 2]))
        return [(0.0, refused if request[2:4] == b"\x0e\x05" else answer)]

    slaves.faults[1] = refuse

    async def script(field: Field, slaves: Slaves) -> None:
        row = found(field)["comm_loss_action"]
        assert row.found is None and row.reason == "refused"

    played(slaves, script, RIGHT)


def test_what_is_changed_at_the_keypad_is_found_within_ten_minutes_and_forgotten_again() -> None:
    async def script(field: Field, slaves: Slaves) -> None:
        slaves.registers[1, 0x0E05] = 2
        await asyncio.sleep(601.0)
        assert found(field)["comm_loss_action"].found == 2
        slaves.registers[1, 0x0E05] = 1
        await asyncio.sleep(601.0)
        assert found(field) == {}

    played(slaves_of(), script, RIGHT)


def test_settings_are_read_and_never_written() -> None:
    async def script(field: Field, slaves: Slaves) -> None:
        await asyncio.sleep(1300.0)
        assert all(request[1] == 3 for _, request in slaves.asked)
        times = [at_s for at_s, request in slaves.asked if request[2:4] == b"\x0e\x05"]
        assert 3 <= len(times) <= 6

    played(slaves_of(), script, RIGHT)
