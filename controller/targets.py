"""Wishes about targets of laws: what may be granted at once, what only by who has seen its effect.

It refuses to know who asks, and how a law reaches its target.
"""

from collections.abc import Iterator, Sequence
from math import isfinite

from controller.laws.circulation import CirculationLaw
from controller.laws.law import Law
from controller.laws.oxygen import OxygenLaw
from controller.outlook import Outlook
from controller.plant import FarmPlan
from controller.refusal import Refusal, no
from farm.tag import FARM
from farm.wish import SetTarget
from models.reserve import EMERGENCY_MG_L

TARGET_MG_L = (5.0, 14.0)
FLOW_PART = (0.5, 1.3)
"""A flow target lies within these parts of the site's own."""
STEP_PART = 0.1
"""A target that differs from the one in force by more than this part of it is asked about once more
(safety 3.6: set-point change 10 % unless confirmed; F-65)."""
NAMED_MOST = 4
"""So many tanks are named in the question, the rest are counted."""


def refused_target(
    what: SetTarget, plan: FarmPlan, laws: Sequence[Law], outlook: Outlook
) -> Refusal | None:
    """The first reason to refuse, or None."""
    if what.target == "oxygen_mg_l":
        low, high = TARGET_MG_L
        known = what.place in plan.layout.places
    else:
        circulation = plan.circulation.get(what.place)
        known = circulation is not None
        base = circulation.target_m3_h if circulation else 0.0
        low, high = FLOW_PART[0] * base, FLOW_PART[1] * base
    if not known:
        return no("unknown_place", f"没有 {what.place}", f"no place {what.place}")
    if not isfinite(what.value) or not low <= what.value <= high:
        return no("out_of_limits", f"目标只能在 {low:g} 到 {high:g} 之间",
                  f"a target lies between {low:g} and {high:g}")  # fmt: skip
    return None if what.confirmed else _stepped(what, plan, laws, outlook)


def _stepped(
    what: SetTarget, plan: FarmPlan, laws: Sequence[Law], outlook: Outlook
) -> Refusal | None:
    """A large step is told with what it does; the same wish, confirmed, is then granted."""
    at_ms = outlook.snapshot.at_ms
    rows = [(law, _goal(law, at_ms)) for law in laws if _means(law, what, plan)]
    large = [(law, now) for law, now in rows if abs(what.value / now - 1) > STEP_PART + 1e-9]
    if not large:
        return None
    said = [_effect(law, now, what.value, outlook) for law, now in large[:NAMED_MOST]]
    rest = len(large) - len(said)
    zh = "；".join(zh for zh, _ in said) + (f"；另有 {rest} 池" if rest else "")
    en = "; ".join(en for _, en in said) + (f"; and {rest} more tanks" if rest else "")
    return no("step", f"改动超过 {STEP_PART:.0%}，请看清后再确认：{zh}",
              f"a step of more than {STEP_PART:.0%}; look, then confirm: {en}")  # fmt: skip


def _effect(law: Law, now_value: float, value: float, outlook: Outlook) -> tuple[str, str]:
    part = f"{100 * (value - now_value) / now_value:+.0f} %"
    if isinstance(law, CirculationLaw):
        zh, en = f"{law.plan.system} 号系统流量", f"system {law.plan.system} flow"
        return (
            f"{zh} {now_value:g} → {value:g} m³/h（{part}）",
            f"{en} {now_value:g} → {value:g} m³/h ({part})",
        )
    assert isinstance(law, OxygenLaw)
    zh = f"{law.plan.tank} 溶氧 {now_value:g} → {value:g} mg/L（{part}）"
    en = f"{law.plan.tank} oxygen {now_value:g} → {value:g} mg/L ({part})"
    minutes = _reserve_min(law, value, outlook)
    if minutes is None:
        return zh, en
    return (
        f"{zh}，断水断氧能撑 {minutes[0]:.0f} → {minutes[1]:.0f} 分",
        f"{en}, reserve without water and oxygen {minutes[0]:.0f} → {minutes[1]:.0f} min",
    )


def _reserve_min(law: OxygenLaw, value: float, outlook: Outlook) -> tuple[float, float] | None:
    """Minutes to 4 mg/L without supply as the water is, and at the target; None without fish."""
    tank = next(tank for tank in outlook.votes if tank == law.plan.tank)
    reserve = next((s for s in outlook.derived if s.tag == f"{tank}.reserve"), None)
    oxygen = outlook.snapshot.read(law.plan.oxygen)
    if reserve is None or not reserve.value or oxygen is None or oxygen <= EMERGENCY_MG_L:
        return None
    per_mg_l = reserve.value / (oxygen - EMERGENCY_MG_L)
    return reserve.value, per_mg_l * max(value - EMERGENCY_MG_L, 0.0)


def _goal(law: Law, at_ms: int) -> float:
    assert isinstance(law, OxygenLaw | CirculationLaw)
    return law.goal_mg_l(at_ms) if isinstance(law, OxygenLaw) else law.goal_m3_h(at_ms)


def _means(law: Law, what: SetTarget, plan: FarmPlan) -> bool:
    """Whether a law is among those the wish names."""
    if what.target == "oxygen_mg_l" and isinstance(law, OxygenLaw):
        system = plan.layout.site.system_of(law.plan.tank).id
        return what.place in (law.plan.tank, system, FARM)
    if what.target == "flow_m3_h" and isinstance(law, CirculationLaw):
        return law.plan.system == what.place
    return False


def aimed(laws: Sequence[Law], what: SetTarget, plan: FarmPlan, until_ms: int) -> Iterator[Law]:
    """The laws with a granted target until a UTC instant, ms."""
    for law in laws:
        if isinstance(law, OxygenLaw | CirculationLaw) and _means(law, what, plan):
            yield law.aimed(what.value, until_ms)
        else:
            yield law
