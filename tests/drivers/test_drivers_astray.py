"""A device whose write landed elsewhere: held, but for a trial now and then of what fish need.

Knows the panel of test_drivers_writes, whose writes go one register further.
"""

import asyncio

import pytest

from drivers.astray import HOLD_S, TRIAL_EVERY_S, WAITS_S, Astray
from drivers.field import Field
from farm.tag import TagName
from tests.drivers.slaves import Reply, frame
from tests.drivers.test_drivers_writes import SIREN, VALVE, Drive, panel, with_field

EMERGENCY = TagName("1-01.emergency_valve")


def gone_astray(device: Astray) -> None:
    device.landed("io", 0.0, astray=True, confirmed=False)


def test_other_devices_are_not_held() -> None:
    astray = Astray()
    gone_astray(astray)
    assert not astray.may_write("io", "do0", 1.0, pressing=False)
    assert astray.may_write("drive", "hz", 1.0, pressing=False)


def test_what_presses_is_tried_after_ten_seconds_and_every_ten() -> None:
    astray = Astray()
    gone_astray(astray)
    tried = []
    for second in range(1, 60):
        if astray.may_write("io", "do0", float(second), pressing=True):
            tried.append(second)
            astray.landed("io", float(second), astray=True, confirmed=False)
        assert not astray.may_write("io", "ao3", float(second), pressing=False)
    assert tried == [10, 20, 30, 40, 50]


def test_a_wish_under_way_keeps_the_others_waiting() -> None:
    astray = Astray()
    gone_astray(astray)
    assert astray.may_write("io", "do0", 10.0, pressing=True)
    assert not astray.may_write("io", "do1", 10.1, pressing=True)
    assert not astray.may_write("io", "do0", 10.2, pressing=True)


def test_those_that_press_are_tried_in_turn() -> None:
    """One channel that never obeys must not keep the others from their trial."""
    astray = Astray()
    gone_astray(astray)
    tried = []
    for step in range(1, 45):
        for output in ("do0", "do1", "do2"):
            if astray.may_write("io", output, float(step), pressing=True):
                tried.append(output)
                astray.landed("io", float(step), astray=True, confirmed=False)
    assert tried == ["do0", "do1", "do2", "do0"]


def test_a_wish_that_is_wished_no_more_is_not_waited_for() -> None:
    astray = Astray()
    gone_astray(astray)
    assert not astray.may_write("io", "do0", 1.0, pressing=True)
    assert not astray.may_write("io", "do1", 9.0, pressing=True)
    assert WAITS_S < 11.0 - 1.0
    assert astray.may_write("io", "do1", 11.0, pressing=True)


@pytest.mark.parametrize(("echo_wrong", "free"), [(False, True), (True, False)])
def test_a_right_echo_with_its_read_back_lifts_the_hold(echo_wrong: bool, free: bool) -> None:
    astray = Astray()
    gone_astray(astray)
    assert astray.may_write("io", "do0", TRIAL_EVERY_S, pressing=True)
    astray.landed("io", TRIAL_EVERY_S, astray=echo_wrong, confirmed=True)
    assert astray.may_write("io", "ao3", TRIAL_EVERY_S, pressing=False) == free


def test_the_hold_ends_by_itself_and_with_the_wire() -> None:
    astray = Astray()
    gone_astray(astray)
    assert not astray.may_write("io", "ao3", HOLD_S - 0.1, pressing=False)
    assert astray.may_write("io", "ao3", HOLD_S, pressing=False)
    gone_astray(astray)
    astray.clear()
    assert astray.may_write("io", "ao3", 1.0, pressing=False)


def elsewhere(slaves: Drive, times: int) -> list[bytes]:
    """The next writes to the panel go one register further and change nothing of theirs."""
    strays: list[bytes] = []

    def late(request: bytes, answer: bytes) -> Reply:
        if request[1] not in (5, 6) or len(strays) >= times:
            return [(0.0, answer)]
        strays.append(request)
        slaves.registers[2, 3] = 4000
        slaves.coils[2, 0] = True
        return [(0.0, frame(answer[:3] + bytes([answer[3] + 1]) + answer[4:-2]))]

    slaves.faults[2] = late
    return strays


async def tried(field: Field, output: TagName, value: float, seconds: int) -> float | None:
    """Seconds until it is confirmed, wished every second; None when it never is."""
    began_s = asyncio.get_running_loop().time()
    for _ in range(seconds):
        if (await field.write(output, value)).is_confirmed:
            return asyncio.get_running_loop().time() - began_s
        await asyncio.sleep(1.0)
    return None


def test_one_write_gone_astray_keeps_an_emergency_valve_shut_ten_seconds_at_most() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        slaves.coils[2, 0] = True
        elsewhere(slaves, 1)
        assert (await field.write(VALVE, 40.0)).reason == "wrong_echo"
        assert (await field.write(SIREN, 1.0)).reason == "held"
        opened_s = await tried(field, EMERGENCY, 1.0, 30)
        assert opened_s is not None and opened_s <= 11.5
        assert slaves.coils[2, 0] is False
        assert (await field.write(VALVE, 40.0)).is_confirmed

    with_field(script, panel())


def test_a_panel_that_keeps_going_astray_gets_one_stray_write_in_ten_seconds() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        strays = elsewhere(slaves, 1000)
        assert (await field.write(VALVE, 40.0)).reason == "wrong_echo"
        assert await tried(field, EMERGENCY, 1.0, 60) is None
        assert 4 <= len(strays) - 1 <= 6
        strays.clear()
        for output, value in ((VALVE, 60.0), (SIREN, 1.0), (EMERGENCY, 0.0)):
            assert await tried(field, output, value, 30) is None
        assert strays == []

    with_field(script, panel())


def test_what_an_interlock_asks_of_a_valve_is_tried_and_what_a_law_asks_is_not() -> None:
    async def script(field: Field, slaves: Drive) -> None:
        elsewhere(slaves, 1)
        assert (await field.write(VALVE, 40.0)).reason == "wrong_echo"
        await asyncio.sleep(TRIAL_EVERY_S)
        assert (await field.write(VALVE, 60.0)).reason == "held"
        assert (await field.write(VALVE, 60.0, pressing=True)).is_confirmed

    with_field(script, panel())
