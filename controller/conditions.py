"""What is wrong at this tick, as bare conditions: limits passed, probes, pumps, power, ourselves.

It refuses to know how long it has been so, who knows of it and how it is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from controller.alarms import Condition
from controller.checks import FUNCTION_CHECK, lapsed
from controller.emergencies import emergency, many_emergencies
from controller.laws.circulation import CirculationLaw, running
from controller.laws.feeding import FeedingLaw
from controller.layout import Layout, Station, SystemTags, TankTags
from controller.limits import passed
from controller.memory import Memory
from controller.outlook import Outlook
from controller.output_conditions import outputs_failed
from controller.power import bars_dead
from controller.still_water import foul
from controller.trim_valves import trim_valve
from controller.voting import DISAGREE_MG_L, DISAGREE_S
from controller.water_conditions import too_fast
from farm.alarm import Priority
from farm.floors import FAN_LEAST_HZ
from farm.quantity import QUANTITIES
from farm.snapshot import SILENT_AFTER_S, Snapshot
from farm.status import Status
from farm.tag import FARM, TagName, place_of, tag

P1, P2, P3 = Priority.P1, Priority.P2, Priority.P3
FLOW_LOW_FRACTION = 0.8
WEAK_FRACTION = 0.6
"""Pressure below this part of what the fan's speed gives: belt, inlet or wheel (F-33)."""
OZONE_S = 6.0
"""Ozone that runs this long after it was sent off was not asked for. Longer than a missed answer:
the one before is believed for two periods, and the write may need a second try. No longer than
leaves the supply tripped ten seconds after a contactor welds, poll and write included (F-29), s."""
LATE_S = 1.0
"""A tick later than this is one that fish notice, s (safety 3.10: P1 at 1 s; here it calls)."""
DROPPED_MS = 60_000
"""Dropped samples are told this long after the last one, ms."""
FELL_LEAST = 3
"""So many outputs of one device changed by others within a minute are one event (F-26), and so are
as many of its instruments that cannot be used: their supply, or the device itself."""
SILENT_S, SLOW_SILENT_S = 10.0, 60.0
"""A station that says nothing this long is told; one that is known to answer late, and so is heard
now and then only, after the longer one, s."""
WRONG_DEVICE = "identity"
BYTE_ORDER = "byte_order"
"""Reason of samples of a station that answers as another model than the site file says."""
SILENT = frozenset(
    {
        Status.BAD_NO_COMMUNICATION,
        Status.BAD_TIMEOUT,
        Status.BAD_COMMUNICATION_ERROR,
        Status.BAD_DECODING_ERROR,
        Status.BAD_NOT_CONNECTED,
        Status.BAD_WAITING_FOR_INITIAL_DATA,
    }
)

UNUSABLE = frozenset(
    {Status.BAD_SENSOR_FAILURE, Status.BAD_OUT_OF_RANGE, Status.BAD_OUT_OF_SERVICE}
)
"""The station answers, and what it says of this instrument cannot be used."""


@dataclass(frozen=True, slots=True)
class Shell:
    """What only the parts outside the pure core can see of themselves."""

    disk_trouble: str = ""
    late_s: float = 0.0
    """How late the worst tick of the last minute began."""
    dropped: int = 0
    """Samples dropped since the start."""
    failed: frozenset[TagName] = frozenset()
    """Outputs that did not become what was decided, after all tries."""
    astray: frozenset[TagName] = frozenset()
    """Those of them on devices that are written to no more because a write landed elsewhere."""
    foreign: frozenset[TagName] = frozenset()
    """Outputs somebody else was seen to write."""
    children: tuple[str, ...] = ()
    """Tasks that were restarted within the last minute."""
    faults: tuple[Condition, ...] = ()
    """What is wrong with the wires, the settings of devices and the clock (controller.health)."""
    dated: bool = True
    """Is the date believed? What is counted without one is not told (F-58)."""


@dataclass(frozen=True, slots=True)
class Found:
    """Conditions, and limits whose input is Bad (ids): neither coming nor going."""

    conditions: list[Condition]
    unknown: set[str]


