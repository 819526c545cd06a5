"""The clock: time jumps, deadlocks are said, a scaled run keeps one UTC for all processes."""

import asyncio
import threading
import time

import pytest

from farm.clock import (
    Anchor,
    Clock,
    ScaledLoop,
    SimulatedLoop,
    anchor_from_env,
    anchor_now,
    loop_clock,
    run_on,
    run_simulated,
)


def test_a_simulated_day_passes_in_the_order_of_its_timers() -> None:
    seen: list[tuple[float, str]] = []

    async def beat(name: str, period_s: float, times: int) -> None:
        for _ in range(times):
            await asyncio.sleep(period_s)
            seen.append((loop_clock().now_s(), name))

    async def day() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(beat("hour", 3600, 24))
            group.create_task(beat("six", 21600, 4))

    run_simulated(day())
    assert seen == sorted(seen, key=lambda item: item[0])
    assert seen[-1][0] == 86400
    assert len(seen) == 28


def test_waiting_for_what_cannot_come_is_an_error_not_a_hang() -> None:
    async def deadlock() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(RuntimeError, match="cannot come"):
        run_simulated(deadlock())


def test_timeouts_work_unchanged_on_the_simulated_loop() -> None:
    async def main() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(12.5):
                await asyncio.Event().wait()
        return loop_clock().now_s()

    assert run_simulated(main()) == pytest.approx(12.5)


def test_utc_follows_the_loop_and_not_the_wall() -> None:
    async def main() -> list[int]:
        clock = loop_clock()
        first = clock.utc_ms()
        await asyncio.sleep(60)
        return [first, clock.utc_ms(), clock.utc_ms_at(30.0)]

    assert run_simulated(main(), start_utc_ms=1000) == [1000, 61000, 31000]


def test_drift_is_measured_and_not_applied() -> None:
    clock = Clock(lambda: 10.0, 0.0, 0)
    assert clock.drift_ms(13_000) == 3_000
    assert clock.utc_ms() == 10_000


def test_a_scaled_loop_passes_ten_seconds_in_one() -> None:
    loop = ScaledLoop(anchor_now(10))
    before = time.monotonic()
    run_on(loop, asyncio.sleep(2.0))
    assert time.monotonic() - before >= 0.2 - 0.01  # never early; how late is not judged


def test_a_chosen_date_is_not_judged_by_the_machines() -> None:
    chosen = Anchor(1.5, 1_700_000_000_000, 1.0, is_chosen=True)
    assert Anchor.of_env(chosen.as_env()) == chosen
    assert not chosen.is_walls and not anchor_now(10).is_walls and anchor_now().is_walls


def test_two_processes_with_one_anchor_tell_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    anchor = anchor_now(10)
    monkeypatch.setenv("RAS_CLOCK", anchor.as_env())
    assert anchor_from_env() == anchor
    first, second = ScaledLoop(anchor), ScaledLoop(anchor)
    try:
        assert abs(first.clock.utc_ms() - second.clock.utc_ms()) <= 50
    finally:
        first.close()
        second.close()


@pytest.mark.parametrize("speed", [0.5, 11, 100])
def test_a_speed_the_timers_cannot_keep_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="1 to 10"):
        anchor_now(speed)


def test_run_on_leaves_no_task_behind() -> None:
    loop = SimulatedLoop()
    cancelled: list[str] = []

    async def child() -> None:
        try:
            await asyncio.sleep(1e9)
        except asyncio.CancelledError:
            cancelled.append("child")
            raise

    async def main() -> None:
        task = asyncio.get_running_loop().create_task(child())
        await asyncio.sleep(1)
        assert not task.done()

    run_on(loop, main())
    assert cancelled == ["child"]
    assert Anchor(0.0, 0).speed == 1.0


def test_calls_for_one_moment_are_made_in_the_order_they_were_asked_for() -> None:
    made: list[int] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        for number in range(50):
            loop.call_at(7.0 if number % 3 else 7.0 + 1e-12, made.append, number)
        loop.call_at(6.0, made.append, -1)
        await asyncio.sleep(7.5)

    run_simulated(main())
    first = [number for number in range(50) if number % 3]
    assert made == [-1, *first, *(number for number in range(50) if not number % 3)]


def test_a_cancelled_call_is_not_made_and_moves_no_time() -> None:
    async def main() -> float:
        loop = asyncio.get_running_loop()
        call = loop.call_later(3600, pytest.fail, "made")
        call.cancel()
        assert call.cancelled()
        await asyncio.sleep(1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(loop.create_future(), 2)
        return loop.time()

    assert run_simulated(main()) == 3.0


def test_a_call_that_raises_is_told_and_the_loop_goes_on() -> None:
    async def main() -> list[str]:
        loop = asyncio.get_running_loop()
        told: list[str] = []
        loop.set_exception_handler(lambda _, context: told.append(repr(context["exception"])))
        loop.call_soon(int, "none")
        await asyncio.sleep(1)
        return told

    assert "invalid literal" in run_simulated(main())[0]


def test_work_for_a_thread_that_never_ends_is_a_deadlock_that_is_said() -> None:
    end = threading.Event()

    async def main() -> None:
        asyncio.get_running_loop().call_later(1.0, end.is_set)
        await asyncio.get_running_loop().run_in_executor(None, end.wait)

    try:
        with pytest.raises(RuntimeError, match="cannot come"):
            run_simulated(main())
    finally:
        end.set()
