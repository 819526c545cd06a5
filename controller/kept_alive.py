"""Least value of outputs fish breathe through, where no law may move them: raised, never lowered.

It refuses to know settings and what stands. Needed in LIFE_SUPPORT, and by a tank that is blind,
short of oxygen or tripped; then its valve, and its system's cone and fan, are needed at their base.
"""

from collections.abc import Mapping

from controller.life_support import FAN_HZ, base_commands
from controller.memory import Memory
from controller.plant import FarmPlan
from controller.trips import UNTRIPPED
from farm.tag import TagName

BLIND_S = 10.0
"""As long as a law holds its valve on Bad input before it goes blind (safety 3.6), s."""
BREATHED = frozenset({"oxygen_valve", "cone_valve", "fan", "pump_1", "pump_2"})
"""Quantities that are raised; emergency valves have their interlock."""


def least_values(plan: FarmPlan, memory: Memory) -> dict[TagName, float]:
    """By output the least it must stand at now, within its rule; empty while nothing is needed."""
    rules = plan.layout.rules
    wanted = _base(plan, memory) if memory.mode == "life_support" else _needed(plan, memory)
    return {n: min(value, rules[n].high) for n, value in wanted.items() if n in rules}


def _base(plan: FarmPlan, memory: Memory) -> Mapping[TagName, float]:
    rows = base_commands(plan, memory.applied, frozenset(), 0.0, beat=False)
    return {c.output: c.value for c in rows if c.output.partition(".")[2] in BREATHED}


def _needed(plan: FarmPlan, memory: Memory) -> Mapping[TagName, float]:
    base, wanted = plan.layout.site.control.oxygen.blind_percent, dict[TagName, float]()
    for system in plan.layout.systems:
        for tank in system.tanks:
            if _is_short(plan, memory, tank.id):
                wanted |= {tank.valve: base, system.cone: base, system.fan: FAN_HZ}
    return wanted


def _is_short(plan: FarmPlan, memory: Memory, tank: str) -> bool:
    """Blind for a while, tripped, or (over the slope's fast lag) below where feeding stops."""
    slope = memory.slopes.get(tank)
    if memory.trips.get(tank, UNTRIPPED).is_open:
        return True
    if slope is None:
        return memory.up_s > BLIND_S
    low_mg_l = plan.layout.site.control.feeding.stop_below_oxygen_mg_l
    return slope.gap_s > BLIND_S or (slope.age_s > BLIND_S and slope.fast < low_mg_l)
