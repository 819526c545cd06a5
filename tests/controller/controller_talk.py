"""Talk to a running controller of a fake farm on the simulated loop, as its door would.

It refuses to judge the answers.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from controller.granting import Granting
from controller.run import Around, Run
from controller.store import PlainHistory, PlainStore
from farm.clock import loop_clock, run_simulated
from tests.controller.fake_farm import FakeFarm, Log, load

SITE = load("trial")
Talk = Callable[[Run, Granting], Awaitable[None]]


def talked(
    talk: Talk,
    after_s: float = 10.0,
    store: PlainStore | None = None,
    wall_off_ms: int | None = None,
) -> Run:
    """Talk to a running controller of a fake farm on the simulated loop.

    `wall_off_ms`: how far the machine's own clock is ahead of the controller's; None: not known.
    """
    kept: list[Run] = []

    async def main() -> None:
        farm, clock = FakeFarm(SITE), loop_clock()
        memory = store or PlainStore("boot")
        wall = None if wall_off_ms is None else lambda: clock.utc_ms() + wall_off_ms
        around = Around(Log(), clock, memory, PlainHistory(1000), wall_ms=wall)
        run = Run(SITE, farm.wires, around)
        kept.append(run)
        stop = asyncio.Event()
        task = asyncio.create_task(run.until(stop))
        await asyncio.sleep(after_s)
        assert run._granting is not None
        await talk(run, run._granting)
        stop.set()
        await task

    run_simulated(main())
    return kept[0]


REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("unknown_output", "set_output", {"output": "1-99.oxygen_valve", "value": 5}),
    ("not_for_hands", "set_output", {"output": "farm.heartbeat", "value": 1}),
    ("out_of_limits", "set_output", {"output": "1-01.oxygen_valve", "value": 101}),
    ("out_of_limits", "set_output", {"output": "1-01.feeder", "value": 0.5}),
    ("too_long", "set_output", {"output": "1-01.feeder", "value": 1, "minutes": 30}),
    ("second_person", "set_output", {"output": "1.pump_1", "value": 0}),
    ("second_person", "set_output", {"output": "1.pump_1", "value": 39.9}),
    ("second_person", "set_output", {"output": "1-01.oxygen_valve", "value": 0}),
    ("second_person", "set_output", {"output": "1-01.emergency_valve", "value": 0}),
    ("second_person", "set_output", {"output": "1.cone_valve", "value": 0}),
    ("same_person", "set_output", {"output": "1.pump_1", "value": 0, "second_actor": "甲"}),
    ("same_person", "set_output", {"output": "1.pump_1", "value": 0, "second_actor": " 甲 "}),
    ("revision", "set_output", {"output": "1.fan", "value": 30, "expected_revision": 99}),
    ("not_in_hand", "release_output", {"output": "1.fan"}),
    ("unknown_alarm", "acknowledge_alarm", {"alarm": "blind@1-01"}),
    ("unknown_place", "set_target",
     {"place": "9", "target": "oxygen_mg_l", "value": 8, "plan": "p"}),
    ("unknown_place", "set_target",
     {"place": "1-01", "target": "flow_m3_h", "value": 160, "plan": "p"}),
    ("out_of_limits", "set_target",
     {"place": "1", "target": "oxygen_mg_l", "value": 4.9, "plan": "p"}),
    ("out_of_limits", "set_target",
     {"place": "1", "target": "flow_m3_h", "value": 50, "plan": "p"}),
    ("unknown_tank", "set_stock", {"tanks": [
        {"tank": "9-09", "heads": 1, "biomass_kg": 1, "ration_kg_d": 1, "at_ms": 0}]}),
    ("not_in_life_support", "leave_life_support", {}),
    ("unknown_tank", "reset_emergency", {"tank": "9-09"}),
    ("not_tripped", "reset_emergency", {"tank": "1-01"}),
]  # fmt: skip
