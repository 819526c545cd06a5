"""A target within its limits that jumps is asked about once more, with what it does.

Knows the trial site's targets: 8.0 mg/L and 167 m³/h.
"""

from dataclasses import replace
from typing import Any

import pytest

from controller.granting import Granting
from controller.laws.oxygen import OxygenLaw
from controller.run import Run
from farm.stock import TankStock
from tests.controller.controller_talk import talked
from tests.controller.fake_farm import START_MS, ask


def goals(run: Run) -> dict[str, float]:
    assert run.cycle is not None
    laws = [law for law in run.cycle.memory.laws if isinstance(law, OxygenLaw)]
    return {law.plan.tank: law.goal_mg_l(run.around.clock.utc_ms()) for law in laws}


def oxygen(place: str, value: float, **more: Any) -> dict[str, Any]:
    return {"place": place, "target": "oxygen_mg_l", "value": value, "plan": "p", **more}


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (oxygen("1-01", 8.8), "accepted"),
        (oxygen("1-01", 7.2), "accepted"),
        (oxygen("1-01", 8.81), "step"),
        (oxygen("1-01", 5.0), "step"),
        (oxygen("farm", 5.0), "step"),
        (oxygen("1-01", 5.0, confirmed=True), "accepted"),
        (oxygen("1-01", 4.9, confirmed=True), "out_of_limits"),
        ({"place": "1", "target": "flow_m3_h", "value": 120, "plan": "p"}, "step"),
        ({"place": "1", "target": "flow_m3_h", "value": 155, "plan": "p"}, "accepted"),
        ({"place": "1", "target": "flow_m3_h", "value": 120, "plan": "p", "confirmed": True},
         "accepted"),
    ],
)  # fmt: skip
def test_a_step_of_more_than_a_tenth_is_confirmed(what: dict[str, Any], code: str) -> None:
    async def talk(run: Run, granting: Granting) -> None:
        before = goals(run)
        answer = await ask(run, granting, "set_target", **what)
        assert answer["code"] == code, answer
        if code == "step":
            assert goals(run) == before

    talked(talk)


def test_the_question_says_what_becomes_of_the_reserve() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        fish = TankStock(tank="1-02", heads=3000, biomass_kg=1500, ration_kg_d=20, at_ms=START_MS)
        await ask(run, granting, "set_stock", tanks=[fish.model_dump()])
        assert run.cycle is not None
        await run.cycle.turn()
        said = (await ask(run, granting, "set_target", **oxygen("1-02", 6.0)))["text"]
        assert "1-02 溶氧 8 → 6 mg/L（-25 %）" in said["zh"] and "断水断氧能撑" in said["zh"]
        before, after = (int(part.split()[0]) for part in said["zh"].split("能撑 ")[1].split(" → "))
        assert 0.4 <= after / before <= 0.6, "4 mg/L above the deadly 4 become 2"
        everywhere = (await ask(run, granting, "set_target", **oxygen("farm", 6.0)))["text"]
        assert all(f"1-0{n} oxygen" in everywhere["en"] for n in (1, 2, 3, 4))

    talked(talk)


def test_two_steps_are_measured_each_from_what_holds_then() -> None:
    async def talk(run: Run, granting: Granting) -> None:
        assert (await ask(run, granting, "set_target", **oxygen("1-01", 7.3)))["accepted"]
        assert goals(run)["1-01"] == 7.3
        assert (await ask(run, granting, "set_target", **oxygen("1-01", 8.2)))["code"] == "step"
        lapsed = replace(run.cycle.memory, laws=run.plan.laws)  # type: ignore[union-attr]
        run.cycle.memory = lapsed  # type: ignore[union-attr]
        assert (await ask(run, granting, "set_target", **oxygen("1-01", 8.2)))["accepted"]

    talked(talk)
