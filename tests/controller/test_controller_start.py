"""Whatever an earlier run left on disk, the next one starts, and what is tripped stays tripped.

Knows rows nobody can read; a good row beside them must still hold.
"""

import json
from typing import Any

import pytest

from controller.checkpoints import Minute
from controller.decide import decide
from controller.dosing import Dosed
from controller.memory import Memory, as_json
from controller.plant import farm_plan
from controller.start import first_memory
from controller.store import Remembered
from controller.trips import CAUSES
from farm.tag import TagName
from tests.controller.fake_farm import START_MS, Log, calm, frozen, load, made

PLAN = farm_plan(load("trial"))
LATER_MS = START_MS + 3_600_000
HAND = json.dumps([30.0, LATER_MS, "set_output", "甲", "维修", "repair"])
ODD = [
    "{", "[]", "null", "3", '{"kind": "wish"}', '{"kind": "wish", "id": "x", "colour": 1}',
    '["a", "b", "c", "d", "e", "f"]', '[NaN, 1e99, "x", "y", "z", "z"]', "[" * 100_000,
    f'[Infinity, {LATER_MS}, "x", "y", "z", "z"]', f'[1.0, {LATER_MS}, "x", "y", "", ""]',
]  # fmt: skip


def started(remembered: Remembered, *, life_support: bool = False) -> tuple[Memory, Log]:
    log = Log()
    memory = first_memory(
        PLAN, None, remembered, {}, START_MS + 5000, life_support=life_support, log=log
    )
    decide(PLAN, frozen(PLAN.layout, calm(PLAN.layout), 5.0), memory, 1.0)
    return memory, log


@pytest.mark.parametrize("life_support", [False, True])
@pytest.mark.parametrize("odd", ODD)
def test_a_row_nobody_can_read_is_left_out_and_said(odd: str, life_support: bool) -> None:
    aim: dict[str, Any] = {
        "plan": "spring", "place": "1-01", "target": "oxygen_mg_l", "value": 7.7,
    }  # fmt: skip
    target = made("set_target", START_MS, lease_s=600, **aim)
    lasting = {
        ("mode", "hand/1-01.oxygen_valve"): odd,
        ("mode", "hand/1.fan"): HAND,
        ("mode", "wish/stock"): odd,
        ("mode", "wish/target/1-01/oxygen_mg_l"): target.model_dump_json(),
    }
    memory, log = started(Remembered(lasting, alarms=(None,)), life_support=life_support)  # type: ignore[arg-type]
    assert [(name, hand.value) for name, hand in memory.hands.items()] == [(TagName("1.fan"), 30.0)]
    assert log.count("remembered_row_left_out") == (1 if life_support else 3)
    aimed = json.dumps(as_json(memory)["laws"])
    assert ("7.7" in aimed) is not life_support


@pytest.mark.parametrize("life_support", [False, True])
@pytest.mark.parametrize("cause", ["no_flow", "salt_storm", "", "RESET"])
def test_only_the_word_reset_means_not_tripped(cause: str, life_support: bool) -> None:
    lasting = {("trip", "emergency/1-01"): cause, ("trip", "emergency/1-02"): "reset"}
    memory, log = started(Remembered(lasting), life_support=life_support)
    assert memory.trips["1-01"].is_open and not memory.trips["1-02"].is_open
    assert memory.trips["1-01"].cause in CAUSES
    assert log.count("trip_cause_unknown") == (cause != "no_flow")
    decision = decide(PLAN, frozen(PLAN.layout, calm(PLAN.layout), 5.0), memory, 1.0)
    assert decision.outputs[TagName("1-01.emergency_valve")].value == 1.0


@pytest.mark.parametrize("odd", [{}, {"laws": []}, {"tally": {"counted": 3}}, [], "x", None])
def test_a_checkpoint_of_any_shape_does_not_keep_the_farm_from_running(odd: object) -> None:
    log = Log()
    minute = Minute(odd, START_MS, [START_MS + 1000])  # type: ignore[arg-type]
    memory = first_memory(
        PLAN, minute, Remembered(), {}, START_MS + 5000, life_support=False, log=log
    )
    assert memory.laws and not memory.tally.counted
    assert log.count("checkpoint_unreadable") == log.count("counts_unreadable") == 1


@pytest.mark.parametrize("life_support", [False, True])
@pytest.mark.parametrize("later_s", [-30 * 86_400, 60, 7200])
def test_what_feeders_threw_is_kept_from_a_checkpoint_of_any_age(
    later_s: int, life_support: bool
) -> None:
    feeder, log = TagName("1-01.feeder"), Log()
    fed = Dosed(((5, 400.0),), (20_000, 39_000.0))
    minute = Minute(as_json(Memory(PLAN.laws, dosed={feeder: fed})), START_MS, [START_MS + 1000])
    at_ms = START_MS + 1000 * later_s
    memory = first_memory(PLAN, minute, Remembered(), {}, at_ms, life_support=life_support, log=log)
    assert memory.dosed == {feeder: fed}
    minute.memory["dosed"] = {feeder: [[], [1, float("inf")], 0]}
    memory = first_memory(PLAN, minute, Remembered(), {}, at_ms, life_support=life_support, log=log)
    assert memory.dosed == {} and log.count("feed_caps_unreadable") == 1