def found(layout: Layout, outlook: Outlook, memory: Memory, shell: Shell) -> Found:
    """Everything wrong now."""
    unknown: set[str] = set()
    conditions = list(passed(layout, outlook.snapshot, memory, unknown))
    conditions += too_fast(layout, memory.trends, memory.lives, outlook.snapshot.at_ms, unknown)
    slow = frozenset(row.place for row in shell.faults if row.kind == "reply_slow")
    for tank in layout.tanks:
        conditions += _tank(layout, tank, outlook, memory, slow)
    conditions += many_emergencies(layout, conditions)
    for system in layout.systems:
        conditions += _system(layout, system, outlook, memory)
    for law in memory.laws:
        if isinstance(law, FeedingLaw) and not law.is_open and law.meal(outlook.snapshot.at_ms):
            conditions.append(Condition("feed_stopped", law.plan.tank, P3, 60.0))
    conditions += _feeders(memory, outlook.snapshot.at_ms)
    drives = (pump.speed for system in layout.systems for pump in system.pumps)
    if bars_dead(outlook.snapshot, drives):
        conditions.append(Condition("power_lost", FARM, P1, 1.0))
    conditions += _silent(layout, outlook.snapshot, slow)
    conditions += _instruments(layout, outlook)
    for name, check in lapsed(memory.checks, outlook.snapshot.at_ms):
        conditions.append(Condition("function_check_over", name, P2, note=check.actor))
    conditions += shell.faults
    conditions += _ourselves(memory, outlook.snapshot.at_ms, shell)
    conditions += outputs_failed(layout, shell.failed) if shell.failed else ()
    conditions += _others(layout, shell.foreign)
    for device in sorted({layout.station_of[output].device for output in shell.astray}):
        conditions.append(Condition("writes_astray", device, P1))
    return Found(conditions, unknown)


def _feeders(memory: Memory, at_ms: int) -> Iterator[Condition]:
    for feeder, row in memory.dosed.items():
        if row.runs_away:
            yield Condition("feeder_runs_away", place_of(feeder), P1)
        elif at_ms < row.jam_until_ms:
            yield Condition("feeder_jammed", place_of(feeder), P2)


def _tank(
    layout: Layout, tank: TankTags, outlook: Outlook, memory: Memory, slow: frozenset[str]
) -> Iterator[Condition]:
    cast = outlook.votes.get(tank.id)
    if cast is None:
        return
    if cast.good and cast.apart_mg_l > DISAGREE_MG_L:
        apart = round(cast.apart_mg_l, 2)
        yield Condition("probe_disagreement", tank.id, P3, DISAGREE_S, apart, DISAGREE_MG_L, "mg/L")
    if cast.is_blind and tank.stage != "empty":
        yield Condition("blind", tank.id, P1, 10.0)
    elif cast.good + len(outlook.checked.intersection(tank.probes)) < cast.fitted:
        stations = (layout.station_of.get(probe) for probe in tank.probes)
        late = any(one is not None and one.device in slow for one in stations)
        yield Condition("probe_bad", tank.id, P2, SLOW_SILENT_S if late else SILENT_S)
    trip = memory.trips.get(tank.id)
    if trip is not None and trip.is_open:
        yield from emergency(tank.id, trip, outlook.snapshot.at_ms)
    yield from trim_valve(tank, cast, outlook, memory)


def _machines(
    layout: Layout, system: SystemTags, snapshot: Snapshot, memory: Memory
) -> Iterator[Condition]:
    """A fan that gives less air than its speed says, ozone that nobody asked for."""
    hz, mbar = snapshot.read(tag(system.id, "fan_speed")), snapshot.read(system.air_pressure)
    rated = system.plant.fan_pressure_mbar if system.plant else None
    if rated is not None and hz is not None and mbar is not None and hz >= FAN_LEAST_HZ:
        expected = rated * (hz / 50.0) ** 2
        if mbar < WEAK_FRACTION * expected:
            low, due = round(mbar, 1), round(expected, 1)
            yield Condition("fan_weak", system.id, P2, 5.0, low, due, "mbar")
    ozone = tag(system.id, "ozone")
    asked = ozone not in layout.rules or memory.applied.get(ozone, 0.0) > 0.5
    if (snapshot.read(system.ozone_running) or 0.0) > 0.5 and not asked:
        yield Condition("ozone_unasked", system.id, P1, OZONE_S)


def _instruments(layout: Layout, outlook: Outlook) -> Iterator[Condition]:
    """Instruments but oxygen probes, which have alarms of their own."""
    samples, doubts = outlook.snapshot.samples, outlook.doubts
    at_once: dict[str, list[Priority]] = {}
    for name in layout.instruments:
        sample = samples.get(name)
        if sample is not None and sample.status in UNUSABLE and sample.reason != FUNCTION_CHECK:
            vital = QUANTITIES[name.partition(".")[2]].life_support
            row = Condition("instrument_bad", name, P2 if vital else P3, 10.0, note=sample.reason)
            at_once.setdefault(layout.station_of[name].device, []).append(row.priority)
            yield row
    for device, ranks in at_once.items():
        if len(ranks) >= FELL_LEAST:
            count = float(len(ranks))
            yield Condition("instruments_bad", device, min(ranks), 10.0, count, counted=True)
    for name in doubts.keys() - layout.oxygen_probes if doubts else ():
        yield Condition("instrument_bad", name, P3, 10.0, note=doubts[name])
    for system in layout.systems if "same_water" in doubts.values() else ():
        probes = (probe for tank in system.tanks for probe in tank.probes)
        if any(doubts.get(probe) == "same_water" for probe in probes):
            yield Condition("same_water", system.id, P2, 5.0)


