"""What the last-pump interlock must know of a system's pumps at this tick.

It refuses to know laws: which pump is on duty is theirs, which one to start when none is asked for
is said here.
"""

from controller.interlocks import PumpPair
from controller.laws.circulation import running
from controller.memory import Memory
from controller.outlook import Outlook
from controller.plant import FarmPlan
from controller.still_water import foul

PUMPS_WAIT_S = 20.0
"""Longest a staggered start may leave a system without a pump (I4), s."""


def pump_pair(plan: FarmPlan, memory: Memory, outlook: Outlook, system: str) -> PumpPair:
    """The pumps of one system."""
    circulation, snapshot = plan.circulation[system], outlook.snapshot
    names = tuple(pump.output for pump in circulation.pumps)
    turning = [running(circulation, pump, snapshot) for pump in circulation.pumps]
    applied = [memory.applied.get(name, 0.0) for name in names]
    heard = [name in memory.applied for name in names]
    left = [name in memory.unattended for name in names]
    best = max(
        range(len(names)),
        key=lambda i: (heard[i], turning[i] is True, applied[i], not left[i], -i),
    )
    if turning[best] is False and applied[best] > 0 and len(names) > 1 and heard[1 - best]:
        best = 1 - best
    # A pump nobody has read back may be the one that turns: it is not started over.
    waits = memory.up_s < PUMPS_WAIT_S or not all(heard)
    cold = max(applied) < circulation.life_flow_hz and waits
    lost = outlook.flows[system] == "lost"
    idle = frozenset(
        name for name, own, t in zip(names, left, turning, strict=True) if own and t is False
    )
    stagnant = foul(circulation, outlook, memory.moved_ms.get(system), memory.applied)
    return PumpPair(
        *(system, names, circulation.life_flow_hz, best, cold),
        *(idle if lost else frozenset(), stagnant),
    )
