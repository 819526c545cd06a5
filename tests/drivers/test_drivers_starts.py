"""Start sequences under trouble: lost answers, a drive that does not follow, local control; and
relays that time themselves."""

import asyncio
import itertools

import pytest

from drivers.field import Field
from drivers.writing import word_for
from farm.profile import Start, Step, Trust
from tests.drivers.altivar import CMD, ETA, LFR, PROFILES, PUMP, SIREN, Altivar, played
from tests.drivers.slaves import Reply, frame


def test_set_point_then_six_seven_fifteen() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        outcome = await field.write(PUMP, 40.0)
        assert outcome.is_confirmed and outcome.attempts == 1
        assert slaves.writes == [(LFR, 400), (CMD, 6), (CMD, 7), (CMD, 15)]

    played(script)


def test_from_switched_on_only_the_last_word_is_missing() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        slaves.registers[1, ETA] = 0x33
        assert (await field.write(PUMP, 40.0)).is_confirmed
        assert slaves.writes == [(LFR, 400), (CMD, 15)]

    played(script)


@pytest.mark.parametrize("lost", range(4))
def test_a_lost_answer_is_followed_by_looking_and_nothing_is_written_twice(lost: int) -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        def fault(request: bytes, answer: bytes) -> Reply:
            silent = request[1] == 6 and len(slaves.writes) == lost + 1
            return [] if silent else [(0.0, answer)]

        slaves.faults[1] = fault
        assert (await field.write(PUMP, 40.0)).is_confirmed
        assert slaves.writes == [(LFR, 400), (CMD, 6), (CMD, 7), (CMD, 15)]

    played(script)


def test_a_drive_that_does_not_follow_is_given_up_after_three_writes_more() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        slaves.deaf_command = True
        outcome = await field.write(PUMP, 40.0)
        assert (outcome.stage, outcome.reason) == ("failed", "drive_not_ready")
        assert outcome.attempts == 3 and len(slaves.writes) <= 3 + 3
        assert {word for where, word in slaves.writes if where == CMD} == {6}

    played(script)


def test_a_word_is_given_its_time_before_it_is_repeated() -> None:
    """The profile gives the drive 2 s to come to its next state."""

    async def script(field: Field, slaves: Altivar) -> None:
        slaves.deaf_command = True
        await field.write(PUMP, 40.0)
        sent = [at_s for at_s, request in slaves.asked if request[1:4] == b"\x06\x21\x35"]
        assert len(sent) >= 2
        assert all(later - sooner >= 2.0 for sooner, later in itertools.pairwise(sent))

    played(script)


@pytest.mark.parametrize("state", [0x18, 0x0F])
def test_a_fault_is_told_and_not_reset(state: int) -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        slaves.registers[1, ETA] = state
        outcome = await field.write(PUMP, 40.0)
        assert (outcome.stage, outcome.reason) == ("failed", "drive_fault")
        assert slaves.writes == [(LFR, 400)]

    played(script)


def test_a_drive_in_local_is_not_started() -> None:
    """Delta: bit 10 of 0x2101 is 0 while the keypad commands; even a running one is not ours."""
    delta = PROFILES["delta/ms300"].model_copy(update={"id": "schneider/atv320", "settings": ()})

    async def script(field: Field, slaves: Altivar) -> None:
        slaves.registers |= {(1, 0x2100): 0, (1, 0x2102): 4000, (1, 0x2103): 4000}
        for status in (0x0000, 0x0003):
            slaves.registers[1, 0x2101] = status
            outcome = await field.write(PUMP, 40.0)
            assert (outcome.stage, outcome.reason) == ("failed", "drive_not_ready")
        assert all(where == 0x2001 for where, _ in slaves.writes)
        slaves.registers[1, 0x2101] = 0x0403
        assert (await field.write(PUMP, 40.0)).is_confirmed

    played(script, {"schneider/atv320": delta})


def test_a_set_point_that_does_not_stand_is_never_run_on() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        slaves.deaf_to_writes.add(1)
        outcome = await field.write(PUMP, 40.0)
        assert (outcome.stage, outcome.reason) == ("failed", "read_back_differs")
        assert slaves.writes == 3 * [(LFR, 400)]

    played(script)


def test_quick_stop_is_waited_out_and_told() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        slaves.registers[1, ETA] = 0x17
        outcome = await field.write(PUMP, 40.0)
        assert (outcome.stage, outcome.reason) == ("failed", "drive_not_ready")
        assert all(where == LFR for where, _ in slaves.writes)

    played(script)


def test_a_wrong_echo_ends_the_sequence() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        def fault(request: bytes, answer: bytes) -> Reply:
            if request[1] != 6:
                return [(0.0, answer)]
            return [(0.0, frame(answer[:3] + bytes([answer[3] ^ 1]) + answer[4:-2]))]

        slaves.faults[1] = fault
        outcome = await field.write(PUMP, 40.0)
        assert (outcome.stage, outcome.reason) == ("failed", "wrong_echo")
        assert len(slaves.writes) == 1

    played(script)


