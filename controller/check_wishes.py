"""Wishes about instruments somebody cleans or calibrates: may they be granted, what they change.

It refuses to know what a reading that was put aside means to the laws.
"""

from dataclasses import replace

from controller.checks import Check, beside, may_be_checked
from controller.memory import Memory
from controller.plant import FarmPlan
from controller.refusal import Refusal, no
from farm.tag import TagName
from farm.wish import EndCheck, StartCheck, Wish


def refused_check(
    what: StartCheck | EndCheck, plan: FarmPlan, memory: Memory, at_ms: int
) -> Refusal | None:
    """The first reason to refuse, or None; one probe of a tank always stays in the water."""
    name = TagName(what.tag)
    if not may_be_checked(plan.layout, name):
        return no("not_checkable", f"{what.tag} 不能设为标定或清洗",
                  f"{what.tag} cannot be put aside for calibration or cleaning")  # fmt: skip
    if isinstance(what, EndCheck):
        if name not in memory.checks:
            return no("not_in_check", "这支探头没有在标定或清洗", "nobody works on this instrument")
        return None
    busy = [other for other in beside(plan.layout, name) if other in memory.checks]
    if any(at_ms <= memory.checks[other].until_ms for other in busy):
        return no("other_checked", "同一池另一支探头正在标定或清洗，请先放回它",
                  "the tank's other probe is being worked on: put that one back first")  # fmt: skip
    return None


def begun(what: StartCheck, wish: Wish, memory: Memory, at_ms: int) -> Memory:
    """Memory with the reading put aside; once more begins its time anew."""
    check = Check(at_ms + round(60_000 * what.minutes), wish.id, wish.actor)
    return replace(memory, checks={**memory.checks, TagName(what.tag): check})


def ended(what: EndCheck, memory: Memory) -> Memory:
    """Memory with the reading back; what the instrument showed meanwhile speaks against nothing."""
    checks = {name: one for name, one in memory.checks.items() if name != what.tag}
    watches = {name: one for name, one in memory.probes.watches.items() if name != what.tag}
    return replace(memory, checks=checks, probes=replace(memory.probes, watches=watches))
