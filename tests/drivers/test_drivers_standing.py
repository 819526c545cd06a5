"""Who is written to and believed: after a miss, at two paces, while a proof goes on, a wish given
up; and a station that misses keeps its writes waiting for its visits."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from drivers.modbus_bus import ModbusBus
from drivers.outcome import WriteOutcome
from drivers.port import Port
from drivers.reads import by_period
from drivers.station import station_of
from farm.clock import loop_clock, run_simulated
from farm.profile import Profile
from farm.site import Bus as BusRow
from farm.site import Device, Mapping
from tests.drivers.slaves import (
    Board,
    MemoryPort,
    Slaves,
    now_s,
    rtu_row,
    run_for,
    words_device,
    words_profile,
)

IDENTITY = {"area": "holding", "address": 500, "count": 1, "type": "uint16", "match": "5000"}
SET_UP = 600
SOUND: dict[tuple[int, int], int] = {}
FOREIGN = {(1, 500): 77}
Script = Callable[[ModbusBus, Slaves, Board], Awaitable[None]]


def profile(settings: int = 0) -> Profile:
    """One that says who it is, with settings that are as they must be."""
    body = words_profile((100, 101)).model_dump(by_alias=True) | {"identify": IDENTITY}
    row = {"why": {"zh": "因为", "en": "because"}, "comm_loss": True}
    places = range(SET_UP, SET_UP + settings)
    rows = [row | {"key": f"s{n}", "address": n, "must_be": [10.0 * n]} for n in places]
    return Profile.model_validate(body | {"settings": rows})


def two_paces(slow_s: float) -> Device:
    """A register every second; another one, and the output, at their own pace."""
    return Device(
        id="d1",
        profile="test/words",
        bus="line",
        unit=1,
        points={"v100": "u1a100.energy", "v101": Mapping(tag="u1a101.energy", period_s=slow_s)},
        outputs={"w": Mapping(tag="u1.energy", period_s=slow_s)},
    )


def played(
    script: Script, made: Profile, *devices: Device, before: dict[tuple[int, int], int] = SOUND
) -> Board:
    """`before`: what stands in registers at the start."""
    board = Board()

    async def main() -> None:
        slaves = Slaves()
        slaves.registers |= before

        async def opener(row: BusRow) -> Port:
            return MemoryPort(slaves)

        parts = [part for device in devices for part in by_period(device)]
        stations = [station_of("line", part, made, 1.0) for part in parts]
        bus = ModbusBus(rtu_row(), stations, opener, loop_clock(), board)
        run = asyncio.ensure_future(bus.run())
        await asyncio.sleep(3.0)
        await script(bus, slaves, board)
        await run_for(run, 0.0)

    run_simulated(main())
    return board


def written(slaves: Slaves) -> list[int]:
    return [int.from_bytes(r[4:6], "big") for _, r in slaves.asked if r[1] == 6]


def asked_at(slaves: Slaves, address: int) -> list[float]:
    where = address.to_bytes(2, "big")
    return [at_s for at_s, r in slaves.asked if r[1] == 3 and r[2:4] == where]


@pytest.mark.parametrize(("slow_s", "away_s"), [(60.0, 30.0), (10.0, 12.0)])
def test_another_model_is_believed_and_written_to_at_no_pace(slow_s: float, away_s: float) -> None:
    async def script(bus: ModbusBus, slaves: Slaves, board: Board) -> None:
        await asyncio.sleep(slow_s)
        slaves.dead.add(1)
        await asyncio.sleep(away_s)
        slaves.dead.clear()
        slaves.registers |= {(1, 500): 77, (1, 100): 4711, (1, 101): 4711}
        back_s = now_s()
        await asyncio.sleep(6.0)
        assert (await bus.write("d1", "w", 123.0)).reason == "identity"
        await asyncio.sleep(300.0)
        assert written(slaves) == []
        assert not [s for s in board.samples if s.at_s > back_s and s.status.is_good]

    played(script, profile(), two_paces(slow_s))


def test_the_findings_of_a_device_at_two_paces_forbid_its_outputs_once() -> None:
    async def script(bus: ModbusBus, slaves: Slaves, board: Board) -> None:
        (finding,) = bus.findings()
        assert (finding.found, finding.outputs) == (1.0, ("u1.energy",))
        asked = len(asked_at(slaves, SET_UP))
        await asyncio.sleep(30.0)
        assert asked == len(asked_at(slaves, SET_UP)) == 1

    played(script, profile(settings=1), two_paces(10.0), before={(1, SET_UP): 1})


def test_one_miss_is_followed_by_one_question_who_it_is() -> None:
    async def script(bus: ModbusBus, slaves: Slaves, board: Board) -> None:
        slaves.dead.add(1)
        await asyncio.sleep(1.0)
        slaves.dead.clear()
        asked, set_up = len(asked_at(slaves, 500)), len(asked_at(slaves, SET_UP))
        await asyncio.sleep(60.0)
        assert len(asked_at(slaves, 500)) == asked + 1
        assert len(asked_at(slaves, SET_UP)) == set_up
        slaves.dead.add(1)
        await asyncio.sleep(1.0)
        slaves.dead.clear()
        slaves.registers |= {(1, 500): 77, (1, 100): 4711, (1, 101): 4711}
        await asyncio.sleep(60.0)

    board = played(script, profile(settings=2), words_device(1, (100, 101)))
    assert board.wrong() == []
    assert board.of(1)[-1].reason == "identity"


def test_after_a_long_silence_the_settings_are_read_again_too() -> None:
    async def script(bus: ModbusBus, slaves: Slaves, board: Board) -> None:
        assert bus.findings() == []
        slaves.dead.add(1)
        await asyncio.sleep(20.0)
        slaves.dead.clear()
        slaves.registers[1, SET_UP] = 1
        await asyncio.sleep(12.0)
        assert [row.found for row in bus.findings()] == [1.0]

    played(script, profile(settings=1), words_device(1, (100,)))


@pytest.mark.parametrize("by_a_newer", [True, False])
def test_what_is_given_up_during_a_proof_is_not_written(by_a_newer: bool) -> None:
    async def script(bus: ModbusBus, slaves: Slaves, board: Board) -> None:
        slaves.registers.clear()
        first = asyncio.ensure_future(bus.write("d1", "w", 900.0))
        await asyncio.sleep(0.08)
        if by_a_newer:
            assert (await bus.write("d1", "w", 0.0)).is_confirmed
            assert (await first).reason == "superseded"
        else:
            first.cancel()
        await asyncio.sleep(3.0)
        assert written(slaves) == ([0] if by_a_newer else [])

    played(script, profile(settings=6), words_device(1, (100,), 1000.0), before=FOREIGN)


def test_life_support_elsewhere_does_not_wait_for_a_whole_proof() -> None:
    valve = words_device(2, (100,), 1000.0)
    valve = valve.model_copy(update={"outputs": {"w": "1-01.emergency_valve"}})

    async def script(bus: ModbusBus, slaves: Slaves, board: Board) -> None:
        slaves.registers.clear()
        await asyncio.sleep(600.0)
        assert (await bus.write("d2", "w", 0.0)).is_confirmed
        proving = asyncio.ensure_future(bus.write("d1", "w", 5.0))
        await asyncio.sleep(0.01)
        began_s, asked = now_s(), len(slaves.asked)
        assert (await bus.write("d2", "w", 1.0)).is_confirmed
        assert [r[0] for _, r in slaves.asked[asked:]] == [2, 2]
        assert now_s() - began_s < 0.2
        assert (await proving).is_confirmed

    played(script, profile(settings=6), words_device(1, (100,), 1000.0), valve, before=FOREIGN)


def test_a_write_whose_answer_was_lost_looks_once_the_station_is_heard_again() -> None:
    async def script(bus: ModbusBus, slaves: Slaves, board: Board) -> None:
        slaves.faults[1] = lambda request, answer: [] if request[1] == 6 else [(0.0, answer)]
        asked = len(slaves.asked)
        assert await bus.write("d1", "w", 5.0) == WriteOutcome("confirmed", 5.0, "", 1)
        assert [r[1] for _, r in slaves.asked[asked:]].count(6) == 1

    played(script, profile(), words_device(1, (100,)))


def test_a_mute_station_fails_its_write_and_is_written_to_as_soon_as_it_is_back() -> None:
    async def script(bus: ModbusBus, slaves: Slaves, board: Board) -> None:
        slaves.dead.add(1)
        assert await bus.write("d1", "w", 5.0) == WriteOutcome("failed", None, "no_reply", 1)
        await asyncio.sleep(20.0)
        began_s = now_s()
        assert await bus.write("d1", "w", 5.0) == WriteOutcome("failed", None, "no_reply", 0)
        assert now_s() == began_s
        slaves.dead.clear()
        await asyncio.sleep(11.0)
        began_s = now_s()
        assert (await bus.write("d1", "w", 6.0)).is_confirmed
        assert now_s() - began_s < 0.2
        assert written(slaves) == [5, 6]

    played(script, profile(), words_device(1, (100,)))


def test_what_a_write_must_start_is_not_asked_of_a_draft() -> None:
    body = profile().model_dump(by_alias=True) | {"status": "draft", "writes": ()}
    body["reads"][0]["trigger"] = {"fc": 6, "address": 1, "value": 31, "wait_ms": 50}
    device = words_device(1, (100, 101)).model_copy(update={"outputs": {}})

    async def script(bus: ModbusBus, slaves: Slaves, board: Board) -> None:
        assert not written(slaves) and not asked_at(slaves, 100)
        assert [s.value for s in board.good(1)] == 3 * [1010.0]
        assert {s.reason for s in board.of(1) if s.status.is_bad} == {"draft"}

    played(script, Profile.model_validate(body), device)


def warming_profile(warmup_s: float) -> Profile:
    body = profile().model_dump(by_alias=True)
    return Profile.model_validate(body | {"timing": body["timing"] | {"warmup_s": warmup_s}})


def test_a_probe_back_after_a_long_silence_is_not_controlled_on_until_it_is_warm() -> None:
    async def script(bus: ModbusBus, slaves: Slaves, board: Board) -> None:
        assert len(board.good(1)) == 3  # at our own start it may have been on for days
        slaves.dead.add(1)
        await asyncio.sleep(1.0)
        slaves.dead.clear()
        await asyncio.sleep(10.0)
        assert board.of(1)[-1].status.is_good  # one miss is no loss of power
        slaves.dead.add(1)
        await asyncio.sleep(30.0)
        slaves.dead.clear()
        await asyncio.sleep(20.0)
        assert board.of(1)[-1].status.is_good  # nor is half a minute
        slaves.dead.add(1)
        await asyncio.sleep(180.0)
        slaves.dead.clear()
        began_s = board.of(1)[-1].at_s
        await asyncio.sleep(60.0)
        back = [s for s in board.of(1) if s.at_s > began_s and not s.status.is_bad]
        held = [s for s in back if s.reason == "warming_up"]
        assert {s.status.opc_name for s in held} == {"UncertainSensorNotAccurate"}
        assert {s.value for s in held} == {1000.0} and back[: len(held)] == held
        assert 19.0 <= back[len(held)].at_s - held[0].at_s <= 21.0
        assert all(s.status.is_good for s in back[len(held) :]) and len(back) > len(held)
        assert not [s for s in board.samples if s.tag == "u1.energy" and s.reason == "warming_up"]

    played(script, warming_profile(20.0), words_device(1, (100,)))