def _system(
    layout: Layout, system: SystemTags, outlook: Outlook, memory: Memory
) -> Iterator[Condition]:
    law = next(
        (
            law
            for law in memory.laws
            if isinstance(law, CirculationLaw) and law.plan.system == system.id
        ),
        None,
    )
    if law is None:
        return
    snapshot = outlook.snapshot
    yield from _machines(layout, system, snapshot, memory)
    flow, goal = snapshot.read(system.flow), law.goal_m3_h(snapshot.at_ms)
    turning = [running(law.plan, pump, snapshot) for pump in law.plan.pumps]
    stagnant = foul(law.plan, outlook, memory.moved_ms.get(system.id), memory.applied)
    if stagnant:
        yield Condition("loop_stagnant", system.id, P1, 5.0)
    if outlook.flows[system.id] == "lost":
        yield Condition("flow_lost", system.id, P1, 5.0, flow, goal, "m³/h")
    elif flow is not None and flow < FLOW_LOW_FRACTION * goal:
        jammed = flow < 0.1 * goal and any(t is True for t in turning)
        kind, priority = ("flow_meter", P3) if jammed else ("flow_low", P2)
        yield Condition(kind, system.id, priority, 60.0, round(flow), round(goal), "m³/h")
    for index, pump in enumerate(law.plan.pumps):
        fault = snapshot.read(pump.fault)
        if fault is not None and fault != 0:
            yield Condition(f"pump_{index + 1}_fault", system.id, P2, 0.0, fault)
    if law.duty != 0 and law.changes and not stagnant:
        yield Condition("standby_runs", system.id, P3, 1.0)


def _silent(layout: Layout, snapshot: Snapshot, slow: frozenset[str]) -> Iterator[Condition]:
    silent: dict[str, list[Station]] = {}
    heard: set[str] = set()
    for station in layout.stations:
        sample = snapshot.samples.get(station.sign)
        age_s = snapshot.at_s - sample.at_s if sample else 0.0
        if sample and sample.status is Status.GOOD and age_s <= SILENT_AFTER_S:
            heard.add(station.bus)
        elif snapshot.reading(station.sign).status in SILENT:
            silent.setdefault(station.bus, []).append(station)
        else:
            heard.add(station.bus)
            if sample and sample.reason == WRONG_DEVICE:
                yield Condition("wrong_device", station.device, _priority(station), 10.0)
            if sample and sample.reason == BYTE_ORDER:
                yield Condition("byte_order", station.device, _priority(station), 10.0)
    for bus, stations in silent.items():
        if bus not in heard and len(stations) > 1:
            yield Condition("line_silent", bus, P2, 10.0)
        for station in stations:
            delay_s = SLOW_SILENT_S if station.device in slow else SILENT_S
            yield Condition("station_silent", station.device, _priority(station), delay_s)


def _priority(station: Station) -> Priority:
    """Of a station that cannot be used: by whether fish hang on it."""
    vital = any(QUANTITIES[name.partition(".")[2]].life_support for name in station.tags)
    return P2 if vital else P3


def _ourselves(memory: Memory, at_ms: int, shell: Shell) -> Iterator[Condition]:
    if memory.mode == "life_support":
        yield Condition("life_support", FARM, P1)
    for name, (why, _) in memory.raised.items():
        yield Condition("law_raised", name.replace(" ", "-"), P1, note=why)
    if shell.disk_trouble:
        yield Condition("disk_failing", FARM, P2, 3.0, note=shell.disk_trouble)
    if shell.late_s > LATE_S:
        yield Condition("tick_late", FARM, P2, 0.0, round(shell.late_s, 2), LATE_S, "s")
    if memory.dropped and at_ms - memory.dropped_ms < DROPPED_MS:
        yield Condition("samples_dropped", FARM, P2, 0.0, float(shell.dropped))
    if 0 < memory.plan_until_ms <= at_ms:  # a farm that never adopted a plan misses none
        yield Condition("plan_missing", FARM, P3, 600.0)
    if at_ms >= memory.stock_until_ms:
        yield Condition("stock_missing", FARM, P3, 300.0)
    for name in shell.children:
        yield Condition("task_restarted", name, P2, 5.0)


def _others(layout: Layout, foreign: frozenset[TagName]) -> Iterator[Condition]:
    """Outputs others changed: many of one device at once are one event, not as many."""
    by_device: dict[str, list[TagName]] = {}
    for output in sorted(foreign):
        by_device.setdefault(layout.station_of[output].device, []).append(output)
    for device, outputs in by_device.items():
        if len(outputs) >= FELL_LEAST:
            yield Condition("outputs_fell", device, P2, value=float(len(outputs)))
        else:
            yield from (Condition("foreign_write", output, P2) for output in outputs)
