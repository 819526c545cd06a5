"""Keep water going round one system: duty pump on flow, standby when the duty pump fails.

It refuses to believe a flow meter alone: no change-over without a second witness, the drive.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from controller.laws.law import LEASE_S, Outcome
from controller.layout import PumpTags
from controller.power import dark
from farm.command import Command, Rank
from farm.snapshot import Snapshot
from farm.tag import TagName
from farm.words import Words

MOST_HZ = 50.0
SPIN_HZ = 5.0
"""A drive below this does not move water, Hz."""
LOST_FRACTION = 0.5
"""Flow below this part of the target is lost; F-09 and F-32 ask a second witness."""
DOUBT_FRACTION = 0.1
"""A meter that shows less than this part of the target while the pump turns is not believed."""
AMPERE_PER_KW = 1.8
"""Full-load current of a 400 V three-phase motor, A/kW (IEC 60034 motors of 4–15 kW)."""
NO_LOAD_FRACTION = 0.35
"""Magnetising current, part of full load (4-pole motors of 4–15 kW: 0.3–0.5 by data sheets)."""
DRY_FRACTION = 0.35
"""Below this part of the way from magnetising to expected current a pump moves no water (F-32)."""
DRY_S, DRY_AT_SPEED_S = 8.0, 5.0
"""A pump that draws too little and moves nothing may for so long; one running up does for 7 s."""
CARRIES_FRACTION = 0.95
"""A new pump carries from this part of the least speed on, as the last-pump interlock sees it."""
SURE_S = 3.0
"""A tripped drive that turns no motor needs no flow meter, s (F-27: T 10 s, F-28: T 5 s)."""
HZ_PER_S_FULL = 0.5
"""Speed moves this fast when there is no flow at all, Hz/s; less in proportion to the error."""
DEAD_BAND = 0.01
"""Flow this near its target, as a part of it, is there."""
AFTER_S = 60.0
"""For so long after a change-over the new pump fills the pipes; then it must be over, s."""
STAGGER_S = 5.0
"""Pumps of different systems start this far apart after a power cut (safety 3.9), s."""


@dataclass(frozen=True, slots=True)
class CirculationPlan:
    """`turn`: place in the starting order; `pump_kw`: one pump at full speed."""

    system: str
    flow: TagName
    pumps: tuple[PumpTags, ...]
    target_m3_h: float
    life_flow_hz: float
    changeover_s: float
    pump_kw: float
    turn: int


def running(plan: CirculationPlan, pump: PumpTags, snapshot: Snapshot) -> bool | None:
    """Does the drive move water? None when the drive does not answer."""
    hz, ampere = snapshot.read(pump.speed), snapshot.read(pump.current)
    fault = snapshot.read(pump.fault)
    if fault is not None and fault != 0:
        return False
    if hz is None:
        return None
    if hz < SPIN_HZ:
        return False
    return ampere is None or ampere >= dry_a(plan, hz)


def dry_a(plan: CirculationPlan, hz: float) -> float:
    """Current below which the motor at this speed moves no water, A."""
    idle, speed = NO_LOAD_FRACTION, hz / MOST_HZ
    loaded = math.sqrt(idle**2 + (1 - idle**2) * speed**4)
    return AMPERE_PER_KW * plan.pump_kw * (idle + DRY_FRACTION * (loaded - idle))


def turns(plan: CirculationPlan, pump: PumpTags, snapshot: Snapshot) -> bool:
    """Speed and current both say that it moves water, whatever its fault contact says."""
    hz, ampere = snapshot.read(pump.speed), snapshot.read(pump.current)
    return hz is not None and hz >= SPIN_HZ and ampere is not None and ampere >= dry_a(plan, hz)


def faulted(pump: PumpTags, snapshot: Snapshot) -> bool:
    """Its drive reports a fault."""
    return (snapshot.read(pump.fault) or 0.0) != 0.0


def surely_down(
    plan: CirculationPlan, pump: PumpTags, snapshot: Snapshot, *, no_flow: bool
) -> bool:
    """Two witnesses: a fault beside no speed, current or flow; an open contactor, no current."""
    hz, ampere = snapshot.read(pump.speed), snapshot.read(pump.current)
    currentless = ampere is not None and ampere < 0.5 * dry_a(plan, hz or 0.0)
    if faulted(pump, snapshot):
        return currentless or no_flow or (hz is not None and hz < SPIN_HZ)
    feedback = snapshot.read(pump.feedback)
    opened = feedback is not None and feedback < 0.5 and hz is not None and hz >= SPIN_HZ
    return opened and currentless


@dataclass(frozen=True, slots=True)
class CirculationLaw:
    """Memory: which pump is on duty (0 or 1), its speed, how long flow has been lost.

    `unheard`: nobody has seen yet how the duty pump stands; its speed is kept as remembered.
    """

    plan: CirculationPlan
    duty: int = 0
    hz: float = 0.0
    lost_s: float = 0.0
    quiet_s: float = 0.0
    handover: bool = False
    changes: int = 0
    up_s: float = 0.0
    target_m3_h: float | None = None
    target_until_ms: int = 0
    unheard: bool = False

    @property
    def name(self) -> str:
        """`circulation 1`."""
        return f"circulation {self.plan.system}"

    @property
    def outputs(self) -> tuple[TagName, ...]:
        """The pumps' drives."""
        return tuple(pump.output for pump in self.plan.pumps)

    def aimed(self, target_m3_h: float, until_ms: int) -> "CirculationLaw":
        """The law with another flow target until a UTC instant, ms."""
        return replace(self, target_m3_h=target_m3_h, target_until_ms=until_ms)

    def goal_m3_h(self, at_ms: int) -> float:
        """Target in force, m³/h."""
        leased = self.target_m3_h is not None and at_ms < self.target_until_ms
        return self.target_m3_h if leased and self.target_m3_h else self.plan.target_m3_h

    def step(self, snapshot: Snapshot, elapsed_s: float) -> "tuple[CirculationLaw, list[Command]]":
        """Judge the duty pump, change over if two witnesses agree, then trim the speed."""
        law = replace(self, up_s=min(self.up_s + elapsed_s, 1e6))
        standing = self.hz < SPIN_HZ and not self.unheard
        if standing and law.up_s <= STAGGER_S * self.plan.turn:
            return law, law._commands(snapshot, _WAITING)
        flow = snapshot.read(self.plan.flow)
        law = law._judged(snapshot, flow, elapsed_s)._settled(snapshot)
        if law.unheard:
            return law, law._commands(snapshot, _UNHEARD)
        return law._trimmed(snapshot, flow, elapsed_s)

    def told(self, outcomes: Mapping[TagName, Outcome]) -> "CirculationLaw":
        """Take up what turns: the faster pump is on duty; a slow ramp of ours is no news."""
        mine = [outcomes.get(pump.output) for pump in self.plan.pumps]
        unheard = mine[self.duty] is None
        law = self if unheard == self.unheard else replace(self, unheard=unheard)
        if all(o is None or o.rank is Rank.LAW for o in mine):
            return law
        if any(o is not None and o.left for o in mine):
            return law._beside(mine)
        speeds = [o.value if o else 0.0 for o in mine]
        if max(speeds) >= SPIN_HZ:
            duty = speeds.index(max(speeds))
            return replace(law, duty=duty, hz=speeds[duty], handover=False, unheard=False)
        if None in mine:
            # The one that nobody has seen may be the one that turns.
            return replace(law, duty=mine.index(None), handover=False, unheard=True)
        # Drives seen standing just now wait their turn from now on.
        up_s = 0.0 if any(o.rank is Rank.SAFE for o in mine if o) else law.up_s
        return replace(law, hz=speeds[law.duty], handover=False, up_s=up_s)

    def _beside(self, mine: Sequence[Outcome | None]) -> "CirculationLaw":
        """Take up what turns when a pump is left as found, whose set value proves nothing.

        The law works with the pump it may move: at once where the other was found standing or an
        interlock had to start this one, else by the change-over of `_judged`.
        """
        own = mine[self.duty]
        other = mine[1 - self.duty] if len(mine) > 1 else None
        if own is not None and own.left:
            forced = other is not None and other.rank is Rank.INTERLOCK and other.value >= SPIN_HZ
            if other is None or other.left or not (forced or own.value < SPIN_HZ):
                return replace(self, hz=own.value, handover=False)
            quiet_s, changes = (AFTER_S, self.changes + 1) if forced else (0.0, self.changes)
            law = replace(self, duty=1 - self.duty, hz=other.value, handover=False)
            return replace(law, quiet_s=quiet_s, changes=changes, unheard=False)
        if other is not None and other.value >= SPIN_HZ and self.hz < SPIN_HZ:
            return replace(self, duty=1 - self.duty, hz=other.value, handover=False, unheard=False)
        if own is None or own.rank is Rank.LAW:
            return self
        return replace(self, hz=own.value, handover=False)

    def _judged(self, snapshot: Snapshot, flow: float | None, elapsed_s: float) -> "CirculationLaw":
        quiet_s = max(self.quiet_s - elapsed_s, 0.0)
        turning = running(self.plan, self.plan.pumps[self.duty], snapshot)
        no_flow = flow is not None and flow < LOST_FRACTION * self.goal_m3_h(snapshot.at_ms)
        sure = surely_down(self.plan, self.plan.pumps[self.duty], snapshot, no_flow=no_flow)
        # A silent drive is a witness only beside a meter that sees no water.
        failed = sure or (turning is False and flow is None) or (turning is not True and no_flow)
        wait_s = SURE_S if sure else min(self._dry_s(snapshot), self.plan.changeover_s)
        counts = failed and quiet_s == 0 and not dark(snapshot, [p.speed for p in self.plan.pumps])
        lost_s = self.lost_s + elapsed_s if counts else 0.0
        law = replace(self, lost_s=lost_s, quiet_s=quiet_s)
        still = no_flow or (flow is None and turning is False)
        if lost_s < wait_s or not self._has_spare(snapshot, still=still):
            return law
        return replace(
            law,
            duty=1 - self.duty,
            hz=max(self.hz, self.plan.life_flow_hz),
            lost_s=0.0,
            quiet_s=AFTER_S,
            handover=True,
            unheard=False,
            changes=self.changes + 1,
        )

    def _has_spare(self, snapshot: Snapshot, *, still: bool) -> bool:
        """There is another pump to go over to.

        One whose drive reports a fault only while nothing moves the water (`still`): its contact
        may lie, and nothing is worse than no flow.
        """
        pumps = self.plan.pumps
        return len(pumps) > 1 and (still or not faulted(pumps[1 - self.duty], snapshot))

    def _dry_s(self, snapshot: Snapshot) -> float:
        """How long the duty pump may turn and draw too little for water; inf: it draws enough."""
        pump, least_hz = self.plan.pumps[self.duty], CARRIES_FRACTION * self.plan.life_flow_hz
        hz, ampere = snapshot.read(pump.speed) or 0.0, snapshot.read(pump.current)
        if hz < SPIN_HZ or ampere is None or ampere >= dry_a(self.plan, hz):
            return math.inf
        return DRY_S if hz < least_hz else DRY_AT_SPEED_S

    def _settled(self, snapshot: Snapshot) -> "CirculationLaw":
        """After a change-over the old pump is let go only when the new one is seen to carry.

        One that does not carry within `AFTER_S` gives the duty back to the old one, if that turns.
        """
        if not self.handover:
            return self
        old, pump = self.plan.pumps[1 - self.duty], self.plan.pumps[self.duty]
        seen = turns(self.plan, pump, snapshot) or running(self.plan, pump, snapshot) is True
        least_hz = CARRIES_FRACTION * self.plan.life_flow_hz
        carries = seen and (snapshot.read(pump.speed) or 0.0) >= least_hz
        if carries or self.quiet_s > 0:
            return replace(self, handover=not carries)
        if not turns(self.plan, old, snapshot):
            return replace(self, handover=False)
        hz = snapshot.read(old.speed) or self.hz
        return replace(self, duty=1 - self.duty, hz=hz, handover=False, quiet_s=AFTER_S)

    def _trimmed(
        self, snapshot: Snapshot, flow: float | None, elapsed_s: float
    ) -> "tuple[CirculationLaw, list[Command]]":
        goal = self.goal_m3_h(snapshot.at_ms)
        if flow is None or (flow < DOUBT_FRACTION * goal and self.hz >= self.plan.life_flow_hz):
            # A meter that shows next to nothing while the pump turns is not steered by.
            hz = max(self.hz, self.plan.life_flow_hz)
            law = replace(self, hz=hz)
            return law, law._commands(snapshot, _BLIND if flow is None else _DOUBT)
        off = (goal - flow) / goal
        move = 0.0 if abs(off) < DEAD_BAND else off * HZ_PER_S_FULL * elapsed_s
        hz = min(max(self.hz + move, self.plan.life_flow_hz), MOST_HZ)
        law = replace(self, hz=hz)
        return law, law._commands(snapshot, _why(flow, goal))

    def _commands(self, snapshot: Snapshot, why: Words) -> list[Command]:
        until_s = snapshot.at_s + LEASE_S
        return [
            Command(
                pump.output,
                self.hz if index == self.duty or self.handover else 0.0,
                Rank.LAW,
                until_s,
                self.name,
                why if index == self.duty else _STANDBY,
            )
            for index, pump in enumerate(self.plan.pumps)
        ]


def _why(flow_m3_h: float, goal_m3_h: float) -> Words:
    return Words(
        zh=f"流量 {flow_m3_h:.0f}，目标 {goal_m3_h:.0f} m³/h",
        en=f"flow {flow_m3_h:.0f}, target {goal_m3_h:.0f} m³/h",
    )


_BLIND = Words(zh="看不到流量，保持转速", en="flow not seen: keeping the speed")
_DOUBT = Words(
    zh="流量计读数近零而水泵在转，保持转速", en="meter shows no flow though the pump turns: keeping"
)
_WAITING = Words(zh="等待错开起动", en="waiting its turn to start")
_UNHEARD = Words(zh="还没有回读到水泵的状态：保持不动", en="pump not heard of yet: left as it is")
_STANDBY = Words(zh="备用", en="standby")
