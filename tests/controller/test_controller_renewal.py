"""When a process ends by itself to begin anew, and when it does not (safety F-53, F-58).

Knows the trial site's calm farm; what ends a process for good is tried in whole runs.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from controller.alarms import Condition, Life
from controller.health.own import OwnHealth
from controller.health.size import LARGE_MB, MOST_MB, ROOM_MB, STEP_MB, SizeWatch, resident_mb
from controller.laws.circulation import CirculationLaw
from controller.memory import Memory
from controller.plant import farm_plan
from controller.renewal import KEY, QUIET_S, TRIES, WITHIN_MS, Renewal, is_quiet
from controller.run import Around, Run
from controller.store import PlainHistory, PlainStore, Remembered
from controller.tick import Pace
from controller.trips import Trip
from farm.alarm import AlarmState, Priority
from farm.clock import Clock, loop_clock, run_simulated
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, FakeFarm, Log, load
from tests.controller.whole_run import SITE

PLAN = farm_plan(load("trial"))
NOON_MS = START_MS + 3 * 3_600_000  # 11:00 in China, between two meals
UNIT = Path(__file__).parents[2] / "deploy" / "systemd" / "ras-controller.service"
FRESH = Memory(PLAN.laws)


def alarm(kind: str, priority: Priority) -> Mapping[str, Life]:
    life = Life(Condition(kind, "farm", priority), AlarmState.ACKNOWLEDGED)
    return {f"{kind}@farm": life}


def pumps(**over: object) -> Memory:
    laws = tuple(
        replace(law, **over) if isinstance(law, CirculationLaw) else law  # type: ignore[arg-type]
        for law in PLAN.laws
    )
    return Memory(laws)


@pytest.mark.parametrize(
    ("memory", "quiet"),
    [
        (FRESH, True),
        (replace(FRESH, lives=alarm("stock_missing", Priority.P3)), True),
        (replace(FRESH, lives=alarm("memory_grows", Priority.P2)), True),
        (replace(FRESH, lives=alarm("line_silent", Priority.P2)), False),
        (replace(FRESH, trips={"1-01": Trip("no_flow")}), False),
        (replace(FRESH, applied={TagName("1-01.feeder"): 1.0}), False),
        (pumps(handover=True), False),
        (pumps(lost_s=2.0), False),
        (pumps(quiet_s=30.0), False),
    ],
)
def test_a_quiet_minute_has_no_alarm_no_meal_and_no_pump_on_its_way(
    memory: Memory, quiet: bool
) -> None:
    assert is_quiet(memory, NOON_MS) is quiet


def test_the_hour_of_a_meal_is_not_quiet_between_two_pulses() -> None:
    assert not is_quiet(FRESH, START_MS + 1_800_000)


def waited(renewal: Renewal, quiet: list[bool]) -> list[str]:
    return [renewal.due({"memory"}, 1.0, quiet=q, at_ms=START_MS) for q in quiet]


def test_it_waits_for_a_whole_quiet_minute_without_a_break() -> None:
    minute = round(QUIET_S)
    renewal = Renewal(PlainStore("boot"), START_MS)
    assert not any(waited(renewal, [True] * (minute - 1)))
    assert not any(waited(renewal, [False]))
    assert waited(renewal, [True] * minute)[-1] == "memory"


def test_a_cause_gets_three_a_day_over_all_processes() -> None:
    kept: dict[tuple[str, str], str] = {}
    at_ms = START_MS
    for number in range(TRIES + 1):
        store = PlainStore(f"boot{number}", remembered=Remembered(kept))
        renewal = Renewal(store, at_ms)
        said = [renewal.due({"memory"}, 1.0, quiet=True, at_ms=at_ms) for _ in range(60)][-1]
        assert said == ("memory" if number < TRIES else "")
        if said:
            renewal.note(said, at_ms)
            kept = {("mode", KEY): store.lastings[-1][1].value}
        at_ms += 3_600_000
    later = Renewal(PlainStore("boot", remembered=Remembered(kept)), START_MS + WITHIN_MS)
    assert later.due({"memory"}, 60.0, quiet=True, at_ms=START_MS + WITHIN_MS) == "memory"
    assert renewal.due({"clock"}, 60.0, quiet=True, at_ms=at_ms) == "clock"


@pytest.mark.parametrize("text", ["", "[]", '{"memory": 3}', '{"memory": ["x"]}', "{"])
def test_a_row_nobody_can_read_does_not_keep_the_farm_from_running(text: str) -> None:
    store = PlainStore("boot", remembered=Remembered({("mode", KEY): text}))
    assert Renewal(store, START_MS).due({"memory"}, 60.0, quiet=True, at_ms=START_MS) == "memory"


def grown(start_mb: float, mb_min: float, minutes: int, step_mb: float = 0.0) -> float | None:
    """Size after so long; `step_mb` comes at once after 25 minutes."""
    watch = SizeWatch()
    for beat in range(6 * minutes + 1):
        jump_mb = step_mb if beat > 150 else 0.0
        watch.seen(start_mb + mb_min * beat / 6 + jump_mb, 10.0 * beat)
    return watch.growing_mb_h()


@pytest.mark.parametrize(
    ("mb_min", "minutes", "step_mb", "told"),
    [
        (5.0, 60, 0.0, True),  # F-53: T 1 h
        (5.0, 31, 0.0, True),
        (1.0 * STEP_MB / 10, 60, 0.0, True),
        (0.5, 240, 0.0, False),
        (0.0, 120, 200.0, False),  # an hour of history packed is no leak
        (0.5, 900, 0.0, True),  # slow, but past half of what it may take
    ],
)
def test_what_grows_steadily_is_told_and_a_step_is_not(
    mb_min: float, minutes: int, step_mb: float, told: bool
) -> None:
    rate_mb_h = grown(150.0, mb_min, minutes, step_mb)
    assert (rate_mb_h is not None) is told
    if told and mb_min >= 1:
        assert rate_mb_h == pytest.approx(60 * mb_min, rel=0.05)


def test_a_farm_that_is_simply_large_is_not_renewed_again_and_again() -> None:
    assert grown(LARGE_MB + 100, 0.0, 120) is None
    assert grown(LARGE_MB + 100, 0.0, 120, ROOM_MB - 1) is None


def test_the_limit_is_the_one_of_the_unit_file() -> None:
    assert f"MemoryMax={MOST_MB / 1024:g}G" in UNIT.read_text(encoding="utf-8").splitlines()


def test_this_process_has_a_size() -> None:
    size_mb = resident_mb()
    assert size_mb is None or 5 < size_mb < 10_000


def test_the_size_is_a_tag_and_its_growth_an_alarm_long_before_the_limit() -> None:
    now_s = [0.0]
    clock = Clock(lambda: now_s[0], 0.0, START_MS)
    own = OwnHealth(clock, Pace(), None, None, size_mb=lambda: 150 + 5 * now_s[0] / 60)
    tags: set[str] = set()
    while "memory" not in own.causes():
        tags |= {sample.tag for sample in own.look(now_s[0], 0)}
        now_s[0] += 10.0
        assert now_s[0] < 3600
    assert "farm.controller_memory" in tags
    assert {fault.kind for fault in own.faults()} == {"memory_grows"}
    assert 150 + 5 * now_s[0] / 60 < MOST_MB / 2


def leaking(renewed: bool) -> tuple[Run, FakeFarm, float]:
    """Three quarters of an hour between two meals with a process that leaks 5 MB/min."""
    farm, runs = FakeFarm(SITE), list[Run]()

    async def main() -> float:
        clock = loop_clock()
        around = Around(
            *(Log(), clock, PlainStore("boot"), PlainHistory(1000)),
            size_mb=lambda: 150 + 5 * clock.now_s() / 60,
            renewed=renewed,
        )
        runs.append(Run(SITE, farm.wires, around))
        stop = asyncio.Event()
        task = asyncio.create_task(runs[0].until(stop))
        await asyncio.wait({task}, timeout=2700)
        ended_s = clock.now_s()
        stop.set()
        await task
        return ended_s

    ended_s = run_simulated(main(), NOON_MS)
    return runs[0], farm, ended_s


def test_a_leak_ends_the_process_in_order_and_moves_nothing() -> None:
    run, farm, ended_s = leaking(renewed=True)
    assert run.upkeep.cause == "memory" and 1800 <= ended_s < 2000
    last = [(name, value) for at_s, name, value in farm.writes if at_s > ended_s - 1.0]
    assert all(name.startswith("farm.") or "valve" in name for name, _ in last)
    store = run.around.store
    assert isinstance(store, PlainStore) and store.stopped_ms is not None


def test_where_nobody_starts_it_again_it_only_tells() -> None:
    run, _, ended_s = leaking(renewed=False)
    assert run.upkeep.cause == "" and ended_s >= 2700
    assert run.cycle is not None and "memory_grows@farm" in run.cycle.memory.lives