def test_a_refused_word_ends_with_its_exception() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        def fault(request: bytes, answer: bytes) -> Reply:
            refused = frame(bytes([request[0], request[1] | 0x80, 4]))
            return [(0.0, refused if request[2:4] == CMD.to_bytes(2, "big") else answer)]

        slaves.faults[1] = fault
        outcome = await field.write(PUMP, 40.0)
        assert outcome.reason == "exception_4" and slaves.writes == [(LFR, 400), (CMD, 6)]

    played(script)


def test_a_stop_goes_out_from_any_state() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        for state in (0x18, 0x17, 0x50, 0x37):
            slaves.registers[1, ETA] = state
            slaves.writes.clear()
            assert (await field.write(PUMP, 0.0)).is_confirmed
            assert slaves.writes == [(CMD, 7)]

    played(script)


def test_a_newer_wish_goes_on_from_where_the_drive_stands() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        first = asyncio.ensure_future(field.write(PUMP, 40.0))
        await slaves.begun.wait()
        second = await field.write(PUMP, 30.0)
        assert (await first).reason == "superseded" and second.is_confirmed
        assert slaves.writes[-1] == (CMD, 15) and slaves.registers[1, LFR] == 300
        assert len(slaves.writes) <= 6

    played(script)


def test_a_draft_and_a_wearing_memory_are_never_written() -> None:
    drive = PROFILES["schneider/atv320"]
    draft = drive.model_copy(update={"status": Trust.DRAFT})
    worn = drive.model_copy(
        update={"writes": (drive.writes[0].model_copy(update={"eeprom": True}),)}
    )
    for profile in (draft, worn):

        async def script(field: Field, slaves: Altivar) -> None:
            outcome = await field.write(PUMP, 40.0)
            assert (outcome.reason, outcome.attempts) == ("not_allowed", 0)
            assert slaves.writes == []

        played(script, {"schneider/atv320": profile})


def test_a_relay_is_held_for_a_time_of_its_own() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        assert (await field.write(SIREN, 10.0)).is_confirmed
        assert slaves.writes == [(0x0203, 100)]
        for seconds in (0.0, 0.4, 3277.0, 5000.0, -1.0):
            assert (await field.write(SIREN, seconds)).reason == "not_allowed"
        assert len(slaves.writes) == 1

    played(script)


def test_a_pulse_is_sent_once_whatever_becomes_of_it() -> None:
    async def script(field: Field, slaves: Altivar) -> None:
        slaves.faults[2] = lambda request, answer: [] if request[1] == 5 else [(0.0, answer)]
        assert (await field.write(SIREN, 10.0)).is_confirmed
        slaves.coils.clear()
        slaves.faults[2] = lambda request, answer: [
            (0.0, answer if request[1] == 5 else frame(b"\x02\x01\x01\x00"))
        ]
        outcome = await field.write(SIREN, 10.0)
        assert (outcome.reason, outcome.attempts) == ("read_back_differs", 1)
        assert slaves.writes == 2 * [(0x0203, 100)]

    played(script)


def test_the_word_that_leads_on() -> None:
    start = Start(
        setpoint="s",
        address=0,
        run=15,
        stop=7,
        steps=(Step(when=(0x40,), write=6), Step(when=(0x21,), write=7)),
        state_point="state",
        running=(0x27,),
        stopped=(0x40,),
        faulted=(8,),
        ready=(0x23,),
    )
    assert [word_for(start, state) for state in (0x40, 0x21, 0x23, 0x07, None)] == [
        6,
        7,
        15,
        None,
        None,
    ]
    anyway = start.model_copy(update={"ready": (), "steps": ()})
    assert word_for(anyway, 3) == 15


def test_an_altivar_in_reverse_is_stopped_before_it_runs() -> None:
    """Bit 15 of ETA: the motor turns in reverse."""

    async def script(field: Field, slaves: Altivar) -> None:
        slaves.registers[1, ETA] = 0x8037
        assert (await field.write(PUMP, 40.0)).is_confirmed
        assert slaves.writes == [(LFR, 400), (CMD, 7), (CMD, 15)]

    played(script)


@pytest.mark.parametrize(
    ("name", "state_at", "reverse", "stopped"),
    [("invt/gd20", 0x2100, 2, 3), ("delta/ms300", 0x2101, 0x041B, 0x0418)],
)
def test_a_drive_in_reverse_neither_counts_as_running_nor_as_stopped(
    name: str, state_at: int, reverse: int, stopped: int
) -> None:
    profile = PROFILES[name].model_copy(update={"id": "schneider/atv320", "settings": ()})
    assert profile.start is not None
    set_at = 0x3001 if name == "invt/gd20" else 0x2102
    run, stop = (0x2000, profile.start.run), (0x2000, profile.start.stop)

    async def script(field: Field, slaves: Altivar) -> None:
        ours = slaves.registers
        ours |= {(1, 0x2100): 0, (1, 0x2102): 0, (1, 0x3001): 4000, (1, set_at): 4000}
        ours[1, state_at] = reverse
        outcome = await field.write(PUMP, 40.0)
        assert (outcome.stage, outcome.reason) == ("failed", "drive_not_ready")
        assert stop in slaves.writes and run not in slaves.writes
        refused = await field.write(PUMP, 0.0)
        assert (refused.stage, refused.reason) == ("failed", "drive_not_ready")
        ours[1, state_at] = stopped
        assert (await field.write(PUMP, 0.0)).is_confirmed

    played(script, {"schneider/atv320": profile})
