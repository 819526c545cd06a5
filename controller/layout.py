"""Which tags every tank, system and device of a site has, worked out once before the first tick.

It refuses to know any value and what is done with it.
"""

from dataclasses import dataclass
from functools import cached_property

from farm.quantity import QUANTITIES, Kind
from farm.site import Device, Limit, OutputRule, Plant, Site, Tank, mapping
from farm.tag import FARM, TagName, place_of, tag

NOWHERE = TagName("")
"""A tag no site has."""


@dataclass(frozen=True, slots=True)
class TankTags:
    """Tags of one tank; `oxygen` is made of those probes that are fitted."""

    id: str
    system: str
    volume_m3: float
    stage: str
    probes: tuple[TagName, ...]
    oxygen: TagName
    minutes_to_4: TagName
    reserve: TagName
    temperature: TagName
    position: TagName
    valve: TagName
    emergency: TagName
    feeder: TagName


@dataclass(frozen=True, slots=True)
class PumpTags:
    """Tags of one circulation pump."""

    output: TagName
    speed: TagName
    current: TagName
    fault: TagName
    feedback: TagName


@dataclass(frozen=True, slots=True)
class SystemTags:
    """Tags of one recirculation system; `pumps` are those whose output is fitted."""

    id: str
    plant: Plant | None
    tanks: tuple[TankTags, ...]
    flow: TagName
    ph: TagName
    ph_temperature: TagName
    co2: TagName
    pumps: tuple[PumpTags, ...]
    fan: TagName
    cone: TagName
    energy: TagName
    air_pressure: TagName = NOWHERE
    ozone_running: TagName = NOWHERE
    co2_probe: TagName = NOWHERE
    sump_level: TagName = NOWHERE

    @property
    def volume_m3(self) -> float:
        """Water in the tanks of the system, m³."""
        return sum(tank.volume_m3 for tank in self.tanks)


@dataclass(frozen=True, slots=True)
class Watched:
    """One alarm limit on one tag. `rank`: 1 is the furthest limit of this quantity and side."""

    tag: TagName
    limit: Limit
    rank: int
    kind: str
    place: str
    unit: str
    id: str
    at: float
    is_low: bool
    """Whether less is worse."""


@dataclass(frozen=True, slots=True)
class Station:
    """One device and the first tag it delivers: a silent station makes all its tags Bad."""

    device: str
    bus: str
    sign: TagName
    tags: tuple[TagName, ...]


