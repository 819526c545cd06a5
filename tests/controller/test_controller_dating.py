"""A computer that begins with a wrong date: what is believed, held back, and let go (safety F-58).

Knows the trial site's fake farm; judged are the rows handed to the store and to history.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from controller.checkpoints import HOUR_MS, Checkpoints, Minute
from controller.dating import AWAY_MS, BEHIND_MS, BUILT_MS, dated, doubted
from controller.facts import FactsPlan, Tally, tallied
from controller.health.own import OwnHealth
from controller.held_history import HELD, HeldHistory
from controller.layout import Layout
from controller.run import Around, Run
from controller.store import PlainHistory, PlainStore
from controller.tick import Pace
from farm.clock import Clock, loop_clock, run_simulated
from farm.fact import FactKind
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, FakeFarm, Log, frozen
from tests.controller.whole_run import SITE

Y2000_MS = 946_684_800_000


@pytest.mark.parametrize(
    ("now_ms", "newest_ms", "why"),
    [
        (0, 0, "before_program"),
        (Y2000_MS, START_MS, "before_program"),
        (BUILT_MS, 0, ""),
        (START_MS, START_MS - 1000, ""),
        (START_MS, START_MS + BEHIND_MS, ""),
        (START_MS, START_MS + BEHIND_MS + 1, "before_record"),
    ],
)
def test_a_date_before_the_program_or_before_the_last_record_is_wrong(
    now_ms: int, newest_ms: int, why: str
) -> None:
    assert doubted(now_ms, newest_ms) == why


def test_a_doubted_run_goes_on_from_the_last_record(tmp_path: Path) -> None:
    files = Checkpoints(tmp_path)
    files.add(Minute({}, ticks=[START_MS]))
    clock, why = dated(Clock(lambda: 7.0, 7.0, Y2000_MS), files)
    assert (why, clock.utc_ms()) == ("before_program", START_MS + AWAY_MS)
    clock, why = dated(Clock(lambda: 7.0, 7.0, START_MS + 1000), files)
    assert (why, clock.utc_ms()) == ("", START_MS + 1000)


def test_a_minute_later_than_now_does_not_stay_the_newest(tmp_path: Path) -> None:
    """A clock that was a year ahead and was put right must not be doubted for a year."""
    files = Checkpoints(tmp_path)
    files.add(Minute({}, ticks=[START_MS + 9000 * HOUR_MS]))
    files.add(Minute({}, ticks=[START_MS]))
    newest = files.newest()
    assert newest is not None and newest.ticks == [START_MS]


PLAN = FactsPlan((), (), (), TagName("farm.scale"), TagName("farm.scale_stable"))


def weighed(tally: Tally, kg: float, at_s: float, *, is_dated: bool) -> tuple[Tally, list[object]]:
    values: dict[TagName, float | None] = {
        TagName("farm.scale"): kg,
        TagName("farm.scale_stable"): 1.0,
    }
    tally, drafts = tallied(
        PLAN, tally, frozen(Layout(SITE), values, at_s), {}, 1.0, dated=is_dated
    )
    return tally, list(drafts)


def test_weights_without_a_date_are_told_with_their_own_once_it_is_known() -> None:
    tally, told = weighed(Tally({}), 12.5, 1.0, is_dated=False)
    assert told == []
    tally, told = weighed(tally, 0.0, 2.0, is_dated=False)
    tally = Tally.of_json(tally.moved(5000).as_json())
    tally, told = weighed(tally, 0.0, 9.0, is_dated=True)
    assert [(d.kind, d.amount, d.to_ms) for d in told] == [  # type: ignore[attr-defined]
        (FactKind.WEIGHT_STABLE_G, 12_500, START_MS + 6000)
    ]
    assert weighed(tally, 0.0, 10.0, is_dated=True)[1] == []


def test_held_samples_are_put_right_once_and_in_order() -> None:
    behind = PlainHistory(10_000)
    held = HeldHistory(behind)
    held.append([("a", 1, 1.0, 0)])
    held.append([("a", 2, 2.0, 0)])
    assert not behind.rows
    held.dated(1000)
    held.append([("a", 3, 3.0, 0)])
    assert [row[1] for row in behind.rows] == [1001, 1002, 1003]


def test_what_no_longer_fits_goes_on_as_it_is_stamped() -> None:
    behind = PlainHistory(10_000)
    held = HeldHistory(behind)
    for number in range(HELD + 5):
        held.append([("a", number, 0.0, 0)])
    assert [row[1] for row in behind.rows] == list(range(5))


class Time:
    """A system clock beside a doubted one of ours."""

    def __init__(self, wall_ms: int) -> None:
        self.now_s = 0.0
        self.clock = Clock(lambda: self.now_s, 0.0, BUILT_MS)
        self.wall = wall_ms

    def wall_ms(self) -> int:
        return self.wall + round(1000 * self.now_s)


@pytest.mark.parametrize(("set_to_ms", "believed"), [(START_MS, True), (BUILT_MS - 1, False)])
def test_whoever_sets_the_clock_is_believed_unless_it_is_absurd(
    set_to_ms: int, believed: bool
) -> None:
    time = Time(Y2000_MS)
    own = OwnHealth(time.clock, Pace(), None, time.wall_ms, doubt="before_program")
    own.look(0.0, 0)
    assert own.add_ms is None and own.causes() == set()
    time.wall, time.now_s = set_to_ms - 10_000, 10.0
    own.look(10.0, 0)
    assert (own.add_ms is not None, "clock" in own.causes()) == (believed, believed)
    if believed:
        assert own.add_ms == set_to_ms - BUILT_MS - 10_000
    assert "clock_doubted" in {fault.kind for fault in own.faults()}


def test_a_clock_that_passes_the_last_record_is_believed() -> None:
    time = Time(BUILT_MS - AWAY_MS - 15_000)  # our estimate began AWAY_MS after the record
    own = OwnHealth(time.clock, Pace(), None, time.wall_ms, doubt="before_record")
    own.look(0.0, 0)
    assert own.add_ms is None
    time.now_s = 20.0
    own.look(20.0, 0)
    assert own.add_ms == -AWAY_MS - 15_000


def doubted_run(story: Callable[[dict[str, int]], None]) -> tuple[Run, PlainStore, PlainHistory]:
    """Three minutes with a clock of the year 2000; `story` may set it before the second."""
    wall = {"off_ms": Y2000_MS - START_MS}
    store, history, farm = PlainStore("boot"), PlainHistory(100_000), FakeFarm(SITE)
    runs: list[Run] = []

    async def main() -> None:
        loop = loop_clock()
        clock = farm.dated = Clock(loop.now_s, loop.now_s(), BUILT_MS)
        around = Around(
            *(Log(), clock, store, history),
            doubt="before_program",
            wall_ms=lambda: loop.utc_ms() + wall["off_ms"],
            renewed=True,
        )
        runs.append(Run(SITE, farm.wires, around))
        stop = asyncio.Event()
        task = asyncio.create_task(runs[0].until(stop))
        await asyncio.sleep(60)
        story(wall)
        await asyncio.wait({task}, timeout=120)
        stop.set()
        await task

    run_simulated(main(), START_MS)
    return runs[0], store, history


def test_while_the_date_is_doubted_nothing_is_booked_and_samples_wait() -> None:
    run, store, history = doubted_run(lambda wall: None)
    assert not store.facts
    assert run.upkeep.cause == ""
    assert history.rows, "an orderly stop leaves nothing in memory"
    assert {alarm.kind for _, alarm, _ in store.alarms} == {"clock_doubted"}


def test_once_the_clock_is_set_samples_are_dated_and_the_process_begins_anew() -> None:
    run, store, history = doubted_run(lambda wall: wall.update(off_ms=0))
    assert run.upkeep.cause == "clock"
    assert not store.facts, "the next run books what this one counted"
    stamps = [row[1] for row in history.rows]
    assert min(stamps) >= START_MS and max(stamps) <= START_MS + 180_000
    marks = [note.value for _, note in store.lastings if note.key == "clock/doubt"]
    assert '"add_ms": null' in marks[0] and str(START_MS - BUILT_MS)[:6] in marks[1]
