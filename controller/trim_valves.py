"""What is wrong with a tank's oxygen valve: not following, too much oxygen through it, too little.

It refuses to know what is shut or opened for it (`guards`). Only believed oxygen counts.
"""

from collections.abc import Iterator

from controller.alarms import Condition
from controller.laws.oxygen import OxygenLaw
from controller.layout import TankTags
from controller.memory import Memory
from controller.outlook import Outlook
from controller.voting import Vote
from farm.alarm import Priority
from farm.tag import tag

STUCK_PERCENT, STUCK_S = 15.0, 30.0
"""A valve this far from where it was sent, this long, does not follow."""
OVER_MG_L, OVER_ABOVE_MG_L = 10.5, 2.0
"""130 % of saturation at 26 °C (F-31), and never nearer than this to the target in force: a target
of 14 may be asked for."""
BACK_MG_L, BACK_ABOVE_MG_L = 8.0, 1.0
"""Where a line shut for it is opened again, and the least above the target in force, mg/L."""
SHORT_MG_L, SHORT_BACK_MG_L = 7.0, 9.0
"""Oxygen at which a tank whose valve does not open gets it from the emergency line, and enough of
it (F-30; between the warning of ras-science 2.4, 6.5, and the target)."""
SHORT_S = 5.0
"""Too little oxygen this long beside a valve that has not followed for STUCK_S: two readings and
more, of a probe whose noise is 0.03 mg/L (engineering memory); a breath too much harms nobody."""


def trim_valve(tank: TankTags, cast: Vote, outlook: Outlook, memory: Memory) -> Iterator[Condition]:
    """Conditions of one tank's trim valve."""
    position, applied = outlook.snapshot.read(tank.position), memory.applied.get(tank.valve)
    oxygen = cast.value if cast.status.is_good else None
    off_percent = 0.0 if position is None or applied is None else position - applied
    if abs(off_percent) > STUCK_PERCENT and position is not None and applied is not None:
        at, sent = round(position, 1), round(applied, 1)
        yield Condition("valve_stuck", tank.id, Priority.P2, STUCK_S, at, sent, "%")
    if off_percent > STUCK_PERCENT and oxygen is not None:
        most = _most_mg_l(tank, memory, outlook.snapshot.at_ms)
        if oxygen > most:
            yield Condition("oxygen_over", tank.id, Priority.P2, STUCK_S, oxygen, most, "mg/L")
    if _is_short(tank, oxygen, off_percent, memory):
        delay_s, least = _short_s(tank, memory), SHORT_MG_L
        yield Condition("oxygen_short", tank.id, Priority.P1, delay_s, oxygen, least, "mg/L")


def _most_mg_l(tank: TankTags, memory: Memory, at_ms: int) -> float:
    """Oxygen past which there is too much; while its line is shut, past which it stays so."""
    laws = (law for law in memory.laws if isinstance(law, OxygenLaw))
    target = next((law.goal_mg_l(at_ms) for law in laws if law.plan.tank == tank.id), 0.0)
    if memory.applied.get(tag(tank.id, "oxygen_isolation"), 0.0) > 0.5:
        return max(BACK_MG_L, target + BACK_ABOVE_MG_L)
    return max(OVER_MG_L, target + OVER_ABOVE_MG_L)


def _short_s(tank: TankTags, memory: Memory) -> float:
    """The valve is watched while there is oxygen enough: nobody waits for it a second time."""
    stuck = memory.lives.get(f"valve_stuck@{tank.id}")
    return SHORT_S if stuck is not None and stuck.true_s >= STUCK_S else STUCK_S


def _is_short(
    tank: TankTags, oxygen_mg_l: float | None, off_percent: float, memory: Memory
) -> bool:
    """Too little oxygen; once it is an alarm, until enough is seen, whatever the valve does.

    Emergency oxygen lets the law close the trim valve: that it then stands where it was sent
    mends nothing. A tank that goes blind meanwhile keeps it: blind is never off.
    """
    life = memory.lives.get(f"oxygen_short@{tank.id}")
    if life is not None and life.is_live:
        return oxygen_mg_l is None or oxygen_mg_l < SHORT_BACK_MG_L
    return oxygen_mg_l is not None and off_percent < -STUCK_PERCENT and oxygen_mg_l < SHORT_MG_L
