"""An output that does not obey waits its turn and its pause; nothing urgent waits for it.

Knows lines that fail and the standby beside them.
"""

import asyncio
from itertools import pairwise

from controller.board import Board
from controller.dispatch import WRITES_MAX, Dispatch, Written
from farm.clock import loop_clock
from farm.sample import Sample
from farm.status import Status
from farm.tag import TagName
from tests.controller.fake_farm import Outcome
from tests.controller.scripted_wire import BUS_OF, FAN, PUMP, Wire, dispatched, reads, ticks


def test_a_failing_drive_that_is_trimmed_every_second_does_not_keep_the_standby_waiting() -> None:
    """Drive 1 is dead and trimmed each second; drive 2 on the same line is told to run."""
    standby = TagName("1.pump_2")
    assert BUS_OF[standby] == BUS_OF[PUMP]
    wire = Wire([])

    async def slow(output: TagName, value: float, *, pressing: bool = False) -> Written:
        wire.writes.append((loop_clock().now_s(), output, value))
        await asyncio.sleep(3.0 if output == PUMP else 0.1)
        good = output != PUMP
        return Outcome("confirmed", value) if good else Outcome("failed", None, "no_reply", 3)

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.adopted({PUMP: 40.0, standby: 0.0})
        for second in range(90):
            wanted = min(40.0, 5.0 * second)
            dispatch.want({PUMP: 40.0 + second % 2, standby: wanted})
            await ticks(dispatch, 1)
        assert dispatch.lines[standby].stage == "confirmed"

    wire.write = slow  # type: ignore[method-assign]
    dispatched(wire, talk)
    ran = [at_s for at_s, name, _ in wire.writes if name == standby]
    there = next(at_s for at_s, name, x in wire.writes if name == standby and x == 40.0)
    first_s = wire.writes[0][0]
    assert ran[0] - first_s <= 4.0 and there - first_s <= 12.0
    # 3 s each at 0, 3 (a value that came while the first was asked), 15, 37, 79 s and so on.
    assert len([1 for _, name, _ in wire.writes if name == PUMP]) <= 6


def test_lines_of_equal_urgency_take_turns() -> None:
    wire = Wire([False] * 30)
    valves = [TagName(f"1-0{n}.oxygen_valve") for n in (1, 2, 3)]

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.want(dict.fromkeys(valves, 50.0))
        await ticks(dispatch, 2)

    dispatched(wire, talk)
    assert [name for _, name, _ in wire.writes] == valves * WRITES_MAX


def test_what_adds_safety_goes_at_once_to_an_output_that_failed() -> None:
    wire = Wire([False] * 3)
    emergency = TagName("1-01.emergency_valve")

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.want({emergency: 0.0})
        await ticks(dispatch, 2)
        assert dispatch.failed() == {emergency}
        dispatch.want({emergency: 1.0})
        await ticks(dispatch, 1)
        assert dispatch.lines[emergency].stage == "confirmed" and not dispatch.failed()

    dispatched(wire, talk)
    assert [value for _, _, value in wire.writes] == [0.0, 0.0, 0.0, 1.0]


def test_an_output_that_failed_in_silence_is_tried_as_soon_as_it_is_read_again() -> None:
    wire = Wire([False] * 3)

    async def talk(dispatch: Dispatch, board: Board) -> None:
        reads(board, FAN, 20.0)
        dispatch.want({FAN: 30.0})
        await ticks(dispatch, 2)
        reads(board, FAN, 20.0)
        await ticks(dispatch, 1)
        assert len(wire.writes) == WRITES_MAX, "read, but it does not obey: its pause counts"
        clock = loop_clock()
        board.take([Sample(FAN, None, Status.BAD_TIMEOUT, clock.now_s(), clock.utc_ms(), "test")])
        await ticks(dispatch, 1)
        reads(board, FAN, 20.0)
        await ticks(dispatch, 1)
        assert dispatch.lines[FAN].stage == "confirmed" and len(wire.writes) == WRITES_MAX + 1

    dispatched(wire, talk)


def test_on_a_held_device_only_more_of_what_fish_breathe_presses_and_is_asked_again_soon() -> None:
    """A write landed elsewhere: an interlock's wish every 2 s, a law's by the pause, as ever."""
    emergency, valve = TagName("1-01.emergency_valve"), TagName("1-01.oxygen_valve")
    asked: list[tuple[float, TagName, bool]] = []
    wire = Wire([])

    async def held(output: TagName, value: float, *, pressing: bool = False) -> Written:
        asked.append((loop_clock().now_s(), output, pressing))
        return Outcome("failed", None, "held", 0)

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.adopted({emergency: 0.0, valve: 30.0, PUMP: 40.0})
        for name, value in ((emergency, 0.0), (valve, 30.0), (PUMP, 40.0)):
            reads(board, name, value)
        dispatch.urged(frozenset({emergency, PUMP}))
        dispatch.want({emergency: 1.0, valve: 50.0, PUMP: 30.0})
        await ticks(dispatch, 30)
        assert dispatch.failed() == dispatch.astray() == {emergency, valve, PUMP}

    wire.write = held  # type: ignore[method-assign]
    dispatched(wire, talk)
    assert {name for _, name, pressing in asked if pressing} == {emergency}, "a pump lowered waits"
    instants = sorted({round(at_s) for at_s, name, _ in asked if name == emergency})
    assert instants[-1] >= 27 and max(b - a for a, b in pairwise(instants)) <= 3
    assert len({round(at_s) for at_s, name, _ in asked if name == valve}) <= 3
