"""A write on its way: allowed, echoed, read back, at most three times, never blindly again."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import pytest

from drivers.field import Field, build_field
from drivers.outcome import WriteOutcome
from drivers.port import Port
from drivers.profiles import load_profiles
from farm.clock import loop_clock, run_simulated
from farm.profile import Profile
from farm.site import Bus as BusRow
from farm.site import Device, Site, System, Tank, Water
from farm.tag import TagName
from farm.words import Words
from tests.drivers.slaves import (
    Board,
    MemoryPort,
    Reply,
    Slaves,
    frame,
    run_for,
    words_device,
    words_profile,
)

PUMP, VALVE, SIREN = (TagName(name) for name in ("1.pump_1", "1-01.oxygen_valve", "farm.siren"))


def site(*devices: Device) -> Site:
    return Site(
        schema_="ras-site/1",
        id="test",
        name=Words(zh="测试", en="test"),
        water=Water(alkalinity_mg_l=80),
        systems=(
            System(
                id="1",
                name=Words(zh="一", en="one"),
                tanks=(Tank(id="1-01", volume_m3=42),),
            ),
        ),
        buses=(BusRow(id="line", kind="rtu", wire="memory"),),
        devices=devices,
    )


def drive() -> Device:
    return Device(
        id="drive",
        profile="invt/gd20",
        bus="line",
        points={"output_hz": "1.pump_1_speed", "fault": "1.pump_1_fault"},
        outputs={"setpoint_hz": "1.pump_1"},
        settings={"comm_loss_time": 10.0, "comm_loss_action": 1.0},
    )


def panel() -> Device:
    """The RIO's points on an RTU line: the writes are the same."""
    return Device(
        id="panel",
        profile="xjl/rio-1",
        bus="line",
        unit=2,
        outputs={
            "ao3": {"tag": "1-01.oxygen_valve", "span": [0, 100]},
            "do5": {"tag": "farm.siren"},
            "do0": {"tag": "1-01.emergency_valve", "invert": True},
        },
    )


class Drive(Slaves):
    """A GD20 that follows its command word, and a panel of registers."""

    def __init__(self) -> None:
        super().__init__()
        self.registers |= {(1, 0x2100): 3, (1, 0x3001): 0, (1, 0x2102): 0, (1, 0x3000): 0}
        self.registers |= {(1, 0x0001): 2, (1, 0x0006): 8, (1, 0x0E04): 100, (1, 0x0E05): 1}
        self.registers |= {(2, 0x0101): 0x5249, (2, 0x0100): 10}
        self.registers |= {(2, n): 4000 for n in range(24)}
        self.writes: list[bytes] = []

    def reply(self, request: bytes, at_s: float) -> Reply:
        if request[1] in (5, 6):
            self.writes.append(request)
        answer = super().reply(request, at_s)
        self.registers[1, 0x3001] = self.registers.get((1, 0x2001), 0)
        command = self.registers.get((1, 0x2000))
        if command in (1, 5):
            self.registers[1, 0x2100] = 1 if command == 1 else 3
        return answer


Script = Callable[[Field, Drive], Awaitable[None]]


def with_field(
    script: Script, *devices: Device, more: Mapping[str, Profile] | None = None
) -> Board:
    """Run a field over an in-memory line with a Drive, then the script, then stop."""
    board = Board()

    async def main() -> None:
        slaves = Drive()

        async def opener(row: BusRow) -> Port:
            return MemoryPort(slaves)

        profiles = load_profiles() | dict(more or {})
        field = build_field(site(*devices), profiles, opener, loop_clock(), board)
        run = asyncio.ensure_future(field.buses["line"].run())
        await asyncio.sleep(3.0)
        try:
            await script(field, slaves)
        finally:
            await run_for(run, 0.0)

    run_simulated(main())
    return board


def test_a_drive_gets_its_set_point_then_its_command_and_is_read_back() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        assert await field.write(PUMP, 42.5) == WriteOutcome("confirmed", 42.5, "", 1)
        assert [w[:6].hex() for w in slaves.writes] == ["01062001109a", "010620000001"]
        assert await field.write(PUMP, 0.0) == WriteOutcome("confirmed", 0.0, "", 1)
        assert [w[:6].hex() for w in slaves.writes[2:]] == ["010620000005"]

    board = with_field(script, drive())
    shown = [s.value for s in board.samples if s.tag == PUMP]
    assert shown[0] == 0.0 and 42.5 in shown and shown[-1] == 0.0
    assert set(shown) == {0.0, 42.5}


def test_a_valve_is_written_in_its_span_and_a_contact_inverted() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        outcome = await field.write(VALVE, 40.0)
        assert outcome.is_confirmed and outcome.actual == pytest.approx(40.0)
        assert slaves.registers[2, 3] == 10_400
        assert (await field.write(TagName("1-01.emergency_valve"), 0.0)).is_confirmed
        assert slaves.coils[2, 0] is True
        assert (await field.write(SIREN, 1.0)).is_confirmed
        assert slaves.coils[2, 5] is True

    with_field(script, panel())


