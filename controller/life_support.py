"""The few outputs that keep fish alive while the controller does not trust itself.

It refuses to use laws: base oxygen, running pumps, no feed, until a person ends it (safety 3.8).
"""

from collections.abc import Iterator, Mapping

from controller.plant import HEARTBEAT, FarmPlan
from farm.command import Command, Rank
from farm.tag import TagName
from farm.words import Words

FAN_HZ = 30.0
WHY = Words(zh="生命保障模式", en="life support mode")


def base_commands(
    plan: FarmPlan,
    applied: Mapping[TagName, float],
    found_open: frozenset[TagName],
    at_s: float,
    *,
    beat: bool,
) -> list[Command]:
    """A command for every output that must not simply stand at its safe value.

    `found_open`: emergency valves that stood open at the start; they are left so.
    """
    until_s = at_s + 3.0
    rows = [*_pumps(plan, applied), *_oxygen(plan, applied), (HEARTBEAT, 1.0 if beat else 0.0)]
    rows += [(t.emergency, float(t.emergency in found_open)) for t in plan.layout.tanks]
    return [
        Command(name, value, Rank.LAW, until_s, "life_support", WHY)
        for name, value in rows
        if name in plan.layout.rules
    ]


def _pumps(plan: FarmPlan, applied: Mapping[TagName, float]) -> Iterator[tuple[TagName, float]]:
    """What turns goes on turning; where nothing turns, every pump starts at life speed."""
    for circulation in plan.circulation.values():
        names = [pump.output for pump in circulation.pumps]
        speeds = [applied.get(name, 0.0) for name in names]
        some = max(speeds) >= circulation.life_flow_hz
        for name, speed in zip(names, speeds, strict=True):
            yield name, speed if some else circulation.life_flow_hz


def _oxygen(plan: FarmPlan, applied: Mapping[TagName, float]) -> Iterator[tuple[TagName, float]]:
    base = plan.layout.site.control.oxygen.blind_percent
    for system in plan.layout.systems:
        yield system.fan, max(applied.get(system.fan, 0.0), FAN_HZ)
        yield system.cone, max(applied.get(system.cone, 0.0), base)
        for tank in system.tanks:
            yield tank.valve, max(applied.get(tank.valve, 0.0), base)
            yield tank.feeder, 0.0
