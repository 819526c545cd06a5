"""When water was last seen to move in each loop, and whether it is too foul to be moved unasked.

It refuses to know who starts pumps. Sludge and loaded media under still water give off hydrogen
sulphide (safety F-44): a loop that stood longer than half an hour waits for a person. The instant
outlives a restart, for the power cut that stills a loop may take the computer with it.
"""

from collections.abc import Mapping

from controller.laws.circulation import SPIN_HZ, CirculationPlan, faulted, running
from controller.outlook import Outlook
from farm.tag import TagName

FOUL_MS = 1_800_000
"""Still for longer than this a loop is not started without a person: half an hour (safety F-44,
3.9), ms."""
STARTING_MS = 120_000
"""So much longer where a drive has current and no fault: a start that is under way, ms."""
FLOWS_PART = 0.2
"""Flow from this part of the target on is water that moves."""


def moved(
    plans: Mapping[str, CirculationPlan], outlook: Outlook, before: Mapping[str, int]
) -> dict[str, int]:
    """By system, the UTC ms when its water last moved, or when anybody first looked."""
    after = dict(before)
    for system, plan in plans.items():
        if system not in before or moves(plan, outlook) is True:
            after[system] = outlook.snapshot.at_ms
    return after


def moves(plan: CirculationPlan, outlook: Outlook) -> bool | None:
    """Does the water move? None while nobody can tell, or pumps and meter disagree.

    A drive that shows a speed may turn, whatever its current and its fault say; one that says
    nothing stands where neither mains nor genset is there.
    """
    snapshot = outlook.snapshot
    flow = snapshot.read(plan.flow)
    flows = flow is not None and flow >= FLOWS_PART * plan.target_m3_h
    if any(running(plan, pump, snapshot) for pump in plan.pumps):
        return True
    speeds = [snapshot.read(pump.speed) for pump in plan.pumps]
    if outlook.power_lost or all(hz is not None and hz < SPIN_HZ for hz in speeds):
        return None if flows else False
    return True if flows else None


def foul(
    plan: CirculationPlan,
    outlook: Outlook,
    moved_ms: int | None,
    applied: Mapping[TagName, float],
) -> bool:
    """Must a person be asked before it moves?

    A clock that stands before that instant says nothing of how long it was: then too. While pumps
    do not answer, those that were told to stand stay so; nobody stops one that may turn.
    """
    if moved_ms is None:
        return False
    still_ms = outlook.snapshot.at_ms - moved_ms
    most_ms = FOUL_MS
    if still_ms > FOUL_MS and _may_start(plan, outlook):
        most_ms += STARTING_MS
    if 0 <= still_ms <= most_ms:
        return False
    seen = moves(plan, outlook)
    stand = all(applied.get(pump.output, 0.0) < SPIN_HZ for pump in plan.pumps)
    return seen is False or (seen is None and stand)


def _may_start(plan: CirculationPlan, outlook: Outlook) -> bool:
    """Whether one of the pumps could be on its way."""
    snapshot = outlook.snapshot
    able = (snapshot.read(p.speed) is not None and not faulted(p, snapshot) for p in plan.pumps)
    return not outlook.power_lost and any(able)
