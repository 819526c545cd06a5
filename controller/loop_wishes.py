"""The wish to start a loop whose water stood: may it be granted, what it changes.

It refuses to know when water counts as foul (`still_water`) and who starts the pump then.
"""

from collections.abc import Mapping
from dataclasses import replace

from controller.memory import Memory
from controller.outlook import Outlook
from controller.plant import FarmPlan
from controller.refusal import Refusal, no
from controller.still_water import foul
from farm.wish import StartLoop


def refused_start(
    what: StartLoop, plan: FarmPlan, memory: Memory, outlook: Outlook
) -> Refusal | None:
    """The reason to refuse, or None."""
    circulation = plan.circulation.get(what.place)
    if circulation is None:
        return no("unknown_place", f"没有 {what.place} 号系统", f"no system {what.place}")
    if not foul(circulation, outlook, memory.moved_ms.get(what.place), memory.applied):
        return no("not_stagnant", "该系统没有在等人确认", "this loop does not wait for anybody")
    return None


def started(what: StartLoop, memory: Memory, at_ms: int) -> Memory:
    """Memory in which its water counts as having moved just now: laws may start it again."""
    moved_ms: Mapping[str, int] = {**memory.moved_ms, what.place: at_ms}
    return replace(memory, moved_ms=moved_ms)
