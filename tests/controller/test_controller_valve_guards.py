"""Oxygen lines that alarms shut or open: on believed oxygen only, and without coming and going.

Knows the trial site's tanks, its isolating and emergency valves; water only as a level.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from controller.alarms import Life
from controller.checkpoints import Minute
from controller.conditions import OZONE_S
from controller.decide import Decision, decide
from controller.guards import feed_held, tripped
from controller.laws.oxygen import OxygenLaw
from controller.memory import Memory, as_json
from controller.plant import farm_plan
from controller.start import first_memory
from controller.store import Remembered
from farm.alarm import AlarmState
from farm.site import Site
from farm.snapshot import Snapshot
from farm.status import Status
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, Log, calm, frozen, lively, load
from tests.controller.test_controller_guards import lived, standing, taken_over

PLAN = farm_plan(load("trial"))
LINE, EMERGENCY = TagName("1-01.oxygen_isolation"), TagName("1-01.emergency_valve")
VALVE, OZONE_TRIP = TagName("1-01.oxygen_valve"), TagName("1.ozone_trip")
PROBES = (TagName("1-01.do_a"), TagName("1-01.do_b"))
DOUBTED = Status.UNCERTAIN_SENSOR_NOT_ACCURATE


def seen(memory: Memory, second: int, level: float, position: float, status: Status) -> Snapshot:
    """Every output does as it was told but the trim valve of 1-01, which stands at `position`."""
    values = calm(PLAN.layout) | dict(memory.applied)
    values[TagName("1-01.oxygen_valve_position")] = position
    snapshot = frozen(PLAN.layout, values, float(second))
    samples = dict(snapshot.samples)
    for name in PROBES:
        value = None if status.is_bad else level + lively(name, second)
        samples[name] = samples[name]._replace(value=value, status=status)
    return replace(snapshot, samples=samples)


def went_on(
    memory: Memory,
    seconds: range,
    level: Callable[[int], float],
    position: float,
    status: Status = Status.GOOD,
) -> Decision:
    for second in seconds:
        decision = decide(PLAN, seen(memory, second, level(second), position, status), memory, 1.0)
        memory = decision.memory
    return decision


def aimed_at(target_mg_l: float, memory: Memory) -> Memory:
    laws = tuple(
        law.aimed(target_mg_l, START_MS + 10**9) if isinstance(law, OxygenLaw) else law
        for law in memory.laws
    )
    return replace(memory, laws=laws)


@pytest.mark.parametrize("status", [DOUBTED, Status.BAD_SENSOR_FAILURE])
def test_oxygen_that_is_not_believed_shuts_no_line(status: Status) -> None:
    decision = went_on(taken_over(), range(60), lambda _: 11.5, 100.0, status)
    assert decision.outlook.votes["1-01"].is_blind
    assert decision.outputs[LINE].value == 0.0


@pytest.mark.parametrize("status", [DOUBTED, Status.BAD_SENSOR_FAILURE])
def test_a_line_that_was_shut_opens_when_the_tank_goes_blind(status: Status) -> None:
    shut = went_on(taken_over(), range(40), lambda _: 11.5, 100.0)
    assert shut.outputs[LINE].value == 1.0
    blind = went_on(shut.memory, range(40, 47), lambda _: 11.5, 100.0, status)
    assert blind.outputs[LINE].value == 0.0


@pytest.mark.parametrize(
    ("target", "level", "shut"),
    [(8.0, 10.4, 0.0), (8.0, 10.7, 1.0), (9.5, 11.3, 0.0), (9.5, 11.7, 1.0), (14.0, 15.8, 0.0)],
)
def test_too_much_oxygen_is_two_above_the_target_in_force(
    target: float, level: float, shut: float
) -> None:
    memory = aimed_at(target, taken_over())
    decision = went_on(memory, range(60), lambda _: level, 100.0)
    assert decision.outputs[LINE].value == shut


@pytest.mark.parametrize(("target", "back"), [(8.0, 9.0), (9.5, 10.5)])
def test_a_shut_line_is_open_again_one_above_the_target(target: float, back: float) -> None:
    """The law is kept from wanting more, so that the valve stays further open than it was sent."""
    memory = aimed_at(target, taken_over())
    decision = went_on(memory, range(40), lambda _: 13.0, 100.0)
    values = []
    for tenths in range(130, 80, -1):
        at_s = 40 + 12 * (130 - tenths)
        level = tenths / 10
        decision = went_on(decision.memory, range(at_s, at_s + 12), lambda _, v=level: v, 100.0)  # type: ignore[misc]
        values.append((level, decision.outputs[LINE].value))
    assert all(value == 0.0 for level, value in values if level <= back - 0.1)
    assert values[0][1] == 1.0


class Tank:
    """A tank whose trim valve is stuck shut; fish take 0.1 mg/L/min, the emergency line gives 0.6.

    `flips`: what became of the emergency valve, and the level at which.
    """

    def __init__(self) -> None:
        self.memory, self.level, self.open = taken_over(), 7.5, 0.0
        self.flips: list[tuple[float, float]] = []
        self.calls = 0

    def live(self, seconds: range, status: Status = Status.GOOD) -> None:
        for second in seconds:
            self.level += (0.6 * self.open - 0.1) / 60
            snapshot = seen(self.memory, second, self.level, 0.0, status)
            decision = decide(PLAN, snapshot, self.memory, 1.0)
            self.memory = decision.memory
            self.calls += sum(
                life.condition.kind == "oxygen_short" and life.state is AlarmState.UNACKNOWLEDGED
                for life in decision.changed
            )
            now = decision.outputs[EMERGENCY].value
            if now != self.open:
                self.flips.append((now, round(self.level, 1)))
            self.open = now


def test_a_tank_short_of_oxygen_gets_enough_before_its_emergency_valve_shuts() -> None:
    """It opens below 7 and shuts at 9, each 24 minutes, though the trim valve is sent shut too."""
    tank = Tank()
    tank.live(range(3600))
    assert [value for value, _ in tank.flips][:3] == [1.0, 0.0, 1.0] and tank.calls == 3
    assert all(level <= 7.0 for value, level in tank.flips if value)
    assert all(9.0 <= level <= 9.1 for value, level in tank.flips if not value)


def test_a_valve_that_was_seen_to_stick_is_not_watched_a_second_time() -> None:
    """Thirty seconds are for the valve, and pass while there is oxygen enough (F-30: T 60 s)."""
    memory = replace(taken_over(), applied={**taken_over().applied, VALVE: 90.0})
    assert went_on(memory, range(28), lambda _: 6.8, 0.0).outputs[EMERGENCY].value == 0.0
    stuck = went_on(memory, range(60), lambda _: 7.5, 0.0)
    assert stuck.outputs[EMERGENCY].value == 0.0
    dip = went_on(stuck.memory, range(60, 64), lambda _: 6.8, 0.0)
    assert dip.outputs[EMERGENCY].value == 0.0, "noise is no shortage"
    short = went_on(dip.memory, range(64, 67), lambda _: 6.8, 0.0)
    assert short.outputs[EMERGENCY].value == 1.0


@pytest.mark.parametrize("status", [DOUBTED, Status.BAD_SENSOR_FAILURE])
def test_a_tank_short_of_oxygen_that_goes_blind_keeps_its_emergency_oxygen(
    status: Status,
) -> None:
    tank = Tank()
    tank.live(range(420))
    assert tank.open == 1.0
    tank.live(range(420, 480), status)
    assert tank.open == 1.0 and tank.calls == 1
    feeder = TagName("1-01.feeder")
    assert feeder in feed_held(PLAN.layout, tank.memory.lives)


def test_oxygen_that_is_not_believed_is_not_short() -> None:
    memory = replace(taken_over(), applied={**taken_over().applied, VALVE: 90.0})
    decision = went_on(memory, range(60), lambda _: 6.5, 0.0, DOUBTED)
    assert "oxygen_short@1-01" not in decision.memory.lives


@pytest.mark.parametrize(
    "kind", ["feeder_runs_away", "ozone_unasked", "oxygen_over", "oxygen_short", "tan_high_1"]
)
def test_an_alarm_of_a_tank_the_site_no_longer_has_throws_nothing(kind: str) -> None:
    lives = standing(kind, "9-01")
    snapshot = frozen(PLAN.layout, calm(PLAN.layout), 0.0)
    decision = decide(PLAN, snapshot, replace(taken_over(), lives=lives), 1.0)
    assert all(not name.startswith("9-01") for name in decision.outputs)
    assert tripped(PLAN.layout, lives) == {} == feed_held(PLAN.layout, lives)


def started(lives: dict[str, Life]) -> dict[str, Life]:
    """What a new run keeps of the alarms a checkpoint holds."""
    minute = Minute(as_json(replace(taken_over(), lives=lives)), START_MS, [START_MS + 1000])
    at_ms = START_MS + 5000
    memory = first_memory(PLAN, minute, Remembered(), {}, at_ms, life_support=False, log=Log())
    return dict(memory.lives)


def test_alarms_of_places_the_site_no_longer_has_are_not_taken_over() -> None:
    gone = standing("blind", "9-01") | standing("instrument_bad", "9.ph")
    gone |= standing("station_silent", "s9-01-do-a")
    stays = standing("blind", "1-01") | standing("instrument_bad", "1.ph")
    stays |= standing("station_silent", "s1-01-do-a") | standing("line_silent", "s1-do-a")
    stays |= standing("law_raised", "oxygen-1-01") | standing("task_restarted", "poll s1-do-a")
    stays |= standing("disk_failing", "farm")
    assert started(gone | stays) == stays


def ozone(site: Site, seconds: int) -> set[str]:
    """Alarms about ozone that runs unasked for so long."""
    plan, memory = farm_plan(site), Memory(farm_plan(site).laws)
    for second in range(seconds):
        values = calm(plan.layout, ozone_running=1.0)
        decision = decide(plan, frozen(plan.layout, values, float(second)), memory, 1.0)
        memory = decision.memory
    return {key for key, life in memory.lives.items() if "ozone_u" in key and life.is_live}


def test_ozone_runs_unasked_only_where_it_can_be_asked_for() -> None:
    site = load("trial")
    assert ozone(site, 12) == {"ozone_unasked@1"}
    own = [
        device.model_copy(
            update={"outputs": {k: v for k, v in device.outputs.items() if v != "1.ozone"}}
        )
        for device in site.devices
    ]
    assert ozone(site.model_copy(update={"devices": tuple(own)}), 12) == set()


def test_a_missed_poll_after_ozone_went_off_trips_nothing() -> None:
    """The contact is read each second and may be missed, then be asked again after a pause."""
    decision = lived(int(OZONE_S) - 2, taken_over(), ozone_running=1.0)
    decision = lived(3, decision.memory, int(OZONE_S) - 2, ozone_running=0.0)
    assert decision.outputs[OZONE_TRIP].value == 0.0
