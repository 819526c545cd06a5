"""May this wish be granted, and what it changes in memory: pure, the second and last check.

It refuses to know sockets, people's rights (the dashboard's) and whether a wish came before.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite

from controller.alarms import acknowledged, shelved
from controller.check_wishes import begun, ended, refused_check
from controller.decide import Decision
from controller.heard import adds_safety
from controller.laws.feeding import FeedingLaw
from controller.laws.law import Law, Outcome
from controller.laws.oxygen import OxygenLaw
from controller.loop_wishes import refused_start, started
from controller.memory import Hand, Memory
from controller.outlook import tank_state
from controller.plant import HEARTBEAT, FarmPlan
from controller.refusal import Refusal, no
from controller.targets import aimed, refused_target
from controller.trips import Trip
from farm.alarm import Priority
from farm.command import Rank
from farm.floors import floor
from farm.link import (
    AcknowledgeAlarm,
    EndCheck,
    LeaveLifeSupport,
    ReleaseOutput,
    ReportPaths,
    ResetEmergency,
    SetOutput,
    SetStock,
    SetTarget,
    ShelveAlarm,
    StartCheck,
    StartLoop,
    Wish,
)
from farm.tag import TagName
from farm.words import Words

FUTURE_MS = 2000
"""A wish made further ahead of our clock than this is not believed, ms."""
HAND_FEED_MAX_MIN = 10.0
"""A feeder runs by hand at most this long: 25 g/s for an hour would be 90 kg (F-46), min."""
OFF_MAX_MIN = 10.0
"""Life support below its least stays by hand this long at most, whatever was asked (F-63), min."""


def refused(
    wish: Wish,
    plan: FarmPlan,
    memory: Memory,
    decision: Decision | None,
    revisions: Mapping[TagName, int],
    at_ms: int,
) -> Refusal | None:
    """The first reason to refuse, or None. `decision`: of the last tick."""
    age_ms = at_ms - wish.made_ms
    if age_ms > wish.ttl_s * 1000:
        return no("stale", f"操作已过期（{age_ms / 1000:.0f} 秒前），请重新操作",
                   f"made {age_ms / 1000:.0f} s ago: too old, please repeat")  # fmt: skip
    if age_ms < -FUTURE_MS:
        return no("from_future", "操作时间在未来，请校对时钟", "made in the future: check clocks")
    if decision is None:
        return no("starting", "控制器正在启动，请稍候", "the controller is starting: please wait")
    return _refused_act(wish, plan, memory, decision, revisions)


def _refused_act(
    wish: Wish,
    plan: FarmPlan,
    memory: Memory,
    decision: Decision,
    revisions: Mapping[TagName, int],
) -> Refusal | None:
    what = wish.what
    match what:
        case SetOutput():
            stale = _revision(wish, revisions.get(TagName(what.output), 0))
            return stale or _output(wish, what, plan, memory, decision)
        case ReleaseOutput():
            if TagName(what.output) not in memory.hands:
                return no("not_in_hand", "该输出不在手动", "this output is not in hand")
            return _revision(wish, revisions.get(TagName(what.output), 0))
        case AcknowledgeAlarm() | ShelveAlarm():
            return _alarm(wish, what, memory)
        case SetTarget():
            return refused_target(what, plan, memory.laws, decision.outlook)
        case SetStock():
            strange = [r.tank for r in what.tanks if all(r.tank != t.id for t in plan.layout.tanks)]
            if strange:
                return no("unknown_tank", f"没有这些池：{strange}", f"no such tanks: {strange}")
        case StartLoop():
            return refused_start(what, plan, memory, decision.outlook)
        case LeaveLifeSupport():
            if memory.mode != "life_support":
                return no("not_in_life_support", "不在生命保障模式", "not in life support mode")
        case ResetEmergency():
            return _reset(what, plan, memory, decision)
        case ReportPaths():
            pass
        case StartCheck() | EndCheck():
            return refused_check(what, plan, memory, decision.outlook.snapshot.at_ms)
    return None


def _revision(wish: Wish, now: int) -> Refusal | None:
    if wish.expected_revision is None or wish.expected_revision == now:
        return None
    return no("revision", "画面已过时，请看清当前状态再操作", "it changed meanwhile: look again")


def _output(
    wish: Wish, what: SetOutput, plan: FarmPlan, memory: Memory, decision: Decision
) -> Refusal | None:
    name = TagName(what.output)
    rule = plan.layout.rules.get(name)
    if rule is None:
        return no("unknown_output", f"没有输出 {what.output}", f"no output {what.output}")
    if name == HEARTBEAT:
        return no("not_for_hands", "心跳不能手动", "the heartbeat is not for hands")
    if not isfinite(what.value) or not rule.low <= what.value <= rule.high:
        return no("out_of_limits", f"只能在 {rule.low:g} 到 {rule.high:g} 之间",
                   f"allowed are {rule.low:g} to {rule.high:g}")  # fmt: skip
    if (rule.low, rule.high) == (0, 1) and what.value not in (0, 1):
        return no("out_of_limits", "只能是 0 或 1", "allowed are 0 and 1")
    feeding = name.endswith(".feeder") and what.value > 0
    if feeding and what.minutes > HAND_FEED_MAX_MIN:
        return no("too_long", f"手动投喂最多 {HAND_FEED_MAX_MIN:g} 分钟",
                   f"a feeder runs by hand for {HAND_FEED_MAX_MIN:g} minutes at most")  # fmt: skip
    if name not in memory.applied and not adds_safety(name, what.value):
        return no("not_heard_of", "还没有回读到该输出的状态，请检查通讯",
                   "this output has not been heard of yet: look at its line")  # fmt: skip
    reason = decision.reasons.get(name)
    if reason is not None and decision.outputs[name].value != what.value:
        return Refusal("interlock", reason)
    if feeding and not memory.feed_gates.get(name.partition(".")[0], True):
        return no("interlock", "水质不适合投喂", "the water is not fit for feeding")
    least = floor(plan.layout.site, name)
    return _second(wish) if least is not None and what.value < least else None


def _second(wish: Wish) -> Refusal | None:
    if not wish.second_actor.strip():
        return no("second_person", "停用生命保障设备需要第二人确认",
                   "switching off life support needs a second person")  # fmt: skip
    if wish.second_actor.strip() == wish.actor.strip():
        return no("same_person", "第二人不能是本人", "the second person must be another person")
    return None


def _alarm(wish: Wish, what: AcknowledgeAlarm | ShelveAlarm, memory: Memory) -> Refusal | None:
    life = memory.lives.get(what.alarm)
    if life is None or not life.is_shown:
        return no("unknown_alarm", "没有此报警（可能已恢复）", "no such alarm (it may be over)")
    if isinstance(what, ShelveAlarm) and life.condition.priority is Priority.P1:
        return no("shelve_p1", "一级报警不能搁置", "a P1 alarm cannot be shelved")
    return _revision(wish, life.changed_ms)


def _reset(
    what: ResetEmergency, plan: FarmPlan, memory: Memory, decision: Decision
) -> Refusal | None:
    tank = next((t for t in plan.layout.tanks if t.id == what.tank), None)
    trip = memory.trips.get(what.tank)
    if tank is None:
        return no("unknown_tank", f"没有 {what.tank} 池", f"no tank {what.tank}")
    if trip is None or not trip.is_open:
        return no("not_tripped", "应急增氧没有打开", "emergency oxygen is not open")
    control = plan.layout.site.control.oxygen
    state = tank_state(tank, decision.outlook, control.emergency_open_mg_l)
    words = trip.reset_refused(state, control.emergency_close_mg_l)
    return Refusal("still_tripped", words) if words else None


def granted(wish: Wish, plan: FarmPlan, memory: Memory, at_ms: int) -> Memory:
    """Memory after a wish that was not refused."""
    what = wish.what
    match what:
        case SetOutput():
            return replace(
                memory, hands={**memory.hands, TagName(what.output): _hand(wish, what, plan, at_ms)}
            )
        case ReleaseOutput():
            return replace(
                memory, hands={k: h for k, h in memory.hands.items() if k != what.output}
            )
        case AcknowledgeAlarm():
            after = acknowledged(memory.lives[what.alarm], wish.actor, at_ms)
            rest = {k: v for k, v in memory.lives.items() if k != what.alarm}
            return replace(
                memory, lives=rest if after is None else {**memory.lives, what.alarm: after}
            )
        case ShelveAlarm():
            until_ms = at_ms + round(what.minutes * 60_000)
            life = shelved(memory.lives[what.alarm], wish.actor, until_ms, at_ms)
            return replace(memory, lives={**memory.lives, what.alarm: life})
        case SetTarget():
            until_ms = at_ms + round(what.lease_s * 1000)
            laws = tuple(aimed(memory.laws, what, plan, until_ms))
            return replace(memory, laws=laws, plan=what.plan, plan_until_ms=until_ms)
        case SetStock():
            return stocked(memory, what, at_ms + round(what.lease_s * 1000))
        case StartLoop():
            return started(what, memory, at_ms)
        case LeaveLifeSupport():
            return left_life_support(plan, memory)
        case ResetEmergency():
            return replace(memory, trips={**memory.trips, what.tank: Trip()})
        case StartCheck():
            return begun(what, wish, memory, at_ms)
        case EndCheck():
            return ended(what, memory)
        case ReportPaths():
            return memory


def _hand(wish: Wish, what: SetOutput, plan: FarmPlan, at_ms: int) -> Hand:
    least = floor(plan.layout.site, TagName(what.output))
    is_off = least is not None and what.value < least
    minutes = min(what.minutes, OFF_MAX_MIN) if is_off else what.minutes
    by = wish.actor + (f"、{wish.second_actor}" if wish.second_actor else "")
    reason = f"：{wish.reason}" if wish.reason else ""
    why = Words(zh=f"{by} 手动{reason}", en=f"by hand, {by}{reason}")
    return Hand(what.value, at_ms + round(minutes * 60_000), wish.id, wish.actor, why)


def stocked(memory: Memory, what: SetStock, until_ms: int) -> Memory:
    """Memory with the books' stock until a UTC instant, ms."""
    stock = {row.tank: row for row in what.tanks}
    laws: list[Law] = []
    for law in memory.laws:
        if isinstance(law, OxygenLaw):
            law = law.stocked(stock.get(law.plan.tank))
        elif isinstance(law, FeedingLaw):
            law = law.stocked(stock.get(law.plan.tank), until_ms)
        laws.append(law)
    return replace(memory, laws=tuple(laws), stock=stock, stock_until_ms=until_ms)


def left_life_support(plan: FarmPlan, memory: Memory) -> Memory:
    """Memory with fresh laws that take up what stands, and the stock the books had."""
    outcomes = {name: Outcome(value, Rank.SAFE) for name, value in memory.applied.items()}
    laws = tuple(law.told(outcomes) for law in plan.laws)
    fresh = replace(memory, laws=laws, mode="normal", raised={})
    what = SetStock(tanks=tuple(memory.stock.values()))
    return stocked(fresh, what, memory.stock_until_ms) if memory.stock else fresh
