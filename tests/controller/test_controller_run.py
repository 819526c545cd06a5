"""Whole runs on the simulated loop: a farm held, faults, restarts, life support, replay.

Knows the farm's true oxygen; verdicts are about that, not about what the controller says.
"""

import asyncio
import json
from pathlib import Path

import pytest

from controller.decide import decide as real
from controller.ends import EndsFile
from controller.run import Run
from controller.store import PlainHistory, PlainStore, Remembered
from controller.supervise import VitalFailure
from farm.link import FROM_CONTROLLER, State
from farm.sample import Sample
from farm.status import Status
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, FakeFarm, ask
from tests.controller.whole_run import SITE, ran


async def hour(run: Run, farm: FakeFarm) -> None:
    await asyncio.sleep(3600)


def test_an_hour_of_a_quiet_farm() -> None:
    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(3600)
        assert run.cycle is not None
        body = run.publisher.full(run.cycle.state)
        state = FROM_CONTROLLER.validate_json(json.dumps(body))
        assert isinstance(state, State) and state.full
        good = sum(tag.status == "Good" for tag in state.tags.values())
        assert good / len(state.tags) >= 0.98
        assert all(output.stage == "confirmed" for output in state.outputs.values())
        assert run.cycle.health()["mode"] == "normal"

    farm, log, store = ran(then)
    assert all(7.5 < mg_l < 8.5 for mg_l in farm.true.values())
    assert min(farm.least.values()) > 7.5
    assert store.stopped_ms is not None and log.count("stopped") == 1
    assert {fact.kind.value for fact in store.facts} >= {"oxygen_used_g"}
    assert [fact.seq for fact in store.facts] == list(range(1, len(store.facts) + 1))


def test_nothing_moves_because_a_program_started() -> None:
    """F: the first five seconds write nothing but the heartbeat and feeders; then no jump."""
    farm = FakeFarm(SITE)
    farm.values[TagName("1-01.feeder")] = 1.0

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(15)

    farm, _, _ = ran(then, farm)
    for at_s, name, value in farm.writes:
        if name.endswith(("valve", "fan")) or "pump" in name:
            assert abs(value - farm_start(name)) <= 1.0, (at_s, name, value)
    assert (TagName("1-01.feeder"), 0.0) in [(name, value) for _, name, value in farm.writes]


def farm_start(name: str) -> float:
    return FakeFarm(SITE).values[TagName(name)]


def test_a_mute_probe_line_hurts_nobody() -> None:
    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(60)
        farm.mute.add("s1-do-a")
        await asyncio.sleep(1200)
        assert run.cycle is not None
        assert "line_silent@s1-do-a" in run.cycle.memory.lives

    farm, _, _ = ran(then)
    assert min(farm.least.values()) > 7.5


def test_blind_tanks_get_base_oxygen_and_no_feed() -> None:
    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(60)
        farm.mute |= {"s1-do-a", "s1-do-b"}
        await asyncio.sleep(600)
        for tank in farm.true:
            assert farm.values[TagName(f"{tank}.oxygen_valve")] >= 60.0
            assert farm.values[TagName(f"{tank}.feeder")] == 0.0
        assert farm.values[TagName("farm.siren")] == 1.0

    farm, _, _ = ran(then)
    assert min(farm.least.values()) > 7.5


def test_a_dead_duty_pump_is_replaced_and_the_fish_do_not_notice() -> None:
    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(60)
        name = TagName("1.pump_1")
        farm.stuck.add(name)
        farm.values[name] = 0.0
        farm.over[TagName("1.pump_1_fault")] = 4.0
        await asyncio.sleep(30)
        assert farm.values[TagName("1.pump_2")] >= 40.0
        await asyncio.sleep(600)

    farm, _, _ = ran(then)
    assert min(farm.least.values()) > 7.0


