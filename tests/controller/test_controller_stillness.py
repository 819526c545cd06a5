"""What a new process moves in its first five seconds: nothing but for safety (safety 3.9).

Judged by decisions of the trial site, and by the bytes a whole run writes on a fake farm.
"""

import asyncio
from dataclasses import replace

import pytest

from controller.arbitrate import NOBODY
from controller.as_found import RAISED
from controller.decide import decide
from controller.laws.law import Outcome
from controller.memory import Memory
from controller.plant import farm_plan
from controller.run import Run
from controller.stillness import STILL_S, held_still
from controller.trips import Trip
from farm.command import Command, Rank
from farm.tag import TagName
from tests.controller.fake_farm import FakeFarm, calm, frozen, load
from tests.controller.whole_run import SITE, ran

PLAN = farm_plan(load("trial"))
RULES = PLAN.layout.rules
VALVE, FEEDER = TagName("1-01.oxygen_valve"), TagName("1-01.feeder")
EMERGENCY, BEAT = TagName("1-01.emergency_valve"), TagName("farm.heartbeat")


def asked(name: TagName, value: float, rank: Rank = Rank.LAW, by: str = "law") -> Command:
    return Command(name, value, rank, 3.0, by, NOBODY)


@pytest.mark.parametrize("rank", [Rank.SAFE, Rank.LAW, Rank.OPERATOR])
def test_whoever_asks_an_output_stands_until_the_start_is_over(rank: Rank) -> None:
    fresh = Memory(PLAN.laws, applied={VALVE: 35.0}, up_s=STILL_S - 0.1)
    proposed = {VALVE: asked(VALVE, 38.0, rank)}
    assert held_still(proposed, fresh, RULES)[VALVE].value == 35.0
    assert held_still(proposed, replace(fresh, up_s=STILL_S), RULES)[VALVE].value == 38.0


@pytest.mark.parametrize(
    ("command", "stands"),
    [
        (asked(EMERGENCY, 1.0), 0.0),
        (asked(FEEDER, 0.0), 1.0),
        (asked(BEAT, 1.0), 0.0),
        (asked(VALVE, 60.0, Rank.SAFE, RAISED), 20.0),
    ],
)
def test_what_adds_safety_does_not_wait(command: Command, stands: float) -> None:
    fresh = Memory(PLAN.laws, applied={command.output: stands})
    assert held_still({command.output: command}, fresh, RULES)[command.output] == command


def test_life_support_does_not_wait() -> None:
    fresh = Memory(PLAN.laws, mode="life_support", applied={VALVE: 20.0})
    assert held_still({VALVE: asked(VALVE, 60.0)}, fresh, RULES)[VALVE].value == 60.0


def test_an_interlock_does_not_wait() -> None:
    values = calm(PLAN.layout)
    adopted = {name: value for name, value in values.items() if name in RULES and value is not None}
    outcomes = {name: Outcome(value, Rank.SAFE) for name, value in adopted.items()}
    laws = tuple(law.told(outcomes) for law in PLAN.laws)
    memory = Memory(laws, applied=adopted, trips={"1-01": Trip("no_flow")})
    decision = decide(PLAN, frozen(PLAN.layout, values, 0.0), memory, 1.0)
    assert decision.outputs[EMERGENCY].value == 1.0
    moved = {n for n, c in decision.outputs.items() if c.value != adopted.get(n)}
    assert moved <= {EMERGENCY, BEAT, TagName("farm.siren")}


def test_a_valve_found_off_its_mark_is_not_touched_for_five_seconds() -> None:
    farm = FakeFarm(SITE)
    farm.true["1-01"] = farm.true["1-02"] = 7.0

    async def then(run: Run, farm: FakeFarm) -> None:
        await asyncio.sleep(30)

    farm, _, _ = ran(then, farm)
    valves = [(at_s, name) for at_s, name, _ in farm.writes if name.endswith("oxygen_valve")]
    assert valves, "the law has something to do, or this proves nothing"
    assert min(valves)[0] >= STILL_S