@pytest.mark.parametrize(
    ("output", "value"),
    [(PUMP, 50.1), (PUMP, -1.0), (VALVE, 101.0), (VALVE, -1.0), (SIREN, 0.5), (SIREN, 2.0)],
)
def test_what_is_not_on_the_allow_list_never_reaches_the_wire(
    output: TagName, value: float
) -> None:
    async def script(field: Field, slaves: Drive) -> None:
        assert await field.write(output, value) == WriteOutcome("failed", None, "not_allowed", 0)
        assert slaves.writes == []

    with_field(script, drive(), panel())


def test_not_a_number_never_reaches_the_wire() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        for output in (PUMP, VALVE, SIREN):
            assert (await field.write(output, float("nan"))).reason == "not_allowed"
        assert slaves.writes == []

    with_field(script, drive(), panel())


def test_a_write_that_is_echoed_but_not_done_is_tried_three_times() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        slaves.deaf_to_writes.add(2)
        outcome = await field.write(VALVE, 40.0)
        assert outcome.stage == "failed" and outcome.reason == "read_back_differs"
        assert outcome.attempts == 3 and outcome.actual == pytest.approx(0.0)
        assert len(slaves.writes) == 3

    with_field(script, panel())


def test_after_a_lost_answer_the_output_is_read_before_anything_is_written_again() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        slaves.faults[2] = lambda request, answer: [] if request[1] == 6 else [(0.0, answer)]
        outcome = await field.write(VALVE, 40.0)
        assert outcome.is_confirmed and outcome.attempts == 1
        assert len(slaves.writes) == 1

    with_field(script, panel())


def test_a_station_that_is_gone_is_not_written_to_blindly() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        slaves.dead.add(2)
        outcome = await field.write(VALVE, 40.0)
        assert outcome.stage == "failed" and outcome.reason == "no_reply"
        assert len(slaves.writes) == 1

    with_field(script, panel())


def test_a_wrong_echo_is_the_last_write_of_that_wish() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        def elsewhere(request: bytes, answer: bytes) -> Reply:
            if request[1] != 6:
                return [(0.0, answer)]
            slaves.registers[2, 3] = 4000
            return [(0.0, frame(answer[:3] + bytes([answer[3] + 1]) + answer[4:-2]))]

        slaves.faults[2] = elsewhere
        outcome = await field.write(VALVE, 40.0)
        assert outcome.stage == "failed" and outcome.reason == "wrong_echo"
        assert len(slaves.writes) == 1

    with_field(script, panel())


def test_an_exception_ends_the_write_with_its_code() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        def refuse(request: bytes, answer: bytes) -> Reply:
            refused = frame(bytes([request[0], request[1] | 0x80, 4]))
            return [(0.0, refused if request[1] == 6 else answer)]

        slaves.faults[2] = refuse
        outcome = await field.write(VALVE, 40.0)
        assert outcome.reason == "exception_4" and outcome.attempts == 1

    with_field(script, panel())


def test_a_newer_wish_replaces_the_one_under_way() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        first = asyncio.ensure_future(field.write(VALVE, 40.0))
        await asyncio.sleep(0)
        second = await field.write(VALVE, 60.0)
        assert (await first).reason == "superseded"
        assert second.is_confirmed and slaves.registers[2, 3] == 13_600

    with_field(script, panel())


def test_a_write_goes_ahead_of_a_full_round_of_polls() -> None:
    many = [words_device(unit, range(1, 6)) for unit in range(20, 40)]

    async def script(field: Field, slaves: Drive) -> None:
        asked = len(slaves.asked)
        assert (await field.write(VALVE, 40.0)).is_confirmed
        before = [request for _, request in slaves.asked[asked:] if request[1] == 3]
        assert len(before) <= 6  # what was under way, and the read-back

    with_field(script, panel(), *many, more={"test/words": words_profile(range(1, 6))})


def test_another_device_behind_the_address_gets_no_write_and_gives_no_value() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        assert (await field.write(VALVE, 40.0)).is_confirmed
        slaves.registers[2, 0x0101] = 0x4242
        await asyncio.sleep(700.0)
        slaves.writes.clear()
        assert (await field.write(VALVE, 60.0)).reason == "identity"
        assert slaves.writes == []

    board = with_field(script, panel())
    last = [s for s in board.samples if s.tag == VALVE][-1]
    assert last.status.opc_name == "BadConfigurationError" and last.reason == "identity"


def test_a_setting_that_is_not_what_it_must_be_is_found() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        assert field.buses["line"].findings() == []
        slaves.registers[2, 0x0100] = 0
        await asyncio.sleep(700.0)
        (finding,) = field.buses["line"].findings()
        assert (finding.device_id, finding.key, finding.found) == ("panel", "watchdog_s", 0)

    with_field(script, panel())


def test_a_cancelled_wish_is_forgotten() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        wish = asyncio.ensure_future(field.write(VALVE, 40.0))
        await asyncio.sleep(0)
        wish.cancel()
        await asyncio.gather(wish, return_exceptions=True)
        await asyncio.sleep(5.0)
        assert slaves.writes == []

    with_field(script, panel())
