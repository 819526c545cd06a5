"""Hold one tank's oxygen at its target with the trim valve: PI with feed-forward.

It refuses to know probes (voting has been done), other tanks and who may overrule it.

Tuning: SIMC rule for an integrating process with dead time (Skogestad 2003), the closed-loop time
chosen at least 3 × dead time (ras-science 6). Blind is not off: hold, then base oxygen.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from controller.laws.demand import REFRESH_S, Demand
from controller.laws.law import LEASE_S, Outcome
from farm.command import Command, Rank
from farm.snapshot import Snapshot
from farm.stock import TankStock
from farm.tag import TagName
from farm.words import Words
from models.oxygen import saturation_mg_l

HOLD_S = 10.0
"""On Bad input the valve is held this long before it goes blind (safety 3.6), s."""
GOOD_AGAIN = 3
"""Good samples to wait for after Bad ones (safety 3.7)."""
SLEW_MG_L_MIN = 0.2
"""A new target is approached this fast, so that the valve is not thrown open for it, mg/L/min."""
RETURN_SATURATION = 0.95
"""Part of saturation that water comes back with before the cone; the integral corrects it."""


@dataclass(frozen=True, slots=True)
class OxygenPlan:
    """What is fixed for one tank. `*_per_percent`: oxygen that dissolves at 1 % opening, g/h."""

    tank: str
    oxygen: TagName
    valve: TagName
    feeder: TagName
    temperature: TagName
    flow: TagName
    cone: TagName
    tanks: int
    target_mg_l: float
    floor_percent: float
    blind_percent: float
    gain_percent_l_mg: float
    reset_s: float
    filter_s: float
    valve_per_percent: float
    cone_per_percent: float
    feeder_g_s: float
    usual_c: float
    pressure_atm: float


def tuning(
    volume_m3: float, valve_per_percent: float, turnover_s: float, dead_s: float, loop_s: float
) -> tuple[float, float]:
    """Gain, %/(mg/L), and reset time, s, after SIMC; `loop_s`: wanted closed-loop time, s."""
    gain = volume_m3 * 3600 / (valve_per_percent * (loop_s + dead_s))
    return gain, min(turnover_s, 4 * (loop_s + dead_s))


class Ahead(NamedTuple):
    """What a tick knows of the fish before it looks at the water; fields as in the law."""

    demand: tuple[float, ...]
    inflow_g_h: float
    forward_percent: float
    resume: bool
    relearn: bool


@dataclass(frozen=True, slots=True)
class OxygenLaw:
    """Memory: `bias_percent` is the integral; `resume` asks to take up what stands, unbroken.

    `relearn`: the feed-forward is about to jump (other fish in the books), so resume then.
    `aim_mg_l`: target on its way, at SLEW_MG_L_MIN.
    """

    plan: OxygenPlan
    bias_percent: float = 0.0
    level_mg_l: float | None = None
    stands_percent: float = 0.0
    resume: bool = True
    bad_s: float = 0.0
    good_count: int = GOOD_AGAIN
    forward_percent: float = 0.0
    inflow_g_h: float = 0.0
    demand: tuple[float, ...] = ()
    relearn: bool = True
    target_mg_l: float | None = None
    target_until_ms: int = 0
    aim_mg_l: float | None = None

    @property
    def name(self) -> str:
        """`oxygen 1-07`."""
        return f"oxygen {self.plan.tank}"

    @property
    def outputs(self) -> tuple[TagName, ...]:
        """The trim valve."""
        return (self.plan.valve,)

    def aimed(self, target_mg_l: float, until_ms: int) -> "OxygenLaw":
        """The law with another target until a UTC instant, ms."""
        return replace(self, target_mg_l=target_mg_l, target_until_ms=until_ms)

    def stocked(self, stock: TankStock | None) -> "OxygenLaw":
        """The law with the fish the books have; the valve does not jump for it."""
        fish = Demand(*self.demand).stocked(stock)
        return replace(self, demand=_packed(fish), relearn=True)

    def goal_mg_l(self, at_ms: int) -> float:
        """Target in force, mg/L."""
        leased = self.target_mg_l is not None and at_ms < self.target_until_ms
        return self.target_mg_l if leased and self.target_mg_l else self.plan.target_mg_l

    def step(self, snapshot: Snapshot, elapsed_s: float) -> "tuple[OxygenLaw, list[Command]]":
        """PI and feed-forward on Good oxygen; hold, then blind, without."""
        ahead = self._looked_ahead(snapshot, elapsed_s)
        oxygen = snapshot.read(self.plan.oxygen)
        if oxygen is not None and self.bad_s <= HOLD_S and self.good_count >= GOOD_AGAIN:
            return self._controlled(snapshot, oxygen, elapsed_s, ahead)
        law = replace(self, **ahead._asdict())
        if oxygen is None:
            return law._unseeing(snapshot, elapsed_s)
        if law.bad_s > HOLD_S:
            law = replace(law, good_count=0, level_mg_l=None, resume=True)
        law = replace(law, good_count=law.good_count + 1, bad_s=0.0)
        return law, [law._command(snapshot, law.stands_percent, _SETTLING)]

    def told(self, outcomes: Mapping[TagName, Outcome]) -> "OxygenLaw":
        """Follow what stands; when somebody else commands, take over from there later."""
        outcome = outcomes.get(self.plan.valve)
        if outcome is None:
            return self
        other = outcome.rank is not Rank.LAW
        if outcome.value == self.stands_percent and not other:
            return self
        return replace(self, stands_percent=outcome.value, resume=self.resume or other)

    def _controlled(
        self, snapshot: Snapshot, oxygen_mg_l: float, elapsed_s: float, ahead: Ahead
    ) -> "tuple[OxygenLaw, list[Command]]":
        plan, aim = self.plan, self._aim_mg_l(snapshot.at_ms, elapsed_s)
        level = self.level_mg_l
        fresh = -math.expm1(-elapsed_s / plan.filter_s)
        level = oxygen_mg_l if level is None else level + (oxygen_mg_l - level) * fresh
        short = aim - level
        known = plan.gain_percent_l_mg * short + ahead.forward_percent
        bias = self.stands_percent - known if ahead.resume else self.bias_percent
        grown = bias + plan.gain_percent_l_mg * short * elapsed_s / plan.reset_s
        wanted = known + grown
        winding = (wanted > 100 and short > 0) or (wanted < plan.floor_percent and short < 0)
        bias = bias if winding else grown
        wanted = min(max(known + bias, plan.floor_percent), 100.0)
        law = replace(
            self,
            bias_percent=bias,
            level_mg_l=level,
            aim_mg_l=aim,
            bad_s=0.0,
            resume=False,
            demand=ahead.demand,
            inflow_g_h=ahead.inflow_g_h,
            forward_percent=ahead.forward_percent,
            relearn=ahead.relearn,
        )
        why = _why(round(oxygen_mg_l, 1), aim, round(ahead.forward_percent))
        return law, [law._command(snapshot, wanted, why)]

    def _aim_mg_l(self, at_ms: int, elapsed_s: float) -> float:
        goal, aim = self.goal_mg_l(at_ms), self.aim_mg_l
        if aim is None:
            return goal
        step = SLEW_MG_L_MIN * elapsed_s / 60
        return min(max(goal, aim - step), aim + step)

    def _unseeing(self, snapshot: Snapshot, elapsed_s: float) -> "tuple[OxygenLaw, list[Command]]":
        law = replace(self, bad_s=self.bad_s + elapsed_s, resume=True)
        if law.bad_s <= HOLD_S:
            return law, [law._command(snapshot, law.stands_percent, _HOLDING)]
        # Never below what the fish were getting: a probe that fell silent has not breathed less.
        wanted = max(self.plan.blind_percent, self.stands_percent)
        return law, [law._command(snapshot, wanted, _BLIND)]

    def _command(self, snapshot: Snapshot, percent: float, why: Words) -> Command:
        percent = max(percent, self.plan.floor_percent)
        until_s = snapshot.at_s + LEASE_S
        return Command(self.plan.valve, percent, Rank.LAW, until_s, self.name, why)

    def _looked_ahead(self, snapshot: Snapshot, elapsed_s: float) -> Ahead:
        """Renew the feed-forward when the demand estimate is renewed."""
        plan, held = self.plan, self.demand
        eaten = plan.feeder_g_s * elapsed_s if (snapshot.read(plan.feeder) or 0) > 0.5 else 0.0
        if held and held[SINCE] + elapsed_s < REFRESH_S:
            waiting = (held[EATEN] + eaten, held[SINCE] + elapsed_s)
            return self._as_ahead((*held[:EATEN], *waiting, *held[SINCE + 1 :]))
        fish = Demand(*held)
        celsius = snapshot.read(plan.temperature)
        fish = fish.step(eaten, plan.usual_c if celsius is None else celsius, elapsed_s)
        if fish.since_s > 0:
            return self._as_ahead(_packed(fish))
        inflow = self._inflow_g_h(snapshot, plan.usual_c if celsius is None else celsius)
        forward_percent = (fish.use_g_h - inflow) / plan.valve_per_percent
        return Ahead(_packed(fish), inflow, forward_percent, self.resume or self.relearn, False)

    def _as_ahead(self, demand: tuple[float, ...]) -> Ahead:
        """Only the demand went on."""
        return Ahead(demand, self.inflow_g_h, self.forward_percent, self.resume, self.relearn)

    def _inflow_g_h(self, snapshot: Snapshot, temperature_c: float) -> float:
        """Oxygen the flow brings above the target, g/h; what was known last while unmeasured.

        Reckoned from the target, not the level: feeding the level forward would undo the tank's
        own damping.
        """
        plan = self.plan
        flow, cone = snapshot.read(plan.flow), snapshot.read(plan.cone)
        if flow is None or cone is None:
            return self.inflow_g_h
        back = RETURN_SATURATION * float(saturation_mg_l(temperature_c, plan.pressure_atm))
        share_m3_h = flow / plan.tanks
        return share_m3_h * (back - self.goal_mg_l(snapshot.at_ms)) + (
            cone * plan.cone_per_percent / plan.tanks
        )


EATEN, SINCE = 4, 5
"""Places in the packed demand that change each tick; the rest every REFRESH_S."""


def _packed(fish: Demand) -> tuple[float, ...]:
    return (
        *(fish.biomass_kg, fish.weight_g, fish.early_g_h, fish.late_g_h),
        *(fish.eaten_g, fish.since_s, fish.use_g_h),
    )


@lru_cache(maxsize=8192)
def _why(oxygen_mg_l: float, aim_mg_l: float, forward_percent: float) -> Words:
    return Words(
        zh=f"溶氧 {oxygen_mg_l:.1f}，目标 {aim_mg_l:g} mg/L；前馈 {forward_percent:.0f} %",
        en=f"oxygen {oxygen_mg_l:.1f}, target {aim_mg_l:g} mg/L; "
        f"feed-forward {forward_percent:.0f} %",
    )


_HOLDING = Words(zh="溶氧读数无效，先保持原开度", en="oxygen reading is bad: holding the opening")
_BLIND = Words(
    zh="看不到溶氧：按基础供氧开度", en="no oxygen reading: base oxygen, never less than before"
)
_SETTLING = Words(zh="溶氧读数刚恢复，先看三次", en="oxygen reading is back: waiting for three")
