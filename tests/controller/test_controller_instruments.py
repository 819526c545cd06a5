"""Instruments whose station answers and says that they cannot be used: one event, not as many.

Knows the trial site's I/O panel.
"""

from dataclasses import replace

import pytest

from controller.alarm_words import alarm_of
from controller.alarms import Life
from controller.decide import decide
from controller.plant import farm_plan
from farm.snapshot import Snapshot
from farm.status import Status
from farm.tag import TagName
from tests.controller.fake_farm import calm, frozen, load
from tests.controller.test_controller_guards import taken_over

PLAN = farm_plan(load("trial"))
LOOPS = [TagName(f"1.{key}") for key in ("oxygen_pressure", "sump_level", "co2_probe", "orp")]


def without(names: list[TagName], second: int) -> Snapshot:
    snapshot = frozen(PLAN.layout, calm(PLAN.layout), float(second))
    bad = {
        name: snapshot.samples[name]._replace(
            value=None, status=Status.BAD_SENSOR_FAILURE, reason="current_low"
        )
        for name in names
    }
    return replace(snapshot, samples={**snapshot.samples, **bad})


def alarms(names: list[TagName]) -> dict[str, Life]:
    memory = taken_over()
    for second in range(12):
        memory = decide(PLAN, without(names, second), memory, 1.0).memory
    return {key: life for key, life in memory.lives.items() if key.startswith("instrument")}


@pytest.mark.parametrize("count", [1, 2])
def test_one_instrument_or_two_are_told_one_by_one(count: int) -> None:
    lives = alarms(LOOPS[:count])
    assert set(lives) == {f"instrument_bad@{name}" for name in LOOPS[:count]}
    assert all(life.is_live and not life.inside for life in lives.values())


def test_those_of_one_station_are_told_as_one() -> None:
    device = PLAN.layout.station_of[LOOPS[0]].device
    assert {PLAN.layout.station_of[name].device for name in LOOPS} == {device}
    lives = alarms(LOOPS)
    whole = lives.pop(f"instruments_bad@{device}")
    assert whole.is_live and not whole.inside
    assert {life.inside for life in lives.values()} == {whole.condition.id} and len(lives) == 4
    assert whole.condition.priority == min(life.condition.priority for life in lives.values())
    assert alarm_of(whole).text.en == f"{device}: 4 readings at once cannot be used"
