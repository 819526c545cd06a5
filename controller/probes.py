"""All probes of the farm at one tick: what is kept of each, and which are not believed and why.

It refuses to know what speaks against a probe (`doubts`) and what follows from it (`voting`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from controller.doubts import (
    JUMP_S,
    STILL_LEAST_S,
    STILL_M,
    STILL_MG_L,
    STILL_PH,
    Same,
    Watched,
    doubt_of_level,
    doubt_of_oxygen,
    doubt_of_ph,
    jumped_together,
    odd_thermometers,
    same,
    watched,
)
from controller.layout import Layout, SystemTags, TankTags
from farm.sample import Sample
from farm.snapshot import Snapshot
from farm.status import Status
from farm.tag import TagName
from models.oxygen import pressure_at_altitude_atm, saturation_mg_l
from models.reserve import EMERGENCY_MG_L

USUAL_C = 26.0
"""Temperature where no thermometer is believed, °C: the plan's; 3 K are 5 % of saturation."""
Doubts = Mapping[TagName, str]


@dataclass(frozen=True, slots=True)
class Probes:
    """What is kept between two ticks. `same`: by loop and kind of probe."""

    watches: Mapping[TagName, Watched] = field(default_factory=dict)
    same: Mapping[str, Same] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        watches = {name: list(watch) for name, watch in self.watches.items()}
        return {"watches": watches, "same": {key: list(row) for key, row in self.same.items()}}

    @classmethod
    def of_json(cls, text: Mapping[str, Any]) -> "Probes":
        """From plain values; nothing kept of what is missing or was kept in another form."""
        watches = {
            TagName(name): Watched(*row)
            for name, row in text.get("watches", {}).items()
            if len(row) == len(Watched._fields)
        }
        return cls(watches, {key: Same(*row) for key, row in text.get("same", {}).items()})

    def apart(self, probes: tuple[TagName, ...]) -> float | None:
        """How far two probes stand apart, their noise taken off; None while not both are seen."""
        trails = [self.watches[name].trail_value for name in probes if name in self.watches]
        return max(trails) - min(trails) if len(trails) == len(probes) else None


def looked_at(
    layout: Layout,
    snapshot: Snapshot,
    before: Probes,
    use_mg_l_min: Mapping[str, float | None],
    elapsed_s: float,
) -> tuple[Probes, Doubts]:
    """What is kept now, and the tags in doubt. `use_mg_l_min`: what each tank's fish take."""
    watches: dict[TagName, Watched] = {}
    doubts: dict[TagName, str] = {}
    pressure_atm = float(pressure_at_altitude_atm(layout.site.altitude_m))
    for system in layout.systems:
        doubts.update(_odd(layout, system, snapshot))
        for tank in system.tanks:
            _oxygen(tank, snapshot, before, watches)
            _together(tank, watches)
            for name in tank.probes:
                held = watches.get(name)
                if held is None or not (
                    held.jumped_s or held.risen or held.still_s >= STILL_LEAST_S
                ):
                    continue
                if _good(snapshot, name) is None:
                    continue
                full = _full_mg_l(tank, snapshot, doubts, pressure_atm)
                minutes = _minutes(held, use_mg_l_min.get(tank.id))
                why = doubt_of_oxygen(held, full, minutes)
                if why:
                    doubts[name] = why
        _ph(system, snapshot, before, watches, doubts)
        _level(system, snapshot, before, watches, doubts)
    alike = dict(_same(layout, snapshot, before, elapsed_s, doubts))
    return Probes(watches, alike), doubts


def doubted(snapshot: Snapshot, doubts: Doubts) -> dict[TagName, Sample]:
    """Samples as they are believed: what is in doubt says so."""
    bent = {}
    for name, why in doubts.items():
        held = snapshot.samples.get(name)
        if held is not None and held.status.is_good:
            bent[name] = Sample(
                held.tag, held.value, Status.UNCERTAIN_SENSOR_NOT_ACCURATE, held.at_s, held.at_ms,
                held.source, why,
            )  # fmt: skip
    return bent


def _oxygen(
    tank: TankTags, snapshot: Snapshot, before: Probes, watches: dict[TagName, Watched]
) -> None:
    for name in tank.probes:
        sample, held = _good(snapshot, name), before.watches.get(name)
        if sample is not None and (held is None or held.at_ms != sample.at_ms):
            assert sample.value is not None
            held = watched(
                held, sample.value, sample.at_ms, STILL_MG_L,
                valve_percent=_valve(tank, snapshot), flooded=_flooded(tank, snapshot),
            )  # fmt: skip
        if held is not None:  # a bad answer now and then must not begin it anew
            watches[name] = held


