"""What a tick sees before it decides: votes, slopes, minutes left, CO2, flow and power.

It refuses to know alarms, laws and outputs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from controller.checks import out_of_service
from controller.derived import LEVEL, Slope, minutes_left, soft_co2_mg_l
from controller.laws.circulation import CirculationPlan, running
from controller.layout import Layout, SystemTags, TankTags
from controller.power import power_lost
from controller.probes import Doubts, Probes, doubted, looked_at
from controller.trips import TankState
from controller.voting import Vote, vote
from farm.sample import Sample
from farm.snapshot import Snapshot
from farm.status import Status
from farm.stock import TankStock
from farm.tag import TagName
from models.reserve import EMERGENCY_MG_L
from models.respiration import oxygen_mg_kg_h

FlowState = Literal["ok", "lost", "unknown"]
NO_FLOW_FRACTION = 0.2
"""Flow below this part of the target is none."""
WARM_C = 26.0
"""Temperature the fish are reckoned at, °C: the plan's, and the faster of what a loop holds."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The snapshot with what follows from it."""

    snapshot: Snapshot
    votes: Mapping[str, Vote]
    slopes: Mapping[str, Slope]
    flows: Mapping[str, FlowState]
    power_lost: bool
    derived: tuple[Sample, ...]
    probes: Probes
    doubts: Doubts
    """Tags whose Good reading is not believed, and why; their samples say Uncertain."""
    checked: frozenset[TagName] = frozenset()
    """Tags whose instrument somebody works on; their samples say Bad."""


def looked(
    layout: Layout,
    circulation: Mapping[str, CirculationPlan],
    snapshot: Snapshot,
    slopes: Mapping[str, Slope],
    stock: Mapping[str, TankStock],
    probes: Probes,
    elapsed_s: float,
    checked: frozenset[TagName] = frozenset(),
) -> Outlook:
    """Put aside `checked`, doubt, vote, follow slopes, derive; the derived joins the snapshot."""
    votes: dict[str, Vote] = {}
    after: dict[str, Slope] = {}
    derived: list[Sample] = []
    uses = {tank.id: _use_mg_l_min(tank, stock.get(tank.id)) for tank in layout.tanks}
    probes, doubts = looked_at(layout, snapshot, probes, uses, elapsed_s)
    if doubts or checked:
        snapshot, doubts = _as_believed(snapshot, doubts, checked)
    flows = {s.id: flow_state(circulation.get(s.id), snapshot) for s in layout.systems}
    for tank in layout.tanks:
        if not tank.probes:
            continue
        cast = _vote(tank, snapshot, probes)
        slope = slopes.get(tank.id, LEVEL).step(
            cast.value if cast.status.is_good else None, elapsed_s
        )
        votes[tank.id], after[tank.id] = cast, slope
        made = _oxygen(tank, cast, snapshot)
        derived.append(made)
        use = uses[tank.id]
        unfed = use if flows[tank.system] == "lost" else None
        derived += _minutes(tank, cast, slope, unfed, made)
        derived += _reserve(tank, cast, use, made)
    derived += [s for system in layout.systems for s in _co2(layout, system, snapshot)]
    samples = dict(snapshot.samples) | {sample.tag: sample for sample in derived}
    seen = Snapshot(snapshot.at_s, snapshot.at_ms, samples, snapshot.periods_s)
    lost = power_lost(snapshot)
    return Outlook(seen, votes, after, flows, lost, tuple(derived), probes, doubts, checked)


def _as_believed(
    snapshot: Snapshot, doubts: Doubts, checked: frozenset[TagName]
) -> tuple[Snapshot, Doubts]:
    """What somebody works on was looked at all the same: whether it hangs in air is known then."""
    doubts = {name: why for name, why in doubts.items() if name not in checked}
    samples = dict(snapshot.samples) | doubted(snapshot, doubts)
    samples |= out_of_service(snapshot, checked)
    return replace(snapshot, samples=samples), doubts


def _vote(tank: TankTags, snapshot: Snapshot, probes: Probes) -> Vote:
    readings = tuple(snapshot.reading(probe) for probe in tank.probes)
    return vote(readings, probes.apart(tank.probes))


def flow_state(plan: CirculationPlan | None, snapshot: Snapshot) -> FlowState:
    """Does water go round? Lost needs evidence from meter or drives, never silence alone.

    Unknown also where the site names no pump: a blind tank there has nothing else to go by.
    """
    if plan is None:
        return "unknown"
    flow = snapshot.read(plan.flow)
    pumps = [running(plan, pump, snapshot) for pump in plan.pumps]
    if flow is not None and flow >= NO_FLOW_FRACTION * plan.target_m3_h:
        return "ok"
    if any(turning is True for turning in pumps):
        return "ok"
    if flow is not None or (pumps and all(turning is False for turning in pumps)):
        return "lost"
    return "unknown"


