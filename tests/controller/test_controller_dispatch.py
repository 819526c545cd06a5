"""Outputs become what was decided, at most three writes a command, and stay so.

Knows a field that fails in every way a field can.
"""

import asyncio
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.adopt import adopt
from controller.board import Board
from controller.dispatch import WRITES_MAX, Dispatch, Written
from controller.heard import taken
from farm.clock import loop_clock, run_simulated
from farm.tag import TagName
from tests.controller.scripted_wire import FAN, FEEDER, LAYOUT, PUMP, Wire, dispatched, reads, ticks


def test_a_value_is_written_once_and_confirmed() -> None:
    wire = Wire([])

    async def talk(dispatch: Dispatch, board: Board) -> None:
        for _ in range(5):
            dispatch.want({FAN: 30.0})
            await ticks(dispatch, 1)
        assert dispatch.lines[FAN].stage == "confirmed"

    dispatched(wire, talk)
    assert [value for _, _, value in wire.writes] == [30.0]


def test_adopted_outputs_are_not_written() -> None:
    wire = Wire([])

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.adopted({FAN: 30.0})
        dispatch.want({FAN: 30.0})
        await ticks(dispatch, 5)

    dispatched(wire, talk)
    assert not wire.writes


@pytest.mark.parametrize("script", [[False] * 9, [None] * 9])
def test_three_writes_then_failed_then_a_pause_before_the_next(script: list[bool | None]) -> None:
    wire = Wire(script)

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.want({FAN: 30.0})
        for _ in range(60):
            await ticks(dispatch, 1)
            if dispatch.failed():
                break
        assert dispatch.failed() == {FAN}
        assert len(wire.writes) == WRITES_MAX
        await ticks(dispatch, 8)
        assert len(wire.writes) == WRITES_MAX
        await ticks(dispatch, 4)
        assert len(wire.writes) > WRITES_MAX

    dispatched(wire, talk)


@settings(max_examples=30)
@given(st.lists(st.sampled_from([True, False]), max_size=30))
def test_at_most_three_writes_a_command_and_the_truth_about_each(script: list[bool | None]) -> None:
    """A new value goes at once to an output that obeys; to one that does not, after its pause."""
    wire = Wire(script)

    async def talk(dispatch: Dispatch, board: Board) -> None:
        for value in range(1, 8):
            dispatch.want({FAN: float(value)})
            await ticks(dispatch, 5)
            verdict = (script + [True] * 100)[len(wire.writes) - 1]
            stage = dispatch.lines[FAN].stage
            assert stage == ("confirmed" if verdict else "failed")
            assert not verdict or wire.writes[-1][2] == value

    dispatched(wire, talk)
    bursts = [len(list(b)) for _, b in groupby(wire.writes, key=lambda row: int(row[0]))]
    assert max(bursts) <= WRITES_MAX


def test_only_the_newest_value_is_written_after_a_slow_wire() -> None:
    wire = Wire([])

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.want({FAN: 10.0})
        await asyncio.sleep(0.05)
        for value in range(11, 30):
            dispatch.want({FAN: float(value)})
        await ticks(dispatch, 2)

    dispatched(wire, talk)
    assert [value for _, _, value in wire.writes] == [10.0, 29.0]


def test_life_support_goes_before_comfort_on_the_same_bus() -> None:
    wire = Wire([])
    emergency = TagName("1-04.emergency_valve")

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.want({FEEDER: 1.0, TagName("1-01.oxygen_valve"): 50.0, emergency: 1.0})
        await ticks(dispatch, 2)

    dispatched(wire, talk)
    assert [name for _, name, _ in wire.writes] == [emergency, "1-01.oxygen_valve", FEEDER]


def test_a_foreign_write_is_put_back_within_three_seconds_of_being_seen() -> None:
    """F-25: somebody stops the fan; no command of ours did."""
    wire = Wire([])

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.want({FAN: 30.0})
        await ticks(dispatch, 20)
        reads(board, FAN, 0.0)
        seen_s = loop_clock().now_s()
        await ticks(dispatch, 3)
        at_s, name, value = wire.writes[-1]
        assert (name, value) == (FAN, 30.0) and at_s - seen_s <= 3.0
        assert dispatch.foreign() == {FAN} and dispatch.foreign_writes == 1
        reads(board, FAN, 30.0)
        await ticks(dispatch, 61)
        assert not dispatch.foreign() and len(wire.writes) == 2

    dispatched(wire, talk)


def test_a_foreign_write_just_after_our_own_is_seen_in_the_next_reading() -> None:
    """F-67: put back within 3 s of it: a poll, a tick and the write itself, and no wait beside."""
    wire = Wire([])

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.want({FAN: 30.0})
        await ticks(dispatch, 1)
        assert dispatch.lines[FAN].stage == "confirmed"
        reads(board, FAN, 0.0)
        await ticks(dispatch, 1)
        assert [value for _, _, value in wire.writes] == [30.0, 30.0]

    dispatched(wire, talk)


def test_a_step_of_the_converter_is_no_foreign_write() -> None:
    wire = Wire([])

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.want({FAN: 30.0})
        await ticks(dispatch, 20)
        reads(board, FAN, 30.2)
        await ticks(dispatch, 3)
        assert len(wire.writes) == 1

    dispatched(wire, talk)


def test_a_value_outside_its_limits_is_our_own_fault_and_never_written() -> None:
    wire = Wire([])

    async def talk(dispatch: Dispatch, board: Board) -> None:
        with pytest.raises(AssertionError):
            dispatch.want({FAN: 51.0})

    dispatched(wire, talk)
    assert not wire.writes


def test_a_bus_that_lets_go_of_a_write_does_not_end_the_worker() -> None:
    class Dropping(Wire):
        async def write(self, output: TagName, value: float, *, pressing: bool = False) -> Written:
            self.writes.append((0.0, output, value))
            future: asyncio.Future[Written] = asyncio.get_running_loop().create_future()
            future.cancel()
            return await future

    wire = Dropping([])

    async def talk(dispatch: Dispatch, board: Board) -> None:
        dispatch.want({FAN: 30.0})
        await ticks(dispatch, 5)
        assert dispatch.failed() == {FAN} and len(wire.writes) == WRITES_MAX

    dispatched(wire, talk)


def test_adoption_waits_for_what_comes_and_no_longer() -> None:
    async def main() -> None:
        clock = loop_clock()
        board = Board(LAYOUT.periods_s)
        reads(board, PUMP, 43.0)
        reads(board, FEEDER, 1.0)
        found = await adopt(board, LAYOUT.rules, clock.now_s, 5.0)
        assert clock.now_s() == pytest.approx(5.0, abs=0.2)
        assert found == {PUMP: 43.0, FEEDER: 1.0}
        assert taken(found, LAYOUT.rules) == {PUMP: 43.0, FEEDER: 0.0}
        for name in LAYOUT.rules:
            reads(board, name, 0.0)
        began_s = clock.now_s()
        await adopt(board, LAYOUT.rules, clock.now_s, 5.0)
        assert clock.now_s() == began_s

    run_simulated(main())