class Layout:
    """All precomputed names of a site."""

    def __init__(self, site: Site) -> None:
        """Walk the site once; it is a checked one."""
        self.site = site
        fitted = [device for device in site.devices if device.enabled]
        self.outputs: tuple[TagName, ...] = tuple(
            name for device in fitted for name in _names(device, output=True)
        )
        self.measured: tuple[TagName, ...] = tuple(
            dict.fromkeys(n for device in fitted for n in _names(device, output=False))
        )
        self.known = frozenset(self.outputs) | frozenset(self.measured)
        rules = {rule.quantity: rule for rule in site.outputs}
        self.rules: dict[TagName, OutputRule] = {
            name: rules[name.partition(".")[2]] for name in self.outputs
        }
        self.systems: tuple[SystemTags, ...] = tuple(
            self._system(system.id, system.plant, system.tanks) for system in site.systems
        )
        self.tanks: tuple[TankTags, ...] = tuple(t for s in self.systems for t in s.tanks)
        self.stations: tuple[Station, ...] = tuple(
            Station(device.id, device.bus, names[0], names)
            for device in fitted
            if (names := _names(device, output=False) + _names(device, output=True))
        )
        self.periods_s: dict[TagName, float] = {
            name: device.period_s
            for device in fitted
            for name in _names(device, output=False) + _names(device, output=True)
        }
        self.periods_s |= self._derived_periods_s()

    def _derived_periods_s(self) -> dict[TagName, float]:
        """A derived value is as old as what it is derived from may be."""
        periods: dict[TagName, float] = {}
        for tank in self.tanks:
            if tank.probes:
                period_s = max(self.periods_s[probe] for probe in tank.probes)
                made = (tank.oxygen, tank.minutes_to_4, tank.reserve)
                periods |= dict.fromkeys(made, period_s)
        for system in self.systems:
            if system.ph in self.periods_s:
                periods[system.co2] = self.periods_s[system.ph]
        return periods

    def _system(self, id_: str, plant: Plant | None, tanks: tuple[Tank, ...]) -> SystemTags:
        pumps = tuple(
            PumpTags(
                tag(id_, key), tag(id_, f"{key}_speed"), tag(id_, f"{key}_current"),
                tag(id_, f"{key}_fault"), tag(id_, f"{key}_running"),
            )
            for key in ("pump_1", "pump_2")
            if tag(id_, key) in self.rules
        )  # fmt: skip
        flow, ph, ph_temperature, co2, fan, cone, energy, *more = (
            tag(id_, key)
            for key in (
                *("flow", "ph", "ph_temperature", "co2", "fan", "cone_valve", "energy"),
                *("air_pressure", "ozone_running", "co2_probe", "sump_level"),
            )
        )
        rows = tuple(self._tank(tank, id_) for tank in tanks)
        return SystemTags(
            *(id_, plant, rows, flow, ph, ph_temperature, co2, pumps),
            *(fan, cone, energy, *more),
        )

    def _tank(self, tank: Tank, system: str) -> TankTags:
        probes = (tag(tank.id, "do_a"), tag(tank.id, "do_b"))
        keys = ("oxygen", "minutes_to_4", "reserve", "temperature", "oxygen_valve_position")
        return TankTags(
            tank.id,
            system,
            tank.volume_m3,
            tank.stage,
            tuple(name for name in probes if name in self.known),
            *(tag(tank.id, key) for key in (*keys, "oxygen_valve", "emergency_valve", "feeder")),
        )

    @cached_property
    def watched(self) -> dict[TagName, tuple[Watched, ...]]:
        """Every limit of the site on every tag it applies to, the furthest first."""
        derived = {tank.oxygen for tank in self.tanks if tank.probes}
        derived |= {tank.minutes_to_4 for tank in self.tanks if tank.probes}
        derived |= {system.co2 for system in self.systems if system.ph in self.known}
        empty = {tank.id for tank in self.tanks if tank.stage == "empty"}
        rows: dict[TagName, tuple[Watched, ...]] = {}
        for name in sorted(derived | self.known):
            place, _, quantity = name.partition(".")
            limits = [limit for limit in self.site.limits if limit.quantity == quantity]
            if limits and place not in empty:
                found = (_watched(name, limit, self.site.limits) for limit in limits)
                rows[name] = tuple(sorted(found, key=lambda row: row.rank))
        return rows

    @cached_property
    def looked_ahead(self) -> dict[str, tuple[TagName, ...]]:
        """By system, its tags whose limits look ahead; those of the farm go with the first."""
        names: dict[str, list[TagName]] = {}
        for name, rows in self.watched.items():
            if any(row.limit.ahead_minutes for row in rows):
                place = place_of(name)
                system = self.systems[0].id if place == FARM else self.system_of.get(place, place)
                names.setdefault(system, []).append(name)
        return {system: tuple(tags) for system, tags in names.items()}

    @cached_property
    def oxygen_probes(self) -> frozenset[TagName]:
        """Probes that are voted on."""
        return frozenset(probe for tank in self.tanks for probe in tank.probes)

    @cached_property
    def instruments(self) -> tuple[TagName, ...]:
        """Everything measured but by those probes."""
        return tuple(name for name in self.measured if name not in self.oxygen_probes)

    @cached_property
    def feed_stops(self) -> dict[str, tuple[TagName, ...]]:
        """Feeders that an alarm holds off, by its id: those of its tank, its system, the farm."""
        stops: dict[str, tuple[TagName, ...]] = {}
        for row in (row for rows in self.watched.values() for row in rows if row.limit.stops_feed):
            here = [t for t in self.tanks if row.place in (t.id, t.system, FARM)]
            stops[row.id] = tuple(t.feeder for t in here)
        return stops

    @cached_property
    def system_of(self) -> dict[str, str]:
        """System of each tank."""
        return {tank.id: tank.system for tank in self.tanks}

    @cached_property
    def station_of(self) -> dict[TagName, Station]:
        """Device that delivers or takes a tag."""
        return {name: station for station in self.stations for name in station.tags}

    @property
    def places(self) -> frozenset[str]:
        """Every place a target, an alarm or a fact may name."""
        systems = {system.id for system in self.systems}
        return frozenset(systems | {tank.id for tank in self.tanks} | {FARM})


def _names(device: Device, *, output: bool) -> tuple[TagName, ...]:
    entries = device.outputs if output else device.points
    names = (TagName(mapping(entry).tag) for entry in entries.values())
    return tuple(
        n for n in names if (QUANTITIES[n.partition(".")[2]].kind is Kind.OUTPUT) == output
    )


def _watched(name: TagName, limit: Limit, limits: tuple[Limit, ...]) -> Watched:
    rank = _rank(limit, limits)
    kind, place = f"{limit.quantity}_{limit.side}_{rank}", place_of(name)
    unit = QUANTITIES[limit.quantity].unit
    is_low = limit.side == "low"
    return Watched(name, limit, rank, kind, place, unit, f"{kind}@{place}", limit.at, is_low)


def _rank(limit: Limit, limits: tuple[Limit, ...]) -> int:
    sign = 1 if limit.side == "low" else -1
    further = {
        other.at
        for other in limits
        if (other.quantity, other.side) == (limit.quantity, limit.side)
        and sign * other.at < sign * limit.at
    }
    return len(further) + 1