def tank_state(tank: TankTags, outlook: Outlook, open_mg_l: float) -> TankState:
    """What the tank's trip looks at."""
    snapshot, cast = outlook.snapshot, outlook.votes[tank.id]
    # A probe in doubt that reads low still adds oxygen: that harms nobody.
    values = [
        snapshot.reading(probe).value if probe in outlook.doubts else snapshot.read(probe)
        for probe in tank.probes
    ]
    flow = outlook.flows[tank.system]
    return TankState(
        oxygen_mg_l=cast.value if cast.status.is_good else None,
        good=cast.good,
        below=sum(1 for value in values if value is not None and value < open_mg_l),
        slope_mg_l_min=outlook.slopes[tank.id].per_min(),
        flow_lost=flow == "lost" or (flow == "unknown" and cast.is_blind),
        power_lost=outlook.power_lost,
    )


def _oxygen(tank: TankTags, cast: Vote, snapshot: Snapshot) -> Sample:
    held = [snapshot.samples[probe] for probe in tank.probes if probe in snapshot.samples]
    used = [s for s in held if s.status.is_good] or held
    newest = max(used, key=lambda s: s.at_s, default=None)
    at_s = newest.at_s if newest else snapshot.at_s
    at_ms = newest.at_ms if newest else snapshot.at_ms
    reason = cast.reason
    if cast.is_blind and newest is not None and newest.reason:
        reason = newest.reason
    return Sample(tank.oxygen, cast.value, cast.status, at_s, at_ms, "derived", reason)


def _minutes(
    tank: TankTags, cast: Vote, slope: Slope, use: float | None, oxygen: Sample
) -> list[Sample]:
    """Absent until something is known, so that nothing is made up.

    Without oxygen to reckon with it is as bad as that; oxygen in doubt is none, and waited for.
    """
    name, at_s, at_ms = tank.minutes_to_4, oxygen.at_s, oxygen.at_ms
    if cast.value is None or not cast.status.is_good:
        status = cast.status if cast.status.is_bad else Status.BAD_WAITING_FOR_INITIAL_DATA
        return [Sample(name, None, status, at_s, at_ms, "derived", oxygen.reason)]
    minutes = minutes_left(cast.value, slope.per_min(), use)
    if minutes is None:
        return []
    return [Sample(name, round(minutes, 1), Status.GOOD, at_s, at_ms, "derived")]


def _co2(layout: Layout, system: SystemTags, snapshot: Snapshot) -> list[Sample]:
    """As good as pH and temperature are; where one is missing, as bad as that one."""
    sample = snapshot.samples.get(system.ph)
    if system.ph not in layout.known or sample is None:
        return []
    name, at = system.co2, (sample.at_s, sample.at_ms)
    ph, warmth = snapshot.reading(system.ph), snapshot.reading(system.ph_temperature)
    if ph.value is None:
        return [Sample(name, None, ph.status, *at, "derived", sample.reason or "stale")]
    status, celsius = ph.status, warmth.value if warmth.status.is_good else None
    if celsius is None and system.plant is not None:
        celsius = system.plant.temperature_c
    elif celsius is None and warmth.value is not None:
        status, celsius = max(status, warmth.status), warmth.value
    if celsius is None:
        return [Sample(name, None, warmth.status, *at, "derived", "no_temperature")]
    water = layout.site.water
    value = soft_co2_mg_l(
        water.alkalinity_mg_l, round(ph.value, 3), round(celsius, 1), water.conductivity_us_cm
    )
    return [Sample(name, value, status, *at, "derived", "soft_sensor")]


def _reserve(tank: TankTags, cast: Vote, use: float | None, oxygen: Sample) -> list[Sample]:
    """Minutes to 4 mg/L if water and oxygen stopped now; absent where no fish are known."""
    if use is None or cast.value is None or not cast.status.is_good:
        return []
    minutes = max(cast.value - EMERGENCY_MG_L, 0.0) / use
    at = (oxygen.at_s, oxygen.at_ms)
    return [Sample(tank.reserve, round(minutes, 1), Status.GOOD, *at, "derived", "from_stock")]


def _use_mg_l_min(tank: TankTags, fish: TankStock | None) -> float | None:
    """What the fish take out of the water with no supply at all, mg/L/min; None without fish."""
    if fish is None or not fish.heads or fish.biomass_kg <= 0:
        return None
    ration_g_g_d = fish.ration_kg_d / fish.biomass_kg
    return fish.biomass_kg * _use_mg_kg_h(fish.mean_weight_g, ration_g_g_d) / tank.volume_m3 / 6e4


@lru_cache(maxsize=4096)
def _use_mg_kg_h(weight_g: float, ration_g_g_d: float) -> float:
    """Mean use of a day at its ration (FB4), mg/kg/h: half a day eats more, half less."""
    return float(oxygen_mg_kg_h(weight_g, WARM_C, ration_g_g_d))