def test_lost_flow_opens_emergency_oxygen_and_the_trip_outlives_the_run() -> None:
    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(30)
        for pump in ("pump_1", "pump_2"):
            farm.stuck.add(TagName(f"1.{pump}"))
            farm.values[TagName(f"1.{pump}")] = 0.0
        await asyncio.sleep(90)
        assert all(farm.values[TagName(f"{t}.emergency_valve")] == 1.0 for t in farm.true)

    farm, _, store = ran(then)
    held = {(str(n.scope), n.key): n.value for _, n in store.lastings}
    assert held[("trip", "emergency/1-01")] == "no_flow"
    store.remembered = Remembered(held)

    async def again(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(20)
        assert all(farm.values[TagName(f"{t}.emergency_valve")] == 1.0 for t in farm.true)

    fresh = FakeFarm(SITE, values={TagName("1-01.emergency_valve"): 1.0})
    ran(again, farm=rewired(fresh, farm), store=store)


def rewired(fresh: FakeFarm, old: FakeFarm) -> FakeFarm:
    fresh.values = dict(old.values)
    fresh.stuck = set(old.stuck)
    return fresh


def failing_decide(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    count = [0]

    def decide(*args: object, **kwargs: object) -> object:
        count[0] += 1
        if count[0] > after:
            raise AssertionError("interlock is wrong")
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("controller.cycle.decide", decide)


def test_a_wrong_decision_ends_the_process_and_outputs_are_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    farm = FakeFarm(SITE)
    failing_decide(monkeypatch, after=20)
    with pytest.raises(VitalFailure):
        ran(hour, farm, tmp_path)
    last_s = max(at_s for at_s, _, _ in farm.writes)
    assert last_s < 30 and farm.values[TagName("1.pump_1")] == 45.0


def test_the_third_failure_in_a_minute_starts_in_life_support(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_decide(monkeypatch, after=0)
    for failure in range(3):
        with pytest.raises(VitalFailure):
            ran(hour, folder=tmp_path, start_ms=START_MS + 10_000 * failure)
    monkeypatch.undo()

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(60)
        assert run.cycle is not None and run.cycle.health()["mode"] == "life_support"
        assert "life_support@farm" in run.cycle.memory.lives
        assert farm.values[TagName("1.pump_1")] == 45.0
        assert all(farm.values[TagName(f"{t}.oxygen_valve")] >= 60.0 for t in farm.true)
        assert run._granting is not None
        assert (await ask(run, run._granting, "leave_life_support"))["accepted"]
        await asyncio.sleep(5)
        assert run.cycle.health()["mode"] != "life_support"

    ran(then, folder=tmp_path, start_ms=START_MS + 40_000)
    assert not EndsFile(tmp_path / "ends.json").load().life_support


def test_with_no_disk_it_controls_and_says_so() -> None:
    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(600)
        assert run.cycle is not None
        health = run.cycle.health()
        assert (health["disk"], health["mode"]) == ("failing", "degraded")
        assert "disk_failing@farm" in run.cycle.memory.lives

    farm, _, _ = ran(then, store=PlainStore("b", "磁盘坏了 / disk is dead"), history=PlainHistory())
    assert all(7.5 < mg_l < 8.5 for mg_l in farm.true.values())


def test_a_bus_task_that_crashes_comes_back_and_is_announced() -> None:
    class Crashing(FakeFarm):
        crashes = 2

        async def _poll(self, bus: str, sink: object) -> None:
            if bus == "s1-aux" and self.crashes:
                self.crashes -= 1
                raise ValueError("driver")
            await super()._poll(bus, sink)  # type: ignore[arg-type]

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(30)
        assert run.supervisor.restarts == {"bus s1-aux": 2}
        assert run.cycle is not None and "task_restarted@bus s1-aux" in run.cycle.memory.lives

    ran(then, farm=Crashing(SITE))


def test_what_came_after_the_last_tick_is_in_history_when_it_stops() -> None:
    heard: list[Sample] = []
    history = PlainHistory(100_000)

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(20.5)
        late = Sample(
            *(TagName("1-01.do_a"), 7.77, Status.GOOD),
            *(run.around.clock.now_s(), run.around.clock.utc_ms(), "test"),
        )
        run.board.take([late])
        heard.append(late)

    ran(then, history=history)
    assert any(row[:3] == (heard[0].tag, heard[0].at_ms, 7.77) for row in history.rows)


def test_an_orderly_stop_turns_feeders_off_and_leaves_life_support() -> None:
    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(30)
        assert run._granting is not None
        feed = {"output": "1-02.feeder", "value": 1, "minutes": 5}
        assert (await ask(run, run._granting, "set_output", **feed))["accepted"]
        await asyncio.sleep(3.5)
        assert farm.values[TagName("1-02.feeder")] == 1.0

    farm, log, _ = ran(then)
    assert farm.values[TagName("1-02.feeder")] == 0.0
    assert farm.values[TagName("1.pump_1")] == 45.0
    assert log.said[-1] == ("stopped", {"outputs_off": True, "saved": True})
    assert farm.writes[-1][1] in ("1-02.feeder", "farm.heartbeat")