def _together(tank: TankTags, watches: dict[TagName, Watched]) -> None:
    held = [watches[name] for name in tank.probes if name in watches]
    if len(held) == 2 and jumped_together(*held):
        watches |= {
            name: one._replace(jumped_s=JUMP_S) for name, one in zip(tank.probes, held, strict=True)
        }


def _ph(
    system: SystemTags,
    snapshot: Snapshot,
    before: Probes,
    watches: dict[TagName, Watched],
    doubts: dict[TagName, str],
) -> None:
    sample, held = _good(snapshot, system.ph), before.watches.get(system.ph)
    if sample is not None and sample.value is not None:
        held = watched(held, sample.value, sample.at_ms, STILL_PH)
        if why := doubt_of_ph(held):
            doubts[system.ph] = why
    if held is not None:
        watches[system.ph] = held


def _level(
    system: SystemTags,
    snapshot: Snapshot,
    before: Probes,
    watches: dict[TagName, Watched],
    doubts: dict[TagName, str],
) -> None:
    """The pumps are the second principle beside the transmitter: they lose the water."""
    name = system.sump_level
    sample, held = _good(snapshot, name), before.watches.get(name)
    if sample is not None and sample.value is not None and system.plant is not None:
        flow_m3_h = snapshot.read(system.flow)
        part = None if flow_m3_h is None else 100.0 * flow_m3_h / system.plant.design_flow_m3_h
        held = watched(held, sample.value, sample.at_ms, STILL_M, valve_percent=part)
        if why := doubt_of_level(held):
            doubts[name] = why
    if held is not None:
        watches[name] = held


def _odd(layout: Layout, system: SystemTags, snapshot: Snapshot) -> Iterator[tuple[TagName, str]]:
    """Thermometers that stand apart, and the oxygen probes that reckon with them."""
    celsius: dict[str, float] = {}
    for tank in system.tanks:
        sample = snapshot.samples.get(tank.temperature)
        if sample is not None and sample.value is not None and sample.status.is_good:
            celsius[tank.id] = sample.value
    odd = odd_thermometers(celsius)
    for tank in system.tanks if odd else ():
        if tank.id in odd:
            yield tank.temperature, "apart"
            own = layout.station_of.get(tank.temperature)
            for name in tank.probes:
                if layout.station_of.get(name) is own and name in snapshot.samples:
                    yield name, "compensation"


def _same(
    layout: Layout,
    snapshot: Snapshot,
    before: Probes,
    elapsed_s: float,
    doubts: dict[TagName, str],
) -> Iterator[tuple[str, Same]]:
    """Loops all whose probes of one kind show the same: one sample line for all, and blocked."""
    for system in layout.systems:
        for kind in (0, 1):
            names = [tank.probes[kind] for tank in system.tanks if len(tank.probes) > kind]
            values = [v for name in names if (v := snapshot.read(name)) is not None]
            key = f"{system.id}/{kind}"
            held = same(before.same.get(key), values, elapsed_s)
            if held is not None:
                yield key, held
                heard = (name for name in names if name in snapshot.samples)
                doubts.update(dict.fromkeys(heard, "same_water") if held.is_one_water else {})


def _full_mg_l(tank: TankTags, snapshot: Snapshot, doubts: Doubts, pressure_atm: float) -> float:
    celsius = None if tank.temperature in doubts else snapshot.read(tank.temperature)
    return float(saturation_mg_l(USUAL_C if celsius is None else celsius, pressure_atm))


def _minutes(held: Watched, use_mg_l_min: float | None) -> float | None:
    if not use_mg_l_min:
        return None
    return max(held.high - EMERGENCY_MG_L, 0.0) / use_mg_l_min


def _good(snapshot: Snapshot, name: TagName) -> Sample | None:
    sample = snapshot.samples.get(name)
    return sample if sample is not None and sample.status.is_good else None


def _flooded(tank: TankTags, snapshot: Snapshot) -> bool:
    """Whether emergency oxygen may flow: a panel that lost its power has let its valve open."""
    sample = snapshot.samples.get(tank.emergency)
    return sample is not None and (sample.value is None or sample.value > 0.5)


def _valve(tank: TankTags, snapshot: Snapshot) -> float | None:
    sample = snapshot.samples.get(tank.valve)
    return None if sample is None else sample.value
