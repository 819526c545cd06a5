"""Tasks that fail, ticks that come late, failures that are counted, a lock, a watchdog.

Knows the simulated loop; nothing here waits on a wall clock.
"""

import asyncio
import itertools
import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.checkpoints import Checkpoints, Minute
from controller.ends import TOO_OFTEN, WITHIN_MS, Ends, EndsFile
from controller.health.watchdog import Progress, Watchdog, notifier
from controller.lease import LeaseTaken, lease_path, take_lease
from controller.supervise import CALM_S, PAUSE_MAX_S, Child, Supervisor, VitalFailure
from controller.tick import Pace, ticking
from farm.clock import loop_clock, run_simulated
from tests.controller.fake_farm import Log


def test_one_child_never_takes_another_down_and_pauses_grow() -> None:
    log, beats, starts = Log(), list[float](), list[float]()

    async def steady() -> None:
        while True:
            beats.append(loop_clock().now_s())
            await asyncio.sleep(1.0)

    async def failing() -> None:
        starts.append(loop_clock().now_s())
        raise ValueError("wire")

    async def main() -> None:
        supervisor = Supervisor(log, loop_clock().now_s)
        children = [Child("steady", steady), Child("failing", failing)]
        task = asyncio.create_task(supervisor.run(children))
        await asyncio.sleep(300)
        assert supervisor.lately() == ("failing",)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_simulated(main())
    assert len(beats) >= 300
    gaps = [b - a for a, b in itertools.pairwise(starts)]
    assert gaps[:4] == pytest.approx([0.5, 1.0, 2.0, 4.0])
    assert max(gaps) <= PAUSE_MAX_S
    assert log.count("child_failed") == len(starts)


def test_a_child_that_ran_long_starts_its_pauses_anew() -> None:
    starts = list[float]()

    async def now_and_then() -> None:
        starts.append(loop_clock().now_s())
        await asyncio.sleep(CALM_S + 1 if len(starts) > 3 else 0)
        raise ValueError

    async def main() -> None:
        supervisor = Supervisor(Log(), loop_clock().now_s)
        task = asyncio.create_task(supervisor.run([Child("x", now_and_then)]))
        await asyncio.sleep(300)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_simulated(main())
    assert starts[5] - starts[4] == pytest.approx(CALM_S + 1.5)


@pytest.mark.parametrize("fails", [True, False])
def test_a_vital_child_that_ends_ends_everything_and_says_why(fails: bool) -> None:
    cancelled = []

    async def other() -> None:
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async def vital() -> None:
        await asyncio.sleep(1)
        if fails:
            raise AssertionError("interlock")

    async def main() -> None:
        children = [Child("other", other), Child("control", vital, vital=True)]
        with pytest.raises(VitalFailure) as caught:
            await Supervisor(Log(), loop_clock().now_s).run(children)
        assert caught.value.name == "control"
        assert isinstance(caught.value.__cause__, AssertionError) == fails

    run_simulated(main())
    assert cancelled == [True]


def test_ticks_stand_on_a_grid_and_missed_ones_are_counted() -> None:
    at, pace = list[float](), Pace()

    async def turn() -> None:
        at.append(loop_clock().now_s())
        await asyncio.sleep({2: 0.7, 4: 3.4}.get(len(at), 0.01))

    async def main() -> None:
        task = asyncio.create_task(ticking(loop_clock().now_s, turn, pace))
        await asyncio.sleep(12)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_simulated(main())
    assert at == pytest.approx([0, 1, 2, 3, 6.4, 7, 8, 9, 10, 11], abs=1e-6)
    assert pace.skipped == 2 and pace.late_max_s == pytest.approx(2.4)


@given(st.lists(st.integers(0, 120_000), max_size=12))
def test_only_three_failures_within_a_minute_bring_life_support(gaps: list[int]) -> None:
    ends, at_ms, times = Ends(), 0, list[int]()
    for gap in gaps:
        at_ms += gap
        times.append(at_ms)
        ends = ends.after(at_ms)
    expected = any(
        times[i] - times[i - TOO_OFTEN + 1] <= WITHIN_MS for i in range(TOO_OFTEN - 1, len(times))
    )
    assert ends.life_support == expected
    assert not ends.left().life_support


def test_failures_are_remembered_across_runs_and_a_bad_file_is_none(tmp_path: Path) -> None:
    file = EndsFile(tmp_path / "ends.json")
    assert file.load() == Ends()
    assert file.save(Ends((1, 2, 3), True))
    assert EndsFile(tmp_path / "ends.json").load() == Ends((1, 2, 3), True)
    (tmp_path / "ends.json").write_text("{")
    assert file.load() == Ends()
    assert not EndsFile(tmp_path / "absent" / "ends.json").save(Ends())


def test_the_watchdog_is_silent_while_a_task_stands_still() -> None:
    sent = list[tuple[float, str]]()

    async def main() -> None:
        clock, progress = loop_clock(), Progress()
        progress.expect("tick", 5.0)
        watchdog = Watchdog(progress, lambda text: sent.append((clock.now_s(), text)), clock.now_s)
        task = asyncio.create_task(watchdog.run())
        for second in range(60):
            if not 20 <= second < 40:
                progress.moved("tick")
            await asyncio.sleep(1.0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run_simulated(main())
    quiet = [at for at, _ in sent if 26 <= at < 40]
    assert not quiet and {text for _, text in sent} == {"WATCHDOG=1"}
    assert [at for at, _ in sent if at < 20] and [at for at, _ in sent if at >= 40]


def test_the_notifier_speaks_the_service_managers_protocol(tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        notifier({"NOTIFY_SOCKET": address})("READY=1")
        assert manager.recv(100) == b"READY=1"
    notifier({"NOTIFY_SOCKET": address})("nobody listens any more")
    notifier({})("nobody ever listened")


def test_a_second_controller_of_the_same_folder_is_refused(tmp_path: Path) -> None:
    path = lease_path(tmp_path, {"RUNTIME_DIRECTORY": str(tmp_path)})
    assert lease_path(tmp_path / "other", {"RUNTIME_DIRECTORY": str(tmp_path)}) != path
    held = take_lease(path)
    with pytest.raises(LeaseTaken, match="另一个控制器"):
        take_lease(path)
    held.close()
    take_lease(path).close()


def test_checkpoints_keep_minutes_and_survive_a_torn_line(tmp_path: Path) -> None:
    kept = Checkpoints(tmp_path / "checkpoints")
    assert kept.newest() is None and kept.holding(0) is None
    for index in range(3):
        ticks = [3_600_000 + 60_000 * index + 1000 * second for second in range(60)]
        kept.add(Minute({"n": index}, ticks[0] - 1000, ticks, [], [(0, "1.fan", 30.0, 1, "x")]))
    held = kept.holding(3_600_000 + 65_000)
    assert held is not None and held.memory == {"n": 1} and held.outputs[0][2] == 30.0
    with (tmp_path / "checkpoints" / "1.jsonl").open("ab") as file:
        file.write(b"3780000 eJyrV")
    assert kept.holding(3_600_000 + 200_000) is None
    kept.add(Minute({}, 0, [3_600_000 * 100], [], []))
    assert [path.name for path in (tmp_path / "checkpoints").iterdir()] == ["100.jsonl"]


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_that_refuses_is_told_not_raised(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").write_text("a file is in the way")
    kept = Checkpoints(tmp_path / "checkpoints")
    kept.add(Minute({}, 0, [1], [], []))
    assert kept.trouble
