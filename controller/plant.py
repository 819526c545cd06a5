"""Laws, counters and plans of one site, made once from its file.

It refuses to know what any law remembers and what is going on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from controller.causes import Causes
from controller.dosing import DosePlan
from controller.facts import CounterPlan, FactsPlan, FeederPlan, FlowPlan
from controller.laws.circulation import CirculationLaw, CirculationPlan
from controller.laws.cone import ConeLaw, ConePlan
from controller.laws.degas import DegasLaw, DegasPlan
from controller.laws.feeding import FeedingLaw, FeedingPlan
from controller.laws.heartbeat import HeartbeatLaw, HeartbeatPlan, ShutLaw, ShutPlan
from controller.laws.law import Law
from controller.laws.oxygen import OxygenLaw, OxygenPlan, tuning
from controller.layout import Layout, SystemTags, TankTags
from farm.fact import FactKind
from farm.site import CirculationControl, Plant, Site, mapping
from farm.tag import FARM, TagName, place_of, tag
from models.oxygen import pressure_at_altitude_atm

HEARTBEAT, SIREN = tag(FARM, "heartbeat"), tag(FARM, "siren")


@dataclass(frozen=True, slots=True)
class FarmPlan:
    """Everything about a farm that does not change while it runs."""

    layout: Layout
    laws: tuple[Law, ...]
    circulation: dict[str, CirculationPlan]
    facts: FactsPlan
    causes: Causes
    doses: tuple[DosePlan, ...] = ()


def farm_plan(site: Site) -> FarmPlan:
    """The plan of a checked site. A system without `plant` gets no law that needs its numbers."""
    layout = Layout(site)
    circulation = {
        system.id: made
        for turn, system in enumerate(layout.systems)
        if (made := _circulation(site, system, turn)) is not None
    }
    laws: list[Law] = []
    doses = _doses(site)
    calibrated_g_s = {dose.feeder: dose.g_s for dose in doses}
    for index, tank in enumerate(layout.tanks):
        laws += _tank_laws(site, layout, tank, index, calibrated_g_s)
    for system in layout.systems:
        laws += _system_laws(site, layout, system, circulation.get(system.id))
    if HEARTBEAT in layout.rules:
        laws.append(HeartbeatLaw(HeartbeatPlan(HEARTBEAT)))
    facts = _facts(layout, calibrated_g_s)
    return FarmPlan(layout, tuple(laws), circulation, facts, Causes(layout), doses)


def _doses(site: Site) -> tuple[DosePlan, ...]:
    """Feeders whose site entry says what they throw and the most they may."""
    rows: list[DosePlan] = []
    for device in site.devices:
        for entry in map(mapping, device.outputs.values()):
            if (dose := entry.dose) is not None and device.enabled:
                rows.append(
                    DosePlan(
                        *(place_of(entry.tag), TagName(entry.tag), dose.g_s),
                        *(1000 * dose.cap_kg_h, 1000 * dose.cap_kg_d, site.timezone),
                        TagName(dose.witness) if dose.witness else None,
                    )
                )
    return tuple(rows)


def _plant(layout: Layout, tank: TankTags) -> tuple[SystemTags, Plant | None]:
    system = next(system for system in layout.systems if system.id == tank.system)
    return system, system.plant


def _tank_laws(
    site: Site,
    layout: Layout,
    tank: TankTags,
    index: int,
    calibrated_g_s: Mapping[TagName, float],
) -> list[Law]:
    """A feeder throws what it was calibrated to, else what its maker rates it at."""
    system, plant = _plant(layout, tank)
    rated_g_s = plant.feeder_g_s if plant else 0.0
    feeder_g_s = calibrated_g_s.get(tank.feeder, rated_g_s) if plant else 0.0
    laws: list[Law] = []
    if tank.valve in layout.rules and tank.probes:
        per_percent = plant.valve_g_h * plant.valve_transfer / 100 if plant else tank.volume_m3 / 10
        # Spread over ten ticks, so that the dear part of the estimates never falls on one.
        turn = (0.0, 0.0, 0.0, 0.0, 0.0, float(index % 10), 0.0)
        plan = _oxygen_plan(site, tank, system, per_percent, feeder_g_s)
        laws.append(OxygenLaw(plan, demand=turn))
    if tank.feeder in layout.rules and tank.probes and plant is not None:
        control = site.control.feeding
        meals_s = tuple(int(m[:2]) * 3600 + int(m[3:]) * 60 for m in control.meals)
        minutes = control.meal_minutes * 60
        meals = FeedingPlan(
            *(tank.id, tank.oxygen, tank.feeder, control, meals_s, minutes, site.timezone),
            feeder_g_s,
        )
        laws.append(FeedingLaw(meals))
    return laws


def _oxygen_plan(
    site: Site, tank: TankTags, system: SystemTags, per_percent: float, feeder_g_s: float
) -> OxygenPlan:
    control, plant, tanks = site.control.oxygen, system.plant, len(system.tanks)
    flow = plant.design_flow_m3_h if plant else system.volume_m3
    gain, reset_s = tuning(
        tank.volume_m3,
        per_percent,
        3600 * system.volume_m3 / flow,
        control.dead_time_s,
        control.closed_loop_s,
    )
    return OxygenPlan(
        tank=tank.id,
        oxygen=tank.oxygen,
        valve=tank.valve,
        feeder=tank.feeder,
        temperature=tank.temperature,
        flow=system.flow,
        cone=system.cone,
        tanks=tanks,
        target_mg_l=control.target_mg_l,
        floor_percent=control.floor_percent,
        blind_percent=control.blind_percent,
        gain_percent_l_mg=gain,
        reset_s=reset_s,
        filter_s=control.dead_time_s / 4,
        valve_per_percent=per_percent,
        cone_per_percent=plant.cone_g_h * plant.cone_transfer / 100 if plant else 0.0,
        feeder_g_s=feeder_g_s,
        usual_c=plant.temperature_c if plant else 25.0,
        pressure_atm=float(pressure_at_altitude_atm(site.altitude_m)),
    )


def _circulation(site: Site, system: SystemTags, turn: int) -> CirculationPlan | None:
    control = site.control.circulation
    if not system.pumps:
        return None
    if control is None:
        if system.plant is None:
            return None
        control = CirculationControl(target_m3_h=system.plant.design_flow_m3_h)
    kw = system.plant.pump_power_kw if system.plant else 0.0
    return CirculationPlan(
        *(system.id, system.flow, system.pumps, control.target_m3_h, control.life_flow_hz),
        *(control.changeover_s, kw, turn),
    )


def _system_laws(
    site: Site, layout: Layout, system: SystemTags, circulation: CirculationPlan | None
) -> list[Law]:
    laws: list[Law] = []
    plant = system.plant
    if circulation is not None:
        laws.append(CirculationLaw(circulation))
    trims = tuple((t.oxygen, t.valve) for t in system.tanks if t.valve in layout.rules)
    if system.cone in layout.rules and plant is not None and trims:
        per_cone = (plant.cone_g_h * plant.cone_transfer) / (
            len(trims) * plant.valve_g_h * plant.valve_transfer
        )
        percent = site.control.oxygen.cone_trim_percent
        laws.append(ConeLaw(ConePlan(system.id, system.cone, trims, percent, per_cone)))
    if system.fan in layout.rules:
        laws.append(DegasLaw(DegasPlan(system.id, system.co2, system.fan)))
    valves = tuple((t.emergency, t.oxygen) for t in system.tanks if t.emergency in layout.rules)
    if valves:
        close_mg_l = site.control.oxygen.emergency_close_mg_l
        laws.append(ShutLaw(ShutPlan(system.id, valves, close_mg_l)))
    return laws


def _facts(layout: Layout, calibrated: Mapping[TagName, float]) -> FactsPlan:
    counters = [
        CounterPlan(FactKind.ENERGY_USED_WH, system.id, system.energy, 1000.0)
        for system in layout.systems
    ]
    counters += [
        CounterPlan(FactKind.ENERGY_USED_WH, FARM, tag(FARM, "energy_main"), 1000.0),
        CounterPlan(FactKind.WATER_USED_L, FARM, tag(FARM, "makeup_total"), 1000.0),
    ]
    flows: list[FlowPlan] = []
    feeders: list[FeederPlan] = []
    for system in layout.systems:
        plant = system.plant
        if plant is None:
            continue
        flows.append(FlowPlan(system.id, system.cone, 100.0, plant.cone_g_h))
        for tank in system.tanks:
            flows.append(FlowPlan(tank.id, tank.valve, 100.0, plant.valve_g_h))
            flows.append(FlowPlan(tank.id, tank.emergency, 1.0, plant.emergency_g_h))
            g_s = calibrated.get(tank.feeder, plant.feeder_g_s)
            feeders.append(FeederPlan(tank.id, tank.feeder, g_s))

    def fitted(name: TagName) -> bool:
        return name in layout.known

    scale, stable = tag(FARM, "scale"), tag(FARM, "scale_stable")
    return FactsPlan(
        tuple(c for c in counters if fitted(c.tag)),
        tuple(f for f in flows if fitted(f.tag)),
        tuple(f for f in feeders if fitted(f.tag)),
        scale if fitted(scale) else None,
        stable if fitted(stable) else None,
    )
